from collections import defaultdict

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _lock_pull_free_stock(self):
        """Make concurrent confirmations that share free stock wait for each other.

        The second to come waits here until the first has ended. Odoo's transactions
        see the database as it was when they began, so the second would not see what
        the first promised: the row is really updated, PostgreSQL then refuses the
        second, and Odoo runs its request again on the new state.
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE product_product SET write_date = write_date
                WHERE id IN (
                    SELECT id FROM product_product WHERE id IN %s
                    ORDER BY id FOR NO KEY UPDATE
                )
                """,
                tuple(self.ids),
            )
        )

    def _get_pull_free_stock(self, stock, excluded_moves, lines=None):
        """Return the quantities on hand in `stock` that are promised to nobody.

        On hand, less what is reserved, less what confirmed deliveries and runs will
        take from stock but have not reserved yet (manual or late reservation), less
        what arrived for a need of its own and still waits for it.

        :param stock: the stock location of a warehouse, sublocations included
        :param excluded_moves: the moves that are asking
        :param lines: the order lines that are asking, where they have no moves yet
        :return: {product: quantity in its unit}; negative when more is promised than
            there is
        """
        free = defaultdict(float)
        quants = self.env["stock.quant"]._read_group(
            self._get_pull_free_stock_quant_domain(stock),
            ["product_id"],
            ["quantity:sum", "reserved_quantity:sum"],
        )
        for product, on_hand, reserved in quants:
            free[product] = on_hand - reserved
        promised = self.env["stock.move"].search(
            self._get_pull_promised_move_domain(stock)
            & Domain("id", "not in", excluded_moves.ids)
        )
        for product, quantity in promised._get_pull_unreserved_promises().items():
            free[product] -= quantity
        return free

    def _get_pull_free_stock_quant_domain(self, stock):
        return Domain("product_id", "in", self.ids) & Domain(
            "location_id", "child_of", stock.ids
        )

    def _get_pull_promised_move_domain(self, stock):
        """Return the domain of the moves that will take from `stock`.

        Draft moves count once a policy has told them to take from stock: they belong to
        a confirmation that is under way.
        """
        return (
            Domain("product_id", "in", self.ids)
            & Domain("location_id", "child_of", stock.ids)
            & ~Domain("location_dest_id", "child_of", stock.ids)
            & (
                Domain("state", "in", ["waiting", "confirmed", "partially_available"])
                | Domain("state", "=", "draft")
                & Domain("supply_policy", "!=", False)
                & Domain("procure_method", "=", "make_to_stock")
            )
        )
