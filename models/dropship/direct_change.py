"""What a smaller order does to what vendors ship straight to its customer."""

from ..change import stages
from ..change.plan import Step
from ..pegging.allocation import DUST, share_out


class DirectSnapshot:
    """What order lines wanted from vendors, and what those brought, before a change.

    Of the purchases that a policy made; others are plain Odoo's business. A purchase
    is given up in parts: what its customer has already, and the rest.

    :param lines: order lines, sudoed

    Built by `sale.order.line._get_pull_snapshots`, and used as the `Snapshot` of needs
    that are moves; here a need is a pair (order line, product).
    """

    carried = ()

    def __init__(self, lines):
        self.lines = lines
        self.moves = lines.env["stock.move"]
        self.quantities = {}  # of needs that are moves
        direct = lines._get_pull_direct_supply()
        self.wanted, self.parts = {}, {}
        for line in lines:
            purchases = direct.get_purchases(line).filtered("supply_policy")
            for product, bought in purchases.grouped("product_id").items():
                self.wanted[line, product] = direct.get_wanted(line, product)
                self.parts[line, product] = self._get_parts(bought, direct)

    def _get_parts(self, purchases, direct):
        """Return {(purchase line, stage): quantity}, best kept first."""
        parts = {}
        for purchase in purchases:
            shipped = direct.get_shipped(purchase)
            parts[purchase, stages.DONE] = shipped
            if purchase.state != "cancel":
                left = direct.get_brought(purchase) - shipped
                parts[purchase, stages.get_stage(purchase)] = left
        return dict(sorted(parts.items(), key=lambda part: (part[0][1], part[0][0].id)))

    def get_changes(self):
        """Return {(order line, product): what it wants now} where that is new."""
        living = self.lines.exists()
        direct = living._get_pull_direct_supply()
        changes = {}
        for (line, product), wanted in self.wanted.items():
            now = direct.get_wanted(line, product) if line in living else 0
            if abs(now - wanted) > DUST:
                changes[line, product] = now
        return changes


class DirectPlan:
    """The steps that follow when less is wanted of what vendors ship to customers.

    A plan only reads, see `ChangePlan`: the same is shown before and carried out after.
    """

    links = transfers = ()

    def __init__(self, snapshot):
        self.snapshot = snapshot
        self.steps = []

    def build(self, changes, _lines=None):
        """Plan what follows from {(order line, product): what it wants now}."""
        for (line, product), now in changes.items():
            excess = self.snapshot.wanted[line, product] - now
            parts = self.snapshot.parts[line, product]
            kept = share_out(parts, now)
            for part in reversed(parts):
                taken = min(parts[part] - kept[part], max(excess, 0))
                excess -= taken
                if taken > DUST:
                    self._give_up(part, taken, line)
        return self

    def _give_up(self, part, quantity, line):
        purchase, stage = part
        if stage == stages.DONE or not purchase.exists():
            return
        self.steps.append(
            Step(
                document=purchase,
                product=purchase.product_id,
                stage=stage,
                quantity=quantity,
                whole=purchase.product_uom_qty,
                lines={line},
            )
        )
