from odoo import models

from ..states import EMPTY, FULL, IN_USE, OBSOLETE


class PullKanbanCard(models.Model):
    _inherit = "pull.kanban.card"

    def _filter_at_place(self):
        """Return the cards that should be at their place: those that are ordered are on
        their way."""
        return self.filtered(lambda card: card.state in (FULL, IN_USE, EMPTY))

    def _get_elsewhere_text(self):
        """Return where a card is that nobody counts."""
        if self.state == OBSOLETE:
            return self._get_obsolete_text()
        return self._get_waiting_text()

    def _give_back_number(self, name):
        """Let this card bear the number again that it had before it was replaced; the
        one that it has got instead is void. Locked, sudoed."""
        self.ensure_one()
        void = self.search([("name", "=", name), ("replaced_by_id", "=", self.id)])
        if not void or self.state == OBSOLETE:
            return False
        new = self.name
        void.name = f"{name}*"  # no two have one number, also while they change
        void.flush_recordset(["name"])
        self.name = name
        self.flush_recordset(["name"])
        void.name = new
        return True
