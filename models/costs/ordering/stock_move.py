from odoo import Command, fields, models

from ...access import COST
from ..vectors.cost_kinds import MATERIAL, ORDERING


class StockMove(models.Model):
    """Receipts that carry ordering cost into the value of stock, and returns to vendors
    that take it out again."""

    _inherit = "stock.move"

    pull_ordering_share = fields.Monetary(
        string="Ordering Cost",
        currency_field="company_currency_id",
        copy=False,
        readonly=True,
        groups=COST,
        help="The part of the purchase line's ordering cost in the value of this "
        "receipt. Negative: what goods that went back to the vendor carried; no refund "
        "brings it back, so that it is a cost of the period again.",
    )

    def _set_value(self, correction_quantity=None):
        changes = self._carry_ordering_costs()
        # A corrected receipt may change what later receipts of its line carry.
        moves = self.union(*changes)
        res = super(StockMove, moves)._set_value(correction_quantity)
        self._post_ordering_costs(changes)
        self._give_up_ordering_costs()
        return res

    def _get_ordering_share(self):
        """Return the ordering cost that this receipt carries, in company currency."""
        self.ensure_one()
        # Who receives goods needs not see what ordering them cost.
        return self.sudo().pull_ordering_share

    def _get_value_from_extra(self, quantity, at_date=None):
        extra = super()._get_value_from_extra(quantity, at_date=at_date)
        share = self._get_ordering_share()
        if share:
            extra["value"] += share
            text = self.env._(
                "%(amount)s of ordering cost",
                amount=self.company_currency_id.format(share),
            )
            extra["description"] = "\n".join(filter(None, [extra["description"], text]))
        return extra

    def _carry_ordering_costs(self):
        """Update what the receipts of the lines of these moves carry.

        :return: {receipt: change of its share}
        """
        lines = self.filtered(lambda move: move.purchase_line_id and move.is_in)
        changes = {}
        # Who receives goods needs not see what ordering them cost.
        for line in lines.sudo().purchase_line_id.filtered("pull_ordering_share"):
            for move, share in line._get_ordering_shares().items():
                change = move.company_currency_id.round(
                    share - move.pull_ordering_share
                )
                if change:
                    move.pull_ordering_share = share
                    changes[move] = change
        return changes

    # === Back to the vendor ===

    def _give_up_ordering_costs(self):
        """Post the ordering cost that goods take along to their vendor.

        The vendor's refund takes no more out of stock than his bill brought in. What is
        posted follows what the cost lines say now, however often it is called.
        """
        # Sudo: who sends goods back needs not see what ordering them cost.
        returns = self.sudo().filtered(lambda move: move._is_return_to_vendor())
        changes = {}
        for move, vector in returns._get_cost_vectors().items():
            currency = move.company_currency_id
            ordering = sum(
                cost for (kind, _), cost in vector.items() if kind == ORDERING
            )
            change = currency.round(-ordering - move.pull_ordering_share)
            if change:
                move.pull_ordering_share += change
                changes[move] = change
        self._post_ordering_costs(changes)

    def _is_return_to_vendor(self):
        self.ensure_one()
        bought = self.purchase_line_id or self.origin_returned_move_id.purchase_line_id
        return bool(bought and self._is_purchase_return() and self._is_out())

    def _get_costs_in(self, known=None):
        if self.is_in and self.origin_returned_move_id.pull_ordering_share < 0:
            # Back again from the vendor: its ordering cost was given up.
            return {(MATERIAL, False): self.value}, None
        return super()._get_costs_in(known)

    # === Entries ===

    def _post_ordering_costs(self, changes):
        """Post what entered stock, one entry per company.

        As core: only where stock is in the ledger at once.

        :param changes: {receipt: change of its share}
        """
        posted = self.browse().union(*changes).sudo()  # as core's entries
        posted = posted.filtered(lambda move: move._should_post_ordering())
        entries = self.env["account.move"].sudo()
        for company, moves in posted.grouped("company_id").items():
            entries += entries.create(moves._prepare_ordering_entry(company, changes))
        if entries:
            entries._post()

    def _should_post_ordering(self):
        self.ensure_one()
        product = self.product_id.with_company(self.company_id)
        valuation = product._get_product_accounts()["stock_valuation"]
        return bool(product.valuation == "real_time" and valuation)

    def _prepare_ordering_entry(self, company, changes):
        references = ", ".join(sorted(set(self.mapped("reference"))))
        date = self.env.context.get("force_period_date")
        return {
            "journal_id": company.account_stock_journal_id.id,
            "date": date or fields.Date.context_today(self),
            "ref": self.env._("%(receipt)s - Ordering cost", receipt=references),
            "move_type": "entry",
            "company_id": company.id,
            "line_ids": [
                Command.create(line_vals)
                for move in self
                for line_vals in move._prepare_ordering_items(changes[move])
            ],
        }

    def _prepare_ordering_items(self, amount):
        self.ensure_one()
        product = self.product_id.with_company(self.company_id)
        accounts = product._get_product_accounts()
        bought = self.purchase_line_id or self.origin_returned_move_id.purchase_line_id
        absorbed = bought.pull_ordering_account_id
        if not absorbed.active:
            # Taken out of use since the order was placed: the receipt must not fail.
            absorbed = accounts["expense"]
        name = self.env._(
            "%(receipt)s - %(product)s - Ordering cost",
            receipt=self.reference,
            product=product.name,
        )
        shared = {"name": name, "product_id": product.id}
        return [
            {**shared, "account_id": absorbed.id, "balance": -amount},
            {**shared, "account_id": accounts["stock_valuation"].id, "balance": amount},
        ]
