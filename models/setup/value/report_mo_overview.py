from odoo import models


class ReportMrpReportMoOverview(models.AbstractModel):
    _inherit = "report.mrp.report_mo_overview"

    def _get_finished_operation_data(self, production, level=0, current_index=False):
        """Show what was charged, setup included.

        Core shows the sum of the logs, also where they overlap and count once.
        """
        data = super()._get_finished_operation_data(production, level, current_index)
        summary, details = data["summary"], data["details"]
        for workorder, detail in zip(production.workorder_ids, details, strict=True):
            currency = detail["currency"]
            charged = workorder._cal_cost() if workorder.state != "cancel" else 0.0
            summary["real_cost"] += charged - detail["real_cost"]
            detail["real_cost"] = currency.round(charged)
            detail["real_cost_decorator"] = self._get_comparison_decorator(
                detail["mo_cost"], charged, currency.rounding
            )
        return data
