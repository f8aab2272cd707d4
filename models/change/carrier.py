from collections import defaultdict

from markupsafe import Markup

from ..document_states import get_document_name
from . import stages
from .kinds import DATE
from .words import (
    describe_date,
    describe_date_remedy,
    describe_promise,
    describe_quantity,
    describe_remedy,
    describe_step,
    describe_surplus,
)


class Carrier:
    """Carries out plans and keeps the record of what was done.

    :param env: an environment with superuser rights: a salesperson changes an order
        without rights on the purchases and runs that follow from it

    Built by `stock.move._get_change_carrier`. Meant to be inherited: `carry_out` and
    `carry_out_dates` (to do more), `_log` (what is written on a document) and
    `_get_summary` (what on the order).
    """

    def __init__(self, env):
        self.env = env
        self._steps = []
        self._bodies = defaultdict(list)  # {document: what is to be written on it}

    def carry_out(self, plan):
        """Do what the plan says: pegs first, then the documents, parents first."""
        self._peg(plan.links)
        texts = [(step, describe_step(self.env, step)) for step in plan.steps]
        for step, text in texts:
            self._steps.append((step, text, get_document_name(step.document)))
            self._log(step, text, self._get_orders(step))
        for step in plan.transfers:
            self._log(step, describe_step(self.env, step), self._get_orders(step))
        self._write_logs()
        undone = [*plan.transfers, *plan.steps]
        for step in undone:
            if step.is_undone and not step.is_cancelled:
                step.document._resize_pulled(step)
        gone = [step.document for step in undone if step.is_cancelled]
        for model in ("stock.move", "mrp.production", "purchase.order.line"):
            documents = self.env[model].browse(
                [document.id for document in gone if document._name == model]
            )
            documents._cancel_pulled()
        self._report_surpluses(plan.steps)

    def _get_orders(self, step):
        """Return the names of the orders whose change a step follows from."""
        orders = {line.order_id for line in step.lines}
        return ", ".join(sorted(order.name for order in orders))

    def _peg(self, links):
        for need, supply in links:
            if supply._name == "purchase.order.line":
                need.created_purchase_line_ids |= supply
            else:
                need.move_orig_ids |= supply

    def _log(self, step, text, names):
        """Note one line for the document: which order, and what changes."""
        document = step.document
        if document._name == "purchase.order.line":
            document = document.order_id
        if document._name == "stock.move":
            document = document.picking_id
        if names:
            text = self.env._("%(orders)s changed. %(text)s", orders=names, text=text)
        if document:
            self._bodies[document].append(text)

    def _write_logs(self):
        """Write what was noted, the first lines of all documents of a model at once,
        then the second ones."""
        while self._bodies:
            rounds = defaultdict(dict)
            for document in list(self._bodies):
                bodies = self._bodies[document]
                rounds[document._name][document.id] = bodies.pop(0)
                if not bodies:
                    del self._bodies[document]
            for model, bodies in rounds.items():
                self.env[model].browse(bodies)._message_log_batch(bodies)

    # === Dates ===

    def carry_out_dates(self, plan):
        """Move the documents of a date plan; what cannot move becomes an exception."""
        for move, date in plan.moves.items():
            if not move.raw_material_production_id:
                move.date = date
        steps = [(step, describe_date(self.env, step)) for step in plan.steps.values()]
        for step, text in steps:
            self._steps.append((step, text, get_document_name(step.document)))
            self._log(step, text, step.line.order_id.name)
        self._write_logs()
        for step, _text in steps:
            if step.is_moved:
                step.document._move_pulled(step.wanted)
        reports = [
            self._prepare_date_report(step, text)
            for step, text in steps
            if not step.is_moved
        ]
        self.env["pull.exception"]._report(reports)

    def _prepare_date_report(self, step, text):
        return {
            **self._prepare_document_report(step, step.line),
            "kind": DATE,
            "message": text,
            "remedy": describe_date_remedy(self.env, step),
            "date_wanted": step.wanted,
        }

    # === Exceptions ===

    def _report_surpluses(self, steps):
        reports = [
            self._prepare_report(step, stages.EXCEPTION_OF_STAGE[step.stage])
            for step in steps
            if step.stage in stages.EXCEPTION_OF_STAGE
        ]
        self.env["pull.exception"]._report(reports)

    def _prepare_report(self, step, kind):
        lines = sorted(step.lines, key=lambda line: line.id)
        line = lines[0] if lines else self.env["sale.order.line"]
        document = step.document
        exceptions = self.env["pull.exception"]
        quantity = step.quantity + sum(
            exceptions._get_open_of(document)
            .filtered(lambda known: known.kind == kind and known.sale_line_id == line)
            .mapped("quantity")
        )
        return {
            **self._prepare_document_report(step, line),
            "kind": kind,
            "message": describe_surplus(self.env, kind, step.product, quantity),
            "remedy": describe_remedy(self.env, step),
            "quantity": quantity,
        }

    def _prepare_document_report(self, step, line):
        document = step.document
        responsible = self.env["pull.exception"]._get_responsible(
            document, line.order_id
        )
        return {
            "order_id": line.order_id.id,
            "sale_line_id": line.id,
            "company_id": document.company_id.id,
            "product_id": step.product.id,
            "res_model": document._name,
            "res_id": document.id,
            "document_name": get_document_name(document),
            "user_id": responsible.id,
        }

    # === The order's summary ===

    def record(self, quantities, dates):
        """Write one summary on each order that has changed.

        :param dict quantities: {order line: quantity before}
        :param dict dates: {order line: promised date before}
        """
        changes = defaultdict(list)
        for line, before in quantities.items():
            now = line._get_pull_ordered_quantity()
            if line.product_uom_id.compare(before, now):
                changes[line].append(describe_quantity(self.env, line, before, now))
        for line, before in dates.items():
            now = line._get_pull_promised_date()
            if before != now:
                changes[line].append(describe_promise(self.env, line, now))
        lines = self.env["sale.order.line"].browse([line.id for line in changes])
        for order, own in lines.grouped("order_id").items():
            texts = [text for line in own for text in changes[line]]
            order._message_log(body=self._get_summary(texts, set(own)))

    def _get_summary(self, texts, lines):
        items = Markup().join(
            Markup("<li>%s: %s</li>") % (name, text)
            for step, text, name in self._steps
            if step.lines & lines
        )
        return Markup("%s<ul>%s</ul>") % (" ".join(texts), items)
