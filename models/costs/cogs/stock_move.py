from odoo import fields, models

from ...access import COST
from ...technical import hide_technical
from .matching import Batch

TECHNICAL_FIELDS = {"pull_is_periodic", "pull_closed_on"}


class StockMove(models.Model):
    _inherit = "stock.move"

    pull_is_periodic = fields.Boolean(
        string="Valued at closing",
        copy=False,
        readonly=True,
        groups=COST,
        help="The product was valued at closing when the goods moved: their cost is "
        "booked by the closing, not with the invoice.",
    )
    pull_closed_on = fields.Date(
        string="Left to the closing from",
        copy=False,
        readonly=True,
        groups=COST,
        help="The day on which the product came to be valued at closing, after the "
        "goods had moved: what was booked of their cost until then stays, the closing "
        "books the rest.",
    )

    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    def _action_done(self, cancel_backorder=False):
        done = super()._action_done(cancel_backorder=cancel_backorder)
        sold = done.sudo()._filter_cogs_moves()  # as core's entries of moves
        sold._note_periodic()
        sold.sale_line_id._settle_cogs(sold._get_cogs_cause())
        return done

    def _filter_cogs_moves(self):
        """Return those by which goods reach their customers, or come back."""
        return self.filtered(
            lambda move: (
                move.sale_line_id
                and not move.production_id
                and (move.is_in or move.is_out or move.is_dropship)
            )
        )

    def _note_periodic(self):
        """Note which goods move while their product is valued at closing."""
        self.filtered(
            lambda move: (
                move.product_id.with_company(move.company_id).valuation != "real_time"
            )
        ).pull_is_periodic = True

    def _settle_cost_changes(self, date, cause):
        res = super()._settle_cost_changes(date, cause)
        self.sale_line_id._settle_cogs(cause)
        return res

    def _get_cogs_cause(self):
        return ", ".join(sorted({move.reference or "" for move in self}))

    # === One delivery ===

    def _is_cogs_return(self):
        """Tell whether a delivery or a return: goods come back from the customer."""
        return self.is_in or (self.is_dropship and self.location_id.usage == "customer")

    def _get_cogs_batch(self, vector, day):
        """Return what a delivery brought, or a return took back.

        :param vector: {key: weight}
        :param day: the day as of which it is asked
        """
        # What is never on the stock account cannot leave it.
        outside = self.is_dropship or not self._is_in_ledger()
        return Batch(
            self._get_valued_qty(),
            {} if outside or self._is_closed(day) else vector,
            self._get_cogs_lots(),
        )

    def _is_in_ledger(self):
        """Tell whether the goods were on a stock account when they moved."""
        product = self.product_id.with_company(self.company_id)
        perpetual = product.valuation == "real_time" or self.pull_closed_on
        return product.is_storable and perpetual and not self.pull_is_periodic

    def _is_closed(self, day):
        """Tell whether by a day the goods were left to the closing."""
        return bool(self.pull_closed_on) and self.pull_closed_on < day

    def _get_cogs_lots(self):
        """Return {lot id: quantity}, nothing where lots do not decide on the value."""
        lines = self.move_line_ids
        if not self.product_id.lot_valuated or not all(line.lot_id for line in lines):
            return {}
        return {
            lot.id: sum(own.mapped("quantity_product_uom"))
            for lot, own in lines.grouped("lot_id").items()
        }
