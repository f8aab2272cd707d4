from odoo import api, models


class PullCogsLine(models.Model):
    _inherit = "pull.cogs.line"

    @api.model
    def _get_rows_domain(self, lines):
        domain = super()._get_rows_domain(lines)
        return [*domain, ("account_move_line_id.display_type", "=", "cogs")]
