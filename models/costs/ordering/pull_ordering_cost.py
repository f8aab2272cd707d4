from odoo import fields, models


class PullOrderingCost(models.Model):
    """Part of what it cost to order a purchase line: what one sale line bears of it.

    The rows of a purchase line sum to its ordering cost, to the cent.
    """

    _name = "pull.ordering.cost"
    _description = "Ordering Cost of a Sales Order Line"
    _order = "date desc, id desc"

    purchase_line_id = fields.Many2one(
        "purchase.order.line",
        string="Purchase order line",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    purchase_id = fields.Many2one(
        related="purchase_line_id.order_id", string="Purchase order"
    )
    product_id = fields.Many2one(related="purchase_line_id.product_id")
    sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Sales order line",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The order line that the goods were bought for. Empty: bought for stock.",
    )
    amount = fields.Monetary(readonly=True)
    capitalised = fields.Boolean(
        readonly=True,
        help="Part of the value of the goods. Otherwise a cost of the period.",
    )
    date = fields.Date(
        readonly=True, help="When the purchase order was confirmed.", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
