from collections import defaultdict

from ...words import format_quantity
from ..cogs.pull_cogs_line import BASES
from ..plan.cost_plan import RUN_MODEL, get_main_share
from ..vectors import vector
from ..vectors.cost_kinds import KINDS, MATERIAL, ORDERING, VARIANCE
from .cost_goods import CostGoods
from .cost_ledger import CostLedger
from .cost_notes import CostNotes
from .cost_run import BELOW
from .ledger_words import compare_to_ledger


class CostSheet:
    """What sales orders cost: planned, actual and booked, by line and by run.

    Reads the figures of all orders at once, whoever asks: callers check who may see
    costs (`sale.order._get_cost_sheet`, which describes the result).

    :param orders: `sale.order`, in the environment of who asks: runs of companies that
        the user does not belong to are left out
    :param date: as of the end of this day, None: as it is now
    """

    def __init__(self, orders, date=None):
        self.env = orders.env
        self.date = date
        self.orders = orders.sudo()
        self.labels = self._get_labels()
        self.lines = self.orders.order_line.filtered(
            lambda line: (
                line.product_id.type == "consu"
                and not line.display_type
                and not line.is_downpayment
            )
        )
        # Read in batch what is read below order by order.
        self.orders.order_line.invoice_lines.fetch(["balance", "parent_state"])
        self.goods = CostGoods(self.lines, date)
        self.ledger = CostLedger(self.lines, date)
        self.booked = self.ledger.booked
        self._read_chains()
        self.runs = self._read_runs()

    def get_sheets(self):
        """Return {order id: its sheet}."""
        return {order.id: self._get_sheet(order) for order in self.orders}

    # === Reading ===

    def _read_chains(self):
        self.nodes = self.lines.sudo(self.env.su)._get_pull_chain()
        self.plan = self.orders._get_cost_plan(self.nodes)
        self.order_nodes, self.line_roots = defaultdict(list), defaultdict(list)
        orders = {line.id: line.order_id for line in self.lines}
        for index, node in enumerate(self.nodes):
            self.order_nodes[orders[node["sale_line_id"]]].append(index)
            if node["parent"] is None:
                self.line_roots[node["sale_line_id"]].append(index)

    def _read_costs(self, moves, groupby, domain=()):
        return (
            self.env["stock.move.cost.line"]
            .sudo()
            ._read_group(
                [("move_id", "in", moves.ids), *domain],
                ["move_id", *groupby],
                ["amount:sum"],
            )
        )

    def _read_runs(self):
        """Return {order: {run: indexes of its nodes}}, parents first."""
        every = self.plan.runs
        runs = {}
        for order, indexes in self.order_nodes.items():
            runs[order] = defaultdict(list)
            for index in indexes:
                run = every & every.browse(self._get_run_id(index))
                if run.company_id == order.company_id:
                    runs[order][run].append(index)
        every.workorder_ids.time_ids.fetch(["date_start", "date_end", "is_setup"])
        self._read_run_costs(every)
        return runs

    def _get_run_id(self, index):
        node = self.nodes[index]
        return node["id"] if node["model"] == RUN_MODEL else False

    def _read_run_costs(self, runs):
        """Read what of the runs' cost has a kind of its own in their moves."""
        ordered = [("kind", "=", ORDERING), *self._get_date_domain()]
        ordering = self._read_costs(runs.move_raw_ids, [], ordered)
        self.ordering = {move.id: amount for move, amount in ordering}
        self.run_variances = defaultdict(float)
        done = runs.filtered(lambda run: run.state == "done")
        moves = done.move_finished_ids | done.move_raw_ids
        varied = [("kind", "=", VARIANCE), *self._get_date_domain()]
        for move, amount in self._read_costs(moves, [], varied):
            # What its components brought along is in their values.
            self.run_variances[move.production_id] += amount
            self.run_variances[move.raw_material_production_id] -= amount

    def _get_date_domain(self):
        return [("date", "<=", self.date)] if self.date else []

    # === Sheet ===

    def _get_sheet(self, order):
        lines = self.lines & order.order_line
        return {
            "order_id": order.id,
            "name": order.name,
            "partner": order.partner_id.display_name,
            "date": order.date_order,
            "as_of": self.date,
            "currency_id": order.company_id.currency_id.id,
            "head": self._get_head(order, lines),
            "lines": [self._get_line(line) for line in lines],
            "runs": self._get_runs(order),
            "foot": self._get_foot(order, lines),
        }

    def _get_head(self, order, lines):
        invoiced = self._get_revenue(order)
        cogs = self._get_cogs(lines)
        ordering = sum(self.goods.get_ordering(line) for line in lines)
        carryings = [self.goods.get_carrying(line) for line in lines]
        carrying = sum(own for own, _pushed in carryings)
        margin = invoiced - cogs
        return {
            "ordered": order.amount_untaxed / (order.currency_rate or 1.0),
            "invoiced": invoiced,
            "cogs": cogs,
            "margin": margin,
            "margin_share": margin / invoiced if invoiced else None,
            "ordering": ordering,
            "carrying": carrying,
            "carrying_push": sum(pushed for _own, pushed in carryings),
            "contribution": margin - ordering - carrying,
        }

    def _get_revenue(self, order):
        """Return what was invoiced, in the company's currency; down payments are not
        revenue before the goods are invoiced."""
        lines = order.order_line.filtered(lambda line: not line.is_downpayment)
        items = lines.invoice_lines.filtered(
            lambda item: (
                item.parent_state == "posted"
                and item.move_id.is_sale_document(True)
                and self.goods.is_here(item.date)
            )
        )
        return -sum(items.mapped("balance"))

    def _get_cogs(self, lines):
        return sum(sum(self.booked[line].values()) for line in lines)

    # === Lines ===

    def _get_line(self, line):
        indexes = self.line_roots[line.id]
        done = [index for index in indexes if self._is_delivered(line, index)]
        planned = vector.add(self.plan.costs[index] for index in indexes)
        target = vector.scale(
            vector.add(self.plan.costs[index] for index in done), self.goods.kept[line]
        )
        actual, booked = self.goods.costs[line], self.booked[line]
        carrying, carrying_push = self.goods.get_carrying(line)
        return {
            "id": line.id,
            "product": line.product_id.display_name,
            "uom": line.product_uom_id.name,
            "ordered": line.product_uom_qty,
            "ordered_words": format_quantity(
                line.env, line.product_uom_qty, line.product_uom_id
            ),
            "delivered": self.goods.get_delivered(line),
            "invoiced": self.goods.get_invoiced(line),
            "basis": self._get_basis(line),
            "kinds": [
                self._get_row(kind, planned, actual, target, booked)
                for kind in self._sort_kinds(planned, actual, booked)
            ],
            "total": self._get_total(planned, actual, target, booked),
            "ordering": self.goods.get_ordering(line),
            "carrying": carrying,
            "carrying_push": carrying_push,
        }

    def _is_delivered(self, line, index):
        node = self.nodes[index]
        if node["state"] != "done" or not self.date:
            return node["state"] == "done"
        moves = self.goods.moves[line]
        records = moves.picking_id if node["model"] == "stock.picking" else moves
        return node["id"] in records.ids

    def _sort_kinds(self, *vectors):
        used = {key for costs in vectors for key, amount in costs.items() if amount}
        return [kind for kind in self.labels if kind in used]

    def _get_labels(self):
        """Return {kind: its name}, in the order in which kinds are shown."""
        labels = dict(
            self.env["pull.cogs.line"]._fields["kind"]._description_selection(self.env)
        )
        labels = {kind: labels[kind] for kind, _label in KINDS}
        below = {BELOW: self.env._("From runs below")}
        return {MATERIAL: labels[MATERIAL], **below, **labels}

    def _get_row(self, kind, planned, actual, target=None, booked=None):
        target = planned if target is None else target
        return {
            "kind": kind,
            "label": self.labels[kind],
            "planned": planned.get(kind, 0.0),
            "actual": actual.get(kind, 0.0),
            "variance": actual.get(kind, 0.0) - target.get(kind, 0.0),
            "booked": (booked or {}).get(kind, 0.0),
        }

    def _get_total(self, *vectors):
        totals = [{None: sum(costs.values())} for costs in vectors]
        planned, actual, target, booked = totals
        return {
            "label": self.env._("Total"),
            "planned": planned[None],
            "actual": actual[None],
            "variance": actual[None] - target[None],
            "booked": booked[None],
        }

    def _get_basis(self, line):
        labels = dict(
            self.env["pull.cogs.line"]._fields["basis"]._description_selection(self.env)
        )
        return ", ".join(
            labels[basis] for basis, _label in BASES if basis in self.ledger.bases[line]
        )

    # === Runs ===

    def _get_runs(self, order):
        return [
            self._get_run(run, indexes)
            for run, indexes in self.runs.get(order, {}).items()
        ]

    def _get_run(self, run, indexes):
        share = min(sum(self.plan.get_share(index) for index in indexes), 1.0)
        costs = self._get_run_costs(run, indexes)
        node = self.nodes[indexes[0]]
        words = costs.get_words()
        share_quantity = sum(self.nodes[index]["quantity"] for index in indexes)
        state = "progress" if run.state == "done" and not costs.is_done else run.state
        uom = run.product_uom_id
        return {
            "id": run.id,
            "name": run.name,
            "product": run.product_id.display_name,
            "quantity": run.product_qty,
            "quantity_words": format_quantity(self.env, run.product_qty, uom),
            "uom": uom.name,
            "state": state,
            "state_label": dict(
                run._fields["state"]._description_selection(self.env)
            ).get(state),
            "level": node["depth"],
            "share": share,
            "share_quantity": share_quantity,
            "share_words": format_quantity(self.env, round(share_quantity, 2), uom),
            "byproduct_share": 1 - get_main_share(run),
            "kinds": [
                self._get_row(kind, costs.planned, costs.actual)
                for kind in self._sort_kinds(costs.planned, costs.actual)
            ],
            "planned": costs.cost_planned,
            "actual": costs.cost,
            "variance": costs.variance,
            "words": words,
        }

    def _get_run_costs(self, run, indexes):
        usages, below = self.plan.get_run_usages(indexes)
        variance = self.run_variances[run]
        return run._get_cost_run(usages, below, self.ordering, variance, self.date)

    # === Foot ===

    def _get_foot(self, order, lines):
        currency = order.company_id.currency_id
        cogs = self._get_cogs(lines)
        ledger = sum(self.ledger.ledger[line] for line in lines)
        due = ledger + sum(self.ledger.missing[line] for line in lines)
        kinds = vector.add(self.booked[line] for line in lines)
        return {
            "kinds": [
                self._get_row(kind, {}, {}, booked=kinds)
                for kind in self._sort_kinds(kinds)
            ],
            "cogs": cogs,
            "ledger": ledger,
            "due": due,
            **compare_to_ledger(self.env, currency, cogs, ledger, due),
            "notes": [
                note
                for line in lines
                for note in CostNotes(line, self.goods, self.ledger).get_all()
            ],
        }
