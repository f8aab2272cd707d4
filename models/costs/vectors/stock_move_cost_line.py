from odoo import api, fields, models

from ...technical import hide_technical
from .cost_kinds import KINDS

TECHNICAL_FIELDS = {"weight"}


class StockMoveCostLine(models.Model):
    """One part of a stock move's value: its kind and the run that incurred it.

    The lines of a done, valued move sum to the move's value, to the cent. Beside the
    amount stands its unrounded weight, from which later moves take their parts: so
    that many small moves do not drift away from the whole.

    What changes the value later (a bill, a landed cost) adds lines with the difference
    and its own date: those up to a day sum to what the move was worth on that day.
    """

    _name = "stock.move.cost.line"
    _description = "Cost of a Stock Move"
    _order = "move_id, id"

    move_id = fields.Many2one(
        "stock.move", required=True, readonly=True, ondelete="cascade", index=True
    )
    date = fields.Date(
        required=True,
        readonly=True,
        index=True,
        default=fields.Date.context_today,
        help="The accounting day from which this part counts.",
    )
    cause = fields.Char(
        readonly=True,
        help="The document that changed the value after the move was done.",
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    production_id = fields.Many2one(
        "mrp.production",
        string="Run",
        readonly=True,
        index="btree_not_null",
        help="The run that incurred this cost, at whatever level of the chain.",
    )
    amount = fields.Monetary(readonly=True)
    weight = fields.Float(
        digits=False,
        readonly=True,
        help="The amount before rounding, in proportion to the move's other lines.",
    )
    company_id = fields.Many2one(
        related="move_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)
