from odoo import models

from ..access import check_rows


class PullAdvice(models.Model):
    _inherit = "pull.advice"

    def action_switch(self):
        """Open the dialog that switches these products to what is advised."""
        check_rows(self)
        return self.product_id.product_tmpl_id._open_pull_switch(self)
