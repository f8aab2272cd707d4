from odoo import models
from odoo.tools import SQL


class MrpProduction(models.Model):
    _name = "mrp.production"
    _inherit = ["mrp.production", "pull.pegged.mixin"]

    def _get_peg_start(self, documents):
        return SQL(
            """
            SELECT move.production_id AS doc_id, move.id AS move_id
            FROM stock_move move
            WHERE move.production_id IN (%s) AND move.state != 'cancel'
            """,
            documents,
        )

    def _get_pull_suppliers(self, moves):
        return moves.production_id
