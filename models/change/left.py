"""What a cancelled order leaves behind where a person had broken its chain before: the
step between a need and its supply is gone, and the supply waits for nobody."""

from odoo.fields import Domain

from ..pegging.allocation import DUST
from .kinds import SURPLUS_KINDS
from .plan import Step
from .stages import get_document_stage


def get_left_runs(orders):
    """Return the runs of these orders, made by a policy and not begun, whose output
    nothing waits for."""
    runs = orders.stock_reference_ids.production_ids.filtered(
        lambda run: run.supply_policy and run.state in ("draft", "confirmed")
    )
    return runs.filtered(
        lambda run: all(
            move.state == "cancel" for move in run.move_finished_ids.move_dest_ids
        )
    )


class LeftPlan:
    """The steps that give up what was bought for needs of these orders that are
    cancelled, as far as nobody has been told of it.

    :param orders: cancelled orders, sudoed
    """

    links = transfers = ()

    def __init__(self, orders):
        self.orders = orders
        lines = orders.env["purchase.order.line"].search(self._get_domain())
        told = self._get_told(lines)
        self.steps = []
        for line in lines:
            left = line._get_pull_left_by_cancelled() - told.get(line.id, 0)
            if left > DUST:
                left = min(left, line._get_pull_surplus() - told.get(line.id, 0))
            if left > DUST:
                self.steps.append(self._make_step(line, left))

    def _get_domain(self):
        references = self.orders.stock_reference_ids
        return (
            Domain("order_id.reference_ids", "in", references.ids)
            & Domain("order_id.state", "!=", "cancel")
            & Domain("move_dest_ids.state", "=", "cancel")
        )

    def _get_told(self, lines):
        """Return {purchase line id: surplus of it that open exceptions tell}."""
        told = {}
        for exception in self.orders.env["pull.exception"]._get_open_of(lines):
            if exception.kind in SURPLUS_KINDS:
                told.setdefault(exception.res_id, 0)
                told[exception.res_id] += exception.quantity
        return told

    def _make_step(self, line, left):
        return Step(
            document=line,
            product=line.product_id,
            stage=get_document_stage(line),
            quantity=left,
            whole=line.product_uom_qty,
            lines=set(self.orders.order_line.filtered("supply_policy")[:1]),
        )
