from odoo import models

from .work_in_process import WorkInProcess


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_work_in_process(self, day=None):
        """Return what reads the work in process of this company.

        Meant to be inherited, to have another `WorkInProcess`.

        :param day: as of its end; None: today
        """
        self.ensure_one()
        return WorkInProcess(self, day)
