from odoo import models

from ..words import format_day


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_pull_told_date(self):
        """Return when the customer is told to have all of this, False to say nothing:
        what was agreed, else of a quotation the earliest date, of an order the promise.

        For whoever may read the order, customers too.
        """
        self.ensure_one()
        # Sudo: a customer has no rights on what the date follows from, nor is told.
        order = self.sudo().with_company(self.company_id)
        if not order.company_id.pull_tell_date or order.state == "cancel":
            return False
        if order.state != "sale":
            return order.commitment_date or order.pull_earliest_date
        lines = order.order_line.filtered(lambda line: line._is_pull_promised())
        promised = lines.mapped("pull_promised_date")
        return max(promised, default=order.commitment_date)

    def _notify_by_email_prepare_rendering_context(self, message, *args, **kwargs):
        context = super()._notify_by_email_prepare_rendering_context(
            message, *args, **kwargs
        )
        order = self.with_context(lang=context.get("lang") or self.env.lang)
        if date := order._get_pull_told_date():
            day = format_day(order.env, date)
            text = order.env._("Delivery: %(day)s", day=day)
            context["subtitles"] = [*context["subtitles"], text]
        return context
