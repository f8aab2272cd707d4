from collections import defaultdict

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
        copy=False,
        readonly=True,
        aggregator="avg",
        groups=COST,
        help="What a unit of the product cost in stock when this need was confirmed, "
        "in the company's currency. What is made or bought for it has its own plan.",
    )
    pull_price_frozen = fields.Boolean(copy=False, readonly=True, groups=COST)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    def _action_confirm(self, merge=True, merge_into=False, create_proc=True):
        # Before core confirms: it may merge a move with another, or cancel it.
        # Sudo: who confirms needs not see what goods cost.
        self.sudo()._freeze_planned_prices()
        return super()._action_confirm(
            merge=merge, merge_into=merge_into, create_proc=create_proc
        )

    def _freeze_planned_prices(self):
        """Keep the cost of today of components and of what customers get."""
        prices = defaultdict(list)
        for move in self.filtered(lambda move: not move.pull_price_frozen):
            if move.raw_material_production_id or move._is_for_customer():
                prices[move._get_price_to_plan()].append(move.id)
        for price, ids in prices.items():
            self.browse(ids).write(
                {"pull_price_planned": price, "pull_price_frozen": True}
            )

    def _get_price_to_plan(self):
        """Return what a unit costs today; what is one need with others that were
        planned before keeps theirs."""
        if planned := self._get_planned_siblings()[:1]:
            return planned.pull_price_planned
        return self.product_id.with_company(self.company_id).standard_price

    def _is_for_customer(self):
        self.ensure_one()
        return bool(self.sale_line_id) and self.location_dest_id._is_outgoing()

    def _get_planned_siblings(self):
        """Return the planned moves of the same need: of the order line, or of the run
        and those that it was split off from."""
        run = self.raw_material_production_id
        if run.backorder_sequence > 1:
            run = run.production_group_id.production_ids
        moves = run.move_raw_ids if run else self.sale_line_id.move_ids
        return moves.filtered(
            lambda move: move.pull_price_frozen and move.product_id == self.product_id
        )

    def _get_planned_price(self):
        """Return what a unit was planned to cost; today's cost if nobody froze it."""
        self.ensure_one()
        if self.pull_price_frozen:
            return self.pull_price_planned
        return self.product_id.with_company(self.company_id).standard_price
