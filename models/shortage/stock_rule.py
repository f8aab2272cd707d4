from odoo import api, fields, models

from ..exceptions.kinds import BLOCKING


class StockRule(models.Model):
    _inherit = "stock.rule"

    @api.model
    def run(self, procurements, raise_user_error=True):
        good, findings = self._set_aside_failing(procurements)
        res = super().run(good, raise_user_error=raise_user_error)
        self.env["pull.exception"]._report_findings(findings)
        return res

    def _set_aside_failing(self, procurements):
        """Keep back the pulled needs that nothing can supply: the others stand.

        :return: the procurements to run, and [(need, procurement, finding)] of all that
            is wrong with pulled needs
        """
        good, wrong = [], []
        for procurement in procurements:
            need = procurement.values.get("move_dest_ids")
            findings = []
            if procurement.values.get("supply_policy") and need:
                findings = self._get_run_findings(procurement)
            wrong += [(need.sudo()[:1], procurement, finding) for finding in findings]
            if not any(finding["severity"] == BLOCKING for finding in findings):
                good.append(procurement)
        return good, wrong

    def _get_run_findings(self, procurement):
        values = procurement.values
        values.setdefault("company_id", procurement.location_id.company_id)
        values.setdefault("date_planned", fields.Datetime.now())
        rule = self._get_rule(procurement.product_id, procurement.location_id, values)
        return self.sudo()._get_procurement_findings(procurement, rule)
