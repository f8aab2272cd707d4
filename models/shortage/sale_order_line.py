from odoo import models
from odoo.exceptions import AccessError, MissingError, UserError

from ..policy.policies import HYBRID, PULL
from ..words import format_quantity
from .kinds import FAILED, SHORTAGE


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _pull_launch(self, previous):
        """Launch the supply of all lines; if that fails, of each that does not.

        What is known to fail is set aside need by need (see `stock.rule`). This is for
        what nobody foresaw: the other lines of an order stand, and the one that failed
        is an exception with the reason.
        """
        pulled = self.filtered(lambda line: line.supply_policy in (PULL, HYBRID))
        if not pulled:
            return super()._pull_launch(previous)
        if not self._pull_try_launch(super()._pull_launch, previous):
            return True
        super(SaleOrderLine, self - pulled)._pull_launch(previous)
        for line in pulled:
            launch = super(SaleOrderLine, line)._pull_launch
            error = self._pull_try_launch(launch, previous)
            if error:
                self.env["pull.exception"]._report([line._prepare_pull_failure(error)])
        return True

    def _pull_try_launch(self, launch, previous):
        """Call `launch(previous)`; return the error if that was taken back for one."""
        try:
            with self.env.cr.savepoint():
                launch(previous)
        except (AccessError, MissingError):
            raise
        except UserError as error:
            return error
        return None

    def _prepare_pull_failure(self, error):
        return {
            **self._prepare_pull_line_report(),
            "kind": FAILED,
            "message": self.env._(
                "%(product)s could not be supplied: %(reason)s",
                product=self.product_id.display_name,
                reason=error,
            ),
            "remedy": self.env._("Mend what the message names, then try again."),
        }

    def _get_pull_undelivered_quantity(self):
        """Return what is neither delivered nor on its way, in the line's unit."""
        self.ensure_one()
        return self.product_uom_qty - self._get_qty_procurement()

    def _pull_deliver_again(self):
        """Launch again what these lines lack. What was picked for them, and waits where
        nothing may stay because its next step was cancelled, goes on first."""
        stranded = self.sudo().move_ids.filtered(lambda move: move._is_pull_stranded())
        for move in stranded:
            move._pull_push_again()
        for line in self:
            line._action_launch_stock_rule()

    def _report_pull_undelivered(self):
        """Report what was to be delivered and no longer is: its supply stays."""
        self.env["pull.exception"]._report(
            [
                line._prepare_pull_undelivered()
                for line in self
                if line.state == "sale"
                and line.product_uom_id.compare(
                    line._get_pull_undelivered_quantity(), 0
                )
                > 0
            ]
        )

    def _prepare_pull_undelivered(self):
        return {
            **self._prepare_pull_line_report(),
            "kind": SHORTAGE,
            "message": self.env._(
                "Not delivered any more: %(quantity)s of %(product)s. The delivery was "
                "cancelled or closed.",
                quantity=format_quantity(
                    self.env,
                    self._get_pull_undelivered_quantity(),
                    self.product_uom_id,
                ),
                product=self.product_id.display_name,
            ),
            "remedy": self.env._(
                "Try again to deliver them, or lower the quantity of the order line."
            ),
        }

    def _prepare_pull_line_report(self):
        self.ensure_one()
        missing = self.product_uom_id._compute_quantity(
            self._get_pull_undelivered_quantity(), self.product_id.uom_id
        )
        return {
            "order_id": self.order_id.id,
            "sale_line_id": self.id,
            "company_id": self.company_id.id,
            "product_id": self.product_id.id,
            "quantity": missing,
            "user_id": self.env["pull.exception"]
            ._get_responsible(self.order_id, self.order_id)
            .id,
        }
