from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .test_promise import NOW, PromiseCommon, at


class ReservationCommon(PromiseCommon):
    """FG is sawn for two hours; all that it is made of comes at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.comp.seller_ids.delay = cls.raw.seller_ids.delay = 0
        cls._add_operation(cls.fg_bom, cls.saw, 120)
        cls.planner = new_test_user(
            cls.env, "pull_planner", groups="mrp.group_mrp_manager"
        )

    def _reserve(self, quantities, **values):
        order = self._quote(quantities, **values)
        order.action_pull_reserve()
        return order

    def _get_rows(self, order):
        return order.sudo().pull_reservation_ids

    def _check_free(self, day=3, hour=10):
        """Another quotation of FG would be ready then: at 10, if nothing is held."""
        self.env.invalidate_all()
        self._check_date([(self.fg, 1)], at(day, hour))

    def _stock_hybrid(self, quantity):
        self.comp.seller_ids.delay = 2
        self.comp.supply_policy = "hybrid"
        self._add_stock(self.comp, quantity)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestReservationTime(ReservationCommon):
    """Time of work centers that is held for a quotation."""

    def test_another_quotation_gets_the_next_slot(self):
        first, second = self._quote([(self.fg, 1)]), self._quote([(self.fg, 1)])
        self.assertEqual(first.pull_earliest_date, at(3, 10))
        self.assertEqual(second.pull_earliest_date, at(3, 10))
        first.action_pull_reserve()
        self.env.invalidate_all()
        self.assertEqual(first.pull_earliest_date, at(3, 10), "its own does not move")
        self.assertEqual(second.pull_earliest_date, at(3, 12))
        second.action_pull_reserve()
        self._check_free(hour=15)

    def test_others_are_told_that_the_work_center_is_busy(self):
        self._reserve([(self.fg, 1)])
        self.assertEqual(
            self._quote([(self.fg, 1)]).order_line.pull_earliest_why,
            ["Saw is busy until Mar 3, 10:00; Cut of FG until Mar 3, 12:00."],
        )

    def test_what_is_held_says_where_and_when(self):
        order = self._reserve([(self.fg, 5)])
        self.assertRecordValues(
            self._get_rows(order),
            [
                {
                    "order_id": order.id,
                    "sale_line_id": order.order_line.id,
                    "company_id": self.company.id,
                    "workcenter_id": self.saw.id,
                    "product_id": self.fg.id,
                    "date_start": at(3, 8),
                    "date_finish": at(4, 10),
                    "minutes": 600,
                    "quantity": 0,
                }
            ],
        )
        load = self.saw._get_pull_load(at(3), at(10))
        self.assertEqual(load[self.saw], [(at(3, 8), at(4, 10), self._get_rows(order))])
        self.assertEqual(self.saw.pull_reserved_hours, 10)
        self._check_free(4, 12)

    def test_on_the_alternative_that_was_taken(self):
        other = self._make_center("Other saw")
        self.saw.alternative_workcenter_ids = other
        for center in (self.saw, other):
            order = self._reserve([(self.fg, 1)])
            self.assertEqual(self._get_rows(order).workcenter_id, center)
        self._check_free(hour=12)

    def test_what_should_have_begun_takes_the_next_room(self):
        first = self._reserve([(self.fg, 1)])
        self._reserve([(self.fg, 1)])
        with freeze_time("2031-03-03 09:00:00"):
            # The first goes on from 9 to 11, the second keeps 10 to 12: 13 to 15.
            # The time between is too short for a third.
            self._check_free(hour=17)
        with freeze_time("2031-03-04 06:00:00"):
            self._check_free(4, 15)
            first.action_pull_release()
            self._check_free(4, 12)

    def test_work_that_nobody_placed_is_done_beside_it(self):
        self._reserve([(self.fg, 1)])
        run = self.env["mrp.production"].create(
            {"product_id": self.fg.id, "product_qty": 1, "bom_id": self.fg_bom.id}
        )
        run.action_confirm()
        load = self.saw._get_pull_load(at(3), at(10))[self.saw]
        slots = sorted((start, end) for start, end, _what in load)
        self.assertEqual(slots, [(at(3, 8), at(3, 10)), (at(3, 10), at(3, 12))])
        self._check_free(hour=15)

    def test_queries_do_not_grow_with_what_is_held(self):
        counts = []
        for count in (1, 6):
            for _number in range(count):
                self._reserve([(self.fg, 1)])
            order = self._quote([(self.fg, 1)])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order._get_pull_promise()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestReservationStock(ReservationCommon):
    """Free stock that is held for a quotation."""

    def test_it_is_not_taken_by_anothers_earliest_date(self):
        self._stock_hybrid(4)
        order = self._reserve([(self.comp, 3)])
        self.assertRecordValues(
            self._get_rows(order),
            [
                {
                    "workcenter_id": False,
                    "product_id": self.comp.id,
                    "location_id": self.stock.id,
                    "quantity": 3,
                }
            ],
        )
        self._check_date([(self.comp, 1)], at(3, 6))
        self._check_date([(self.comp, 2)], at(5, 6))
        order.invalidate_recordset()
        self.assertEqual(order.pull_earliest_date, at(3, 6), "it is there for its own")

    def test_it_is_not_taken_by_anothers_confirmation(self):
        self._stock_hybrid(4)
        reserved = self._reserve([(self.comp, 3)])
        self._make_order([(self.comp, 2)])
        self.assertEqual(self._get_purchase_lines(self.comp).product_qty, 1)
        reserved.action_confirm()
        self.assertEqual(self._get_purchase_lines(self.comp).mapped("product_qty"), [1])

    def test_the_components_of_a_run_are_held(self):
        self._stock_hybrid(1)
        order = self._reserve([(self.fg, 1)])
        self.assertEqual(self._get_rows(order).location_id, self.stock)
        self._make_order([(self.fg, 1)])
        self.assertEqual(self._get_purchase_lines(self.comp).product_qty, 1)
        order.action_confirm()
        self.assertEqual(self._get_purchase_lines(self.comp).mapped("product_qty"), [1])

    def test_those_who_reserved_are_served_first_of_all_that_are_confirmed(self):
        self._stock_hybrid(4)
        other, reserved = self._quote([(self.comp, 4)]), self._quote([(self.comp, 4)])
        reserved.action_pull_reserve()
        (other | reserved).action_confirm()
        [bought] = self._get_purchase_lines(self.comp)
        self.assertEqual(bought.pull_sale_line_ids, other.order_line)
        self.assertFalse(self._get_rows(reserved))

    def test_what_comes_and_nobody_waits_for_is_held(self):
        self.comp.supply_policy = "push"
        self.comp.seller_ids.delay = 30
        self._receive_later(self.comp, 5, at(9, 12))
        order = self._reserve([(self.comp, 5)])
        self.assertEqual(self._get_rows(order).quantity, 5)
        [other] = self._get_dates([(self.comp, 1)])
        self.assertGreater(other, at(30))
        self.assertEqual(order.pull_earliest_date, at(9, 12))

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

    def test_what_is_replenished_is_not_held(self):
        self.comp.supply_policy = "push"
        order = self._quote([(self.comp, 5)])
        with self.assertRaisesRegex(UserError, "nothing to reserve"):
            order.action_pull_reserve()

    def test_another_warehouse_has_its_own(self):
        self._stock_hybrid(1)
        self._reserve([(self.comp, 1)])
        self.warehouse = self._make_warehouse("PT9")
        self._add_stock(self.comp, 1)
        self._check_date([(self.comp, 1)], at(3, 6))


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestReservationEnd(ReservationCommon):
    """When nothing is held any more, and what the quotation says of it."""

    def test_by_default_for_the_days_of_the_settings(self):
        self.company.pull_reserve_days = 3
        order = self._reserve([(self.fg, 1)])
        self.assertEqual(order.pull_reserved_until, date(2031, 3, 6))
        self.assertTrue(order.pull_is_reserved)
        self.assertEqual(order.pull_reserved_text, "Held until Mar 6: 2 h on Saw.")
        self.assertIn("Held until Mar 6: 2 h on Saw.", order.message_ids[0].body)

    def test_until_the_day_that_somebody_names(self):
        order = self._reserve([(self.fg, 1)], pull_reserved_until="2031-03-04")
        self.assertEqual(order.pull_reserved_until, date(2031, 3, 4))
        with freeze_time("2031-03-04 06:00:00"):
            self._check_free(4, 12)
        with freeze_time("2031-03-05 06:00:00"):
            self._check_free(5, 10)
            self.env.invalidate_all()
            self.assertFalse(order.pull_is_reserved)
            self.assertFalse(order.pull_reserved_text)

    def test_another_day_is_typed_and_none_in_a_year(self):
        order = self._reserve([(self.fg, 1)])
        order.pull_reserved_until = "2031-03-20"
        self.assertIn("until Mar 20", order.pull_reserved_text)
        with self.assertRaisesRegex(ValidationError, "at the latest"):
            order.pull_reserved_until = "2032-03-04"

    def test_a_day_alone_holds_nothing(self):
        order = self._quote([(self.fg, 1)], pull_reserved_until="2031-03-20")
        self.assertFalse(order.pull_is_reserved)
        self._check_free()

    def test_it_ends_when_the_quotation_expires(self):
        order = self._reserve([(self.fg, 1)], validity_date="2031-03-04")
        self.assertIn("until Mar 4", order.pull_reserved_text)
        with freeze_time("2031-03-05 06:00:00"):
            self._check_free(5, 10)
            with self.assertRaisesRegex(UserError, "expired"):
                order.action_pull_reserve()

    def test_it_ends_when_the_quotation_is_cancelled(self):
        order = self._reserve([(self.fg, 1)])
        order.action_cancel()
        self.assertFalse(self._get_rows(order) or order.pull_reserved_until)
        order.action_draft()
        self._check_free()

    def test_it_ends_when_the_quotation_is_confirmed(self):
        order = self._reserve([(self.fg, 1)])
        order.action_confirm()
        self.assertFalse(self._get_rows(order) or order.pull_reserved_until)
        with self.assertRaisesRegex(UserError, "no quotation"):
            order.action_pull_reserve()

    def test_it_ends_when_somebody_releases_it(self):
        order = self._reserve([(self.fg, 1)])
        order.action_pull_release()
        self.assertFalse(self._get_rows(order) or order.pull_reserved_until)
        self.assertIn("Nothing is held", order.message_ids[0].body)
        self._check_free()
        messages = order.message_ids
        order.action_pull_release()
        self.assertEqual(order.message_ids, messages, "once is enough")

    def test_it_goes_with_its_order_or_line_and_is_not_copied(self):
        order = self._reserve([(self.fg, 1), (self.fg, 1)])
        copied = order.copy()
        self.assertFalse(self._get_rows(copied) or copied.pull_reserved_until)
        order.order_line[0].unlink()
        self.assertEqual(len(self._get_rows(order)), 1)
        rows = self._get_rows(order)
        order.sudo().unlink()
        self.assertFalse(rows.exists())

    def test_what_is_over_is_taken_away_and_told(self):
        order = self._reserve([(self.fg, 1)], pull_reserved_until="2031-03-04")
        other = self._reserve([(self.fg, 1)])
        with freeze_time("2031-03-05 06:00:00"):  # the 4th is not over everywhere
            self.env["pull.reservation"]._cron_end()
            self.assertTrue(self._get_rows(order))
        with freeze_time("2031-03-06 06:00:00"):
            self.env["pull.reservation"]._cron_end()
        self.assertFalse(self._get_rows(order) or order.pull_reserved_until)
        self.assertIn("Its day is over", order.message_ids[0].body)
        self.assertTrue(self._get_rows(other))

    def test_a_quotation_that_changes_says_so_and_is_reserved_anew(self):
        order = self._reserve([(self.fg, 1)])
        self.assertFalse(order.pull_reserved_changed)
        with Form(order) as form, form.order_line.edit(0) as line:
            line.product_uom_qty = 2
        self.assertTrue(order.pull_reserved_changed)
        self.assertEqual(order.pull_reserved_text, "Held until Mar 10: 2 h on Saw.")
        order.action_pull_reserve()
        self.assertFalse(order.pull_reserved_changed)
        self.assertEqual(order.pull_reserved_text, "Held until Mar 10: 4 h on Saw.")
        self.assertEqual(len(self._get_rows(order)), 1)

    def test_a_note_or_price_changes_nothing(self):
        order = self._reserve([(self.fg, 1)])
        order.write(
            {
                "order_line": [
                    Command.update(order.order_line.id, {"price_unit": 7}),
                    Command.create({"display_type": "line_note", "name": "Note"}),
                ]
            }
        )
        self.assertFalse(order.pull_reserved_changed)

    def test_the_words_name_time_and_stock(self):
        self._stock_hybrid(2)
        self.raw.supply_policy = "hybrid"
        self._add_stock(self.raw, 6)
        order = self._reserve([(self.fg, 1), (self.comp, 1)])
        self.assertEqual(
            order.pull_reserved_text,
            "Held until Mar 10: 2 h on Saw, 2 units of COMP, 6 units of RAW.",
        )

    def test_without_a_date_nothing_is_reserved(self):
        self.raw.seller_ids.unlink()
        order = self._quote([(self.fg, 1)])
        with self.assertRaisesRegex(UserError, "FG"):
            order.action_pull_reserve()
        self.assertFalse(order.pull_is_reserved)

    def test_reserved_quotations_are_found(self):
        order, other = self._reserve([(self.fg, 1)]), self._quote([(self.fg, 1)])
        both = [("id", "in", (order | other).ids)]
        orders = self.env["sale.order"]
        for reserved, found in ((True, order), (False, other)):
            domain = [*both, ("pull_is_reserved", "=", reserved)]
            self.assertEqual(orders.search(domain), found)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestReservationRights(ReservationCommon):
    """Who reserves, and who sees what is held."""

    def test_a_salesperson_reserves_their_own(self):
        order = self._quote([(self.fg, 1)])
        self.assertEqual(order.env.user, self.salesperson)
        order.action_pull_reserve()
        self.assertEqual(len(order.pull_reservation_ids), 1)
        stranger = new_test_user(
            self.env, "pull_stranger", groups="sales_team.group_sale_salesman"
        )
        for action in ("action_pull_reserve", "action_pull_release"):
            with self.assertRaises(AccessError):
                getattr(order.with_user(stranger), action)()
        rows = self.env["pull.reservation"].with_user(stranger)
        self.assertFalse(rows.search([]))
        self.assertEqual(
            self._get_dates([(self.fg, 1)], user=stranger), [at(3, 12)], "but it counts"
        )

    def test_rows_are_not_written_by_hand(self):
        rows = self._reserve([(self.fg, 1)]).pull_reservation_ids
        for user in (self.salesperson, self.planner):
            own = rows.with_user(user)
            with self.assertRaises(AccessError):
                own.write({"minutes": 1})
            with self.assertRaises(AccessError):
                own.unlink()

    def test_a_planner_sees_what_is_held_of_a_work_center(self):
        order = self._reserve([(self.fg, 1), (self.fg, 1)])
        self._reserve([(self.fg, 1)]).pull_reserved_until = "2031-03-02"
        center = self.saw.with_user(self.planner)
        self.assertEqual(center.pull_reserved_hours, 4)
        action = center.action_view_pull_reservations()
        rows = self.env[action["res_model"]].with_user(self.planner)
        found = rows.search(action["domain"])
        self.assertEqual(found.mapped("date_start"), [at(3, 8), at(3, 10)])
        self.assertEqual(found.partner_id, order.partner_id)

    def test_who_may_not_read_the_order_learns_no_customer(self):
        rows = self._reserve([(self.fg, 1)]).pull_reservation_ids
        clerk = new_test_user(
            self.env, "pull_clerk", groups="pull_through_production.group_pull_user"
        )
        self.assertEqual(rows.with_user(clerk).date_start, at(3, 8))
        self.assertFalse(rows.with_user(clerk).partner_id)

    def test_another_company_sees_nothing_of_it(self):
        order = self._reserve([(self.fg, 1)])
        other = self.env["res.company"].create({"name": "Other"})
        planner = new_test_user(
            self.env,
            "pull_other_planner",
            groups="mrp.group_mrp_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        rows = self._get_rows(order).with_user(planner)
        self.assertFalse(rows.search([]))
        self.assertEqual(order.company_id, self.company)

    def test_a_customer_sees_nothing_of_it(self):
        order = self._reserve([(self.fg, 1)])
        portal = new_test_user(self.env, "pull_portal", groups="base.group_portal")
        with self.assertRaises(AccessError):
            self.env["pull.reservation"].with_user(portal).search([])
        order.message_subscribe(portal.partner_id.ids)
        order.sudo().partner_id = portal.partner_id
        with self.assertRaises(AccessError):
            order.with_user(portal).read(["pull_reserved_until"])

    def test_a_customer_who_signs_is_served_with_what_was_held(self):
        self._stock_hybrid(1)
        order = self._reserve([(self.comp, 1)])
        public = self.env.ref("base.public_user")
        order.with_user(public).sudo().action_confirm()
        self.assertFalse(self._get_purchase_lines(self.comp))
        self.assertFalse(self._get_rows(order))
