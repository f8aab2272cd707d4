"""The world of a flow: a company with its accounts, and what people do in it.

Only Odoo's own models and fields, but for the supply policy of what is sold.
"""

from datetime import timedelta

from odoo import Command, fields

OPEN = ("draft", "sent", "to approve", "purchase")
COMPONENT_COST = 10
HOURLY, SETUP_MINUTES, RUN_MINUTES = 60, 15, 30


class Books:
    """One flow's company, goods and documents.

    :param policy: the supply policy of what is sold; None where the module is missing,
        and for products without one
    """

    def __init__(self, env, clock, company, policy=None):
        self.env = env(
            user=env.ref("base.user_admin").id,
            context={"allowed_company_ids": company.ids, "lang": "en_US", "tz": "UTC"},
        )
        self.clock = clock
        self.company = self.env["res.company"].browse(company.id)
        self.policy = policy
        # Only within tests do companies get their warehouse at once.
        warehouses = self.env["stock.warehouse"].sudo()
        self.warehouse = warehouses.search(
            [("company_id", "=", company.id)], limit=1
        ) or warehouses.create({"company_id": company.id})
        self.products = self.env["product.product"]
        self.bought = self.env["purchase.order.line"]
        self.expense = self.company.expense_account_id
        self.declared = self.expense.browse()  # accounts with a figure of their own
        self.stock_account = self.company.account_stock_valuation_id
        self.vendor, self.customer = self.env["res.partner"].create(
            [{"name": "Vendor"}, {"name": "Customer"}]
        )

    def wait(self, **time):
        """Events do not happen in the same second."""
        self.env.flush_all()
        self.clock.tick(timedelta(**(time or {"minutes": 1})))

    # === Accounts and goods ===

    def account(self, name, code, account_type="expense_direct_cost"):
        return self.env["account.account"].create(
            {"name": name, "code": code, "account_type": account_type}
        )

    def category(self, method="fifo", valuation="real_time", **values):
        return self.env["product.category"].create(
            {
                "name": f"{method} {valuation}",
                "property_cost_method": method,
                "property_valuation": valuation,
                **values,
            }
        )

    def product(self, method="fifo", valuation="real_time", sold=True, **values):
        """Return a product of a category of its own; what is sold has the policy."""
        if "categ_id" not in values:
            values["categ_id"] = self.category(method, valuation).id
        if sold and self.policy:
            values["supply_policy"] = self.policy
        product = self.env["product.product"].create(
            {
                "name": f"Product {len(self.products) + 1}",
                "is_storable": True,
                "taxes_id": [Command.clear()],
                "supplier_taxes_id": [Command.clear()],
                "invoice_policy": "delivery",
                "purchase_method": "purchase",
                "seller_ids": [
                    Command.create({"partner_id": self.vendor.id, "price": 10})
                ],
                **values,
            }
        )
        self.products += product
        return product

    def made(self, components=None, operations=True, **values):
        """Return a product that takes components, and minutes on the lathe."""
        product = self.product(seller_ids=[], **values)
        self.bom(product, components or {self.component(): 1}, operations)
        return product

    def component(self, quantity=100, method="fifo", **values):
        """Return goods without a policy that lie in stock at 10."""
        component = self.product(method, sold=False, **values)
        self.stock(component, quantity, COMPONENT_COST)
        return component

    def bom(self, product, components, operations=False, **values):
        steps = [("Turning", RUN_MINUTES)] if operations else []
        return self.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_qty": 1,
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": quantity})
                    for part, quantity in components.items()
                ],
                "operation_ids": [
                    Command.create(
                        {
                            "name": name,
                            "workcenter_id": self.lathe().id,
                            "time_cycle_manual": minutes,
                        }
                    )
                    for name, minutes in steps
                ],
                **values,
            }
        )

    def kit(self, components, **values):
        kit = self.product(seller_ids=[], **values)
        self.bom(kit, components, type="phantom")
        return kit

    def in_company(self, company):
        """Return the same people in another company."""
        return Books(self.env, self.clock, company, self.policy)

    def lathe(self):
        return self.env["mrp.workcenter"].search([("name", "=", "Lathe of the flows")])

    # === Buying ===

    def buy(self, product, quantity, price, **values):
        """Return the confirmed purchase line of the goods: the order's own if it has
        made one."""
        self.wait()
        line = self.bought.search(
            [
                ("product_id", "=", product.id),
                ("state", "in", OPEN),
                ("id", "not in", self.bought.ids),
                ("company_id", "=", self.company.id),
            ],
            limit=1,
        )
        if not line:
            line = self.purchase(product, quantity, **values)
        line.write({"price_unit": price})
        if line.order_id.state != "purchase":
            line.order_id.button_confirm()
        self.bought += line
        return line

    def purchase(self, product, quantity, **values):
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_qty": quantity})
                ],
                **values,
            }
        )
        return order.order_line

    def receive(self, line, quantity=None, lots=()):
        """Receive so much of a purchase line, or {lot's name: quantity}."""
        moves = line.move_ids.filtered(self._is_open)
        return self._do(moves, lambda _move: quantity, lots)

    def forward(self, product):
        """Do the steps of a receipt after the first."""
        moves = self.env["stock.move"].search(
            [("product_id", "=", product.id), ("picking_code", "=", "internal")]
        )
        self._do(moves.filtered(self._is_open), lambda _move: None)

    def add_freight(self, line, amount):
        """Add a landed cost to what was received."""
        self.wait()
        self.declared = self.account("Freight", "600800")
        freight = self.env["product.product"].create(
            {"name": "Freight", "type": "service", "landed_cost_ok": True}
        )
        cost = self.env["stock.landed.cost"].create(
            {
                "picking_ids": [Command.set(line.move_ids.picking_id.ids)],
                "account_journal_id": self.company.account_stock_journal_id.id,
                "cost_lines": [
                    Command.create(
                        {
                            "product_id": freight.id,
                            "price_unit": amount,
                            "split_method": "equal",
                            "account_id": self.declared.id,
                        }
                    )
                ],
            }
        )
        cost.button_validate()

    def bill(self, line, price=None, quantity=None, **values):
        self.wait()
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": line.order_id.partner_id.id,
                "currency_id": line.order_id.currency_id.id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": line.product_id.id,
                            "quantity": quantity or line.product_qty,
                            "product_uom_id": line.product_uom_id.id,
                            "price_unit": line.price_unit if price is None else price,
                            "purchase_line_id": line.id,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
                **values,
            }
        )
        bill.action_post()
        return bill

    def stock(self, product, quantity, cost, lots=()):
        """Have goods in stock: bought, received and billed."""
        line = self.purchase(product, quantity)
        line.price_unit = cost
        line.order_id.button_confirm()
        self.bought += line
        self.receive(line, lots=lots)
        self.bill(line)
        return line

    # === Selling ===

    def sell(self, quantities, price=100, **values):
        """Return the confirmed order of {product: quantity}."""
        self.wait()
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                        }
                    )
                    for product, quantity in quantities.items()
                ],
                **values,
            }
        )
        order.action_confirm()
        return order

    def deliver(self, order, quantities=None, lots=()):
        """Deliver all that is left, or {product: quantity}, each step."""
        done = self.env["stock.picking"]
        while left := order.picking_ids.filtered(self._is_open) - done:
            first = left.filtered(self._is_ready) or left
            moves = first[:1].move_ids.filtered(self._is_open)
            self._do(
                moves,
                lambda move: quantities and quantities.get(move.product_id, 0),
                lots,
            )
            # What stays open in a backorder is not of this delivery.
            done |= first[:1] | order.picking_ids.filtered("backorder_id")
        return done

    def deliver_once(self, order, quantities):
        """Deliver {product: quantity}; the rest stays open."""
        return self._do(
            order.picking_ids.move_ids.filtered(self._is_open),
            lambda move: quantities.get(move.product_id, 0),
        )

    def _is_ready(self, picking):
        """Whether no other step of the delivery comes before it."""
        before = picking.move_ids.move_orig_ids.filtered("sale_line_id")
        return not before.filtered(self._is_open)

    def sell_in(self, unit, product, quantity):
        """Return the confirmed order of so much in a unit of its own."""
        line = {"product_id": product.id, "product_uom_qty": quantity}
        line.update(product_uom_id=unit.id, price_unit=100)
        return self.sell({}, order_line=[Command.create(line)])

    def invoice(self, order, quantity=None, post=True):
        """Invoice what is to be invoiced, or so much of each line."""
        self.wait()
        invoice = order._create_invoices()
        if quantity is not None:
            invoice.invoice_line_ids.quantity = quantity
        if post:
            invoice.action_post()
        return invoice

    def credit(self, invoice, quantity=None):
        self.wait()
        note = self._reverse(invoice, "refund_moves")
        if quantity is not None:
            note.invoice_line_ids.quantity = quantity
        note.action_post()
        return note

    def modify(self, invoice):
        self.wait()
        return self._reverse(invoice, "modify_moves")

    def _reverse(self, invoice, method):
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        return self.env["account.move"].browse(getattr(wizard, method)()["res_id"])

    # === Moving ===

    def take_back(self, picking, quantities=None, lots=()):
        """Return all of a transfer, or {product: quantity}."""
        picking.ensure_one()
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
        action = wizard.action_create_returns()
        back = self.env["stock.picking"].browse(action["res_id"])
        return self._do(back.move_ids, lambda _move: None, lots)

    @staticmethod
    def _is_open(record):
        return record.state not in ("done", "cancel")

    def _do(self, moves, get_quantity, lots=()):
        """Do so much of each move, or {lot's name: quantity}; the rest stays open."""
        self.wait()
        for move in moves:
            if lots:
                self._pick_lots(move, dict(lots))
                continue
            quantity = get_quantity(move)
            move.quantity = move.product_uom_qty if quantity is None else quantity
            move.picked = move.quantity > 0
        pickings = moves.picking_id
        pickings.with_context(skip_backorder=True).button_validate()
        return pickings

    def _pick_lots(self, move, lots):
        move.move_line_ids.unlink()
        lines = [
            Command.create(
                {
                    "product_id": move.product_id.id,
                    "lot_id": self.lot(move.product_id, name).id,
                    "quantity": quantity,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                    "picked": True,
                }
            )
            for name, quantity in lots.items()
        ]
        move.write({"move_line_ids": lines})

    def lot(self, product, name):
        domain = [("product_id", "=", product.id), ("name", "=", name)]
        lot = self.env["stock.lot"].search(domain)
        return lot or lot.create({"product_id": product.id, "name": name})

    def scrap(self, product, quantity=1):
        self.wait()
        scrap = self.env["stock.scrap"].create(
            {"product_id": product.id, "scrap_qty": quantity}
        )
        scrap.action_validate()

    def count(self, product, quantity):
        """Count the stock: an inventory adjustment."""
        self.wait()
        quant = self.env["stock.quant"].search(
            [
                ("product_id", "=", product.id),
                ("location_id", "=", self.warehouse.lot_stock_id.id),
            ]
        )
        values = {"inventory_quantity": quantity}
        if quant:
            quant.write(values)
        else:
            quant = quant.create(
                {
                    "product_id": product.id,
                    "location_id": self.warehouse.lot_stock_id.id,
                    **values,
                }
            )
        quant.action_apply_inventory()

    # === Making ===

    def make(self, product, quantity, done=None):
        """Finish the run of the goods, the order's own if it has made one.

        :param done: produce so much, the rest in a backorder
        """
        self.wait()
        run = self.env["mrp.production"].search(
            [
                ("product_id", "=", product.id),
                ("state", "not in", ("done", "cancel")),
                ("company_id", "=", self.company.id),
            ],
            limit=1,
        )
        if not run:
            run = run.create({"product_id": product.id, "product_qty": quantity})
            run.action_confirm()
        run.action_assign()
        run.qty_producing = done or run.product_qty
        run.set_qty_producing()
        run.move_raw_ids.picked = True
        run.with_context(skip_backorder=True).button_mark_done()
        return run

    def unbuild(self, run, quantity=1):
        self.wait()
        unbuild = self.env["mrp.unbuild"].create(
            {
                "product_id": run.product_id.id,
                "product_qty": quantity,
                "bom_id": run.bom_id.id,
                "mo_id": run.id,
            }
        )
        unbuild.action_unbuild()

    # === Reading ===

    def close(self):
        """Odoo's stock closing; it refuses when there is nothing to close."""
        self.wait()
        if self.company._action_close_stock_valuation():
            self.company.action_close_stock_valuation(auto_post=True)

    def balances(self, until=None):
        """Return {account: balance} of what is posted."""
        domain = [("company_id", "=", self.company.id), ("parent_state", "=", "posted")]
        if until:
            domain.append(("date", "<=", until))
        self.env.flush_all()
        groups = self.env["account.move.line"]._read_group(
            domain, ["account_id"], ["balance:sum"]
        )
        return {account: balance for account, balance in groups if balance}

    def cogs(self, until=None):
        balances = self.balances(until)
        return sum(balances.get(account, 0) for account in self.expense)

    def figures(self):
        """What the ledger has now."""
        balances = self.balances()
        self.env.invalidate_all()
        kept = self.products.filtered("is_storable").filtered(
            lambda product: "phantom" not in product.bom_ids.mapped("type")
        )
        inventory = sum(kept.mapped("total_value"))
        stock = sum(balances.get(account, 0) for account in self.stock_account)
        return {
            "cogs": self.cogs(),
            "inventory": inventory,
            "gap": inventory - stock,
            "production": balances.get(self.production_account(), 0),
        }

    def production_account(self):
        return (
            self.env["stock.location"]
            .search(
                [("usage", "=", "production"), ("company_id", "=", self.company.id)]
            )
            .valuation_account_id
        )

    def variation_account(self):
        return self.company.account_stock_valuation_id.account_stock_variation_id

    def cost_accounts(self):
        """The accounts that the figures are made of."""
        return (
            self.expense
            + self.declared
            + self.stock_account
            + self.production_account()
            + self.variation_account()
        )

    def closed(self):
        """What goods cost after the stock closing: expense and stock variation."""
        self.close()
        return self.cogs() + self.balances().get(self.variation_account(), 0)
