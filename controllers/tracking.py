from odoo import http
from odoo.http import request

# The greatest id that PostgreSQL keeps.
MAX_ID = 2**31 - 1

# Whoever has the link reads it, and nothing else does: no search engine, no cache, no
# page that it is shown in, and no site that is visited from it.
HEADERS = {
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; style-src 'self' 'unsafe-inline'; "
    "font-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
}


class OrderTracking(http.Controller):
    """The page on which whoever has the link of an order follows it."""

    # Not `website`: it would redirect by language, and remember it in the session.
    @http.route(
        "/track/<string:number>/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
        readonly=True,
        sitemap=False,
    )
    def track_order(self, number, token, **_kwargs):
        order = self._find_order(number, token)
        if not order:
            return self._respond("tracking_gone", 404)
        # Sudo: they read texts of this one order, chosen for them.
        partner = order.partner_id
        order = order.with_context(lang=partner.lang, tz=partner.tz)
        request.update_context(lang=partner.lang)
        tracking = order._get_pull_tracking()
        if not tracking:
            return self._respond("tracking_gone", 404)
        company = {"id": order.company_id.id, "name": order.company_id.name}
        return self._respond("tracking_page", 200, tracking=tracking, company=company)

    def _find_order(self, number, token):
        orders = request.env["sale.order"]
        order_id = int(number) if number.isdecimal() and len(number) < 11 else 0
        return orders._get_pull_tracked_by(min(order_id, MAX_ID), token)

    def _respond(self, template, status, **values):
        response = request.render(
            f"pull_through_production.{template}", values, status=status
        )
        response.headers.update(HEADERS)
        return response
