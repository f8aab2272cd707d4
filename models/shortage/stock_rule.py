from odoo import api, fields, models

from ..exceptions.kinds import BLOCKING
from ..supply.needs import is_direct


class StockRule(models.Model):
    _inherit = "stock.rule"

    @api.model
    def _pull_set_aside(self, procurements):
        """Keep back the pulled needs that nothing can supply.

        The findings are (need, procurement, finding), of all that is wrong with pulled
        needs; of what a vendor is to ship straight to the customer no move is the need.
        """
        procurements, wrong = super()._pull_set_aside(procurements)
        good = []
        for procurement in procurements:
            values = procurement.values
            need = values.get("move_dest_ids") or self.env["stock.move"]
            is_needed = need or is_direct(values, procurement.location_id)
            findings = []
            if values.get("supply_policy") and is_needed:
                findings = self._get_run_findings(procurement)
            wrong += [(need.sudo()[:1], procurement, finding) for finding in findings]
            if not any(finding["severity"] == BLOCKING for finding in findings):
                good.append(procurement)
        return good, wrong

    @api.model
    def _pull_after_run(self, findings):
        self.env["pull.exception"]._report_findings(findings)
        return super()._pull_after_run(findings)

    def _get_run_findings(self, procurement):
        values = procurement.values
        values.setdefault("company_id", procurement.location_id.company_id)
        values.setdefault("date_planned", fields.Datetime.now())
        rule = self._get_rule(procurement.product_id, procurement.location_id, values)
        return self.sudo()._get_procurement_findings(procurement, rule)
