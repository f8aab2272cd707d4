from contextlib import contextmanager
from uuid import uuid4

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestCogsConcurrency(TransactionCase):
    """What two people do to one order at the same moment is booked once, and all of it.

    Two transactions cannot meet inside the one of a test: the records are committed on
    connections of their own, in a company that is archived at the end. The goods are
    given free: of an order line that is invoiced for nothing core updates no amounts,
    by which two would meet there by chance.
    """

    def setUp(self):
        super().setUp()
        with self._transaction() as env:
            self._make_world(env)
            env.cr.commit()
        self.addCleanup(self._archive)

    @contextmanager
    def _transaction(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            if hasattr(self, "company"):
                env = env(
                    context={**env.context, "allowed_company_ids": [self.company]}
                )
            yield env

    def _make_world(self, env):
        """Sell two lamps that cost 25 and 47, delivered one by one."""
        name = uuid4().hex
        company = env["res.company"].create(
            {"name": name, "currency_id": env.ref("base.USD").id}
        )
        env["account.chart.template"]._load("generic_coa", company, install_demo=False)
        env.user.company_ids += company
        self.company = company.id
        env = env(context={**env.context, "allowed_company_ids": company.ids})
        warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)])
        warehouse = warehouse or env["stock.warehouse"].create(
            {"name": name, "code": name[:5], "company_id": company.id}
        )
        category = env["product.category"].create(
            {
                "name": name,
                "property_valuation": "real_time",
                "property_cost_method": "fifo",
            }
        )
        lamp = env["product.product"].create(
            {
                "name": name,
                "is_storable": True,
                "categ_id": category.id,
                "invoice_policy": "order",
                "supply_policy": "push",
            }
        )
        for cost in (25, 47):
            move = env["stock.move"].create(
                {
                    "product_id": lamp.id,
                    "location_id": env.ref("stock.stock_location_suppliers").id,
                    "location_dest_id": warehouse.lot_stock_id.id,
                    "product_uom_qty": 1,
                    "picking_type_id": warehouse.in_type_id.id,
                    "value_manual": cost,
                    "price_unit": cost,
                }
            )
            move._action_confirm()
            move._action_assign()
            move.picked = True
            move._action_done()
        order = env["sale.order"].create(
            {
                "partner_id": env["res.partner"].create({"name": name}).id,
                "company_id": company.id,
                "warehouse_id": warehouse.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": lamp.id,
                            "product_uom_qty": 2,
                            "price_unit": 0,
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        self.ids = {
            "product.product": lamp.ids,
            "product.category": category.ids,
            "sale.order": order.ids,
        }
        self._deliver(env)

    def _archive(self):
        with self._transaction() as env:
            env["product.product"].browse(self.ids["product.product"]).active = False
            env.user.company_ids -= env["res.company"].browse(self.company)
            env["res.company"].browse(self.company).active = False
            env.cr.commit()

    def _get_order(self, env):
        return env["sale.order"].browse(self.ids["sale.order"])

    def _deliver(self, env):
        """Deliver one."""
        pickings = self._get_order(env).picking_ids
        [move] = pickings.move_ids.filtered(lambda m: m.state not in ("done", "cancel"))
        move.write({"quantity": 1, "picked": True})
        move.picking_id.with_context(skip_backorder=True).button_validate()
        env.flush_all()

    def _make_invoices(self, env, count):
        """Return the ids of drafts of one each."""
        ids = []
        for _number in range(count):
            invoice = self._get_order(env)._create_invoices()
            invoice.invoice_line_ids.quantity = 1
            ids += invoice.ids
        return ids

    def _post(self, env, invoice):
        env["account.move"].browse(invoice).action_post()
        env.flush_all()

    def _check(self, booked):
        """So much is booked, and Cost Control is clean."""
        with self._transaction() as env:
            items = self._get_order(env).order_line._get_cogs_items()
            self.assertEqual(sum(items.mapped("balance")), booked)
            control = env["res.company"].browse(self.company)._get_cost_control()
            found = [one for one in control.get_findings() if not one.rest]
            self.assertEqual([one.balance for one in found if one.balance == "due"], [])

    def _do_both(self, one, other):
        """Let both begin at once, and the second be run again as Odoo does it."""
        with self._transaction() as first, self._transaction() as second:
            second.cr.execute("SELECT 1")
            one(first)
            first.cr.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                other(second)
            second.cr.rollback()
            second.invalidate_all()
            other(second)
            second.cr.commit()

    def test_two_invoices_at_once(self):
        """Each would be of the lamp that cost 25."""
        with self._transaction() as env:
            self._deliver(env)
            one, other = self._make_invoices(env, 2)
            env.cr.commit()
        self._do_both(
            lambda env: self._post(env, one), lambda env: self._post(env, other)
        )
        self._check(72)

    def test_an_invoice_and_a_delivery_at_once(self):
        """Neither would see that the other lamp is both invoiced and delivered."""
        with self._transaction() as env:
            one, other = self._make_invoices(env, 2)
            self._post(env, one)
            env.cr.commit()
        self._check(25)
        self._do_both(lambda env: self._post(env, other), self._deliver)
        self._check(72)

    def test_an_invoice_is_cancelled_while_another_is_posted(self):
        with self._transaction() as env:
            self._deliver(env)
            one, other = self._make_invoices(env, 2)
            self._post(env, one)
            env.cr.commit()
        self._do_both(
            lambda env: env["account.move"].browse(one).button_draft(),
            lambda env: self._post(env, other),
        )
        self._check(25)

    def test_accruals_are_posted_once_by_two(self):
        with self._transaction() as env:
            self._give_accrual_accounts(env)
            env.cr.commit()
        with self._transaction() as first, self._transaction() as second:
            second.cr.execute("SELECT 1")
            self.assertEqual(len(self._accrue(first)), 2, "entry and reversal")
            first.cr.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                self._accrue(second)
            second.cr.rollback()
            second.invalidate_all()
            self.assertFalse(self._accrue(second))

    def _give_accrual_accounts(self, env):
        accounts = env["account.account"].create(
            [
                {"name": kind, "code": code, "account_type": f"{kind}_current"}
                for kind, code in (("asset", "100950"), ("liability", "200950"))
            ]
        )
        company = env["res.company"].browse(self.company)
        company.pull_accrual_asset_account_id = accounts[0]
        company.pull_accrual_liability_account_id = accounts[1]

    def _accrue(self, env):
        company = env["res.company"].browse(self.company)
        day = fields.Date.today()
        accruals = env["pull.accrual"]._make(day)
        self.assertEqual(accruals.mapped("cost"), [25])
        entries = accruals._post_once(company, day)
        env.flush_all()
        return entries
