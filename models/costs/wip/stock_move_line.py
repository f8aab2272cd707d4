from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ...access import COST, INTERNAL
from ...technical import hide_technical

TECHNICAL_FIELDS = {"pull_picked_on", "pull_picked_price"}


class StockMoveLine(models.Model):
    """Since when a component is taken for its run, and what a unit cost then.

    Odoo dates a line anew when its move is done, and forgets what it was worth before:
    what was in process on an earlier day follows from this.
    """

    _inherit = "stock.move.line"

    pull_picked_on = fields.Datetime(
        string="Picked on",
        compute="_compute_pull_picked",
        store=True,
        copy=False,
        groups=INTERNAL,
    )
    pull_picked_price = fields.Float(
        string="Cost when Picked",
        compute="_compute_pull_picked",
        store=True,
        digits=False,
        copy=False,
        aggregator=None,
        groups=COST,
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    def _auto_init(self):
        # What was picked before the module knew of it: the day is that of the line.
        new = not column_exists(self.env.cr, self._table, "pull_picked_on")
        if new:
            create_column(self.env.cr, self._table, "pull_picked_on", "timestamp")
            create_column(self.env.cr, self._table, "pull_picked_price", "float8")
        res = super()._auto_init()
        if new:
            self._fill_picked_on()
        return res

    def _fill_picked_on(self):
        self.env.cr.execute(
            SQL(
                """
                UPDATE stock_move_line line
                   SET pull_picked_on = line.date
                  FROM stock_move move
                 WHERE move.id = line.move_id
                   AND move.raw_material_production_id IS NOT NULL
                   AND line.picked
                """
            )
        )

    @api.depends("picked")
    def _compute_pull_picked(self):
        for line in self:
            run = line.move_id.raw_material_production_id
            if not run or not line.picked:
                line.pull_picked_on, line.pull_picked_price = False, 0.0
            elif line.pull_picked_on:
                line.pull_picked_on = line.pull_picked_on
                line.pull_picked_price = line.pull_picked_price
            else:
                # Core has just dated it: the day on which it was picked.
                line.pull_picked_on = line.date or fields.Datetime.now()
                line.pull_picked_price = line._get_price_now()

    def _get_price_now(self):
        """Return what a unit costs today, as core values what is in process."""
        product = self.product_id.with_company(self.company_id)
        lot = self.lot_id.with_company(self.company_id)
        if product.lot_valuated and lot.standard_price:
            return lot.standard_price
        return product.standard_price
