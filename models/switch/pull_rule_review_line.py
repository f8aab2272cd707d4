from odoo import api, fields, models

from ..technical import hide_technical
from .pull_switch import LEVELS

TECHNICAL_FIELDS = {"review_id", "rule_id", "switch_id"}


class PullRuleReviewLine(models.TransientModel):
    """One reordering rule of a review, as it is and as it would be."""

    _name = "pull.rule.review.line"
    _description = "Reordering Rule to Update"

    review_id = fields.Many2one(
        "pull.rule.review", required=True, readonly=True, ondelete="cascade"
    )
    switch_id = fields.Many2one(
        "pull.switch", required=True, readonly=True, ondelete="cascade"
    )
    rule_id = fields.Many2one(
        "stock.warehouse.orderpoint", required=True, readonly=True, ondelete="cascade"
    )
    product_id = fields.Many2one(related="rule_id.product_id")
    location_id = fields.Many2one(related="rule_id.location_id")
    low_now = fields.Float("Minimum", related="rule_id.product_min_qty")
    high_now = fields.Float("Maximum", related="rule_id.product_max_qty")
    low = fields.Float("New Minimum", digits="Product Unit", readonly=True)
    high = fields.Float("New Maximum", digits="Product Unit", readonly=True)
    is_by_hand = fields.Boolean("Changed by Hand", readonly=True)
    is_chosen = fields.Boolean("Update")

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    def _apply(self):
        """Set the levels; undoing the switch still restores what was before it."""
        self.ensure_one()
        levels = dict(zip(LEVELS, (self.low, self.high), strict=True))
        self.rule_id.write(levels)
        for kept in self.switch_id.change_ids:
            if kept.res_id == self.rule_id.id and kept.name in levels:
                kept.value_after = levels[kept.name]
        self.rule_id.product_id.product_tmpl_id.message_post(
            body=self.env._(
                "Reordering rule in %(place)s: %(low)s to %(high)s, by the last "
                "orders.",
                place=self.location_id.display_name,
                low=f"{self.low:g}",
                high=f"{self.high:g}",
            )
        )
