from odoo import models

from .direct_change import DirectSnapshot


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_pull_snapshots(self):
        direct = DirectSnapshot(self)
        snapshots = super()._get_pull_snapshots()
        return [*snapshots, (direct, {})] if direct.parts else snapshots

    def _plan_pull_dates(self, shifts):
        plan = super()._plan_pull_dates(shifts)
        lines = self.sudo()
        direct = lines._get_pull_direct_supply()
        for line in lines:
            for purchase in direct.get_purchases(line).filtered("supply_policy"):
                flows = direct.get_flows(line, purchase.product_id)
                if shifts[line] and flows[purchase] and purchase._is_pull_awaited():
                    plan.add_step(purchase, shifts[line], line)
        return plan

    def _pull_launch(self, previous):
        lines = self.sudo().filtered(lambda line: line.state == "sale")
        direct = lines._get_pull_direct_supply()
        for line in lines:
            for product in direct.get_products(line):
                # Confirmed again, the vendor ships what he was to ship, and what is too
                # much of it is told.
                if not previous or direct.get_missing(line, product):
                    line._get_pull_direct_purchases(product)._reopen_pull_transfer()
        launched = super()._pull_launch(previous)
        # Core takes for bought what a person has cancelled or closed of a transfer.
        cut = lines.filtered(direct.is_cut_short)
        cut._report_pull_direct_shortages()
        return launched
