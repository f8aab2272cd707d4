import doctest
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.modules.migration import load_script
from odoo.tests import BaseCase, Form, new_test_user, tagged
from odoo.tools import SQL

from ..models.costs.ordering import ordering
from ..models.costs.ordering.ordering import carry, split_order
from .books import OrderingCommon

CENTS = st.integers(0, 10**6).map(lambda cents: cents / 100)
QUANTITIES = st.lists(st.integers(0, 50), min_size=1, max_size=8)


class TestCogsOrderingArithmetic(BaseCase):
    """Ordering cost without records."""

    def test_doctests_hold(self):
        result = doctest.testmod(ordering)
        self.assertGreater(result.attempted, 0)
        self.assertEqual(result.failed, 0)

    @settings(max_examples=200, derandomize=True, deadline=None)
    @given(CENTS, CENTS, QUANTITIES)
    def test_lines_bear_the_order_to_the_cent(self, order_cost, line_cost, values):
        costs = split_order(order_cost, line_cost, dict(enumerate(values)), 0.01)
        self.assertAlmostEqual(
            sum(costs.values()), order_cost + line_cost * len(values), 6
        )
        self.assertTrue(all(cost >= line_cost - 1e-6 for cost in costs.values()))

    @settings(max_examples=200, derandomize=True, deadline=None)
    @given(CENTS, st.integers(0, 60), QUANTITIES)
    def test_receipts_carry_their_part_and_no_more(self, cost, ordered, received):
        parts = carry(cost, ordered, received, 0.01)
        self.assertTrue(all(part >= 0 for part in parts))
        ordered = ordered or sum(received)
        whole = min(sum(received), ordered) / ordered if ordered else 0
        self.assertAlmostEqual(sum(parts), cost * whole, delta=0.0051)
        if whole == 1:
            self.assertAlmostEqual(sum(parts), cost, 6)


@tagged("post_install", "-at_install")
class TestCogsOrdering(OrderingCommon):
    def test_lines_share_the_order_by_value_and_add_their_own(self):
        purchase = self._make_purchase([(self.wood, 3, 10), (self.glue, 7, 10)])
        self.assertEqual(purchase.pull_ordering_cost, 12)
        self.assertEqual(purchase.order_line.mapped("pull_ordering_share"), [4, 8])
        self.assertEqual(
            self._get_rows(purchase),
            {
                (self.wood, self.env["sale.order"]): (4, False),
                (self.glue, self.env["sale.order"]): (8, False),
            },
        )

    def test_a_request_costs_nothing_yet(self):
        purchase = self._make_purchase([(self.wood, 3, 10)], confirm=False)
        self.assertEqual(purchase.pull_ordering_cost, 0)
        self.assertFalse(self._get_rows(purchase))

    def test_sections_notes_and_empty_lines_cost_nothing(self):
        section = Command.create(
            {"name": "Parts", "display_type": "line_section", "product_qty": 0}
        )
        lines = [
            self._prepare_purchase_line(self.wood, 0, 10),
            self._prepare_purchase_line(self.glue, 2, 0),
        ]
        purchase = self._make_purchase([], order_line=[section, *lines])
        self.assertEqual(purchase.pull_ordering_cost, 11)
        self.assertEqual(purchase.order_line.mapped("pull_ordering_share"), [0, 0, 11])

    def test_lines_without_value_share_equally_to_the_cent(self):
        purchase = self._make_purchase([(self.wood, 1, 0)] * 3)
        self.assertEqual(
            purchase.order_line.mapped("pull_ordering_share"), [4.34, 4.33, 4.33]
        )
        self.assertEqual(purchase.pull_ordering_cost, 13)

    def test_vendor_has_its_own_cost_even_none(self):
        self.vendor.pull_order_cost = 99
        purchase = self._make_purchase([(self.wood, 1, 10)])
        self.assertEqual(purchase.pull_ordering_cost, 11)
        self.vendor.pull_order_cost_own = True
        contact = self.vendor.create({"name": "Desk", "parent_id": self.vendor.id})
        purchase = self._make_purchase([(self.wood, 1, 10)], partner_id=contact.id)
        self.assertEqual(purchase.pull_ordering_cost, 100)
        self.vendor.pull_order_cost = 0
        purchase = self._make_purchase([(self.wood, 1, 10)])
        self.assertEqual(purchase.pull_ordering_cost, 1)

    def test_costs_are_not_negative(self):
        with self.assertRaises(ValidationError):
            self.vendor.pull_order_cost = -1

    def test_foreign_currency_orders_cost_company_money(self):
        self._use_multi_currencies()
        purchase = self._make_purchase(
            [(self.wood, 3, 20), (self.glue, 7, 20)],
            currency_id=self.other_currency.id,
        )
        self.assertEqual(purchase.order_line.mapped("pull_ordering_share"), [4, 8])
        self.assertEqual(
            purchase.order_line.pull_ordering_cost_ids.currency_id,
            self.company.currency_id,
        )

    def test_cost_stays_as_it_was_when_confirmed(self):
        purchase = self._make_purchase([(self.wood, 3, 10)])
        self.company.pull_order_cost = 50
        purchase.order_line.price_unit = 20
        self.assertEqual(purchase.pull_ordering_cost, 11)
        self.assertFalse(purchase.copy().pull_ordering_cost)

    def test_cancelled_order_costs_nothing_until_confirmed_again(self):
        purchase = self._make_purchase([(self.wood, 3, 10)])
        purchase.button_cancel()
        self.assertEqual(purchase.pull_ordering_cost, 0)
        self.assertEqual(purchase.order_line.pull_ordering_share, 0)
        self.assertFalse(self._get_rows(purchase))
        self.company.pull_order_cost = 20
        purchase.button_draft()
        purchase.button_confirm()
        self.assertEqual(purchase.pull_ordering_cost, 21)

    def test_cancelled_order_of_which_something_came_was_placed(self):
        purchase = self._make_purchase([(self.wood, 3, 10)])
        self._receive(purchase, 1)
        purchase.button_cancel()
        self.assertEqual(purchase.pull_ordering_cost, 11)

    def test_line_added_to_a_confirmed_order_costs_a_line(self):
        purchase = self._make_purchase([(self.wood, 3, 10)])
        purchase.order_line = [self._prepare_purchase_line(self.glue, 7, 10)]
        self.assertEqual(purchase.order_line.mapped("pull_ordering_share"), [11, 1])
        self.assertEqual(purchase.pull_ordering_cost, 12)
        nobody = self.env["sale.order"]
        self.assertEqual(self._get_rows(purchase)[self.glue, nobody], (1, False))

    def test_sale_orders_share_a_purchase_line_by_quantity(self):
        self.vendor.group_rfq = "all"
        chair = self._make_pulled("Chair")
        first = self._make_sale([(chair, 1)])
        second = self._make_sale([(chair, 3)])
        line = self.env["purchase.order.line"].search([("product_id", "=", chair.id)])
        line.order_id.button_confirm()
        nobody = self.env["sale.order"]
        self.assertEqual(
            self._get_rows(line.order_id),
            {(chair, first): (2.75, False), (chair, second): (8.25, False)},
        )
        self.assertEqual(first.order_line.pull_ordering_cost, 2.75)
        self.assertEqual(second.order_line.pull_ordering_cost, 8.25)
        line.product_qty = 5
        self.assertEqual(
            self._get_rows(line.order_id),
            {
                (chair, first): (2.2, False),
                (chair, second): (6.6, False),
                (chair, nobody): (2.2, False),
            },
        )

    def test_refreshing_changes_nothing(self):
        chair = self._make_pulled("Chair")
        sale = self._make_sale([(chair, 3)])
        purchase = self._confirm_purchases(chair)
        before = self._get_rows(purchase)
        purchase._refresh_ordering_costs()
        self.assertEqual(self._get_rows(purchase), before)
        self.assertEqual(sale.order_line.pull_ordering_cost, 11)

    def test_components_are_ordered_for_the_customer(self):
        board = self._make_pulled("Board")
        shelf = self._make_product("Shelf", self.category_fifo_auto)
        shelf.supply_policy = "pull"
        self._make_bom(shelf, {board: 4})
        sale = self._make_sale([(shelf, 2)])
        purchase = self._confirm_purchases(board)
        self.assertEqual(self._get_rows(purchase), {(board, sale): (11, False)})

    def test_many_orders_are_placed_at_once(self):
        purchases = self.env["purchase.order"]
        for _number in range(2):
            purchases += self._make_purchase([(self.wood, 1, 10)], confirm=False)
        purchases.button_approve()
        self.assertEqual(purchases.mapped("pull_ordering_cost"), [11, 11])

    def test_companies_have_their_own_costs(self):
        self.vendor.company_id = False
        self.vendor.pull_order_cost_own = True
        self.vendor.pull_order_cost = 20
        self.env.user.company_ids += self.other_company
        self.other_company.pull_order_cost = 3
        purchase = self._make_purchase(
            [(self.wood, 1, 10)],
            company_id=self.other_company.id,
            picking_type_id=self.env["stock.picking.type"]
            .search(
                [
                    ("company_id", "=", self.other_company.id),
                    ("code", "=", "incoming"),
                ],
                limit=1,
            )
            .id,
        )
        self.assertEqual(purchase.pull_ordering_cost, 3)
        rows = purchase.order_line.pull_ordering_cost_ids
        self.assertEqual(rows.company_id, self.other_company)
        accountant = self._make_user("account.group_account_manager")
        seen = self.env["pull.ordering.cost"].with_user(accountant)
        self.assertFalse(seen.search([("id", "in", rows.ids)]))

    # === People ===

    def _make_user(self, groups):
        return new_test_user(
            self.env,
            groups.replace(".", "_"),
            groups=groups,
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def _confirm_purchases(self, product):
        line = self.env["purchase.order.line"].search([("product_id", "=", product.id)])
        line.order_id.button_confirm()
        return line.order_id

    def test_salesperson_and_buyer_work_without_seeing_money(self):
        chair = self._make_pulled("Chair")
        sales = self._make_user("sales_team.group_sale_salesman")
        buyer = self._make_user("purchase.group_purchase_user")
        sale = (
            self.env["sale.order"]
            .with_user(sales)
            .create(
                {
                    "partner_id": self.owner.id,
                    "order_line": [Command.create({"product_id": chair.id})],
                }
            )
        )
        sale.action_confirm()
        line = self.env["purchase.order.line"].search([("product_id", "=", chair.id)])
        purchase = line.order_id.with_user(buyer)
        purchase.button_confirm()
        purchase.order_line.product_qty = 2
        purchase.order_line = [self._prepare_purchase_line(self.glue, 7, 10)]
        self.assertEqual(line.order_id.pull_ordering_cost, 12)
        for record, name in [
            (purchase, "pull_ordering_cost"),
            (purchase.order_line, "pull_ordering_share"),
            (purchase.partner_id, "pull_order_cost"),
            (purchase.company_id, "pull_order_cost"),
            (sale.order_line, "pull_ordering_cost"),
            (sale.order_line, "pull_carrying_cost"),
            (self.env["pull.ordering.cost"].with_user(buyer).search, None),
        ]:
            with self.assertRaises(AccessError):
                record.read([name]) if name else record([])
        self.assertNotIn("pull_ordering_cost", purchase.get_view()["arch"])
        purchase.button_cancel()
        self.assertEqual(line.order_id.pull_ordering_cost, 0)

    def test_upgrade_keeps_what_orders_cost(self):
        purchase = self._make_purchase([(self.wood, 3, 10), (self.glue, 7, 10)])
        costs = [purchase.pull_ordering_cost, *self._get_shares(purchase)]
        self.assertEqual(costs, [12, 4, 8])
        self.env.flush_all()
        for table, name in (
            ("purchase_order", "pull_ordering_cost"),
            ("purchase_order_line", "pull_ordering_share"),
        ):
            self.env.cr.execute(
                SQL(
                    "ALTER TABLE %s RENAME COLUMN %s TO pull_order_cost",
                    SQL.identifier(table),
                    SQL.identifier(name),
                )
            )
        folder = Path(__file__).parents[1] / "migrations" / "19.0.1.1.0"
        script = load_script(str(folder / "pre-migration.py"), "pre-migration")
        script.migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(
            [purchase.pull_ordering_cost, *self._get_shares(purchase)], costs
        )

    def _get_shares(self, purchase):
        return purchase.order_line.mapped("pull_ordering_share")

    def test_accountant_sees_what_ordering_cost(self):
        purchase = self._make_purchase([(self.wood, 3, 10)])
        accountant = self._make_user("account.group_account_manager")
        rows = (
            self.env["pull.ordering.cost"]
            .with_user(accountant)
            .search([("purchase_line_id", "in", purchase.order_line.ids)])
        )
        self.assertEqual(rows.mapped("amount"), [11])
        with self.assertRaises(AccessError):
            rows.amount = 5

    def test_settings_and_vendor_are_set_on_their_forms(self):
        with Form(self.env["res.config.settings"]) as form:
            form.pull_order_cost = 15
            form.pull_carrying_capital = 11
            form.pull_carrying_storage = 5
            form.pull_carrying_insurance = 1
            form.pull_carrying_obsolescence = 3
            self.assertEqual(form.pull_carrying_rate, 20)
        form.save().execute()
        self.assertEqual(self.company.pull_order_cost, 15)
        self.assertEqual(self.company.pull_carrying_rate, 20)
        with Form(self.vendor) as form:
            form.pull_order_cost_own = True
            form.pull_order_cost = 5
        self.assertEqual(self.vendor.pull_order_cost, 5)
