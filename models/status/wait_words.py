"""What order lines wait for, in words."""

from odoo import fields

from ..document_states import DONE, ORDERED, PROGRESS, READY, REQUEST
from ..words import format_day, format_number
from .stage import BLOCKED, DELIVERED, IN_PRODUCTION
from .stage import READY as READY_TO_SHIP

# How many things a sentence names before it only counts them.
NAMED = 1


class WaitWords:
    """Says what a line waits for, from whom and until when.

    :param env: of the reader: language and time zone
    :param bool show_vendors: whether the reader may know from whom things are bought

    Built by `sale.order.line._get_pull_wait_words`.
    """

    def __init__(self, env, show_vendors=False):
        self.env, self.show_vendors = env, show_vendors

    # === One document ===

    def describe(self, document, state):
        """Return what is told of one document that a line waits for."""
        is_run = document._name == "mrp.production"
        owner = document if is_run else document.order_id
        reader = owner.with_env(self.env)
        return {
            "text": self._say_run(document, state)
            if is_run
            else self._say_purchase(document, state),
            "name": owner.name,
            "model": owner._name,
            "id": reader.has_access("read") and owner.id,
        }

    def _say_purchase(self, line, state):
        values = {
            "product": self.name(line.product_id),
            "day": self.get_day(line, state),
        }
        if self.show_vendors:
            values["vendor"] = line.order_id.partner_id.display_name
        if state == REQUEST and self.show_vendors:
            return self.env._("%(product)s: order from %(vendor)s by %(day)s", **values)
        if state == REQUEST:
            return self.env._("%(product)s: to be ordered by %(day)s", **values)
        if self.show_vendors:
            return self.env._("%(product)s: comes from %(vendor)s on %(day)s", **values)
        return self.env._("%(product)s: ordered, comes on %(day)s", **values)

    def _say_run(self, run, state):
        values = {"product": self.name(run.product_id), "day": self.get_day(run, state)}
        if state == PROGRESS:
            return self.env._("%(product)s: being made until %(day)s", **values)
        return self.env._("%(product)s: made until %(day)s", **values)

    def name(self, product):
        product = product.with_context(display_default_code=False, lang=self.env.lang)
        return product.display_name

    def get_day(self, document, state):
        """Return the day until which a document is waited for: of what is still to be
        ordered, the day to order it by, which is not before today."""
        if document._name == "mrp.production":
            return format_day(self.env, document.date_finished)
        if state == REQUEST:
            moment = max(document.date_order, fields.Datetime.now())
            return format_day(self.env, moment)
        return format_day(self.env, document.date_planned)

    # === A sentence ===

    def say(self, line, stage, missing, waits):
        """Return what a line does, as "waiting for Oak boards (order by Dec 11)".

        :param missing: names of products that nothing supplies
        :param waits: (document, state), what is most urgent first
        """
        if stage == BLOCKED:
            return self.env._(
                "nothing supplies %(products)s", products=self._count(missing)
            )
        if stage == READY_TO_SHIP:
            return self.env._("ready to ship")
        if stage == DELIVERED:
            return self.env._("delivered")
        if not waits:
            return self.env._("waiting for its delivery")
        document, state = waits[0]
        day = self.get_day(document, state)
        if stage == IN_PRODUCTION and document._name == "mrp.production":
            return self.env._("in production (until %(day)s)", day=day)
        names = [self.name(other.product_id) for other, _state in waits]
        values = {"products": self._count(list(dict.fromkeys(names))), "day": day}
        if state == REQUEST:
            return self.env._("waiting for %(products)s (order by %(day)s)", **values)
        return self.env._("waiting for %(products)s (due %(day)s)", **values)

    def _count(self, names):
        more = len(names) - NAMED
        text = ", ".join(names[:NAMED])
        if more <= 0:
            return text
        return self.env._("%(names)s and %(count)s more", names=text, count=more)

    def say_goods(self, line):
        """Return what is ordered on a line, as "2 × Table" or "2.5 m Cable"."""
        number = format_number(line.product_uom_qty)
        unit = line.product_uom_id
        is_unit = unit.id == self.env["ir.model.data"]._xmlid_to_res_id(
            "uom.product_uom_unit"
        )
        sign = "×" if is_unit else unit.name
        return f"{number} {sign} {self.name(line.product_id)}"


def sort_waits(documents):
    """Return [(document, state)] of what is waited for now, the most urgent first: what
    is to be ordered, then what is to come, then what is made; of runs those that can
    be worked on, or else the deepest.

    :param documents: (node, document, state) of all that supplies a line
    """
    bought, made = {}, {}
    for node, document, state in documents:
        if state == DONE:
            continue
        if document._name == "mrp.production":
            made[document] = (state, node["depth"])
        else:
            bought[document] = state
    if bought:
        return sorted(
            bought.items(),
            key=lambda item: (
                item[1] == ORDERED,
                item[0].date_planned if item[1] == ORDERED else item[0].date_order,
                item[0].id,
            ),
        )
    now = {
        run: state for run, (state, _d) in made.items() if state in (PROGRESS, READY)
    }
    deepest = max((depth for _state, depth in made.values()), default=0)
    now = now or {run: state for run, (state, d) in made.items() if d == deepest}
    return sorted(now.items(), key=lambda item: (item[0].date_finished, item[0].id))
