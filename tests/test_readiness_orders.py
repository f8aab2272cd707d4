from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from ..models.readiness.kinds import FINDING_KINDS
from .world import ReadinessCommon


@tagged("post_install", "-at_install")
class TestReadinessOrders(ReadinessCommon):
    """The supply check on the quotation, and the kinds that refuse a confirmation."""

    def _block_on(self, *codes):
        kinds = self.env["pull.finding.kind"].search([("code", "in", codes)])
        self.company.pull_blocking_kind_ids = kinds

    def _check_refused(self, quotations, *texts):
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            quotations.action_confirm()
        for text in texts:
            self.assertIn(text, str(caught.exception))
        self.assertEqual(set(quotations.mapped("state")), {"draft"})

    def test_every_kind_has_its_record(self):
        kinds = self.env["pull.finding.kind"].search([("code", "!=", False)])
        self.assertEqual(set(kinds.mapped("code")), dict(FINDING_KINDS).keys())
        self.assertEqual(kinds.mapped("severity"), ["blocking"] * 4 + ["warning"] * 6)

    # === Blocking ===

    def test_chosen_kind_refuses_the_confirmation(self):
        self.raw.seller_ids.price = 0
        self._block_on("price")
        quotation = self._make_quotation([(self.fg, 5)])
        self._check_refused(quotation, quotation.name, "RAW", "Enter the price")
        self.raw.seller_ids.price = 1
        quotation.action_confirm()
        self.assertEqual(quotation.state, "sale")

    def test_other_kinds_do_not_refuse(self):
        self.raw.seller_ids.price = 0
        self._block_on("minimum", "past")
        quotation = self._make_quotation([(self.fg, 5)])
        quotation.action_confirm()
        self.assertEqual(quotation.state, "sale")

    def test_nothing_chosen_refuses_nothing_and_checks_nothing(self):
        self.raw.seller_ids.price = 0
        quotation = self._make_quotation([(self.fg, 5)])
        self.patch(
            self.registry["sale.order"],
            "_get_pull_readiness",
            lambda order: self.fail("checked"),
        )
        quotation.action_confirm()
        self.assertEqual(quotation.state, "sale")

    def test_several_orders_are_refused_with_all_that_is_found(self):
        self.raw.seller_ids.price = 0
        self.comp.seller_ids.min_qty = 100
        self._block_on("price", "minimum")
        quotations = self._make_quotation([(self.sub, 1)])
        quotations |= self._make_quotation([(self.comp, 1)])
        self._check_refused(quotations, *quotations.mapped("name"), "RAW", "COMP")

    def test_refusal_of_many_findings_stays_short(self):
        self._block_on("past")
        products = self.env["product.product"]
        for number in range(25):
            products |= self._make_product(f"P{number}", "pull", self.vendor_a)
        quotation = self._make_quotation(
            [(product, 1) for product in products], commitment_date=False
        )
        self._check_refused(quotation, "P0", "And 5 more")

    def test_setting_of_another_company_does_not_count(self):
        self.raw.seller_ids.price = 0
        self._block_on("price")
        kinds = self.company.pull_blocking_kind_ids
        self.other.pull_blocking_kind_ids = kinds
        self.company.pull_blocking_kind_ids = False
        self._make_quotation([(self.fg, 5)]).action_confirm()

    def test_customer_who_signs_is_not_refused(self):
        """Who cannot answer is not asked: what cannot be supplied is an exception."""
        self.raw.seller_ids.unlink()
        self._block_on("no_supply")
        portal = new_test_user(self.env, "pull_portal", groups="base.group_portal")
        quotation = self._make_quotation([(self.fg, 5)])
        quotation.with_user(portal).sudo()._validate_order()
        self._check_confirmed_with_exception(quotation)

    def test_paid_order_is_confirmed_whoever_books_the_payment(self):
        self.raw.seller_ids.unlink()
        self._block_on("no_supply")
        accountant = new_test_user(
            self.env, "pull_accountant", groups="account.group_account_invoice"
        )
        public = self.env.ref("base.public_user")
        for user in (accountant, public, self.env.ref("base.user_root")):
            quotation = self._make_quotation([(self.fg, 5)])
            paid = self._pay(quotation).with_user(user).sudo()
            paid._check_amount_and_confirm_order()
            self._check_confirmed_with_exception(quotation)

    def test_scheduled_action_is_not_refused(self):
        self.raw.seller_ids.unlink()
        self._block_on("no_supply")
        quotation = self._make_quotation([(self.fg, 5)])
        quotation.with_user(self.env.ref("base.user_root")).action_confirm()
        self._check_confirmed_with_exception(quotation)

    def _pay(self, quotation):
        """Return the transaction of a customer who has paid the order online."""
        provider = self.env["payment.provider"].create(
            {"name": "Payments", "code": "none", "company_id": self.company.id}
        )
        method = self.env["payment.method"].create({"name": "Card", "code": "pull"})
        return self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": quotation.name,
                "amount": quotation.amount_total,
                "currency_id": quotation.currency_id.id,
                "partner_id": quotation.partner_id.id,
                "sale_order_ids": quotation.ids,
                "state": "done",
            }
        )

    def _check_confirmed_with_exception(self, quotation):
        self.assertEqual(quotation.state, "sale")
        self.assertEqual(quotation.sudo().pull_exception_ids.product_id, self.raw)

    def test_administrator_chooses_the_kinds_in_the_settings(self):
        administrator = new_test_user(
            self.env, "pull_admin", groups="base.group_system,base.group_erp_manager"
        )
        kind = self.env.ref("pull_through_production.pull_finding_kind_past")
        settings = self.env["res.config.settings"].with_user(administrator)
        settings.create({"pull_blocking_kind_ids": kind.ids}).execute()
        self.assertEqual(self.company.pull_blocking_kind_ids, kind)

    # === Screen ===

    def _get_counts(self, quotation):
        return (quotation.pull_blocking_count, quotation.pull_warning_count)

    def test_quotation_counts_problems_and_warnings(self):
        self.raw.seller_ids.unlink()
        self.comp.seller_ids.price = 0
        quotation = self._make_quotation([(self.fg, 5)])
        self.assertEqual(self._get_counts(quotation), (1, 1))
        self.assertEqual(quotation.pull_readiness_summary, "1 problem, 1 warning")

    def test_quotation_without_findings_or_without_policies_says_nothing(self):
        plain = self._make_product("PLAIN", False)
        for product in (self.fg, plain):
            quotation = self._make_quotation([(product, 5)])
            self.assertEqual(self._get_counts(quotation), (0, 0))
            self.assertFalse(quotation.pull_readiness_summary)

    def test_counts_follow_the_saved_form(self):
        """A form is told once it is open, and again when it has saved."""
        self.raw.seller_ids.min_qty = 100
        quotation = self._make_quotation([(self.fg, 5)])
        with Form(quotation) as form:
            self.assertEqual(form.pull_warning_count, 0)
            self.assertEqual(self._get_counts(quotation), (0, 1))
            with form.order_line.edit(0) as line:
                line.product_uom_qty = 50
            self.assertEqual(form.pull_warning_count, 0)
            self.assertEqual(self._get_counts(quotation), (0, 1))
            quotation.invalidate_recordset()
        self.assertEqual(self._get_counts(quotation), (0, 0))

    def test_opening_takes_the_same_queries_for_any_number_of_lines(self):
        few = self._make_quotation([(self.fg, 1), (self.sub, 1)])
        many = self._make_quotation([(self.fg, 1), (self.sub, 1)] * 8)
        self._count_opening(few)
        self.assertLessEqual(self._count_opening(many), self._count_opening(few) + 2)

    def _count_opening(self, quotation):
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        Form(quotation)
        return self.cr.sql_log_count - before

    def test_list_shows_each_finding_to_who_opened_it(self):
        self.raw.seller_ids.unlink()
        self.comp.seller_ids.price = 0
        quotation = self._make_quotation([(self.fg, 5)])
        action = quotation.action_view_pull_readiness()
        rows = self.env["pull.readiness.finding"].with_user(self.salesperson)
        rows = rows.search(action["domain"])
        self.assertRecordValues(
            rows,
            [
                {"severity": "blocking", "product_id": self.raw.id},
                {"severity": "warning", "product_id": self.comp.id},
            ],
        )
        colleague = new_test_user(
            self.env, "pull_colleague", groups="sales_team.group_sale_salesman"
        )
        self.assertFalse(rows.with_user(colleague).search([("id", "in", rows.ids)]))

    def test_list_is_made_again_when_it_is_opened_again(self):
        self.raw.seller_ids.price = 0
        quotation = self._make_quotation([(self.fg, 5)])
        quotation.action_view_pull_readiness()
        self.raw.seller_ids.price = 1
        action = quotation.action_view_pull_readiness()
        rows = self.env["pull.readiness.finding"].search(action["domain"])
        self.assertFalse(rows)

    def test_row_opens_its_cause_for_who_may_read_it(self):
        self.sub_bom.active = False
        quotation = self._make_quotation([(self.fg, 5)])
        quotation.action_view_pull_readiness()
        planner = new_test_user(
            self.env,
            "pull_planner",
            groups="mrp.group_mrp_user,sales_team.group_sale_salesman_all_leads",
        )
        action = quotation.with_user(planner).action_view_pull_readiness()
        row = self.env["pull.readiness.finding"].with_user(planner)
        row = row.search(action["domain"])
        self.assertEqual(row.action_open()["res_id"], self.sub_bom.id)

    def test_hundred_lines_are_checked_in_few_queries(self):
        products = self.env["product.product"]
        for number in range(20):
            product = self._make_product(f"P{number}")
            self._make_bom(product, {self.sub: 1, self.comp: 2})
            products |= product
        few = self._make_quotation([(product, 1) for product in products[:4]])
        many = self._make_quotation([(product, 1) for product in products])
        self.assertLess(self._count_queries(many), self._count_queries(few) * 1.5)

    def _count_queries(self, quotation):
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.assertEqual(quotation._get_pull_readiness(), [])
        return self.cr.sql_log_count - before
