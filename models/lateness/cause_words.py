"""Why an order line is late, in words."""

from ..promise.path_words import say_operation
from ..schedule.network import OPERATION, PURCHASE, RUN, STOCK
from ..words import format_day

DAY, HOUR = 24 * 60, 60


def split_minutes(minutes):
    """Return minutes as (days, hours, minutes), the small ones left out of large spans.

    >>> split_minutes(5 * 24 * 60 + 61), split_minutes(150), split_minutes(59)
    ((5, 1, 0), (0, 2, 30), (0, 0, 59))
    """
    days, rest = divmod(int(minutes), DAY)
    hours, rest = divmod(rest, HOUR)
    return days, hours, 0 if days else rest


class CauseWords:
    """Says what a step that makes an order late does.

    :param chain: `ConfirmedChain`
    :param env: of the reader: language and time zone
    :param bool show_vendors: whether the reader may know from whom things are bought
    """

    def __init__(self, chain, env, show_vendors=False):
        self.chain, self.env, self.show_vendors = chain, env, show_vendors

    def describe(self, placed, minutes, planned=None):
        """Return a cause as `sale.order.line._get_pull_causes` says."""
        document = self.get_document(placed.key)
        return {
            "model": document._name,
            "id": document.id,
            "name": self._get_name(document),
            "minutes": minutes,
            "text": self._say(placed, document, planned),
        }

    def get_document(self, key):
        """Return the document that stands for a step; of stock, the need for it."""
        chain = self.chain
        if key in chain.workorders:
            return chain.workorders[key]
        if key in chain.documents:
            document = chain.documents[key]
            is_receipt = chain.steps[key].kind == PURCHASE
            if is_receipt and document._name == "stock.move":
                return document.purchase_line_id
            return document
        return self.env["stock.move"].sudo().browse(key[1])

    def _get_name(self, document):
        if document._name == "purchase.order.line":
            return document.order_id.name
        if document._name == "mrp.workorder":
            return f"{document.production_id.name} {document.name}"
        if document._name == "stock.move":
            return document.reference or document.product_id.display_name
        return document.display_name

    def _say(self, placed, document, planned):
        kind = self.chain.steps[placed.key].kind
        values = {
            "product": document.product_id.with_env(self.env).sudo().display_name,
            "day": format_day(self.env, placed.end),
            "name": self._get_name(document),
        }
        if kind == PURCHASE:
            return self._say_purchase(document, values, planned)
        if kind == OPERATION:
            return self._say_operation(placed, document, values)
        if kind == RUN:
            return self.env._("%(name)s: %(product)s is made by %(day)s.", **values)
        if kind == STOCK:
            return self.env._("%(product)s is in stock on %(day)s.", **values)
        return self.env._("%(name)s: %(product)s is moved by %(day)s.", **values)

    def _say_purchase(self, line, values, planned):
        if self.show_vendors:
            values["vendor"] = line.order_id.partner_id.display_name
        if line.state != "purchase":
            if self.show_vendors:
                return self.env._(
                    "%(product)s is not ordered yet: from %(vendor)s it arrives "
                    "%(day)s.",
                    **values,
                )
            return self.env._(
                "%(product)s is not ordered yet: it arrives %(day)s.", **values
            )
        if planned:
            values["planned"] = format_day(self.env, planned)
            if self.show_vendors:
                return self.env._(
                    "%(product)s from %(vendor)s arrives %(day)s, was planned for "
                    "%(planned)s.",
                    **values,
                )
            return self.env._(
                "%(product)s arrives %(day)s, was planned for %(planned)s.", **values
            )
        return self.env._("%(product)s arrives %(day)s.", **values)

    def _say_operation(self, placed, order, values):
        values = {
            **values,
            "center": (placed.center or order.workcenter_id).sudo().name,
            "operation": order.name,
        }
        return say_operation(self.env, placed, values)


def format_minutes(env, minutes):
    """Return a span of time in words: "5 days", "2 h 30 min"."""
    days, hours, rest = split_minutes(minutes)
    parts = []
    if days == 1:
        parts.append(env._("1 day"))
    elif days:
        parts.append(env._("%(count)s days", count=days))
    if hours:
        parts.append(env._("%(count)s h", count=hours))
    if rest:
        parts.append(env._("%(count)s min", count=rest))
    return " ".join(parts) or env._("0 min")
