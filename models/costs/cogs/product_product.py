from contextlib import contextmanager

from odoo import models


class ProductProduct(models.Model):
    _inherit = "product.product"

    @contextmanager
    def _switch_valuation(self):
        """Keep in mind what was delivered while a product was valued at closing.

        Its cost was booked by the closing: with the invoices that are posted after a
        switch to perpetual valuation it is not booked again.
        """
        periodic = {
            company: self.with_company(company).filtered(
                lambda product: product.valuation != "real_time"
            )
            for company in self.env.companies
        }
        yield
        for company, before in periodic.items():
            before.with_company(company).filtered(
                lambda product: product.valuation == "real_time"
            )._note_periodic_deliveries()

    def _note_periodic_deliveries(self):
        # Sudo: how goods were valued does not depend on who changes it.
        moves = self.env["stock.move"].sudo()
        moves.search(
            [
                ("product_id", "in", self.ids),
                ("company_id", "=", self.env.company.id),
                ("state", "=", "done"),
                ("sale_line_id", "!=", False),
                ("pull_is_periodic", "=", False),
            ]
        ).pull_is_periodic = True
