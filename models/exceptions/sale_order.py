from odoo import fields, models
from odoo.fields import Domain

from ..access import INTERNAL


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "pull.exception.mixin"]

    pull_exception_ids = fields.One2many(
        "pull.exception", "order_id", readonly=True, groups=INTERNAL
    )

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
