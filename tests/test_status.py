import doctest
import logging

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..models.status import stage
from ..models.status.past_stages import PastStages
from .test_placing import PlacingCommon
from .test_promise import NOW, at
from .world import ChangeCommon

DAY = 24 * 60


class StatusCommon(PlacingCommon, ChangeCommon):
    """Orders whose stage is read as the next request reads it, and at once."""

    def _check_stage(self, order, expected, progress=None):
        """The stage is the same read at once, searched, and after the request."""
        self.assertEqual(order.pull_stage, expected)
        found = self.env["sale.order"].search(
            [("id", "in", order.ids), ("pull_stage", "=", expected)]
        )
        self.assertEqual(found, order)
        self._end_request()
        order.invalidate_recordset(["pull_stage", "pull_progress"])
        self.assertEqual(order.pull_stage, expected)
        if progress is not None:
            self.assertEqual(order.pull_progress, progress)

    def _read_stage(self, order):
        """Return what the database holds once a request is over."""
        self._end_request()
        self.env.cr.execute(
            "SELECT pull_stage FROM sale_order WHERE id = %s", order.ids
        )
        return self.env.cr.fetchone()[0]


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestStatus(StatusCommon):
    """The stage of an order is right at the next reading after whatever happens."""

    def test_doctests_hold(self):
        result = doctest.testmod(stage)
        self.assertTrue(result.attempted)
        self.assertFalse(result.failed)

    def test_what_a_confirmation_did_is_known_after_a_rollback(self):
        """Looking up in what is taken back must not be the only time."""
        order = self._make_order([(self.fg, 1)])
        self.env.flush_all()
        savepoint = self.cr.savepoint(flush=False)
        self.assertEqual(order.pull_stage, "to_order")
        self.env.flush_all()
        self.cr.clear()
        savepoint.close(rollback=True)
        self.env.invalidate_all()
        self.assertEqual(order.order_line.sudo().mapped("pull_stage"), ["to_order"])
        self.assertEqual(order.pull_stage, "to_order")

    def test_an_order_comes_through_its_stages(self):
        order = self._confirm(asked=at(14, 12)).order_id
        self._check_stage(order, "to_order", 0)
        first, second = self.raw, self.comp
        self._get_purchase_lines(first).order_id.button_confirm()
        if self._get_purchase_lines(second).state != "purchase":
            self._check_stage(order, "to_order", 0)
            self._get_purchase_lines(second).order_id.button_confirm()
        self._check_stage(order, "waiting", 0)
        self._receive_all(order)
        # Two purchases of two, no run of two, no delivery.
        self._check_stage(order, "in_production", 40)
        self._produce(self._get_runs(self.sub))
        self._check_stage(order, "in_production", 60)
        self._produce(self._get_runs(self.fg))
        self._check_stage(order, "ready", 80)
        self._do_transfers(self._get_customer_moves(order).picking_id)
        self._check_stage(order, "delivered", 100)

    def test_a_run_that_is_begun_is_in_production(self):
        order = self._confirm(self.sub, asked=at(14, 12)).order_id
        self._get_purchase_lines(self.raw).order_id.button_confirm()
        self._check_stage(order, "waiting")
        self._start(self._get_runs(self.sub))
        self._check_stage(order, "in_production")

    def test_what_loses_its_supply_is_blocked_and_comes_back(self):
        order = self._confirm(asked=at(14, 12)).order_id
        self.assertEqual(self._read_stage(order), "to_order")
        self._get_purchase_lines(self.comp).order_id.button_cancel()
        self.assertEqual(self._read_stage(order), "blocked")
        self._get_exceptions(order).action_retry()
        self.assertEqual(self._read_stage(order), "to_order")
        self._get_runs(self.sub).action_cancel()
        self.assertEqual(self._read_stage(order), "blocked")

    def test_what_nothing_supplies_is_blocked(self):
        orphan = self._make_product("ORPHAN", "pull")
        order = self._confirm(orphan).order_id
        self._check_stage(order, "blocked", 0)

    def test_an_order_is_as_far_as_its_first_line(self):
        order = self._make_order([(self.comp, 1), (self.fg, 1)])
        self._get_purchase_lines(self.comp).order_id.button_confirm()
        self._get_purchase_lines(self.raw).order_id.button_confirm()
        self._check_stage(order, "waiting")
        self._receive_all(order)
        self._end_request()
        stages = order.order_line.mapped("pull_stage")
        self.assertEqual(stages, ["ready", "in_production"])
        self._check_stage(order, "in_production")

    def test_another_quantity_and_a_cancellation(self):
        order = self._confirm(self.comp, 2).order_id
        self._confirm_purchase_of(self.comp)
        self._check_stage(order, "waiting")
        self._set_quantity(order, 3)
        self._check_stage(order, "to_order")
        order._action_cancel()
        self._check_stage(order, False)
        self.assertEqual(order.pull_progress, 0)

    def test_a_part_and_a_return(self):
        order = self._confirm(self.comp, 4).order_id
        self._confirm_purchase_of(self.comp)
        self._receive_all(order)
        self._check_stage(order, "ready", 50)
        [delivery] = self._get_customer_moves(order).picking_id
        delivery.move_ids.quantity = 1
        delivery.move_ids.picked = True
        delivery.with_context(skip_backorder=True).button_validate()
        self._end_request()
        self.assertEqual(order.order_line.qty_delivered, 1)
        self.assertEqual(order.pull_progress, 62)
        self._do_transfers(order.picking_ids.filtered(lambda p: p.state != "done"))
        self._check_stage(order, "delivered", 100)
        wizard = self.env["stock.return.picking"].create({"picking_id": delivery.id})
        wizard.product_return_moves.quantity = 1
        wizard.product_return_moves.to_refund = True
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        back.move_ids.picked = True
        back.button_validate()
        self._end_request()
        self.assertEqual(order.order_line.qty_delivered, 3)
        self.assertNotEqual(order.pull_stage, "delivered")

    def test_orders_without_a_policy_and_quotations_have_no_stage(self):
        plain = self._make_product("PLAIN", False, self.vendor_a)
        self._check_stage(self._confirm(plain).order_id, False)
        self._check_stage(self._quote([(self.fg, 1)]), False)

    def test_what_is_rolled_back_leaves_the_stage(self):
        order = self._confirm(self.comp).order_id
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self._get_purchase_lines(self.comp).order_id.button_confirm()
            self.assertEqual(order.pull_stage, "waiting")
            raise ZeroDivisionError
        self._check_stage(order, "to_order")

    def test_lateness_is_no_stage(self):
        order = self._confirm(self.comp, asked=at(3, 12)).order_id
        self.assertEqual(order.pull_promise_state, "late")
        self._check_stage(order, "to_order")
        with freeze_time(at(20)):
            order.order_line._note_pull_stage()
            self._check_stage(order, "to_order")

    def test_stages_are_searched_and_grouped(self):
        orders = self.env["sale.order"].union(
            *(self._confirm(self.comp).order_id for _number in range(2))
        )
        groups = self.env["sale.order"]._read_group(
            [("id", "in", orders.ids)], ["pull_stage"], ["__count"]
        )
        self.assertEqual(groups, [("to_order", 2)])
        self._confirm_purchase_of(self.comp)
        groups = self.env["sale.order"]._read_group(
            [("id", "in", orders.ids)], ["pull_stage"], ["__count"]
        )
        self.assertEqual(sum(count for _stage, count in groups), 2)
        self.assertIn("waiting", dict(groups))

    # === In words ===

    def _check_summary(self, order, text):
        self._end_request()
        self.env.invalidate_all()
        self.assertEqual(order.with_user(self.salesperson).pull_summary, text)

    def test_one_sentence_says_where_it_is(self):
        order = self._confirm(self.sub, 2, asked=at(14, 12)).order_id
        self._check_summary(
            order, "2 × SUB: waiting for RAW (order by Mar 12). Expected Mar 14."
        )
        bought = self._confirm_purchase_of(self.raw)
        self._check_summary(
            order, "2 × SUB: waiting for RAW (due Mar 14). Expected Mar 14."
        )
        bought.date_planned = at(18, 12)
        self._check_summary(
            order,
            "2 × SUB: waiting for RAW (due Mar 18). Expected Mar 18, promised Mar 14.",
        )
        self._receive_all(order)
        self._end_request()
        self.assertIn("2 × SUB: in production (until Mar", order.pull_summary)
        self._produce(self._get_runs(self.sub))
        self.assertIn("2 × SUB: ready to ship. Expected Mar", order.pull_summary)
        self._do_transfers(self._get_customer_moves(order).picking_id)
        self._check_summary(order, "2 × SUB: delivered.")

    def test_the_sentence_is_about_the_line_that_is_least_far(self):
        orphan = self._make_product("ORPHAN", "pull")
        order = self._make_order([(self.comp, 1), (orphan, 3), (self.raw, 1)])
        self._check_summary(
            order, "3 × ORPHAN and 2 more lines: nothing supplies ORPHAN."
        )

    def test_a_quotation_has_no_sentence(self):
        self.assertFalse(self._quote([(self.fg, 1)]).pull_summary)

    def test_a_line_tells_what_it_waits_for_and_buyers_from_whom(self):
        line = self._confirm(asked=at(14, 12))
        buyer = new_test_user(
            self.env,
            "pull_wait_buyer",
            groups="purchase.group_purchase_user,sales_team.group_sale_salesman_all_leads",
        )
        told = line.with_user(self.salesperson).pull_waits
        self.assertEqual(
            sorted(wait["text"] for wait in told),
            [
                "COMP: to be ordered by Mar 12",
                "RAW: to be ordered by Mar 12",
            ],
        )
        self.assertFalse(any(wait["id"] for wait in told))
        told = line.with_user(buyer).pull_waits
        vendor = self._get_purchase_lines(self.comp).order_id.partner_id.name
        texts = [wait["text"] for wait in told]
        self.assertIn(f"COMP: order from {vendor} by Mar 12", texts)
        self.assertTrue(all(wait["id"] for wait in told))
        self.assertEqual({wait["model"] for wait in told}, {"purchase.order"})

    def _count_queries(self, orders):
        """Return how many queries it takes to work out the stages of orders."""
        self._end_request()
        self.env.invalidate_all()
        lines = orders.order_line
        lines.mapped("state")
        orders.mapped("state")
        lines._note_pull_stage()
        before = self.env.cr.sql_log_count
        orders.mapped("pull_stage")
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_many_orders_take_as_many_queries_as_one(self):
        orders = self.env["sale.order"]
        for _number in range(20):
            orders |= self._make_order([(self.fg, 1)])
        self._count_queries(orders)
        one = self._count_queries(orders[:1])
        many = self._count_queries(orders)
        self.assertGreater(one, 0)
        self.assertLessEqual(many, one + 2)
        logging.getLogger(__name__).info("stages: %s and %s queries", one, many)

    def test_what_serves_no_order_takes_one_query(self):
        plain = self._make_product("PLAIN", False, self.vendor_a)
        order = self._make_order([(plain, 1)])
        self._end_request()
        order.order_line.move_ids._note_pull_stage()
        self.assertFalse(self.env.cr.precommit.data.get("none"))
        self._end_request()
        self.assertFalse(order.order_line.pull_stage)

    def test_who_may_read_it(self):
        order = self._confirm(self.comp).order_id
        self.assertEqual(order.with_user(self.salesperson).pull_stage, "to_order")
        portal = new_test_user(
            self.env, "pull_stage_portal", groups="base.group_portal"
        )
        order.partner_id = portal.partner_id
        with self.assertRaises(AccessError):
            order.with_user(portal).read(["pull_stage"])
        with self.assertRaises(AccessError):
            order.with_user(self.salesperson).pull_stage = "delivered"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestStatusPast(StatusCommon):
    """Orders from before there were stages."""

    def _forget(self, orders):
        self._end_request()
        self.env.cr.execute(
            "UPDATE sale_order SET pull_stage = NULL, pull_progress = NULL, "
            "pull_promise_state = NULL, pull_promised_date = NULL WHERE id IN %s",
            [orders._ids],
        )
        self.env.cr.execute(
            "UPDATE sale_order_line SET pull_stage = NULL, pull_progress = NULL "
            "WHERE order_id IN %s",
            [orders._ids],
        )
        self.env.invalidate_all()

    def _fill(self, batch=100):
        """Do what the scheduled action does, but for its commits."""
        past = PastStages(self.env)
        past.fill_delivered()
        left = past.get_open()
        for number in range(0, len(left), batch):
            past.fill_open(left[number : number + batch])

    def test_they_get_their_stages_in_the_background(self):
        done = self._confirm(self.comp, asked=at(14, 12)).order_id
        self._confirm_purchase_of(self.comp)
        self._receive_all(done)
        self._do_transfers(self._get_customer_moves(done).picking_id)
        part = self._make_order([(self.comp, 1), (self.sub, 1)])
        kit = self._make_product("KIT", policy=False, is_storable=False)
        self._make_bom(kit, {self.raw: 1}, type="phantom")
        kits = self._make_order([(kit, 1)])
        plain = self._make_product("PLAIN", False, self.vendor_a)
        plains = self._make_order([(plain, 1)])
        orders = done | part | kits | plains
        self._end_request()
        names = ["pull_stage", "pull_progress", "pull_promise_state"]
        names.append("pull_promised_date")
        before = orders.read(names)
        self.assertEqual(
            orders.mapped("pull_stage"), ["delivered", "to_order", "to_order", False]
        )
        self._forget(orders)
        self.assertFalse(any(orders.mapped("pull_stage")))
        self._fill(1)
        self.assertFalse(PastStages(self.env).get_open())
        self.env.invalidate_all()
        self.assertEqual(orders.read(names), before)

    def test_what_has_a_stage_is_left_alone(self):
        order = self._confirm(self.comp).order_id
        self._end_request()
        self.env.cr.execute(
            "UPDATE sale_order SET pull_stage = 'ready' WHERE id = %s", order.ids
        )
        self.env.invalidate_all()
        self._fill()
        self.env.invalidate_all()
        self.assertEqual(order.pull_stage, "ready")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestStatusUrgency(StatusCommon):
    """Purchases and runs know for which order they are most urgent."""

    def _check_need(self, document, needed, slack, order=None):
        self.assertEqual(document.pull_needed_by, needed)
        self.assertEqual(document.pull_slack, slack)
        if order:
            self.assertIn(order.name, document.pull_urgent_order)

    def test_what_is_placed_just_in_time_has_nothing_to_spare(self):
        order = self._confirm(asked=at(14, 12)).order_id
        for product in (self.fg, self.sub):
            self._check_need(self._get_runs(product), at(14, 12), 0, order)
        bought = self._get_purchase_lines(self.raw)
        self._check_need(bought, at(14, 12), 0, order)
        self._check_need(bought.order_id, at(14, 12), 0, order)

    def test_a_late_purchase_has_less_than_none(self):
        order = self._confirm(asked=at(14, 12)).order_id
        bought = self._confirm_purchase_of(self.comp)
        bought.date_planned = at(16, 12)
        self._end_request()
        self.assertEqual(order.pull_promise_state, "late")
        self._check_need(bought, at(14, 12), -2 * DAY, order)
        self._check_need(bought.order_id, at(14, 12), -2 * DAY, order)
        bought.date_planned = at(12, 12)
        self._end_request()
        self._check_need(bought, at(14, 12), 2 * DAY, order)

    def test_what_is_done_or_not_needed_any_more_is_needed_by_nobody(self):
        order = self._confirm(self.comp, asked=at(14, 12)).order_id
        bought = self._confirm_purchase_of(self.comp)
        self.assertTrue(bought.pull_needed_by)
        self._receive_all(order)
        self._end_request()
        self._check_need(bought, False, 0)
        self.assertFalse(bought.order_id.pull_needed_by)

    def test_a_cancelled_order_needs_nothing(self):
        order = self._confirm(self.comp, asked=at(14, 12)).order_id
        bought = self._confirm_purchase_of(self.comp)
        order._action_cancel()
        self._end_request()
        self._check_need(bought, False, 0)
        self.assertFalse(order.pull_needs)

    def test_the_most_urgent_of_several_orders_stands_there(self):
        (self.vendor_a | self.vendor_b).group_rfq = "all"
        first = self._confirm(self.comp, asked=at(14, 12)).order_id
        second = self._confirm(self.comp, asked=at(20, 12)).order_id
        bought = self._get_purchase_lines(self.comp)
        purchase = bought.order_id
        purchase.button_confirm()
        bought.date_planned = at(12, 12)
        self._end_request()
        for line in bought:
            orders = line.pull_order_ids
            self.assertIn(line.pull_urgent_order.split()[0], orders.mapped("name"))
        self.assertEqual(len(purchase), 1)
        self._check_need(purchase, at(14, 12), 2 * DAY, first)
        first._action_cancel()
        self._end_request()
        self._check_need(purchase, at(20, 12), 8 * DAY, second)

    def test_lists_are_sorted_by_slack(self):
        self._confirm(self.comp, asked=at(14, 12))
        self._confirm(self.raw, asked=at(3, 12))
        lines = self._get_purchase_lines(self.comp) | self._get_purchase_lines(self.raw)
        found = lines.search([("id", "in", lines.ids)], order="pull_slack")
        self.assertEqual(found[:1].product_id, self.raw)
        self.assertLess(found[:1].pull_slack, 0)
        self.assertEqual(
            lines.search([("id", "in", lines.ids), ("pull_slack", "<", 0)]), found[:1]
        )

    def test_an_order_that_may_not_be_read_is_not_named(self):
        order = self._confirm(self.comp, asked=at(14, 12)).order_id
        other = new_test_user(
            self.env,
            "pull_urgent_other",
            groups="purchase.group_purchase_user,sales_team.group_sale_salesman",
        )
        order.user_id = self.salesperson
        bought = self._get_purchase_lines(self.comp)
        self.assertEqual(bought.with_user(other).pull_urgent_order, "another order")
        with self.assertRaises(AccessError):
            bought.with_user(other).read(["pull_urgencies"])
