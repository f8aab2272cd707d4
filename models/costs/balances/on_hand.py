from odoo.tools import SQL

from .finding import STOCK, Finding
from .stock_moved import select_on_hand

ON_HAND = "on_hand"


class OnHand:
    """What is there is worth what came less what went: of each product.

    Reads the sums that `StockBalance` keeps in a table.

    :param control: the `Books`
    :ivar told: [(finding, way, account id or None)]
    """

    def __init__(self, control):
        self.control = control
        self.env = control.env
        self.told = []
        self.rests = []

    def get_findings(self):
        self._read()
        return [finding for finding, _way, _account in self.told]

    def get_rests(self):
        """Return [(category id, amount, cause)], to be called after the findings."""
        return self.rests

    def _read(self):
        rows = self.control.select(
            SQL("SELECT product_id, SUM(weight) FROM pull_moved GROUP BY product_id")
        )
        values = dict(rows)
        if not values:
            return
        quantities = dict(
            self.control.select(select_on_hand(self.control, tuple(values)))
        )
        products = self.env["product.product"].browse(values)
        products.fetch(["standard_price", "categ_id", "uom_id", "lot_valuated"])
        for product in products:
            quantity = quantities.get(product.id, 0)
            worth = self._get_worth(product, quantity, values[product.id])
            if self._is_apart(worth, values[product.id]):
                self._tell(product, worth, values[product.id])

    def _is_apart(self, worth, moved):
        """Tell whether they are more apart than by the rounding of both."""
        rounding = self.control.currency.rounding
        return abs(worth - moved) >= rounding * (1 - 1e-6)

    def _get_worth(self, product, quantity, moved):
        """Return what is there is worth: as its cost says, or as Odoo works out."""
        if product.uom_id.is_zero(quantity):
            return 0.0
        if not self.control.is_today:
            # Odoo works out values of the past from today's orders and bills: what it
            # does not know any more is taken for right.
            return moved
        worth = product.standard_price * quantity
        is_right = not (product.lot_valuated or self.control.differ(worth, moved))
        return worth if is_right else product.total_value

    def _tell(self, product, worth, moved):
        cause = self._get_rest_cause(product)
        if cause:
            self.rests.append((product.categ_id.id or 0, moved - worth, cause))
            return
        finding = Finding(
            STOCK,
            product,
            self.env._(
                "What is there is not worth what came less what went: a cost changed "
                "after goods had left, and did not reach who took them."
            ),
            self.control.currency.round(worth),
            self.control.currency.round(moved),
            product=product,
            name=product.display_name,
        )
        self.told.append((finding, ON_HAND, None))

    def _get_rest_cause(self, product):
        """Return why this is as it should be until the closing, None: it is not."""
        if product.cost_method == "standard":
            return self.env._("Standard cost: bought, made or kept at another price.")
        if self._is_valued_by_hand(product):
            return self.env._("Values changed by hand, waiting for the closing.")
        if self._went_below_zero(product):
            return self.env._("Left before it was there, and came at another cost.")
        if self._is_dated_before_its_source(product):
            return self.env._("Left before the day on which it came: average by days.")
        if self._is_dated_ahead(product):
            return self.env._("Cost that changes on a later day.")
        if self._was_landed_past_others(product):
            return self.env._("Landed cost of goods that left as plain Odoo has them.")
        if self.control.company.pull_cost_changes == "closing":
            return self.env._(
                "Cost that changed after goods had left, waiting for the closing."
            )
        return None

    def _exists(self, query, product):
        """Tell whether a query about a product, of the moves that count, finds any."""
        day, company = self.control.day, self.control.company.id
        query = SQL(query, product=product.id, company=company, day=day)
        return bool(self.control.select(query))

    def _is_valued_by_hand(self, product):
        return self._exists(
            """
            WITH moved AS (SELECT move.id, move.date FROM stock_move move
                             JOIN pull_moved moved ON moved.id = move.id
                            WHERE moved.product_id = %(product)s)
            SELECT 1 FROM product_value value
             WHERE value.product_id = %(product)s AND value.company_id = %(company)s
               AND value.move_id IS NULL AND value.date > (SELECT MIN(date) FROM moved)
                OR value.move_id IN (SELECT id FROM moved)
             LIMIT 1
            """,
            product,
        )

    def _is_dated_before_its_source(self, product):
        """Tell whether goods left that came, by their days, only afterwards."""
        return self._exists(
            """
            SELECT 1 FROM stock_move_cost_source draw
              JOIN pull_moved taken ON taken.id = draw.move_id
              JOIN stock_move taker ON taker.id = draw.move_id
              JOIN stock_move source ON source.id = draw.source_id
             WHERE taken.product_id = %(product)s AND source.date > taker.date
             LIMIT 1
            """,
            product,
        )

    def _is_dated_ahead(self, product):
        """Tell whether a document of a later day has changed the cost already."""
        return self._exists(
            """
            SELECT 1 FROM stock_move_cost_line part
              JOIN pull_moved moved ON moved.id = part.move_id
             WHERE moved.product_id = %(product)s AND part.date > %(day)s
             LIMIT 1
            """,
            product,
        )

    def _was_landed_past_others(self, product):
        """Tell whether a landed cost came on goods some of which had left without
        bearing it: sold without a policy, or back at their vendor."""
        query = SQL(
            """
            SELECT moved.id, BOOL_OR(part.kind = 'landed')
              FROM pull_moved moved
              LEFT JOIN stock_move_cost_line part ON part.move_id = moved.id
             WHERE moved.product_id = %s
             GROUP BY moved.id
            """,
            product.id,
        )
        landed = dict(self.control.select(query))
        moves = self.env["stock.move"].browse(landed)
        left = moves.filtered(lambda move: move.is_out)
        return any(landed.values()) and not all(
            move._is_cost_change_booked() for move in left
        )

    def _went_below_zero(self, product):
        return self._exists(
            """
            SELECT 1 FROM (
                SELECT SUM(moved.quantity) OVER (
                           ORDER BY move.date, move.is_in DESC, move.id) AS there
                  FROM pull_moved moved JOIN stock_move move ON move.id = moved.id
                 WHERE moved.product_id = %(product)s) running
             WHERE running.there < -1e-6 LIMIT 1
            """,
            product,
        )
