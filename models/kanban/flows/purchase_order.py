from odoo import models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def button_cancel(self):
        supplies = self.sudo().order_line.kanban_supply_id
        res = super().button_cancel()
        supplies._close_ended()
        return res

    def action_merge(self):
        # Core adds up the lines of a product, and deletes all but one of them: those of
        # cards stand aside until the others are merged.
        parked = self._park_kanban_lines()
        res = super().action_merge()
        for oldest, aside in parked:
            aside.order_line.order_id = oldest
            aside.button_cancel()
            aside.unlink()
        return res

    def _park_kanban_lines(self):
        """Move the lines of cards out of the requests that are merged.

        :return: [(the request that is left, the one in which they wait)]
        """
        parked = []
        requests = self.filtered(lambda order: order.state in ("draft", "sent"))
        for orders in requests.grouped(self._prepare_grouped_data).values():
            lines = orders.order_line.filtered(
                lambda line: line.sudo().kanban_supply_id
            )
            if lines and len(orders) > 1:
                oldest = min(orders, key=lambda order: order.date_order)
                aside = oldest.copy({"name": "-", "order_line": []})
                lines.order_id = aside
                parked.append((oldest, aside))
        return parked
