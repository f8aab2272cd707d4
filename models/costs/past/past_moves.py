"""Rebuild what past moves were made of, in the order in which they were done."""

from datetime import timedelta

from odoo.tools import SQL

from ..vectors.sources import Source
from .past_stock import PastStock

# Of a value too small for its currency there are no cost lines.
MISSING = """
    FROM stock_move move
    JOIN res_company company ON company.id = move.company_id
    JOIN res_currency currency ON currency.id = company.currency_id
   WHERE move.state = 'done' AND (move.is_in OR move.is_out)
     AND move.company_id = %s
     AND ABS(move.value) > 0.51 * currency.rounding
     AND NOT EXISTS (
         SELECT FROM stock_move_cost_line line WHERE line.move_id = move.id
     )
    """
NEXT = """
    SELECT id
      FROM stock_move
     WHERE state = 'done' AND (is_in OR is_out) AND company_id = %s AND date > %s
  ORDER BY date
     FETCH FIRST %s ROWS WITH TIES
    """


def count_moves(env, company):
    """Return how many done moves of a company have a value and no cost lines."""
    env.flush_all()
    ((count,),) = env.execute_query(SQL("SELECT COUNT(*) %s", SQL(MISSING, company.id)))
    return count


class PastMoves:
    """Gives cost lines to the done, valued moves that have none, batch by batch.

    Where it stands is told by the moves: those that have their lines are not touched,
    but they too bring in and take what is on hand.
    """

    def __init__(self, env, company):
        self.costs = {}  # of the moves of this batch: {move: {key: weight}}
        self.sources = {}  # {id of a move: `Source`}
        # Of those built and not written yet: values of cost lines and of sources.
        self.lines, self.taken, self.built = [], [], set()
        # Sudo: what a move is made of follows from its value.
        self.model = env["stock.move"].sudo()
        self.env = self.model.env
        self.company = company
        self.left = count_moves(env, company)
        if self.left:
            query = SQL("SELECT MIN(move.date) %s", SQL(MISSING, company.id))
            ((first,),) = self.env.execute_query(query)
            self.date = first - timedelta(microseconds=1)
            self.stock = self.get_stock(self.date)

    def get_stock(self, date):
        """Return what was on hand at a date. Meant to be inherited."""
        return PastStock(self.model, date)

    def build(self, size):
        """Build the costs of the next moves: so many, and all of the last second.

        :return: how many moves got their lines; None when nothing is left to do
        """
        moves = self._get_next(size) if self.left > 0 else self.model
        if not moves:
            return None
        drawn = self.stock.follow(moves, self.date)
        count = self._write(drawn)
        self.date = moves[-1].date
        self.left -= count
        self._forget()
        self.env.flush_all()
        self.env.invalidate_all()
        return count

    def _forget(self):
        """Keep in memory only what is on hand."""
        on_hand = self.stock.get_sources()
        self.sources = {
            source: known for source, known in self.sources.items() if source in on_hand
        }
        self.costs.clear()

    def _get_next(self, size):
        rows = self.env.execute_query(SQL(NEXT, self.company.id, self.date, size))
        moves = self.model.browse(move for (move,) in rows)
        return moves.sorted(lambda move: (move.date, move.id))

    def _write(self, drawn):
        """Create the cost lines of those moves that have none.

        :param drawn: as of `PastStock.follow`
        """
        missing = [move for move in drawn if not move.cost_line_ids]
        self._load_sources(drawn, missing)
        dates = self.model.union(*missing)._get_cost_dates()
        count = 0
        for move in missing:
            returned = move.origin_returned_move_id
            if returned in self.built and move.product_id.lot_valuated:
                # By lot it is read from what was written of the move it returns.
                self._create()
            own = self._build_one(move, *drawn[move])
            self.lines += [{**vals, "date": dates[move]} for vals in own]
            self.built.add(move)
            count += bool(own)
        self._create()
        return count

    def _create(self):
        self.env["stock.move.cost.line"].create(self.lines)
        self.env["stock.move.cost.source"].create(self.taken)
        self.lines, self.taken, self.built = [], [], set()

    def _load_sources(self, drawn, missing):
        """Remember what is taken from, except what is still to be built."""
        ids = {source for _, parts in drawn.values() for source, _, _ in parts}
        ids.update(move.id for move in drawn)
        ids.difference_update(self.sources, (move.id for move in missing))
        sources = self.model.browse(ids)._read_cost_sources()
        self.sources.update({move.id: source for move, source in sources.items()})

    def _build_one(self, move, quantity, parts):
        drawn = None
        if move.is_out:
            parts = [
                (self.sources[source], source, lot, part) for source, lot, part in parts
            ]
            drawn = move._mix_costs(parts, quantity)
            self.taken += move._prepare_cost_sources(drawn)
        vals_list, value_days = move._compose_costs(drawn, None, self.costs)
        if value_days is not None:
            move.pull_value_days = value_days
        vector = {
            (vals["kind"], vals["production_id"]): vals["weight"] for vals in vals_list
        }
        self.costs[move] = vector or move._get_cost_vectors()[move]
        self.sources[move.id] = Source(
            self.costs[move], quantity, move.value, move.pull_value_days, move.date
        )
        return vals_list
