from datetime import timedelta

from odoo import Command, fields
from odoo.tests import new_test_user, tagged

from .world import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangePeople(ChangeCommon):
    """A user with only the sales group does all that sales needs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shelf = cls._make_product("SHELF", "push")
        cls.plain = cls._make_product("PLAIN", False)
        for product in cls.shelf | cls.plain:
            cls._add_stock_in(cls.warehouse.lot_stock_id, product, 10)

    def _change_everything(self, order):
        """Lower, raise, move, cancel and confirm again, always as the salesperson."""
        for quantity in (3, 6, 0, 2):
            self._set_quantity(order, quantity)
            self._check_delivery(order, quantity)
        order.commitment_date = fields.Datetime.now() + timedelta(days=20)
        order.action_cancel()
        self._check_delivery(order, 0)
        order.action_draft()
        order.action_confirm()
        self._check_delivery(order, 2)

    def test_pulled_order(self):
        order = self._make_order([(self.fg, 5)])
        self._change_everything(order)
        self._check_chain(2)

    def test_order_from_stock(self):
        for product in (self.shelf, self.plain):
            self._change_everything(self._make_order([(product, 5)]))

    def test_order_with_sent_ordered_and_started_documents(self):
        order = self._make_order([(self.fg, 5), (self.buy, 5)])
        self._get_purchase_lines(self.buy).order_id.button_confirm()
        self._get_purchase_lines(self.comp).order_id.state = "sent"
        run = self._get_runs(self.sub)
        self._add_stock(self.raw, 30)
        run.move_raw_ids.procure_method = "make_to_stock"
        run.move_raw_ids._action_assign()
        self._start(run)
        order.action_cancel()
        self.assertEqual(
            sorted(self._get_exceptions(order).mapped("kind")),
            ["sent", "surplus", "too_late"],
        )

    def test_plain_make_to_order_chain_is_cancelled_too(self):
        route = self.env.ref("stock.route_warehouse0_mto")
        route.active = True
        bought = self._make_product("MTO", False, self.vendor_a)
        bought.route_ids = [Command.link(route.id)]
        order = self._make_order([(bought, 3)])
        self._get_purchase_lines(bought).order_id.button_confirm()
        order.action_cancel()
        self.assertEqual(order.state, "cancel")

    def test_plain_make_to_order_chain_stays_what_plain_odoo_makes_of_it(self):
        route = self.env.ref("stock.route_warehouse0_mto")
        route.active = True
        made = self._make_product("MTO", False, route_ids=[Command.link(route.id)])
        self._make_bom(made, {self.plain: 1})
        order = self._make_order([(made, 5)])
        self._set_quantity(order, 3)
        self._check_runs(made, [5])
        order.action_cancel()
        self._check_runs(made, [5])
        self.assertFalse(self._get_exceptions(order))

    def test_mass_cancelling(self):
        orders = self._make_order([(self.fg, 1)]) | self._make_order([(self.fg, 2)])
        wizard = self.env["sale.mass.cancel.orders"].with_user(self.salesperson)
        wizard.create({"sale_order_ids": orders.ids}).action_mass_cancel()
        self._check_chain(0)

    def test_exception_is_the_business_of_who_can_act(self):
        buyer = new_test_user(
            self.env, "pull_buyer", groups="purchase.group_purchase_user"
        )
        planner = new_test_user(self.env, "pull_plan", groups="mrp.group_mrp_user")
        self.vendor_a.buyer_id = buyer
        order = self._make_order([(self.fg, 5), (self.buy, 5)])
        self._get_purchase_lines(self.buy).order_id.button_confirm()
        self._receive_all(order)
        self._produce(self._get_runs(self.sub))
        run = self._get_runs(self.fg)
        run.user_id = planner
        self._start(run)
        order.order_line.product_uom_qty = 4
        people = {
            exception.kind: exception.user_id
            for exception in self._get_exceptions(order)
        }
        self.assertEqual(people, {"surplus": planner})
        self._get_runs(self.fg).user_id = False
        other = self._make_order([(self.buy, 2)])
        self._get_purchase_lines(self.buy)[-1].order_id.button_confirm()
        self._set_quantity(other, 1)
        self.assertEqual(self._get_exceptions(other).user_id, buyer)


@tagged("post_install", "-at_install")
class TestChangeVariety(ChangeCommon):
    """Kits, units of measure, hybrid needs and part deliveries change as well."""

    def test_dozens(self):
        order = self._make_order([(self.fg, 2)], confirm=False)
        order.order_line.product_uom_id = self.dozens
        order.action_confirm()
        self._check_runs(self.fg, [24])
        self._set_quantity(order, 1)
        self._check_chain(12)

    def test_purchase_in_dozens(self):
        self.buy.seller_ids.product_uom_id = self.dozens
        order = self._make_order([(self.buy, 24)])
        self._check_bought(self.buy, [2])
        self._set_quantity(order, 12)
        self._check_bought(self.buy, [1])

    def test_kit_shrinks_with_its_components(self):
        kit = self._make_product("KIT")
        self._make_bom(kit, {self.fg: 2, self.buy: 3}, type="phantom")
        order = self._make_order([(kit, 4)])
        self._check_chain(8)
        self._check_bought(self.buy, [12])
        entries = order.get_pull_change_preview(
            {"order_line": [[1, order.order_line.id, {"product_uom_qty": 1}]]}
        )
        self.assertEqual(len(entries), 5)
        self._set_quantity(order, 1)
        self._check_chain(2)
        self._check_bought(self.buy, [3])
        order.action_cancel()
        self._check_chain(0)
        self._check_bought(self.buy, [])

    def test_hybrid_gives_up_what_is_pulled_first(self):
        self.fg.supply_policy = "hybrid"
        self._add_stock(self.fg, 2)
        order = self._make_order([(self.fg, 5)])
        self._check_chain(3)
        self._set_quantity(order, 4)
        self._check_chain(2)
        self._set_quantity(order, 1)
        self._check_chain(0)
        self._check_delivery(order, 1)
        self._set_quantity(order, 4)
        self._check_chain(2)
        order.action_cancel()
        self._check_chain(0)

    def test_hybrid_component_keeps_its_part_from_stock(self):
        self.sub.supply_policy = "hybrid"
        self._add_stock(self.sub, 3)
        order = self._make_order([(self.fg, 5)])
        self._check_runs(self.sub, [7])
        self._set_quantity(order, 3)
        self._check_runs(self.sub, [3])
        self._set_quantity(order, 1)
        self._check_runs(self.sub, [])
        run = self._get_runs(self.fg)
        raws = run.move_raw_ids.filtered(lambda move: move.product_id == self.sub)
        raws = raws.filtered(lambda move: move.state != "cancel")
        self.assertEqual(raws.mapped("product_qty"), [2])

    def test_raised_run_pulls_what_stock_has_not(self):
        self.sub.supply_policy = "hybrid"
        self._add_stock(self.sub, 3)
        self._make_order([(self.fg, 1)])
        self._check_runs(self.sub, [])
        run = self._get_runs(self.fg)
        self.env["change.production.qty"].create(
            {"mo_id": run.id, "product_qty": 3}
        ).change_prod_qty()
        self._check_runs(self.sub, [3])
        raws = run.move_raw_ids.filtered(lambda move: move.product_id == self.sub)
        self.assertEqual(sum(raws.mapped("product_qty")), 6)

    def test_part_delivered_order_keeps_what_was_delivered(self):
        order = self._make_order([(self.fg, 5)])
        admin = order.with_user(self.env.user)
        self._receive_all(admin)
        self._produce(self._get_runs(self.sub))
        run = self._get_runs(self.fg)
        run.action_assign()
        run.qty_producing = 2
        run._set_qty_producing()
        run.move_raw_ids.picked = True
        run.with_context(
            skip_backorder=True, mo_ids_to_backorder=run.ids
        ).button_mark_done()
        delivery = self._get_customer_moves(order)
        delivery._action_assign()
        delivery.picked = True
        delivery.picking_id._action_done()
        self.assertEqual(order.order_line.qty_delivered, 2)
        self._set_quantity(order, 3)
        self._check_runs(self.fg, [2, 1])
        self._check_delivery(order, 3)
        order.action_cancel()
        self._check_runs(self.fg, [2])
        self._check_delivery(order, 2)

    def test_quantity_below_what_was_delivered_is_refused(self):
        self.fg.supply_policy = "push"
        self._add_stock(self.fg, 5)
        order = self._make_order([(self.fg, 5)])
        self._do_transfers(order.sudo().picking_ids)
        with self.assertRaisesRegex(Exception, "already delivered"):
            self._set_quantity(order, 3)

    def test_backorder_of_a_run_is_given_up_before_what_was_made(self):
        order = self._make_order([(self.fg, 5)])
        self._receive_all(order)
        self._produce(self._get_runs(self.sub))
        run = self._get_runs(self.fg)
        run.action_assign()
        run.qty_producing = 2
        run._set_qty_producing()
        run.move_raw_ids.picked = True
        run.with_context(
            skip_backorder=True, mo_ids_to_backorder=run.ids
        ).button_mark_done()
        self._check_runs(self.fg, [2, 3])
        self._set_quantity(order, 1)
        self._check_runs(self.fg, [2])

    def test_two_lines_changed_at_once_are_one_summary(self):
        order = self._make_order([(self.fg, 5), (self.buy, 4)])
        before = order.sudo().message_ids
        order.order_line = [
            Command.update(line.id, {"product_uom_qty": 2}) for line in order.order_line
        ]
        self._check_chain(2)
        self._check_bought(self.buy, [2])
        added = (order.sudo().message_ids - before).filtered(
            lambda message: (
                "Quantity changed" in (message.body or "")
                or "to 2" in (message.body or "")
            )
        )
        self.assertEqual(len(added), 1, added.mapped("body"))

    def test_other_company_is_left_alone(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        self.env.user.company_ids |= other
        theirs = self._make_order([(self.fg, 2)])
        order = self._make_order([(self.fg, 5)])
        order.action_cancel()
        self._check_chain(2)
        self.assertFalse(self._get_exceptions(theirs))
        exceptions = self.env["pull.exception"].with_company(other)
        self.assertFalse(exceptions.search([("company_id", "=", other.id)]))
