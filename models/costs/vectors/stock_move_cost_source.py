from odoo import fields, models


class StockMoveCostSource(models.Model):
    """From which move an outgoing one took its goods, and how many.

    Written when the goods leave, as valuation reads it then. The giver brought the
    goods in, or at average cost left some behind that were made of the same parts.
    """

    _name = "stock.move.cost.source"
    _description = "Source of a Stock Move"
    _order = "move_id, id"

    move_id = fields.Many2one(
        "stock.move",
        string="Taken by",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    source_id = fields.Many2one(
        "stock.move",
        string="Given by",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    lot_id = fields.Many2one(
        "stock.lot",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="Of goods that are valued by lot.",
    )
    quantity = fields.Float(
        digits=False, readonly=True, help="In the unit of the product."
    )
    company_id = fields.Many2one(
        related="move_id.company_id", store=True, precompute=True, index=True
    )
