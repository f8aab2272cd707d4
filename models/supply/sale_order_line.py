from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    pull_specification = fields.Text(
        string="Specification",
        help="What the customer asked for beyond the product: it is printed on the "
        "quotation and stands on every manufacturing order made for this line.",
    )
