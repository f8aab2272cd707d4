from odoo import models
from odoo.tools import SQL


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _get_pull_open_sql(self, alias):
        self.flush_model(["state"])
        state = SQL.identifier(alias, "state")
        return SQL("%s NOT IN ('done', 'cancel')", state)
