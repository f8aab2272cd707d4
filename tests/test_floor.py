from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..models.status import pull_pegged_mixin
from .test_placing import PlacingCommon
from .test_promise import NOW, at


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFloorTransfers(PlacingCommon):
    """A transfer says for which orders it is, and into which run it goes."""

    def _get_receipt(self, product):
        bought = self._confirm_purchase_of(product)
        return bought.move_ids.picking_id

    def test_a_receipt_of_components(self):
        line = self._confirm(asked=at(14, 12))
        receipt = self._get_receipt(self.raw)
        self.assertEqual(receipt.pull_order_ids, line.order_id)
        self.assertEqual(
            receipt.pull_served, f"{line.order_id.name} {line.order_id.partner_id.name}"
        )
        self.assertEqual(receipt.pull_runs, self._get_runs(self.sub).name)

    def test_a_receipt_for_two_runs(self):
        self.fg_bom.run_size = 1
        self._confirm(quantity=2, asked=at(14, 12))
        receipt = self._get_receipt(self.comp)
        self.assertEqual(len(receipt), 1)
        runs = self._get_runs(self.fg)
        self.assertEqual(len(runs), 2)
        self.assertEqual(receipt.pull_runs, ", ".join(runs.mapped("name")))

    def test_steps_on_the_way_to_a_run(self):
        self.warehouse = self._make_warehouse("FL3", "pick_pack_ship", "pbm_sam")
        self.warehouse.reception_steps = "two_steps"
        line = self._confirm(asked=at(14, 12))
        receipt = self._get_receipt(self.raw)
        run = self._get_runs(self.sub)
        self.assertEqual(receipt.pull_runs, run.name)
        self.assertEqual(receipt.pull_order_ids, line.order_id)
        pick = run.move_raw_ids.move_orig_ids.picking_id
        self.assertTrue(pick)
        self.assertEqual(pick.pull_runs, run.name)
        self.assertEqual(pick.pull_order_ids, line.order_id)

    def test_a_delivery_serves_its_own_order(self):
        line = self._confirm(asked=at(14, 12))
        delivery = line.move_ids.picking_id
        self.assertEqual(delivery.pull_order_ids, line.order_id)
        self.assertFalse(delivery.pull_runs)

    def test_a_receipt_for_stock_serves_nobody(self):
        plain = self._make_product("PLAIN", policy=False, vendor=self.vendor_a)
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor_a.id,
                "order_line": [(0, 0, {"product_id": plain.id, "product_qty": 2})],
            }
        )
        order.button_confirm()
        self.assertFalse(order.picking_ids.pull_served)
        self.assertFalse(order.picking_ids.pull_runs)

    def test_found_by_order_and_by_customer(self):
        line = self._confirm(asked=at(14, 12))
        receipt = self._get_receipt(self.raw)
        pickings = self.env["stock.picking"]
        for text in (line.order_id.name, line.order_id.partner_id.name):
            found = pickings.search([("pull_served", "ilike", text)])
            self.assertIn(receipt, found)

    def test_found_where_there_are_many_orders(self):
        line = self._confirm(asked=at(14, 12))
        other = self._confirm(self.comp, asked=at(14, 12))
        receipt = self._get_receipt(self.raw)
        self.patch(pull_pegged_mixin, "FEW_LINES", 0)
        pickings = self.env["stock.picking"]
        found = pickings.search([("pull_order_ids", "in", line.order_id.ids)])
        self.assertEqual(found, receipt | line.move_ids.picking_id)
        self._do_transfers(receipt)
        found = pickings.search([("pull_order_ids", "in", line.order_id.ids)])
        self.assertIn(receipt, found)
        self.assertNotIn(other.move_ids.picking_id, found)

    def test_who_may_not_read_orders_is_told_whom_it_serves(self):
        line = self._confirm(asked=at(14, 12))
        receipt = self._get_receipt(self.raw)
        store = new_test_user(self.env, "floor_store", groups="stock.group_stock_user")
        self.assertIn(line.order_id.name, receipt.with_user(store).pull_served)
        portal = new_test_user(self.env, "floor_portal", groups="base.group_portal")
        with self.assertRaises(AccessError):
            receipt.with_user(portal).read(["pull_runs"])

    def test_queries_do_not_grow_with_the_transfers(self):
        receipts = self.env["stock.picking"]
        for _order in range(6):
            self._confirm(asked=at(14, 12))
            receipts |= self._get_receipt(self.raw)
            receipts |= self._get_receipt(self.comp)
        self.assertEqual(len(receipts), 12)

        def count(pickings):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            pickings.mapped("pull_served")
            pickings.mapped("pull_runs")
            return self.env.cr.sql_log_count - before

        count(receipts)
        self.assertEqual(count(receipts[:1]), count(receipts))


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFloorWorkOrders(PlacingCommon):
    """An operator sees for whom he works, until when, and whether he can begin."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_operation(cls.fg_bom, cls.saw, 60)
        cls.operator = new_test_user(
            cls.env, "floor_operator", groups="mrp.group_mrp_user,base.group_user"
        )

    def _get_work(self):
        return self._get_runs(self.fg).workorder_ids.with_user(self.operator)

    def test_for_whom(self):
        line = self._confirm(asked=at(14, 12))
        self.assertIn(line.order_id.name, self._get_work().pull_for)

    def test_due_where_it_is_placed(self):
        self._confirm(asked=at(14, 12))
        work = self._get_work()
        self.assertEqual(work.pull_due, at(14, 12))
        line = self.env["sale.order.line"].sudo().search([], order="id desc", limit=1)
        line.pull_promised_date = at(13, 12)
        self._end_request()
        self.assertEqual(work.pull_due, at(13, 12))

    def test_due_where_a_person_plans_it(self):
        run = self.env["mrp.production"].create(
            {"product_id": self.fg.id, "product_qty": 1, "date_deadline": at(20, 12)}
        )
        run.action_confirm()
        self.assertEqual(run.workorder_ids.pull_due, at(20, 12))
        run.workorder_ids.write({"date_start": at(11, 8), "date_finished": at(11, 9)})
        self.assertEqual(run.workorder_ids.pull_due, at(11, 9))

    def test_what_is_filled_in_at_once_is_what_is_worked_out(self):
        self._confirm(asked=at(14, 12))
        run = self.env["mrp.production"].create(
            {"product_id": self.fg.id, "product_qty": 1, "date_deadline": at(20, 12)}
        )
        run.action_confirm()
        works = self._get_runs(self.fg).workorder_ids
        due = works.mapped("pull_due")
        self.assertEqual(due, [at(14, 12), at(20, 12)])
        self.env.flush_all()
        self.env.cr.execute("UPDATE mrp_workorder SET pull_due = NULL")
        self.env["mrp.workorder"]._fill_pull_due()
        self.env.invalidate_all()
        self.assertEqual(works.mapped("pull_due"), due)

    def test_the_first_due_comes_first(self):
        for day in (20, 14, 17):
            self._confirm(asked=at(day, 12))
        found = self.env["mrp.workorder"].search(
            [("id", "in", self._get_work().ids)], order="pull_due, id"
        )
        self.assertEqual(found.mapped("pull_due"), [at(14, 12), at(17, 12), at(20, 12)])

    def test_material(self):
        self.comp.supply_policy = "push"
        self.sub.supply_policy = "push"
        self._confirm(asked=at(14, 12))
        work = self._get_work()
        self.assertEqual(work.pull_material, "missing")
        self._add_stock(self.comp, 5)
        self._add_stock(self.sub, 5)
        self._get_runs(self.fg).action_assign()
        self.env.invalidate_all()
        self.assertEqual(work.pull_material, "ready")

    def test_material_that_comes_in_time(self):
        self._confirm(asked=at(14, 12))
        self.assertIn(self._get_work().pull_material, ("coming", "missing"))
        self._receive_all(self.env["sale.order"].search([], limit=1))
        self.assertNotEqual(self._get_work().pull_material, "ready")

    def test_what_takes_nothing_waits_for_nothing(self):
        bare = self._make_product("BARE")
        self._make_bom(bare, {})
        self._add_operation(bare.bom_ids, self.saw, 10)
        self._confirm(bare, asked=at(14, 12))
        work = self._get_runs(bare).workorder_ids.with_user(self.operator)
        self.assertEqual(work.pull_material, "none")
