from odoo import models

from ..access import check_rows


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def action_pull_switch(self):
        """Open the dialog that switches the supply policy of these products."""
        check_rows(self)
        # Sudo: the figures behind a policy that is proposed; it is proposed alone.
        advice = self.env["pull.advice"].sudo()
        domain = [
            ("product_id.product_tmpl_id", "in", self.ids),
            ("company_id", "=", self.env.company.id),
        ]
        return self._open_pull_switch(advice.search(domain))

    def _open_pull_switch(self, advice):
        """Open the dialog; propose what is advised of the variant that sells most."""
        goods = self.filtered(lambda template: template.type == "consu")
        wanted = dict.fromkeys(goods, False)
        for row in advice.sorted("quantity"):
            template = self.browse(row.product_id.product_tmpl_id.id)
            if row.advice and template in wanted:
                wanted[template] = row.advice
        return self.env["pull.switch.dialog"]._open(wanted)
