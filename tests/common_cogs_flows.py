from odoo import Command

from .common_cogs import CogsCommon


class CogsFlowsCommon(CogsCommon):
    """Builders of what happens to goods beside making, selling and invoicing them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("purchase.group_purchase_manager")
        cls.account_inventory = cls._make_account("Adjustments", "510930")
        cls.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "=", cls.company.id)]
        ).valuation_account_id = cls.account_inventory

    @classmethod
    def _make_product(cls, name, category, cost=0):
        product = super()._make_product(name, category, cost)
        product.invoice_policy = "delivery"
        return product

    def _make_bought(self, name="Lamp", price=10, category=None):
        """Return a pulled product that the vendor sells at `price`."""
        product = self._make_product(name, category or self.category_fifo_auto)
        product.supply_policy = "pull"
        product.seller_ids = [
            Command.create({"partner_id": self.vendor.id, "price": price})
        ]
        product.purchase_ok = True
        return product

    def _receive(self, order):
        """Confirm and receive the purchases of an order; return their lines."""
        lines = self.env["purchase.order.line"].search(
            [("pull_sale_line_ids", "in", order.order_line.ids)]
        )
        for purchase in lines.order_id:
            if purchase.state in ("draft", "sent"):
                purchase.button_confirm()
            moves = purchase.picking_ids.move_ids
            for move in moves.filtered(lambda move: move.state != "done"):
                move.quantity = move.product_uom_qty
                move.picked = True
            moves.picking_id.filtered(
                lambda picking: picking.state != "done"
            ).button_validate()
        return lines

    def _bill(self, lines, price=None, quantity=None):
        """Post the vendor's bill of purchase order lines, at another price if given."""
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.vendor.id,
                "invoice_date": "2026-01-05",
                "date": "2026-01-05",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": line.product_id.id,
                            "quantity": quantity or line.qty_received,
                            "price_unit": line.price_unit if price is None else price,
                            "purchase_line_id": line.id,
                            "tax_ids": [Command.clear()],
                        }
                    )
                    for line in lines
                ],
            }
        )
        bill.action_post()
        return bill

    def _scrap(self, product, quantity=1, run=None):
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": product.id,
                "scrap_qty": quantity,
                "production_id": run.id if run else False,
            }
        )
        scrap.action_validate()
        return scrap.move_ids

    def _count(self, product, quantity, lot=None):
        """Count stock in: an inventory adjustment."""
        quant = self.env["stock.quant"].create(
            {
                "product_id": product.id,
                "location_id": self.stock_location.id,
                "inventory_quantity": quantity,
                "lot_id": lot.id if lot else False,
            }
        )
        quant.action_apply_inventory()

    def _unbuild(self, run, quantity=1):
        unbuild = self.env["mrp.unbuild"].create(
            {
                "product_id": run.product_id.id,
                "product_qty": quantity,
                "bom_id": run.bom_id.id,
                "mo_id": run.id,
                "lot_id": run.lot_producing_ids[:1].id,
            }
        )
        unbuild.action_unbuild()
        return unbuild

    def _complete(self, order):
        """Make, deliver and invoice all of an order; return the invoice."""
        self._make_all(order)
        self._deliver(order)
        return self._invoice(order)

    def _check_kinds(self, records, **kinds):
        """The cost of goods sold is made of these, and nothing else."""
        self.assertEqual(self._get_kinds(records), kinds)
        if records._name in ("sale.order", "account.move"):
            self.assertEqual(self._get_cogs(records), self._round(sum(kinds.values())))
