import doctest
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..models.lateness import cause_words
from ..models.placing import chain_placing
from .test_placing import PlacingCommon
from .test_promise import NOW, at

DAY = 24 * 60
BAD_DATA = "bad data"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPlacingWorlds(PlacingCommon):
    """Warehouses of several steps, kits, several lines, another company."""

    def test_doctests_hold(self):
        for module in (chain_placing, cause_words):
            result = doctest.testmod(module)
            self.assertTrue(result.attempted)
            self.assertFalse(result.failed)

    def test_every_step_is_dated(self):
        self.warehouse = self._make_warehouse("PT3", "pick_pack_ship", "pbm_sam")
        self.assertEqual(self.warehouse.delivery_steps, "pick_pack_ship")
        picks = self.warehouse.pbm_route_id.rule_ids.filtered(
            lambda rule: rule.location_dest_id == self.warehouse.pbm_loc_id
        )
        picks.delay = 1
        self._add_operation(self.fg_bom, self.saw, 60)
        line = self._confirm(asked=at(14, 12))
        self._check_line(line, at(14, 12))
        self._check_run(self.fg, at(14, 11), at(14, 12))
        # A day to pick the components of each run.
        self._check_run(self.sub, at(13, 11), at(13, 11))
        self.assertEqual(self._get_purchase_lines(self.comp).date_planned, at(13, 11))
        self.assertEqual(self._get_purchase_lines(self.raw).date_planned, at(12, 11))
        self.assertEqual(line.move_ids.date_deadline, at(14, 12))

    def test_a_step_that_is_late_makes_the_order_late(self):
        self.warehouse = self._make_warehouse("PT4", "pick_ship")
        line = self._confirm(self.comp, asked=at(14, 12))
        bought = self._confirm_purchase_of(self.comp)
        bought.date_planned = at(16, 12)
        self._check_line(line, at(14, 12), at(16, 12), 2 * DAY, "late")

    def test_a_kit_is_there_with_its_last_component(self):
        kit = self._make_product("KIT", policy=False, is_storable=False)
        self._make_bom(kit, {self.comp: 1, self.raw: 2}, type="phantom")
        line = self._confirm(kit, asked=at(14, 12))
        self.assertEqual(len(line.move_ids), 2)
        self._check_line(line, at(14, 12))
        bought = self._confirm_purchase_of(self.raw)
        bought.date_planned = at(15, 12)
        self._check_line(line, at(14, 12), at(15, 12), DAY, "late")

    def test_a_late_line_leaves_the_others_their_time_to_spare(self):
        self.company.pull_buffer_days = 1
        order = self._make_order(
            [(self.comp, 1), (self.raw, 1)], commitment_date=at(14, 12)
        )
        self._end_request()
        first, second = order.sudo().order_line
        bought = self._confirm_purchase_of(self.comp)
        bought.date_planned = at(20, 12)
        self._end_request()
        self.assertEqual(first.pull_promise_state, "late")
        self._check_line(second, at(14, 12))
        self.assertEqual(self._get_purchase_lines(self.raw).date_planned, at(13, 12))

    def test_a_part_that_is_delivered_is_no_end(self):
        self.comp.seller_ids.delay = 0
        line = self._confirm(self.comp, 5, asked=at(14, 12))
        bought = self._confirm_purchase_of(self.comp)
        receipt = bought.move_ids.picking_id
        receipt.move_ids.quantity = 2
        receipt.with_context(skip_backorder=True).button_validate()
        self._end_request()
        self._check_line(line, at(14, 12))
        rest = bought.move_ids.filtered(lambda move: move.state != "done")
        self.assertEqual(rest.product_qty, 3)
        rest.picking_id.scheduled_date = at(18, 12)
        self._check_line(line, at(14, 12), at(18, 12), 4 * DAY, "late")

    def test_another_company_has_its_own_way_to_promise(self):
        other = self.env["res.company"].create({"name": "Other"})
        other.pull_promise = "lead_time"
        line = self._confirm(self.comp)
        self.assertEqual(line.pull_promised_date, at(5, 6))
        category = self.env["product.category"].create({"name": "Bought"})
        category.with_company(other).pull_buffer_days = 9
        self.assertEqual(category._get_pull_buffer_days(self.company), 0)
        self.assertEqual(category._get_pull_buffer_days(other), 9)

    def test_who_has_no_rights(self):
        line = self._confirm(self.comp)
        portal = new_test_user(
            self.env, "pull_dates_portal", groups="base.group_portal"
        )
        line.order_id.partner_id = portal.partner_id
        for name in ("pull_promised_date", "pull_projected_date"):
            with self.assertRaises(AccessError):
                line.with_user(portal).read([name])
        with self.assertRaises(AccessError):
            line.with_user(self.salesperson).pull_projected_date = at(4)
        stranger = new_test_user(self.env, "pull_dates_none", groups="base.group_user")
        with self.assertRaises(AccessError):
            line.order_id.with_user(stranger).action_pull_tell_customer()


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPlacingEvents(PlacingCommon):
    """What is lost, taken back, sent along or refused."""

    def test_a_request_that_is_removed_leaves_no_date(self):
        line = self._confirm(self.comp, asked=at(14, 12))
        self._get_purchase_lines(self.comp).unlink()
        self._end_request()
        self.assertFalse(line.pull_projected_date)
        self.assertEqual(line.pull_promise_state, "unknown")
        self.assertEqual(line.pull_promised_date, at(14, 12))

    def test_a_confirmed_purchase_that_is_cancelled_leaves_no_date(self):
        line = self._confirm(self.comp, asked=at(14, 12))
        bought = self._confirm_purchase_of(self.comp)
        bought.order_id.button_cancel()
        self._end_request()
        self.assertFalse(line.pull_projected_date)
        self.assertEqual(line.pull_promised_date, at(14, 12))

    def test_other_working_hours(self):
        self._add_operation(self.fg_bom, self.saw, 60)
        line = self._confirm(asked=at(14, 12))
        friday = self.calendar.attendance_ids.filtered(
            lambda attendance: attendance.dayofweek == "4"
        )
        self.assertEqual(set(friday.mapped("hour_from")), {8, 13})
        friday.filtered(lambda attendance: attendance.hour_from == 8).unlink()
        self._end_request()
        self._check_line(line, at(14, 12))
        self._check_run(self.fg, at(13, 16), at(13, 17))
        (self.calendar.attendance_ids - friday).unlink()
        self._end_request()
        self._check_line(line, at(14, 12))
        self._check_run(self.fg, at(7, 16), at(7, 17))

    def test_another_calendar_of_a_work_center(self):
        self._add_operation(self.fg_bom, self.saw, 60)
        line = self._confirm(asked=at(14, 12))
        self._check_run(self.fg, at(14, 11), at(14, 12))
        evening = self.calendar.copy()
        evening.attendance_ids.unlink()
        for day in range(5):
            self.env["resource.calendar.attendance"].create(
                {
                    "name": "Late shift",
                    "calendar_id": evening.id,
                    "dayofweek": str(day),
                    "hour_from": 20,
                    "hour_to": 22,
                }
            )
        self.saw.resource_calendar_id = evening
        self._end_request()
        self._check_line(line, at(14, 12))
        self._check_run(self.fg, at(13, 21), at(13, 22))

    def _buy_for_stock(self, product, date):
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor_a.id,
                "picking_type_id": self.warehouse.in_type_id.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": 5,
                            "date_planned": date,
                        }
                    )
                ],
            }
        )
        order.button_confirm()
        self._end_request()
        return order

    def test_what_comes_to_stock_for_nobody(self):
        self.comp.supply_policy = "push"
        line = self._confirm(asked=at(14, 12))
        without = line.pull_projected_date
        bought = self._buy_for_stock(self.comp, at(20, 12))
        self._check_line(line, at(14, 12), at(20, 12), 6 * DAY, "late")
        self.assertNotEqual(without, line.pull_projected_date)
        # The vendor comes still later, then at once.
        bought.picking_ids.scheduled_date = at(21, 12)
        self._check_line(line, at(14, 12), at(21, 12), 7 * DAY, "late")
        self._do_transfers(bought.picking_ids)
        self._end_request()
        self._check_line(line, at(14, 12))

    def test_a_kit_that_comes_unasked(self):
        """Typed into a receipt: the move of the kit is gone once that is done."""
        kit, part = self._make_product("KIT"), self._make_product("PART")
        self._make_bom(kit, {part: 2}, type="phantom")
        suppliers = self.env.ref("stock.stock_location_suppliers")
        places = {
            "location_id": suppliers.id,
            "location_dest_id": self.stock.id,
        }
        asked = {"product_id": self.raw.id, "product_uom_qty": 1, **places}
        receipt = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "move_ids": [Command.create(asked)],
                **places,
            }
        )
        receipt.action_confirm()
        receipt.move_line_ids.quantity = 1
        typed = {"product_id": kit.id, "quantity": 3, **places}
        receipt.move_line_ids = [Command.create(typed)]
        receipt.move_ids.picked = True
        receipt.button_validate()
        moves = receipt.move_ids.grouped("product_id")
        self.assertEqual(set(moves), {self.raw, part})
        self.assertEqual((moves[part].quantity, moves[part].state), (6, "done"))

    def test_what_was_to_come_to_stock_and_does_not(self):
        self.comp.supply_policy = "push"
        self.comp.seller_ids.delay = 30
        bought = self._buy_for_stock(self.comp, at(10, 12))
        line = self._confirm(asked=at(14, 12))
        self._check_line(line, at(14, 12))
        bought.picking_ids.action_cancel()
        self._end_request()
        self.assertEqual(line.pull_promise_state, "late")
        self.assertGreater(line.pull_projected_date, at(30))

    def test_a_copy_is_promised_nothing(self):
        order = self._confirm(self.comp, asked=at(14, 12)).order_id
        copied = order.copy()
        self.assertFalse(copied.order_line.pull_promised_date)
        self.assertFalse(copied.pull_plan or copied.pull_place_after)

    def test_what_a_client_sends_along_is_no_promise(self):
        order = self._quote([(self.comp, 1)])
        order.order_line.with_user(self.salesperson).pull_promised_date = at(1)
        order.action_confirm()
        self._end_request()
        self._check_line(order.sudo().order_line, at(5, 6))

    def test_too_many_runs_are_promised_as_asked(self):
        limit = "odoo.addons.pull_through_production.models.placing.sale_order_line"
        with patch(f"{limit}.RUNS_MAX", 0):
            line = self._confirm(asked=at(14, 12))
            self.assertEqual(line.pull_promised_date, at(14, 12))
            self.assertFalse(line.pull_projected_date)

    def test_runs_that_are_merged_keep_their_orders_dates(self):
        lines = [self._confirm(self.sub, asked=at(14, 12)) for _order in range(2)]
        self._get_runs(self.sub).action_merge()
        self._end_request()
        run = self._get_runs(self.sub)
        self.assertEqual(len(run), 1)
        self.assertEqual(run.product_qty, 2)
        for line in lines:
            self._check_line(line, at(14, 12))

    def test_a_run_that_is_cancelled_leaves_no_date(self):
        line = self._confirm(self.sub, asked=at(14, 12))
        self._get_runs(self.sub).action_cancel()
        self._end_request()
        self.assertFalse(line.pull_projected_date)

    def test_what_is_given_back_was_delivered(self):
        self.comp.seller_ids.delay = 0
        line = self._confirm(self.comp, asked=at(14, 12))
        self._confirm_purchase_of(self.comp)
        with freeze_time("2031-03-10 10:00:00"):
            self._receive_all(line.order_id)
            self._do_transfers(line.order_id.picking_ids)
            self._end_request()
        with freeze_time("2031-03-20 10:00:00"):
            delivery = line.move_ids.picking_id
            wizard = (
                self.env["stock.return.picking"]
                .with_context(active_id=delivery.id, active_model="stock.picking")
                .create({})
            )
            wizard.product_return_moves.quantity = 1
            wizard.product_return_moves.to_refund = True
            back = self.env["stock.picking"].browse(
                wizard.action_create_returns()["res_id"]
            )
            self._do_transfers(back)
            self._end_request()
        self._check_line(line, at(14, 12), at(10, 10))

    def test_plain_deliveries_are_not_walked(self):
        plain = self._make_product("PLAIN", policy=False)
        self._add_stock(plain, 5)
        orders = [self._make_order([(plain, 1)]) for _order in range(2)]
        walks = "odoo.addons.pull_through_production.models.pegging.walks.execute"
        for order in orders:
            order.picking_ids.move_ids.quantity = 1
        with patch(walks, side_effect=AssertionError("walked")):
            self.env["stock.picking"].browse(
                orders[0].sudo().picking_ids.ids
            ).move_ids._note_pull_dates()


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPlacingRefused(PlacingCommon):
    """An order for which no dates can be worked out stops nobody."""

    def test_the_others_are_placed(self):
        first, second = (self._confirm(self.comp, asked=at(5, 12)) for _n in range(2))
        broken = type(first.order_id)

        def refuse(order, found, known=broken._take_pull_placing):
            if order == first.order_id:
                raise UserError(BAD_DATA)
            return known(order, found)

        with (
            freeze_time("2031-03-05 06:00:00"),
            patch.object(broken, "_take_pull_placing", refuse),
            self.assertLogs("odoo.addons.pull_through_production", "WARNING") as logs,
        ):
            self.env["sale.order"]._place_pull_due()
            self.assertIn(first.order_id.name, logs.output[0])
            self.assertIn("bad data", logs.output[0])
        self.assertEqual(second.pull_projected_date, at(7, 6))
        self.assertEqual(first.order_id.pull_place_after, at(6, 6))

    def test_nobodys_confirmation_is_refused(self):
        model = type(self.env["sale.order"])

        def refuse(_order, _found):
            raise UserError(BAD_DATA)

        with (
            patch.object(model, "_take_pull_placing", refuse),
            self.assertLogs("odoo.addons.pull_through_production", "WARNING"),
        ):
            order = self._make_order([(self.comp, 1)], commitment_date=at(14, 12))
        self.assertEqual(order.state, "sale")
        self.assertTrue(self._get_purchase_lines(self.comp))
        with freeze_time(NOW) as clock:
            clock.move_to(at(4, 7))
            self.env["sale.order"]._place_pull_due()
        self.assertEqual(order.sudo().order_line.pull_promised_date, at(14, 12))
