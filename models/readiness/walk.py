"""The walk that finds what would fail, or go badly, before an order is confirmed.

The needs of one order line for the same product at the same place are summed up on the
way and checked once at the end.
"""

from dataclasses import replace

from dateutil.relativedelta import relativedelta

from odoo import fields

from ..exceptions.kinds import get_rank
from ..explosion.chain_walk import PULL_ACTIONS, ChainWalk
from .findings import keep_roots


class ReadinessWalk(ChainWalk):
    """Walks the chains of order lines and answers with their findings.

    :param lines: order lines with superuser rights
    :param bool show_costs: whether messages may name vendors' prices

    Built by `sale.order.line._get_readiness_walk`. Meant to be inherited: `_check`
    (what is looked for at one need).
    """

    def __init__(self, lines, show_costs=False):
        super().__init__(lines)
        self.show_costs = show_costs
        self._days = {}
        # By key of the need: what is checked, what stands above it, what makes or
        # sells it, and by when that must begin.
        self._checked = {}
        self._above = {}
        self._boms = {}
        self._vendors = {}
        self._order_days = {}

    def get_findings(self):
        """Return the findings, those of a line together and its worst first."""
        self._walk(
            [need for line in self.lines for need in line._get_pull_first_needs()]
        )
        findings = self._check_all() + self._check_dates()
        order = {line: index for index, line in enumerate(self.lines)}
        return sorted(
            findings,
            key=lambda finding: (order[finding["line"]], get_rank(finding["severity"])),
        )

    def _note(self, need, rule):
        """Sum up what is checked once for each line, product and place."""
        if need.key not in self._checked:
            self._checked[need.key] = (need, rule)
            self._above[need.key] = set(need.path)
            return
        known, rule = self._checked[need.key]
        merged = replace(
            known,
            quantity=known.quantity + need.quantity,
            date=min(known.date, need.date),
            asked=known.asked + need.asked,
            parent=known.parent | need.parent,
        )
        self._checked[need.key] = (merged, rule)
        self._above[need.key] |= set(need.path)

    def _note_made(self, need, boms, start):
        self._boms[need.key] = boms
        self._note_order_day(need, start)

    # === Checking ===

    def _check_all(self):
        # Read the operations of all BoMs at once, and nothing where there are none.
        boms = self.env["mrp.bom"].union(*self._boms.values())
        boms.operation_ids.workcenter_id.fetch(["name"])
        findings = []
        for need, rule in self._checked.values():
            found = self._check(need, rule)
            findings += [{"line": need.line, **finding} for finding in found]
        return findings

    def _check(self, need, rule):
        if rule.action in PULL_ACTIONS:
            return []
        rules = self.env["stock.rule"]
        procurement = self._get_procurement(need)
        checked = rules._get_pull_checked_need(procurement, self.show_costs)
        source = rule._get_pull_source(checked, procurement.values)
        if source and rule.action == "buy":
            order_by = need.date - relativedelta(days=source.delay)
            self._note_order_day(need, order_by)
            self._vendors[need.key] = source.partner_id
        calendars = []
        if need.key in self._boms:
            calendars = self._boms[need.key]._get_calendar_findings(checked)
        return calendars + rule._get_need_findings(checked, procurement, source)

    def _get_loop(self, need):
        """Return the products through which a need's product goes into itself."""
        above = self._above.get(need.key, ())
        product_ids = [
            key[1]
            for key in sorted(above)
            if need.key in above and need.key in self._above.get(key, ())
        ]
        return need.product.browse(dict.fromkeys(product_ids))

    # === Dates ===

    def _note_order_day(self, need, date):
        """Note by when a need must be ordered or begun: the earliest counts."""
        if date not in self._days:
            local = fields.Datetime.context_timestamp(self.lines, date)
            self._days[date] = local.date()
        day = self._days[date]
        self._order_days[need.key] = min(self._order_days.get(need.key, day), day)

    def _check_dates(self):
        """Return a finding for each product that is late by itself, once a line."""
        today = fields.Date.context_today(self.lines)
        late = [key for key, day in self._order_days.items() if day < today]
        roots = {}
        for key in keep_roots(late, self._above):
            need, _rule = self._checked[key]
            roots.setdefault((need.line, need.product), []).append(key)
        return [
            self._get_late_finding(min(keys, key=self._order_days.get), today)
            for keys in roots.values()
        ]

    def _get_late_finding(self, key, today):
        need, _rule = self._checked[key]
        checked = self.env["stock.rule"]._get_pull_checked_need(
            self._get_procurement(need)
        )
        finding = need.product._get_past_finding(
            checked,
            self._order_days[key],
            today,
            need.line._get_pull_promised_day(),
            self._vendors.get(key),
        )
        return {"line": need.line, **finding}
