from odoo import fields, models
from odoo.tools import SQL

from ..access import INTERNAL, check_one


class MrpWorkcenter(models.Model):
    """What is held for quotations is load."""

    _inherit = "mrp.workcenter"

    pull_reserved_hours = fields.Float(
        string="Reserved Time",
        compute="_compute_pull_reserved_hours",
        help="Hours and minutes that are held for quotations.",
        groups=INTERNAL,
    )

    def _compute_pull_reserved_hours(self):
        reservations = self.env["pull.reservation"]
        held = {}
        if reservations.has_access("read"):
            held = dict(
                reservations._read_group(
                    reservations._get_held_domain()
                    & reservations._get_held_time_domain(self),
                    ["workcenter_id"],
                    ["minutes:sum"],
                )
            )
        for center in self:
            center.pull_reserved_hours = held.get(center, 0) / 60

    def action_view_pull_reservations(self):
        """Open what is held of this work center."""
        check_one(self)
        reservations = self.env["pull.reservation"]
        reservations.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pull_through_production.pull_reservation_action"
        )
        domain = reservations._get_held_domain()
        held = reservations.search(domain & reservations._get_held_time_domain(self))
        action["domain"] = [("id", "in", held.ids)]
        return action

    def _get_pull_more_load(self, workorders, own):
        """What is held has its place; what was to begin by now takes the next room."""
        fixed, waiting = super()._get_pull_more_load(workorders, own)
        # Sudo: who asks for a date need not see the quotations of others.
        reservations = self.env["pull.reservation"].sudo()
        held = reservations.search(
            reservations._get_held_domain(own)
            & reservations._get_held_time_domain(self),
            order="id",
        )
        now = fields.Datetime.now()
        for row in held:
            if row.date_start >= now:
                slot = row.date_start, row.date_finish
                fixed.append((row.workcenter_id, *slot, row))
            else:
                waiting.append((row.workcenter_id, row.date_start, row.minutes, row))
        return fixed, waiting

    def _lock_pull_free_time(self):
        """Make people who take time of these work centers at once wait for each other.

        As with `product.product._lock_pull_free_stock`: who comes second is refused by
        PostgreSQL and run again, and then sees what the first took.
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE mrp_workcenter SET write_date = write_date
                WHERE id IN (
                    SELECT id FROM mrp_workcenter WHERE id = ANY(%s)
                    ORDER BY id FOR NO KEY UPDATE
                )
                """,
                self.ids,
            )
        )

    def _get_pull_promise_factor(self, company):
        """Return how many times the planned minutes promised dates count on."""
        self.ensure_one()
        return 1.0
