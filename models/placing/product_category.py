from odoo import fields, models

from ..access import INTERNAL


class ProductCategory(models.Model):
    _inherit = "product.category"

    pull_buffer_days = fields.Float(
        string="Time to Spare",
        company_dependent=True,
        help="Days between when something of this category is made or bought for an "
        "order and the need for it. 0: as the parent category, or the company.",
        groups=INTERNAL,
    )

    def _get_pull_buffer_days(self, company):
        """Return the days to spare of this category: its own, else those of its nearest
        parent that has some, else the company's."""
        category = self.with_company(company)
        while category:
            if category.pull_buffer_days > 0:
                return category.pull_buffer_days
            category = category.parent_id
        return max(company.pull_buffer_days, 0)
