from contextlib import contextmanager
from uuid import uuid4

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import SUPERUSER_ID, Command, api
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestStockFirstConcurrency(TransactionCase):
    """Two people confirm at once: nobody is promised the other's stock.

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
        warehouse.out_type_id.reservation_method = "manual"
        product, component = env["product.product"].create(
            [
                {"name": name, "is_storable": True, "supply_policy": policy}
                for name, policy in (("PULL HYBRID", "hybrid"), ("PULL PUSH", "push"))
            ]
        )
        bom = env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "bom_line_ids": [Command.create({"product_id": component.id})],
            }
        )
        env["stock.quant"]._update_available_quantity(
            product, warehouse.lot_stock_id, 4
        )
        partner = env["res.partner"].create({"name": "PULL CUSTOMER"})
        orders = env["sale.order"].create(
            [
                {
                    "partner_id": partner.id,
                    "warehouse_id": warehouse.id,
                    "order_line": [
                        Command.create({"product_id": product.id, "product_uom_qty": 4})
                    ],
                }
                for _number in range(2)
            ]
        )
        return {
            "sale.order": orders.ids,
            "mrp.bom": bom.ids,
            "product.product": (product | component).ids,
            "stock.warehouse": warehouse.ids,
            "res.partner": partner.ids,
        }

    def _remove_orders(self):
        with self._transaction() as env:
            products = env["product.product"].browse(self.ids["product.product"])
            runs = env["mrp.production"].search([("product_id", "in", products.ids)])
            orders = env["sale.order"].browse(self.ids["sale.order"])
            pickings = orders.picking_ids
            runs.action_cancel()
            orders._action_cancel()
            runs.unlink()
            pickings.unlink()
            orders.unlink()
            quants = [("product_id", "in", products.ids)]
            env["stock.quant"].search(quants).sudo().unlink()
            for model in (
                "mrp.bom",
                "product.product",
                "stock.warehouse",
                "res.partner",
            ):
                env[model].browse(self.ids[model]).active = False

    def _confirm(self, env, number):
        env["sale.order"].browse(self.ids["sale.order"][number]).action_confirm()
        env.flush_all()

    def _get_made(self, env):
        product = self.ids["product.product"][0]
        runs = env["mrp.production"].search([("product_id", "=", product)])
        return runs.mapped("product_qty")

    def test_the_second_waits_for_the_first(self):
        with self._transaction() as first, self._transaction() as second:
            self._confirm(first, 0)
            second.cr.execute("SET LOCAL lock_timeout = '300ms'")
            with mute_logger("odoo.sql_db"), self.assertRaises(LockNotAvailable):
                self._confirm(second, 1)
            second.cr.rollback()
            first.cr.rollback()

    def test_the_second_is_run_again_and_sees_what_the_first_promised(self):
        with self._transaction() as first, self._transaction() as second:
            second.cr.execute("SELECT 1")
            self._confirm(first, 0)
            first.cr.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                self._confirm(second, 1)
            second.cr.rollback()
            second.invalidate_all()
            self._confirm(second, 1)
            second.cr.commit()
            self.assertEqual(self._get_made(second), [4])
