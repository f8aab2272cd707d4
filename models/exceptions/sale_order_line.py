from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def unlink(self):
        # Not left to the database, which would leave their activities behind.
        exceptions = self.env["pull.exception"].sudo()
        exceptions.search([("sale_line_id", "in", self.ids)]).unlink()
        return super().unlink()
