from odoo import api, fields, models
from odoo.tools import SQL

from ..states import CARD_STATES

DAYS = 90


class PullKanbanReport(models.Model):
    """How many cards of each loop were in each state at the end of each day."""

    _name = "pull.kanban.report"
    _description = "Kanban Cards by Day"
    _auto = False
    _rec_name = "loop_id"
    _order = "day desc, loop_id"
    # What is read has to be flushed first.
    _depends = {
        "pull.kanban.card": ["loop_id", "company_id", "product_id", "location_id"],
        "pull.kanban.log": ["card_id", "date", "state"],
    }

    day = fields.Date(readonly=True)
    loop_id = fields.Many2one("pull.kanban.loop", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    location_id = fields.Many2one("stock.location", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    state = fields.Selection(CARD_STATES, readonly=True)
    cards = fields.Float(readonly=True, aggregator="sum")

    @property
    def _table_query(self):
        return SQL(
            "%s %s %s %s", self._select(), self._from(), self._where(), self._group_by()
        )

    @api.model
    def _select(self):
        return SQL(
            """
            SELECT MIN(card.id) * 1000 + (CURRENT_DATE - day.day::date) AS id,
                   day.day::date AS day, card.loop_id, card.product_id,
                   card.location_id, card.company_id,
                   COALESCE(log.state, 'empty') AS state, COUNT(*)::float AS cards
            """
        )

    @api.model
    def _from(self):
        return SQL(
            """
            FROM GENERATE_SERIES(
                     CURRENT_DATE - %s, CURRENT_DATE, INTERVAL '1 day'
                 ) AS day(day)
            JOIN pull_kanban_card card ON card.create_date < day.day + INTERVAL '1 day'
            LEFT JOIN LATERAL (
                SELECT state FROM pull_kanban_log
                 WHERE card_id = card.id AND date < day.day + INTERVAL '1 day'
              ORDER BY date DESC, id DESC LIMIT 1
            ) log ON TRUE
            """,
            DAYS,
        )

    @api.model
    def _where(self):
        return SQL("WHERE COALESCE(log.state, 'empty') != 'obsolete'")

    @api.model
    def _group_by(self):
        return SQL(
            "GROUP BY day.day, card.loop_id, card.product_id, card.location_id, "
            "card.company_id, COALESCE(log.state, 'empty')"
        )
