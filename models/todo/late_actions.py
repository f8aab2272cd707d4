"""Which documents make customer orders late, from what is kept of each late line."""

from collections import defaultdict

from odoo.fields import Domain

from ..lateness.cause_words import format_minutes

# {model of a cause that is kept: (model of its document, its field)}
OF_STEPS = {
    "purchase.order.line": ("purchase.order.line", None),
    "mrp.production": ("mrp.production", None),
    "mrp.workorder": ("mrp.production", "production_id"),
}
# Of orders that wait for something: there is an index of these.
OPEN_LATE = (
    Domain("order_id.pull_place_after", "!=", False)
    & Domain("state", "=", "sale")
    & Domain("pull_lateness", ">", 0)
    & Domain("pull_delivered_date", "=", False)
)


class LateActions:
    """Knows the documents that make open orders late, worst first.

    What is kept of the first cause of each line is read; no order is placed anew.

    :param env: of the user: they learn of documents that they may read
    """

    def __init__(self, env):
        self.env = env
        self._found = defaultdict(dict)
        # Sudo: buyers and planners learn whom they make late, without rights on orders.
        lines = env["sale.order.line"].sudo()
        companies = Domain("company_id", "in", env.companies.ids)
        for line in lines.search(OPEN_LATE & companies):
            self._add(line)

    def _add(self, line):
        step = line.pull_cause_step
        if step and step["model"] in OF_STEPS:
            late = self._found[step["model"]].setdefault(step["id"], {})
            order = line.order_id
            late[order] = max(late.get(order, 0), line.pull_cause_minutes)

    def get_hits(self, model):
        """Return {document that the user may read: why it is to hurry}."""
        hits = defaultdict(dict)
        for of_step, (own, field) in OF_STEPS.items():
            if own != model or not self._found[of_step]:
                continue
            found = self.env[of_step].sudo().browse(self._found[of_step]).exists()
            for step in found:
                document = step[field] if field else step
                hits[document.id].update(self._found[of_step][step.id])
        documents = self.env[model].browse(hits)._filtered_access("read")
        return {
            document: self._say(document.product_id, hits[document.id])
            for document in documents
        }

    def _say(self, product, late):
        values = {
            "product": product.display_name,
            "span": format_minutes(self.env, max(late.values())),
            "count": len(late),
        }
        if len(late) == 1:
            return self.env._("%(product)s makes an order %(span)s late.", **values)
        return self.env._(
            "%(product)s makes %(count)s orders up to %(span)s late.", **values
        )
