from odoo import Command
from odoo.tests import tagged

from .world import DropshipCommon

PICKING, PURCHASE = "stock.picking", "purchase.order.line"


@tagged("post_install", "-at_install", "-standard", "beside")
class TestDropshipChain(DropshipCommon):
    """What a vendor ships straight to the customer is in the order's chain."""

    def test_before_the_purchase_is_confirmed(self):
        order = self._make_order([(self.a, 5)])
        self.assertEqual(self._get_nodes(order), [(PURCHASE, "A", 5, "draft", 0)])
        self.assertEqual(order.pull_supply_count, 1)

    def test_once_it_is_confirmed_the_transfer_is_the_delivery(self):
        order = self._make_order([(self.a, 5)])
        self._confirm_purchase(self.a)
        self.assertEqual(
            self._get_nodes(order),
            [(PICKING, "A", 5, "assigned", 0), (PURCHASE, "A", 5, "purchase", 1)],
        )

    def test_delivered(self):
        order = self._make_order([(self.a, 5)])
        self._ship(self._confirm_purchase(self.a))
        self.assertEqual(
            self._get_nodes(order),
            [(PICKING, "A", 5, "done", 0), (PURCHASE, "A", 5, "purchase", 1)],
        )
        self.assertEqual(order.order_line.qty_delivered, 5)

    def test_delivered_in_two_parts(self):
        order = self._make_order([(self.a, 5)])
        rest = self._ship(self._confirm_purchase(self.a), 2)
        expected = [
            (PICKING, "A", 2, "done", 0),
            (PURCHASE, "A", 2, "purchase", 1),
            (PICKING, "A", 3, "assigned", 0),
            (PURCHASE, "A", 3, "purchase", 1),
        ]
        self.assertEqual(sorted(self._get_nodes(order)), sorted(expected))
        self.assertFalse(self._get_exceptions(order))
        self._ship(rest)
        self._check_state(order, "delivered")
        line = self._get_purchase_lines(self.a)
        self.assertEqual(line._get_pull_quantities(), {order.order_line: 5})

    def test_a_return_changes_nothing(self):
        order = self._make_order([(self.a, 5)])
        transfer = self._confirm_purchase(self.a)
        self._ship(transfer)
        wizard = self.env["stock.return.picking"].create({"picking_id": transfer.id})
        wizard.product_return_moves.quantity = 2
        back = wizard._create_return()
        back.move_ids.picked = True
        back._action_done()
        self.assertEqual(back.move_ids.location_dest_usage, "supplier")
        self.assertEqual(
            self._get_nodes(order),
            [(PICKING, "A", 5, "done", 0), (PURCHASE, "A", 5, "purchase", 1)],
        )
        self.assertFalse(self._get_exceptions(order))
        self.assertFalse(self.env["stock.move"]._cron_find_pull_shortages())

    def test_a_kit_is_its_components(self):
        order = self._make_order([(self.kit, 3)])
        self.assertEqual(
            sorted(self._get_nodes(order)),
            [(PURCHASE, "A", 6, "draft", 0), (PURCHASE, "B", 3, "draft", 0)],
        )
        self._check_state(order, "not_started")
        self._ship(self._confirm_purchase(self.a))
        self._check_state(order, "in_progress")
        self.assertEqual(
            sorted(self._get_nodes(order)),
            [
                (PURCHASE, "A", 6, "purchase", 1),
                (PURCHASE, "B", 3, "draft", 0),
                (PICKING, "A", 6, "done", 0),
            ],
        )
        self._ship(self._confirm_purchase(self.b))
        self._check_state(order, "delivered")

    def test_a_kit_of_which_one_component_comes_from_stock(self):
        self.b.route_ids = False
        order = self._make_order([(self.kit, 3)])
        self.assertEqual(
            sorted(self._get_nodes(order)),
            [
                (PURCHASE, "A", 6, "draft", 0),
                (PURCHASE, "B", 3, "draft", 1),
                (PICKING, "B", 3, "waiting", 0),
            ],
        )
        self._check_state(order, "not_started")

    def test_the_route_of_the_order_line(self):
        self.a.route_ids = False
        order = self._make_order([(self.a, 5)], confirm=False)
        order.sudo().order_line.route_ids = self.dropship
        order.action_confirm()
        self.assertEqual(self._get_nodes(order), [(PURCHASE, "A", 5, "draft", 0)])

    def test_the_route_of_the_category(self):
        category = self.env["product.category"].create(
            {"name": "Shipped", "route_ids": [Command.set(self.dropship.ids)]}
        )
        self.a.write({"route_ids": False, "categ_id": category.id})
        order = self._make_order([(self.a, 5)])
        self.assertEqual(self._get_nodes(order), [(PURCHASE, "A", 5, "draft", 0)])

    def test_hybrid_and_push_are_bought_for_the_order_too(self):
        for policy in ("hybrid", "push"):
            with self.subTest(policy=policy):
                product = self._make_product(
                    f"A {policy}",
                    policy,
                    self.vendor_a,
                    route_ids=[Command.set(self.dropship.ids)],
                )
                self._add_stock(product, 10)
                order = self._make_order([(product, 5)])
                self.assertEqual(
                    self._get_nodes(order), [(PURCHASE, product.name, 5, "draft", 0)]
                )
                self._check_state(order, "not_started")

    def test_a_unit_of_the_vendor(self):
        self.a.seller_ids.product_uom_id = self.dozens
        order = self._make_order([(self.a, 24)])
        line = self._get_purchase_lines(self.a)
        self.assertEqual((line.product_qty, line.product_uom_id), (2, self.dozens))
        self.assertEqual(line._get_pull_quantities(), {order.order_line: 2})
        self._set_quantity(order, 12)
        self.assertEqual(line.product_qty, 1)

    def test_without_a_policy_it_is_plain_odoo(self):
        self.a.supply_policy = False
        order = self._make_order([(self.a, 5)])
        line = self._get_purchase_lines(self.a)
        self.assertFalse(line.supply_policy)
        self.assertFalse(order.order_line.pull_state)
        order._action_cancel()
        self.assertEqual(line.product_qty, 5)

    def test_a_kit_without_a_policy_is_counted_by_plain_odoo(self):
        (self.a | self.b | self.kit).supply_policy = False
        order = self._make_order([(self.kit, 5)])
        line = order.order_line
        self.assertFalse(line._has_pull_policy())
        self.assertEqual(self._get_purchase_lines(self.a).product_qty, 10)
        # Core counts the moves of a kit, and there are none yet.
        self.assertEqual(line._get_qty_procurement(), 0)


@tagged("post_install", "-at_install", "-standard", "beside")
class TestDropshipServes(DropshipCommon):
    """Purchases tell whom they serve, and what of them."""

    def _check_serves(self, order, quantity):
        line = self._get_purchase_lines(self.a)
        line.invalidate_recordset()
        line.order_id.invalidate_recordset()
        lines = order.sudo().order_line
        for document in (line, line.order_id):
            self.assertEqual(document.pull_sale_line_ids, lines)
            self.assertEqual(document.pull_order_ids, order)
            self.assertIn(order.name, document.pull_served)
            for domain in (
                [("pull_sale_line_ids", "in", lines.ids)],
                [("pull_order_ids", "in", order.ids)],
                [("pull_partner_ids", "in", self.customer.ids)],
                [("pull_served", "ilike", order.name)],
            ):
                self.assertIn(document, document.search(domain), domain)
            grouped = document._read_group(
                [("id", "=", document.id)], ["pull_order_ids"], ["__count"]
            )
            self.assertEqual(grouped, [(order.with_env(self.env), 1)])
        self.assertEqual(line._get_pull_quantities(), {lines: quantity})
        self.assertIn(f"{order.name}: {quantity}", line.pull_served_quantities)

    def test_before_the_purchase_is_confirmed(self):
        self._check_serves(self._make_order([(self.a, 5)]), 5)

    def test_after_it_is_confirmed_and_after_it_is_shipped(self):
        order = self._make_order([(self.a, 5)])
        transfer = self._confirm_purchase(self.a)
        self._check_serves(order, 5)
        self._ship(transfer)
        self._check_serves(order, 5)

    def test_what_a_buyer_adds_is_nobodys(self):
        order = self._make_order([(self.a, 5)])
        self._get_purchase_lines(self.a).product_qty = 8
        self._check_serves(order, 5)
        self._confirm_purchase(self.a)
        self._check_serves(order, 5)

    def test_two_orders_have_a_line_each(self):
        self.vendor_a.group_rfq = "all"
        orders = [self._make_order([(self.a, 2)]) for _each in range(2)]
        lines = self._get_purchase_lines(self.a)
        self.assertEqual(
            [line._get_pull_quantities() for line in lines],
            [{order.order_line: 2} for order in orders],
        )

    def test_requests_merged_by_hand_keep_whom_they_serve(self):
        orders = [self._make_order([(self.a, 2)]) for _each in range(2)]
        lines = self._get_purchase_lines(self.a)
        self.assertEqual(len(lines.order_id), 2)
        lines.order_id.action_merge()
        lines = self._get_purchase_lines(self.a)
        self.assertEqual(len(lines.order_id), 1)
        self.assertEqual(
            [line._get_pull_quantities() for line in lines],
            [{order.order_line: 2} for order in orders],
        )
        for order in orders:
            self.assertFalse(self._get_exceptions(order))

    def test_three_requests_merged_keep_whom_they_serve(self):
        orders = [self._make_order([(self.a, count)]) for count in (2, 3, 4)]
        self._get_purchase_lines(self.a).order_id.action_merge()
        lines = self._get_purchase_lines(self.a)
        self.assertEqual(len(lines.order_id), 1)
        self.assertEqual(
            sorted((line.sale_line_id.id, line.product_qty) for line in lines),
            [
                (order.order_line.id, order.order_line.product_uom_qty)
                for order in orders
            ],
        )
        for order in orders:
            self.assertFalse(self._get_exceptions(order))

    def test_a_copy_is_merged_into_nobodys_goods(self):
        self.vendor_a.group_rfq = "all"
        orders = [self._make_order([(self.a, count)]) for count in (3, 2)]
        request = self._get_purchase_lines(self.a).order_id
        self.assertEqual(len(request.order_line), 2)
        (request | request.copy() | request.copy()).action_merge()
        lines = self._get_purchase_lines(self.a)
        self.assertEqual(len(lines.order_id), 1)
        for order in orders:
            own = lines & order.order_line.sudo().purchase_line_ids
            self.assertEqual(own.product_qty, order.order_line.product_uom_qty)
            self.assertFalse(self._get_exceptions(order))
        nobodys = lines.filtered(lambda line: not line.sale_line_id)
        self.assertEqual(sum(nobodys.mapped("product_qty")), 10)

    def test_a_copy_serves_nobody(self):
        order = self._make_order([(self.a, 5)])
        copy = self._get_purchase_lines(self.a).order_id.copy()
        self.assertFalse(copy.pull_sale_line_ids)
        self.assertFalse(copy.order_line.supply_policy)
        self._set_quantity(order, 3)
        self.assertEqual(copy.order_line.product_qty, 5)
        copy.button_confirm()
        self.assertFalse(copy.pull_sale_line_ids)
        order._action_cancel()
        self.assertEqual(copy.order_line.product_qty, 5)
        self.assertFalse(self._get_exceptions(order))

    def test_a_copy_of_the_transfer_serves_nobody(self):
        order = self._make_order([(self.a, 5)])
        copy = self._confirm_purchase(self.a).copy()
        copy.action_confirm()
        self.assertEqual(
            self._get_nodes(order),
            [(PICKING, "A", 5, "assigned", 0), (PURCHASE, "A", 5, "purchase", 1)],
        )

    def test_a_cancelled_order_is_served_by_nobody(self):
        order = self._make_order([(self.a, 5)])
        self._confirm_purchase(self.a)
        order._action_cancel()
        line = self._get_purchase_lines(self.a)
        self.assertFalse(line.pull_sale_line_ids)
        self.assertFalse(line._get_pull_quantities())
        self.assertFalse(
            line.search([("pull_order_ids", "in", order.ids), ("id", "=", line.id)])
        )


@tagged("post_install", "-at_install", "-standard", "beside")
class TestDropshipState(DropshipCommon):
    def test_the_state_of_a_line(self):
        order = self._make_order([(self.a, 5)])
        self._check_state(order, "not_started")
        transfer = self._confirm_purchase(self.a)
        self._check_state(order, "in_progress")
        rest = self._ship(transfer, 2)
        self._check_state(order, "in_progress")
        self._ship(rest)
        self._check_state(order, "delivered")

    def test_what_has_no_purchase_any_more_is_a_problem(self):
        order = self._make_order([(self.a, 5)])
        self._get_purchase_lines(self.a).order_id.button_cancel()
        self._check_state(order, "problem", "Nothing supplies A.")

    def test_of_a_kit_the_component_that_is_missing_is_named(self):
        order = self._make_order([(self.kit, 3)])
        self._get_purchase_lines(self.b).order_id.button_cancel()
        self._check_state(order, "problem", "Nothing supplies B.")

    def test_the_supply_list(self):
        order = self._make_order([(self.a, 5)])
        rows = self.env["pull.supply.document"].with_user(self.salesperson)
        rows._open(order)
        domain = [("order_id", "=", order.id)]
        self.assertRecordValues(
            rows.search(domain),
            [{"kind": "purchase", "level": "0", "state": "request"}],
        )
        self._confirm_purchase(self.a)
        rows.refresh(order.ids)
        self.assertRecordValues(
            rows.search(domain),
            [
                {"kind": "delivery", "level": "0", "state": "waiting"},
                {"kind": "purchase", "level": "1", "state": "ordered"},
            ],
        )


@tagged("post_install", "-at_install", "-standard", "beside")
class TestDropshipReadiness(DropshipCommon):
    def _get_found(self, product):
        quotation = self._make_order([(product, 5)], confirm=False)
        return [
            (finding["kind"], finding["product_id"])
            for finding in quotation._get_pull_readiness()
        ]

    def setUp(self):
        super().setUp()
        (self.a | self.b).sale_delay = 30
        self.kit.sale_delay = 30

    def test_nothing_is_wrong(self):
        self.assertEqual(self._get_found(self.a), [])
        self.assertEqual(self._get_found(self.kit), [])

    def test_no_vendor(self):
        self.b.seller_ids.unlink()
        self.assertEqual(self._get_found(self.b), [("no_supply", self.b.id)])
        self.assertEqual(self._get_found(self.kit), [("no_supply", self.b.id)])

    def test_no_run_is_expected_of_what_is_shipped(self):
        lathe = self.env["mrp.workcenter"].create({"name": "L", "time_start": 15})
        operation = {"name": "Turn", "workcenter_id": lathe.id}
        self._make_bom(self.a, {self.raw: 1}, operation_ids=[Command.create(operation)])
        quotation = self._make_order([(self.a, 5)], confirm=False)
        chains = quotation.sudo().order_line._get_setup_walk().get_chains()
        [(_ratio, made)] = chains[quotation.order_line]
        self.assertEqual(made.get_setup(5).runs, 0)
        quotation.action_confirm()
        self.assertFalse(self._get_runs(self.a))
        self.assertEqual(self._get_nodes(quotation), [(PURCHASE, "A", 5, "draft", 0)])
