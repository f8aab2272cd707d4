from odoo import models

from . import walks


class MrpProduction(models.Model):
    _name = "mrp.production"
    _inherit = ["mrp.production", "pull.pegged.mixin"]

    def _get_peg_start(self, documents):
        return walks.starts(documents, "production_id")

    def _get_pull_suppliers(self, moves):
        return moves.production_id
