from odoo import models

from .past_direct import PastDirect, count_direct


class PullCostBuild(models.Model):
    _inherit = "pull.cost.build"

    def _note_start(self):
        res = super()._note_start()
        build = self.sudo()  # nobody types how far it is
        build.items_total += count_direct(self.env, self.company_id)
        return res

    def _get_past_items(self):
        others = super()._get_past_items()
        return PastDirect(self.env, self.company_id, others)
