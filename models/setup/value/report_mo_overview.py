from odoo import models

from ...access import may_see_costs
from ..plan.private_context import with_time_only


class ReportMrpReportMoOverview(models.AbstractModel):
    _inherit = "report.mrp.report_mo_overview"

    def _get_finished_operation_data(self, production, level=0, current_index=False):
        """Show what was charged, setup included where its reader may see what it costs.

        Core shows the sum of the logs, also where they overlap and count once.
        """
        data = super()._get_finished_operation_data(production, level, current_index)
        summary, details = data["summary"], data["details"]
        workorders = production.workorder_ids
        if not may_see_costs(self.env):
            workorders = with_time_only(workorders)
        for workorder, detail in zip(workorders, details, strict=True):
            currency = detail["currency"]
            charged = workorder._cal_cost() if workorder.state != "cancel" else 0.0
            summary["real_cost"] += charged - detail["real_cost"]
            detail["real_cost"] = currency.round(charged)
            detail["real_cost_decorator"] = self._get_comparison_decorator(
                detail["mo_cost"], charged, currency.rounding
            )
        return data
