from contextlib import contextmanager

from odoo import fields, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    @contextmanager
    def _switch_valuation(self):
        """Keep in mind how goods were valued when they were delivered.

        What was delivered at periodic valuation the closing books: with the invoices
        posted after a switch to perpetual valuation it is not booked again. After a
        switch to periodic valuation the closing books what is not booked by then; what
        is, stays.
        """
        companies = self.env.companies
        periodic = {company: self._filter_periodic(company) for company in companies}
        yield
        for company, before in periodic.items():
            now = self._filter_periodic(company)
            (before - now).with_company(company)._note_perpetual()
            (now - before).with_company(company)._note_closed()

    def _filter_periodic(self, company):
        products = self.with_company(company)
        return products.filtered(lambda product: product.valuation != "real_time")

    def _note_perpetual(self):
        """Note what the closing has booked. A switch of today is undone."""
        self._search_cogs_moves("pull_closed_on", "=", False).pull_is_periodic = True
        today = fields.Date.context_today(self)
        self._search_cogs_moves("pull_closed_on", "=", today).pull_closed_on = False

    def _note_closed(self):
        closed = self._search_cogs_moves("pull_closed_on", "=", False)
        closed.pull_closed_on = fields.Date.context_today(self)

    def _search_cogs_moves(self, *condition):
        """Return the goods delivered, and come back, that were in the ledger."""
        # Sudo: how goods were valued does not depend on who changes it.
        moves = self.env["stock.move"].sudo()
        return moves.search(
            [
                ("product_id", "in", self.ids),
                ("company_id", "=", self.env.company.id),
                ("state", "=", "done"),
                ("sale_line_id", "!=", False),
                ("pull_is_periodic", "=", False),
                condition,
            ]
        )
