from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .books import SetupCommon


class RecordCommon(SetupCommon):
    """One run of one table, and the dialog that records its setup."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = cls._make_run(1)
        cls.order = cls.made.workorder_ids

    def setUp(self):
        super().setUp()
        self.run = self.made  # unittest has a method of that name on the class

    @classmethod
    def _make_user(cls, login, groups):
        return new_test_user(cls.env, login, groups=groups)

    def _record(self, minutes, relation=None, user=None, **values):
        order = self.order.with_user(user or self.env.user)
        wizard = Form.from_action(order.env, order.action_record_setup())
        wizard.minutes = minutes
        if relation:
            wizard.relation = relation
        for name, value in values.items():
            wizard[name] = value
        wizard.save().action_record()

    def _skip(self):
        wizard = Form.from_action(self.env, self.order.action_record_setup())
        wizard.skipped = True
        wizard.save().action_record()

    def _check_setup(self, minutes, measured, order=None):
        self.assertRecordValues(
            order or self.order,
            [{"setup_minutes": minutes, "setup_measured": measured}],
        )

    def _get_run_minutes(self):
        logs = self.order.time_ids.filtered(lambda log: not log.is_setup)
        return sum(logs.mapped("duration"))


@tagged("post_install", "-at_install")
class TestSetupFigures(RecordCommon):
    """What of the time logged is setup."""

    def test_setup_that_was_logged_is_measured(self):
        self._log(self.order, 0, 25, setup=True)
        self._log(self.order, 25, 30)
        self._check_setup(25, True)
        self.assertEqual(self.order.setup_basis, "measured")

    def test_setup_within_logged_time_is_assumed_as_planned(self):
        self._log(self.order, 0, 20)
        self._check_setup(15, False)
        self.assertEqual(self.order.setup_basis, "assumed")

    def test_assumed_setup_is_at_most_the_time_logged(self):
        self._log(self.order, 0, 10)
        self._check_setup(10, False)

    def test_nothing_is_known_before_anything_is_logged(self):
        self._check_setup(0, False)
        self.assertFalse(self.order.setup_basis)

    def test_setup_that_two_people_log_at_once_counts_once(self):
        self._log(self.order, 0, 20, setup=True)
        self._log(self.order, 10, 20, setup=True)
        self._check_setup(30, True)

    def test_setup_cannot_be_a_loss(self):
        with self.assertRaisesRegex(ValidationError, "cannot have the loss reason"):
            loss = self.env.ref("mrp.block_reason0")
            self._log(self.order, 0, 20, setup=True, loss_id=loss.id)


@tagged("post_install", "-at_install")
class TestSetupTimer(RecordCommon):
    """The buttons of the work order list, with a clock that stands still."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operator = cls._make_user("setup_operator", "mrp.group_mrp_user")
        cls.mine = cls.order.with_user(cls.operator)

    def _after(self, minutes):
        """Return a context in which it is so long after 8 o'clock."""
        self.env.flush_all()
        self.env.invalidate_all()
        begin = self.env.cr.now().replace(hour=8, minute=0, second=0, microsecond=0)
        return freeze_time(begin + timedelta(minutes=minutes))

    def _set_up(self, minutes, order=None):
        order = order or self.mine
        with self._after(0):
            order.action_start_setup()
        with self._after(minutes):
            return order.action_finish_setup()

    def test_setup_comes_first(self):
        self.assertEqual(self.mine.setup_step, "start")

    def test_timer_of_the_setup_is_followed_by_the_run(self):
        self._set_up(10)
        self.assertEqual(self.mine.setup_step, "run")
        with self._after(40):
            self.mine.button_finish()
        self._check_setup(10, True)
        self.assertEqual(self._get_run_minutes(), 30)
        self.assertFalse(self.mine.setup_step)

    def test_setup_as_planned_asks_no_reason(self):
        self.assertFalse(self._set_up(15.5))

    def test_overrun_asks_its_reason_when_the_run_has_started(self):
        action = self._set_up(25)
        self.assertEqual(self.mine.setup_step, "run")
        reason = self.env.ref("pull_through_production.setup_reason_tool")
        dialog = Form.from_action(self.env(user=self.operator), action)
        shown = (dialog.minutes_planned, dialog.minutes_logged_setup)
        self.assertEqual(shown, (15, 25))
        dialog.reason_id = reason
        dialog.save().action_save_reason()
        self.assertEqual(self.order.setup_reason_id, reason)

    def test_reason_is_asked_once(self):
        self._set_up(25)
        self.order.setup_reason_id = self.env.ref(
            "pull_through_production.setup_reason_other"
        )
        with self._after(60):
            self.mine.action_start_setup()
        with self._after(70):
            self.assertFalse(self.mine.action_finish_setup())
        self._check_setup(35, True)

    def test_setup_without_a_plan_asks_no_reason(self):
        self.lathe.write({"time_start": 0, "time_stop": 0})
        order = self._make_run(1).workorder_ids.with_user(self.operator)
        self.assertEqual(order.setup_step, "unplanned")
        self.assertFalse(self._set_up(25, order))
        self._check_setup(25, True, order)

    def test_two_operators_set_up_together(self):
        other = self._make_user("setup_other", "mrp.group_mrp_user")
        with self._after(0):
            self.mine.action_start_setup()
        with self._after(10):
            self.order.with_user(other).action_start_setup()
            self.assertEqual(self.order.with_user(other).setup_step, "finish")
        with self._after(20):
            self.mine.action_finish_setup()
        with self._after(30):
            self.order.with_user(other).action_finish_setup()
        self._check_setup(30, True)

    def test_clearing_up_counts_as_setup(self):
        self._set_up(10)
        with self._after(40):
            self.mine.action_start_setup()
            self.assertEqual(self.mine.setup_step, "clean")
        with self._after(45):
            self.mine.button_finish()
        self._check_setup(15, True)
        self.assertEqual(self._get_run_minutes(), 30)

    def test_paused_run_may_be_set_up_again(self):
        self._set_up(10)
        with self._after(40):
            self.mine.button_pending()
        self.mine.invalidate_recordset()
        self.assertEqual(self.mine.setup_step, "again")

    def test_nothing_starts_where_no_work_may_start(self):
        draft = self._make_run(1, confirm=False).workorder_ids
        self.assertFalse(draft.setup_step)
        self.run.action_cancel()
        self.assertFalse(self.order.setup_step)
        blocked = self._make_run(1).workorder_ids
        self.env["mrp.workcenter.productivity"].create(
            {
                "workcenter_id": self.lathe.id,
                "loss_id": self.env.ref("mrp.block_reason0").id,
            }
        )
        self.assertFalse(blocked.setup_step)
        with self.assertRaisesRegex(UserError, "unblock"):
            blocked.action_start_setup()

    def test_setup_on_a_backorder_brings_its_plan_back(self):
        run = self._make_run(10)
        backorder = self._finish(run, quantity=4, backorder=True)
        order = backorder.workorder_ids.with_user(self.operator)
        self.assertRecordValues(
            order.sudo(), [{"setup_minutes_planned": 0, "setup_cost_planned": 0}]
        )
        self.assertEqual(order.setup_step, "again")
        expected = order.duration_expected
        self._set_up(20, order)
        self.assertRecordValues(
            order.sudo(),
            [
                {
                    "setup_minutes_planned": 15,
                    "setup_cost_planned": 23,
                    "setup_minutes": 20,
                    "duration_expected": expected + 15,
                }
            ],
        )


@tagged("post_install", "-at_install")
class TestSetupTyped(RecordCommon):
    """Minutes of setup typed afterwards."""

    def test_first_minutes_of_the_time_logged_become_setup(self):
        self._log(self.order, 0, 55)
        self._record(25)
        self._check_setup(25, True)
        self.assertEqual(self._get_run_minutes(), 30)
        self.assertEqual(len(self.order.time_ids), 2)

    def test_logs_of_two_people_are_cut_at_the_same_moment(self):
        self._log(self.order, 0, 20)
        self._log(self.order, 10, 20)
        self._record(15)
        self._check_setup(15, True)
        flagged = self.order.time_ids.filtered("is_setup")
        self.assertEqual(sorted(flagged.mapped("duration")), [5, 15])
        self.assertEqual(self._get_run_minutes(), 20)

    def test_what_was_setup_before_is_taken_back(self):
        self._log(self.order, 0, 10)
        self._log(self.order, 30, 30, setup=True)
        self._record(20, relation="part")
        self._check_setup(20, True)
        self.assertEqual(self._get_run_minutes(), 20)

    def test_time_lost_is_never_setup(self):
        loss = self.env.ref("mrp.block_reason0")
        self._log(self.order, 0, 30, loss_id=loss.id)
        self._log(self.order, 30, 40)
        self._record(25)
        self._check_setup(25, True)
        flagged = self.order.time_ids.filtered("is_setup")
        self.assertEqual(str(flagged.date_start), "2026-01-05 08:30:00")

    def test_minutes_beside_the_run_are_logged_right_before_it(self):
        log = self._log(self.order, 0, 30)
        self._record(25, relation="additional")
        self._check_setup(25, True)
        self.assertEqual(self._get_run_minutes(), 30)
        self.assertEqual(
            self.order.time_ids.filtered("is_setup").date_end, log.date_start
        )

    def test_minutes_when_nothing_is_logged_end_now(self):
        with freeze_time("2026-01-05 10:00:00"):
            self._record(25)
        self._check_setup(25, True)
        self.assertEqual(self.order.state, "progress")
        self.assertEqual(str(self.order.time_ids.date_end), "2026-01-05 10:00:00")

    def test_setup_logged_before_counts(self):
        self._log(self.order, 0, 10, setup=True)
        self._log(self.order, 10, 30)
        self._record(25, relation="additional")
        self._check_setup(25, True)
        self.assertEqual(self._get_run_minutes(), 30)

    def test_setup_timer_that_ran_over_lunch_is_shortened(self):
        self._log(self.order, 0, 90, setup=True)
        self._record(20)
        self._check_setup(20, True)
        self.assertEqual(self.order.duration, 20)

    def test_default_is_part_when_so_much_run_is_logged(self):
        self._log(self.order, 0, 30)
        wizard = Form.from_action(self.env, self.order.action_record_setup())
        wizard.minutes = 25
        self.assertEqual((wizard.relation, wizard.minutes_run), ("part", 5))
        wizard.minutes = 40
        self.assertEqual((wizard.relation, wizard.minutes_run), ("additional", 30))

    def test_same_minutes_again_change_nothing(self):
        logs = self._log(self.order, 0, 30) + self._log(self.order, 30, 5, setup=True)
        self._record(5, relation="part")
        self.assertEqual(self.order.time_ids, logs)
        self.assertEqual(logs.mapped("is_setup"), [False, True])

    def test_running_timer_goes_on(self):
        with freeze_time("2026-01-05 08:00:00"):
            self.order.button_start()
        with freeze_time("2026-01-05 08:40:00"):
            self._record(25)
            self.assertEqual(self.order.setup_step, "run")
        with freeze_time("2026-01-05 08:55:00"):
            self.order.button_finish()
        self._check_setup(25, True)
        self.assertEqual(self._get_run_minutes(), 30)

    def test_no_setup_was_needed(self):
        self.assertEqual(self.order.duration_expected, 45)
        self._skip()
        self.assertEqual(self.order.duration_expected, 30)
        self._finish(self.run)
        self._check_setup(0, True)
        self.assertRecordValues(
            self.order,
            [
                {
                    "setup_minutes_planned": 15,
                    "setup_cost_planned": 23,
                    "setup_cost": 0,
                    "setup_variance": -23,
                }
            ],
        )
        # 10 component + 30 run + 8 planned fixed cost, absorbed but not spent
        self.assertEqual(self._get_value(self.run), 48)
        self._check_books(absorbed=8)

    def test_setup_logged_after_all_takes_it_back(self):
        self._skip()
        self.order._record_setup(20, additional=True)
        self._check_setup(20, True)
        self.assertFalse(self.order.setup_skipped)
        self.assertEqual(self.order.duration_expected, 45)

    def test_spending_is_only_what_was_entered(self):
        self._record(20)
        self.assertFalse(self.order.setup_spent_entered)
        self.assertEqual(self.order.setup_cost, 28)
        self._record(20, has_spent=True, spent=0)
        self.assertTrue(self.order.setup_spent_entered)
        self.assertEqual(self.order.setup_cost, 20)

    def test_reason_and_spending_can_be_told_of_a_done_run(self):
        self._finish(self.run)
        reason = self.env.ref("pull_through_production.setup_reason_material")
        wizard = Form.from_action(self.env, self.order.action_record_setup())
        with self.assertRaises(AssertionError):
            wizard.minutes = 20
        wizard.reason_id = reason
        wizard.has_spent = True
        wizard.spent = 12
        wizard.save().action_record()
        self.assertRecordValues(
            self.order, [{"setup_reason_id": reason.id, "setup_fixed_spent": 12}]
        )
        self._check_setup(15, False)


@tagged("post_install", "-at_install")
class TestSetupRefused(RecordCommon):
    """What cannot be recorded is refused with the work order and the remedy."""

    def _check_refused(self, message, minutes=20, **kwargs):
        with self.assertRaisesRegex(UserError, message) as caught:
            self.order._record_setup(minutes, **kwargs)
        self.assertIn(self.run.name, str(caught.exception))

    def test_no_minutes(self):
        for minutes in (0, -5):
            self._check_refused("type how many minutes", minutes)

    def test_more_minutes_than_logged(self):
        self._log(self.order, 0, 10)
        self._check_refused("in addition to the time logged")

    def test_cancelled(self):
        self.run.action_cancel()
        self._check_refused("is cancelled")

    def test_draft(self):
        self.run = self._make_run(1, confirm=False)
        self.order = self.run.workorder_ids
        self._check_refused("Confirm it")

    def test_done(self):
        self._finish(self.run)
        self._check_refused("the time of .* is in the value of the goods")

    def test_setup_running(self):
        self.order.action_start_setup()
        self._check_refused("still setting up")


@tagged("post_install", "-at_install")
class TestSetupRights(RecordCommon):
    """Everyone does his part; money is seen by those who may."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operator = cls._make_user("rights_operator", "mrp.group_mrp_user")
        # Core reads analytic lines and entries as the user when it makes a backorder.
        cls.foreman = cls._make_user(
            "rights_foreman", "mrp.group_mrp_user,account.group_account_readonly"
        )
        cls.planner = cls._make_user("rights_planner", "mrp.group_mrp_manager")
        cls.accountant = cls._make_user(
            "rights_accountant", "account.group_account_manager,mrp.group_mrp_user"
        )
        cls.storekeeper = cls._make_user("rights_stock", "stock.group_stock_user")

    def _as(self, user, records):
        self.env.flush_all()
        self.env.invalidate_all()
        return records.with_user(user)

    def test_operator_sees_minutes_and_no_money(self):
        self._log(self.order, 0, 25, setup=True)
        order = self._as(self.operator, self.order)
        run = self._as(self.operator, self.run)
        self.assertEqual((order.setup_minutes, run.setup_minutes), (25, 25))
        for record, names in (
            (order, ["setup_cost", "setup_cost_planned", "setup_fixed_spent"]),
            (run, ["setup_cost", "setup_share", "setup_cost_unit"]),
        ):
            for name in names:
                self.assertNotIn(name, record.fields_get())
                with self.assertRaises(AccessError):
                    record.read([name])

    def test_operator_opens_the_screens(self):
        for view in (
            "mrp.mrp_production_form_view",
            "mrp.mrp_production_tree_view",
        ):
            self._read_view(self._as(self.operator, self.run), view)
        for view in (
            "mrp.mrp_production_workorder_tree_view",
            "mrp.mrp_production_workorder_tree_editable_view_mo_form",
            "mrp.mrp_production_workorder_form_view_inherit",
        ):
            arch = self._read_view(self._as(self.operator, self.order), view)
            self.assertNotIn("setup_cost", arch)

    def _read_view(self, records, view):
        """Read all that a view shows, as its user; return its architecture."""
        view = self.env.ref(view)
        views = records.get_views([(view.id, view.type)])
        names = views["models"][records._name]["fields"]
        arch = views["views"][view.type]["arch"]
        records.read([name for name in names if f'name="{name}"' in arch])
        return arch

    def test_storekeeper_reads_the_setup_of_a_run(self):
        run = self._as(self.storekeeper, self.run)
        self._read_view(run, "mrp.mrp_production_tree_view")
        self.assertEqual(run.setup_minutes_planned, 15)
        self.assertFalse(run.setup_basis)

    def test_operator_records_by_dialog(self):
        self._record(20, user=self.operator)
        self._check_setup(20, True)
        self.assertFalse(self.order.setup_spent_entered)

    def test_operator_keeps_what_the_accountant_entered(self):
        self.order.with_user(self.accountant).setup_fixed_spent = 12
        self._record(20, user=self.operator)
        self.assertEqual(self.order.setup_fixed_spent, 12)

    def test_accountant_enters_what_was_spent(self):
        self._record(20, user=self.accountant, has_spent=True, spent=12)
        self.assertEqual(self.order.setup_cost, 32)

    def test_accountant_opens_entry_and_run_from_each_other(self):
        self._finish(self.run)
        run = self._as(self.accountant, self.run)
        self.assertEqual(run.setup_move_count, 1)
        entry = self.env["account.move"].search(run.action_view_setup_moves()["domain"])
        action = entry.with_user(self.accountant).action_view_setup_production()
        self.assertEqual(action["res_id"], self.run.id)
        self._read_view(entry.with_user(self.accountant), "account.view_move_form")

    def test_operator_makes_a_run_from_draft_to_done(self):
        run = self._as(self.operator, self._make_run(1, confirm=False))
        run.action_confirm()
        run.button_plan()
        with freeze_time("2026-01-05 08:00:00"):
            run.workorder_ids.action_start_setup()
        with freeze_time("2026-01-05 08:15:00"):
            run.workorder_ids.action_finish_setup()
        with freeze_time("2026-01-05 08:45:00"):
            run.workorder_ids.button_finish()
        form = Form(run)
        form.qty_producing = 1
        form.save()
        run.move_raw_ids.picked = True
        run.button_mark_done()
        self.assertEqual(run.state, "done")
        self.assertTrue(run.sudo().setup_move_ids)
        self.assertEqual(self._get_value(run.sudo()), 63)

    def test_foreman_makes_a_run_from_draft_to_done_with_a_backorder(self):
        run = self._as(self.foreman, self._make_run(10, confirm=False))
        run.action_confirm()
        run.button_plan()
        order = run.workorder_ids
        self.assertEqual(order.setup_minutes_planned, 15)
        order.action_start_setup()
        order.action_finish_setup()
        order.button_pending()
        form = Form(run)
        form.qty_producing = 4
        form.save()
        run.move_raw_ids.picked = True
        action = run.button_mark_done()
        wizard = Form.from_action(self.env(user=self.foreman), action)
        wizard.save().action_backorder()
        self.assertEqual(run.state, "done")
        backorder = run.production_group_id.production_ids - run
        backorder.workorder_ids.action_start_setup()
        self.assertEqual(backorder.setup_minutes_planned, 15)

    def test_foreman_changes_quantity_splits_and_cancels(self):
        run = self._as(self.foreman, self._make_run(10))
        self.env(user=self.foreman)["change.production.qty"].create(
            {"mo_id": run.id, "product_qty": 8}
        ).change_prod_qty()
        parts = run._split_productions({run: [5, 3]})
        self.assertEqual(parts.mapped("product_qty"), [5, 3])
        self._log(parts[0].workorder_ids, 0, 20, setup=True)
        self._as(self.foreman, parts[0]).action_cancel()
        self.assertEqual(parts[0].state, "cancel")

    def test_planner_moves_a_work_order_and_corrects_its_time(self):
        other = self._make_workcenter("Mill", time_start=30)
        order = self._as(self.planner, self.order)
        order.workcenter_id = other
        self.assertEqual(order.setup_minutes_planned, 35)
        self._log(self.order, 0, 40)
        with Form(order) as form, form.time_ids.edit(0) as log:
            log.is_setup = True
        self._check_setup(40, True)
