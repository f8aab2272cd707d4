from odoo import api, fields, models

from ...access import check_one

LINE, RUN = "line", "run"
PARTS = [(LINE, "Order Lines"), (RUN, "Runs")]


class PullCostSheetRow(models.TransientModel):
    """One kind of cost of an order line or of a run, as the cost sheet has it.

    The list exports as every list of Odoo does.
    """

    _name = "pull.cost.sheet.row"
    _description = "Row of a Cost Sheet"
    _rec_name = "document"
    _order = "id"

    order_id = fields.Many2one("sale.order", string="Sales Order", readonly=True)
    as_of = fields.Date(readonly=True)
    part = fields.Selection(PARTS, readonly=True)
    document = fields.Char("Line or Run", readonly=True)
    product = fields.Char(readonly=True)
    level = fields.Integer(
        readonly=True, aggregator=None, help="1 delivers, 2 makes its components."
    )
    production_id = fields.Many2one("mrp.production", readonly=True)
    sale_line_id = fields.Many2one(
        "sale.order.line", string="Sales Order Line", readonly=True
    )
    kind = fields.Char(readonly=True)
    planned = fields.Monetary(readonly=True)
    actual = fields.Monetary(readonly=True)
    variance = fields.Monetary(readonly=True)
    booked = fields.Monetary(readonly=True)
    company_id = fields.Many2one(
        related="order_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    @api.model
    def _make(self, orders, day=None):
        """Write the rows of the sheets of orders, as of a day, None: now."""
        vals_list = [
            {**vals, "order_id": order_id, "as_of": day}
            for order_id, sheet in orders._get_cost_sheets(day).items()
            for vals in [*self._prepare_lines(sheet), *self._prepare_runs(sheet)]
        ]
        # Sudo: nobody types what the sheet says.
        return self.sudo().create(vals_list).sudo(False)

    @api.model
    def _prepare_lines(self, sheet):
        for line in sheet["lines"]:
            for row in line["kinds"]:
                yield {
                    "part": LINE,
                    "document": sheet["name"],
                    "product": line["product"],
                    "sale_line_id": line["id"],
                    **self._prepare_amounts(row),
                }

    @api.model
    def _prepare_runs(self, sheet):
        for run in sheet["runs"]:
            for row in run["kinds"]:
                yield {
                    "part": RUN,
                    "document": run["name"],
                    "product": run["product"],
                    "level": run["level"],
                    "production_id": run["id"],
                    **self._prepare_amounts(row),
                    "variance": row["variance"] if run["state"] == "done" else 0.0,
                }

    @api.model
    def _prepare_amounts(self, row):
        names = ("planned", "actual", "variance", "booked")
        return {"kind": row["label"], **{name: row[name] for name in names}}

    def action_open(self):
        check_one(self)
        return (self.production_id or self.order_id)._get_records_action()
