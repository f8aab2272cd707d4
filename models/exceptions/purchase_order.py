from odoo import models
from odoo.fields import Domain


class PurchaseOrder(models.Model):
    _name = "purchase.order"
    _inherit = ["purchase.order", "pull.exception.mixin"]

    def _get_pull_exception_domain(self):
        # Exceptions name the line of the purchase, not the purchase.
        lines = self.sudo().order_line
        return Domain("res_model", "=", lines._name) & Domain("res_id", "in", lines.ids)

    def _get_pull_exception_document(self, subject):
        return self.env["purchase.order.line"].sudo().browse(subject).order_id
