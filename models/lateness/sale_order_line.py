from odoo import models

from ..schedule.placement import get_causes
from .cause_words import CauseWords

BUYER = "purchase.group_purchase_user"


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_pull_causes(self):
        """Return why this confirmed line is late: the steps of its critical path that
        come later than they were planned when all could still be in time.

        Whoever reads the order gets them; vendors are named to buyers alone.

        :return: list of dicts, the first of the path first: `model`, `id` and `name` of
            the document, `minutes` of the lateness that it causes, `text`. The minutes
            sum to `pull_lateness`; [] for a line that is not late
        """
        self.ensure_one()
        # Sudo: a salesperson follows an order without rights on its documents.
        line = self.sudo()._origin
        if not line._is_pull_promised() or not line.pull_lateness:
            return []
        steps = line._get_pull_late_steps()
        if not steps:
            return [self._get_pull_cause_of_past()]
        words = CauseWords(
            line.order_id._get_pull_placing().chain,
            self.env,
            self.env.su or self.env.user.has_group(BUYER),
        )
        return [words.describe(*step) for step in steps]

    def _get_pull_late_steps(self):
        """Return [(`Placed`, minutes, when it was planned to end)]: the steps that make
        this line late, the first of the path first; [] where it waits for nothing.

        Sudoed, of a confirmed line.
        """
        placing = self.order_id._get_pull_placing()
        lasts = placing.chain.lasts.get(self) if placing else None
        if not lasts:
            return []
        last = max(lasts, key=lambda key: placing.placement[key].finish)
        planned = placing.get_planned(self.order_id.pull_plan)
        causes = get_causes(placing.placement, last, self.pull_promised_date, planned)
        return [
            (placed, minutes, planned.get(placed.key))
            for placed, minutes in reversed(causes)
        ]

    def _get_pull_cause_of_past(self):
        """Return the cause of a line that was delivered late: its last delivery."""
        line = self.sudo()
        move = line._get_pull_last_delivery()
        return {
            "model": move._name,
            "id": move.id,
            "name": move.reference or line.product_id.display_name,
            "minutes": line.pull_lateness,
            "text": self.env._("It was delivered late."),
        }

    def _get_pull_hits(self, belongs):
        """Return {line: minutes by which causes that belong to something make it late},
        the worst first; without those that it does not make late.

        :param belongs: function (cause) -> whether it does
        """
        hits = {}
        for line in self.filtered("pull_lateness"):
            minutes = sum(c["minutes"] for c in line._get_pull_causes() if belongs(c))
            if minutes:
                hits[line] = minutes
        return dict(sorted(hits.items(), key=lambda item: (-item[1], item[0].id)))
