from odoo import models

# Kept in the transaction while requests are merged: {id of a line that is not to be
# merged: the id of the order that it goes to}.
PARTED = "pull_through_production.parted_lines"


class PurchaseOrder(models.Model):
    """Requests merged by hand keep whose goods each line brings.

    Core merges into the first line of a product, and adds up several of the oldest
    request: lines that vendors ship straight to customers would go to one of them.
    """

    _inherit = "purchase.order"

    def action_merge(self):
        self._part_pulled_lines()
        self.env.cr.cache[PARTED] = {}
        try:
            return super().action_merge()
        finally:
            del self.env.cr.cache[PARTED]

    def button_cancel(self):
        self._give_pulled_lines()
        return super().button_cancel()

    def _part_pulled_lines(self):
        """Leave one line of a product in the oldest request of each group, one that is
        for anybody if there is: what is for one alone goes through `_merge_po_line`,
        line by line."""
        requests = self.filtered(lambda order: order.state in ("draft", "sent"))
        for orders in requests.grouped(self._prepare_grouped_data).values():
            oldest = min(orders, key=lambda order: order.date_order)
            others = orders - oldest
            lines = oldest.order_line.filtered("product_id")
            for same in lines.grouped("product_id").values():
                owned = same.filtered(lambda line: line._get_pull_owner())
                if others and owned:
                    (same - ((same - owned)[:1] or owned[:1])).order_id = others[0]

    def _give_pulled_lines(self):
        """Give the lines that were not merged to the request that is left."""
        parted = self.env.cr.cache.get(PARTED) or {}
        for line in self.order_line:
            if line.id in parted:
                line.order_id = parted.pop(line.id)
