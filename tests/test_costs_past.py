from contextlib import contextmanager
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.costs.vectors.layers import Layers
from .books import CogsCommon
from .own_transactions import OwnTransactionsCase


class TestPastLayers(TransactionCase):
    def test_the_oldest_leaves_first(self):
        layers = Layers()
        layers.bring("a", 3)
        layers.bring("b", 2)
        self.assertEqual(layers.take(4), [("a", 3), ("b", 1)])
        self.assertEqual(layers.get_all(), [("b", 1)])
        self.assertEqual(layers.on_hand, 1)

    def test_no_more_leaves_than_is_there(self):
        layers = Layers(1, [("a", 1)])
        self.assertEqual(layers.take(4), [("a", 1)])
        self.assertEqual(layers.on_hand, -3)

    def test_what_was_missing_has_left_with_the_next(self):
        layers = Layers(-3)
        layers.bring("a", 2)
        self.assertEqual(layers.get_all(), [])
        layers.bring("b", 5)
        self.assertEqual(layers.get_all(), [("b", 4)])

    def test_thirds_leave_nothing(self):
        layers = Layers(1, [("a", 1)])
        for _third in range(3):
            layers.take(1 / 3)
        self.assertEqual(layers.get_all(), [])


@tagged("post_install", "-at_install")
class TestPastAlone(OwnTransactionsCase):
    """Building goes on in the background."""

    build_model = "pull.cost.build"

    def test_two_do_not_build_at_once(self):
        self.env.cr.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s))", [self.build._name]
        )
        self.assertFalse(self.build._run(lambda count: self.fail("It did build.")))
        self.assertEqual(self.build.state, "running")

    @mute_logger(
        "odoo.addons.pull_through_production.models.costs.past.pull_cost_build"
    )
    def test_an_error_stops_it_and_is_shown(self):
        calls = []

        def commit(count):
            calls.append(count)
            if len(calls) == 1:
                raise OSError("The disk is full.")

        self.assertTrue(self.build._run(commit))
        self.assertEqual(self.build.state, "stopped")
        self.assertIn("The disk is full.", self.build.message)


@tagged("post_install", "-at_install")
class TestCogsPast(CogsCommon):
    """A history, its costs as they were written when it happened, and built later."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.table.invoice_policy = "delivery"
        cls.manager = new_test_user(
            cls.env, "past_manager", groups="account.group_account_manager"
        )
        cls.salesperson = new_test_user(
            cls.env, "past_sales", groups="sales_team.group_sale_manager"
        )

    @classmethod
    def _receive_components(cls):
        cls.now = datetime(2026, 3, 2, 9)
        cls.env.flush_all()
        with freeze_time(cls.now, tick=False):
            res = super()._receive_components()
            cls.env.flush_all()
        return res

    @contextmanager
    def _later(self, hours=1):
        """Everything inside happens at one time, later than all before."""
        self.env.flush_all()
        type(self).now += timedelta(hours=hours)
        with freeze_time(self.now, tick=False):
            yield
            self.env.flush_all()

    # === Histories ===

    def _live(self, order, *deliveries):
        """Make, deliver in parts and invoice each part; return the pickings."""
        for run in self._get_runs(order).sorted("id", reverse=True):
            with self._later():
                if run.product_tracking == "lot":
                    run.action_generate_serial()
                self._finish(run)
        pickings = []
        for quantity in deliveries:
            with self._later():
                pickings.append(self._deliver(order, {order.order_line: quantity}))
            with self._later():
                self._invoice(order)
        return pickings

    def _live_through_two_levels(self):
        leg = self._make_product("Leg", self.category_fifo_auto)
        saw = self._make_workcenter("Saw", time_start=10, time_stop=0, setup_cost=5)
        self._make_bom(leg, {self.component: 3}, [("Sawing", saw, 5)])
        leg.supply_policy = "pull"
        self.bom.bom_line_ids.unlink()
        self.bom.bom_line_ids = [(0, 0, {"product_id": leg.id, "product_qty": 1})]
        with self._later():
            order = self._sell([(self.table, 3)])
        first, _second = self._live(order, 2, 1)
        with self._later():
            self._return(first, {self.table: 1})
        with self._later():
            self._credit(order.invoice_ids[:1], {order.order_line: 1})
        with self._later():
            order = self._sell([(self.table, 2)])
        self._live(order, 2)

    def _take_away(self):
        """As if the module had come after all this; return what was written."""
        costs = self._read_costs()
        rows, parts, moves = self._get_costs()
        rows.sudo().unlink()
        parts.sudo().unlink()
        moves.sudo().pull_value_days = 0
        self.env.flush_all()
        self.env.invalidate_all()
        return costs

    def _get_costs(self):
        """Return the rows, parts and moves with costs of the company that is built:
        tests of two people at once leave what they did in companies of their own."""
        own = self.env.company.id
        rows = self.env["pull.cogs.line"].search([])
        parts = self.env["stock.move.cost.line"].search([])
        moves = self.env["stock.move"].search([("pull_value_days", "!=", 0)])
        return (
            rows.filtered(lambda row: row.account_move_line_id.company_id.id == own),
            parts.filtered(lambda part: part.move_id.company_id.id == own),
            moves.filtered(lambda move: move.company_id.id == own),
        )

    def _read_costs(self):
        """Return the parts of every move and item, and how long goods have lain."""
        rows, parts, moves = self._get_costs()
        costs = {
            (row.move_id, row.kind, row.production_id): (
                self._round(row.amount),
                round(row.weight, 6),
            )
            for row in parts
        }
        for row in rows:
            key = (row.account_move_line_id, row.kind, row.production_id)
            costs[key] = (self._round(row.amount), row.sale_line_id, row.basis)
        for move in moves:
            costs[move] = round(move.pull_value_days, 3)
        return costs

    def _build(self, size=3, batches=1000):
        """Build in small batches, at most so many; return the record."""
        build = self.env["pull.cost.build"]._start()
        counts = []

        def commit(count):
            counts.append(count)
            return len(counts) <= batches

        build._run(commit, size=size)
        return build

    # === The same costs ===

    def _check_built_as_lived(self):
        lived = self._take_away()
        self.assertTrue(self.env["pull.cogs.line"]._check_pull_cost_integrity())
        build = self._build(size=2, batches=1)
        self.assertEqual(build.state, "running")
        self.assertGreater(build.progress, 0)
        self.assertLess(build.progress, 100)
        build = self._build()
        self.assertEqual(build.state, "done")
        self.assertEqual(build.progress, 100)
        self.assertEqual(build.moves_done, build.moves_total)
        self.assertEqual(build.items_done, build.items_total)
        self.maxDiff = None
        self.assertEqual(self._read_costs(), lived)
        self.assertEqual(self.env["pull.cogs.line"]._check_pull_cost_integrity(), [])

    def test_two_levels_with_a_return_by_fifo(self):
        self._live_through_two_levels()
        self._check_built_as_lived()

    def test_two_levels_with_a_return_by_average(self):
        self.table.categ_id = self.category_avco_auto
        self._live_through_two_levels()
        self._check_built_as_lived()

    def test_standard_cost(self):
        self.table.categ_id = self.category_standard_auto
        self.table.standard_price = 30
        with self._later():
            order = self._sell([(self.table, 3)])
        self._live(order, 2, 1)
        self._check_built_as_lived()

    def test_by_lot(self):
        self.table.tracking = "lot"
        self.table.product_tmpl_id.lot_valuated = True
        with self._later():
            first = self._sell([(self.table, 2)])
        with self._later():
            second = self._sell([(self.table, 1)])
        for order in (second, first):
            self._live(order, order.order_line.product_uom_qty)
        self._check_built_as_lived()

    def test_thirds_of_a_cent(self):
        with self._later():
            self._make_in_move(self.component, 3, unit_cost=100 / 3)
        with self._later():
            self._make_out_move(self.component, 100)
        for _third in range(3):
            with self._later():
                self._make_out_move(self.component, 1)
        self._check_built_as_lived()

    def test_more_left_than_there_was(self):
        with self._later():
            self._make_out_move(self.component, 104)
        with self._later():
            self._make_in_move(self.component, 10, unit_cost=12)
        with self._later():
            self._make_out_move(self.component, 5)
        self._check_built_as_lived()

    def test_everything_in_the_same_second(self):
        with self._later():
            order = self._sell([(self.table, 2)])
            self._make_all(order)
            self._deliver(order)
            self._invoice(order)
        kinds = self._get_kinds(order)
        self._take_away()
        self.assertEqual(self._build(size=1).state, "done")
        self.assertEqual(self._get_kinds(order), kinds)
        self._check_costs()

    # === What is left alone ===

    def test_a_second_build_changes_nothing(self):
        self._live_through_two_levels()
        self._take_away()
        self._build()
        costs = self.env["stock.move.cost.line"].search([])
        rows = self.env["pull.cogs.line"].search([])
        again = self._build()
        self.assertEqual((again.moves_total, again.items_total), (0, 0))
        self.assertEqual(again.state, "done")
        self.assertEqual(again.progress, 100)
        self.assertEqual(self.env["stock.move.cost.line"].search([]), costs)
        self.assertEqual(self.env["pull.cogs.line"].search([]), rows)

    def test_moves_with_costs_keep_theirs(self):
        with self._later():
            order = self._sell([(self.table, 2)])
        self._live(order, 1)
        self._take_away()
        with self._later():
            self._deliver(order)
        last = order.picking_ids.move_ids.sorted("id")[-1]
        before = self._get_kinds(last)
        with self._later():
            self._invoice(order)
        self.assertEqual(self._build().state, "done")
        self.assertEqual(before, {"stock": 51.5})
        self.assertEqual(self._get_kinds(last), before)
        self._check_costs()

    def test_queries_do_not_grow_with_the_batch(self):
        counts = []
        for number in (2, 8):
            for _each in range(number):
                with self._later():
                    order = self._sell([(self.table, 1)])
                self._live(order, 1)
            self._take_away()
            self._build()
            self._take_away()
            before = self.env.cr.sql_log_count
            self._build(size=10000)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1], counts[0] + 10)

    # === Who, and one at a time ===

    def test_stopped_and_continued_by_the_accountant(self):
        self._live_through_two_levels()
        self._take_away()
        builds = self.env["pull.cost.build"].with_user(self.manager)
        action = builds.action_start()
        build = builds.browse(action["res_id"])
        self.assertEqual(builds.action_start()["res_id"], build.id)
        build.sudo()._run(lambda count: not count, size=4)
        done = build.moves_done
        self.assertGreaterEqual(done, 4)
        build.action_stop()
        self.assertIn("past_manager", build.message)
        build.sudo()._cron_build()
        self.assertEqual(build.moves_done, done)
        build.action_continue()
        self.assertFalse(build.message)
        build.sudo()._run(lambda count: True)
        self.assertEqual(build.state, "done")
        self.assertEqual(build.moves_done, build.moves_total)

    def test_the_button_of_the_list_sends_no_rows(self):
        builds = self.env["pull.cost.build"].with_user(self.manager)
        action = call_kw(builds, "action_start", [[]], {})
        self.assertTrue(builds.browse(action["res_id"]).exists())

    def test_only_accounting_managers_start_it(self):
        user = new_test_user(
            self.env, "past_accountant", groups="account.group_account_user"
        )
        for other in (self.salesperson, user):
            builds = self.env["pull.cost.build"].with_user(other)
            with self.assertRaises(AccessError):
                builds.action_start()

    def test_the_cron_starts_when_told(self):
        cron = self.env.ref("pull_through_production.pull_cost_build_cron")
        self.env["pull.cost.build"].with_user(self.manager).action_start()
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertTrue(triggers)
