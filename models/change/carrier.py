from collections import defaultdict

from markupsafe import Markup

from . import stages
from .words import describe_remedy, describe_step, describe_surplus


class Carrier:
    """Carries out plans and keeps the record of what was done.

    :param env: an environment with superuser rights: a salesperson changes an order
        without rights on the purchases and runs that follow from it
    """

    def __init__(self, env):
        self.env = env
        self._steps = []

    def carry_out(self, plan):
        """Do what the plan says: pegs first, then the documents, parents first."""
        self._peg(plan.links)
        texts = [(step, describe_step(self.env, step)) for step in plan.steps]
        for step, text in texts:
            orders = {line.order_id for line in step.lines}
            names = ", ".join(sorted(order.name for order in orders))
            self._steps.append((step, text, stages.get_name(step.document)))
            self._log(step, text, names)
        for step in plan.steps:
            if step.is_undone:
                step.document._give_up_pulled(step)
        self._report_surpluses(plan.steps)

    def _peg(self, links):
        for need, supply in links:
            if supply._name == "purchase.order.line":
                need.created_purchase_line_ids |= supply
            else:
                need.move_orig_ids |= supply

    def _log(self, step, text, names):
        """Write one line on the document: which order, and what changes."""
        document = step.document
        if document._name == "purchase.order.line":
            document = document.order_id
        document._message_log(
            body=self.env._("%(orders)s changed. %(text)s", orders=names, text=text)
            if names
            else text
        )

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
            "kind": kind,
            "message": describe_surplus(self.env, kind, step.product, quantity),
            "remedy": describe_remedy(self.env, step.stage),
            "order_id": line.order_id.id,
            "sale_line_id": line.id,
            "company_id": document.company_id.id,
            "product_id": step.product.id,
            "quantity": quantity,
            "res_model": document._name,
            "res_id": document.id,
            "document_name": stages.get_name(document),
            "user_id": exceptions._get_responsible(document, line.order_id).id,
        }

    # === The order's summary ===

    def record(self, quantities):
        """Write one summary on each order that has changed.

        :param dict quantities: {order line: quantity before}
        """
        by_order = defaultdict(list)
        for line, before in quantities.items():
            now = line._get_pull_ordered_quantity()
            if line.product_uom_id.compare(before, now):
                by_order[line.order_id].append((line, before, now))
        for order, changed in by_order.items():
            lines = {line for line, _before, _now in changed}
            order._message_log(body=self._get_summary(changed, lines))

    def _get_summary(self, changed, lines):
        title = ", ".join(
            self.env._(
                "%(product)s: %(before)s to %(now)s %(unit)s",
                product=line.product_id.display_name,
                before=f"{before:g}",
                now=f"{now:g}",
                unit=line.product_uom_id.name,
            )
            for line, before, now in changed
        )
        items = Markup().join(
            Markup("<li>%s: %s</li>") % (name, text)
            for step, text, name in self._steps
            if step.lines & lines
        )
        return Markup("%s<ul>%s</ul>") % (
            self.env._("Quantity changed. %(changes)s.", changes=title),
            items,
        )
