from datetime import date, timedelta

from freezegun import freeze_time
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .books import CogsFlowsCommon

JANUARY = date(2026, 1, 31)


class WipCommon(CogsFlowsCommon):
    """A run of two tables: 20 of wood, 60 of run, 15 and 8 of setup."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wood = cls._make_product("Wood", cls.category_standard_auto, 10)
        with freeze_time("2026-01-02 10:00:00"):
            cls._make_in_move(cls, cls.wood, 500, unit_cost=10)
        cls.bom.bom_line_ids.product_id = cls.wood

    def _pick(self, run, quantity):
        run.qty_producing = run.product_qty
        run.move_raw_ids.write({"quantity": quantity, "picked": True})
        self.env.flush_all()

    def _get_wip(self, day=None):
        """Return {run: (material, run time, setup time, fixed)}."""
        found = self.company._get_work_in_process(day).get_all()
        return {
            one.run: (one.material, one.run_time, one.setup_time, one.setup_fixed)
            for one in found
        }

    def _begin_in_january(self, order=None):
        """Wood is taken on the 20th; setup and ten minutes of run, on the 5th."""
        with freeze_time("2026-01-03 08:00:00"):
            order = order or self._sell([(self.table, 2)])
        run = self._get_runs(order)
        with freeze_time("2026-01-20 10:00:00"):
            self._log(run.workorder_ids, 0, 15, setup=True)
            self._log(run.workorder_ids, 15, 10)
            self._pick(run, 2)
        return run


@tagged("post_install", "-at_install")
class TestWip(WipCommon):
    """What open runs have taken by a day, whatever happens later."""

    def test_january_is_the_same_in_march(self):
        run = self._begin_in_january()
        taken = {run: (20, 10, 15, 8)}
        self.assertEqual(self._get_wip(date(2026, 1, 4)), {})
        self.assertEqual(self._get_wip(date(2026, 1, 10)), {run: (0, 10, 15, 8)})
        self.assertEqual(self._get_wip(JANUARY), taken)
        with freeze_time("2026-02-10 10:00:00"):
            self.lathe.costs_hour = 90
            self.wood.standard_price = 14
            self._log(run.workorder_ids, 36 * 24 * 60, 50)
            run.with_context(skip_consumption=True).button_mark_done()
            order = run.pull_sale_line_ids.order_id
            self._deliver(order)
            invoice = self._invoice(order)
            invoice.button_draft()
            invoice.action_post()
            self._return(order.picking_ids)
        self.assertEqual(run.state, "done")
        with freeze_time("2026-03-10 10:00:00"):
            self.assertEqual(self._get_wip(JANUARY), taken)
            self.assertEqual(self._get_wip(date(2026, 2, 28)), {})

    def test_it_is_tied_to_the_accounts(self):
        run = self._begin_in_january()
        rows = self.env["pull.wip"]._make(JANUARY)
        own = rows.filtered(lambda row: row.production_id == run)
        self.assertEqual((own.total, own.posted, own.difference), (53, 0, 53))
        self.assertEqual((own.age, own.order_id), (26, run.pull_sale_line_ids.order_id))
        self.assertIn("Lathe", own.stage)
        ledger = self._get_balance(self.account_production)
        self.assertEqual(sum(rows.mapped("posted")), ledger)

    def test_the_entry_of_odoo_says_the_same_and_is_reversed(self):
        run = self._begin_in_january()
        self.env.user.group_ids += self.env.ref("account.group_account_manager")
        wip = self._make_account("WIP", "100103", "asset_current")
        self.company.account_production_wip_account_id = wip
        self.company.account_production_wip_overhead_account_id = self.account_spent
        with freeze_time("2026-02-03 10:00:00"):
            run.with_context(skip_consumption=True).button_mark_done()
            self.env["pull.wip"]._make(JANUARY)
            action = self.env["pull.wip"].action_post()
            wizard = self._open_entry(action)
            self.assertEqual((wizard.date, wizard.mo_ids), (JANUARY, run))
            self.assertEqual(wizard.reversal_date, date(2026, 2, 1))
            wizard.confirm()
            entries = run.wip_move_ids.sorted("date")
            self.assertEqual(
                entries.mapped("date"), [JANUARY, JANUARY + timedelta(days=1)]
            )
            self.assertEqual(self._get_balance(wip), 0)
            self.assertEqual(
                entries[0]
                .line_ids.filtered(lambda item: item.account_id == wip)
                .balance,
                53,
            )
            # From the screen it is refused, elsewhere Odoo posts again, and it is told.
            with self.assertRaisesRegex(UserError, "posted already, by"):
                self.env["pull.wip"].action_post()
            # What is done is no more in process today.
            today = {**action["context"], "default_date": "2026-02-03"}
            self.assertFalse(self._open_entry({**action, "context": today}).mo_ids)
            again = self._open_entry(action)
            self.assertEqual(again.pull_wip_posted, entries[0].name)
            again.date = JANUARY - timedelta(days=1)
            self.assertFalse(again.pull_wip_posted)
            rows = self.env["pull.wip"]._make(JANUARY)
            self.assertEqual(sum(rows.mapped("difference")), 0)

    def _open_entry(self, action):
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        return Form(wizard).save()

    def test_who_sees_costs_reads_it_and_only_administrators_of_accounting_post(self):
        self._begin_in_january()
        reader = new_test_user(
            self.env,
            "wip_reader",
            groups="base.group_user,pull_through_production.group_pull_cost",
            company_id=self.company.id,
        )
        rows = self.env["pull.wip"].with_user(reader)
        action = rows.action_open_wip()
        self.assertTrue(rows.search(action["domain"]))
        with self.assertRaises(AccessError):
            rows.action_post()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["make", "pick", "log", "done", "scrap"]), st.integers(1, 3)
    ),
    min_size=3,
    max_size=9,
)


@tagged("post_install", "-at_install")
class TestWipProperty(WipCommon):
    """In process + finished + scrapped = what went in, at every date."""

    @settings(
        max_examples=6,
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(STEPS)
    def test_nothing_is_lost_on_any_day(self, steps):
        savepoint = self.env.cr.savepoint()
        try:
            self._live(steps)
        finally:
            savepoint.close(rollback=True)

    def _live(self, steps):
        self.lathe.setup_cost = 0
        runs, went_in, days = self.env["mrp.production"], {}, []
        first = fields.Date.to_date("2026-01-06")
        for number, (step, size) in enumerate(steps):
            day = first + timedelta(days=number)
            days.append(day)
            with freeze_time(f"{day} 10:00:00"):
                if step == "make":
                    runs |= self._make_run(size)
                went_in[day] = self._do(step, size, runs, day)
        for day in days:
            expected = sum(amount for other, amount in went_in.items() if other <= day)
            wip = sum(map(sum, self._get_wip(day).values()))
            self.assertAlmostEqual(wip + self._get_out(runs, day), expected, 2)

    def _do(self, step, size, runs, day):
        """Do one thing; return what went in by it: at 10 a piece and 1 a minute."""
        run = runs.filtered(lambda one: one.state not in ("done", "cancel"))[:1]
        if not run:
            return 0
        if step == "pick" and not any(run.move_raw_ids.mapped("picked")):
            self._pick(run, size)
            return 10 * size
        if step == "log":
            start = (day - fields.Date.to_date("2026-01-05")).days * 24 * 60
            self._log(run.workorder_ids, start, 15, setup=size == 1)
            return 15
        if step == "scrap":
            self._scrap(run, size)
            return 10 * size
        if step == "done" and any(run.move_raw_ids.mapped("picked")):
            if not run.workorder_ids.time_ids:
                return 0
            run.with_context(skip_consumption=True).button_mark_done()
        return 0

    def _scrap(self, run, quantity):
        self.env["stock.scrap"].create(
            {
                "production_id": run.id,
                "product_id": self.wood.id,
                "scrap_qty": quantity,
                "company_id": self.company.id,
            }
        ).action_validate()

    def _get_out(self, runs, day):
        """Return what was finished and scrapped by a day."""
        moves = runs.move_finished_ids | (runs.all_move_raw_ids - runs.move_raw_ids)
        moves = moves.filtered(lambda move: move.state == "done")
        days = moves._get_cost_dates()
        return sum(move.value for move in moves if days[move] <= day)
