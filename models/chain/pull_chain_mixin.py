from odoo import models
from odoo.exceptions import UserError

from ..access import check_rows
from ..memory.memory import confirmation_memory
from .chain_screen import ChainScreen

# How many orders the screen shows at once, the most urgent first.
ORDERS_MAX = 80
# Of an order with more documents, what takes long is asked for when it is shown.
INLINE_MAX = 60
MAX_ID = 2**31


class PullChainMixin(models.AbstractModel):
    """What leads to the chain screen: an order, or what serves orders.

    A model says in `_get_pull_chain_lines` which order lines it is about, and in
    `_ranks_pull_orders` whether it may make them late.
    """

    _name = "pull.chain.mixin"
    _description = "Leads to the chain of customer orders"

    def action_view_pull_chain(self):
        """Open the chain screen of these records."""
        check_rows(self)
        self.env["pull.supply.document"].check_access("read")
        action = self.env["ir.actions.client"]._for_xml_id(
            "pull_through_production.pull_chain_action"
        )
        action["params"] = {"res_model": self._name, "res_ids": self.ids}
        action["context"] = {"active_model": self._name, "active_id": self.ids[:1]}
        if len(self) == 1:
            action["name"] = action["display_name"] = self.env._(
                "Chain of %(name)s", name=self.display_name
            )
        return action

    def get_pull_chain_screen(self, order_ids=None):
        """Return what the chain screen shows of these records.

        :param order_ids: show these orders alone, with what is worked out of each as a
            whole; without it that is there where it is about a single, small order
        """
        check_rows(self)
        self.env["pull.supply.document"].check_access("read")
        wanted = self._get_pull_wanted_orders(order_ids)
        # Each step asks the configuration the same questions.
        with confirmation_memory(self.env.cr):
            return self._get_pull_chain_data(wanted)

    def _get_pull_chain_data(self, wanted):
        # Whom a document serves is told to its reader, if the rules of orders let them
        # know of the order.
        lines = self._get_pull_chain_lines()._filter_pull_told()
        ranks = self._ranks_pull_orders()
        hits = self._get_pull_chain_hits() if ranks and not wanted else {}
        ranked = self._rank_pull_orders(lines, hits)
        of_many = ranks or len(ranked) > 1
        if wanted:
            ranked = [order for order in ranked if order.id in wanted]
        shown = ranked[:ORDERS_MAX]
        lines = self._sort_pull_lines(lines, shown)
        screen = self._get_pull_chain_screen(lines, hits, of_many)
        if wanted or len(shown) == 1:
            screen.work_out(INLINE_MAX if not wanted else None)
        more = len(ranked) - len(shown)
        return {**screen.get_data(), "more": more, "ranked": ranks}

    def _get_pull_wanted_orders(self, order_ids):
        """Return the ids that a client asks for."""
        if not order_ids:
            return set()
        if not isinstance(order_ids, list | tuple) or not all(
            type(order_id) is int and 0 < order_id < MAX_ID for order_id in order_ids
        ):
            raise UserError(self.env._("These are no orders."))
        return set(order_ids)

    def _rank_pull_orders(self, lines, hits):
        """Return the orders of lines: what is hit worst first, then what is late by
        most, then what is promised first."""
        ranks = {}
        for line in lines.sudo():
            promised = line.pull_promised_date
            rank = (
                -hits.get(line, 0),
                -line.pull_lateness,
                promised.timestamp() if promised else float("inf"),
            )
            order = line.order_id
            ranks[order] = min(rank, ranks.get(order, rank))
        return sorted(ranks, key=lambda order: (ranks[order], order.id))

    def _sort_pull_lines(self, lines, orders):
        """Return the lines of these orders, in their order."""
        by_order = lines.grouped(lambda line: line.sudo().order_id.id)
        return lines.browse(
            line.id for order in orders for line in by_order[order.id].sorted(get_place)
        )

    def _get_pull_chain_screen(self, lines, hits, of_many):
        """Return the engine that makes the rows: see `ChainScreen`."""
        return ChainScreen(lines, hits, of_many)

    # === For the models that take part ===

    def _get_pull_chain_lines(self):
        """Return the order lines that these records are about; rights on the orders are
        not considered."""
        raise NotImplementedError

    def _ranks_pull_orders(self):
        """Tell whether these records may make orders late: then it is asked which."""
        return False

    def _get_pull_chain_hits(self):
        """Return {order line: minutes by which these records make it late}."""
        return self._get_pull_affected_lines()


def get_place(line):
    """Return the place of a line in its order, whoever asks."""
    line = line.sudo()
    return line.sequence, line.id
