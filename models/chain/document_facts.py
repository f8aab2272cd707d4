from odoo import fields

from ..access import may_see_costs
from ..document_states import DONE, PROGRESS, REQUEST
from ..supply.pull_supply_document import GROUP_OF_MODEL
from ..words import format_day

BUYER = "purchase.group_purchase_user"


class DocumentFacts:
    """What single documents of a chain say of themselves: done, by whom, when.

    :param env: of the reader: language, and who may open what
    :param documents: sudoed: a chain crosses documents that its reader may not open

    Meant to be inherited: `get_who`, `get_dates`, for a further kind of document.
    """

    def __init__(self, env, documents):
        self.env = env
        rows, lines = env["pull.supply.document"], env["sale.order.line"]
        self.labels = dict(rows._fields["state"]._description_selection(env))
        self.line_labels = dict(lines._fields["pull_stage"]._description_selection(env))
        self.units = env.ref("uom.product_uom_unit").sudo()
        self.sees_costs = may_see_costs(env)
        self.sees_vendors = env.user.has_group(BUYER)
        self.openable = self._get_openable(documents)

    def _get_openable(self, documents):
        """Return {(model, id)} of what the reader may open, as the supply list does."""
        ids = {}
        for document in documents:
            opened = self._get_opened(document)
            ids.setdefault(opened._name, set()).add(opened.id)
        return {
            (model, record.id)
            for model, found in ids.items()
            if model in GROUP_OF_MODEL
            for record in self.env["pull.supply.document"]._filter_openable(
                self.env[model].browse(found)
            )
        }

    def _get_opened(self, document):
        is_line = document._name == "purchase.order.line"
        return document.order_id if is_line else document

    def get_reference(self, document):
        """Return what opens: a purchase line by its order."""
        opened = self._get_opened(document)
        place = (opened._name, opened.id)
        return {"model": place[0], "id": place[1], "can_open": place in self.openable}

    def get_uom(self, node):
        return self.name_uom(self.env["uom.uom"].sudo().browse(node["uom_id"]))

    def name_uom(self, uom):
        """Return the name of a unit, nothing where things are simply counted."""
        return "" if uom == self.units else uom.with_env(self.env).sudo().name

    # === Done ===

    def get_done(self, node, document, state):
        """Return how much of what a node brings is there."""
        if state == DONE:
            return node["quantity"]
        share = self._get_share_done(document)
        uom = self.env["uom.uom"].sudo().browse(node["uom_id"])
        return uom.round(node["quantity"] * share)

    def _get_share_done(self, document):
        if document._name == "mrp.production":
            whole, done = document.product_qty, document.qty_produced
        elif document._name == "purchase.order.line":
            whole, done = document.product_qty, document.qty_received
        else:
            return 0
        return min(done / whole, 1) if whole else 0

    # === Who ===

    def get_who(self, document):
        """Return who has it: a work center, a vendor for those who buy, a person."""
        if document._name == "mrp.production":
            return self._get_center(document) or document.user_id.name or ""
        if document._name == "purchase.order.line":
            if self.sees_vendors:
                return document.order_id.partner_id.display_name
            return document.order_id.user_id.name or ""
        if document._name == "stock.picking":
            return document.user_id.name or ""
        return ""

    def _get_center(self, run):
        """Return the work center of the first operation that is not done."""
        left = run.workorder_ids.filtered(lambda order: order.state != "done")
        return left[:1].workcenter_id.name or ""

    # === What it costs ===

    def get_costs(self, node, document, state):
        """Return the setup of a run, recorded once it is done and planned until then,
        and what is paid for the part of a purchase; nothing to who sees no costs."""
        if not self.sees_costs:
            return {}
        if document._name == "mrp.production":
            return self._get_setup(document, state == DONE)
        if document._name == "purchase.order.line":
            whole = document.product_qty
            share = node["quantity"] / whole if whole else 0
            currency = document.order_id.currency_id
            cost = currency.round(document.price_subtotal * share)
            return {"cost": cost, "currency": currency.id}
        return {}

    def _get_setup(self, run, is_done):
        minutes = run.setup_minutes if is_done else run.setup_minutes_planned
        cost = run.setup_cost if is_done else run.setup_cost_planned
        if not (minutes or cost):
            return {}
        currency = run.company_id.currency_id
        return {"setup": minutes, "cost": cost, "currency": currency.id}

    # === When ===

    def get_dates(self, node, document, state):
        """Return when a document is to begin and to end, and when it did."""
        if document._name == "mrp.production":
            return self._get_dates_of_run(document, state)
        if document._name == "purchase.order.line":
            return self._get_dates_of_purchase(document, state)
        return self._get_dates_of_transfer(node, document, state)

    def _get_dates_of_run(self, run, state):
        started = state in (PROGRESS, DONE)
        return {
            "start": run.date_start,
            "end": run.date_finished or run.date_start,
            "actual_start": started and run.date_start,
            "actual_end": state == DONE and run.date_finished,
        }

    def _get_dates_of_purchase(self, line, state):
        order = line.order_id
        ordered = line.state == "purchase" and order.date_approve
        done = line.move_ids.filtered(lambda move: move.state == "done")
        coming = line.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )
        end = max([d for d in coming.mapped("date") if d], default=line.date_planned)
        return {
            "start": min(
                filter(None, (ordered or line.date_order, end)), default=False
            ),
            "end": end,
            "actual_start": ordered,
            "actual_end": state == DONE and max(done.mapped("date"), default=end),
        }

    def _get_dates_of_transfer(self, node, document, state):
        is_move = document._name == "stock.move"
        planned = document.date if is_move else document.scheduled_date
        done = state == DONE and (planned if is_move else document.date_done)
        return {
            "start": done or planned,
            "end": done or planned,
            "actual_start": done,
            "actual_end": done,
        }

    def say_overdue(self, node, state):
        """Return the sentence of a document that has missed a deadline of its own."""
        start, end = node["date_start"], node["date_deadline"]
        now = fields.Datetime.now()
        if state == REQUEST and start and start < now:
            day = format_day(self.env, start)
            return self.env._("Should have been ordered by %(day)s.", day=day)
        return self.env._("Was due %(day)s.", day=format_day(self.env, end))
