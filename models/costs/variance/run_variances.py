"""Why runs cost more or less than planned, by type and by what it is about."""

from collections import defaultdict
from typing import Any, NamedTuple

from ..plan.cost_plan import RUN_MODEL, get_needs, read_plan
from ..plan.variances import Usage
from ..vectors.cost_kinds import MATERIAL, RUN, SETUP_FIXED, SETUP_TIME, VARIANCE
from ..vectors.vector import settle
from .variance_types import (
    BELOW,
    EXCHANGE,
    PLAN,
    PRICE,
    Work,
    explain_component,
    explain_fee,
    explain_work,
    fit_exchange,
)


class Key(NamedTuple):
    """What an amount is about: ids, False where there is none."""

    type: str
    component: Any = False
    workcenter: Any = False
    vendor: Any = False


class RunVariances:
    """The variances of done runs against what was planned when they were confirmed.

    What a run cost counts before a by-product takes its share and before a standard
    cost, with what was scrapped at it. The price of what runs below bring is their own
    variance: here it stands as such, so that the rest of an order's runs adds up.

    :param runs: `mrp.production`
    :param date: as of the end of this day, None: as it is now
    """

    def __init__(self, runs, date=None):
        self.runs = runs.sudo()
        self.date = date
        read_ahead(self.runs)
        self._read_plan()

    def _read_plan(self):
        lines = self.runs.pull_sale_line_ids
        self.plan = lines.order_id._get_cost_plan(lines._get_pull_chain())
        self.indexes = defaultdict(list)
        for index, node in enumerate(self.plan.nodes):
            if node["model"] == RUN_MODEL:
                self.indexes[node["id"]].append(index)

    def get_figures(self, run):
        """Return the figures of a run, as the cost sheet has them."""
        usages, below = self.plan.get_run_usages(self.indexes[run.id])
        if not self.indexes[run.id]:
            moves = run.move_raw_ids.filtered(lambda move: move.state != "cancel")
            needs = get_needs(moves)
            usages = {product.id: usage for product, usage in needs.items()}
        return run._get_cost_run(usages, below, {}, 0.0, self.date)

    def get_all(self):
        """Return {run: `Explained`}."""
        return {run: explain_run(self.get_figures(run)) for run in self.runs}


def read_ahead(runs):
    """Read at once what is read run by run."""
    read_plan(runs)
    moves = runs.all_move_raw_ids
    moves.fetch(["location_dest_id", "product_id", "value", "state", "company_id"])
    moves.cost_line_ids.fetch(["kind", "amount", "date", "production_id", "cause"])
    givers = moves.cost_source_ids.source_id | moves.move_orig_ids
    givers.purchase_line_id.fetch(["partner_id"])
    moves.location_dest_id.fetch(["usage"])
    moves.product_id.product_tmpl_id.bom_ids.fetch(["type", "product_id"])
    moves.product_id.mapped("display_name")


class Explained(NamedTuple):
    """What a run was planned to cost and why it cost another amount.

    :param planned: {`Key` of `PLAN` or `BELOW`: amount}
    :param variances: {`Key`: amount} that sums to actual less planned, to the cent
    """

    planned: dict
    variances: dict

    @property
    def variance(self):
        return sum(self.variances.values())

    def get_types(self):
        """Return {type: amount}."""
        total = defaultdict(float)
        for key, amount in self.variances.items():
            total[key.type] += amount
        return dict(total)


def explain_run(figures):
    """Return the :class:`Explained` of a run's `CostRun`."""
    explained = defaultdict(float)
    for keys in (explain_components(figures), explain_workorders(figures)):
        for key, amount in keys:
            explained[key] += amount
    for type_, amount in explain_run_fee(figures).items():
        explained[Key(type_)] += amount
    return round_run(figures, explained)


def round_run(figures, explained):
    currency = figures.run.company_id.currency_id
    cost = figures.cost_planned
    planned = currency.round(cost)
    below = currency.round(sum(usage.cost for usage in figures.usages_below.values()))
    variance = currency.round(cost + sum(explained.values())) - planned
    return Explained(
        {
            key: amount
            for key, amount in {
                Key(PLAN): currency.round(planned - below),
                Key(BELOW): below,
            }.items()
            if amount
        },
        settle(variance, explained, currency.rounding, Key(PRICE)),
    )


def get_ratio(figures):
    """Return made quantity / planned quantity."""
    run = figures.run
    if not figures.is_done or not run.product_qty:
        return 1.0
    return run.qty_produced / run.product_qty


# === Components ===


def explain_components(figures):
    """Yield (`Key`, amount)."""
    ratio, scrapped = get_ratio(figures), get_scrapped(figures)
    exchanges, vendors = get_exchanges(figures), get_vendors(figures)
    for product in dict.fromkeys([*figures.products, *scrapped]):
        parts = explain_component(
            figures.planned_usages.get(product, Usage()),
            figures.actual_usages.get(product, Usage()),
            scrapped.get(product, Usage()),
            ratio,
            exchanges.get(product, 0.0),
            get_share_below(figures, product),
        )
        vendor = vendors.get(product, False)
        for type_, amount in parts.items():
            bought = vendor if type_ in (PRICE, EXCHANGE) else False
            yield Key(type_, product, False, bought), amount


def get_share_below(figures, product):
    planned = figures.planned_usages.get(product, Usage()).quantity
    below = figures.usages_below.get(product, Usage()).quantity
    return min(below / planned, 1.0) if planned else 0.0


def get_scrapped(figures):
    """Return {product id: `Usage`} of components scrapped at the run."""
    run, usages = figures.run, defaultdict(Usage)
    moves = run.all_move_raw_ids - run.move_raw_ids
    for move in figures._filter_done(moves):
        sign = 1 if move.location_dest_id.usage == "inventory" else -1
        usage = Usage(move._get_peg_quantity(), figures._get_value(move)).times(sign)
        usages[move.product_id.id] = usages[move.product_id.id].plus(usage)
    return usages


def get_exchanges(figures):
    """Return {product id: amount} that exchange rates put on what was bought, beyond
    its plan."""
    amounts = {}
    for product, moves in figures.raws.grouped("product_id").items():
        exchange = sum(get_exchange(figures, move) for move in moves)
        if exchange and not moves.move_orig_ids.purchase_line_id:
            taken = figures.actual_usages[product.id]
            planned = figures.planned_usages.get(product.id, taken)
            over = taken.cost - taken.quantity * planned.price
            exchange = fit_exchange(exchange, over)
        amounts[product.id] = exchange
    return amounts


def get_exchange(figures, move):
    """Return what of a move's value is exchange: of what is made, variance is not."""
    made = move.product_id._get_unknown_cost_key()[0] != MATERIAL
    if made or move._is_at_standard_cost():
        return 0.0
    return sum(
        part.amount
        for part in move.cost_line_ids
        if part.kind == VARIANCE
        and not part.production_id
        and (not figures.date or part.date <= figures.date)
    )


def get_vendors(figures):
    """Return {product id: id of the vendor}, where all came from one."""
    vendors = {}
    for product, moves in figures.raws.grouped("product_id").items():
        partners = moves.cost_source_ids.source_id.purchase_line_id.partner_id
        vendors[product.id] = partners.id if len(partners) == 1 else False
    return vendors


# === Work ===


def explain_workorders(figures):
    """Yield (`Key`, amount)."""
    ratio = get_ratio(figures)
    for workorder in figures.workorders:
        planned, own = get_planned_work(figures, workorder)
        actual = get_actual_work(figures, workorder, planned)
        center = workorder.workcenter_id.id
        for type_, amount in explain_work(planned, own, actual, ratio).items():
            yield Key(type_, False, center), amount


def get_planned_work(figures, workorder):
    """Return (what the plan has for it, what it is with its own setup)."""
    times = figures.planned_times[workorder]
    own, shared = workorder._get_setup_own(), workorder._get_setup_shared()
    run, rate = times[RUN].quantity, workorder.setup_rate_planned / 60
    return (
        Work(shared.minutes, run, rate, shared.fixed),
        Work(own.minutes, run, rate, own.fixed),
    )


def get_actual_work(figures, workorder, planned):
    times, split = figures.actual_times[workorder], figures.splits[workorder]
    setup, run = times[SETUP_TIME], times[RUN]
    minutes = setup.quantity + run.quantity
    rate = (setup.cost + run.cost) / minutes if minutes else planned.rate
    return Work(setup.quantity, run.quantity, rate, split[SETUP_FIXED])


def explain_run_fee(figures):
    """Explain the extra cost of a unit: what a subcontractor takes."""
    run = figures.run
    made = run.qty_produced if figures.is_done else 0.0
    return explain_fee(
        *(
            Usage(quantity, figures._get_extra(quantity))
            for quantity in (run.product_qty, made)
        )
    )
