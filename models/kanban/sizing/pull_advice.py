from odoo import models

from ...advisor.policies import Cards
from ..states import ACTIVE, EVENT, MOVE, ONE_CARD


class PullAdvice(models.Model):
    _inherit = "pull.advice"

    def _get_loops(self, products):
        """Tell the advice what is on the cards of those that make or buy: those that
        move it from another place of the company hold none of what is supplied."""
        found = super()._get_loops(products)
        for loop in self.env["pull.kanban.loop"].search(
            self._get_loop_domain(products)
        ):
            cards = Cards(
                count=loop.card_count,
                size=loop.card_quantity,
                days=loop.measured_days or loop.replenishment_days,
                setup=0.0,
                spare=loop.reorder_at if loop.trigger == ONE_CARD else 0.0,
            )
            found.setdefault(loop.product_id, []).append(cards)
        return found

    def _get_loop_domain(self, products):
        return [
            ("product_id", "in", products.ids),
            ("company_id", "=", self.env.company.id),
            ("state", "=", ACTIVE),
            ("source", "!=", MOVE),
            ("trigger", "!=", EVENT),
            ("card_count", ">", 0),
        ]
