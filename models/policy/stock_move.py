from odoo import fields, models

from ..access import INTERNAL
from .policies import HYBRID, PULL, SUPPLY_POLICIES


class StockMove(models.Model):
    _inherit = "stock.move"

    supply_policy = fields.Selection(
        SUPPLY_POLICIES,
        copy=False,
        readonly=True,
        help="The supply policy that decided whether this move takes from stock or "
        "waits for its own supply. Empty: plain Odoo decided.",
        groups=INTERNAL,
    )

    def _filter_pull_decided(self):
        """Return the moves that a policy decided.

        Sudo: subcontractors move goods on the portal, where policies are not shown.
        """
        return self.browse(self.sudo().filtered("supply_policy")._ids)

    def _filter_pull_needs(self):
        """Return the moves that a policy decided, or that take on what it supplied."""
        later = self.filtered(lambda move: move._is_pull_later_step())
        return self._filter_pull_decided() | later

    def _get_pull_decision(self):
        """Return the policy that decided this move, for whoever moves it: see above."""
        return self.sudo().supply_policy

    def _is_pull_part_from_stock(self):
        """Tell whether this is what a hybrid need takes from stock."""
        self.ensure_one()
        policy = self._get_pull_decision()
        return policy == HYBRID and self.procure_method == "make_to_stock"

    def _is_pull_later_step(self):
        """Tell whether this takes on goods that a policy supplied, from a place that
        only passes them on: a pre-production or an output zone."""
        self.ensure_one()
        return bool(
            not self._get_pull_decision()
            and (self.raw_material_production_id or self.sudo().sale_line_id)
            and not self.origin_returned_move_id
            and self.location_id._is_supply_passage()
            and self._get_supply_policy() in (PULL, HYBRID)
        )

    def _get_supply_policies(self):
        """Return [(move, policy)] for the moves of `self` that a policy decides."""
        moves = self.filtered(lambda move: move._is_decided_by_supply_policy())
        return [
            (move, policy) for move in moves if (policy := move._get_supply_policy())
        ]

    def _is_decided_by_supply_policy(self):
        """Tell whether this is a fresh need that leaves a warehouse's stock."""
        self.ensure_one()
        return (
            self.state == "draft"
            and (self.rule_id or self.raw_material_production_id)
            and not self.move_orig_ids
            and not self.origin_returned_move_id
            and self.product_id.type == "consu"
            and not self.product_uom.is_zero(self.product_uom_qty)
            and self.location_id._leaves_supply_stock(
                self.location_final_id or self.location_dest_id
            )
        )

    def _get_supply_policy(self):
        """Return the policy for this need: the order line's, else the product's."""
        self.ensure_one()
        # Sudo: whoever confirms a transfer may be without rights on the order that it
        # serves, or a subcontractor on the portal, where policies are not shown.
        product = self.sudo().product_id.with_company(self.company_id)
        line = self.sudo().sale_line_id
        if not line:
            return product.effective_supply_policy
        return line._get_supply_policy_of(product)
