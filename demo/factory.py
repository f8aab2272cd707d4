"""The daily work of the company: buying, receiving, producing, delivering, invoicing.

Each method does what is due at that moment, through the buttons that people press and
as the person who presses them. An order may be told how far to go: that is how the
open orders come to stand at different stages.
"""

import math
import random
from collections import defaultdict
from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from .catalogue import get_product
from .people import act_as
from .vendors import STOCK

QUOTATION, CONFIRMED, ORDERED, RECEIVED, PRODUCED, DELIVERED = range(6)


class Factory:
    def __init__(self, env):
        self.env = env
        self.limits = {}  # order id -> the stage at which it stands still
        self.random = random.Random(1907)  # repeatable, but not the same every day

    def hold(self, order, stage):
        """Let the order's documents go no further than that stage."""
        self.limits[order.id] = stage

    def buy(self):
        """The buyer sends out every request for quotation that is waiting."""
        purchases = self._find("purchase.order", [("state", "=", "draft")], ORDERED)
        act_as(purchases, "buyer").button_confirm()

    def receive(self):
        """Vendors deliver what they promised for today, now and then a little late."""
        today = fields.Datetime.now()
        receipts = self._find(
            "stock.picking",
            [
                ("picking_type_code", "=", "incoming"),
                ("state", "=", "assigned"),
                ("scheduled_date", "<=", today + timedelta(days=3)),
            ],
            RECEIVED,
        )
        come = receipts.filtered(
            lambda receipt: (
                receipt.scheduled_date < today
                or set(receipt.reference_ids.sale_ids.ids) & set(self.limits)
                or self.random.random() < 0.8
            )
        )
        self._validate(act_as(come, "buyer"))

    def produce(self):
        """The operators finish the runs that are due and have all their components."""
        runs = self._find(
            "mrp.production",
            [
                ("state", "in", ["confirmed", "progress", "to_close"]),
                ("reservation_state", "=", "assigned"),
                ("date_start", "<=", fields.Datetime.now() + timedelta(days=4)),
            ],
            PRODUCED,
        )
        if runs:
            self.finish_runs(act_as(runs, "operator"))

    def finish_runs(self, runs):
        """Log what the work orders took, near the planned time, and finish the runs."""
        now = fields.Datetime.now()
        morning = now.replace(hour=8)
        if morning > now:  # before work begins: they were finished the day before
            morning -= timedelta(days=1)
        runs.write({"date_start": morning})
        logs = [values for run in runs for values in self._get_time_logs(run, morning)]
        act_as(self.env["mrp.workcenter.productivity"], "operator").create(logs)
        runs.with_context(skip_backorder=True, skip_redirection=True).button_mark_done()
        runs.workorder_ids.with_context(bypass_duration_calculation=True).write(
            {"date_start": morning}
        )

    def _get_time_logs(self, run, start):
        """Return the logs of a run's work orders, one after the other."""
        logs = []
        for work_order in run.workorder_ids.sorted("sequence"):
            for minutes, is_setup in self._get_times(work_order):
                end = start + timedelta(minutes=round(minutes))
                values = work_order._prepare_timeline_vals(minutes, start, end)
                logs.append({**values, "is_setup": is_setup})
                start = end
        return logs

    def _get_times(self, work_order):
        """Return [(minutes, is it setup)]; now and then somebody logs it all as one."""
        planned = work_order.setup_minutes_planned
        run = work_order.duration_expected - planned
        run *= self.random.uniform(0.88, 1.18)
        setup = planned * self.random.uniform(0.75, 1)
        if self.random.random() < 0.2:
            setup = planned * self.random.uniform(1.1, 1.9)
            work_order.setup_reason_id = self._choose_reason()
        if not planned or self.random.random() < 0.2:
            return [(setup + run, False)]
        return [(setup, True), (run, False)]

    def _choose_reason(self):
        names = ["tool", "tool", "material", "first_piece", "other"]
        name = f"setup_reason_{self.random.choice(names)}"
        return self.env.ref(f"pull_through_production.{name}")

    def deliver(self):
        """Ship the deliveries that are due and complete."""
        deliveries = self._find(
            "stock.picking",
            [
                ("picking_type_code", "=", "outgoing"),
                ("state", "=", "assigned"),
                ("scheduled_date", "<=", fields.Datetime.now() + timedelta(days=2)),
            ],
            DELIVERED,
        ).filtered(
            lambda delivery: set(delivery.move_ids.mapped("state")) == {"assigned"}
        )
        self._validate(act_as(deliveries, "planner"))

    def invoice(self):
        """Invoice what was delivered."""
        orders = self.env["sale.order"].search([("invoice_status", "=", "to invoice")])
        if orders:
            act_as(orders, "accountant")._create_invoices().action_post()

    def book_bills(self):
        """Book one bill per vendor and month for what was received."""
        purchases = self.env["purchase.order"].search(
            [("invoice_status", "=", "to invoice")]
        )
        if not purchases:
            return
        accountants = act_as(purchases, "accountant")
        accountants.action_create_invoice()
        bills = accountants.invoice_ids.filtered(lambda bill: bill.state == "draft")
        today = fields.Date.today()
        for bill in bills:
            bill.write({"invoice_date": today, "ref": f"{today:%Y%m}-{bill.id:04d}"})
        bills.action_post()

    def collect_payments(self):
        """Customers and the company itself pay what was due last week."""
        due = self.env["account.move"].search(
            [
                ("state", "=", "posted"),
                ("move_type", "in", ["out_invoice", "in_invoice"]),
                ("payment_state", "=", "not_paid"),
                ("invoice_date_due", "<", fields.Date.today() - timedelta(days=7)),
            ]
        )
        for kind in ("out_invoice", "in_invoice"):
            moves = due.filtered(lambda move, kind=kind: move.move_type == kind)
            if moves:
                act_as(self.env["account.payment.register"], "accountant").with_context(
                    active_model="account.move", active_ids=moves.ids
                ).create({"group_payment": True}).action_create_payments()

    def restock(self):
        """The buyer orders what is kept in stock and runs low, up to the maximum."""
        lines = defaultdict(list)
        for product, maximum in self._find_low_stock("auto"):
            needed = maximum - product.virtual_available
            vendor, values = self._get_purchase_line(product, needed)
            lines[vendor].append(Command.create(values))
        act_as(self.env["purchase.order"], "buyer").create(
            [
                {"partner_id": vendor.id, "order_line": commands}
                for vendor, commands in lines.items()
            ]
        )

    @staticmethod
    def _get_purchase_line(product, needed):
        """Return the vendor and the line, in whole packs and at the price for so many.

        The price is given: a line that is not entered on the screen would get the
        price for a single pack.
        """
        first = product.seller_ids.sorted("min_qty")[0]
        unit = first.product_uom_id
        packs = math.ceil(product.uom_id._compute_quantity(needed, unit))
        quantity = max(packs, first.min_qty)
        seller = product._select_seller(first.partner_id, quantity, uom_id=unit)
        return first.partner_id, {
            "product_id": product.id,
            "product_qty": quantity,
            "product_uom_id": unit.id,
            "price_unit": seller.price,
        }

    def refill(self):
        """The planner makes what is kept in stock as a first help for orders."""
        runs = act_as(self.env["mrp.production"], "planner").create(
            [
                {
                    "product_id": product.id,
                    "product_qty": maximum - product.free_qty,
                    "date_start": fields.Datetime.now() + timedelta(days=14),
                }
                for product, maximum in self._find_low_stock("manual")
            ]
        )
        runs.action_confirm()

    def _find_low_stock(self, how):
        """Return [(product, maximum)] of what runs low and is refilled in that way."""
        rows = [
            (get_product(self.env, name), minimum, maximum)
            for name, (_on_hand, minimum, maximum, trigger) in STOCK.items()
            if trigger == how
        ]
        return [
            (product, maximum)
            for product, minimum, maximum in rows
            if product.virtual_available < max(minimum * 1.5, maximum * 0.5)
        ]

    def _find(self, model, domain, stage):
        """Return the documents whose orders all go to that stage or further."""
        documents = self.env[model].search(domain)
        return documents.filtered(
            lambda document: all(
                self.limits.get(order.id, DELIVERED) >= stage
                for order in document.reference_ids.sale_ids
            )
        )

    @staticmethod
    def _validate(pickings):
        if pickings:
            pickings.with_context(skip_backorder=True, skip_sms=True).button_validate()
