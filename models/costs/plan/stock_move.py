from odoo import api, fields, models

from ...access import COST
from ...technical import hide_technical

TECHNICAL_FIELDS = {"pull_price_frozen"}


class StockMove(models.Model):
    """What runs and customers take was planned to cost, frozen as setup is."""

    _inherit = "stock.move"

    pull_price_planned = fields.Float(
        string="Planned Cost per Unit",
        digits=False,
        readonly=True,
        aggregator="avg",
        groups=COST,
        help="What a unit of the product cost in stock when this need was confirmed, in "
        "the company's currency. What is made or bought for it has a plan of its own.",
    )
    pull_price_frozen = fields.Boolean(readonly=True, groups=COST)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    def _action_confirm(self, merge=True, merge_into=False, create_proc=True):
        # Before core confirms: it may merge a move with another, or cancel it.
        # Sudo: who confirms needs not see what goods cost.
        self.sudo()._filter_planned()._freeze_planned_price()
        return super()._action_confirm(
            merge=merge, merge_into=merge_into, create_proc=create_proc
        )

    def _filter_planned(self):
        """Return those whose cost is planned: components, and what customers get."""
        return self.filtered(
            lambda move: (
                move.raw_material_production_id
                or (move.sale_line_id and move.location_dest_id._is_outgoing())
            )
            and not move.pull_price_frozen
        )

    def _freeze_planned_price(self):
        """Keep the cost of today. A part that is split off later keeps that too."""
        for move in self:
            product = move.product_id.with_company(move.company_id)
            move.pull_price_planned = product.standard_price
            move.pull_price_frozen = True

    def _get_planned_price(self):
        """Return what a unit was planned to cost, today's cost where nobody froze it."""
        self.ensure_one()
        if self.pull_price_frozen:
            return self.pull_price_planned
        return self.product_id.with_company(self.company_id).standard_price
