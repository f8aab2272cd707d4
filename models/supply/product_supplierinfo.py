from odoo import models


class ProductSupplierinfo(models.Model):
    _inherit = "product.supplierinfo"

    def _get_pull_promise_days(self, company):
        """Return the days from ordering to arrival that promised dates count on."""
        return self.delay
