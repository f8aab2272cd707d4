import itertools

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .books import SetupCommon


@tagged("post_install", "-at_install")
class TestSetupPlan(SetupCommon):
    """Which minutes and which amount a setup is planned with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("mrp.group_mrp_routings")
        cls.operation = cls.bom.operation_ids
        cls.units = cls.env.ref("uom.product_uom_unit")
        cls.dozens = cls.env.ref("uom.product_uom_dozen")

    @classmethod
    def _make_capacity(cls, product=None, unit=None, center=None, **values):
        return cls.env["mrp.workcenter.capacity"].create(
            {
                "workcenter_id": (center or cls.lathe).id,
                "product_id": product and product.id,
                "product_uom_id": (unit or cls.units).id,
                "capacity": 1,
                "time_start": 20,
                "time_stop": 4,
                "setup_cost": 3,
                **values,
            }
        )

    @classmethod
    def _make_planner(cls, groups="mrp.group_mrp_user,mrp.group_mrp_routings"):
        """Return who may change plans but does not see what they cost."""
        planner = new_test_user(cls.env, "setup_planner", groups=groups)
        group = cls.env["res.groups"].create({"name": "Changes plans"})
        planner.group_ids += group
        for model in (
            "mrp.workcenter",
            "mrp.workcenter.capacity",
            "mrp.routing.workcenter",
            "mrp.bom",
        ):
            cls.env["ir.model.access"].create(
                {
                    "name": model,
                    "model_id": cls.env["ir.model"]._get_id(model),
                    "group_id": group.id,
                    "perm_read": True,
                    "perm_write": True,
                    "perm_create": True,
                }
            )
        return planner

    def _check_plan(self, minutes, fixed, operation=None, center=None):
        operation = operation or self.operation
        plan = operation._get_setup_plan(self.table, self.units, center)
        self.assertEqual((plan.minutes, plan.fixed), (minutes, fixed))

    # === Where it comes from ===

    def test_the_work_centers_setup_is_the_plan(self):
        self._check_plan(15, 8)
        self.assertEqual(self.operation.setup_minutes_planned, 15)
        self.assertEqual(self.operation.setup_cost_planned, 23)

    def test_a_capacity_line_replaces_the_work_centers_setup(self):
        self._make_capacity(self.table)
        self._check_plan(24, 3)
        run = self._make_run()
        self.assertEqual(run.workorder_ids.duration_expected, 24 + 30)
        self.assertEqual(run.setup_cost_planned, 24 + 3)

    def test_a_capacity_line_starts_with_what_the_work_center_has(self):
        form = Form(self.lathe)
        with form.capacity_ids.new() as line:
            line.product_id = self.table
        form.save()
        self.assertRecordValues(
            self.lathe.capacity_ids,
            [{"time_start": 10, "time_stop": 5, "setup_cost": 8}],
        )

    def test_an_operation_has_its_own_setup(self):
        self.operation.write({"setup_minutes": 40, "setup_cost": 2})
        self.assertTrue(self.operation.setup_time_override)
        self.assertTrue(self.operation.setup_cost_override)
        self._check_plan(40, 2)
        self.assertEqual(self.operation.time_total, 40 + 30)
        run = self._make_run()
        self.assertEqual(run.workorder_ids.duration_expected, 40 + 30)

    def test_an_operations_own_setup_beats_the_capacity_line(self):
        self._make_capacity(self.table)
        self.operation.setup_minutes = 40
        self._check_plan(40, 3)
        self.assertEqual(self.operation.time_total, 40 + 30)

    def test_an_operation_may_have_no_setup_at_all(self):
        self.operation.write({"setup_time_override": True, "setup_cost_override": True})
        self._check_plan(0, 0)
        self.assertEqual(self.operation.time_total, 30)
        self.assertEqual(self.operation.setup_minutes_planned, 0)
        run = self._make_run()
        self.assertEqual(run.workorder_ids.duration_expected, 30)
        self.assertEqual(run.setup_cost_planned, 0)

    def test_an_override_is_taken_back(self):
        self.operation.write({"setup_minutes": 40, "setup_cost": 2})
        self.operation.write(
            {"setup_time_override": False, "setup_cost_override": False}
        )
        self._check_plan(15, 8)
        self.assertEqual(self.operation.time_total, 45)

    def test_an_alternative_work_center_has_its_own_setup(self):
        mill = self._make_workcenter("Mill", time_start=30, setup_cost=1)
        self._check_plan(35, 1, center=mill)
        run = self._make_run()
        run.workorder_ids.workcenter_id = mill
        self.assertEqual(run.workorder_ids.setup_minutes_planned, 35)
        self.assertEqual(run.workorder_ids.setup_cost_planned, 36)

    def test_an_operations_own_setup_counts_on_an_alternative_too(self):
        mill = self._make_workcenter("Mill", time_start=30, setup_cost=1)
        self.operation.setup_minutes = 40
        self._check_plan(40, 1, center=mill)

    def test_two_operations_on_one_work_center_are_two_setups(self):
        bom = self._make_bom(
            self._make_product("Bench", self.category_fifo_auto),
            operations=[("Rough", self.lathe, 30), ("Fine", self.lathe, 20)],
        )
        run = self._make_run(bom=bom)
        self.assertEqual(run.setup_minutes_planned, 30)
        self.assertEqual(run.setup_cost_planned, 46)

    def test_a_work_center_without_a_calendar_is_planned_too(self):
        self.lathe.resource_calendar_id = False
        self._check_plan(15, 8)
        self.assertEqual(self._make_run().setup_minutes_planned, 15)

    def test_the_setup_of_several_variants_is_the_operations_own(self):
        self._make_variants()
        self.operation.setup_minutes = 40
        self.assertEqual(self.operation.time_total, 40 + 30)

    def _make_variants(self):
        attribute = self.env["product.attribute"].create(
            {
                "name": "Colour",
                "value_ids": [
                    Command.create({"name": "Red"}),
                    Command.create({"name": "Blue"}),
                ],
            }
        )
        template = self.bom.product_tmpl_id
        template.attribute_line_ids = [
            Command.create(
                {
                    "attribute_id": attribute.id,
                    "value_ids": [Command.set(attribute.value_ids.ids)],
                }
            )
        ]
        self.bom.product_id = False
        self.assertEqual(len(template.product_variant_ids), 2)

    # === As core chooses ===

    def test_the_capacity_line_is_the_one_that_core_takes(self):
        """Our amount goes with the minutes that core takes, whatever lines there are.

        Each line says by its minutes which one it is.
        """
        other = self._make_product("Other", self.category_fifo_auto)
        kinds = list(
            itertools.product((self.table, other, None), (self.units, self.dozens))
        )
        checked = 0
        for count in range(4):
            for chosen in itertools.permutations(kinds, count):
                center = self._make_workcenter("Center", time_start=1, time_stop=0)
                for number, (product, unit) in enumerate(chosen, start=2):
                    self._make_capacity(
                        product, unit, center, time_start=number, time_stop=0
                    )
                for unit in (self.units, self.dozens):
                    minutes = center._get_capacity(self.table, unit)[1]
                    line = center._get_setup_capacity(self.table, unit)
                    self.assertEqual((line or center).time_start, minutes, chosen)
                    checked += 1
        self.assertEqual(checked, 2 * (1 + 6 + 30 + 120))

    # === What is learned ===

    def _learn_from(self, minutes, quantity=1):
        run = self._make_run(quantity)
        order = run.workorder_ids
        self._log(order, 0, 15, setup=True)
        self._log(order, 15, minutes - 15)
        self._finish(run)

    def test_a_computed_time_does_not_learn_the_setup(self):
        self.operation.time_mode = "auto"
        self._learn_from(45)
        self.operation.invalidate_recordset()
        self.assertEqual(self.operation.time_cycle, 30)
        self.assertEqual(self.operation.time_total, 45)
        self.assertEqual(self._make_run(1).workorder_ids.duration_expected, 45)
        self.assertEqual(self._make_run(10).workorder_ids.duration_expected, 315)

    def test_a_computed_time_learns_the_run_alone_when_the_setup_is_its_own(self):
        self.operation.write({"time_mode": "auto", "setup_minutes": 20})
        self._learn_from(45)
        self.operation.invalidate_recordset()
        self.assertEqual(self.operation.time_cycle, 30)
        self.assertEqual(self.operation.time_total, 20 + 30)

    def test_what_is_learned_does_not_touch_the_total_of_several_variants(self):
        self.operation.time_mode = "auto"
        self._learn_from(40)
        self._make_variants()
        self.operation.invalidate_recordset()
        # core shows the manual time where the product is not known
        self.assertEqual(self.operation.time_total, 15 + 30)

    # === What is refused ===

    def test_a_line_being_entered_has_no_work_center_yet(self):
        form = Form(
            self.env["mrp.routing.workcenter"].with_context(default_bom_id=self.bom.id)
        )
        form.name = "Milling"
        form.setup_time_override = True
        form.setup_minutes = 5
        form.workcenter_id = self.lathe
        self.assertEqual(form.save().setup_minutes_planned, 5)
        order = self.env["mrp.workorder"].new({"production_id": self._make_run().id})
        self.assertEqual(order.setup_minutes_planned, 0)

    def test_negative_setup_times_of_a_work_center_are_refused(self):
        for name in ("time_start", "time_stop"):
            with self.assertRaisesRegex(ValidationError, "Lathe cannot be negative"):
                self.lathe[name] = -1

    def test_negative_plans_are_refused(self):
        capacity = self._make_capacity(self.table)
        for record, name in [
            (self.lathe, "setup_cost"),
            (capacity, "setup_cost"),
            (capacity, "time_start"),
            (capacity, "time_stop"),
            (self.operation, "setup_minutes"),
            (self.operation, "setup_cost"),
            (self.company, "pull_setup_threshold"),
        ]:
            with (
                self.subTest(record=record, name=name),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError) as caught,
                self.env.cr.savepoint(),
            ):
                record[name] = -1
                record.flush_recordset()
            message = record._sql_error_to_message(caught.exception)
            self.assertIn("cannot be negative", message)

    # === Screens ===

    def test_a_planner_without_costs_changes_a_work_center(self):
        center = self.lathe.with_user(self._make_planner())
        form = Form(center)
        self.assertNotIn("setup_cost", form._view["fields"])
        form.time_start = 20
        form.setup_on_split = "never"
        with form.capacity_ids.new() as line:
            line.product_id = self.table
        form.save()
        self.assertEqual(self.lathe.setup_cost, 8)
        # what the work center has is not lost by who does not see it
        self.assertEqual(self.lathe.capacity_ids.setup_cost, 8)

    def test_a_planner_without_costs_changes_an_operation(self):
        self.operation.setup_cost = 2
        form = Form(self.operation.with_user(self._make_planner()))
        self.assertNotIn("setup_cost", form._view["fields"])
        self.assertEqual(form.setup_minutes_planned, 15)
        form.setup_time_override = True
        self.assertEqual(form.setup_minutes_planned, 0)
        form.setup_minutes = 12
        form.save()
        self.assertRecordValues(
            self.operation,
            [{"setup_minutes": 12, "setup_cost": 2, "setup_cost_override": True}],
        )

    def test_a_planner_without_costs_adds_an_operation(self):
        operation = (
            self.env["mrp.routing.workcenter"]
            .with_user(self._make_planner())
            .create(
                {
                    "name": "Milling",
                    "bom_id": self.bom.id,
                    "workcenter_id": self.lathe.id,
                    "setup_minutes": 12,
                }
            )
        )
        self.assertTrue(operation.setup_time_override)
        self.assertFalse(operation.sudo().setup_cost_override)
        self._check_plan(12, 8, operation)

    def test_a_manager_changes_all(self):
        form = Form(self.operation)
        form.setup_time_override = True
        form.setup_minutes = 12
        form.setup_cost_override = True
        form.setup_cost = 2
        self.assertEqual(form.setup_cost_planned, 14)
        form.save()
        form = Form(self.lathe)
        form.setup_cost = 9
        form.setup_account_id = self.account_spent
        form.save()
        self._check_plan(12, 2)

    def test_the_settings_are_the_companys(self):
        self.env.user.group_ids += self.env.ref("base.group_system")
        form = Form(self.env["res.config.settings"])
        form.pull_setup_threshold = 7
        form.pull_setup_account_id = self.account_absorbed
        form.pull_setup_spend_account_id = self.account_spent
        form.save().execute()
        self.assertRecordValues(
            self.company,
            [
                {
                    "pull_setup_threshold": 7,
                    "pull_setup_account_id": self.account_absorbed.id,
                    "pull_setup_spend_account_id": self.account_spent.id,
                }
            ],
        )
