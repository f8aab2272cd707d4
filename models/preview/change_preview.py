"""What a change of orders would do, without doing it."""

from datetime import timedelta

from ..change.words import describe_date, describe_more, describe_step
from ..document_states import get_document_name
from ..dropship.direct_change import DirectSnapshot
from ..leftovers.left_preview import LeftPreview, merge_steps
from ..supply.needs import is_open


class ChangePreview:
    """Plans a change from what the order lines would want.

    :param lines: the confirmed lines of the orders, sudoed

    Built by `sale.order._get_change_preview`. Meant to be inherited: `get_entries`, for
    what else a change does.
    """

    def __init__(self, lines):
        self.env = lines.env
        self.lines = lines
        self.needs = lines._get_pull_needs().filtered(
            lambda need: not need._is_pull_direct()
        )
        self.snapshot = self.needs._get_change_snapshot()
        self.direct = DirectSnapshot(lines)

    def get_entries(self, quantities, shifts):
        """Return the entries of `sale.order._preview_pull_change`.

        :param dict quantities: {line: new quantity in its unit}
        :param dict shifts: {line: timedelta of the promised date}
        """
        changes = {}
        for line, quantity in quantities.items():
            changes.update(self._get_changes(line, quantity))
        lines = {need: {need.sale_line_id} for need in self.needs}
        plan = self.needs._get_change_plan(self.snapshot).build(changes, lines)
        direct = self.needs._get_change_plan(self.direct)
        direct.build(self._get_direct_changes(quantities))
        left = LeftPreview(self.lines, self.snapshot.moves)
        plans = [plan, direct, *left.get_plans(plan, quantities)]
        entries = [self._prepare_step(step) for step in merge_steps(plans)]
        entries += self._get_date_entries(shifts)
        entries += self._get_increases(quantities)
        return sorted(entries, key=lambda entry: not entry["needs_decision"])

    # === Quantities ===

    def _get_changes(self, line, quantity):
        """Return {need: new quantity} of the open deliveries of a line.

        Of a kit, each component shrinks with it.
        """
        old = line._get_pull_ordered_quantity()
        changes = {}
        if not old or line.product_uom_id.compare(quantity, old) >= 0:
            return changes
        own = self.needs & line.move_ids
        groups = own.grouped(lambda move: (move.product_id, move.location_id))
        for (product, _place), needs in groups.items():
            less = sum(needs.mapped("product_qty")) * (old - quantity) / old
            if product == line.product_id:
                # A part of its delivery may have been cancelled.
                kept = line.product_uom_id._compute_quantity(quantity, product.uom_id)
                less = max(sum(needs.mapped("product_qty")) - kept, 0)
            for need in self._get_giving_order(needs):
                given = min(less, need.product_qty)
                less -= given
                if given:
                    changes[need] = need.product_qty - given
        return changes

    def _get_direct_changes(self, quantities):
        """Return {(line, product): what vendors are to ship of it to the customer}."""
        changes = {}
        for (line, product), wanted in self.direct.wanted.items():
            old = line._get_pull_ordered_quantity()
            if line in quantities and old:
                changes[line, product] = wanted * quantities[line] / old
        return changes

    def _get_giving_order(self, needs):
        """Return the needs that can shrink: what is pulled before what is in stock."""
        return needs.filtered(is_open).sorted(
            lambda move: (move._is_pull_part_from_stock(), -move.id)
        )

    def _get_increases(self, quantities):
        return [
            {
                "document": line.order_id.name,
                "product": line.product_id.display_name,
                "message": describe_more(self.env, line, quantity),
                "needs_decision": False,
                "res_model": line.order_id._name,
                "res_id": line.order_id.id,
            }
            for line, quantity in quantities.items()
            if line.product_uom_id.compare(quantity, line._get_pull_ordered_quantity())
            > 0
        ]

    # === Dates ===

    def _get_date_entries(self, shifts):
        moved = {line: shift for line, shift in shifts.items() if shift}
        if not moved:
            return []
        lines = self.env["sale.order.line"].browse([line.id for line in moved])
        plan = lines._plan_pull_dates(moved)
        return [
            self._prepare_entry(step, describe_date(self.env, step), not step.is_moved)
            for step in plan.steps.values()
        ]

    # === Entries ===

    def _prepare_step(self, step):
        return self._prepare_entry(
            step, describe_step(self.env, step), not step.is_undone
        )

    def _prepare_entry(self, step, message, needs_decision):
        return {
            "document": get_document_name(step.document),
            "product": step.product.display_name,
            "message": message,
            "needs_decision": needs_decision,
            "res_model": step.document._name,
            "res_id": step.document.id,
        }


def get_shift(line, commitment_date, customer_lead):
    """Return by how much the promised date of a line would move.

    :param commitment_date: the new one, False for none, None if it does not change
    :param customer_lead: the new lead time in days, None if it does not change
    """
    order = line.order_id
    if commitment_date is None:
        commitment_date = order.commitment_date
    lead = line.customer_lead if customer_lead is None else customer_lead
    promised = commitment_date or (
        line._expected_date() + timedelta(days=lead - line.customer_lead)
    )
    return promised - line._get_pull_promised_date()
