from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..access import INTERNAL


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    pull_date_planned = fields.Datetime(
        readonly=True,
        copy=False,
        help="The arrival that the order's supply asked for. Another date was given by "
        "a person and stays.",
        groups=INTERNAL,
    )

    def _find_candidate(
        self,
        product_id,
        product_qty,
        product_uom,
        location_id,
        name,
        origin,
        company_id,
        values,
    ):
        # Core adds a need to any line of the product, whatever its date: a pulled need
        # joins only a line that arrives in time for it.
        lines = self
        if values.get("supply_policy") and values.get("date_planned"):
            needed = fields.Date.to_date(values["date_planned"])
            lines = self.filtered(
                lambda line: fields.Date.to_date(line.date_planned) <= needed
            )
        return super(PurchaseOrderLine, lines)._find_candidate(
            product_id,
            product_qty,
            product_uom,
            location_id,
            name,
            origin,
            company_id,
            values,
        )

    @api.model
    def _prepare_purchase_order_line_from_procurement(
        self,
        product_id,
        product_qty,
        product_uom,
        location_dest_id,
        name,
        origin,
        company_id,
        values,
        po,
    ):
        vals = super()._prepare_purchase_order_line_from_procurement(
            product_id,
            product_qty,
            product_uom,
            location_dest_id,
            name,
            origin,
            company_id,
            values,
            po,
        )
        if values.get("supply_policy"):
            vals["pull_date_planned"] = vals["date_planned"]
            self._advance_order_date(po, vals["date_planned"], values["supplier"])
        return vals

    def _advance_order_date(self, order, date_planned, supplier):
        """Order early enough for a line that is needed before the others.

        Core advances the order date by the date of the lines that were there before.
        """
        order_by = date_planned - relativedelta(days=supplier.delay)
        if order_by < order.date_order:
            order.date_order = order_by
