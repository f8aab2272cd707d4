from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..models.placing.noting import get_placings
from .test_placing import PlacingCommon
from .test_promise import NOW, at
from .world import DropshipCommon, PullCommon

DAY = 24 * 60


class ChainReading:
    """What the screen shows, as tests read it."""

    def _show(self, records, user=None, order_ids=None):
        self.env.flush_all()
        self.env.invalidate_all()
        records = records.with_user(user or self.env.user)
        return records.get_pull_chain_screen(order_ids)

    def _get_rows(self, records, user=None, order_ids=None):
        return self._show(records, user, order_ids)["rows"]

    def _get_row(self, rows, kind, product=None):
        found = [
            row
            for row in rows
            if row["kind"] == kind and (not product or row["product"] == product)
        ]
        self.assertEqual(len(found), 1, (kind, product, found))
        return found[0]

    def _check_rows(self, order, *expected):
        """Check [(depth, kind, product, done, of, state)]."""
        rows = self._get_rows(order)
        depths = {False: -1}
        for row in rows:
            depths[row["key"]] = depths[row["parent"]] + 1
        self.assertEqual(
            [
                (
                    depths[row["key"]],
                    row["kind"],
                    row["product"],
                    row["done"],
                    row["quantity"],
                    row["state"],
                )
                for row in rows
            ],
            list(expected),
        )


@tagged("post_install", "-at_install")
class TestChainStages(ChainReading, PullCommon):
    """Parents, quantities and states of chains in every stage, as the records say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()

    def test_confirmed(self):
        self._check_rows(
            self._make_order([(self.fg, 5)]),
            (0, "line", "FG", 0, 5, "to_order"),
            (1, "delivery", "FG", 0, 5, "waiting"),
            (2, "run", "FG", 0, 5, "waiting"),
            (3, "run", "SUB", 0, 10, "waiting"),
            (4, "purchase", "RAW", 0, 30, "request"),
            (3, "purchase", "COMP", 0, 5, "request"),
        )

    def test_part_received_and_part_made(self):
        order = self._make_order([(self.fg, 5)])
        bought = self._get_purchase_lines(self.raw)
        bought.order_id.button_confirm()
        self._receive(bought, 12)
        self._make_part(self._get_runs(self.sub), 4)
        rows = self._get_rows(order)
        raw = self._get_row(rows, "purchase", "RAW")
        self.assertEqual((raw["done"], raw["quantity"]), (12, 30))
        self.assertEqual(raw["state"], "ordered")
        made = [row for row in rows if row["product"] == "SUB"]
        self.assertEqual(sum(row["quantity"] for row in made), 10)
        self.assertEqual(sum(row["done"] for row in made), 4)
        self.assertEqual({row["state"] for row in made}, {"done", "waiting"})

    def _receive(self, bought, quantity):
        receipt = bought.move_ids.picking_id
        receipt.move_ids.quantity = quantity
        receipt.move_ids.picked = True
        receipt.with_context(skip_sms=True, cancel_backorder=False)._action_done()

    def _make_part(self, run, quantity):
        form = Form(run)
        form.qty_producing = quantity
        run = form.save()
        action = run.button_mark_done()
        if isinstance(action, dict):
            wizard = Form.from_action(self.env, action).save()
            wizard.action_backorder()

    def test_backorder_of_a_delivery(self):
        order = self._make_order([(self.comp, 5)])
        bought = self._get_purchase_lines(self.comp)
        bought.order_id.button_confirm()
        self._receive_all(order)
        transfer = order.sudo().picking_ids
        transfer.move_ids.quantity = 2
        transfer.move_ids.picked = True
        transfer._action_done()
        rows = self._get_rows(order)
        sent = [
            (row["done"], row["quantity"], row["state"])
            for row in rows
            if row["kind"] == "delivery"
        ]
        self.assertEqual(sorted(sent), [(0, 3, "ready"), (2, 2, "done")])
        line = self._get_row(rows, "line")
        self.assertEqual((line["done"], line["quantity"]), (2, 5))

    def test_shipped(self):
        order = self._make_order([(self.fg, 5)])
        self._get_purchase_lines(self.raw).order_id.button_confirm()
        self._get_purchase_lines(self.comp).order_id.button_confirm()
        self._receive_all(order)
        self._produce_all(order)
        self._do_transfers(order.picking_ids)
        self._check_rows(
            order,
            (0, "line", "FG", 5, 5, "delivered"),
            (1, "delivery", "FG", 5, 5, "done"),
            (2, "run", "FG", 5, 5, "done"),
            (3, "run", "SUB", 10, 10, "done"),
            (4, "purchase", "RAW", 30, 30, "done"),
            (3, "purchase", "COMP", 5, 5, "done"),
        )
        for row in self._get_rows(order)[1:]:
            self.assertTrue(row["actual_end"], row["name"])
            self.assertFalse(row["is_late"])

    def test_cancelled(self):
        order = self._make_order([(self.fg, 5)])
        order.sudo()._action_cancel()
        self._check_rows(order, (0, "line", "FG", 0, 5, "cancel"))

    def test_a_quotation_has_no_chain(self):
        self._check_rows(self._make_order([(self.fg, 5)], confirm=False))

    def test_a_purchase_for_several_runs_stands_once(self):
        top = self._make_product("TOP")
        self._make_bom(top, {self.sub: 1, self.raw: 2})
        order = self._make_order([(top, 4)])
        bought = self._get_purchase_lines(self.raw)
        self.assertEqual(len(bought), 1)
        rows = self._get_rows(order)
        row = self._get_row(rows, "purchase", "RAW")
        self.assertEqual(row["quantity"], 4 * 3 + 4 * 2)
        names = [self._get_runs(self.sub).name, self._get_runs(top).name]
        parents = {row["key"]: row["name"] for row in rows}
        self.assertEqual(sorted([parents[row["parent"]], *row["also"]]), sorted(names))

    def test_two_lines_of_one_delivery_have_their_own_rows(self):
        order = self._make_order([(self.comp, 1), (self.comp, 3)])
        rows = self._get_rows(order)
        sent = [row for row in rows if row["kind"] == "delivery"]
        self.assertEqual(len({row["id"] for row in sent}), 1)
        self.assertEqual([row["quantity"] for row in sent], [1, 3])
        lines = [row["key"] for row in rows if row["kind"] == "line"]
        self.assertEqual([row["parent"] for row in sent], lines)

    def test_hybrid_shows_what_stock_does_not_give(self):
        mixed = self._make_product("MIXED", "hybrid", self.vendor_a)
        self._add_stock(mixed, 2)
        self._check_rows(
            self._make_order([(mixed, 5)]),
            (0, "line", "MIXED", 0, 5, "to_order"),
            (1, "delivery", "MIXED", 0, 5, "waiting"),
            (2, "purchase", "MIXED", 0, 3, "request"),
        )

    def test_kit_has_a_delivery_of_each_component(self):
        kit = self._make_product("KIT", False)
        self._make_bom(kit, {self.sub: 1, self.comp: 2}, type="phantom")
        rows = self._get_rows(self._make_order([(kit, 5)]))
        line = self._get_row(rows, "line", "KIT")
        sent = [
            (row["product"], row["quantity"], row["parent"])
            for row in rows
            if row["kind"] == "delivery"
        ]
        self.assertEqual(
            sorted(sent), [("COMP", 10, line["key"]), ("SUB", 5, line["key"])]
        )

    def test_fifty_runs_of_one_stand_in_a_group(self):
        self.fg_bom.run_size = 1
        order = self._make_order([(self.fg, 50)])
        rows = self._get_rows(order)
        runs = [r for r in rows if r["kind"] == "run" and r["product"] == "FG"]
        self.assertEqual(len(runs), 50)
        group = self._get_row(rows, "group", "FG")
        self.assertEqual(group["name"], "50 manufacturing orders")
        self.assertEqual(
            (group["count"], group["quantity"], group["done"]), (50, 50, 0)
        )
        self.assertEqual({row["parent"] for row in runs}, {group["key"]})
        bought = self._get_row(rows, "purchase", "COMP")
        self.assertEqual((bought["quantity"], len(bought["also"])), (50, 49))

    def test_an_exception_says_what_is_wrong(self):
        lost = self._make_product("LOST")
        order = self._make_order([(lost, 1)])
        row = self._get_row(self._get_rows(order, self.salesperson), "line")
        self.assertEqual(row["state"], "blocked")
        self.assertTrue(row["is_blocked"])
        self.assertIn("LOST", row["reason"])


@tagged("post_install", "-at_install")
class TestChainDropship(ChainReading, DropshipCommon):
    """What a vendor ships straight to the customer."""

    def test_a_dropshipped_purchase_before_and_after_it_is_confirmed(self):
        self._make_dropship_route()
        product = self._make_product("SHIPPED", "pull", self.vendor_a)
        product.route_ids = [Command.link(self._get_dropship_route().id)]
        order = self._make_order([(product, 3)])
        row = self._get_row(self._get_rows(order), "purchase")
        self.assertEqual((row["quantity"], row["state"]), (3, "request"))
        self._confirm_purchase(product)
        rows = self._get_rows(order)
        delivery = self._get_row(rows, "delivery")
        bought = self._get_row(rows, "purchase")
        self.assertEqual(
            (bought["parent"], bought["state"]), (delivery["key"], "ordered")
        )


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestChainDates(ChainReading, PlacingCommon):
    """When each row is planned and expected, what decides, and why it is late."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_operation(cls.fg_bom, cls.saw, 60)
        cls.buyer = new_test_user(
            cls.env,
            "chain_buyer",
            groups="purchase.group_purchase_user,sales_team.group_sale_salesman_all_leads",
        )

    def _make_late(self):
        """Return the line of an order whose COMP comes 5 days late."""
        line = self._confirm(asked=at(14, 12))
        bought = self._confirm_purchase_of(self.comp)
        bought.date_planned = at(19, 11)
        self._end_request()
        return line

    def test_in_time(self):
        line = self._confirm(asked=at(14, 12))
        data = self._show(line.order_id)
        rows = data["rows"]
        self.assertEqual(data["head"]["promised"], at(14, 12))
        self.assertEqual(data["head"]["projected"], at(14, 12))
        run = self._get_row(rows, "run", "FG")
        self.assertEqual((run["start"], run["end"]), (at(14, 11), at(14, 12)))
        bought = self._get_row(rows, "purchase", "COMP")
        self.assertEqual((bought["start"], bought["end"]), (at(12, 11), at(14, 11)))
        self.assertFalse([row for row in rows if row["is_late"]])

    def test_late_rows_say_why(self):
        line = self._make_late()
        rows = self._get_rows(line.order_id, self.salesperson)
        bought = self._get_row(rows, "purchase", "COMP")
        self.assertEqual(bought["late"], 5 * DAY)
        self.assertEqual(
            bought["reason"], "COMP arrives Mar 19, was planned for Mar 14."
        )
        self.assertEqual(bought["planned_end"], at(14, 11))
        self.assertEqual(bought["end"], at(19, 11))
        top = self._get_row(rows, "line")
        self.assertEqual((top["late"], top["reason"]), (5 * DAY, bought["reason"]))
        run = self._get_row(rows, "run", "FG")
        self.assertEqual(run["reason"], "Waits for COMP.")
        self.assertFalse(self._get_row(rows, "run", "SUB")["is_late"])

    def test_vendors_are_named_to_buyers_alone(self):
        line = self._make_late()
        for user, is_named in ((self.buyer, True), (self.salesperson, False)):
            rows = self._get_rows(line.order_id, user)
            told = "\n".join(str(row) for row in rows)
            self.assertEqual("Vendor B" in told, is_named, user.name)

    def test_the_critical_path_is_what_decides(self):
        line = self._make_late()
        rows = self._get_rows(line.order_id)
        critical = {row["product"] for row in rows if row["is_critical"]}
        self.assertEqual(critical, {"FG", "COMP"})
        self.assertFalse(self._get_row(rows, "run", "SUB")["is_critical"])

    def test_the_critical_path_of_what_is_in_time(self):
        self.comp.seller_ids.delay = 6
        line = self._confirm(asked=at(14, 12))
        rows = self._get_rows(line.order_id)
        critical = {row["product"] for row in rows if row["is_critical"]}
        self.assertIn("FG", critical)
        self.assertTrue(critical & {"COMP", "RAW", "SUB"})

    def test_time_to_spare_is_the_tail(self):
        self.comp.categ_id = self.env["product.category"].create(
            {"name": "Bought", "pull_buffer_days": 3}
        )
        line = self._confirm(asked=at(20, 12))
        rows = self._get_rows(line.order_id)
        bought = self._get_row(rows, "purchase", "COMP")
        self.assertEqual(bought["end"], at(17, 11))
        self.assertEqual(bought["slack"], 3 * DAY)

    def test_weekends_are_closed(self):
        line = self._confirm(asked=at(14, 12))
        closed = self._show(line.order_id)["closed"]
        self.assertIn("2031-03-08", closed)
        self.assertIn("2031-03-09", closed)
        self.assertNotIn("2031-03-10", closed)

    def test_an_order_that_is_too_large_to_be_placed_shows_its_documents(self):
        line = self._confirm(asked=at(14, 12))
        line.order_id.pull_plan = False
        rows = self._get_rows(line.order_id)
        self.assertEqual(self._get_row(rows, "run", "FG")["end"], at(14, 12))

    # === Several orders, and whom something hits ===

    def test_several_orders_have_rows_and_are_worked_out_when_asked_for(self):
        late, soon = self._make_late(), self._confirm(asked=at(25, 12))
        orders = soon.order_id | late.order_id
        data = self._show(orders)
        tops = [row for row in data["rows"] if row["kind"] == "order"]
        self.assertEqual(
            [row["id"] for row in tops], [late.order_id.id, soon.order_id.id]
        )
        self.assertEqual([row["late"] for row in tops], [5 * DAY, 0])
        self.assertEqual(data["worked_out"], [])
        self.assertFalse([row for row in data["rows"] if row["is_critical"]])
        one = self._show(orders, order_ids=late.order_id.ids)
        self.assertEqual(one["worked_out"], late.order_id.ids)
        self.assertEqual({row["order"] for row in one["rows"]}, set(late.order_id.ids))
        known = {row["key"] for row in data["rows"] if row["order"] == late.order_id.id}
        self.assertEqual({row["key"] for row in one["rows"]}, known)
        self.assertTrue([row for row in one["rows"] if row["is_critical"]])

    def test_whom_a_purchase_hits_ranked_by_minutes(self):
        first, second = self._confirm(asked=at(12, 12)), self._confirm(asked=at(14, 12))
        plain = self._confirm(asked=at(28, 12))
        purchases = self._get_purchase_lines(self.comp).order_id
        purchases.button_confirm()
        self._end_request()
        for line in self._get_purchase_lines(self.comp)[:2]:
            line.date_planned = at(19, 11)
        self._end_request()
        data = self._show(purchases)
        self.assertTrue(data["ranked"])
        tops = [row for row in data["rows"] if row["kind"] == "order"]
        hits = purchases._get_pull_affected_lines()
        self.assertGreater(hits[first], hits[second])
        self.assertEqual(
            [(row["id"], row["hit"]) for row in tops],
            [
                (first.order_id.id, hits[first]),
                (second.order_id.id, hits[second]),
                (plain.order_id.id, 0),
            ],
        )

    def test_what_is_later_for_other_reasons_comes_after_what_it_hits(self):
        hit, other = self._confirm(asked=at(14, 12)), self._confirm(asked=at(14, 12))
        bought = self._get_purchase_lines(self.comp)
        needed = self._get_purchase_lines(self.raw)
        (bought | needed).order_id.button_confirm()
        self._end_request()
        bought[0].date_planned, needed[1].date_planned = at(19, 11), at(26, 11)
        self._end_request()
        self.assertGreater(other.pull_lateness, hit.pull_lateness)
        self.assertEqual(
            self._show(bought.order_id)["orders"], [hit.order_id.id, other.order_id.id]
        )

    def test_every_door_leads_to_the_order(self):
        line = self._make_late()
        order = line.order_id
        doors = (
            order,
            line,
            self._get_runs(self.sub),
            self._get_purchase_lines(self.raw).order_id,
            order.picking_ids,
            self.saw,
            self.customer,
        )
        for door in doors:
            self.assertEqual(self._show(door)["orders"], order.ids, door)
            action = door.action_view_pull_chain()
            self.assertEqual(action["tag"], "pull_chain")
            self.assertEqual(
                action["params"], {"res_model": door._name, "res_ids": door.ids}
            )

    def test_another_line_of_the_order_is_not_the_lines(self):
        order = self._make_order([(self.fg, 1), (self.comp, 1)])
        rows = self._get_rows(order.sudo().order_line[1])
        self.assertEqual({row["product"] for row in rows}, {"COMP"})

    def test_a_delivered_order_is_no_open_one_of_its_customer(self):
        line = self._confirm(self.comp)
        self._confirm_purchase_of(self.comp)
        self._receive_all(line.order_id)
        self._do_transfers(line.order_id.picking_ids)
        self._end_request()
        self.assertFalse(self._show(self.customer)["orders"])

    # === Refreshing ===

    def test_a_change_is_told_to_who_looks_at_the_order(self):
        line = self._confirm(asked=at(14, 12))
        self.env["bus.bus"].sudo().search([]).unlink()
        bought = self._get_purchase_lines(self.comp)
        bought.order_id.button_confirm()
        bought.date_planned = at(19, 11)
        self._end_request()
        told = self.env["bus.bus"].sudo().search([("message", "like", "pull_chain/")])
        self.assertTrue(told)
        for message in told:
            self.assertIn(
                f'"sale.order",{line.order_id.id},"pull_chain"', message.channel
            )
            self.assertNotIn("Vendor", message.message)

    def test_what_is_wrong_and_its_end_are_told(self):
        order = self._confirm(asked=at(14, 12)).order_id
        bus = self.env["bus.bus"].sudo()
        bus.search([]).unlink()
        channel = f'"sale.order",{order.id},"pull_chain"'
        exception = self.env["pull.exception"].create(
            {
                "kind": "shortage",
                "message": "COMP is missing.",
                "order_id": order.id,
                "company_id": order.company_id.id,
            }
        )
        self._end_request()
        self.assertIn(channel, "".join(bus.search([]).mapped("channel")))
        bus.search([]).unlink()
        exception._close("COMP came.")
        self._end_request()
        self.assertIn(channel, "".join(bus.search([]).mapped("channel")))


@tagged("post_install", "-at_install")
class TestChainQueries(ChainReading, PullCommon):
    """As many queries for many as for few."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()

    def _count(self, records, order_ids=None):
        self._show(records, order_ids=order_ids)  # what is looked up once for all
        self.env.flush_all()
        self.env.invalidate_all()
        get_placings(self.env).clear()
        before = self.env.cr.sql_log_count
        rows = records.get_pull_chain_screen(order_ids)["rows"]
        return self.env.cr.sql_log_count - before, len(rows)

    def test_many_orders(self):
        orders = self.env["sale.order"].union(
            *(self._make_order([(self.fg, 1)]) for _order in range(9))
        )
        few, _rows = self._count(orders[:3])
        many, rows = self._count(orders)
        self.assertGreater(rows, 50)
        self.assertLessEqual(many, few + 2)

    def test_many_documents(self):
        few, _rows = self._count(self._make_order([(self.fg, 2)]))
        self.fg_bom.run_size = self.sub_bom.run_size = 1
        many, rows = self._count(self._make_order([(self.fg, 40)]))
        self.assertGreater(rows, 120)
        self.assertLessEqual(many, few + 6)

    def test_many_documents_of_an_order_that_is_worked_out(self):
        center = self.env["mrp.workcenter"].create({"name": "Saw"})
        for bom in (self.fg_bom, self.sub_bom):
            bom.operation_ids = [
                Command.create({"workcenter_id": center.id, "name": "Cut"})
            ]
        few_order = self._make_order([(self.fg, 2)])
        few, _rows = self._count(few_order, few_order.ids)
        self.fg_bom.run_size = self.sub_bom.run_size = 1
        order = self._make_order([(self.fg, 20)])
        self.assertEqual(self._show(order)["worked_out"], [], "asked for when shown")
        many, rows = self._count(order, order.ids)
        self.assertGreater(rows, 60)
        self.assertLessEqual(many, few + 10)


@tagged("post_install", "-at_install")
class TestChainAccess(ChainReading, PullCommon):
    """Who sees which chains, and what they may open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()
        cls.vendor_a.group_rfq = "all"
        cls.own_seller = new_test_user(
            cls.env, "chain_own", groups="sales_team.group_sale_salesman"
        )
        cls.buyer = new_test_user(
            cls.env, "chain_buys", groups="purchase.group_purchase_user"
        )
        cls.portal = new_test_user(cls.env, "chain_portal", groups="base.group_portal")
        cls.own = cls._make_order_from(cls.warehouse, [(cls.fg, 1)]).sudo()
        cls.other = cls._make_order_from(cls.warehouse, [(cls.fg, 2)]).sudo()
        cls.own.user_id = cls.own_seller
        cls.other.user_id = cls.salesperson
        cls.purchase = (
            cls.env["purchase.order.line"]
            .search([("product_id", "=", cls.raw.id)])
            .order_id
        )

    def test_a_salesperson_sees_their_own_orders_alone(self):
        self.assertEqual(self._show(self.own, self.own_seller)["orders"], self.own.ids)
        with self.assertRaises(AccessError):
            self._show(self.own | self.other, self.own_seller)
        data = self._show(self.own.partner_id, self.own_seller)
        self.assertEqual(data["orders"], self.own.ids)

    def test_asking_for_other_orders_shows_none(self):
        data = self._show(self.own, self.own_seller, self.other.ids)
        self.assertEqual((data["orders"], data["rows"]), ([], []))
        transfer = self.other.picking_ids
        user = new_test_user(
            self.env,
            "chain_store",
            groups="stock.group_stock_user,sales_team.group_sale_salesman",
        )
        self.assertEqual(self._show(transfer, user)["orders"], [])

    def test_a_buyer_follows_a_purchase_up_to_its_orders(self):
        self.assertFalse(self.own.with_user(self.buyer).has_access("read"))
        data = self._show(self.purchase, self.buyer)
        self.assertEqual(set(data["orders"]), {self.own.id, self.other.id})
        rows = data["rows"]
        for kind, may in (("order", False), ("run", False), ("purchase", True)):
            found = [row["can_open"] for row in rows if row["kind"] == kind]
            self.assertEqual(set(found), {may}, kind)
        with self.assertRaises(AccessError):
            self._show(self.own, self.buyer)

    def test_a_salesperson_opens_the_order_and_nothing_else(self):
        rows = self._get_rows(self.own, self.own_seller)
        opened = {row["kind"] for row in rows if row["can_open"]}
        self.assertEqual(opened, {"line"})

    def test_costs_are_for_who_sees_costs(self):
        user = new_test_user(
            self.env,
            "chain_costs",
            groups="sales_team.group_sale_salesman_all_leads,"
            "pull_through_production.group_pull_cost",
        )
        center = self.env["mrp.workcenter"].create(
            {"name": "Saw", "time_start": 30, "setup_cost": 12.5}
        )
        self.fg_bom.operation_ids = [
            Command.create({"workcenter_id": center.id, "name": "Cut"})
        ]
        order = self._make_order([(self.fg, 2)])
        data = self._show(order, user)
        self.assertTrue(data["costs"])
        run = self._get_row(data["rows"], "run", "FG")
        self.assertEqual((run["setup"], run["cost"]), (30, 12.5))
        bought = self._get_row(data["rows"], "purchase", "COMP")
        self.assertEqual(bought["cost"], 20)
        data = self._show(order, self.salesperson)
        self.assertFalse(data["costs"])
        for row in data["rows"]:
            self.assertEqual((row["setup"], row["cost"]), (0, 0))

    def test_portal_sees_nothing(self):
        self.own.partner_id = self.portal.partner_id
        own = self.own.with_user(self.portal)
        self.assertTrue(own.name)
        for call in (own.get_pull_chain_screen, own.action_view_pull_chain):
            with self.assertRaises(AccessError):
                call()

    def test_another_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        user = new_test_user(
            self.env,
            "chain_abroad",
            groups="sales_team.group_sale_manager,purchase.group_purchase_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        with self.assertRaises(AccessError):
            self._show(self.own, user)
        self.assertEqual(self._show(self.own.partner_id, user)["orders"], [])

    def test_what_a_client_sends_is_refused_in_words(self):
        for odd in ("abc", ["abc"], {"a": 1}, [[1]], [2**40], [1.5], 7, [True], [-1]):
            with self.assertRaises(UserError, msg=odd):
                self._show(self.own, self.own_seller, odd)

    # === Who hears of changes ===

    def _get_channels(self, user, *channels):
        sockets = self.env["ir.websocket"].with_user(user)
        found = sockets._get_pull_chain_channels([*channels, "broadcast", user])
        self.assertEqual(
            {name for _order, name in found}, {"pull_chain"} if found else set()
        )
        return sorted(order.id for order, _name in found)

    def test_a_channel_is_for_who_may_follow_the_order(self):
        asked = [f"pull_chain_{order.id}" for order in (self.own, self.other)]
        self.own.partner_id = self.portal.partner_id
        for user, heard in (
            (self.own_seller, [self.own.id]),
            (self.buyer, [self.own.id, self.other.id]),
            (self.portal, []),
            (self.env.ref("base.public_user"), []),
        ):
            self.assertEqual(self._get_channels(user, *asked), heard, user.name)

    def test_a_channel_of_what_is_no_order(self):
        odd = ("pull_chain_", "pull_chain_x", "pull_chain_999999999", "pull_chain_1;2")
        self.assertEqual(self._get_channels(self.buyer, *odd), [])
