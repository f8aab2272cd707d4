from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .world import PullCommon

# A Monday. The hours are those of the calendar below, in UTC.
NOW = "2031-03-03 06:00:00"


def at(day, hour=0, minute=0):
    """Return a moment of March 2031."""
    return datetime(2031, 3, day, hour, minute)


class PromiseCommon(PullCommon):
    """FG <- SUB x2 (<- RAW x3, 2 days) + COMP x1, 2 days, made on a saw that works from
    8 to 12 and from 13 to 17, Monday to Friday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()
        cls.company.days_to_purchase = 0
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "8 to 17",
                "tz": "UTC",
                "attendance_ids": [Command.clear()]
                + [
                    Command.create(
                        {
                            "name": "Work",
                            "dayofweek": str(day),
                            "hour_from": start,
                            "hour_to": end,
                        }
                    )
                    for day in range(5)
                    for start, end in ((8, 12), (13, 17))
                ],
            }
        )
        cls.saw = cls._make_center("Saw")

    @classmethod
    def _make_center(cls, name, **values):
        return cls.env["mrp.workcenter"].create(
            {"name": name, "resource_calendar_id": cls.calendar.id, **values}
        )

    @classmethod
    def _add_operation(cls, bom, center, minutes, name="Cut"):
        vals = {"workcenter_id": center.id, "time_cycle_manual": minutes, "name": name}
        bom.operation_ids = [Command.create(vals)]
        return bom.operation_ids[-1]

    def _quote(self, quantities, **values):
        return self._make_order(quantities, confirm=False, **values)

    def _get_dates(self, quantities, **values):
        return self._quote(quantities, **values).order_line.mapped("pull_earliest_date")

    def _check_date(self, quantities, *moments, **values):
        self.assertEqual(self._get_dates(quantities, **values), [*moments])


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPromise(PromiseCommon):
    """The earliest date of quotations: the longest of the branches, to the minute."""

    def test_what_is_bought_comes_after_the_days_of_its_vendor(self):
        self._check_date([(self.comp, 1)], at(5, 6))

    def test_the_company_takes_its_days_to_order(self):
        self.company.days_to_purchase = 3
        self._check_date([(self.comp, 1)], at(8, 6))

    def test_a_vendor_comes_on_his_weekday(self):
        self.vendor_b.write({"group_rfq": "week", "group_on": "5"})
        self._check_date([(self.comp, 1)], at(7, 6))

    def test_branches_are_parallel(self):
        self.raw.seller_ids.delay = 4
        self.comp.seller_ids.delay = 9
        self.sub_bom.produce_delay = 3
        # RAW 4 days + SUB 3 days = 7; COMP 9 days.
        self._check_date([(self.fg, 1)], at(12, 6))

    def test_a_run_takes_its_working_time(self):
        self._add_operation(self.fg_bom, self.saw, 300)
        # There on Wednesday at 6; saws from 8 to 12 and from 13 to 14.
        self._check_date([(self.fg, 1)], at(5, 14))

    def test_work_goes_on_after_the_weekend(self):
        self.comp.seller_ids.delay = 4
        self._add_operation(self.fg_bom, self.saw, 600)
        # Friday 8 to 17 are 480 minutes, then Monday 8 to 10.
        self._check_date([(self.fg, 1)], at(10, 10))

    def test_work_that_is_planned_is_not_pushed_aside(self):
        self._add_operation(self.fg_bom, self.saw, 60)
        self._plan_work(self.saw, at(5, 8), 120)
        order = self._quote([(self.fg, 1)])
        self.assertEqual(order.order_line.pull_earliest_date, at(5, 11))
        self.assertIn(
            "Saw is busy until Mar 5, 10:00; Cut of FG until Mar 5, 11:00.",
            order.order_line.pull_earliest_why,
        )

    def _plan_work(self, center, start, minutes):
        """Have a person plan work that takes so long."""
        other = self._make_product("OTHER", policy=False)
        bom = self._make_bom(other, {})
        self._add_operation(bom, center, minutes, "Other")
        run = self.env["mrp.production"].create(
            {"product_id": other.id, "product_qty": 1, "bom_id": bom.id}
        )
        run.action_confirm()
        run.date_start = start
        run.button_plan()
        self.assertEqual(run.workorder_ids.date_start, start)
        self.assertEqual(
            run.workorder_ids.date_finished, start + timedelta(minutes=minutes)
        )

    def test_runs_of_one_need_overlap_on_two_machines(self):
        press = self._make_center("Press")
        self.fg_bom.run_size = 1
        self.comp.seller_ids.delay = self.raw.seller_ids.delay = 0
        self._add_operation(self.fg_bom, self.saw, 30, "Saw")
        self._add_operation(self.fg_bom, press, 30, "Press")
        # Five on the saw from 8:00 to 10:30, the last one on the press until 11:00.
        self._check_date([(self.fg, 5)], at(3, 11))

    def test_an_alternative_that_ends_earlier_is_taken(self):
        other = self._make_center("Other saw")
        self.saw.alternative_workcenter_ids = other
        self.comp.seller_ids.delay = self.raw.seller_ids.delay = 0
        self._add_operation(self.fg_bom, self.saw, 120)
        self._plan_work(self.saw, at(3, 8), 120)
        self._check_date([(self.fg, 1)], at(3, 10))

    def test_lines_of_one_order_share_the_machine(self):
        self.comp.seller_ids.delay = self.raw.seller_ids.delay = 0
        self._add_operation(self.fg_bom, self.saw, 120)
        self._check_date([(self.fg, 1), (self.fg, 1)], at(3, 10), at(3, 12))

    def test_nothing_is_held_for_a_quotation(self):
        self.comp.seller_ids.delay = self.raw.seller_ids.delay = 0
        self._add_operation(self.fg_bom, self.saw, 120)
        for _quotation in range(2):
            self._check_date([(self.fg, 1)], at(3, 10))

    # === Stock ===

    def test_what_is_in_stock_is_there(self):
        self.comp.supply_policy = "hybrid"
        self._add_stock(self.comp, 3)
        self._check_date([(self.comp, 3)], at(3, 6))
        self._check_date([(self.comp, 4)], at(5, 6))

    def test_a_receipt_that_nobody_waits_for_is_waited_for(self):
        self.comp.supply_policy = "push"
        self.comp.seller_ids.delay = 30
        self._receive_later(self.comp, 5, at(9, 12))
        self._check_date([(self.comp, 5)], at(9, 12))
        # More than that is replenished.
        [date] = self._get_dates([(self.comp, 6)])
        self.assertGreaterEqual(date, at(3, 6) + timedelta(days=30))

    def _receive_later(self, product, quantity, moment):
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "location_id": self.vendor_a.property_stock_supplier.id,
                            "location_dest_id": self.stock.id,
                            "date": moment,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.move_ids.date = moment
        self.assertEqual(picking.move_ids.state, "assigned")

    # === Kits, nothing, everything ===

    def test_a_kit_is_there_with_its_last_component(self):
        kit = self._make_product("KIT", policy=False, is_storable=False)
        self._make_bom(kit, {self.comp: 1, self.raw: 2}, type="phantom")
        self.raw.seller_ids.delay = 6
        self._check_date([(kit, 1)], at(9, 6))

    def test_without_supply_there_is_no_date_and_it_says_why(self):
        self.raw.seller_ids.unlink()
        line = self._quote([(self.fg, 1)]).order_line
        self.assertFalse(line.pull_earliest_date)
        self.assertEqual(line.pull_promise_state, "unknown")
        self.assertEqual(line.pull_earliest_why, ["Nothing supplies RAW."])
        self.assertEqual(line.pull_expected, "Made to order: no date yet")

    def test_a_work_center_without_hours_gives_no_date(self):
        self.calendar.attendance_ids.unlink()
        self._add_operation(self.fg_bom, self.saw, 30)
        line = self._quote([(self.fg, 1)]).order_line
        self.assertFalse(line.pull_earliest_date)
        self.assertEqual(
            line.pull_earliest_why,
            ["Saw has no working hours: nobody can say when FG is made."],
        )

    def test_what_takes_longer_than_two_years_has_no_date(self):
        self.comp.seller_ids.delay = 100_000
        line = self._quote([(self.fg, 1)]).order_line
        self.assertFalse(line.pull_earliest_date)
        self.assertEqual(
            line.pull_earliest_why, ["COMP is not there within two years."]
        )
        self.comp.seller_ids.delay = 0
        self._add_operation(self.fg_bom, self.saw, 1_000_000)
        line = self._quote([(self.fg, 1)]).order_line
        self.assertFalse(line.pull_earliest_date)
        self.assertEqual(line.pull_earliest_why, ["FG is not there within two years."])

    # === On the way ===

    def test_the_company_delivers_earlier_to_be_sure(self):
        self.company.security_lead = 2
        line = self._quote([(self.comp, 1)]).with_user(self.env.user).order_line
        self.assertEqual(line.pull_earliest_date, at(7, 6))
        self.assertEqual(
            line.pull_earliest_why[-1], "Delivery takes 2 days, until Mar 7."
        )

    def test_rules_take_their_days_to_the_run(self):
        """Components are picked for the run: three days for COMP and for SUB, and six
        for RAW, which goes into SUB first."""
        self.warehouse = self._make_warehouse("PT2", manufacture="pbm")
        self.warehouse.pbm_route_id.rule_ids.filtered(
            lambda rule: rule.location_dest_id == self.warehouse.pbm_loc_id
        ).delay = 3
        line = self._quote([(self.fg, 1)]).order_line
        self.assertEqual(line.pull_earliest_date, at(11, 6))
        self.assertEqual(
            line.with_user(self.salesperson).pull_earliest_why,
            [
                "RAW arrives Mar 5 (2 days to buy).",
                "Moving RAW takes 3 days, until Mar 8.",
                "Moving SUB takes 3 days, until Mar 11.",
            ],
        )

    def test_what_nothing_replenishes_has_no_date(self):
        """It is pushed, not in stock, and nobody sells or makes it."""
        self.comp.supply_policy = "push"
        self.comp.seller_ids.unlink()
        line = self._quote([(self.fg, 1)]).order_line
        self.assertFalse(line.pull_earliest_date)
        self.assertEqual(line.pull_earliest_why, ["Nothing supplies COMP."])
        self._add_stock(self.comp, 1)
        self._check_date([(self.fg, 1)], at(5, 6))

    def test_another_line_in_dozens_comes_first(self):
        self.comp.seller_ids.delay = self.raw.seller_ids.delay = 0
        self._add_operation(self.fg_bom, self.saw, 10)
        first, second = self._quote([(self.fg, 1), (self.fg, 1)]).order_line
        self.assertEqual(second.pull_earliest_date, at(3, 8, 20))
        first.product_uom_id = self.dozens
        self.assertEqual(second.pull_earliest_date, at(3, 10, 10))

    def test_plain_odoo_has_no_earliest_date(self):
        plain = self._make_product("PLAIN", policy=False)
        order = self._quote([(plain, 1)])
        self.assertFalse(order.order_line.pull_earliest_date)
        self.assertEqual(order._get_pull_promise(), {})

    # === Words ===

    def test_the_critical_path_in_words(self):
        self._add_operation(self.fg_bom, self.saw, 300)
        self.raw.seller_ids.delay = 1
        order = self._quote([(self.fg, 1)])
        self.assertEqual(
            order.with_user(self.env.user).order_line.pull_earliest_why,
            [
                "COMP arrives Mar 5 (2 days from Vendor B).",
                "Saw works again from Mar 5, 08:00; Cut of FG until Mar 5, 14:00.",
            ],
        )

    def test_a_machine_that_another_line_has_is_told_once(self):
        self.comp.seller_ids.delay = self.raw.seller_ids.delay = 0
        self._add_operation(self.fg_bom, self.saw, 60)
        lines = self._quote([(self.fg, 1)] * 3).order_line
        self.assertEqual(
            lines[2].pull_earliest_why,
            ["Saw is busy until Mar 3, 10:00; Cut of FG until Mar 3, 11:00."],
        )

    def test_many_runs_are_not_all_told(self):
        self.fg_bom.run_size = 1
        self._add_operation(self.fg_bom, self.saw, 10)
        why = self._quote([(self.fg, 20)]).order_line.pull_earliest_why
        self.assertEqual(len(why), 8)
        self.assertIn("arrives", why[0])
        self.assertIn("until Mar 5, 11:20", why[-1])

    def test_more_runs_than_a_form_can_wait_for_have_no_date(self):
        self.fg_bom.run_size = 1
        order = self._quote([(self.fg, 2001), (self.comp, 1)])
        [made, bought] = order.order_line
        self.assertFalse(made.pull_earliest_date or bought.pull_earliest_date)
        self.assertIn("more than 2000 manufacturing orders", made.pull_earliest_why[0])
        self.assertEqual(
            order._get_pull_promise()[made.id], {"date": None, "steps": []}
        )
        with self.assertRaisesRegex(UserError, "Make larger runs"):
            order.action_pull_promise_earliest()

    def test_in_stock_now_nothing_has_to_be_told(self):
        self.comp.supply_policy = "hybrid"
        self._add_stock(self.comp, 3)
        line = self._quote([(self.comp, 1)]).order_line
        self.assertEqual(line.pull_earliest_date, at(3, 6))
        self.assertFalse(line.pull_earliest_why)
        self.assertEqual(line.order_id.pull_earliest_date, at(3, 6))

    def test_who_does_not_buy_learns_no_vendor(self):
        line = self._quote([(self.comp, 1)]).order_line
        self.assertEqual(
            line.with_user(self.salesperson).pull_earliest_why,
            ["COMP arrives Mar 5 (2 days to buy)."],
        )

    def test_the_line_says_when_it_is_ready_and_whether_that_is_in_time(self):
        order = self._quote([(self.comp, 1)])
        line = order.order_line
        self.assertEqual(line.pull_expected, "Bought to order: ready Mar 5")
        for asked, state in (
            (False, "on_time"),
            (at(6, 6), "on_time"),
            (at(6, 5), "tight"),
            (at(5, 6), "tight"),
            (at(5, 5), "late"),
        ):
            order.commitment_date = asked
            self.assertEqual(line.pull_promise_state, state, asked)
            self.assertEqual(line.pull_expected_late, state == "late")

    def test_a_quotation_that_is_being_typed_has_its_date(self):
        order = (
            self.env["sale.order"]
            .with_user(self.salesperson)
            .new(
                {
                    "partner_id": self.customer.id,
                    "warehouse_id": self.warehouse.id,
                    "order_line": [
                        Command.create({"product_id": self.fg.id, "product_uom_qty": 1})
                    ],
                }
            )
        )
        self._add_operation(self.fg_bom, self.saw, 60)
        self.assertEqual(order.order_line.pull_earliest_date, at(5, 9))
        self.assertEqual(order.pull_earliest_date, at(5, 9))

    # === Promising ===

    def test_promise_the_earliest_date(self):
        self._add_operation(self.fg_bom, self.saw, 310)
        order = self._quote([(self.comp, 1), (self.fg, 1)])
        order.action_pull_promise_earliest()
        self.assertEqual(order.commitment_date, at(5, 15))
        self.assertIn("promised for Mar 5", order.message_ids[0].body)
        messages = order.message_ids
        order.action_pull_promise_earliest()
        self.assertEqual(order.message_ids, messages, "once is enough")
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "no quotation"):
            order.action_pull_promise_earliest()

    def test_what_has_no_date_is_not_promised(self):
        self.raw.seller_ids.unlink()
        order = self._quote([(self.comp, 1), (self.fg, 1)])
        with self.assertRaisesRegex(UserError, "FG"):
            order.action_pull_promise_earliest()
        self.assertFalse(order.commitment_date)

    def test_who_may_not_write_the_order_promises_nothing(self):
        order = self._quote([(self.comp, 1)])
        reader = new_test_user(self.env, "pull_reader", groups="base.group_user")
        with self.assertRaises(AccessError):
            order.with_user(reader).action_pull_promise_earliest()

    # === Steps ===

    def test_steps_say_what_takes_when(self):
        self._add_operation(self.fg_bom, self.saw, 60)
        self.comp.seller_ids.delay = 1
        order = self._quote([(self.fg, 1)])
        promise = order._get_pull_promise()[order.order_line.id]
        self.assertEqual(promise["date"], at(5, 9))
        steps = promise["steps"]
        self.assertEqual(
            [(step["kind"], step["name"], step["reason"]) for step in steps],
            [
                ("transfer", "FG", "material"),
                ("operation", "Cut", "calendar"),
                ("run", "FG", "none"),
                ("run", "SUB", "material"),
                ("purchase", "RAW", "lead_time"),
                ("purchase", "COMP", "lead_time"),
            ],
        )
        parents = [step["parent"] for step in steps]
        self.assertEqual(parents, [None, 2, 0, 2, 3, 2])
        # COMP comes a day earlier; RAW and COMP may come until the saw works.
        slack = {step["name"]: step["slack"] for step in steps[3:]}
        self.assertEqual(slack, {"SUB": 120, "RAW": 120, "COMP": 120 + 24 * 60})

    def test_queries_do_not_grow_with_the_lines(self):
        self._add_operation(self.fg_bom, self.saw, 60)
        counts = []
        for count in (2, 12):
            order = self._quote([(self.fg, 2)] * count)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(order._get_pull_promise()), count)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3)
