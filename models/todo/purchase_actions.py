"""What buyers have to do: order, ask vendors to hurry, or let them come later."""

from datetime import timedelta

from odoo.fields import Domain

from ..supply.needs import is_open
from ..words import format_day
from .kinds import APPROVE, ASK, CONFIRM, EXPEDITE, MOVE, ORDER, WAIT, Action

# Nobody writes to a vendor about less.
WORTH_MOVING = timedelta(days=3)
REQUESTS = ("draft", "sent", "to approve")
OPEN_MOVES = Domain("state", "not in", ("done", "cancel"))
# What is bought for customers' orders: for a need, or straight for an order line.
PULLED = Domain("supply_policy", "!=", False) | Domain(
    "move_dest_ids", "any", [("supply_policy", "in", ("pull", "hybrid"))]
)
PULLED |= Domain(
    "move_ids.move_dest_ids", "any", [("supply_policy", "in", ("pull", "hybrid"))]
)
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
        return [*self._find_due(), *self._find_late(), *self._find_early()]

    def _search(self, domain):
        companies = Domain("company_id", "in", self.env.companies.ids)
        return self.env["purchase.order.line"].search(PULLED & companies & domain)

    # === Order now ===

    def _find_due(self):
        """One action for each request: it is confirmed as a whole."""
        due = Domain("order_id.date_order", "<", self.clock.tomorrow)
        lines = self._search(Domain("state", "in", REQUESTS) & due)
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

    def _find_late(self):
        overdue = OPEN_MOVES & Domain("date", "<", self.clock.today)
        lines = self._search(
            Domain("state", "=", "purchase") & Domain("move_ids", "any", overdue)
        )
        late = {line: self._say_overdue(line) for line in lines}
        for line, reason in self.hits.items():
            if line.state == "purchase":
                late[line] = " ".join(filter(None, [late.get(line), reason]))
        return [
            Action(
                EXPEDITE,
                line,
                reason,
                line.date_planned,
                ASK,
                self._get_user(line),
                line.product_id,
            )
            for line, reason in late.items()
        ]

    def _say_overdue(self, line):
        return self.env._(
            "%(product)s from %(vendor)s was to come %(day)s.",
            product=line.product_id.display_name,
            vendor=line.partner_id.display_name,
            day=format_day(self.env, line.date_planned),
        )

    # === Can wait ===

    def _find_early(self):
        """What comes long before it is needed: what is dated by the module does not,
        but for the time to spare that the company wants."""
        coming = Domain("date_planned", ">=", self.clock.today)
        waiting = OPEN_MOVES & Domain("date", ">=", self.clock.today + WORTH_MOVING)
        needs = Domain("move_dest_ids", "any", waiting) | Domain(
            "move_ids.move_dest_ids", "any", waiting
        )
        lines = self._search(
            Domain("state", "in", (*REQUESTS, "purchase")) & coming & needs
        )
        actions = []
        for line in lines - self.env["purchase.order.line"].union(*self.hits):
            wanted = self._get_wanted(line.sudo())
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
