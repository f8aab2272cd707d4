import re
from contextlib import ExitStack, nullcontext
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from ..models.supply import mrp_production, sale_order, sale_order_line
from .world import PullCommon

DOCUMENTS = (
    "mail.activity",
    "mail.followers",
    "mrp.production",
    "mrp.production.group",
    "mrp.workorder",
    "purchase.order",
    "purchase.order.line",
    "stock.move",
    "stock.move.line",
    "stock.picking",
    "stock.reference",
)
# Who wrote last is who asked for a computed value first.
IGNORED = {
    *("id", "create_date", "write_date", "write_uid"),
    *("access_token", "message_ids", "res_id"),
}


class RolledBack(Exception):
    """Ends a savepoint whose outcome has been described."""


@tagged("post_install", "-at_install")
class TestBatchConfirmation(PullCommon):
    """A confirmation with its memory makes what one without it makes, with fewer
    queries."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()

    def _without_memory(self):
        stack = ExitStack()
        for module in (mrp_production, sale_order, sale_order_line):
            stack.enter_context(
                patch.object(module, "confirmation", lambda cr: nullcontext())
            )
        return stack

    def _describe_confirmation(self, order):
        """Confirm `order`, return all it made, field by field, and undo it."""
        models = [self.env[name].sudo() for name in (*DOCUMENTS, "mail.message")]
        last_ids = [model.search([], order="id desc", limit=1).id for model in models]
        try:
            with self.cr.savepoint():
                order.with_context(tracking_disable=False).action_confirm()
                self.env.flush_all()
                self.env.invalidate_all()
                made = {
                    model._name: model.search([("id", ">", last_id or 0)], order="id")
                    for model, last_id in zip(models, last_ids, strict=True)
                }
                described = self._describe(made)
                raise RolledBack
        except RolledBack:
            return described

    def _describe(self, made):
        """Return {model: [stored values of each record]}, ids replaced by positions.

        Whether core makes the moves of what a run makes before or after those of its
        components depends on what asks first.
        """
        moves = made["stock.move"]
        made["stock.move"] = moves.sorted(
            lambda move: (bool(move.production_id), move.id)
        )
        positions = {
            model: {record_id: number for number, record_id in enumerate(records.ids)}
            for model, records in made.items()
        }
        messages = made.pop("mail.message")
        described = {
            model: [self._describe_record(record, positions) for record in records]
            for model, records in made.items()
        }
        described["messages"] = sorted(
            (
                message.model,
                positions.get(message.model, {}).get(message.res_id, -1),
                self._without_numbers(message.body),
                message.subtype_id.id,
            )
            for message in messages
        )
        return described

    def _describe_record(self, record, positions):
        return {
            name: self._describe_value(record[name], positions)
            for name, field in record._fields.items()
            if field.store and name not in IGNORED
        }

    def _describe_value(self, value, positions):
        if isinstance(value, str):
            return self._without_numbers(value)
        if hasattr(value, "_ids"):
            known = positions.get(value._name, {})
            return sorted(str(known.get(id_, f"id {id_}")) for id_ in value._ids)
        return value

    def _without_numbers(self, text):
        """Sequences go on when a savepoint is rolled back: leave their numbers out."""
        return re.sub(r"\d+", "#", text)

    def _assert_same(self, order):
        with freeze_time("2030-01-07 08:00:00"):
            with self._without_memory():
                without = self._describe_confirmation(order)
            remembered = self._describe_confirmation(order)
        for model, records in without.items():
            self.assertEqual(len(remembered[model]), len(records), model)
            for record, same in zip(records, remembered[model], strict=True):
                self.assertEqual(same, record, model)
        return remembered

    def test_a_pulled_chain(self):
        described = self._assert_same(self._make_order([(self.fg, 5)], confirm=False))
        self.assertEqual(len(described["mrp.production"]), 2)
        self.assertEqual(len(described["purchase.order.line"]), 2)

    def test_many_lines_with_runs(self):
        self.fg_bom.run_size = 2
        self.sub_bom.run_size = 3
        order = self._make_order(
            [(self.fg, 5), (self.sub, 4), (self.fg, 1), (self.comp, 3)], confirm=False
        )
        described = self._assert_same(order)
        self.assertGreater(len(described["mrp.production"]), 5)

    def test_work_orders_by_products_and_kits(self):
        workcenter = self.env["mrp.workcenter"].create({"name": "Bench"})
        byproduct = self._make_product("Chips")
        self.fg_bom.write(
            {
                "operation_ids": [
                    Command.create({"name": "Cut", "workcenter_id": workcenter.id}),
                    Command.create({"name": "Join", "workcenter_id": workcenter.id}),
                ],
                "byproduct_ids": [
                    Command.create({"product_id": byproduct.id, "product_qty": 2})
                ],
            }
        )
        self._make_bom(self.comp, {self.raw: 2}, type="phantom")
        order = self._make_order([(self.fg, 2), (self.comp, 1)], confirm=False)
        described = self._assert_same(order)
        self.assertEqual(len(described["mrp.workorder"]), 2)

    def test_work_orders_that_wait_for_others(self):
        """As the bill of materials says, or one after the other."""
        for waits in (True, False):
            self._make_operations(self.fg_bom, 3, waits)
            self._make_operations(self.sub_bom, 2, waits)
            self.fg_bom.run_size = self.sub_bom.run_size = 2
            order = self._make_order([(self.fg, 5), (self.sub, 1)], confirm=False)
            described = self._assert_same(order)
            orders = described["mrp.workorder"]
            self.assertEqual(len(orders), 3 * 3 + 6 * 2)
            last = [one for one in orders if one["name"] == "Operation C"]
            before = {len(one["blocked_by_workorder_ids"]) for one in last}
            self.assertEqual(before, {2 if waits else 1})
            self.assertEqual({one["state"] for one in last}, {"blocked"})
            self.assertTrue(all(one["duration_expected"] for one in orders))

    def _make_operations(self, bom, count, waits):
        """Give a BoM operations; with `waits` the last waits for all others. The first
        component is used in the last."""
        center = self.env["mrp.workcenter"].create(
            {"name": "Bench", "time_start": 10, "time_stop": 5}
        )
        bom.operation_ids.unlink()
        bom.allow_operation_dependencies = waits
        bom.operation_ids = [
            Command.create(
                {
                    "name": f"Operation {'ABC'[number]}",
                    "workcenter_id": center.id,
                    "time_cycle_manual": 10 + number,
                    "setup_minutes": number,
                }
            )
            for number in range(count)
        ]
        if waits:
            last = bom.operation_ids[-1]
            last.blocked_by_operation_ids = bom.operation_ids - last
        bom.bom_line_ids[0].operation_id = bom.operation_ids[-1:]

    def test_work_orders_of_variants(self):
        """An operation of one variant is no work order of the other."""
        attribute = self.env["product.attribute"].create(
            {
                "name": "Wood",
                "value_ids": [
                    Command.create({"name": name}) for name in ("Oak", "Ash")
                ],
            }
        )
        template = self.env["product.template"].create(
            {
                "name": "Table",
                "is_storable": True,
                "supply_policy": "pull",
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": attribute.id,
                            "value_ids": [Command.set(attribute.value_ids.ids)],
                        }
                    )
                ],
            }
        )
        oak, ash = template.product_variant_ids
        bom = self._make_bom(oak, {self.comp: 1})
        bom.product_id = False
        self._make_operations(bom, 2, waits=False)
        wood = oak.product_template_attribute_value_ids
        bom.operation_ids[1].bom_product_template_attribute_value_ids = wood
        order = self._make_order([(oak, 1), (ash, 1)], confirm=False)
        described = self._assert_same(order)
        self.assertEqual(len(described["mrp.workorder"]), 3)

    def test_three_step_delivery_and_manufacturing(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        self.warehouse.manufacture_steps = "pbm_sam"
        order = self._make_order([(self.fg, 2)] * 2, confirm=False)
        self._assert_same(order)
        order.action_confirm()
        self._check_first_steps(order, "pick_pack_ship", "pbm_sam")

    def test_products_without_a_policy(self):
        products = self.fg | self.sub | self.raw | self.comp
        products.product_tmpl_id.supply_policy = False
        self._assert_same(self._make_order([(self.fg, 2)] * 2, confirm=False))
        mto = self.env.ref("stock.route_warehouse0_mto")
        mto.active = True
        products.product_tmpl_id.route_ids = [Command.link(mto.id)]
        described = self._assert_same(
            self._make_order([(self.fg, 2), (self.sub, 1)], confirm=False)
        )
        self.assertTrue(described["purchase.order.line"])

    def test_reordering_rules(self):
        self.env["stock.warehouse.orderpoint"].create(
            [
                {
                    "product_id": product.id,
                    "warehouse_id": self.warehouse.id,
                    "location_id": self.stock.id,
                    "product_min_qty": 4,
                    "product_max_qty": 9,
                    "trigger": "auto",
                }
                for product in (self.raw, self.sub)
            ]
        )
        (self.raw | self.sub).product_tmpl_id.supply_policy = "push"
        described = self._assert_same(self._make_order([(self.fg, 2)], confirm=False))
        self.assertEqual(len(described["mrp.production"]), 2)

    def test_vendor_names_and_codes(self):
        self.raw.seller_ids.write({"product_name": "Roh", "product_code": "R-7"})
        self.comp.default_code = "C-1"
        described = self._assert_same(self._make_order([(self.fg, 1)], confirm=False))
        names = {line["name"] for line in described["purchase.order.line"]}
        self.assertEqual(names, {"[R-#] Roh", "[C-#] COMP"})

    def test_a_seller_changed_between_two_confirmations(self):
        first, second = (
            self._make_order([(self.fg, 1)], confirm=False) for _number in range(2)
        )
        first.action_confirm()
        self.raw.seller_ids = [
            Command.clear(),
            Command.create({"partner_id": self.vendor_b.id, "price": 3}),
        ]
        second.action_confirm()
        self.assertEqual(
            self._get_purchase_lines(self.raw).partner_id, self.vendor_a | self.vendor_b
        )

    def test_a_bom_changed_between_two_confirmations(self):
        first, second = (
            self._make_order([(self.fg, 1)], confirm=False) for _number in range(2)
        )
        first.action_confirm()
        self.fg_bom.active = False
        bom = self._make_bom(self.fg, {self.comp: 4})
        second.action_confirm()
        self.assertEqual(self._get_runs(self.fg).bom_id, self.fg_bom | bom)

    def test_queries_hardly_grow_with_the_lines(self):
        """Core needs some 80 queries for a line of one product and three components."""
        self._count_queries(2)
        few, many = self._count_queries(5), self._count_queries(25)
        self.assertLess((many - few) / 20, 8)

    def test_queries_hardly_grow_with_the_work_orders(self):
        """Core needs some 110 queries more for a run with two operations."""
        self._count_queries(2, operations=2)
        few, many = (self._count_queries(lines, operations=2) for lines in (5, 25))
        self.assertLess((many - few) / 20, 8)

    def _count_queries(self, lines, operations=0):
        products = []
        for number in range(lines):
            product = self._make_product(f"Line {number}")
            components = [
                self._make_product(f"Part {number} {part}", "pull", self.vendor_a)
                for part in range(3)
            ]
            bom = self._make_bom(product, dict.fromkeys(components, 1))
            self._make_operations(bom, operations, waits=False)
            products.append((product, 1))
        order = self._make_order(products, confirm=False)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        order.action_confirm()
        self.env.flush_all()
        return self.cr.sql_log_count - before
