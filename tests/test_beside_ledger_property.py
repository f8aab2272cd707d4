from odoo.tests import tagged

from .books import LandedCommon
from .examples import EXAMPLES
from .test_costs_cogs_property import (
    STARTS,
    WEIGHTS,
    LedgerChecks,
    get_operations,
)

# A few in the suite: they are those of TestCogsProperty with two more modules.
FLOWS = EXAMPLES // 10 or 6
MORE = {"ship": 3, "bill_shipped": 3, "land": 4, "land_run": 3}
OPERATIONS = get_operations({**WEIGHTS, **MORE})
# Flows that once failed: tried every time. (What is special of the world, operations.)
PAST_FAILURES = (
    (
        {
            **{"quantity": 1, "share": 33.33, "fixed": 23.76, "rate": 22.83},
            **{"price": 42.18, "legs": 2, "lamps": 1, "kits": 2, "levels": 2},
            **{"part": "average", "plank": "average", "lamp": "average"},
            **{"desk": "standard", "leg": "fifo", "leg_from_stock": True},
            **{"invoice_policy": "order", "lots": True},
            **{"periodic": False, "euros": False},
        },
        [("land", 0, 3), ("receive", 2, 2), ("land_run", 0, 3), ("land_run", 3, 3)],
    ),
)


@tagged("post_install", "-at_install", "-standard", "beside")
class TestBesideCogsProperty(LandedCommon, LedgerChecks):
    """As TestCogsProperty, with a line that its vendor ships straight to the customer,
    and freight that is paid later."""

    @classmethod
    def _make_goods(cls):
        res = super()._make_goods()
        cls._make_freight()
        cls.shipped = cls._make_bought(cls, "Shipped", price=21)
        cls.shipped.route_ids = cls.env.ref("stock_dropshipping.route_drop_shipping")
        return res

    def _get_sold(self, facts):
        self.shipped.invoice_policy = facts["invoice_policy"]
        return [*super()._get_sold(facts), (self.shipped, 2)]

    # === Operations ===

    def _get_shipped_lines(self):
        return self.purchases.order_line.filtered(
            lambda line: line.product_id == self.shipped
        )

    def _do_ship(self, _index, amount):
        moves = self._get_open_moves(self._get_shipped_lines().order_id.picking_ids)
        return self._transfer(moves[:1], amount)

    def _do_bill_shipped(self, _index, amount):
        line = self._get_shipped_lines()
        quantity = min(line.product_qty - line.qty_invoiced, amount)
        return quantity and self._bill_line(line, quantity, 0.77 * amount)

    def _do_land(self, index, amount):
        """Pay freight for what was received."""
        moves = self.purchases.picking_ids.move_ids.filtered(
            lambda move: move.state == "done" and move.is_in
        )
        move = self._pick(moves, index)
        return move and self._land(1.07 * amount, pickings=move.picking_id)

    def _do_land_run(self, index, amount):
        """Pay freight for what was made."""
        runs = self._get_runs(self.order).filtered(lambda run: run.state == "done")
        run = self._pick(runs, index)
        return run and self._land(1.07 * amount, runs=run)

    # === Checks ===

    def _check(self, operation):
        res = super()._check(operation)
        self._check_shipped(operation)
        return res

    def _check_shipped(self, operation):
        """What its vendor billed is what the shipped line costs."""
        bills = self._get_shipped_lines().invoice_lines.filtered(
            lambda item: item.parent_state == "posted"
        )
        line = self.lines.filtered(lambda line: line.product_id == self.shipped)
        rows = self.env["pull.cogs.line"].search([("sale_line_id", "=", line.id)])
        self.assertAlmostEqual(
            sum(rows.mapped("amount")), sum(bills.mapped("balance")), 2, operation
        )

    def _get_not_billed(self, moves):
        """What is landed has an entry of its own."""
        lines = self.env["stock.valuation.adjustment.lines"].search(
            [
                ("cost_id.state", "=", "done"),
                ("move_id", "in", moves.filtered("purchase_line_id").ids),
            ]
        )
        landed = sum(lines.mapped("additional_landed_cost"))
        return super()._get_not_billed(moves) - landed

    def test_every_operation_can_be_done(self):
        self._try_operations(MORE)

    def test_what_failed_once(self):
        self._try_again(PAST_FAILURES)

    def test_the_ledger_is_right_after_any_flow(self):
        self._try_flows(STARTS, OPERATIONS, FLOWS)
