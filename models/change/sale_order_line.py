from odoo import models

from ..supply.needs import is_open
from .dates import DatePlan
from .scope import change_scope, is_carrying


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def write(self, vals):
        if not ({"product_uom_qty", "customer_lead"} & vals.keys()):
            return super().write(vals)
        changed = self._get_pulled_before()
        if not changed:
            return super().write(vals)
        with change_scope(self.env) as scope:
            scope.watch_lines(changed)
            return super().write(vals)

    def _pull_launch(self, previous):
        changed = self._get_pulled_before()
        if not changed or is_carrying(self.env.cr):
            return super()._pull_launch(previous)
        with change_scope(self.env) as scope:
            scope.watch_lines(changed)
            return super()._pull_launch(previous)

    def _get_pulled_before(self):
        """Return the lines, decided by a policy, whose order was launched before."""
        return self.filtered(
            lambda line: (
                line.state == "sale"
                and line.product_id.type == "consu"
                and line.order_id.sudo().stock_reference_ids
                and line._has_pull_policy()
            )
        )

    def _get_pull_ordered_quantity(self):
        """Return what the customer wants now, in the unit of the line."""
        self.ensure_one()
        return self.product_uom_qty if self.state == "sale" else 0.0

    def _get_pull_promised_date(self):
        """Return when the customer is to have the line."""
        self.ensure_one()
        return self.order_id.commitment_date or self._expected_date()

    def _get_pull_snapshots(self):
        """Return what these lines want and what supplies them, as pairs (snapshot,
        {need: the order lines whose change a change of it is})."""
        needs = self._get_pull_needs()
        lines = {need: {need.sale_line_id} for need in needs}
        return [(needs._get_change_snapshot(), lines)]

    def _plan_pull_dates(self, shifts):
        """Return the date plan of {order line: timedelta}."""
        needs = self._get_pull_needs().filtered(
            lambda need: is_open(need) and not need._is_pull_direct()
        )
        get_wanted = self.env["pull.exception"]._get_wanted_date
        plan = DatePlan(needs._get_change_snapshot(), get_wanted)
        return plan.build(
            {need: shifts[need.sale_line_id] for need in needs},
            {need: need.sale_line_id for need in needs},
        )
