from odoo import Command, fields

from .common_setup import SetupCommon


class OrderingCommon(SetupCommon):
    """Placing a purchase order costs 10, and each of its lines 1."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("purchase.group_purchase_manager")
        cls.env.user.group_ids += cls.env.ref("sales_team.group_sale_manager")
        cls.company.pull_order_cost = 10
        cls.company.pull_order_line_cost = 1
        cls.account_ordering = cls._make_account("Ordering cost absorbed", "510930")
        cls.wood = cls._make_product("Wood", cls.category_fifo_auto)
        cls.glue = cls._make_product("Glue", cls.category_fifo_auto)

    # === Builders ===

    @classmethod
    def _capitalise(cls):
        cls.company.pull_capitalise_ordering = True
        cls.company.pull_ordering_account_id = cls.account_ordering

    @classmethod
    def _make_purchase(cls, lines, confirm=True, **values):
        """Return a purchase order of [(product, quantity, price)]."""
        purchase = cls.env["purchase.order"].create(
            {
                "partner_id": cls.vendor.id,
                "order_line": [cls._prepare_purchase_line(*line) for line in lines],
                **values,
            }
        )
        if confirm:
            purchase.button_confirm()
        return purchase

    @classmethod
    def _prepare_purchase_line(cls, product, quantity, price):
        return Command.create(
            {
                "product_id": product.id,
                "product_qty": quantity,
                "price_unit": price,
                "tax_ids": [Command.clear()],
            }
        )

    @classmethod
    def _make_sale(cls, lines, **values):
        """Return a confirmed sales order of [(product, quantity)]."""
        sale = cls.env["sale.order"].create(
            {
                "partner_id": cls.owner.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": 100,
                        }
                    )
                    for product, quantity in lines
                ],
                **values,
            }
        )
        sale.action_confirm()
        return sale

    @classmethod
    def _make_pulled(cls, name, price=10):
        """Return a product bought to order from the vendor."""
        product = cls._make_product(name, cls.category_fifo_auto)
        product.supply_policy = "pull"
        product.seller_ids = [
            Command.create({"partner_id": cls.vendor.id, "price": price})
        ]
        return product

    # === Doing the work ===

    def _receive(self, purchase, quantity=None):
        """Receive the order, or so much of each line, and return the done moves."""
        picking = purchase.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        for move in picking.move_ids:
            move.quantity = quantity or move.product_uom_qty
        picking.move_ids.picked = True
        picking._action_done()
        return picking.move_ids.filtered(lambda move: move.state == "done")

    def _bill(self, purchase, price=None):
        """Post the vendor's bill of what was received, at another price if given."""
        bill = self.env["account.move"].browse(
            purchase.action_create_invoice()["res_id"]
        )
        bill.invoice_date = fields.Date.today()
        if price:
            bill.invoice_line_ids.price_unit = price
        bill.action_post()
        return bill

    def _deliver(self, sale):
        picking = sale.picking_ids.filtered(lambda picking: picking.state != "done")
        picking.move_ids._action_assign()
        picking.move_ids.picked = True
        picking._action_done()
        return picking.move_ids

    # === Reading ===

    def _get_rows(self, purchase):
        """Return {(product, sale order or nothing): (amount, capitalised)}."""
        rows = purchase.order_line.pull_ordering_cost_ids
        return {
            (row.product_id, row.sale_line_id.order_id): (row.amount, row.capitalised)
            for row in rows
        }
