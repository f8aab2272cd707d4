"""Worlds with books: what tests of setup and costs begin with."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import new_test_user

from odoo.addons.stock_account.tests.common import TestStockValuationCommon

from .company import get_companies


class SetupCommon(TestStockValuationCommon):
    """A lathe: 60 an hour, 15 minutes to set up, 8 a setup; 30 minutes of run a unit.

    The table takes one component of 10. What a run of 1 costs: 10 + 45 + 8 = 63.
    """

    @classmethod
    def setUpClass(cls):
        # Odoo's own class makes three companies and their charts, each time anew.
        super(TestStockValuationCommon, cls).setUpClass()
        cls._use_companies()
        cls._make_categories()
        cls._make_world()
        cls._receive_components()

    @classmethod
    def _use_companies(cls):
        """Work in a company with a chart of accounts; its parts bear Odoo's names."""
        cls.company, cls.other_company = get_companies(cls.env)
        cls.env.user.company_ids += cls.company + cls.other_company
        cls.env.user.company_id = cls.company
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)]
        )
        cls.warehouse.ensure_one()
        cls.stock_location = cls.warehouse.lot_stock_id
        cls.picking_type_in = cls.warehouse.in_type_id
        cls.picking_type_out = cls.warehouse.out_type_id
        cls.customer_location = cls.env.ref("stock.stock_location_customers")
        cls.supplier_location = cls.env.ref("stock.stock_location_suppliers")
        cls.uom = cls.env.ref("uom.product_uom_unit")
        cls.account_expense = cls.company.expense_account_id
        cls.account_income = cls.company.income_account_id
        cls.account_stock_valuation = cls.company.account_stock_valuation_id
        cls.owner = cls._create_partner(name="Owner")
        cls.vendor = cls._create_partner(name="Vendor", company_id=cls.company.id)

    @classmethod
    def _make_categories(cls):
        for method in ("standard", "fifo", "average"):
            name = {"average": "avco"}.get(method, method)
            category = cls.env["product.category"].create(
                {
                    "name": name.title(),
                    "property_valuation": "periodic",
                    "property_cost_method": method,
                }
            )
            setattr(cls, f"category_{name}", category)
            values = {
                "name": f"{name.title()} Auto",
                "property_valuation": "real_time",
            }
            setattr(cls, f"category_{name}_auto", category.copy(values))

    @classmethod
    def _make_world(cls):
        """What is there before the components are received; extend it."""
        cls.env.user.group_ids += cls.env.ref("mrp.group_mrp_manager")
        cls.env.user.group_ids += cls.env.ref("uom.group_uom")
        cls.account_production = cls._make_account("Production", "100102")
        cls.account_absorbed = cls._make_account("Setup absorbed", "510900")
        cls.account_spent = cls._make_account("Setup spending", "510910")
        cls.production_location = cls.env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", cls.company.id)]
        )
        cls.production_location.valuation_account_id = cls.account_production
        cls.lathe = cls._make_workcenter("Lathe")
        cls.component = cls._make_product("Component", cls.category_fifo_auto, 10)
        cls.table = cls._make_product("Table", cls.category_fifo_auto)
        cls.bom = cls._make_bom(cls.table)

    @classmethod
    def _receive_components(cls):
        # Odoo's helper is a method of the test, but reads what its class has too.
        cls._make_in_move(cls, cls.component, 100, unit_cost=10)
        cls.company.action_close_stock_valuation(auto_post=True)

    # === Builders ===

    @classmethod
    def _make_account(cls, name, code, account_type="expense"):
        return cls.env["account.account"].create(
            {"name": name, "code": code, "account_type": account_type}
        )

    @classmethod
    def _make_workcenter(cls, name, **values):
        return cls.env["mrp.workcenter"].create(
            {
                "name": name,
                "costs_hour": 60,
                "time_start": 10,
                "time_stop": 5,
                "setup_cost": 8,
                "setup_account_id": cls.account_absorbed.id,
                **values,
            }
        )

    @classmethod
    def _make_product(cls, name, category, cost=0):
        return cls.env["product.product"].create(
            {
                "name": name,
                "is_storable": True,
                "categ_id": category.id,
                "standard_price": cost,
            }
        )

    @classmethod
    def _make_bom(cls, product, components=None, operations=None, **values):
        """Return the BoM of 1 `product`, by default 1 component and 30 min of lathe."""
        components = components or {cls.component: 1}
        operations = operations or [("Turning", cls.lathe, 30)]
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_id": product.id,
                "product_qty": 1,
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": quantity})
                    for part, quantity in components.items()
                ],
                "operation_ids": [
                    Command.create(
                        {
                            "name": name,
                            "workcenter_id": center.id,
                            "time_cycle_manual": minutes,
                        }
                    )
                    for name, center, minutes in operations
                ],
                **values,
            }
        )

    @classmethod
    def _make_run(cls, quantity=1, bom=None, confirm=True, **values):
        bom = bom or cls.bom
        run = cls.env["mrp.production"].create(
            {
                "product_id": bom.product_id.id,
                "bom_id": bom.id,
                "product_qty": quantity,
                **values,
            }
        )
        if confirm:
            run.action_confirm()
        return run

    # === Doing the work ===

    @classmethod
    def _get_setup_reason(cls, name):
        return cls.env.ref(f"pull_through_production.setup_reason_{name}")

    @classmethod
    def _log(cls, order, start, minutes, setup=False, **values):
        """Log time on a work order, `start` minutes after 8 o'clock of a Monday."""
        begin = fields.Datetime.to_datetime("2026-01-05 08:00:00")
        begin += timedelta(minutes=start)
        if setup and not order.setup_reason_id:
            # A setup over plan is not taken without.
            order.setup_reason_id = cls._get_setup_reason("other")
        return cls.env["mrp.workcenter.productivity"].create(
            {
                "workorder_id": order.id,
                "workcenter_id": order.workcenter_id.id,
                "date_start": begin,
                "date_end": begin + timedelta(minutes=minutes),
                "loss_id": cls.env.ref("mrp.block_reason7").id,
                "is_setup": setup,
                **values,
            }
        )

    def _finish(self, run, quantity=None, backorder=False):
        """Produce the run, or part of it with a backorder; return the backorder."""
        # What the form does when the quantity is typed: a Form takes twice as long.
        run.qty_producing = quantity or run.product_qty
        run._set_qty_producing(False)
        run.move_raw_ids.picked = True
        group = run.production_group_id.production_ids
        action = run.button_mark_done()
        if backorder:
            backorders = self.env["mrp.production.backorder"]
            backorders.with_context(**action["context"]).create({}).action_backorder()
        return run.production_group_id.production_ids - group

    def _produce(self, quantity=1, **values):
        run = self._make_run(quantity, **values)
        self._finish(run)
        return run

    # === Reading the books ===

    def _get_value(self, run):
        """Return what the run's main product was valued at."""
        moves = run.move_finished_ids.filtered(
            lambda move: move.state == "done" and move.product_id == run.product_id
        )
        return sum(moves.mapped("value"))

    def _get_balance(self, account):
        lines = self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        return self.company.currency_id.round(sum(lines.mapped("balance")))

    def _get_gap(self):
        """Return inventory minus ledger."""
        products = self.env["product.product"].search(
            [("is_storable", "=", True), ("qty_available", "!=", 0)]
        )
        value = sum(products.mapped("total_value"))
        ledger = self._get_balance(self.account_stock_valuation)
        return self.company.currency_id.round(value - ledger)

    def _check_books(self, absorbed):
        """Nothing is left on the production account; inventory is the ledger's."""
        self.assertEqual(self._get_balance(self.account_production), 0)
        self.assertEqual(self._get_gap(), 0)
        self.assertEqual(self._get_balance(self.account_absorbed), -absorbed)


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
        reversal = self._get_reversal(invoice)
        note = self.env["account.move"].browse(reversal.refund_moves()["res_id"])
        for item in note.invoice_line_ids if quantities is not None else ():
            item.quantity = quantities.get(item.sale_line_ids, 0)
        note.action_post()
        return note

    def _get_reversal(self, invoice):
        return (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )

    def _return(self, picking, quantities=None):
        """Take back all of a delivery, or {product: quantity}."""
        quantities = {
            move: move.quantity
            if quantities is None
            else quantities.get(move.product_id, 0)
            for move in picking.move_ids
        }
        back = self._begin_return(picking, quantities)
        for move in back.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        back.with_context(skip_backorder=True).button_validate()
        return back

    def _begin_return(self, picking, quantities):
        """Return the transfer that takes {move: quantity} of a delivery back."""
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({"picking_id": picking.id})
        )
        for line in wizard.product_return_moves:
            line.quantity = quantities.get(line.move_id, 0)
        return self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )

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
            self._finish_transfers(purchase.picking_ids)
        return lines

    def _finish_transfers(self, pickings):
        """Validate with all that is ordered what is not done yet; return that."""
        pickings = pickings.filtered(lambda one: one.state not in ("done", "cancel"))
        for move in pickings.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        if pickings:
            pickings.button_validate()
        return pickings

    def _purchase(self, product, quantity, price, lots=(), **values):
        """Confirm and receive a purchase; return its line."""
        purchase = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": quantity,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
                **values,
            }
        )
        purchase.button_confirm()
        self._receive_all(purchase, lots)
        return purchase.order_line

    def _receive_all(self, purchase, lots=()):
        move = purchase.picking_ids.move_ids.filtered(lambda m: m.state != "done")
        if lots:
            move.move_line_ids.unlink()
            move.move_line_ids = [
                Command.create(
                    {
                        "product_id": move.product_id.id,
                        "lot_name": name,
                        "quantity": quantity,
                        "location_id": move.location_id.id,
                        "location_dest_id": move.location_dest_id.id,
                    }
                )
                for name, quantity in lots
            ]
        else:
            move.quantity = move.product_uom_qty
        move.picked = True
        move.picking_id.button_validate()

    def _bill(self, lines, price=None, quantity=None, **values):
        """Post the vendor's bill of purchase order lines, at another price if given.

        :param quantity: of each line, or {line: quantity}; all that is received if none
        """
        if not isinstance(quantity, dict):
            quantity = dict.fromkeys(lines, quantity)
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
                            "quantity": quantity[line] or line.qty_received,
                            "price_unit": line.price_unit if price is None else price,
                            "purchase_line_id": line.id,
                            "tax_ids": [Command.clear()],
                        }
                    )
                    for line in lines
                ],
                **values,
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


class CostChangesCommon(CogsFlowsCommon):
    """Goods that leave before it is known what they cost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.part = cls._make_product("Part", cls.category_fifo_auto)
        # Like the table: one part, 30 minutes of lathe.
        cls.desk = cls._make_product("Desk", cls.category_fifo_auto)
        cls._make_bom(cls.desk, {cls.part: 1})
        cls.desk.supply_policy = "pull"

    @classmethod
    def _make_lamp(cls, category=None, **values):
        """Return a product that is bought for stock, in the steps of a test."""
        lamp = cls._make_product("Lamp", category or cls.category_avco_auto)
        lamp.write({"supply_policy": "push", **values})
        return lamp

    def _ship(self, product, quantity):
        """Sell and deliver from stock; return the order."""
        order = self._sell([(product, quantity)])
        self._deliver(order)
        return order

    def _refund(self, line, price, quantity):
        """Post a vendor's credit note on a purchase order line."""
        note = self.env["account.move"].create(
            {
                "move_type": "in_refund",
                "partner_id": self.vendor.id,
                "invoice_date": "2026-01-05",
                "date": "2026-01-05",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": line.product_id.id,
                            "quantity": quantity,
                            "price_unit": price,
                            "purchase_line_id": line.id,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        note.action_post()
        return note

    def _get_cost_entries(self):
        return self.env["account.move"].search(
            [
                ("pull_cost_cause", "!=", False),
                ("company_id", "=", self.company.id),
                ("state", "=", "posted"),
            ]
        )

    def _check_values(self, *expected):
        """Each (moves, value, {kind: amount}): the lines sum to the moves' value."""
        for moves, value, kinds in expected:
            self.assertAlmostEqual(sum(moves.mapped("value")), value, 2)
            self.assertEqual(self._get_kinds(moves), kinds)

    def _check_production(self):
        self.assertEqual(self._get_balance(self.account_production), 0)


class LandedCommon(SetupCommon):
    """Freight that is paid later: of Odoo's module of landed costs."""

    @classmethod
    def _make_freight(cls):
        cls.account_freight = cls._make_account("Freight", "510950")
        cls.freight = cls.env["product.product"].create(
            {"name": "Freight", "type": "service", "landed_cost_ok": True}
        )

    def _land(self, amount, lines=None, runs=None, pickings=None):
        """Validate a landed cost on receipts, of purchase lines, or on runs."""
        pickings = pickings or (lines and lines.move_ids.picking_id)
        values = {}
        if pickings:
            values["picking_ids"] = [Command.set(pickings.ids)]
        else:
            values["target_model"] = "manufacturing"
            values["mrp_production_ids"] = [Command.set(runs.ids)]
        cost = self.env["stock.landed.cost"].create(
            {
                "account_journal_id": self.company.account_stock_journal_id.id,
                "cost_lines": [
                    Command.create(
                        {
                            "product_id": self.freight.id,
                            "price_unit": amount,
                            "split_method": "equal",
                            "account_id": self.account_freight.id,
                        }
                    )
                ],
                **values,
            }
        )
        cost.button_validate()
        return cost


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


class CostSheetCommon(SetupCommon):
    """Orders of tables (the lathe of `SetupCommon`) and of desks, a level deeper.

    A desk takes a top, made on the saw from 2 components: 5 min setup, 10 min run and
    2 fixed at 60 an hour; then the lathe. One of each costs 37 and 37 + 45 + 8 = 90.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.saw = cls._make_workcenter("Saw", time_start=5, time_stop=0, setup_cost=2)
        cls.top = cls._make_product("Top", cls.category_fifo_auto)
        cls.top_bom = cls._make_bom(
            cls.top, {cls.component: 2}, [("Sawing", cls.saw, 10)]
        )
        cls.desk = cls._make_product("Desk", cls.category_fifo_auto)
        cls.desk_bom = cls._make_bom(cls.desk, {cls.top: 1})
        (cls.table | cls.top | cls.desk).supply_policy = "pull"
        cls.customer = cls.env["res.partner"].create({"name": "Customer"})
        cls.salesperson = cls._make_user("sheet_sales", "sales_team.group_sale_manager")
        cls.accountant = cls._make_user("sheet_accounts", "account.group_account_user")

    @classmethod
    def _make_user(cls, login, groups):
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def _make_order(cls, quantities, price=100):
        """Return a confirmed order of {product: quantity}."""
        order = (
            cls.env["sale.order"]
            .with_user(cls.salesperson)
            .create(
                {
                    "partner_id": cls.customer.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "product_uom_qty": quantity,
                                "price_unit": price,
                                "tax_ids": False,
                            }
                        )
                        for product, quantity in quantities.items()
                    ],
                }
            )
        )
        order.action_confirm()
        return order.with_env(cls.env)

    def _get_runs(self, order, product=None):
        """Return the runs of the order, deepest first."""
        nodes = order.order_line._get_pull_chain()
        nodes = [node for node in nodes if node["model"] == "mrp.production"]
        nodes.sort(key=lambda node: -node["depth"])
        runs = self.env["mrp.production"].browse(node["id"] for node in nodes)
        return runs.filtered(lambda run: product in (None, run.product_id))

    def _finish_all(self, order):
        for run in self._get_runs(order):
            run.action_assign()
            self._finish(run)

    def _deliver(self, order, quantity=None):
        """Deliver all that is left, or so much of each line with a backorder."""
        picking = order.picking_ids.filtered(lambda pick: pick.state != "done")
        picking.action_assign()
        for move in picking.move_ids:
            move.quantity = quantity or move.product_uom_qty
            move.picked = True
        picking.with_context(skip_backorder=True).button_validate()

    def _invoice(self, order):
        invoice = order._create_invoices()
        invoice.action_post()
        gaps = self.env["pull.cogs.line"]._check_pull_cost_integrity()
        self.assertEqual(gaps, [])
        return invoice

    def _get_sheet(self, order, user=None):
        return order.with_user(user or self.accountant)._get_cost_sheet()

    def _get_figures(self, rows, *names):
        return {
            row["kind"]: tuple(round(row[name], 2) for name in names) for row in rows
        }
