from odoo import api, models

NAMED = 5  # orders that a warning names


class ProductCategory(models.Model):
    _inherit = "product.category"

    @api.onchange("property_valuation", "property_cost_method")
    def _onchange_pull_valuation(self):
        """Say what another valuation means for the orders that are under way."""
        before = self._origin
        orders, count = before._get_orders_under_way()
        if not count:
            return None
        sentences = self._get_valuation_sentences(before)
        if not sentences:
            return None
        named = ", ".join(orders.mapped("name"))
        if named:
            sentences.append(self.env._("Among them: %s.", named))
        title = self.env._("Order lines under way: %s", count)
        return {"warning": {"title": title, "message": "\n".join(sentences)}}

    def _get_orders_under_way(self):
        """Return (some orders with goods of these categories that are not invoiced, how
        many lines there are): orders only of those who may read them."""
        lines = self.env["sale.order.line"]
        domain = [
            ("product_id.categ_id", "child_of", self.ids),
            ("state", "=", "sale"),
            ("invoice_status", "!=", "invoiced"),
            ("company_id", "=", self.env.company.id),
        ]
        # Sudo: how many there are tells nothing about them.
        count = lines.sudo().search_count(domain) if self.ids else 0
        readable = count and lines.has_access("read")
        orders = lines.search(domain, limit=50).order_id if readable else lines.order_id
        return orders[:NAMED], count

    def _get_valuation_sentences(self, before):
        sentences = []
        company = self.env.company
        valuation = self.property_valuation or company.inventory_valuation
        if valuation != (before.property_valuation or company.inventory_valuation):
            sentences.append(
                self.env._(
                    "What they delivered already was booked by the stock closing, and "
                    "is not booked again; the cost of what leaves from now on is "
                    "booked with their invoices."
                )
                if valuation == "real_time"
                else self.env._(
                    "What is booked of them by now stays; the closing books the rest, "
                    "and what leaves from now on."
                )
            )
        if self.property_cost_method != before.property_cost_method:
            sentences.append(
                self.env._(
                    "What is in stock is valued anew; what they delivered keeps its "
                    "cost."
                )
            )
        return sentences

    def write(self, vals):
        if "property_valuation" not in vals:
            return super().write(vals)
        products = self.env["product.product"].with_context(active_test=False)
        products = products.search([("categ_id", "in", self.ids)])
        with products._switch_valuation():
            return super().write(vals)
