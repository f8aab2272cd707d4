from odoo import api, fields, models

from ...access import COST


class PurchaseOrderLine(models.Model):
    """What is bought for a need was planned to cost: the vendor's price of that day."""

    _inherit = "purchase.order.line"

    pull_price_planned = fields.Float(
        string="Planned Cost per Unit",
        digits=False,
        copy=False,
        readonly=True,
        aggregator="avg",
        groups=COST,
        help="What a unit of the product was to cost when this line was first needed, "
        "in the company's currency: the vendor's price, else the product's cost.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._freeze_planned_price()
        return lines

    def write(self, vals):
        res = super().write(vals)
        if "move_dest_ids" in vals:
            self._freeze_planned_price()
        return res

    def _freeze_planned_price(self):
        """Keep the price of today of what a run or an order needs."""
        # Sudo: who orders goods needs not see what was planned.
        for line in self.sudo():
            is_needed = line.supply_policy or line.move_dest_ids or line.sale_line_id
            if is_needed and not line.pull_price_planned:
                product = line.product_id.with_company(line.company_id)
                price = line._get_price_of_today() or product.standard_price
                line.pull_price_planned = price

    def _get_planned_price(self):
        """Return what a unit of the product was planned to cost, in the company's
        currency; the price of today where no price was known."""
        self.ensure_one()
        return self.pull_price_planned or self._get_price_of_today()

    def _get_price_of_today(self):
        if not self.product_uom_qty:
            return 0.0
        rate = self.order_id.currency_rate or 1.0
        return self.price_subtotal / self.product_uom_qty / rate
