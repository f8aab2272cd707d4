from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from .world import ExceptionsCommon


@tagged("post_install", "-at_install")
class TestExceptionsAccess(ExceptionsCommon):
    """Clients write who is responsible; buttons act on what the module has written."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.env.ref("base.user_admin")

    def test_clients_write_the_responsible_and_nothing_else(self):
        exception = self._report(self.purchase_line, kind="sent")
        for user in (self.salesperson, self.buyer, self.planner):
            own = exception.with_user(user)
            own.write({"user_id": self.planner.id})
            for name, value in {
                "kind": "too_late",
                "state": "done",
                "quantity": 500,
                "date_wanted": "2030-01-01 00:00:00",
                "res_model": "mrp.production",
                "res_id": self.production.id,
                "move_id": self.production.move_raw_ids[:1].id,
                "order_id": False,
                "sale_line_id": False,
                "product_id": self.comp.id,
                "message": "Forged",
                "remedy": "Forged",
                "document_name": "Forged",
                "resolution": "Forged",
                "is_return_planned": True,
                "company_id": self.company.id,
            }.items():
                with self.assertRaisesRegex(AccessError, name, msg=user.login):
                    own.write({name: value})
                with self.assertRaisesRegex(AccessError, name, msg=user.login):
                    own.web_save({"user_id": user.id, name: value}, {"id": {}})
        self.assertRecordValues(
            exception,
            [{"kind": "sent", "quantity": 5, "res_id": self.purchase_line.id}],
        )

    def test_salesperson_changes_no_purchase_with_a_remedy(self):
        self.purchase_line.order_id.button_confirm()
        before = self.purchase_line.product_qty
        date = self.purchase_line.date_planned
        for kind, action, shown in (
            ("sent", "action_reduce_request", "can_reduce_request"),
            ("too_late", "action_return_when_received", "can_return"),
            ("date", "action_apply_date", "can_apply_date"),
        ):
            exception = self._report(
                self.purchase_line, kind=kind, quantity=1, date_wanted="2030-01-01"
            ).with_user(self.salesperson)
            self.assertFalse(exception[shown], kind)
            with self.assertRaises(AccessError, msg=kind):
                getattr(exception, action)()
            self.assertTrue(exception.with_user(self.buyer)[shown], kind)
        self.assertEqual(self.purchase_line.product_qty, before)
        self.assertEqual(self.purchase_line.date_planned, date)

    def test_buttons_ask_for_the_exception_itself(self):
        colleague = new_test_user(
            self.env, "pull_colleague", groups="sales_team.group_sale_salesman"
        )
        self.production.user_id = self.planner
        for kind, action in (
            ("shortage", "action_retry"),
            ("surplus", "action_done"),
            ("surplus", "action_keep_as_stock"),
        ):
            exception = self._report(kind=kind)
            with self.assertRaises(AccessError, msg=action):
                getattr(exception.with_user(colleague), action)()
            self.assertEqual(exception.state, "open", action)

    def test_an_exception_is_about_a_document_of_the_list(self):
        for model in ("res.users", "no.such.model"):
            with self.assertRaises(ValidationError, msg=model):
                self._report(res_model=model, res_id=1)

    def test_a_model_that_is_gone_opens_the_order(self):
        exception = self._report(kind="date", date_wanted="2030-01-01")
        self.env.flush_all()
        # As after a module was uninstalled.
        self.env.cr.execute(
            "UPDATE pull_exception SET res_model = 'no.such' WHERE id = %s",
            [exception.id],
        )
        exception.invalidate_recordset()
        seller = exception.with_user(self.salesperson)
        self.assertTrue(seller.can_open)
        self.assertFalse(seller.can_apply_date)
        action = seller.action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("sale.order", self.order.id)
        )

    def test_defaults_of_a_client_do_not_reach_exceptions(self):
        model = self.env["pull.exception"].with_user(self.salesperson)
        exception = model.with_context(
            default_state="done",
            default_resolution="Forged",
            default_is_return_planned=True,
            default_summary="Forged",
        )._report([self._prepare_report()])
        self.assertRecordValues(
            exception,
            [{"state": "open", "resolution": False, "is_return_planned": False}],
        )
        self.assertNotEqual(exception.activity_ids.summary, "Forged")
