"""What was on hand, while past moves are gone through again."""

from collections import Counter, defaultdict

from odoo.tools import SQL, groupby

from ..vectors.layers import Layers, share_by_lot

# The lines by which goods came into a company's stock, or left it: as core reads them.
LINES = SQL(
    """
    stock_move move
    JOIN stock_move_line line ON line.move_id = move.id
    JOIN res_company company ON company.id = move.company_id
    JOIN stock_location source ON source.id = line.location_id
    JOIN stock_location target ON target.id = line.location_dest_id
   WHERE move.state = 'done' AND (move.is_in OR move.is_out)
     AND line.picked
     AND (line.owner_id IS NULL OR line.owner_id = company.partner_id)
     AND (source.company_id IS NOT NULL
          AND source.usage IN ('internal', 'transit')) != move.is_in
     AND (target.company_id IS NOT NULL
          AND target.usage IN ('internal', 'transit')) = move.is_in
    """
)
LAYERS = """
    WITH moved AS (
        SELECT move.id, move.date, move.company_id, move.product_id, move.is_in,
               SUM(line.quantity_product_uom) AS quantity
          FROM %(lines)s
           AND move.date <= %(date)s
           AND move.product_id IN (
               SELECT product.id
                 FROM product_product product
                 JOIN product_template template
                   ON template.id = product.product_tmpl_id
                WHERE template.is_storable AND template.lot_valuated IS NOT TRUE
           )
      GROUP BY move.id
    ), stock AS (
        SELECT company_id, product_id,
               SUM(CASE WHEN is_in THEN quantity ELSE -quantity END) AS on_hand
          FROM moved
      GROUP BY company_id, product_id
    ), layer AS (
        SELECT *, SUM(quantity) OVER (
                   PARTITION BY company_id, product_id ORDER BY date DESC, id DESC
               ) - quantity AS newer
          FROM moved
         WHERE is_in
    )
    SELECT stock.company_id, stock.product_id, stock.on_hand::float, layer.id,
           LEAST(layer.quantity, stock.on_hand - layer.newer)::float, layer.date
      FROM stock
 LEFT JOIN layer ON layer.company_id = stock.company_id
       AND layer.product_id = stock.product_id
       AND layer.newer < stock.on_hand - 0.000001
  ORDER BY stock.company_id, stock.product_id, layer.date, layer.id
    """
LAST_OUT = """
    SELECT DISTINCT ON (company_id, product_id) company_id, product_id, id, date
      FROM stock_move
     WHERE state = 'done' AND is_out AND date <= %s
  ORDER BY company_id, product_id, date DESC, id DESC
    """
LOTS = """
    SELECT move.company_id, line.lot_id, move.id, SUM(line.quantity_product_uom)::float
      FROM %(lines)s
       AND move.is_in AND move.date <= %(date)s AND line.lot_id IN %(lots)s
  GROUP BY move.id, line.lot_id
  ORDER BY move.date, move.id
    """


class PastStock:
    """What was on hand of each product and lot, by the moves that brought it in.

    :param moves: empty `stock.move`, in sudo
    :param date: all moves up to it are in
    """

    def __init__(self, moves, date):
        self.env = moves.env
        self.layers = self._load_layers(date)
        self.lots = {}
        self.open = set()
        self.coming = Counter()

    def _load_layers(self, date):
        rows = self.env.execute_query(SQL(LAYERS, lines=LINES, date=date))
        last_out = {
            row[:2]: row[2:] for row in self.env.execute_query(SQL(LAST_OUT, date))
        }
        layers = defaultdict(Layers)
        for key, own in groupby(rows, lambda row: row[:2]):
            parts = [row[3:] for row in own if row[3]]
            layers[key] = Layers(own[0][2], self._merge_average(key, parts, last_out))
        return layers

    def _merge_average(self, key, parts, last_out):
        """Put what a delivery at average cost left behind in place of what it drew on.

        :param parts: [(move id, quantity, date)]
        :param last_out: {(company id, product id): (move id, date)} of deliveries
        """
        parts = [(move, quantity, (date, move)) for move, quantity, date in parts]
        move, date = last_out.get(key, (None, None))
        older = [part for part in parts if move and part[2] < (date, move)]
        if not older or not self._is_average(*key):
            return [part[:2] for part in parts]
        left = (move, sum(quantity for _move, quantity, _order in older))
        return [left, *(part[:2] for part in parts if part not in older)]

    def _load_lots(self, moves, date):
        """Remember what moves up to a date brought, of the lots that these take."""
        self.lots = defaultdict(list)
        valued = moves.filtered(
            lambda move: move.is_out and move.product_id.lot_valuated
        )
        lots = valued.move_line_ids.lot_id
        if lots:
            query = SQL(LOTS, lines=LINES, date=date, lots=tuple(lots.ids))
            for company, lot, source, quantity in self.env.execute_query(query):
                self.lots[company, lot].append((source, quantity))

    def get_sources(self):
        """Return the ids of the moves that brought what is on hand, lots left out."""
        return {
            source
            for layers in self.layers.values()
            for source, _quantity in layers.get_all()
        }

    # === Going through ===

    def follow(self, moves, date):
        """Bring in and take what these moves did, after `date`.

        :param moves: in the order of their dates
        :return: {move: (quantity, [(id of an incoming move, lot id, quantity)])}, in
            an order in which what a move depends on comes before it
        """
        self._load_lots(moves, date)
        drawn = {}
        for _date, together in groupby(moves, lambda move: move.date):
            drawn.update(self._follow_together(together))
        return drawn

    def _follow_together(self, moves):
        """Follow moves of the same second: those that others wait for go first."""
        self.open = set(moves)
        self.coming = Counter(self._get_key(move) for move in moves if move.is_in)
        drawn = {}
        while moves:
            waiting = []
            for move in moves:
                if self._is_ready(move):
                    drawn[move] = self._do(move)
                else:
                    waiting.append(move)
            if len(waiting) == len(moves):
                first = waiting.pop(0)
                drawn[first] = self._do(first)
            moves = waiting
        return drawn

    def _get_key(self, move):
        return (move.company_id.id, move.product_id.id)

    def _is_ready(self, move):
        if len(self.open) == 1:
            return True
        if move.is_in:
            needed = move.origin_returned_move_id | move.production_id.move_raw_ids
            return self.open.isdisjoint(needed)
        return not self.coming[self._get_key(move)] or self._has_enough(move)

    def _has_enough(self, move):
        if move.product_id.lot_valuated:
            lots = move.move_line_ids.lot_id
            return all((move.company_id.id, lot.id) in self.lots for lot in lots)
        return self.layers[self._get_key(move)].on_hand >= move._get_valued_qty()

    def _do(self, move):
        self.open.discard(move)
        quantity = move._get_valued_qty()
        if move.is_in:
            self.coming[self._get_key(move)] -= 1
            self._bring(move, quantity)
            return quantity, []
        if move.product_id.lot_valuated:
            return quantity, self._take_by_lot(move)
        return quantity, self._take(move, quantity)

    def _bring(self, move, quantity):
        if move.product_id.lot_valuated:
            for line in move._get_in_move_lines():
                key = (move.company_id.id, line.lot_id.id)
                self.lots[key].append((move.id, line.quantity_product_uom))
        elif move.product_id.is_storable:
            self.layers[self._get_key(move)].bring(move.id, quantity)

    def _take(self, move, quantity):
        if not move.product_id.is_storable:
            return []
        layers = self.layers[self._get_key(move)]
        if self._is_average(*self._get_key(move)):
            parts = layers.merge(move.id, quantity)
        else:
            parts = layers.take(quantity)
        return [(source, False, part) for source, part in parts]

    def _is_average(self, company_id, product_id):
        company = self.env["res.company"].browse(company_id)
        product = self.env["product.product"].browse(product_id)
        return product.with_company(company).cost_method == "average"

    def _take_by_lot(self, move):
        company = move.company_id.id
        return share_by_lot(
            (
                line.lot_id.id,
                line.quantity_product_uom,
                self.lots.get((company, line.lot_id.id), ()),
            )
            for line in move._get_out_move_lines().filtered("lot_id")
        )
