from contextlib import contextmanager
from uuid import uuid4

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger


class TwoAtOnceCommon(TransactionCase):
    """Two transactions cannot meet inside the one of a test: the records are committed
    on connections of their own, and taken away again at the end."""

    @contextmanager
    def _transaction(self):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def _refused(self, act, env):
        """Do it in a transaction that began before another ended: the database refuses
        it, and Odoo does the request again."""
        env.cr.execute("SET LOCAL lock_timeout = '2s'")
        with mute_logger("odoo.sql_db"):
            try:
                act(env)
                env.flush_all()
            except (SerializationFailure, LockNotAvailable):
                return
        self.fail("Both were let through.")


@tagged("post_install", "-at_install")
class TestKanbanConcurrency(TwoAtOnceCommon):
    """Two people scan one card at once, or take of one place: one supply is made."""

    def setUp(self):
        super().setUp()
        with self._transaction() as env:
            self.ids = self._create_loop(env)
            env.cr.commit()
        self.addCleanup(self._remove_loop)

    def _create_loop(self, env):
        name = uuid4().hex
        warehouse = env["stock.warehouse"].create({"name": name, "code": name[:5]})
        vendor = env["res.partner"].create({"name": name})
        product = env["product.product"].create(
            {
                "name": name,
                "is_storable": True,
                "seller_ids": [Command.create({"partner_id": vendor.id})],
            }
        )
        place = warehouse.lot_stock_id
        env["stock.quant"]._update_available_quantity(product, place, 30)
        loop = env["pull.kanban.loop"].create(
            {
                "product_id": product.id,
                "location_id": place.id,
                "card_quantity": 10,
                "card_count": 3,
                "source": "buy",
                "trigger": "consumption",
            }
        )
        loop.action_start()
        return {
            "pull.kanban.loop": loop.ids,
            "product.product": product.ids,
            "stock.warehouse": warehouse.ids,
            "res.partner": vendor.ids,
        }

    def _remove_loop(self):
        with self._transaction() as env:
            loop = self._get_loop(env)
            lines = loop.card_ids.supply_ids.purchase_line_ids
            loop.action_stop()
            lines.order_id.button_cancel()
            lines.order_id.unlink()
            loop.card_ids.supply_id = False
            # What was cancelled is told, to whoever opens the list of what to do.
            told = [("res_model", "in", ["pull.kanban.loop", "pull.kanban.card"])]
            env["pull.exception"].search(told).unlink()
            env.cr.execute(
                "DELETE FROM pull_kanban_loop WHERE id IN %s", [tuple(loop.ids)]
            )
            quants = [("product_id", "in", self.ids["product.product"])]
            env["stock.quant"].search(quants).sudo().unlink()
            for model in [*self.ids][1:]:
                env[model].browse(self.ids[model]).active = False

    def _get_loop(self, env):
        return env["pull.kanban.loop"].browse(self.ids["pull.kanban.loop"])

    def _get_states(self):
        with self._transaction() as env:
            cards = self._get_loop(env).card_ids.sorted("number")
            return cards.mapped("state"), len(cards.supply_ids)

    def _scan(self, env):
        card = self._get_loop(env).card_ids.sorted("number")[0]
        return env["pull.kanban.card"].scan(card.name)["kind"]

    def _take(self, env, quantity):
        loop = self._get_loop(env)
        partners = env.ref("stock.stock_location_customers")
        move = env["stock.move"].create(
            {
                "product_id": loop.product_id.id,
                "product_uom": loop.uom_id.id,
                "product_uom_qty": quantity,
                "location_id": loop.location_id.id,
                "location_dest_id": partners.id,
            }
        )
        move._action_confirm()
        move.quantity = quantity
        move.picked = True
        move._action_done()

    def test_two_scans_of_one_card_make_one_supply(self):
        with self._transaction() as first, self._transaction() as second:
            self._get_loop(second).card_ids.mapped("state")  # it begins before
            self.assertEqual(self._scan(first), "success")
            self._refused(self._scan, second)
            first.cr.commit()
            second.cr.rollback()
            self.assertEqual(self._scan(second), "info")
            second.cr.commit()
        self.assertEqual(self._get_states(), (["ordered", "full", "full"], 1))

    def test_two_who_empty_two_cards_at_once_are_both_counted(self):
        with self._transaction() as env:
            self._get_loop(env).write({"signal": "count", "signal_count": 2})
            env.cr.commit()
        with self._transaction() as first, self._transaction() as second:
            cards = self._get_loop(second).card_ids.sorted("number")
            cards.mapped("state")  # it begins before
            first[cards._name].browse(cards[0].id).action_empty()
            self._refused(lambda _env: cards[1].action_empty(), second)
            first.cr.commit()
            second.cr.rollback()
            cards[1].action_empty()
            second.cr.commit()
        self.assertEqual(self._get_states(), (["ordered", "ordered", "full"], 2))

    def test_two_who_take_at_once_empty_what_they_took(self):
        with self._transaction() as first, self._transaction() as second:
            self._get_loop(second).card_ids.mapped("state")
            self._take(first, 7)
            first.cr.commit()
            self._refused(lambda env: self._take(env, 7), second)
            second.cr.rollback()
            self._take(second, 7)
            second.cr.commit()
        self.assertEqual(self._get_states(), (["ordered", "in_use", "full"], 1))


@tagged("post_install", "-at_install")
class TestWorkLimitConcurrency(TwoAtOnceCommon):
    """Two people begin at once where there is room for one: one begins."""

    def setUp(self):
        super().setUp()
        with self._transaction() as env:
            self.run_ids, self.limit_id = self._create_runs(env)
            env.cr.commit()
        self.addCleanup(self._remove_runs)

    def _create_runs(self, env):
        name = uuid4().hex
        center = env["mrp.workcenter"].create({"name": name})
        # Neither has its components: neither holds a place before the other.
        product, part = env["product.product"].create(
            [{"name": name, "is_storable": True} for _product in range(2)]
        )
        bom = env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "bom_line_ids": [Command.create({"product_id": part.id})],
                "operation_ids": [
                    Command.create({"name": name, "workcenter_id": center.id})
                ],
            }
        )
        runs = env["mrp.production"].create(
            [{"product_id": product.id, "bom_id": bom.id} for _run in range(2)]
        )
        runs.action_confirm()
        values = {"workcenter_id": center.id, "most": 1}
        return runs.ids, env["pull.work.limit"].create(values).id

    def _remove_runs(self):
        with self._transaction() as env:
            env["pull.work.limit"].browse(self.limit_id).unlink()
            runs = env["mrp.production"].browse(self.run_ids)
            products, bom = runs.product_id | runs.move_raw_ids.product_id, runs.bom_id
            centers = runs.workorder_ids.workcenter_id
            runs.action_cancel()
            runs.unlink()
            bom.unlink()
            centers.active = products.active = False

    def _begin(self, env, number):
        run = env["mrp.production"].browse(self.run_ids[number])
        run.workorder_ids.button_start()

    def test_one_of_two_begins(self):
        with self._transaction() as first, self._transaction() as second:
            second["pull.work.limit"].browse(self.limit_id).read(["most"])  # it begins
            self._begin(first, 0)
            self._refused(lambda env: self._begin(env, 1), second)
            first.cr.commit()
            second.cr.rollback()
            with self.assertRaisesRegex(UserError, "1 of 1 in process"):
                self._begin(second, 1)
            second.cr.rollback()
        with self._transaction() as env:
            runs = env["mrp.production"].browse(self.run_ids)
            self.assertEqual(runs.mapped("state"), ["progress", "confirmed"])
