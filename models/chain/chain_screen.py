"""What the chain screen shows: the supply of order lines as rows of a tree."""

from collections import defaultdict
from datetime import timedelta

from odoo import fields

from ..document_states import CANCEL, DONE, READY, WAITING, get_document_state
from .document_facts import DocumentFacts
from .placed_steps import PlacedSteps
from .tree import NOTHING_KNOWN, make_groups

# The calendar is read for so many days around what is shown.
DAYS_MAX = 730
MARGIN, MARGIN_AFTER = timedelta(days=14), timedelta(days=120)

LINE, ORDER = "line", "order"
# These bring what one order line wants, and others beside it.
TRANSFERS = ("stock.picking", "stock.move")
KIND_OF_MODEL = {"mrp.production": "run", "purchase.order.line": "purchase"}
DATES = ("start", "end", "promised", "projected", "actual_start", "actual_end")


class ChainScreen:
    """The rows of the screen: orders, their lines, and below each the documents that
    supply it, parents first. A document that supplies several others of an order is one
    row, under the first of them; it names the others in `also`.

    Dates, states and quantities are those of the records, in a constant number of
    queries for any number of lines. What is worked out of an order as a whole (time to
    spare, critical path, reasons) is added by :meth:`work_out`.

    :param lines: order lines that the reader may be told of, with their rights
    :param hits: {order line: minutes by which what the screen is about makes it late}
    :param of_many: whether orders have rows of their own, above their lines

    Built by `pull.chain.mixin._get_pull_chain_screen`. Meant to be inherited:
    `_prepare_order`, `_prepare_line`, `_prepare_node`, for a further column.
    """

    def __init__(self, lines, hits=None, of_many=False):
        self.env, self.lines, self.hits = lines.env, lines, hits or {}
        self.worked_out = []
        self.orders = lines.sudo().order_id
        self.of_many = of_many
        self.rows = {}  # {key: row}, parents first
        self.row_of = {}  # {(order, model, id, product id, line of a transfer): key}
        self.places_of = defaultdict(list)  # {(order, model, id): keys}
        self._children = defaultdict(list)
        self._read()
        self._add_rows()
        self._add_exceptions()

    def _read(self):
        """Read in batch what the rows are made of."""
        self.nodes = self.lines._get_pull_chain()
        self.documents = self.lines._get_pull_documents(self.nodes)
        self.facts = DocumentFacts(self.env, self.documents.values())
        self.nodes_of = defaultdict(list)
        for index, node in enumerate(self.nodes):
            self.nodes_of[node["sale_line_id"]].append(index)
        product_ids = {node["product_id"] for node in self.nodes}
        products = self.env["product.product"].sudo().browse(product_ids)
        self.products = {p.id: self._name_product(p) for p in products | self._sold}
        self.today = fields.Date.context_today(self.lines)

    @property
    def _sold(self):
        return self.lines.sudo().product_id

    def _name_product(self, product):
        """Return a product's name and its reference apart: rows are narrow."""
        named = product.with_env(self.env).sudo()
        name = named.with_context(display_default_code=False).display_name
        return {"product": name, "code": product.default_code or ""}

    def work_out(self, most=None):
        """Add what is worked out of each order as a whole.

        :param most: not if there are more documents
        """
        if most and len(self.documents) > most:
            return
        runs = (
            self.env["mrp.production"]
            .sudo()
            .union(*(d for d in self.documents.values() if d._name == "mrp.production"))
        )
        # Run by run it would be asked for each.
        runs.workorder_ids.mapped("blocked_by_workorder_ids")
        for order in self.orders:
            PlacedSteps(self, order).add()
        self.worked_out = self.orders.ids

    # === Rows ===

    def _add_rows(self):
        for order in self.orders:
            top = f"o{order.id}" if self.of_many else False
            if self.of_many:
                self._add(top, False, **self._prepare_order(order))
            for line in self.lines.sudo().filtered(
                lambda li, o=order: li.order_id == o
            ):
                if self._is_shown(line):
                    self._add_line(line, top)

    def _is_shown(self, line):
        is_goods = line.product_id.type == "consu" and not line.display_type
        return bool(self.nodes_of[line.id]) or (
            is_goods and line.state in ("sale", "cancel")
        )

    def _add(self, key, parent, **values):
        self.rows[key] = {**NOTHING_KNOWN, "key": key, "parent": parent, **values}
        self._children[parent].append(key)

    def _prepare_order(self, order):
        lines = self.lines.sudo().filtered(lambda line: line.order_id == order)
        hits = [self.hits.get(line, 0) for line in lines]
        stage = self._get_stage(order)
        return {
            "kind": ORDER,
            "order": order.id,
            "name": order.name,
            "product": order.partner_id.display_name,
            "who": order.user_id.name or "",
            "state": stage and stage[0],
            "state_label": stage and stage[1],
            "model": "sale.order",
            "id": order.id,
            "can_open": order.id in self._openable_orders,
            "promised": max(filter(None, lines.mapped("pull_promised_date")), default=0)
            or False,
            "projected": order.pull_projected_date,
            "late": order.pull_lateness,
            "hit": max(hits, default=0),
        }

    def _get_stage(self, order):
        """Return (value, label) of the order's stage, where there is one."""
        field = order._fields.get("pull_stage")
        if not field or not order.pull_stage:
            return None
        labels = dict(field._description_selection(self.env))
        return order.pull_stage, labels.get(order.pull_stage, "")

    @property
    def _openable_orders(self):
        if not hasattr(self, "_openable"):
            orders = self.env["sale.order"].browse(self.orders.ids)
            seller = self.env.user.has_group("sales_team.group_sale_salesman")
            may = seller and orders.has_access("read")
            self._openable = set(orders._filtered_access("read").ids if may else ())
        return self._openable

    def _add_line(self, line, top):
        key = str(line.id)
        self._add(key, top, **self._prepare_line(line))
        for index in self.nodes_of[line.id]:
            self._add_node(self.nodes[index], line)
        first_nodes = [self.rows[child] for child in self._children[key]]
        state = self._get_line_state(line, first_nodes)
        labels = self.facts.line_labels if line.pull_stage else self.facts.labels
        self.rows[key].update(state=state, state_label=labels.get(state, ""))

    def _prepare_line(self, line):
        return {
            "kind": LINE,
            "order": line.order_id.id,
            "line": line.id,
            "name": line.order_id.name,
            "product_id": line.product_id.id,
            **self.products[line.product_id.id],
            "who": line.order_id.partner_id.display_name,
            "quantity": line.product_uom_qty,
            "done": line.qty_delivered,
            "uom": self.facts.name_uom(line.product_uom_id),
            "model": "sale.order",
            "id": line.order_id.id,
            "can_open": line.order_id.id in self._openable_orders,
            "promised": line.pull_promised_date,
            "projected": line.pull_projected_date,
            "late": line.pull_lateness,
            "hit": self.hits.get(line, 0),
        }

    def _get_line_state(self, line, first_rows):
        """Return the state of a line's supply, or of what is delivered for it where
        stock supplies it."""
        if line.state == "cancel":
            return CANCEL
        if line.pull_stage:
            return line.pull_stage
        if line.product_uom_id.compare(line.qty_delivered, line.product_uom_qty) >= 0:
            return DONE
        states = {row["state"] for row in first_rows} - {DONE}
        return READY if states == {READY} else WAITING

    def _add_node(self, node, line):
        """Add the row of a node; what one document brings for several is one row."""
        order = line.order_id
        parent = str(line.id)
        if node["parent"] is not None:
            parent = self.nodes[node["parent"]]["row"]
        place = (order.id, node["model"], node["id"], node["product_id"])
        if node["model"] in TRANSFERS:
            place += (line.id,)
        node["row"] = known = self.row_of.get(place)
        if known:
            self._add_to(self.rows[known], node, parent)
            return
        node["row"] = f"{parent}/{node['model']},{node['id']},{node['product_id']}"
        self.row_of[place] = node["row"]
        self.places_of[place[:3]].append(node["row"])
        self._add(node["row"], parent, **self._prepare_node(node, line))

    def _add_to(self, row, node, parent):
        document = self.documents[node["model"], node["id"]]
        row["quantity"] += node["quantity"]
        row["done"] += self.facts.get_done(node, document, row["state"])
        if row["kind"] == "purchase":
            more = self.facts.get_costs(node, document, row["state"])
            row["cost"] += more.get("cost", 0)
        if parent not in (row["parent"], *row["also"]):
            row["also"].append(parent)

    def _prepare_node(self, node, line):
        document = self.documents[node["model"], node["id"]]
        state = get_document_state(node, document)
        overdue = line._is_pull_document_late(document, node, state, self.today)
        return {
            "kind": KIND_OF_MODEL.get(node["model"], "delivery"),
            "order": line.order_id.id,
            "line": line.id,
            "name": node["name"],
            "product_id": node["product_id"],
            **self.products[node["product_id"]],
            "quantity": node["quantity"],
            "done": self.facts.get_done(node, document, state),
            "uom": self.facts.get_uom(node),
            "state": state,
            "state_label": self.facts.labels[state],
            "deadline": node["date_deadline"],
            "is_late": overdue,
            "reason": self.facts.say_overdue(node, state) if overdue else "",
            **self.facts.get_reference(document),
            **self.facts.get_dates(node, document, state),
            **self.facts.get_costs(node, document, state),
            "who": self.facts.get_who(document),
            "also": [],
        }

    # === What a person must decide ===

    def _add_exceptions(self):
        """Let open exceptions stand on the row of their document, else of their line.
        Those that the reader may not read are left out."""
        exceptions = self.env["pull.exception"]
        if not self.orders or not exceptions.has_access("read"):
            return
        found = exceptions.search(
            [("order_id", "in", self.orders.ids), ("state", "=", "open")]
        )
        by_document = defaultdict(list)
        for row in self.rows.values():
            by_document[row["order"], row["model"], row["id"]].append(row)
        for exception in found.sudo():
            document = self._get_exception_document(exception)
            rows = by_document.get((exception.order_id.id, *document), ())
            line = self.rows.get(str(exception.sale_line_id.id))
            row = next((r for r in rows if r["kind"] not in (LINE, ORDER)), line)
            if row:
                row.update(is_late=True, is_blocked=True, reason=exception.message)

    def _get_exception_document(self, exception):
        if exception.res_model == "purchase.order.line":
            line = self.env["purchase.order.line"].sudo().browse(exception.res_id)
            return "purchase.order", line.exists().order_id.id
        return exception.res_model, exception.res_id

    # === What the client gets ===

    def get_data(self):
        """Return the rows, and what surrounds them, as a client reads them."""
        rows = make_groups(list(self.rows.values()), self._say_group)
        for row in rows:
            row["also"] = [self.rows[key]["name"] for key in row["also"]]
            if row["kind"] not in (LINE, ORDER):
                row["is_late"] = bool(row["is_late"])
            else:
                row["is_late"] = bool(row["late"] or row["is_late"])
        return {
            "rows": rows,
            "orders": self.orders.ids,
            "worked_out": self.worked_out,
            "head": self._get_head(),
            "costs": self.facts.sees_costs,
            "now": fields.Datetime.now(),
            "closed": self._get_closed_days(rows),
            "names": self.orders.mapped("name"),
        }

    def _get_head(self):
        """Return what stands above the lines of a single order."""
        if self.of_many or not self.orders:
            return False
        return {**NOTHING_KNOWN, **self._prepare_order(self.orders), "also": []}

    def _say_group(self, kind, count):
        if kind == "run":
            return self.env._("%(count)s manufacturing orders", count=count)
        if kind == "purchase":
            return self.env._("%(count)s purchases", count=count)
        return self.env._("%(count)s transfers", count=count)

    def _get_closed_days(self, rows):
        """Return the days on which the company of the orders does not work."""
        company = self.orders.company_id[:1] or self.env.company
        # Sudo: salespeople have no rights on what calendars are made of.
        calendar = company.sudo().resource_calendar_id
        moments = [row[name] for row in rows for name in DATES if row[name]]
        if not (calendar and moments):
            return []
        first = min(*moments, fields.Datetime.now()) - MARGIN
        last = max(*moments, fields.Datetime.now()) + MARGIN_AFTER
        last = min(last, first + timedelta(days=DAYS_MAX))
        days = calendar._get_unusual_days(first, last, company)
        return [day for day, is_closed in days.items() if is_closed]
