from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...access import COST


class ResPartner(models.Model):
    _inherit = "res.partner"

    pull_order_cost_own = fields.Boolean(
        string="Own Ordering Cost",
        company_dependent=True,
        groups=COST,
        help="Purchase orders to this vendor cost another amount to place than the "
        "company's. That may be nothing: a standing order, or one sent by a machine.",
    )
    pull_order_cost = fields.Float(
        string="Cost per Purchase Order",
        company_dependent=True,
        groups=COST,
        help="What it costs to place one purchase order with this vendor, in the "
        "company's currency. The cost of each line comes on top.",
    )

    @api.constrains("pull_order_cost")
    def _check_pull_order_cost(self):
        for partner in self.sudo():
            if partner.pull_order_cost < 0:
                raise ValidationError(
                    self.env._(
                        "The cost of a purchase order to %(vendor)s cannot be "
                        "negative.",
                        vendor=partner.display_name,
                    )
                )

    def _get_pull_order_cost(self, company):
        """Return what an order to this vendor costs to place, without its lines."""
        self.ensure_one()
        vendor = self.commercial_partner_id.with_company(company)
        own = vendor.pull_order_cost_own
        return vendor.pull_order_cost if own else company.pull_order_cost
