from freezegun import freeze_time
from lxml import html

from odoo.tests import HttpCase, new_test_user, tagged

from .test_placing import PlacingCommon
from .test_promise import NOW, at

# Nothing of how the date comes about is for customers.
INTERNAL = ("Vendor B", "COMP", "RAW", "Saw", "busy", "arrive", "WH/MO")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAnnouncement(PlacingCommon, HttpCase):
    """The customer reads when all of it can be there, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_operation(cls.fg_bom, cls.saw, 60)
        cls.reader = new_test_user(cls.env, "pull_reader", groups="base.group_portal")
        cls.customer = cls.reader.partner_id
        cls.customer.email = "reader@example.com"

    def _make_sent(self, **values):
        order = self._quote([(self.fg, 1)], **values)
        order.state = "sent"
        return order

    def _tell(self):
        self.company.pull_tell_date = True

    def _print(self, order):
        page, _type = self.env["ir.actions.report"]._render_qweb_html(
            "sale.report_saleorder", order.ids
        )
        return self._check_nothing_internal(page.decode())

    def _read_page(self, order):
        self.authenticate(self.reader.login, self.reader.login)
        page = self.url_open(f"/my/orders/{order.id}")
        self.assertEqual(page.status_code, 200)
        self.assertIn(order.name, page.text)
        return self._check_nothing_internal(page.text)

    def _get_told_on_page(self, order):
        page = html.fromstring(self._read_page(order))
        rows = page.xpath("//tr[@name='pull_told_date']/td")
        return [row.text_content().strip() for row in rows]

    def _mail(self, order):
        template = self.env.ref("sale.email_template_edi_sale")
        layout = "mail.mail_notification_layout_with_responsible_signature"
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.salesperson)
            .with_context(mail_notify_force_send=False)
            .create(
                {
                    "model": order._name,
                    "res_ids": str(order.ids),
                    "template_id": template.id,
                    "composition_mode": "comment",
                    "email_layout_xmlid": layout,
                    "attachment_ids": False,
                }
            )
        )
        _sent, message = composer._action_send_mail()
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        return self._check_nothing_internal(mail.body_html)

    def _check_nothing_internal(self, page):
        for word in INTERNAL:
            self.assertNotIn(word, page)
        return page

    def _get_told(self, order):
        """Return the dates that the portal user is told."""
        return order.with_user(self.reader)._get_pull_told_date()

    # === The date ===

    def test_nothing_is_told_by_default(self):
        order = self._make_sent()
        self.assertFalse(self._get_told(order))
        self.assertNotIn("Delivery", self._print(order))
        self.assertNotIn("Delivery", self._read_page(order))
        self.assertNotIn("Delivery", self._mail(order))

    def test_a_quotation_tells_the_earliest_date(self):
        order = self._make_sent()
        self._tell()
        self.assertEqual(self._get_told(order), at(5, 9))
        self.assertEqual(order.pull_earliest_date, at(5, 9))

    def test_an_order_tells_what_was_promised(self):
        self._tell()
        line = self._confirm()
        order = line.order_id
        self.assertEqual(self._get_told(order), line.pull_promised_date)
        line.pull_promised_date = at(20, 12)
        self.assertEqual(self._get_told(order), at(20, 12))

    def test_what_was_agreed_comes_first(self):
        self._tell()
        order = self._make_sent(commitment_date=at(14, 12))
        self.assertEqual(self._get_told(order), at(14, 12))
        order._action_cancel()
        self.assertFalse(self._get_told(order))

    def test_what_nobody_can_date_tells_nothing(self):
        self._tell()
        self.raw.seller_ids.unlink()
        self.assertFalse(self._get_told(self._make_sent()))
        plain = self._make_product("PLAIN", policy=False)
        self.assertFalse(self._get_told(self._make_order([(plain, 1)])))

    # === Where it is told ===

    def test_the_print(self):
        self._tell()
        order = self._make_sent()
        self.assertEqual(self._print(order).count("03/05/2031"), 1)
        order.action_confirm()
        self.assertEqual(self._print(order).count("03/05/2031"), 1)
        order.commitment_date = at(14, 12)
        page = self._print(order)
        self.assertEqual(page.count("Delivery Date"), 1)
        self.assertIn("03/14/2031", page)

    def test_the_portal(self):
        self._tell()
        order = self._make_sent()
        self.assertEqual(self._get_told_on_page(order), ["03/05/2031"])
        order.action_confirm()
        self.assertEqual(self._get_told_on_page(order), ["03/05/2031"])
        order.commitment_date = at(14, 12)
        self.assertEqual(self._get_told_on_page(order), [])

    def test_the_mail(self):
        self._tell()
        self.assertIn("Delivery: Mar 5", self._mail(self._make_sent()))
        self.assertIn(
            "Delivery: Mar 14", self._mail(self._confirm(asked=at(14, 12)).order_id)
        )

    def test_a_company_tells_its_own(self):
        self._tell()
        settings = self.env["res.config.settings"].create({})
        self.assertTrue(settings.pull_tell_date)
        settings.pull_tell_date = False
        settings.execute()
        self.assertFalse(self.company.pull_tell_date)
