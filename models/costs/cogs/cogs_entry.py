"""The journal entry of a cost of goods sold that comes after its invoice."""

from odoo import Command, fields


class CogsEntry:
    """Stock valuation / cost of goods sold, of one sales order line.

    Its items look like those that core posts with an invoice, and belong to the last
    one: everything that reads cost of goods sold finds them.

    :param line: `sale.order.line`, in sudo
    :param amount: what is due; negative gives back
    """

    def __init__(self, line, amount):
        self.line = line.with_company(line.company_id)
        self.amount = line.company_id.currency_id.round(amount)
        posted = line.invoice_lines.filtered(lambda item: item.parent_state == "posted")
        self.origin = posted.sorted("id")[-1:]
        self.invoice = self.origin.move_id
        self.accounts = self.line.product_id.product_tmpl_id.get_product_accounts(
            fiscal_pos=self.invoice.fiscal_position_id
        )
        self.stock = self.accounts["stock_valuation"]
        journal = self.invoice.journal_id
        self.expense = self.accounts["expense"] or journal.default_account_id

    def is_possible(self):
        """Tell whether there is something to post, and where: as core asks."""
        return bool(self.amount and self.stock and self.expense)

    def get_vals(self):
        """Return the values of the `account.move`."""
        env = self.line.env
        return {
            "journal_id": self.accounts["stock_journal"].id,
            "date": env.context.get("force_period_date")
            or fields.Date.context_today(self.line),
            "ref": env._(
                "Cost of goods sold: %(order)s, %(invoice)s",
                order=self.line.order_id.name,
                invoice=self.invoice.name,
            ),
            "company_id": self.line.company_id.id,
            "move_type": "entry",
            "line_ids": [
                Command.create(self._get_item(self.stock, -self.amount)),
                Command.create(
                    {
                        **self._get_item(self.expense, self.amount),
                        "analytic_distribution": self.origin.analytic_distribution,
                    }
                ),
            ],
        }

    def _get_item(self, account, balance):
        return {
            "name": self.line.name[:64],
            "partner_id": self.invoice.commercial_partner_id.id,
            "product_id": self.line.product_id.id,
            "display_type": "cogs",
            "cogs_origin_id": self.origin.id,
            "account_id": account.id,
            "balance": balance,
        }
