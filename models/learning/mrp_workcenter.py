from odoo import fields, models

MAKER = "mrp.group_mrp_user"


class MrpWorkcenter(models.Model):
    _inherit = "mrp.workcenter"

    pull_promise_factor = fields.Float(
        string="Factor in Promises",
        company_dependent=True,
        readonly=True,
        copy=False,
        groups=MAKER,
        help="How many times the planned minutes of this work center the dates "
        "promised to customers count on: taken from what was learnt (Manufacturing, "
        "Reporting, Work Center Times). 0: the planned minutes. Work orders keep "
        "theirs.",
    )

    def _get_pull_promise_factor(self, company):
        factor = super()._get_pull_promise_factor(company)
        # Sudo: who asks for a date need not see how long work really takes.
        center = self.sudo().with_company(company)
        return factor * (center.pull_promise_factor or 1)
