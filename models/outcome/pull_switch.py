from odoo import fields, models

from ..access import COST, check_one
from ..policy.policies import PULL


class PullSwitch(models.Model):
    _inherit = "pull.switch"

    currency_id = fields.Many2one(related="company_id.currency_id")
    advised_setup = fields.Monetary(
        "Advised Setup per Order",
        readonly=True,
        groups=COST,
        help="What an order of the product was to cost in setups and ordering with the "
        "new policy, by the advice on the day of the switch. 0: there was no advice.",
    )

    def _prepare_switch(self, step, words):
        values = super()._prepare_switch(step, words)
        advice = [
            words.plan.advice[product] for product in step.template.product_variant_ids
        ]
        best = max(advice, key=lambda row: row.quantity if row else 0, default=False)
        if best and best.advice and best.orders_year:
            share = best.lots_year / best.orders_year
            setup = best.order_setup
            values["advised_setup"] = setup if step.policy == PULL else setup * share
        return values

    def action_open_outcome(self):
        """Show what became of the product since the switch."""
        check_one(self)
        action = "pull_through_production.pull_switch_outcome_action"
        window = self.env["ir.actions.act_window"]._for_xml_id(action)
        return {**window, "domain": [("switch_id", "=", self.id)], "context": {}}
