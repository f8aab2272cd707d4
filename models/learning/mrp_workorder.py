from odoo import models


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    # For those of the last months, among all that were ever done.
    _pull_finished_index = models.Index("(date_finished) WHERE state = 'done'")
