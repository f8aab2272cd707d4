from odoo import models

from .scope import change_scope, is_carrying


class ChangeProductionQty(models.TransientModel):
    _inherit = "change.production.qty"

    def change_prod_qty(self):
        pulled = self.mo_id.filtered("supply_policy")
        if not pulled or is_carrying(self.env.cr):
            return super().change_prod_qty()
        with change_scope(self.env) as scope:
            scope.watch_runs(pulled)
            scope.suspect(pulled.move_finished_ids.move_dest_ids)
            scope.suspect_documents(pulled)
            return super().change_prod_qty()
