from collections import defaultdict

from odoo import models
from odoo.fields import Domain


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _get_pull_free_stock(self, stock, excluded_moves, lines=None):
        """What is held for quotations is free for those alone."""
        free = super()._get_pull_free_stock(stock, excluded_moves, lines)
        # Sudo: who asks need not see the quotations of others.
        reservations = self.env["pull.reservation"].sudo()
        own = lines.order_id._origin.sudo().pull_reservation_ids if lines else ()
        held = reservations._read_group(
            reservations._get_held_domain(own)
            & reservations._get_held_stock_domain(self, stock),
            ["product_id"],
            ["quantity:sum"],
        )
        for product, quantity in held:
            free[product] -= quantity
        return free

    def _get_pull_replenishment_days(self, location):
        """Return in how many days the stock of a place is replenished from now on, None
        if nothing replenishes it."""
        self.ensure_one()
        rules = self._get_rules_from_location(location.warehouse_id.lot_stock_id)
        vendor = self._select_seller(quantity=None)
        delays, _description = rules._get_lead_days(self, supplierinfo=vendor)
        if not rules or delays["no_vendor_found_delay"]:
            return None
        days = delays["total_delay"]
        if "buy" in rules.mapped("action"):
            days += vendor._get_pull_promise_days(self.env.company) - vendor.delay
        return days

    def _get_pull_free_receipts(self, stock):
        """Return {product: [(moment, quantity in its unit)]} of what comes to a stock
        and nobody waits for, in the order in which it comes.

        :param stock: the stock location of a warehouse, sublocations included
        """
        moves = self.env["stock.move"].search(
            Domain("product_id", "in", self.ids)
            & Domain("location_dest_id", "child_of", stock.ids)
            & ~Domain("location_id", "child_of", stock.ids)
            & Domain("state", "in", ["waiting", "confirmed", "assigned"])
            & Domain("move_dest_ids", "=", False),
            order="date, id",
        )
        receipts = defaultdict(list)
        for move in moves:
            receipts[move.product_id].append((move.date, move.product_qty))
        return receipts
