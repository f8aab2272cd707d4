from odoo import models


class ProductSupplierinfo(models.Model):
    _inherit = "product.supplierinfo"

    def _get_pull_promise_days(self, company):
        days = super()._get_pull_promise_days(company)
        vendor = self.partner_id.commercial_partner_id.with_company(company)
        return max(days + vendor.pull_promise_days, 0)
