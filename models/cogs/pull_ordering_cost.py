from odoo import fields, models


class PullOrderingCost(models.Model):
    """A sale line's part of what placing a purchase order costs."""

    _name = "pull.ordering.cost"
    _description = "Ordering Cost"
    _order = "date desc, id desc"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    purchase_line_id = fields.Many2one(
        "purchase.order.line", readonly=True, ondelete="cascade", index=True
    )
    sale_line_id = fields.Many2one(
        "sale.order.line", readonly=True, ondelete="set null", index="btree_not_null"
    )
    amount = fields.Monetary(readonly=True)
    capitalised = fields.Boolean(readonly=True)
    date = fields.Date(readonly=True)
