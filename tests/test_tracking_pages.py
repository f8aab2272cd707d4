from freezegun import freeze_time
from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .test_placing import PlacingCommon
from .test_promise import NOW, at

KEEP_OUT = "noindex"


class TrackingPagesCommon(PlacingCommon, HttpCase):
    """An order of which everything that is nobody's outside bears a name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_operation(cls.fg_bom, cls.saw, 60, name="Secretcut")
        cls.vendor_a.name, cls.vendor_b.name = "Secretvendor A", "Secretvendor B"
        cls.saw.write({"name": "Secretsaw", "costs_hour": 7713})
        cls.raw.name, cls.comp.name, cls.sub.name = (
            "Secretraw",
            "Secretcomp",
            "Secretsub",
        )
        cls.comp.seller_ids.price = 8829.31
        cls.fg.standard_price = 6641.17
        cls.reader = new_test_user(cls.env, "pull_reader", groups="base.group_portal")
        cls.customer = cls.reader.partner_id
        cls.customer.email = "reader@example.com"
        cls.company.pull_tell_date = True
        cls.company.pull_late_hours = 24

    def _make_late(self):
        """Return an order that is late because of a vendor, beside one of another
        customer who shares its purchase."""
        line = self._confirm(asked=at(14, 12))
        line.pull_specification = "Oak, waxed\nLegs 72 cm"
        other = self.env["res.partner"].create({"name": "Secretcustomer"})
        self._confirm(asked=at(14, 12), quantity=37, partner_id=other.id)
        order = line.order_id
        self.env["pull.exception"].create(
            {
                "sale_line_id": line.id,
                "order_id": order.id,
                "company_id": self.company.id,
                "kind": "no_supply",
                "message": "Secretmessage",
                "remedy": "Secretremedy",
            }
        )
        bought = self._get_purchase_lines(self.comp).filtered(
            lambda bought: line in bought.pull_sale_line_ids
        )
        bought.order_id.button_confirm()
        bought.date_planned = at(19, 12)
        self._end_request()
        self.assertTrue(order.pull_is_told_late)
        return order

    def _check_nothing_internal(self, page, order):
        """Nothing of how it comes about, and of nobody else."""
        runs = self.env["mrp.production"].search([("product_id", "in", self._mine)])
        bought = self._get_purchase_lines(self.raw) | self._get_purchase_lines(
            self.comp
        )
        words = (
            *("Secret", "7713", "7,713", "8829", "8,829", "6641", "6,641"),
            *("37 ", "37.0", "is late", "waiting", "arrives"),
            *runs.mapped("name"),
            *bought.order_id.mapped("name"),
        )
        self.assertGreater(len(words), 14)
        for word in words:
            self.assertNotIn(word, page)

    @property
    def _mine(self):
        return (self.fg | self.sub).ids

    def _read_steps(self, page):
        """Return [(label, state, day)] of a page."""
        steps = html.fromstring(page).xpath("//ol[contains(@class, 'o_pull_steps')]/li")
        return [
            (
                step.xpath("span[1]")[0].text_content().split("(done)")[0].strip(),
                step.get("class").split()[1].removeprefix("o_pull_step_"),
                "".join(s.text_content() for s in step.xpath("span[2]")).strip(),
            )
            for step in steps
        ]

    def _read_text(self, page, name):
        found = html.fromstring(page).xpath(f"//*[@name='{name}']")
        return [" ".join(part.text_content().split()) for part in found]


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestTrackingPortal(TrackingPagesCommon):
    """The customer follows the order on its portal page, and nobody else does."""

    def _read_page(self, order, user=None, **params):
        user = user or self.reader
        self.authenticate(user.login, user.login)
        return self.url_open(f"/my/orders/{order.id}", params=params)

    def _get_section(self, page):
        found = html.fromstring(page).xpath("//section[@id='pull_tracking']")
        return html.tostring(found[0]).decode() if found else ""

    def test_steps_and_the_new_day(self):
        order = self._make_late()
        page = self._read_page(order).text
        section = self._get_section(page)
        self.assertEqual(
            self._read_steps(section),
            [
                ("Ordered", "done", "Mar 3"),
                ("Materials", "current", ""),
                ("In Production", "later", ""),
                ("Ready", "later", ""),
                ("Shipped", "later", ""),
            ],
        )
        self.assertEqual(
            self._read_text(section, "pull_tracking_date"),
            ["Delivery: Mar 14 Mar 19 New date"],
        )
        self.assertIn("Legs 72 cm", page)
        now = html.fromstring(section).xpath("//li[@aria-current='step']")
        self.assertEqual([step.text_content().strip() for step in now], ["Materials"])

    def test_nothing_internal(self):
        order = self._make_late()
        page = html.fromstring(self._read_page(order).text)
        content = page.xpath("//div[@id='portal_sale_content']")[0]
        self._check_nothing_internal(html.tostring(content).decode(), order)

    def test_odoos_list_of_runs_stays_where_nothing_is_followed(self):
        order = self._make_late()
        self.assertNotIn("Manufacturing Orders", self._read_page(order).text)
        self.company.pull_tell_steps = False
        page = self._read_page(order).text
        self.assertIn("Manufacturing Orders", page)
        self.assertFalse(self._get_section(page))

    def test_orders_without_pulled_lines_look_as_in_odoo(self):
        plain = self._make_product("PLAIN", policy=False)
        order = self._make_order([(plain, 1)])
        page = self._read_page(order)
        self.assertIn(order.name, page.text)
        self.assertFalse(self._get_section(page.text))

    def test_quotations_and_cancelled_orders_show_no_steps(self):
        order = self._quote([(self.fg, 1)])
        order.state = "sent"
        self.assertFalse(self._get_section(self._read_page(order).text))
        order.action_confirm()
        self.assertTrue(self._get_section(self._read_page(order).text))
        order._action_cancel()
        page = self._read_page(order).text
        self.assertIn(order.name, page)
        self.assertFalse(self._get_section(page))
        self.assertNotIn("Manufacturing Orders", page)

    def test_another_customers_order(self):
        order = self._make_late()
        stranger = new_test_user(self.env, "stranger", groups="base.group_portal")
        page = self._read_page(order, stranger)
        self.assertTrue(page.url.endswith("/my"))
        self.assertNotIn(order.name, page.text)
        page = self._read_page(order, stranger, access_token="guessed")
        self.assertNotIn(order.name, page.text)

    def test_colleagues_of_the_customer(self):
        order = self._make_late()
        firm = self.env["res.partner"].create({"name": "Firm", "is_company": True})
        colleague = new_test_user(self.env, "colleague", groups="base.group_portal")
        (self.customer | colleague.partner_id).parent_id = firm
        self.assertTrue(self._get_section(self._read_page(order, colleague).text))

    def test_without_login(self):
        order = self._make_late()
        page = self.url_open(f"/my/orders/{order.id}")
        self.assertNotIn(order.name, page.text)
        shared = self.url_open(order.get_portal_url())
        self.assertTrue(self._get_section(shared.text))


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestTrackingLink(TrackingPagesCommon):
    """Who has the link of an order follows it; no other address says anything."""

    def _make_link(self, order):
        """Return the path of an order's link, as its salesperson gets it."""
        action = order.with_user(self.salesperson).action_pull_copy_tracking_link()
        self.assertEqual(action["tag"], "pull_copy_tracking_link")
        link = action["params"]["link"]
        self.assertTrue(link.startswith(f"{order.get_base_url()}/track/{order.id}/"))
        return link.removeprefix(order.get_base_url())

    def _check_gone(self, path):
        """Check that an address answers as every wrong one does."""
        nothing = self.url_open("/track/999999999/nothing")
        page = self.url_open(path)
        self.assertEqual(page.status_code, 404, path)
        self.assertEqual(page.text, nothing.text)
        self.assertEqual(self._get_headers(page), self._get_headers(nothing))

    def _get_headers(self, page):
        return {name: text for name, text in page.headers.items() if name != "Date"}

    def test_the_page_shows_just_that(self):
        order = self._make_late()
        order.client_order_ref = "PO-4711"
        page = self.url_open(self._make_link(order))
        self.assertEqual(page.status_code, 200)
        self.assertEqual(self._read_steps(page.text)[1], ("Materials", "current", ""))
        self.assertEqual(
            self._read_text(page.text, "pull_tracking_date"),
            ["Delivery: Mar 14 Mar 19 New date"],
        )
        self.assertEqual(
            self._read_text(page.text, "pull_tracked_specification"),
            ["Oak, waxed Legs 72 cm"],
        )
        self.assertEqual(
            self._read_text(page.text, "pull_tracked_quantity"), ["1 unit"]
        )
        for word in (order.name, "PO-4711", self.company.name):
            self.assertIn(word, page.text)
        self._check_nothing_internal(page.text, order)
        for word in (
            *(self.customer.name, self.salesperson.name, "reader@example.com"),
            *(order.access_token or "access_token", "csrf", "/my", "/web/login"),
            *(f"{order.amount_total:.2f}", "<script"),
        ):
            self.assertNotIn(word, page.text)

    def test_it_leaves_no_trace(self):
        link = self._make_link(self._make_late())
        page = self.url_open(link)
        self.assertNotIn("Set-Cookie", page.headers)
        self.assertIn(KEEP_OUT, page.headers["X-Robots-Tag"])
        self.assertIn("no-store", page.headers["Cache-Control"])
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertIn("frame-ancestors 'none'", page.headers["Content-Security-Policy"])
        self.assertIn(KEEP_OUT, page.text)
        gone = self.url_open(f"{link}x")
        self.assertIn(KEEP_OUT, gone.headers["X-Robots-Tag"])
        self.assertNotIn("Set-Cookie", gone.headers)
        self.assertEqual(self.url_open(link, data={"a": 1}).status_code, 405)

    def test_guessed(self):
        order = self._make_late()
        self._check_gone(f"/track/{order.id}/False")
        self._check_gone(f"/track/{order.id}/None")
        link = self._make_link(order)
        for path in (
            *(link[:-1], f"{link}a", f"{link}%00", f"{link}%C3%A4", f"{link}%ED%A0%80"),
            *(link.replace(f"/{order.id}/", f"/{n}/") for n in (0, -1, 10**9, 10**99)),
            *(link.replace(f"/{order.id}/", f"/{n}/") for n in ("x", "%C2%B2", "1.0")),
            f"/track/{order.id}/{order._portal_ensure_token()}",
        ):
            self._check_gone(path)

    def test_the_link_of_another_order(self):
        order, other = self._make_late(), self._confirm().order_id
        link, others = self._make_link(order), self._make_link(other)
        self.assertNotEqual(link.split("/")[-1], others.split("/")[-1])
        self._check_gone(link.replace(f"/{order.id}/", f"/{other.id}/"))

    def test_it_is_no_key_to_the_portal(self):
        order = self._make_late()
        token = self._make_link(order).split("/")[-1]
        page = self.url_open(f"/my/orders/{order.id}", params={"access_token": token})
        self.assertNotIn(order.name, page.text)

    def test_revoked_and_renewed(self):
        order = self._make_late()
        link = self._make_link(order)
        self.assertEqual(self._make_link(order), link)
        self.assertTrue(order.pull_has_tracking_link)
        mine = order.with_user(self.salesperson)
        renewed = mine.action_pull_renew_tracking_link()["params"]["link"]
        self._check_gone(link)
        self.assertEqual(self.url_open(renewed).status_code, 200)
        mine.action_pull_revoke_tracking_link()
        mine.action_pull_revoke_tracking_link()
        self.assertFalse(order.pull_has_tracking_link)
        self._check_gone(renewed)
        self._check_gone(f"/track/{order.id}/False")
        again = self._make_link(order)
        self.assertNotIn(again, (link, renewed))
        told = [
            html.fromstring(message.body).text_content()
            for message in order.message_ids.sorted("id")
            if "racking link" in (message.body or "")
        ]
        self.assertEqual(
            told,
            [
                "Tracking link made.",
                "New tracking link made. The one before no longer works.",
                "Tracking link revoked. It no longer works.",
                "Tracking link made.",
            ],
        )
        self.assertTrue(order.message_ids.filtered("is_internal"))

    def test_a_copy_of_the_order_has_no_link(self):
        order = self._make_late()
        self._make_link(order)
        self.assertFalse(order.copy().pull_has_tracking_link)

    def test_expired(self):
        line = self._confirm(self.comp)
        self._receive_all(line.order_id)
        link = self._make_link(line.order_id)
        picking = line.order_id.picking_ids
        picking.move_ids.picked = True
        picking._action_done()
        self.assertEqual(line.order_id.delivery_status, "full")
        with freeze_time("2031-05-30 06:00:00"):
            self.assertEqual(self.url_open(link).status_code, 200)
        with freeze_time("2031-06-05 06:00:00"):
            self._check_gone(link)

    def test_what_is_open_does_not_expire(self):
        link = self._make_link(self._make_late())
        with freeze_time("2031-11-03 06:00:00"):
            self.assertEqual(self.url_open(link).status_code, 200)

    def test_cancelled(self):
        order = self._confirm().order_id
        link = self._make_link(order)
        order._action_cancel()
        page = self.url_open(link)
        self.assertEqual(
            self._read_text(page.text, "pull_tracking_state"),
            ["This order is cancelled."],
        )
        self.assertFalse(self._read_steps(page.text))
        order.action_draft()
        page = self.url_open(link)
        self.assertEqual(
            self._read_text(page.text, "pull_tracking_state"),
            ["This order is not confirmed yet."],
        )
        order._action_cancel()
        with freeze_time("2031-07-03 06:00:00"):
            self._check_gone(link)

    def test_the_company_tells_no_more(self):
        link = self._make_link(self._make_late())
        self.company.pull_tell_steps = False
        self._check_gone(link)

    def test_nothing_to_follow(self):
        plain = self._make_product("PLAIN", policy=False)
        for order in (self._make_order([(plain, 1)]), self._quote([(plain, 1)])):
            with self.assertRaises(UserError):
                order.with_user(self.salesperson).action_pull_copy_tracking_link()

    def test_logged_in_it_is_the_same(self):
        order = self._make_late()
        link = self._make_link(order)
        anonymous = self.url_open(link).text
        self.authenticate(self.reader.login, self.reader.login)
        self.assertEqual(self.url_open(link).text, anonymous)
        self._check_gone(f"{link}x")

    def test_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        order = self._make_late()
        order.partner_id.lang = "fr_FR"
        page = self.url_open(self._make_link(order)).text
        self.assertIn('lang="fr-FR"', page)
        self.assertIn("19 mars", page)

    def test_only_who_may_change_the_order_has_it(self):
        order = self._make_late()
        self._make_link(order)
        buyer = new_test_user(
            self.env, "pull_buyer", groups="purchase.group_purchase_user"
        )
        colleague = new_test_user(
            self.env, "pull_colleague", groups="sales_team.group_sale_salesman"
        )
        methods = ("copy", "renew", "revoke")
        for user in (buyer, colleague, self.reader, self.env.ref("base.public_user")):
            for method in methods:
                call = getattr(
                    order.with_user(user), f"action_pull_{method}_tracking_link"
                )
                with self.assertRaises(AccessError):
                    call()

    def test_nobody_reads_the_token(self):
        order = self._make_late()
        self._make_link(order)
        for user in (self.salesperson, self.env.ref("base.user_admin"), self.reader):
            mine = order.with_user(user)
            with self.assertRaises(AccessError):
                mine.read(["pull_tracking_token"])
            with self.assertRaises(AccessError):
                mine.search([("pull_tracking_token", "like", "a%")])
            with self.assertRaises(AccessError):
                mine.write({"pull_tracking_token": "mine"})
            self.assertNotIn("pull_tracking_token", mine.fields_get())


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestTrackingMail(TrackingPagesCommon):
    """Mails about an order say where it is."""

    def _mail(self, order):
        message = order.with_user(self.salesperson).message_post(
            body="Hello",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.customer.ids,
            email_layout_xmlid=(
                "mail.mail_notification_layout_with_responsible_signature"
            ),
            mail_auto_delete=False,
            force_send=False,
        )
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        return mail.body_html

    def test_where_it_is_and_the_new_day(self):
        order = self._make_late()
        mail = self._mail(order)
        self.assertIn("Now: Materials", mail)
        self.assertIn("New delivery date: Mar 19 (before: Mar 14)", mail)
        self._check_nothing_internal(mail, order)

    def test_nothing_where_there_is_nothing_to_follow(self):
        plain = self._make_product("PLAIN", policy=False)
        for order in (self._make_order([(plain, 1)]), self._quote([(self.fg, 1)])):
            self.assertNotIn("Now:", self._mail(order))
        order = self._make_late()
        self.company.pull_tell_steps = False
        self.assertNotIn("Now:", self._mail(order))
