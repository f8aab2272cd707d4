from odoo import api, fields, models

from ...access import INTERNAL


class MrpWorkorder(models.Model):
    """An operator reads for what a work order waits, and begins none without room."""

    _inherit = "mrp.workorder"

    pull_room = fields.Char(
        string="Waits for Room", related="production_id.pull_room", groups=INTERNAL
    )

    def button_start(self, raise_on_invalid_state=False):
        self.production_id._pull_take_room()
        return super().button_start(raise_on_invalid_state=raise_on_invalid_state)

    def button_finish(self):
        self.production_id._pull_take_room()
        return super().button_finish()

    def write(self, vals):
        if vals.get("state") == "progress":  # also of who types the minutes it took
            self.production_id._pull_take_room()
        return super().write(vals)

    # === Shown where there are limits ===

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self._has_pull_limits())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "list" and not self._has_pull_limits():
            for node in arch.xpath("//field[@name='pull_room']"):
                node.set("column_invisible", "True")
        return arch, view

    @api.model
    def _has_pull_limits(self):
        limited = self.env["pull.work.limit"]._get_limited_companies()
        return not limited.isdisjoint(self.env.companies.ids)
