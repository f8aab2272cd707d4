from odoo import fields, models

from ..access import INTERNAL
from .noting import note_documents

LOOKED_AT = {"resource_calendar_id", "tz"}


class MrpWorkcenter(models.Model):
    _inherit = "mrp.workcenter"

    pull_buffer_days = fields.Float(
        string="Time to Spare",
        help="Days between the end of an operation here and the need for it, when an "
        "order is placed backward from its promised date.",
        groups=INTERNAL,
    )

    def write(self, vals):
        res = super().write(vals)
        if LOOKED_AT & vals.keys():
            self._note_pull_dates()
        return res

    def _note_pull_dates(self):
        """Let the orders be placed anew that have open work here."""
        orders = self.env["mrp.workorder"].sudo()
        note_documents(orders.search(orders._get_pull_open_domain(self)).production_id)
