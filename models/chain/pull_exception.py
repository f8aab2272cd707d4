from odoo import api, models


class PullException(models.Model):
    """What is wrong is read in the chain: open screens learn of it, and of its end."""

    _inherit = "pull.exception"

    @api.model_create_multi
    def create(self, vals_list):
        exceptions = super().create(vals_list)
        exceptions._tell_pull_chain()
        return exceptions

    def write(self, vals):
        res = super().write(vals)
        if not {"state", "message"}.isdisjoint(vals):
            self._tell_pull_chain()
        return res

    def _tell_pull_chain(self):
        # Sudo: who may follow an order hears of it, whoever found what is wrong.
        self.sudo().order_id._tell_pull_chain()
