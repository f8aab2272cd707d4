import logging

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import split_every

from ..pegging.walks import DOWNSTREAM
from ..policy.policies import HYBRID, PULL
from ..supply.needs import get_shortage, is_open

# A chain is read whole: so many needs fit into memory at once.
NEEDS_AT_ONCE = 1000

_logger = logging.getLogger(__name__)


class StockMove(models.Model):
    _inherit = "stock.move"

    def _get_pull_shortage(self):
        """Return what this need has no supply for, in the unit of its product."""
        self.ensure_one()
        return get_shortage(self, self._get_peg_graph())

    def _report_pull_shortages(self):
        """Open, or bring up to date, an exception for each need in the chains of these
        moves that has lost its supply."""
        graph = self._get_peg_graph()
        short = [
            (move, quantity)
            for move in graph.moves
            if is_open(move) and (quantity := get_shortage(move, graph))
        ]
        if not short:
            return
        below = self.browse([move.id for move, _q in short])._get_peg_graph(DOWNSTREAM)
        self.env["pull.exception"]._report_pull_shortages(
            [
                (move, quantity, [*below.get_line_shares(move)])
                for move, quantity in short
            ]
        )

    # === The net below ===

    @api.model
    def _cron_find_pull_shortages(self):
        """Look over all open needs for shortages that no event has told.

        There should be none: each is a door through which goods leave unseen, and is
        logged with the document that took some of them last.

        :return: how many were found
        """
        needs = self.sudo().search(self._get_pulled_need_domain())  # of all companies
        found = 0
        for ids in split_every(NEEDS_AT_ONCE, needs.ids):
            found += self.sudo().browse(ids)._pull_find_untold()
        found += self.env["sale.order.line"]._pull_find_untold_direct()
        if found:
            _logger.warning("%s needs had lost supply and nobody was told", found)
        return found

    @api.model
    def _get_pulled_need_domain(self):
        return Domain("supply_policy", "in", [PULL, HYBRID]) & Domain(
            "state", "not in", ["draft", "done", "cancel"]
        )

    def _pull_find_untold(self):
        exceptions = self.env["pull.exception"]
        moves = self._get_peg_graph().moves
        told = exceptions._get_open_shortages(moves)
        self._report_pull_shortages()
        untold = [
            exception
            for move, exception in exceptions._get_open_shortages(moves).items()
            if move not in told
        ]
        for exception in untold:
            _logger.warning(
                "Nobody was told: %s Last taken by %s",
                exception.message,
                exception.move_id._get_pull_last_taker().reference or "nobody",
            )
        return len(untold)

    def _get_pull_last_taker(self):
        """Return the last move that took this need's product out of its place."""
        self.ensure_one()
        return self.search(
            Domain("product_id", "=", self.product_id.id)
            & Domain("location_id", "child_of", self.location_id.id)
            & Domain("state", "=", "done"),
            order="date desc, id desc",
            limit=1,
        )

    def _pull_supply_again(self):
        """Make or buy what these needs lack, as when they were confirmed."""
        procurements = []
        for move in self.sudo().filtered(is_open):
            missing = move._get_pull_shortage()
            if move.product_id.uom_id.compare(missing, 0) <= 0:
                continue
            if move.sale_line_id and move._is_pull_later_step():
                move._pull_begin_again(missing)
                continue
            move.procure_method = "make_to_order"
            procurements.append(move._prepare_pull_procurement(missing))
        self.env["stock.rule"].sudo().run(procurements)
        self.sudo()._recompute_state()

    def _pull_begin_again(self, missing):
        """Let the goods that this step lacks pass all steps to the customer anew."""
        self.ensure_one()
        left = self.product_qty - missing
        if self.product_id.uom_id.compare(left, 0) > 0:
            self.product_uom_qty = self.product_id.uom_id._compute_quantity(
                left, self.product_uom, rounding_method="HALF-UP"
            )
        else:
            self._action_cancel()
        self.sale_line_id._action_launch_stock_rule()

    # === Goods whose next step was cancelled ===

    def _is_pull_stranded(self):
        """Tell whether goods that this move brought on their way to a customer wait for
        a step that nobody will do."""
        self.ensure_one()
        return bool(
            self.state == "done"
            and not self._skip_push()
            and not self.origin_returned_move_id
            and self.location_final_id._is_outgoing()
            and self.product_id.uom_id.compare(self._get_pull_stranded_quantity(), 0)
            > 0
        )

    def _get_pull_stranded_quantity(self):
        taken = self.move_dest_ids.filtered(lambda move: move.state != "cancel")
        return self._get_peg_quantity() - sum(
            move._get_peg_quantity() for move in taken
        )

    def _pull_push_again(self):
        """Make the next step of what this move has brought, as when it was done."""
        stranded = self._get_pull_stranded_quantity()
        onward = self._push_apply()
        if onward:
            onward.product_uom_qty = onward.product_id.uom_id._compute_quantity(
                stranded, onward.product_uom, rounding_method="HALF-UP"
            )
            onward._action_assign()

    def _prepare_pull_procurement(self, quantity):
        """Return the procurement of `quantity`, in the unit of the product."""
        self.ensure_one()
        return self.env["stock.rule"].Procurement(
            self.product_id,
            self.product_id.uom_id._compute_quantity(
                quantity, self.product_uom, rounding_method="HALF-UP"
            ),
            self.product_uom,
            self.location_id,
            self.rule_id.name or "/",
            self._prepare_procurement_origin(),
            self.company_id,
            self._prepare_procurement_values(),
        )
