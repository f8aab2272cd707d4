from odoo import models
from odoo.exceptions import AccessError, MissingError, UserError

from ..exceptions.kinds import FAILED, SHORTAGE
from ..policy.policies import HYBRID, PULL
from ..supply.needs import is_open
from .dates import DatePlan
from .scope import change_scope, is_carrying
from .snapshot import Snapshot


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

    def _action_launch_stock_rule(self, *, previous_product_uom_qty=False):
        if self.env.context.get("pull_launching"):
            return super()._action_launch_stock_rule(
                previous_product_uom_qty=previous_product_uom_qty
            )
        lines = self.with_context(pull_launching=True)
        changed = self._get_pulled_before()
        if not changed or is_carrying(self.env.cr):
            return lines._launch_what_can_be(previous_product_uom_qty)
        with change_scope(self.env) as scope:
            scope.watch_lines(changed)
            return lines._launch_what_can_be(previous_product_uom_qty)

    def _launch_what_can_be(self, previous):
        """Launch the supply of all lines; if that fails, of each that does not.

        What is known to fail is set aside need by need (`stock.rule.run`). This is for
        what nobody foresaw: the other lines of an order stand, and the one that failed
        is an exception with the reason.
        """
        pulled = self.filtered(lambda line: line.supply_policy in (PULL, HYBRID))
        if not pulled:
            return self._action_launch_stock_rule(previous_product_uom_qty=previous)
        try:
            with self.env.cr.savepoint():
                return self._action_launch_stock_rule(previous_product_uom_qty=previous)
        except UserError as error:
            if isinstance(error, (AccessError, MissingError)):
                raise
        others = self - pulled
        others._action_launch_stock_rule(previous_product_uom_qty=previous)
        for line in pulled:
            line._launch_alone(previous)
        return True

    def _launch_alone(self, previous):
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._action_launch_stock_rule(previous_product_uom_qty=previous)
        except UserError as error:
            if isinstance(error, (AccessError, MissingError)):
                raise
            self.env["pull.exception"]._report([self._prepare_failure(error)])

    def _prepare_failure(self, error):
        return {
            **self._prepare_line_report(),
            "kind": FAILED,
            "message": self.env._(
                "%(product)s could not be supplied: %(reason)s",
                product=self.product_id.display_name,
                reason=error,
            ),
            "remedy": self.env._("Mend what the message names, then try again."),
        }

    def _get_undelivered_quantity(self):
        """Return what is neither delivered nor on its way, in the line's unit."""
        self.ensure_one()
        return self.product_uom_qty - self._get_qty_procurement()

    def _report_undelivered(self):
        """Report what was to be delivered and no longer is: its supply stays."""
        self.env["pull.exception"]._report(
            [
                line._prepare_undelivered()
                for line in self
                if line.state == "sale"
                and line.product_uom_id.compare(line._get_undelivered_quantity(), 0) > 0
            ]
        )

    def _prepare_undelivered(self):
        return {
            **self._prepare_line_report(),
            "kind": SHORTAGE,
            "message": self.env._(
                "%(quantity)s %(unit)s of %(product)s are not delivered any more: the "
                "delivery was cancelled.",
                quantity=f"{self._get_undelivered_quantity():g}",
                unit=self.product_uom_id.name,
                product=self.product_id.display_name,
            ),
            "remedy": self.env._(
                "Try again to deliver them, or lower the quantity of the order line."
            ),
        }

    def _prepare_line_report(self):
        self.ensure_one()
        missing = self.product_uom_id._compute_quantity(
            self._get_undelivered_quantity(), self.product_id.uom_id
        )
        return {
            "order_id": self.order_id.id,
            "sale_line_id": self.id,
            "company_id": self.company_id.id,
            "product_id": self.product_id.id,
            "quantity": missing,
            "user_id": self.order_id.user_id.id,
        }

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

    def _has_pull_policy(self):
        """Tell whether a policy decided on this line, or on a component of its kit."""
        self.ensure_one()
        return self.supply_policy or any(self.sudo().move_ids.mapped("supply_policy"))

    def _get_pull_ordered_quantity(self):
        """Return what the customer wants now, in the unit of the line."""
        self.ensure_one()
        return self.product_uom_qty if self.state == "sale" else 0.0

    def _get_pull_promised_date(self):
        """Return when the customer is to have the line."""
        self.ensure_one()
        return self.order_id.commitment_date or self._expected_date()

    def _plan_dates(self, shifts, get_wanted):
        """Return the date plan of {order line: timedelta}."""
        needs = self._get_customer_needs().filtered(is_open)
        plan = DatePlan(Snapshot(needs), get_wanted)
        return plan.build(
            {need: shifts[need.sale_line_id] for need in needs},
            {need: need.sale_line_id for need in needs},
        )
