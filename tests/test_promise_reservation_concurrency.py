from contextlib import contextmanager
from uuid import uuid4

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestReservationConcurrency(TransactionCase):
    """Two people reserve the same at once: one gets it, the other sees the next date.

    Two transactions cannot meet inside the one of a test: the records are committed on
    connections of their own, and taken away again at the end.
    """

    def setUp(self):
        super().setUp()
        with self._transaction() as env:
            self.ids = self._create_orders(env)
            env.cr.commit()
        self.addCleanup(self._remove_orders)

    @contextmanager
    def _transaction(self):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def _create_orders(self, env):
        name = uuid4().hex
        warehouse = env["stock.warehouse"].create({"name": name, "code": name[:5]})
        center = env["mrp.workcenter"].create(
            {"name": name, "resource_calendar_id": False}
        )
        partner = env["res.partner"].create({"name": "PULL PARTNER"})
        made, stocked = env["product.product"].create(
            [
                {"name": name, "is_storable": True, "supply_policy": policy}
                for policy in ("pull", "hybrid")
            ]
        )
        stocked.seller_ids = [Command.create({"partner_id": partner.id, "delay": 5})]
        env["stock.quant"]._update_available_quantity(
            stocked, warehouse.lot_stock_id, 4
        )
        operation = {"name": name, "workcenter_id": center.id}
        bom = env["mrp.bom"].create(
            {
                "product_tmpl_id": made.product_tmpl_id.id,
                "operation_ids": [Command.create(operation)],
            }
        )
        orders = env["sale.order"].create(
            [
                {
                    "partner_id": partner.id,
                    "warehouse_id": warehouse.id,
                    "order_line": [
                        Command.create({"product_id": product.id, "product_uom_qty": 4})
                    ],
                }
                for product in (made, made, stocked, stocked)
            ]
        )
        return {
            "sale.order": orders.ids,
            "mrp.bom": bom.ids,
            "product.product": (made | stocked).ids,
            "mrp.workcenter": center.ids,
            "stock.warehouse": warehouse.ids,
            "res.partner": partner.ids,
        }

    def _remove_orders(self):
        with self._transaction() as env:
            products = env["product.product"].browse(self.ids["product.product"])
            env["sale.order"].browse(self.ids["sale.order"]).unlink()
            quants = [("product_id", "in", products.ids)]
            env["stock.quant"].search(quants).sudo().unlink()
            for model in [*self.ids][1:]:
                env[model].browse(self.ids[model]).active = False

    def _get_order(self, env, number):
        return env["sale.order"].browse(self.ids["sale.order"][number])

    def _reserve(self, env, number):
        order = self._get_order(env, number)
        order.action_pull_reserve()
        env.flush_all()
        return order.pull_reservation_ids

    def _check_waits(self, numbers):
        with self._transaction() as first, self._transaction() as second:
            self._reserve(first, numbers[0])
            second.cr.execute("SET LOCAL lock_timeout = '300ms'")
            with mute_logger("odoo.sql_db"), self.assertRaises(LockNotAvailable):
                self._reserve(second, numbers[1])
            second.cr.rollback()
            first.cr.rollback()

    @contextmanager
    def _after_another(self, numbers):
        """Let the first reserve while the second is at it, which is then run again."""
        with self._transaction() as first, self._transaction() as second:
            second.cr.execute("SELECT 1")
            held = self._reserve(first, numbers[0])
            first.cr.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                self._reserve(second, numbers[1])
            second.cr.rollback()
            second.invalidate_all()
            yield held, second
            second.cr.rollback()

    def test_who_wants_the_same_time_waits(self):
        self._check_waits([0, 1])

    def test_who_wants_the_same_stock_waits(self):
        self._check_waits([2, 3])

    def test_the_second_gets_the_next_time(self):
        with self._after_another([0, 1]) as (held, second):
            after = self._reserve(second, 1)
            self.assertEqual(after.workcenter_id.ids, held.workcenter_id.ids)
            self.assertEqual(after.date_start, held.date_finish)

    def test_the_second_gets_no_stock(self):
        with self._after_another([2, 3]) as (held, second):
            self.assertEqual(held.quantity, 4)
            with self.assertRaisesRegex(UserError, "nothing to reserve"):
                self._reserve(second, 3)

    def test_a_confirmation_and_a_reservation_of_the_same_stock(self):
        with self._transaction() as first, self._transaction() as second:
            self._reserve(first, 2)
            second.cr.execute("SET LOCAL lock_timeout = '300ms'")
            with mute_logger("odoo.sql_db"), self.assertRaises(LockNotAvailable):
                self._get_order(second, 3).action_confirm()
            second.cr.rollback()
            first.cr.rollback()
