"""The walk through what order lines would pull, to find the setups of its runs."""

from collections import defaultdict
from dataclasses import replace

from ...explosion.chain_walk import ChainWalk
from ...memory.memory import get_memory
from ...policy.policies import HYBRID, PULL
from .estimate import Made, SetupTotal

# Units for which a bill of materials is taken apart: many, so that rounding to the
# units of its components does not show in what one unit takes.
SCALE = 1_000_000


class SetupWalk(ChainWalk):
    """Finds what is made for order lines, as the supply check finds it.

    A hybrid need counts as pulled, because what will be in stock on the day of the
    confirmation is not known: its setups are the most there can be. Lines that ask for
    the same product at the same place share one walk.
    """

    def __init__(self, lines):
        super().__init__(lines)
        # What supplies a need, by the need's path; what each line asks for.
        self._made = {}
        self._asked = defaultdict(list)
        self._first = {}

    def get_chains(self):
        """Return {line: [(quantity for one unit of the line, :class:`Made`)]}.

        What was found for another line, or for another quantity, is remembered as long
        as a memory is open.
        """
        memory = get_memory(self.env.cr)
        known = memory.topic("setups") if memory else {}
        self._first = dict(known)
        self._walk(
            [
                first
                for line in self.lines
                for need in line._get_pull_first_needs()
                for first in self._ask(line, need)
            ]
        )
        known.update(self._first)
        return self._asked

    def _ask(self, line, need):
        """Note what a line asks for; return the need if it is the first of its kind."""
        key = self._get_share_key(need)
        known = key in self._first
        made = self._first.setdefault(key, self._get_made(need))
        self._asked[line].append((self._get_quantity_for_one(line, need), made))
        return [] if known else [self._start(need, made)]

    def _get_share_key(self, need):
        values = need.values
        never = values.get("never_product_template_attribute_value_ids")
        return (
            need.product,
            need.location,
            need.policy,
            values["company_id"],
            values["warehouse_id"],
            values["route_ids"],
            values.get("packaging_uom_id"),
            tuple(never.ids) if never else (),
        )

    def _get_quantity_for_one(self, line, need):
        if need.product == line.product_id:
            uom = line.product_uom_id
            return uom._compute_quantity(1, need.product.uom_id, round=False)
        return need.quantity / line.product_uom_qty

    def _get_made(self, need):
        return Made(
            rounding=need.product.uom_id.rounding,
            is_from_stock=need.is_withdrawn and need.policy == HYBRID,
        )

    def _start(self, need, made):
        self._made[(*need.path, need.key)] = made
        return replace(need, quantity=SCALE, is_withdrawn=False, is_pulled=True)

    def _decide(self, needs):
        """Put what is pulled below what it is for; return what is new to the walk."""
        started = []
        for need in needs:
            if need.is_withdrawn and need.policy not in (PULL, HYBRID):
                continue
            path = (*need.path, need.key)
            made = self._made.get(path)
            if not made:
                made = self._get_made(need)
                started.append(self._start(need, made))
            self._made[need.path].parts.append((need.quantity / SCALE, made))
        return started

    def _explode(self, need, rule, bom):
        made = self._made[(*need.path, need.key)]
        never = need.values.get("never_product_template_attribute_value_ids")
        plans = [plan for _operation, plan in bom._get_setups(need.product, never)]
        if plans:
            minutes = sum(plan.minutes for plan in plans)
            made.setup = SetupTotal(1, minutes, sum(plan.cost for plan in plans))
        made.run_size = bom.product_uom_id._compute_quantity(
            bom._get_pull_run_size(), need.product.uom_id, round=False
        )
        return super()._explode(need, rule, bom)
