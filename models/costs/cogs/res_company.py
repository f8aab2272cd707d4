from datetime import date, timedelta

from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_pull_first_open_day(self):
        """Return the first day that stock entries may be posted on, None: any."""
        self.ensure_one()
        locks = self.sudo()._get_violated_lock_dates(date.min, False, None)
        return locks[-1][0] + timedelta(days=1) if locks else None
