from collections import defaultdict

from odoo import api, fields, models

from ..access import INTERNAL
from ..document_states import (
    CANCEL,
    DONE,
    REQUEST,
    STARTED_STATES,
    get_document_state,
)
from ..memory.confirmation import confirmation
from ..policy.policies import HYBRID, PULL
from ..words import format_day
from .line_state import (
    BOUGHT,
    LINE_STATES,
    MADE,
    PROBLEM,
    SUPPLY_KINDS,
    Supply,
    decide_line_state,
)
from .needs import are_reserved, lacks_supply

# When a document that supplies something is expected to have brought it.
EXPECTED_END = {
    "mrp.production": "date_finished",
    "purchase.order.line": "date_planned",
}

# How many products or documents a problem names before it only counts them.
NAMED_IN_REASON = 3


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    pull_specification = fields.Text(
        string="Specification",
        help="What the customer asked for beyond the product: it is printed on the "
        "quotation and stands on every manufacturing order made for this line.",
        groups=INTERNAL,
    )
    pull_state = fields.Selection(
        LINE_STATES,
        string="Supply",
        compute="_compute_pull_state",
        help="Not Started: nothing is ordered or begun.\n"
        "In Progress: something is ordered, begun or done.\n"
        "Ready: all that is to be delivered is reserved for this line.\n"
        "Delivered: the customer has it.\n"
        "Problem: something needed has no supply, or is past its deadline.",
        groups=INTERNAL,
    )
    pull_state_reason = fields.Char(
        string="Supply Problem", compute="_compute_pull_state", groups=INTERNAL
    )

    pull_supply_kind = fields.Selection(
        SUPPLY_KINDS, compute="_compute_pull_state", groups=INTERNAL
    )
    pull_supply_date = fields.Datetime(
        compute="_compute_pull_state",
        help="When the last of what supplies this line is expected.",
        groups=INTERNAL,
    )
    pull_expected = fields.Char(
        string="Made to Order",
        compute="_compute_pull_expected",
        help="When what is made or bought for this line is ready: by its documents, or "
        "before it is confirmed by its lead time.",
        groups=INTERNAL,
    )
    pull_expected_late = fields.Boolean(
        compute="_compute_pull_expected", groups=INTERNAL
    )

    # === Launching the supply ===

    def _action_launch_stock_rule(self, *, previous_product_uom_qty=False):
        return self._pull_launch(previous_product_uom_qty)

    def _pull_launch(self, previous):
        """Step of a launch: let core launch the supply of these lines.

        Extend it for what belongs around a launch. An extension may call super() for
        parts of the lines, and once more for what it has rolled back; it calls no
        launch from its beginning.

        :param previous: {line id: quantity before}, or False, as core's launch takes it
        :return: what core's launch returns
        """
        with confirmation(self.env.cr):
            # What stands before core's launch: extensions are called before it.
            # pylint: disable-next=super-method-mismatch
            return super()._action_launch_stock_rule(previous_product_uom_qty=previous)

    def _get_outgoing_incoming_moves(self, strict=True):
        # What is launched already: core takes the first move of each warehouse for the
        # one that delivers, whatever became of the steps after it.
        if strict or not self._has_pull_policy():
            return super()._get_outgoing_incoming_moves(strict=strict)
        moves = self.move_ids.filtered(
            lambda move: move.state != "cancel" and move.product_id == self.product_id
        )
        back = moves.filtered(
            lambda move: move.location_id._is_outgoing() and move.to_refund
        )
        return moves.filtered(lambda move: move._ends_at_pull_customer()), back

    def _get_qty_procurement(self, previous_product_uom_qty=False):
        # Core counts the kits of a line by its moves alone, and buys or delivers again
        # what a vendor is to ship straight to the customer.
        line = self.sudo()
        bought = line._get_pull_direct_supply().get_products(line)
        is_core = not bought or line.product_id in bought
        if is_core or not line._has_pull_policy():
            return super()._get_qty_procurement(previous_product_uom_qty)
        if previous_product_uom_qty:
            return previous_product_uom_qty.get(self.id, 0)
        return line._get_pull_kits_under_way()

    def _prepare_qty_delivered(self):
        # Core takes a kit for delivered as soon as those of its components are that
        # were ordered from their vendors.
        delivered = super()._prepare_qty_delivered()
        for line in self.sudo().filtered(delivered.get):
            is_ours = line.purchase_line_ids and line._has_pull_policy()
            if is_ours and line._is_pull_kit_awaited():
                delivered[line] = 0.0
        return delivered

    def _is_pull_kit_awaited(self):
        """Tell whether a vendor is still to ship components of this line's kit."""
        direct = self._get_pull_direct_supply()
        components = direct.get_products(self) - self.product_id
        return bool(components) and (
            direct.is_waited_for(self)
            or any(direct.get_missing(self, component) for component in components)
        )

    def _get_pull_kits_under_way(self):
        """Return how many kits all that is delivered or on its way makes up."""
        direct = self._get_pull_direct_supply()
        shares = [
            (wanted - direct.get_missing(self, product)) / wanted
            for product, wanted in self._get_pull_wanted().items()
            if wanted
        ]
        return self.product_uom_qty * min(shares, default=0)

    # === The state of a line's supply ===

    def _compute_pull_state(self):
        lines = self._origin.filtered(lambda line: line._has_pull_state())
        facts = lines._get_pull_state_facts()
        for line in self:
            own = facts.get(line._origin.id)
            supply = own and own.pop("supply")
            is_supplied = own and not own["missing"]
            line.pull_supply_kind = is_supplied and supply.kind
            line.pull_supply_date = is_supplied and supply.date
            line.pull_state = own and decide_line_state(**own)
            line.pull_state_reason = line.pull_state == PROBLEM and (
                line._get_pull_problem(own["missing"], own["late"])
            )

    @api.depends("product_id", "supply_policy", "customer_lead", "state")
    @api.depends("order_id.date_order", "product_uom_qty")
    @api.depends_context("uid", "lang", "tz")
    def _compute_pull_expected(self):
        now = fields.Datetime.now()
        quoted = self.filtered(
            lambda line: (
                line.state in ("draft", "sent")
                and line.supply_policy in (PULL, HYBRID)
                and line.product_id.type == "consu"
            )
        )
        kinds = quoted._get_pull_quoted_kinds()
        for line in self:
            kind, day = line.pull_supply_kind, line.pull_supply_date
            if line in quoted:
                kind, day = kinds[line], line._get_pull_quoted_day()
            line.pull_expected_late = bool(day) and day.date() < now.date()
            if line in quoted and not day:
                line.pull_expected = line._get_pull_undated(kind)
            else:
                line.pull_expected = line._get_pull_expected(kind, day)

    def _get_pull_quoted_day(self):
        """Return when what is quoted on this line can be there, False if nobody can
        say. Extended where more than its lead time is known."""
        return self._expected_date()

    def _get_pull_quoted_kinds(self):
        """Return {line: how its product would be supplied, False if by nothing}."""
        boms = {}
        for company, lines in self.grouped("company_id").items():
            products = lines.product_id.sudo()
            found = (
                self.env["mrp.bom"]
                .sudo()
                ._bom_find(products, company_id=company.id, bom_type="normal")
            )
            boms.update({line: found[line.product_id.sudo()] for line in lines})
        return {
            line: MADE if boms[line] else line.product_id.sudo().seller_ids and BOUGHT
            for line in self
        }

    def _get_pull_expected(self, kind, day):
        """Return the words for when what is made or bought for this line is ready."""
        if not kind:
            return False
        sources = dict(
            self._fields["pull_supply_kind"]._description_selection(self.env)
        )
        values = {"how": sources[kind], "day": format_day(self.env, day)}
        if not day:
            return self.env._("%(how)s: all of it is there", **values)
        if self.pull_expected_late:
            return self.env._("%(how)s: late, was due %(day)s", **values)
        return self.env._("%(how)s: ready %(day)s", **values)

    def _get_pull_undated(self, kind):
        sources = dict(
            self._fields["pull_supply_kind"]._description_selection(self.env)
        )
        if not kind:
            return False
        return self.env._("%(how)s: no date yet", how=sources[kind])

    def _has_pull_state(self):
        self.ensure_one()
        return (
            self.state == "sale"
            and self._has_pull_policy()
            and self.product_id.type == "consu"
            and self.product_uom_id.compare(self.product_uom_qty, 0) > 0
        )

    def _has_pull_policy(self):
        """Tell whether a policy decided on this line, or on a component of its kit."""
        self.ensure_one()
        line = self.sudo()
        return (
            self.supply_policy
            or any(line.move_ids.mapped("supply_policy"))
            or any(line.purchase_line_ids.mapped("supply_policy"))
        )

    def _get_pull_state_facts(self):
        """Return {line id: arguments of `decide_line_state`}, and in `supply` what
        supplies the line (see `Supply`), for all lines at once."""
        needs, graph = self._get_pull_graph()
        direct = self._get_pull_direct_supply()
        missing = self._get_pull_missing_products(graph, direct)
        states, late, supplies = self._get_pull_document_facts(graph)
        facts = {}
        for line in self.sudo():
            own = needs & line.move_ids
            is_supplied = own or direct.get_products(line)
            gone = self.env["product.product"] if is_supplied else line.product_id
            facts[line.id] = {
                "delivered": line.product_uom_id.compare(
                    line.qty_delivered, line.product_uom_qty
                )
                >= 0,
                "missing": (missing[line.id] | gone.sudo()).mapped("display_name"),
                "late": late[line.id],
                "reserved": are_reserved(own) and not direct.is_waited_for(line),
                "started": any(state in STARTED_STATES for state in states[line.id]),
                "supply": supplies[line.id],
            }
        return facts

    def _get_pull_missing_products(self, graph, direct):
        """Return {line id: products that it needs and that no living supply brings}."""
        missing = defaultdict(self.env["product.product"].sudo().browse)
        for move in graph.moves:
            if lacks_supply(move, graph):
                for line in graph.get_line_shares(move):
                    missing[line.id] |= move.product_id
        for line in self.sudo():
            for product in direct.get_products(line):
                if direct.get_missing(line, product):
                    missing[line.id] |= product
        return missing

    def _get_pull_document_facts(self, graph):
        """Return {line id: states of its documents}, {line id: names of the late} and
        {line id: what supplies it}."""
        nodes = self._get_pull_chain(graph)
        documents = self._get_pull_documents(nodes)
        states, late = defaultdict(set), defaultdict(list)
        supplies = defaultdict(Supply)
        today = fields.Date.context_today(self)
        for node in nodes:
            line_id = node["sale_line_id"]
            document = documents[node["model"], node["id"]]
            state = get_document_state(node, document)
            states[line_id].add(state)
            if self._is_pull_document_late(document, node, state, today):
                late[line_id].append(node["name"])
            if node["depth"] and state != CANCEL:
                end = state != DONE and document[EXPECTED_END[node["model"]]]
                supplies[line_id].add(node["model"] == "mrp.production", end)
            if node["model"] in EXPECTED_END and state != CANCEL:
                supplies[line_id].documents.append((node, document, state))
        return states, late, supplies

    @api.model
    def _is_pull_document_late(self, document, node, state, today):
        """Tell whether a document of the chain has missed a deadline of its own.

        The day itself is not late yet, nor is the day on which the document was made:
        an order that is promised for today, with a component that takes two days, was
        not forgotten by anybody. A purchase has two deadlines: the day it is needed,
        and the day to order it by. The second counts if it could be met.

        :param node: the document's node of the chain
        """
        if state in (DONE, CANCEL):
            return False
        made = document.create_date
        needed, order_by = node["date_deadline"], node["date_start"]
        deadlines = [max(needed, made)] if needed else []
        if state == REQUEST and order_by and order_by >= made:
            deadlines.append(order_by)
        return any(
            fields.Datetime.context_timestamp(self, deadline).date() < today
            for deadline in deadlines
        )

    def _get_pull_problem(self, missing, late):
        """Return the sentence that says what is wrong with a line's supply."""
        sentences = []
        if missing:
            sentences.append(
                self.env._(
                    "Nothing supplies %(products)s.",
                    products=self._name_a_few_pulled(missing),
                )
            )
        if late:
            sentences.append(
                self.env._(
                    "Past its deadline: %(documents)s.",
                    documents=self._name_a_few_pulled(late),
                )
            )
        return " ".join(sentences)

    def _name_a_few_pulled(self, names):
        names = list(dict.fromkeys(names))
        more = len(names) - NAMED_IN_REASON
        text = ", ".join(names[:NAMED_IN_REASON])
        return (
            self.env._("%(names)s and %(n)s more", names=text, n=more)
            if more > 0
            else text
        )
