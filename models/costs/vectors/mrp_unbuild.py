from collections import defaultdict

from odoo import Command, fields, models

from .cost_kinds import MATERIAL
from .vector import split


class MrpUnbuild(models.Model):
    _inherit = "mrp.unbuild"

    def action_unbuild(self):
        res = super().action_unbuild()
        # Sudo: what is lost follows from the values, whoever takes the goods apart.
        unbuild = self.sudo().with_company(self.company_id)
        if unbuild._should_post_cost_lost():
            unbuild._post_cost_lost()
        return res

    def _should_post_cost_lost(self):
        """Core's own conditions for posting, on what this module keeps the books of."""
        self.ensure_one()
        product = self.product_id
        managed = product.effective_supply_policy or (
            self.mo_id and self.mo_id._should_post_setup()
        )
        moves = self.produce_line_ids.filtered("value")
        return (
            managed
            and product.valuation == "real_time"
            and product.property_stock_production.valuation_account_id
            and all(move.account_move_id for move in moves)
        )

    def _post_cost_lost(self):
        """Post what the goods were worth beyond the components that came back.

        Core leaves it on the production account: labour and setup cannot be unbuilt.
        """
        accounts = self.product_id.product_tmpl_id.get_product_accounts()
        category = self.product_id.categ_id
        account = category.property_price_difference_account_id or accounts["expense"]
        losses = self._get_costs_lost()
        if not losses or not account:
            return
        entry = self.env["account.move"].create(
            {
                "journal_id": accounts["stock_journal"].id,
                "date": fields.Date.context_today(self),
                "ref": self.env._("%s - Unbuild loss", self.name),
                "move_type": "entry",
                "line_ids": self._prepare_cost_lost_lines(losses, account),
            }
        )
        entry._post()
        self._tell_cost_lost(losses, entry)

    def _get_costs_lost(self):
        """Return {kind: amount} of what went out and did not come back."""
        lost, weights = 0.0, defaultdict(float)
        vectors = self.produce_line_ids._get_cost_vectors()
        for move, vector in vectors.items():
            sign = 1 if move.is_out else -1
            lost += sign * move._get_aml_value()
            for (kind, _run), amount in vector.items():
                weights[kind] += sign * amount
        currency = self.company_id.currency_id
        return split(currency.round(lost), weights, currency.rounding, MATERIAL)

    def _prepare_cost_lost_lines(self, losses, account):
        """Return a journal item for each kind, and their counterpart."""
        production = self.product_id.property_stock_production.valuation_account_id
        labels = self._get_cost_kind_labels()
        items = [(labels[kind], account, amount) for kind, amount in losses.items()]
        items.append((self.name, production, -sum(losses.values())))
        return [
            Command.create(
                {
                    "name": self.env._("Unbuild loss: %s", name),
                    "account_id": to.id,
                    "product_id": self.product_id.id,
                    "balance": amount,
                }
            )
            for name, to, amount in items
        ]

    def _tell_cost_lost(self, losses, entry):
        # The amounts stand on the entry's items: not everybody here may see costs.
        labels = self._get_cost_kind_labels()
        self.message_post(
            body=self.env._(
                "What cannot be taken apart is lost: %(kinds)s. It is booked in "
                "%(entry)s.",
                kinds=", ".join(labels[kind] for kind in losses),
                entry=entry._get_html_link(),
            ),
            subtype_xmlid="mail.mt_note",
        )

    def _get_cost_kind_labels(self):
        kind = self.env["stock.move.cost.line"]._fields["kind"]
        return dict(kind._description_selection(self.env))
