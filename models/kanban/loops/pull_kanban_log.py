from odoo import fields, models

from ..states import CARD_STATES


class PullKanbanLog(models.Model):
    """A change of a card: when, by whom, from what to what. Written by the module."""

    _name = "pull.kanban.log"
    _description = "Kanban Card Change"
    _order = "date desc, id desc"
    _rec_name = "card_id"

    card_id = fields.Many2one(
        "pull.kanban.card", required=True, readonly=True, index=True, ondelete="cascade"
    )
    loop_id = fields.Many2one(
        "pull.kanban.loop", required=True, readonly=True, index=True, ondelete="cascade"
    )
    product_id = fields.Many2one(related="loop_id.product_id", store=True)
    location_id = fields.Many2one(related="loop_id.location_id", store=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", "By", readonly=True)
    state_from = fields.Selection(CARD_STATES, "From", readonly=True)
    state = fields.Selection(CARD_STATES, "To", required=True, readonly=True)
    quantity = fields.Float(
        "On the Card",
        digits="Product Unit",
        readonly=True,
        aggregator=None,
        help="What was on the card before the change, in the unit of the product.",
    )
    is_by_hand = fields.Boolean("By Hand", readonly=True)
    is_stockout = fields.Boolean(
        "Stockout", readonly=True, help="No card of the loop held anything then."
    )
    undone = fields.Boolean(readonly=True)

    _card_index = models.Index("(card_id, date)")
