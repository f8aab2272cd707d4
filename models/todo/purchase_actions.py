"""What buyers have to do: order, ask vendors to hurry, or let them come later."""

from datetime import timedelta

from odoo.fields import Domain

from ..supply.needs import is_open
from ..words import format_day, format_quantity
from .kinds import APPROVE, ASK, CONFIRM, EXPEDITE, MOVE, ORDER, WAIT, Action

# Nobody writes to a vendor about less.
WORTH_MOVING = timedelta(days=3)
REQUESTS = ("draft", "sent", "to approve")
# Named one by one: there is an index of these.
OPEN_STATES = ("draft", "waiting", "confirmed", "partially_available", "assigned")
NAMED_MAX = 3


class PurchaseActions:
    """Finds what is to be done about purchases that serve customer orders.

    Only open purchases are read: nothing grows with history.

    :param env: of the user: they learn of what they may read
    :param clock: `Clock`
    :param hits: {purchase line: why customer orders wait for it}, see `LateActions`

    Built by `pull.action._get_finders`.
    """

    def __init__(self, env, clock, hits):
        self.env, self.clock, self.hits = env, clock, hits

    def find(self):
        """Return the actions: see `Action`."""
        if not self.env["purchase.order.line"].has_access("read"):
            return []
        requests = self._search(Domain("state", "in", REQUESTS))
        ordered = self._search(Domain("id", "in", self._get_receipts())).filtered(
            lambda line: (
                line.product_uom_id.compare(line.qty_received, line.product_qty) < 0
            )
        )
        return [
            *self._find_due(requests),
            *self._find_late(ordered),
            *self._find_early(requests | ordered),
        ]

    def _search(self, domain):
        """Return what is bought for customers' orders: for needs, or straight for an
        order line."""
        companies = Domain("company_id", "in", self.env.companies.ids)
        lines = self.env["purchase.order.line"].search(companies & domain)
        # Sudo: whether anything waits for it, without rights on what does. Of all at
        # once first: what each one asks is known then.
        lines.sudo()._get_pulled_needs()
        return lines.filtered(
            lambda line: (
                line.sudo()._get_pulled_needs() or line.sudo()._is_pull_direct()
            )
        )

    def _get_receipts(self):
        """Return the ids of the lines of which moves are to be done."""
        # Sudo: only which lines they are of; what of them is read is the user's.
        moves = self.env["stock.move"].sudo()
        still = moves.search(
            Domain("state", "in", OPEN_STATES) & Domain("purchase_line_id", "!=", False)
        )
        return still.purchase_line_id.ids

    # === Order now ===

    def _find_due(self, requests):
        """One action for each request: it is confirmed as a whole."""
        lines = requests.filtered(
            lambda line: line.order_id.date_order < self.clock.tomorrow
        )
        return [
            Action(
                ORDER,
                order,
                self._say_due(order, own),
                order.date_order,
                APPROVE if order.state == "to approve" else CONFIRM,
                self._get_user(own),
                own.product_id if len(own.product_id) == 1 else None,
                served=own,
            )
            for order, own in lines.grouped("order_id").items()
        ]

    def _say_due(self, order, lines):
        values = {
            "vendor": order.partner_id.display_name,
            "products": self._name(lines.product_id),
            "day": format_day(self.env, order.date_order),
        }
        if order.date_order < self.clock.today:
            return self.env._(
                "%(products)s from %(vendor)s was to be ordered by %(day)s.", **values
            )
        return self.env._("Order %(products)s from %(vendor)s today.", **values)

    def _name(self, products):
        names = products.mapped("display_name")
        more = len(names) - NAMED_MAX
        text = ", ".join(names[:NAMED_MAX])
        if more <= 0:
            return text
        return self.env._("%(names)s and %(n)s more", names=text, n=more)

    # === Expedite ===

    def _find_late(self, ordered):
        late = {
            line: self._say_overdue(line)
            for line in ordered
            if line.date_planned < self.clock.today
        }
        for line, reason in self.hits.items():
            if line.state == "purchase":
                late[line] = " ".join(filter(None, [late.get(line), reason]))
        return [
            Action(
                EXPEDITE,
                line,
                reason,
                min(line.date_planned, self.clock.today),
                ASK,
                self._get_user(line),
                line.product_id,
            )
            for line, reason in late.items()
        ]

    def _say_overdue(self, line):
        return self.env._(
            "%(quantity)s of %(product)s from %(vendor)s was to come %(day)s.",
            quantity=format_quantity(
                self.env, line.product_qty - line.qty_received, line.product_uom_id
            ),
            product=line.product_id.display_name,
            vendor=line.partner_id.display_name,
            day=format_day(self.env, line.date_planned),
        )

    # === Can wait ===

    def _find_early(self, lines):
        """What comes long before it is needed: what is dated by the module does not,
        but for the time to spare that the company wants."""
        actions = []
        for line in lines - self.env["purchase.order.line"].union(*self.hits):
            is_coming = line.date_planned >= self.clock.today
            wanted = is_coming and self._get_wanted(line.sudo())
            if wanted and wanted - line.date_planned >= WORTH_MOVING:
                actions.append(self._make_early(line, wanted))
        return actions

    def _get_wanted(self, line):
        """Return when a purchase has to be there, None where not all of it is waited
        for, or some of it has come already. Sudoed."""
        needs = line._get_pulled_needs().filtered(is_open)
        if not needs or any(move.state == "done" for move in line.move_ids):
            return None
        if not all(need.supply_policy or need.move_orig_ids for need in needs):
            return None
        buffer = line.product_id.categ_id._get_pull_buffer_days(line.company_id)
        return min(needs.mapped("date")) - timedelta(days=buffer)

    def _make_early(self, line, wanted):
        is_request = line.state in REQUESTS
        reason = self.env._(
            "%(product)s comes %(day)s and is not needed before %(wanted)s.",
            product=line.product_id.display_name,
            day=format_day(self.env, line.date_planned),
            wanted=format_day(self.env, wanted),
        )
        return Action(
            WAIT,
            line,
            reason,
            line.order_id.date_order if is_request else line.date_planned,
            MOVE if is_request else ASK,
            self._get_user(line),
            line.product_id,
            wanted,
        )

    def _get_user(self, lines):
        return self.clock.get_user(lines[:1])
