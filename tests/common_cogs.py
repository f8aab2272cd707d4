from odoo import Command, fields

from .common_setup import SetupCommon


class CogsCommon(SetupCommon):
    """The lathe and its table, sold: a run of 1 costs 63, of 10 it costs 423."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].create({"name": "Cafe Corner"})
        cls.env.user.group_ids += cls.env.ref("sales_team.group_sale_manager")
        cls.env.user.group_ids += cls.env.ref("stock.group_stock_manager")
        cls.env.user.group_ids += cls.env.ref("purchase.group_purchase_manager")
        cls.table.supply_policy = "pull"

    # === Selling ===

    def _sell(self, quantities, **values):
        """Confirm an order of [(product, quantity)], or (product, quantity, unit)."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": 1000,
                            **({"product_uom_id": unit[0].id} if unit else {}),
                        }
                    )
                    for product, quantity, *unit in quantities
                ],
                **values,
            }
        )
        order.action_confirm()
        return order

    def _get_runs(self, order, product=None):
        runs = self.env["mrp.production"].search(
            [("pull_sale_line_ids", "in", order.order_line.ids)]
        )
        return runs.filtered(lambda run: not product or run.product_id == product)

    def _get_purchases(self, order):
        return self.env["purchase.order"].search(
            [("pull_sale_line_ids", "in", order.order_line.ids)]
        )

    def _buy(self, purchases):
        """Confirm, receive and bill purchase orders."""
        purchases.button_confirm()
        for picking in purchases.picking_ids:
            picking.move_ids.picked = True
            picking.button_validate()
        purchases.action_create_invoice()
        bills = purchases.invoice_ids
        bills.invoice_date = fields.Date.today()
        bills.action_post()
        return bills

    def _make_all(self, order):
        """Finish the order's runs, the lowest level first."""
        runs = self._get_runs(order).sorted("id", reverse=True)
        for run in runs:
            if run.state not in ("done", "cancel"):
                self._finish(run)
        return runs

    def _deliver(self, order, quantities=None):
        """Deliver all that is left, or {order line: quantity} with a backorder."""
        moves = order.picking_ids.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )
        for move in moves:
            left = move.product_uom_qty
            move.quantity = (
                left if quantities is None else quantities.get(move.sale_line_id, 0)
            )
            move.picked = move.quantity > 0
        pickings = moves.picking_id
        pickings.with_context(skip_backorder=True).button_validate()
        return pickings

    def _invoice(self, order, quantities=None, post=True):
        """Invoice what is delivered, or {order line: quantity} in the line's unit."""
        invoice = order._create_invoices()
        for item in invoice.invoice_line_ids if quantities is not None else ():
            item.quantity = quantities.get(item.sale_line_ids, 0)
        if post:
            invoice.action_post()
        return invoice

    def _credit(self, invoice, quantities=None):
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        note = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
        for item in note.invoice_line_ids if quantities is not None else ():
            item.quantity = quantities.get(item.sale_line_ids, 0)
        note.action_post()
        return note

    def _return(self, picking, quantities=None):
        """Take back all of a delivery, or {product: quantity}."""
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({"picking_id": picking.id})
        )
        for line in wizard.product_return_moves:
            line.quantity = (
                line.move_quantity
                if quantities is None
                else quantities.get(line.product_id, 0)
            )
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        for move in back.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        back.with_context(skip_backorder=True).button_validate()
        return back

    # === Reading ===

    def _get_cogs(self, records):
        """Return the posted cost of goods sold of orders or of invoices."""
        invoices = records
        if records._name == "sale.order":
            invoices = records.invoice_ids
        items = self.env["account.move.line"].search(
            [
                ("cogs_origin_id", "in", invoices.invoice_line_ids.ids),
                ("parent_state", "=", "posted"),
            ]
        )
        return self._round(sum(items._filter_cogs().mapped("balance")))

    def _get_kinds(self, records):
        """Return {kind: amount} of the rows of orders, invoices or moves."""
        totals = {}
        for row in self._get_rows(records):
            totals[row.kind] = self._round(totals.get(row.kind, 0) + row.amount)
        return {kind: amount for kind, amount in totals.items() if amount}

    def _get_rows(self, records):
        if records._name == "stock.move":
            return records.cost_line_ids
        if records._name == "account.move":
            return records.line_ids.cogs_row_ids
        return self.env["pull.cogs.line"].search(
            [("sale_line_id", "in", records.order_line.ids)]
        )

    def _round(self, amount):
        return self.company.currency_id.round(amount)

    def _check_costs(self, gap=0):
        """All parts sum to their figures; inventory is the ledger's.

        :param gap: what is delivered and not yet invoiced
        """
        self.assertEqual(self.env["pull.cogs.line"]._check_pull_cost_integrity(), [])
        self.assertEqual(self._get_gap(), -gap)
