"""What people do to two orders and their documents, one thing after the other."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from ..models.supply.needs import is_open
from .world import ChangeCommon

# All work on an order, see `_do_advance`.
STAGES = ("buy", "receive", "make", "make", "pick", "deliver")
OPEN_RUN = ("confirmed", "progress", "to_close")
PEOPLE = {
    "seller": "sales_team.group_sale_salesman",
    "other_seller": "sales_team.group_sale_salesman",
    "buyer": "purchase.group_purchase_user",
    "planner": "mrp.group_mrp_user,account.group_account_readonly",
    "keeper": "stock.group_stock_manager",
}


class OperationsCommon(ChangeCommon):
    """Two orders of FG in the warehouse of the test, each with its own salesperson.

    Each operation, `_do_<name>(index, amount)`, is done with the rights of the person
    whose work it is and returns whether there was anything to do. What Odoo refuses is
    not done; what his rights refuse is a fault.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {
            name: new_test_user(cls.env, f"property_{name}", groups=groups)
            for name, groups in PEOPLE.items()
        }

    @classmethod
    def _as(cls, name, records):
        """Return these records as this person sees them."""
        return records.with_user(cls.people[name])

    def _do(self, name, index, amount):
        """Do one thing, if it can be done; tell whether it was."""
        try:
            with self.env.cr.savepoint():
                return bool(getattr(self, f"_do_{name}")(index, amount))
        except AccessError:
            raise
        except UserError:
            return False

    def _pick(self, records, index):
        return records[index % len(records)] if records else records

    # Of these products a person makes or buys more than is needed: his decision.
    by_hand = frozenset()

    def _note_by_hand(self, documents):
        self.by_hand |= {*documents.product_id}

    def _do_advance(self, _index, amount):
        """Do all work that can be done, up to a stage: buy, receive, make the parts,
        make the goods, pick them, deliver them."""
        self._do_stages(STAGES[:amount])
        return True

    def _do_stages(self, stages):
        for stage in stages:
            getattr(self, f"_{stage}_all")()

    def _buy_all(self):
        orders = self._get_bought().order_id
        orders = orders.filtered(lambda po: po.state in ("draft", "sent"))
        self._as("buyer", orders).button_confirm()

    def _receive_all(self, _order=None):
        pickings = self._get_bought().move_ids.picking_id
        self._do_transfers(self._as("keeper", pickings), follow=False)

    def _make_all(self):
        self._pick_all()
        runs = self._get_made().filtered(lambda run: run.state in OPEN_RUN)
        runs.action_assign()
        for run in self._as("planner", runs):
            if run.reservation_state == "assigned":
                self._produce_whole(run)

    def _produce_whole(self, run):
        run.qty_producing = run.product_qty
        run._set_qty_producing()
        run.move_raw_ids.picked = True
        run.with_context(skip_consumption=True).button_mark_done()

    def _pick_all(self):
        """Do the transfers between two places that can be done."""
        while self._transfer(self._as("keeper", self._get_open_transfers()), 99):
            pass

    def _deliver_all(self):
        for index in range(len(self.orders)):
            self._do_deliver(index, 99)

    # === Salespeople ===

    def _get_sold(self, index):
        """Return an order as its own salesperson sees it."""
        order = self._pick(self.orders, index)
        return order.with_user(order.sudo().user_id)

    def _get_line(self, order):
        return order.order_line.filtered(lambda line: line.product_id == self.fg)

    def _do_quantity(self, index, amount):
        line = self._get_line(self._get_sold(index))
        changed = line.product_uom_qty != amount
        line.product_uom_qty = amount
        return changed

    def _do_failing_line(self, index, amount):
        """Change both lines in one go: the other fails first."""
        line = self._get_line(self._get_sold(index))
        broken = line.order_id.order_line - line
        more = {"product_uom_qty": broken.product_uom_qty + 1}
        changes = [
            Command.update(broken.id, more),
            Command.update(line.id, {"product_uom_qty": amount}),
        ]
        line.order_id.write({"order_line": changes})
        return True

    def _do_cancel_order(self, index, _amount):
        order = self._get_sold(index)
        order.action_cancel()
        return order.state == "cancel"

    def _do_confirm_again(self, index, _amount):
        order = self._get_sold(index)
        if order.state != "cancel":
            return False
        order.action_draft()
        order.action_confirm()
        return True

    def _do_copy_order(self, index, _amount):
        return self._get_sold(index).copy()

    def _do_retry(self, _index, _amount):
        exceptions = self._get_open_exceptions()
        tried = exceptions.filtered(lambda e: e.can_retry and e.kind != "failed")
        tried.action_retry()
        return tried

    def _get_open_exceptions(self):
        return self.env["pull.exception"].search(
            [("state", "=", "open"), ("company_id", "=", self.company.id)]
        )

    # === Buyers ===

    def _get_bought(self):
        return self._get_purchase_lines(self.raw) | self._get_purchase_lines(self.comp)

    def _pick_purchase(self, index, states):
        orders = self._get_bought().order_id
        found = orders.filtered(lambda order: order.state in states)
        return self._as("buyer", self._pick(found, index))

    def _do_send_purchase(self, index, _amount):
        purchase = self._pick_purchase(index, ("draft",))
        purchase.write({"state": "sent"})
        return purchase

    def _do_confirm_purchase(self, index, _amount):
        purchase = self._pick_purchase(index, ("draft", "sent"))
        purchase.button_confirm()
        return purchase

    def _do_cancel_purchase(self, index, _amount):
        purchase = self._pick_purchase(index, ("draft", "sent", "purchase"))
        purchase.button_cancel()
        return purchase

    def _do_draft_purchase(self, index, _amount):
        """Set a cancelled purchase back to draft."""
        cancelled = self._known_purchases().filtered(
            lambda order: order.state == "cancel" and order.order_line
        )
        purchase = self._as("buyer", self._pick(cancelled, index))
        # It may be needed no more: he asks for it all the same.
        self._note_by_hand(purchase.order_line)
        purchase.button_draft()
        return purchase

    def _known_purchases(self):
        return self.env["purchase.order"].search(
            [("partner_id", "in", (self.vendor_a | self.vendor_b).ids)]
        )

    def _do_copy_purchase(self, index, _amount):
        copied = self._pick_purchase(index, ("draft", "sent", "purchase")).copy()
        self._note_by_hand(copied.order_line)
        return copied

    def _do_merge_purchases(self, index, _amount):
        states = ("draft", "sent")
        orders = self._get_bought().order_id.filtered(lambda po: po.state in states)
        vendor = self._pick(orders, index).partner_id
        merged = orders.filtered(lambda order: order.partner_id == vendor)
        if len(merged) < 2:
            return False
        self._as("buyer", merged).action_merge()
        return True

    def _do_split_purchase(self, index, amount):
        """Buy a part of a line in an order of its own: copy, then lower both."""
        line = self._pick_purchase(index, ("draft",)).order_line[:1]
        if line.product_qty <= amount:
            return False
        copied = line.order_id.copy().order_line
        copied.filtered(lambda c: c.product_id == line.product_id)[
            :1
        ].product_qty = amount
        self._note_by_hand(copied)
        line.product_qty -= amount
        return True

    def _do_buy(self, index, amount):
        """Give a line another quantity by hand."""
        line = self._pick_purchase(index, ("draft", "sent", "purchase")).order_line[:1]
        line.product_qty = 3 * amount
        self._note_by_hand(line)
        return line

    # === The store ===

    def _do_receive(self, index, amount, short=False):
        purchase = self._as("keeper", self._pick_purchase(index, ("purchase",)))
        picking = purchase.sudo().picking_ids.filtered(lambda p: p.state == "assigned")
        picking = self._as("keeper", picking[:1])
        for move in picking.move_ids:
            part = move.product_uom.round(move.product_uom_qty * amount / 3)
            move.quantity = part
        picking.move_ids.picked = True
        if short:
            picking = picking.with_context(cancel_backorder=True)
        picking._action_done()
        return picking

    def _do_receive_short(self, index, amount):
        return self._do_receive(index, amount, short=True)

    def _do_deliver(self, index, amount, short=False):
        moves = self._get_customer_moves(self._pick(self.orders, index))
        moves = self._as("keeper", moves.filtered(is_open))
        return self._transfer(moves, amount, short)

    def _do_deliver_short(self, index, amount):
        return self._do_deliver(index, amount, short=True)

    def _do_move(self, _index, amount):
        """Do the transfers between two places that are ready."""
        return self._transfer(self._as("keeper", self._get_open_transfers()), amount)

    def _get_open_transfers(self):
        moves = self._get_moves().filtered(
            lambda move: is_open(move) and self._is_transfer(move)
        )
        return moves.filtered(lambda m: m.location_dest_usage != "customer")

    def _get_moves(self):
        return self.env["stock.move"].search(
            [("product_id", "in", self.products.ids), ("state", "!=", "cancel")]
        )

    def _transfer(self, moves, amount, short=False):
        """Carry at most so many of each; the rest is carried later, or never."""
        moves._action_assign()
        for move in moves:
            move.quantity = min(move.quantity, amount)
        ready = moves.filtered("quantity")
        ready.picked = True
        ready.picking_id.with_context(cancel_backorder=short)._action_done()
        return ready

    def _do_cancel_transfer(self, index, _amount):
        """Cancel any transfer that is open, to or from the world too."""
        pickings = self._get_moves().filtered(is_open).picking_id
        picking = self._as("keeper", self._pick(pickings, index))
        picking.action_cancel()
        return picking

    def _get_kept(self, index):
        """Return a quant of one of the products that lies in a place of ours."""
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "in", self.products.ids),
                ("location_id.usage", "=", "internal"),
                ("quantity", ">", 0),
            ]
        )
        return self._as("keeper", self._pick(quants, index))

    def _do_scrap(self, index, amount):
        quant = self._get_kept(index)
        scrap = self.env["stock.scrap"].with_user(self.people["keeper"])
        if not quant:
            return False
        return scrap.create(
            {
                "product_id": quant.product_id.id,
                "scrap_qty": min(amount, quant.quantity),
                "location_id": quant.location_id.id,
            }
        ).do_scrap()

    def _do_count(self, index, amount):
        """Find two more, or fewer, than there should be."""
        quant = self._get_kept(index)
        quant.inventory_quantity = max(quant.quantity + amount - 2, 0)
        quant.action_apply_inventory()
        return quant

    def _do_return_receipt(self, index, amount):
        done = self._get_bought().move_ids.picking_id.filtered(
            lambda picking: picking.state == "done"
        )
        return self._return(self._pick(done, index), amount)

    def _do_return_delivery(self, index, amount):
        moves = self._get_customer_moves(self._pick(self.orders, index))
        done = moves.filtered(
            lambda move: move.state == "done" and move.location_dest_usage == "customer"
        )
        return self._return(done.picking_id[:1], amount)

    def _return(self, picking, amount):
        if not picking:
            return False
        wizard = (
            self.env["stock.return.picking"]
            .with_user(self.people["keeper"])
            .create({"picking_id": picking.id})
        )
        for line in wizard.product_return_moves:
            line.quantity = min(amount, line.move_id.quantity)
        back = wizard.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        back.action_assign()
        back.move_ids.picked = True
        back._action_done()
        return back.state == "done"

    # === Planners ===

    def _get_made(self):
        return self._get_runs(self.fg) | self._get_runs(self.sub)

    def _pick_run(self, index, states):
        found = self._get_made().filtered(lambda run: run.state in states)
        return self._as("planner", self._pick(found, index))

    def _do_start_run(self, index, _amount):
        run = self._pick_run(index, ("confirmed",))
        if not run or run.reservation_state != "assigned":
            return False
        self._start(run)
        return True

    def _do_produce(self, index, amount, short=False):
        run = self._pick_run(index, OPEN_RUN)
        if not run or run.reservation_state != "assigned":
            return False
        run.qty_producing = min(amount, run.product_qty)
        run._set_qty_producing()
        run.move_raw_ids.picked = True
        is_whole = run.qty_producing >= run.product_qty
        backorders = [] if short or is_whole else run.ids
        run.with_context(
            skip_backorder=True,
            skip_consumption=True,
            mo_ids_to_backorder=backorders,
        ).button_mark_done()
        return run.state == "done"

    def _do_produce_short(self, index, amount):
        return self._do_produce(index, amount, short=True)

    def _do_cancel_run(self, index, _amount):
        run = self._pick_run(index, OPEN_RUN)
        run.action_cancel()
        return run

    def _do_resize_run(self, index, amount):
        run = self._pick_run(index, OPEN_RUN)
        if not run:
            return False
        resize = run.env["change.production.qty"].create(
            {"mo_id": run.id, "product_qty": amount}
        )
        resize.change_prod_qty()
        self._note_by_hand(run)
        return True

    def _do_split_run(self, index, amount):
        run = self._pick_run(index, ("confirmed",))
        if not run or run.product_qty <= amount:
            return False
        split = run.env["mrp.production.split"].create(
            {
                "production_id": run.id,
                "production_detailed_vals_ids": [
                    Command.clear(),
                    *(
                        Command.create({"quantity": part, "date": run.date_start})
                        for part in (run.product_qty - amount, amount)
                    ),
                ],
            }
        )
        split.action_split()
        return True

    def _do_merge_runs(self, index, _amount):
        run = self._pick_run(index, ("confirmed",))
        runs = self._get_runs(run.product_id).filtered(
            lambda other: other.state == "confirmed" and other.bom_id == run.bom_id
        )
        if len(runs) < 2:
            return False
        self._as("planner", runs).action_merge()
        return True

    def _do_copy_run(self, index, _amount):
        copied = self._pick_run(index, (*OPEN_RUN, "done")).copy()
        self._note_by_hand(copied)
        return copied

    def _do_unbuild(self, index, amount):
        run = self._pick_run(index, ("done",))
        if not run:
            return False
        return (
            self.env["mrp.unbuild"]
            .with_user(self.people["planner"])
            .create(
                {
                    "product_id": run.product_id.id,
                    "product_qty": min(amount, run.qty_produced),
                    "bom_id": run.bom_id.id,
                    "mo_id": run.id,
                    "location_id": run.location_dest_id.id,
                    "location_dest_id": run.location_src_id.id,
                }
            )
            .action_unbuild()
        )
