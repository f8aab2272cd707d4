from odoo import fields, models
from odoo.fields import Domain


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "pull.exception.mixin"]

    pull_exception_ids = fields.One2many("pull.exception", "order_id")

    def _get_pull_exception_domain(self):
        return Domain("order_id", "in", self.ids)

    def _get_pull_exception_subject(self):
        return "order_id"

    def _get_pull_exception_document(self, subject):
        return subject

    def unlink(self):
        # Not left to the database, which would leave their activities behind.
        self.sudo().pull_exception_ids.unlink()
        return super().unlink()

    def get_pull_change_preview(self, changes):
        """Tell what these changes of a confirmed order would do to its documents.

        :param changes: write values of the order, or `{"state": "cancel"}`
        :return: list of dicts with `document`, `product`, `message`,
            `needs_decision`, `res_model` and `res_id`
        """
        self.ensure_one()
        return []
