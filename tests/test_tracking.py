import doctest

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from ..models.tracking import steps
from .test_placing import PlacingCommon
from .test_promise import NOW, at
from .world import DropshipCommon


class TrackingChecks:
    """What the steps of orders are checked by."""

    def _get_tracking(self, order):
        return order.sudo()._get_pull_tracking()

    def _check_steps(self, line, *expected):
        """Check the steps of a line, written as "ordered: Mar 3" when it is done, with
        its day, "materials?" when it is at it, "ready" when it comes later."""
        lines = line.order_id.order_line._filter_pull_tracked()
        tracked = self._get_tracking(line.order_id)["lines"][lines.ids.index(line.id)]
        marks = {"done": ": %s", "current": "?%s", "later": "%s"}
        steps = [
            (step["key"] + marks[step["state"]] % step["date"]).rstrip(": ")
            for step in tracked["steps"]
        ]
        self.assertEqual(steps, [*expected])
        return tracked

    def _deliver(self, order, quantity=None):
        """Ship what is to be delivered, or a part; the rest is a backorder."""
        picking = order.sudo().picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        picking.action_assign()
        for move in picking.move_ids:
            move.quantity = quantity or move.product_uom_qty
            move.picked = True
        picking._action_done()
        self.env.cr.flush()


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestTracking(TrackingChecks, PlacingCommon):
    """The steps of an order, as its documents say."""

    def test_doctests(self):
        self.assertEqual(doctest.testmod(steps).failed, 0)

    # === What is made ===

    def test_confirmed(self):
        line = self._confirm()
        tracked = self._check_steps(
            line, "ordered: Mar 3", "materials?", "production", "ready", "shipped"
        )
        self.assertEqual(tracked["quantity"], "1 unit")
        self.assertEqual(tracked["now"], "materials")
        self.assertEqual(tracked["name"], line.name)

    def test_every_stage_with_its_day(self):
        line = self._confirm()
        with freeze_time("2031-03-05 09:00:00"):
            self._confirm_purchase_of(self.comp)
            self._receive_all(line.order_id)
            self._check_steps(
                line,
                *("ordered: Mar 3", "materials: Mar 5"),
                *("production?", "ready", "shipped"),
            )
        with freeze_time("2031-03-06 09:00:00"):
            self._produce(self._get_runs(self.sub))
            self._check_steps(
                line,
                *("ordered: Mar 3", "materials: Mar 5"),
                *("production?", "ready", "shipped"),
            )
        with freeze_time("2031-03-07 09:00:00"):
            self._produce(self._get_runs(self.fg))
            self._check_steps(
                line,
                *("ordered: Mar 3", "materials: Mar 5"),
                *("production: Mar 7", "ready: Mar 7", "shipped"),
            )
        with freeze_time("2031-03-10 09:00:00"):
            self._deliver(line.order_id)
            self._check_steps(
                line,
                *("ordered: Mar 3", "materials: Mar 5"),
                *("production: Mar 7", "ready: Mar 7", "shipped: Mar 10"),
            )

    def test_one_material_of_two_is_not_all(self):
        line = self._confirm()
        self._confirm_purchase_of(self.comp)
        bought = self._get_purchase_lines(self.comp)
        self._do_transfers(bought.order_id.picking_ids, follow=False)
        self._check_steps(
            line, "ordered: Mar 3", "materials?", "production", "ready", "shipped"
        )

    def test_what_runs_take_from_stock_is_there_or_not(self):
        self.raw.supply_policy = self.comp.supply_policy = "push"
        line = self._confirm()
        self._check_steps(
            line, "ordered: Mar 3", "materials?", "production", "ready", "shipped"
        )
        self._add_stock(self.raw, 6)
        self._add_stock(self.comp, 1)
        (self._get_runs(self.sub) | self._get_runs(self.fg)).action_assign()
        self._check_steps(
            line, "ordered: Mar 3", "materials", "production?", "ready", "shipped"
        )

    def test_one_run_of_several_is_not_all(self):
        self.fg_bom.run_size = 1
        line = self._confirm(quantity=2)
        self._receive_all(line.order_id)
        runs = self._get_runs(self.fg)
        self.assertEqual(len(runs), 2)
        for run in self._get_runs(self.sub) | runs[0]:
            self._produce(run)
        self._check_steps(
            line,
            *("ordered: Mar 3", "materials: Mar 3"),
            *("production?", "ready", "shipped"),
        )

    def test_what_lost_its_run_waits_for_materials(self):
        line = self._confirm()
        self._get_runs(self.fg).action_cancel()
        self._check_steps(
            line, "ordered: Mar 3", "materials?", "production", "ready", "shipped"
        )

    def test_what_nothing_can_supply_is_in_preparation(self):
        orphan = self._make_product("ORPHAN")
        line = self._confirm(orphan)
        self._check_steps(line, "ordered: Mar 3", "preparation?", "ready", "shipped")

    # === What is bought, and what is there ===

    def test_bought(self):
        line = self._confirm(self.comp)
        self._check_steps(line, "ordered: Mar 3", "preparation?", "ready", "shipped")
        with freeze_time("2031-03-05 09:00:00"):
            self._receive_all(line.order_id)
        self._check_steps(
            line, "ordered: Mar 3", "preparation: Mar 5", "ready: Mar 5", "shipped"
        )

    def test_taken_from_stock(self):
        self.comp.supply_policy = "hybrid"
        self._add_stock(self.comp, 5)
        line = self._confirm(self.comp)
        line.move_ids._action_assign()
        self._check_steps(line, "ordered: Mar 3", "ready", "shipped")

    # === Parts ===

    def test_shipped_in_parts(self):
        line = self._confirm(self.comp, 5)
        self._receive_all(line.order_id)
        self._deliver(line.order_id, 2)
        tracked = self._check_steps(
            line, "ordered: Mar 3", "preparation: Mar 3", "ready: Mar 3", "shipped"
        )
        self.assertEqual(tracked["shipped"], "2 units of 5 units shipped")
        with freeze_time("2031-03-10 09:00:00"):
            self._deliver(line.order_id)
        tracked = self._check_steps(
            line,
            *("ordered: Mar 3", "preparation: Mar 3"),
            *("ready: Mar 3", "shipped: Mar 10"),
        )
        self.assertEqual(tracked["shipped"], "")

    def test_what_comes_back_was_shipped(self):
        line = self._confirm(self.comp, 5)
        self._receive_all(line.order_id)
        self._deliver(line.order_id)
        transfer = line.order_id.picking_ids
        wizard = self.env["stock.return.picking"].create({"picking_id": transfer.id})
        wizard.product_return_moves.quantity = 2
        back = wizard._create_return()
        back.move_ids.write({"quantity": 2, "picked": True})
        back._action_done()
        self.assertEqual(line.qty_delivered, 3)
        self._check_steps(
            line,
            *("ordered: Mar 3", "preparation: Mar 3"),
            *("ready: Mar 3", "shipped: Mar 3"),
        )

    def test_lines_at_different_steps(self):
        order = self._make_order([(self.comp, 1), (self.fg, 1)])
        plain = self._make_product("PLAIN", policy=False)
        order.sudo().write(
            {
                "order_line": [
                    Command.create({"display_type": "line_note", "name": "Mind"}),
                    Command.create({"product_id": plain.id}),
                ]
            }
        )
        first, second, _note, third = order.sudo().order_line
        line = self._get_purchase_lines(self.comp).filtered(
            lambda bought: first in bought.pull_sale_line_ids
        )
        line.order_id.button_confirm()
        self._do_transfers(line.order_id.picking_ids, follow=False)
        self._check_steps(
            first, "ordered: Mar 3", "preparation: Mar 3", "ready: Mar 3", "shipped"
        )
        self._check_steps(
            second, "ordered: Mar 3", "materials?", "production", "ready", "shipped"
        )
        self._check_steps(third, "ordered: Mar 3", "ready", "shipped")
        self.assertEqual(
            order._get_pull_tracking_texts(self._get_tracking(order)),
            ["Now: Ordered (1), Materials (1), Ready (1)"],
        )

    # === Nothing to follow ===

    def test_an_order_without_anything_pulled_tells_nothing(self):
        plain = self._make_product("PLAIN", policy=False)
        order = self._make_order([(plain, 1)])
        self.assertFalse(order._is_pull_tracked())
        self.assertFalse(self._get_tracking(order))

    def test_a_company_may_tell_nothing(self):
        order = self._confirm().order_id
        settings = self.env["res.config.settings"].create({})
        self.assertTrue(settings.pull_tell_steps)
        settings.pull_tell_steps = False
        settings.execute()
        self.assertFalse(self._get_tracking(order))

    def test_quotations_and_cancelled_orders_have_no_steps(self):
        order = self._quote([(self.fg, 1)])
        tracking = self._get_tracking(order)
        self.assertEqual((tracking["state"], tracking["lines"]), ("unconfirmed", []))
        order.action_confirm()
        order._action_cancel()
        tracking = self._get_tracking(order)
        self.assertEqual((tracking["state"], tracking["lines"]), ("cancelled", []))
        self.assertFalse(tracking["date"])

    # === The day ===

    def _check_days(self, order, date, before=""):
        tracking = self._get_tracking(order)
        found = (tracking["date"], tracking["date_before"])
        self.assertEqual(found, (date, before))

    def test_no_day_is_told_by_default(self):
        self._check_days(self._confirm().order_id, "")
        self._check_days(self._confirm(asked=at(14, 12)).order_id, "Mar 14")

    def test_another_promise_is_told_with_the_one_before(self):
        self.company.pull_tell_date = True
        line = self._confirm(asked=at(14, 12))
        self._check_days(line.order_id, "Mar 14")
        line.order_id.commitment_date = at(14, 15)
        self._check_days(line.order_id, "Mar 14")
        line.order_id.commitment_date = at(20, 12)
        self._end_request()
        self._check_days(line.order_id, "Mar 20", "Mar 14")
        line.order_id.commitment_date = at(12, 12)
        self._check_days(line.order_id, "Mar 12", "Mar 14")

    def test_orders_from_before_have_their_promise_alone(self):
        self.company.pull_tell_date = True
        line = self._confirm(asked=at(14, 12))
        line.pull_first_promised_date = False
        self._check_days(line.order_id, "Mar 14")
        bought = self._confirm_purchase_of(self.comp)
        line.pull_first_promised_date = False
        bought.date_planned = at(19, 12)
        self._end_request()
        self._check_days(line.order_id, "Mar 19", "Mar 14")

    def test_what_is_confirmed_again_is_promised_anew(self):
        self.company.pull_tell_date = True
        order = self._confirm(asked=at(14, 12)).order_id
        order._action_cancel()
        order.action_draft()
        order.commitment_date = at(20, 12)
        order.action_confirm()
        self._end_request()
        self._check_days(order, "Mar 20")

    def test_what_comes_late_is_told_once_somebody_is_asked_to_act(self):
        self.company.pull_tell_date = True
        self.company.pull_late_hours = 24
        line = self._confirm(asked=at(14, 12))
        bought = self._confirm_purchase_of(self.comp)
        bought.date_planned = at(15, 6)
        self._end_request()
        self.assertTrue(line.pull_lateness)
        self._check_days(line.order_id, "Mar 14")
        bought.date_planned = at(19, 12)
        self._end_request()
        self._check_days(line.order_id, "Mar 19", "Mar 14")
        bought.date_planned = at(12, 12)
        self._end_request()
        self._check_days(line.order_id, "Mar 14")

    def test_lateness_is_nothing_to_tell_where_no_day_is(self):
        line = self._confirm(asked=at(14, 12))
        self._confirm_purchase_of(self.comp).date_planned = at(25, 12)
        self._end_request()
        self.assertTrue(line.order_id.pull_is_told_late)
        self._check_days(line.order_id, "Mar 14")

    def test_what_is_shipped_is_expected_no_more(self):
        self.company.pull_tell_date = True
        line = self._confirm(self.comp)
        self._check_days(line.order_id, "Mar 5")
        self._receive_all(line.order_id)
        self._deliver(line.order_id)
        self._check_days(line.order_id, "")

    def test_days_are_those_of_the_customers_clock(self):
        self.company.pull_tell_date = True
        line = self._confirm(asked=at(14, 23))
        self.customer.tz = "Asia/Tokyo"
        self._check_days(line.order_id.with_context(tz=False), "Mar 15")

    # === In batch ===

    def test_a_constant_number_of_queries(self):
        def count(order):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._get_tracking(order)
            return self.env.cr.sql_log_count - before

        one, many = (
            self._make_order([(self.fg, 1)]),
            self._make_order([(self.fg, 1)] * 8),
        )
        self._receive_all(many)
        count(one)
        self.assertLessEqual(count(many), count(one) + 8)


@tagged("post_install", "-at_install")
class TestTrackingDropship(TrackingChecks, DropshipCommon):
    """What vendors ship themselves is prepared, then shipped: never ready here."""

    def test_shipped_by_the_vendor(self):
        order = self._make_order([(self.a, 5)])
        line = order.sudo().order_line
        keys = ["ordered", "preparation", "shipped"]
        for states in (["done", "current", "later"], ["done", "current", "later"]):
            steps = self._get_tracking(order)["lines"][0]["steps"]
            self.assertEqual([step["key"] for step in steps], keys)
            self.assertEqual([step["state"] for step in steps], states)
            transfer = self._confirm_purchase(self.a)
        rest = self._ship(transfer, 2)
        tracked = self._get_tracking(order)["lines"][0]
        self.assertEqual(tracked["shipped"], "2 units of 5 units shipped")
        self.assertEqual(tracked["steps"][-1]["state"], "later")
        self._ship(rest)
        tracked = self._get_tracking(order)["lines"][0]
        self.assertEqual({step["state"] for step in tracked["steps"]}, {"done"})
        self.assertEqual(line.qty_delivered, 5)
