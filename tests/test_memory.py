import doctest
from contextlib import suppress
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from ..models.memory import memory
from ..models.memory.memory import confirmation_memory, get_memory


@tagged("post_install", "-at_install")
class TestBatchMemory(TransactionCase):
    """How long a confirmation's memory lives, and what empties it."""

    def test_doctests_hold(self):
        result = doctest.testmod(memory, optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
        self.assertGreater(result.attempted, 0)
        self.assertEqual(result.failed, 0)

    def test_there_is_none_outside_a_confirmation(self):
        self.assertIsNone(get_memory(self.cr))
        with confirmation_memory(self.cr):
            self.assertIsNotNone(get_memory(self.cr))
        self.assertIsNone(get_memory(self.cr))

    def test_nested_openings_share_the_outermost(self):
        with confirmation_memory(self.cr) as outer:
            with confirmation_memory(self.cr) as inner:
                self.assertIs(inner, outer)
            self.assertIs(get_memory(self.cr), outer)

    def test_an_error_closes_it(self):
        with suppress(ValueError), confirmation_memory(self.cr):
            raise ValueError
        self.assertIsNone(get_memory(self.cr))

    def test_an_error_in_a_confirmation_closes_it(self):
        order = self.env["sale.order"].create(
            {"partner_id": self.env["res.partner"].create({"name": "Customer"}).id}
        )
        launch = "_action_launch_stock_rule"
        with (
            patch.object(type(order.order_line), launch, side_effect=ValueError),
            suppress(ValueError),
        ):
            order._action_confirm()
        self.assertIsNone(get_memory(self.cr))

    def test_a_savepoint_rolled_back_forgets_all(self):
        with confirmation_memory(self.cr) as opened:
            with suppress(ValueError), self.cr.savepoint():
                opened.recall("topic", "key", lambda: "rolled back")
                raise ValueError
            again = get_memory(self.cr)
            self.assertIs(again, opened)
            self.assertEqual(again.recall("topic", "key", lambda: "now"), "now")
        self.assertIsNone(get_memory(self.cr))

    def test_changing_the_configuration_forgets_all(self):
        route = self.env["stock.route"].create({"name": "Route"})
        changes = [
            lambda: self.env["stock.route"].create({"name": "Another"}),
            lambda: route.write({"sequence": 3}),
            route.unlink,
        ]
        for change in changes:
            with confirmation_memory(self.cr) as opened:
                opened.recall("topic", "key", lambda: "before")
                change()
                self.assertEqual(opened.recall("topic", "key", lambda: "now"), "now")

    def test_what_rules_and_dates_depend_on_forgets_all(self):
        product = self.env["product.template"].create({"name": "Product"})
        partner = self.env["res.partner"].create({"name": "Vendor"})
        route = self.env["stock.route"].create({"name": "Route"})
        category = self.env["product.category"].create({"name": "Category"})
        price = self.env["product.supplierinfo"].create(
            {"partner_id": partner.id, "product_tmpl_id": product.id}
        )
        changes = [
            (product, {"route_ids": route.ids}),
            (product, {"categ_id": category.id}),
            (category, {"route_ids": route.ids}),
            (price, {"delay": 9}),
            (self.env["stock.warehouse"].search([], limit=1), {"route_ids": route.ids}),
            (self.env["stock.package.type"].create({"name": "Box"}), {"name": "Crate"}),
            (self.env["uom.uom"].create({"name": "Pair"}), {"name": "Two"}),
        ]
        for record, vals in changes:
            with confirmation_memory(self.cr) as opened:
                opened.recall("topic", "key", lambda: "before")
                record.write(vals)
                answer = opened.recall("topic", "key", lambda: "now")
                self.assertEqual(answer, "now", record._name)

    def test_other_changes_of_a_product_do_not(self):
        product = self.env["product.template"].create({"name": "Product"})
        with confirmation_memory(self.cr) as opened:
            opened.recall("topic", "key", lambda: "before")
            product.list_price = 3
            self.assertEqual(opened.recall("topic", "key", lambda: "now"), "before")
            product.type = "service"
            self.assertEqual(opened.recall("topic", "key", lambda: "now"), "now")
