from odoo import models

from .memory import environment_key, freeze, get_memory


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _get_dates_info(self, date, location, route_ids=False):
        """Remembered: core follows the rules anew for each component of each run."""
        ask = super()._get_dates_info
        memory = get_memory(self.env.cr)
        if memory is None:
            return ask(date, location, route_ids=route_ids)
        try:
            asker = environment_key(self.env, sorted(self.env.context))
            key = (asker, freeze((self, date, location, route_ids)))
        except TypeError:
            return ask(date, location, route_ids=route_ids)
        return dict(
            memory.recall(
                "dates", key, lambda: ask(date, location, route_ids=route_ids)
            )
        )

    def _compute_display_name(self):
        """Leave the partner out when the context names the vendor price.

        Core then ignores the partner, but still searches its vendor prices: once per
        purchase order line, as every line names another vendor price.
        """
        context = self.env.context
        if (
            get_memory(self.env.cr) is None
            or not context.get("seller_id")
            or not context.get("partner_id")
        ):
            return super()._compute_display_name()
        products = self.with_context(partner_id=False)
        super(ProductProduct, products)._compute_display_name()
        for product, named in zip(self, products, strict=True):
            product.display_name = named.display_name
        return None
