"""What happens to an order and its documents over two months, one thing after another.

Each operation, `_do_<name>(index, amount)`, returns whether there was anything to do.
"""

from contextlib import contextmanager
from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import RedirectWarning, UserError

from .books import CogsFlowsCommon

START = "2026-01-05 08:00:00"
# What Odoo may refuse: documents of accounting, not the work on goods.
REFUSABLE = {
    "land",
    "land_run",
    "cancel_invoice",
    "change_bill",
    "credit",
    "delete_invoice",
    "draft",
    "invoice",
    "invoice_back",
    "invoice_ahead",
    "modify",
    "post",
    "remove_line",
    "reset",
    "reverse",
}
# A world where nothing is special: what a flow does not say is so.
PLAIN = {
    "desk": "fifo",
    "leg": "fifo",
    "plank": "fifo",
    "lamp": "fifo",
    "part": "fifo",
    "levels": 1,
    "leg_from_stock": False,
    "lots": False,
    "share": 0,
    "invoice_policy": "order",
    "quantity": 3,
    "legs": 1,
    "lamps": 2,
    "kits": 2,
    "rate": 60,
    "fixed": 8,
    "price": 10,
    "euros": False,
    "periodic": False,
}


class LedgerCommon(CogsFlowsCommon):
    """An order of desks that are made, lamps that are bought for it, and kits from
    stock: of two bulbs and a shade each. The clock goes on a day with each operation.
    """

    @classmethod
    def setUpClass(cls):
        with freeze_time(START):
            super().setUpClass()
            # How long it takes is no matter: nobody has to look for working hours.
            cls.lathe.resource_calendar_id = False
            cls._make_goods()
            cls._make_money()

    @classmethod
    def _make_goods(cls):
        cls.desk = cls._make_product("Desk", cls.category_fifo_auto, cost=30)
        cls.leg = cls._make_product("Leg", cls.category_fifo_auto, cost=30)
        cls.plank = cls._make_product("Plank", cls.category_fifo_auto, cost=30)
        cls.offcut = cls._make_product("Offcut", cls.category_fifo_auto)
        cls.bulb = cls._make_product("Bulb", cls.category_fifo_auto, cost=4)
        cls.shade = cls._make_product("Shade", cls.category_fifo_auto, cost=7)
        cls.lamp = cls._make_bought(cls, "Lamp")
        cls.kit = cls._make_product("Kit", cls.category_fifo_auto)
        cls.kit.is_storable = False
        (cls.desk | cls.leg | cls.plank | cls.kit).supply_policy = "pull"
        (cls.bulb | cls.shade | cls.component).supply_policy = "push"
        cls._make_bom(cls.plank, {cls.component: 1})
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": quantity})
                    for part, quantity in ((cls.bulb, 2), (cls.shade, 1))
                ],
            }
        )

    @classmethod
    def _make_money(cls):
        # Odoo would refuse to do in February what was planned for a locked January.
        cls.env["ir.config_parameter"].set_param(
            "stock_account.skip_lock_date_check", "True"
        )
        # What changes its valuation has an account of its own: its closing is another
        # story.
        cls.account_switched = cls._make_account(
            "Switched", "110195", account_type="asset_current"
        )
        cls.euro = cls.env.ref("base.EUR")
        cls.euro.active = True
        cls.prices = cls.env["product.pricelist"].create(
            {"name": "Euros", "currency_id": cls.euro.id}
        )
        cls._set_rate(cls, 0.8)

    def _set_rate(self, rate):
        """Say what a dollar is in euros from today."""
        today = fields.Date.today()
        rates = self.env["res.currency.rate"]
        known = rates.search(
            [
                ("currency_id", "=", self.euro.id),
                ("company_id", "=", self.company.id),
                ("name", "=", today),
            ]
        )
        values = {"name": today, "rate": rate}
        owner = {"currency_id": self.euro.id, "company_id": self.company.id}
        known.write(values) if known else rates.create({**values, **owner})

    # === The world of a flow ===

    @contextmanager
    def _in_world(self, **facts):
        """Sell, buy and bring what is needed; leave the world as it was."""
        with freeze_time(START) as self.clock, self._undone():
            self.clock.tick(timedelta(days=1))
            self._build({**PLAIN, **facts})
            yield

    @contextmanager
    def _undone(self):
        """Leave the world as it was; only its clock goes on."""
        savepoint, known = self.env.cr.savepoint(), dict(vars(self))
        try:
            yield
        finally:
            savepoint.close(rollback=True)
            vars(self).update(known)
            self.env.invalidate_all()

    def _build(self, facts):
        self.facts = facts
        self.locked = {}  # {day: balances of the accounts up to it}
        self.purchases = self.env["purchase.order"]
        self.left_to_closing = False  # what was booked of lamps stays
        self.switched = None if facts["periodic"] else fields.Datetime.now()
        self.lathe.write({"costs_hour": facts["rate"], "setup_cost": facts["fixed"]})
        self._set_categories(facts)
        self._make_boms(facts)
        if facts["euros"]:
            self.vendor.property_purchase_currency_id = self.euro
        self.lamp.seller_ids.write({"price": facts["price"]})
        for product, price in ((self.bulb, 4.44), (self.shade, 7)):
            self._buy_now(product, 10, price)
        self._sell_all(facts)

    def _set_categories(self, facts):
        self.desk.categ_id = self._get_category(facts["desk"])
        self.leg.categ_id = self._get_category(facts["leg"])
        self.plank.categ_id = self._get_category(facts["plank"])
        (self.bulb | self.shade).categ_id = self._get_category(facts["part"])
        category = self._get_category(facts["lamp"])
        if facts["periodic"]:
            category = category.copy(
                {
                    "property_valuation": "periodic",
                    "property_stock_valuation_account_id": self.account_switched.id,
                }
            )
        self.lamp.categ_id = category
        self.lamp.standard_price = facts["price"]
        if facts["lots"]:
            self.desk.tracking = "lot"
            self.desk.product_tmpl_id.lot_valuated = True
        products = self.desk | self.lamp | self.kit
        products.invoice_policy = facts["invoice_policy"]

    def _get_category(self, method):
        return {
            "fifo": self.category_fifo_auto,
            "average": self.category_avco_auto,
            "standard": self.category_standard_auto,
        }[method]

    def _make_boms(self, facts):
        below = self.leg if facts["levels"] > 1 else self.component
        values = {}
        if facts["share"]:
            offcut = {"product_qty": 1, "cost_share": facts["share"]}
            offcut["product_id"] = self.offcut.id
            values["byproduct_ids"] = [Command.create(offcut)]
        self._make_bom(self.desk, {below: facts["legs"]}, **values)
        if facts["levels"] > 1:
            self._make_leg_bom(facts)

    def _make_leg_bom(self, facts):
        """Let a leg be made of two components, and of a plank on the third level."""
        parts = {self.component: 2}
        if facts["levels"] > 2:
            parts[self.plank] = 1
        bom = self._make_bom(self.leg, parts)
        if facts["leg_from_stock"]:
            self.leg.supply_policy = "push"
            if facts["levels"] > 2:
                self._produce(10, bom=self.plank.bom_ids)
            for quantity in (2, 8):
                self._produce(quantity, bom=bom)

    def _get_sold(self, facts):
        quantities = [(self.desk, facts["quantity"]), (self.lamp, facts["lamps"])]
        return quantities + ([(self.kit, facts["kits"])] if facts["kits"] else [])

    def _sell_all(self, facts):
        quantities = self._get_sold(facts)
        values = {"pricelist_id": self.prices.id} if facts["euros"] else {}
        self.order = self._sell(quantities, **values)
        self.lines = self.order.order_line
        ordered = self._get_purchases(self.order)
        ordered.button_confirm()
        self.purchases |= ordered

    def _buy_now(self, product, quantity, price):
        """Buy and receive; it is billed later."""
        self.purchases |= self._purchase(product, quantity, price).order_id

    def _get_stocked(self):
        return self.component | self.bulb | self.shade

    # === Doing things ===

    def _do(self, name, index=0, amount=1):
        """Do one thing, if it can be done; tell whether it was."""
        try:
            with self.env.cr.savepoint():
                return bool(getattr(self, f"_do_{name}")(index, amount))
        except (UserError, RedirectWarning) as error:
            if name not in REFUSABLE:
                raise
            self._note_refusal(name, error)
            return False
        finally:
            self.env.invalidate_all()
            self.clock.tick(timedelta(days=1))

    def _note_refusal(self, name, error):
        """Odoo refuses this: not done."""

    def _pick(self, records, index):
        return records.sorted("id")[index % len(records)] if records else records

    # === Goods ===

    def _do_make(self, _index, amount):
        runs = self._get_runs(self.order).filtered(
            lambda run: run.state not in ("done", "cancel")
        )
        run = runs.sorted("id")[-1:]
        if not run:
            return False
        part = min(amount, run.product_qty)
        if run.product_tracking == "lot" and not run.lot_producing_ids:
            run.action_generate_serial()
        self._finish(run, part, backorder=part < run.product_qty)
        return True

    def _get_open_moves(self, pickings):
        return pickings.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )

    def _do_receive(self, index, amount):
        moves = self._get_open_moves(self.purchases.picking_ids)
        return self._transfer(self._pick(moves, index), amount)

    def _do_receive_all(self, _index, _amount):
        """Receive all, and bill it."""
        self._finish_transfers(self.purchases.picking_ids)
        for lines in self.purchases.order_line.grouped("currency_id").values():
            self._bill_left(lines)
        return True

    def _bill_left(self, lines):
        """Bill what is received and not billed, on one bill."""
        left = {line: line.qty_received - line.qty_invoiced for line in lines}
        left = {line: quantity for line, quantity in left.items() if quantity > 0}
        if left:
            lines = lines.browse(line.id for line in left)
            self._bill(lines, quantity=left, **self._get_bill_values(lines))

    def _do_deliver_all(self, _index, _amount):
        return self._transfer(self._get_open_moves(self.order.picking_ids), 99)

    def _do_deliver(self, index, amount):
        """Deliver what there is of one order line; of a kit all its parts."""
        line = self.lines[index % len(self.lines)]
        moves = self._get_open_moves(self.order.picking_ids)
        own = moves.filtered(lambda move: move.sale_line_id == line)
        return self._transfer(own, amount)

    def _do_deliver_part(self, index, amount):
        """Deliver one component of the kit, and not the other."""
        moves = self._get_open_moves(self.order.picking_ids)
        parts = moves.filtered(lambda move: move.product_id in self.bulb | self.shade)
        return self._transfer(self._pick(parts, index), amount)

    def _transfer(self, moves, amount):
        """Do at most so many of each move, with a backorder for the rest."""
        transfer = moves.picking_id
        for move in transfer.move_ids:
            quantity = self._get_there(move, amount) if move in moves else 0
            if move.quantity != quantity:
                move.quantity = quantity
            move.picked = quantity > 0
        if not any(moves.mapped("quantity")):
            return False
        transfer.with_context(skip_backorder=True).button_validate()
        return True

    def _get_there(self, move, amount):
        """Return how much of so many kits or goods can be moved."""
        wanted = amount * (2 if move.product_id == self.bulb else 1)
        there = move.product_id.qty_available
        if move.location_id.usage == "supplier":
            there = move.product_uom_qty
        return max(min(wanted, there, move.product_uom_qty), 0)

    def _get_delivered(self):
        """Return the deliveries of which a customer keeps something."""
        moves = self.order.picking_ids.move_ids.filtered(
            lambda move: move.state == "done" and move.is_out
        )
        return moves.filtered(lambda move: self._get_kept_quantity(move) > 0)

    def _get_kept_quantity(self, move):
        back = move.returned_move_ids.filtered(lambda one: one.state == "done")
        return move.quantity - sum(back.mapped("quantity"))

    def _do_give_back(self, index, amount):
        move = self._pick(self._get_delivered(), index)
        if not move:
            return False
        quantity = min(amount, self._get_kept_quantity(move))
        back = self._begin_return(move.picking_id, {move: quantity})
        back.move_ids.quantity = quantity
        if self.facts["lots"] and move.product_id == self.desk:
            self._choose_lots(back.move_ids, move, quantity, last=index % 2)
        back.move_ids.picked = True
        back.with_context(skip_backorder=True).button_validate()
        return True

    def _choose_lots(self, back, move, quantity, last):
        """Let the first, or the last, lots of a delivery come back."""
        kept = {}
        for line in move.move_line_ids:
            kept[line.lot_id] = kept.get(line.lot_id, 0) + line.quantity
        done = move.returned_move_ids.filtered(lambda one: one.state == "done")
        for line in done.move_line_ids:
            kept[line.lot_id] -= line.quantity
        back.move_line_ids.unlink()
        for lot in sorted(kept, key=lambda lot: lot.id, reverse=bool(last)):
            part = min(kept[lot], quantity)
            if part > 0:
                quantity -= part
                back.move_line_ids = [
                    Command.create(
                        {
                            "product_id": move.product_id.id,
                            "lot_id": lot.id,
                            "quantity": part,
                            "location_id": back.location_id.id,
                            "location_dest_id": back.location_dest_id.id,
                        }
                    )
                ]

    def _do_correct(self, index, amount):
        """Correct the done quantity of a delivery: one more, or one less."""
        return self._correct(self._pick(self._get_delivered(), index), amount)

    def _do_correct_receipt(self, index, amount):
        moves = self.purchases.picking_ids.move_ids
        return self._correct(
            self._pick(moves.filtered(lambda move: move.state == "done"), index), amount
        )

    def _correct(self, move, amount):
        line = move.move_line_ids[:1]
        change = 1 if amount % 2 else -1
        there = move.product_id.qty_available
        if line.lot_id:
            there = line.lot_id.product_qty
        if not move or line.quantity + change < 1:
            return False
        if change < 0 and move.is_out and self._get_kept_quantity(move) < 1:
            return False
        if there < 1 and (change > 0) == move.is_out:
            return False
        line.quantity += change
        return True

    def _do_scrap(self, index, _amount):
        products = self.desk | self._get_stocked()
        product = self._pick(products, index)
        if product.qty_available < 1 or product.tracking == "lot":
            return False
        return self._scrap(product)

    # === Customer invoices ===

    def _get_invoices(self, *states, kind=("out_invoice",)):
        return self.order.invoice_ids.filtered(
            lambda move: move.state in states and move.move_type in kind
        )

    def _create_invoice(self, amount):
        invoice = self.order._create_invoices(final=True)
        for item in invoice.invoice_line_ids:
            item.quantity = min(item.quantity, amount)
        return invoice

    def _do_invoice(self, _index, amount):
        self._create_invoice(amount).action_post()
        return True

    def _do_draft(self, _index, amount):
        return self._create_invoice(amount)

    def _do_invoice_back(self, _index, amount):
        """Invoice in the month before."""
        invoice = self._create_invoice(amount)
        invoice.invoice_date = fields.Date.today() - timedelta(days=25)
        invoice.action_post()
        return True

    def _do_invoice_ahead(self, _index, amount):
        """Post today what is dated in some days."""
        invoice = self._create_invoice(amount)
        invoice.invoice_date = fields.Date.today() + timedelta(days=4)
        invoice._post(soft=False)
        return True

    def _do_post(self, index, _amount):
        invoice = self._pick(
            self._get_invoices("draft", kind=("out_invoice", "out_refund")), index
        )
        invoice.action_post()
        return invoice

    def _do_reset(self, index, _amount):
        kind = ("out_invoice", "out_refund")
        invoice = self._pick(self._get_invoices("posted", kind=kind), index)
        invoice.button_draft()
        return invoice

    def _do_cancel_invoice(self, index, _amount):
        invoice = self._pick(self._get_invoices("draft"), index)
        invoice.button_cancel()
        return invoice

    def _do_delete_invoice(self, index, _amount):
        invoice = self._pick(self._get_invoices("draft", "cancel"), index)
        found = bool(invoice)
        invoice.unlink()
        return found

    def _do_remove_line(self, index, _amount):
        invoice = self._pick(self._get_invoices("draft"), index)
        items = invoice.invoice_line_ids.filtered("product_id")
        if len(items) < 2:
            return False
        self._pick(items, index).unlink()
        invoice.action_post()
        return True

    def _do_credit(self, index, amount):
        invoice = self._pick(self._get_invoices("posted"), index)
        if not invoice:
            return False
        items = invoice.invoice_line_ids
        return self._credit(
            invoice,
            {item.sale_line_ids: min(amount, item.quantity) for item in items},
        )

    def _do_reverse(self, index, _amount):
        """Reverse an invoice and cancel it by that."""
        invoice = self._pick(self._get_invoices("posted"), index)
        if not invoice or invoice.reversal_move_ids:
            return False
        invoice._reverse_moves(cancel=True)
        return True

    def _do_modify(self, index, _amount):
        """Reverse an invoice, and let another take its place: posted later."""
        invoice = self._pick(self._get_invoices("posted"), index)
        if not invoice or invoice.reversal_move_ids:
            return False
        self._get_reversal(invoice).modify_moves()
        return True

    # === Vendors ===

    def _do_restock(self, index, amount):
        """Buy a component once more, at another price."""
        product = self._pick(self._get_stocked(), index)
        self._buy_now(product, 2 * amount, 10.37 + amount)
        return True

    def _do_bill(self, index, amount):
        """Bill what is received and not billed, dearer by some cents."""
        lines = self.purchases.order_line.filtered(
            lambda line: line.qty_received > line.qty_invoiced
        )
        line = self._pick(lines, index)
        quantity = min(line.qty_received - line.qty_invoiced, amount)
        return line and self._bill_line(line, quantity, 0.37 * (amount - 1))

    def _do_bill_ahead(self, index, amount):
        """Bill what is ordered, before it comes."""
        lines = self.purchases.order_line.filtered(
            lambda line: line.product_qty > line.qty_invoiced
        )
        line = self._pick(lines, index)
        quantity = min(line.product_qty - line.qty_invoiced, amount)
        return line and self._bill_line(line, quantity, 1.13)

    def _bill_line(self, line, quantity, dearer):
        price = line.price_unit + dearer
        return self._bill(line, price, quantity, **self._get_bill_values(line))

    def _get_bill_values(self, lines):
        today = fields.Date.today()
        currency = lines.currency_id
        return {"currency_id": currency.id, "invoice_date": today, "date": today}

    def _do_change_bill(self, index, amount):
        bills = self.purchases.invoice_ids.filtered(lambda bill: bill.state == "posted")
        bill = self._pick(bills, index)
        if not bill:
            return False
        bill.button_draft()
        bill.invoice_line_ids.price_unit += 0.51 * amount
        bill.action_post()
        return True

    def _do_rate(self, _index, amount):
        self._set_rate(0.8 + 0.1 * amount)
        return True

    # === Periods ===

    def _do_next_month(self, _index, amount):
        """Go to the next month; lock the last one, or leave it open."""
        today = fields.Date.today()
        ended = fields.Date.end_of(today, "month")
        self.clock.tick(timedelta(days=(ended - today).days + 5))
        if amount % 2:
            self.env.flush_all()
            self.company.fiscalyear_lock_date = ended
            self.locked[ended] = self._get_balances(ended)
        return True

    def _get_balances(self, day):
        items = self.env["account.move.line"]._read_group(
            [
                ("company_id", "=", self.company.id),
                ("parent_state", "=", "posted"),
                ("date", "<=", day),
            ],
            ["account_id"],
            ["balance:sum"],
        )
        round_ = self.company.currency_id.round
        return {account: round_(balance) for account, balance in items if balance}

    def _do_switch(self, _index, _amount):
        """Let the lamp's category be perpetual from now on."""
        if self.switched:
            return False
        self.lamp.categ_id.property_valuation = "real_time"
        self.switched = fields.Datetime.now()
        return True

    def _do_unswitch(self, _index, _amount):
        """Let it be valued at closing from now on."""
        if not self.switched or not self.facts["periodic"]:
            return False
        self.lamp.categ_id.property_valuation = "periodic"
        self.switched = None
        self.left_to_closing = True
        return True
