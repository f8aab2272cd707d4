from odoo import api, fields, models

from ..access import INTERNAL
from .cause_words import format_minutes

# How many orders a text names.
NAMED_MAX = 5


class PullHitsMixin(models.AbstractModel):
    """What may make orders late, and which it does."""

    _name = "pull.hits.mixin"
    _description = "Makes customer orders late"

    pull_hits = fields.Text(
        string="Makes Late",
        compute="_compute_pull_hits",
        help="The customer orders that are late because of this, the worst first.",
        groups=INTERNAL,
    )

    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_pull_hits(self):
        for record in self:
            record.pull_hits = record._origin._get_pull_hits_text()

    def _get_pull_hits_text(self):
        hits = self._get_pull_affected_lines() if self.id else {}
        lines = self.env["sale.order.line"].browse(line.id for line in hits)
        told = lines._filter_pull_told()
        minutes = {}
        for line, late in hits.items():
            order = line.order_id
            if line in told:
                minutes[order] = max(late, minutes.get(order, 0))
        texts = [
            self.env._(
                "%(order)s %(customer)s: %(span)s late",
                # Sudo: whom it serves is told without rights on orders.
                order=order.sudo().name,
                customer=order.sudo().partner_id.name or "",
                span=format_minutes(self.env, late),
            )
            for order, late in list(minutes.items())[:NAMED_MAX]
        ]
        more = len({line.order_id for line in hits}) - len(texts)
        if more > 0:
            texts.append(self.env._("%(count)s more orders", count=more))
        return "\n".join(texts) or False
