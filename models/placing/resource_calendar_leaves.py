from odoo import api, models
from odoo.fields import Domain

from .noting import note_documents


class ResourceCalendarLeaves(models.Model):
    """A work center that is down, or open again: its work comes elsewhere."""

    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._note_pull_dates()
        return leaves

    def write(self, vals):
        self._note_pull_dates()
        res = super().write(vals)
        self._note_pull_dates()
        return res

    def unlink(self):
        self._note_pull_dates()
        return super().unlink()

    def _note_pull_dates(self):
        """Let the orders be placed anew that have work on a work center meanwhile.

        What is planned on a work center is kept in the same model: work orders tell of
        themselves.
        """
        off = self.sudo().filtered(lambda leave: leave.time_type == "leave")
        if not off:
            return
        orders = self.env["mrp.workorder"].sudo()
        centers = (
            self.env["mrp.workcenter"].sudo().search(off._get_pull_center_domain())
        )
        last = max(off.mapped("date_to"))
        open_ones = orders.search(
            Domain(orders._get_pull_open_domain(centers))
            & Domain("pull_date_start", "<", last)
            & Domain("pull_date_finish", ">", min(off.mapped("date_from")))
        )
        note_documents(open_ones.production_id)

    def _get_pull_center_domain(self):
        """Return the domain of the work centers that are off: some of their own, others
        with their calendar or company."""
        domains = []
        for leave in self:
            if leave.resource_id:
                domains.append(Domain("resource_id", "=", leave.resource_id.id))
                continue
            domain = Domain("company_id", "in", [leave.company_id.id, False])
            if leave.calendar_id:
                domain &= Domain("resource_calendar_id", "=", leave.calendar_id.id)
            domains.append(domain)
        return Domain.OR(domains)
