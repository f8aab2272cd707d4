from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column

from ..access import INTERNAL

READY, COMING, MISSING, NONE = "ready", "coming", "missing", "none"
MATERIAL_STATES = [
    (READY, "Ready"),
    (COMING, "Coming"),
    (MISSING, "Missing"),
    (NONE, "None Needed"),
]
# What core says of the components of a run.
MATERIAL_OF_STATE = {
    "available": READY,
    "expected": COMING,
    "late": MISSING,
    "unavailable": MISSING,
}


class MrpWorkorder(models.Model):
    """An operator sees for whom he works, until when, and whether he can begin."""

    _inherit = "mrp.workorder"

    pull_due = fields.Datetime(
        string="Due",
        compute="_compute_pull_due",
        store=True,
        index="btree_not_null",
        help="When this is to be done: where it was placed or planned, else when its "
        "manufacturing order is.",
        groups=INTERNAL,
    )
    # Not in sudo: each reader is told of the orders that they may read.
    pull_for = fields.Char(
        string="For",
        related="production_id.pull_served",
        related_sudo=False,
        groups=INTERNAL,
    )
    pull_material = fields.Selection(
        MATERIAL_STATES,
        string="Material",
        compute="_compute_pull_material",
        help="Ready: all components of the manufacturing order are there.\n"
        "Coming: they come in time.\n"
        "Missing: some come late, or nobody brings them.",
        groups=INTERNAL,
    )

    def _auto_init(self):
        is_new = not column_exists(self.env.cr, self._table, "pull_due")
        if is_new:
            create_column(self.env.cr, self._table, "pull_due", "timestamp")
        res = super()._auto_init()
        if is_new:
            self._fill_pull_due()
        return res

    def _fill_pull_due(self):
        """Fill in what is still to be done, at once: of what is done nobody asks, and
        the ORM would work out all that there ever was."""
        self.env.cr.execute(
            """
            UPDATE mrp_workorder work
            SET pull_due = COALESCE(
                work.pull_date_finish, work.date_finished,
                run.date_deadline, run.date_finished
            )
            FROM mrp_production run
            WHERE run.id = work.production_id AND work.state NOT IN ('done', 'cancel')
            """
        )

    @api.depends(
        *("pull_date_finish", "date_finished", "state"),
        *("production_id.date_deadline", "production_id.date_finished"),
    )
    def _compute_pull_due(self):
        for order in self:
            placed = order.pull_date_finish or order.date_finished
            order.pull_due = placed or order.production_id._get_pull_due()

    @api.depends("production_id.components_availability_state", "production_id.state")
    def _compute_pull_material(self):
        for order in self:
            run = order.production_id
            if order.state in ("done", "cancel"):
                order.pull_material = False
            elif not run.move_raw_ids:
                order.pull_material = NONE
            else:
                known = run.components_availability_state
                order.pull_material = MATERIAL_OF_STATE.get(known, False)
