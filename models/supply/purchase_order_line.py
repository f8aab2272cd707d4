from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.tools import float_is_zero

from ..access import INTERNAL
from ..technical import hide_technical
from .arrival import get_arrival
from .needs import is_direct
from .purchase_order import PARTED

TECHNICAL_FIELDS = {"pull_date_planned"}
# Promises are given in whole hours.
ROUNDING = timedelta(hours=1)


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    pull_date_planned = fields.Datetime(
        readonly=True,
        copy=False,
        help="The arrival that the order's supply asked for. Another date was given by "
        "a person and stays.",
        groups=INTERNAL,
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    def copy_data(self, default=None):
        # Core lets a copy bring goods to what the original was bought for.
        vals_list = super().copy_data(default)
        for line, vals in zip(self, vals_list, strict=True):
            pulled = line.sudo().move_dest_ids.filtered("supply_policy")
            if pulled and "move_dest_ids" not in (default or {}):
                others = line.sudo().move_dest_ids - pulled
                vals["move_dest_ids"] = [Command.set(others.ids)]
        return vals_list

    def _get_pulled_needs(self):
        """Return the moves that wait for these lines by policy."""
        lines = self.sudo()
        needs = lines.move_dest_ids | lines.move_ids.move_dest_ids
        return needs.filtered("supply_policy")

    def _merge_po_line(self, rfq_line):
        if self._get_pull_owner() != rfq_line._get_pull_owner():
            # Core forgets whose goods a merged line brings.
            self._keep_pulled_line_apart(rfq_line)
            return None
        is_typed = self._is_pull_price_typed() or rfq_line._is_pull_price_typed()
        res = super()._merge_po_line(rfq_line)
        if not is_typed:
            self.technical_price_unit = self.price_unit
        return res

    def unlink(self):
        if PARTED in self.env.cr.cache:
            self._leave_needs_to_merged()
        return super().unlink()

    def _get_pull_owner(self):
        """Return for whom alone this line is bought: lines of another owner are not
        merged with it; an empty record where it may be for anybody."""
        self.ensure_one()
        # Sudo: a buyer need not see orders.
        sold = self.sudo().sale_line_id
        return sold if self.supply_policy else sold.browse()

    def _keep_pulled_line_apart(self, rfq_line):
        """Give a line to this one's order as it is; while whole requests are merged,
        not before all others have found their line."""
        parted = self.env.cr.cache.get(PARTED)
        if parted is None:
            rfq_line.order_id = self.order_id
        else:
            parted[rfq_line.id] = self.order_id.id

    def _leave_needs_to_merged(self):
        """Leave what waits for these lines to the line that got their quantity: core
        adds up the lines of a product, but forgets what they were for."""
        for line in self:
            others = (line.order_id.order_line - self).filtered(
                lambda other, line=line: (
                    (other.product_id, other.product_uom_id)
                    == (line.product_id, line.product_uom_id)
                )
            )
            if others and line.sudo().move_dest_ids:
                others[0].sudo().move_dest_ids += line.sudo().move_dest_ids

    def _is_pull_price_typed(self):
        """Tell whether a person gave this line its price.

        Core remembers the price that it gave itself (`technical_price_unit`), but not
        each time it gives one: a price that is the vendor's for the quantity of the
        line is nobody's own either.
        """
        self.ensure_one()
        digits = self.env["decimal.precision"].precision_get("Product Price")
        known = [self.technical_price_unit, self._get_pull_vendor_price()]
        return bool(self.price_unit) and not any(
            float_is_zero(self.price_unit - price, precision_digits=digits)
            for price in known
        )

    def _get_pull_vendor_price(self):
        """Return the vendor's price for the quantity of this line, in its unit and
        currency; 0 if none is valid."""
        seller = self.selected_seller_id
        if not seller:
            return 0.0
        vals = self.env["stock.rule"]._update_purchase_order_line(
            *(self.product_id, 0, self.product_uom_id, self.company_id),
            {"supplier": seller, "pull_vendor_price": True},
            self,
        )
        unit = vals.get("product_uom_id") or self.product_uom_id
        return unit._compute_price(vals["price_unit"], self.product_uom_id)

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
        # joins only a line that arrives in time for it, or as soon as one of its own
        # would.
        lines = self
        if values.get("supply_policy") and values.get("date_planned"):
            lines = self._filter_pull_in_time(company_id, values)
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

    def _filter_pull_in_time(self, company, values):
        """Return the lines that a need of these values may join."""
        needed = fields.Date.to_date(values["date_planned"])
        now = fields.Datetime.now()
        vendor = values.get("supplier") or self.env["product.supplierinfo"]
        soonest = get_arrival(now, vendor, company) + ROUNDING
        return self.filtered(
            lambda line: (
                fields.Date.to_date(line.date_planned) <= needed
                or line.date_planned <= soonest
            )
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
            if is_direct(values, location_dest_id):
                vals["supply_policy"] = values["supply_policy"]
            vals["pull_date_planned"] = vals["date_planned"]
            self._advance_pull_order_date(po, vals["date_planned"], values["supplier"])
        return vals

    def _advance_pull_order_date(self, order, date_planned, supplier):
        """Order early enough for a line that is needed before the others.

        Core advances the order date by the date of the lines that were there before.
        """
        order_by = date_planned - relativedelta(days=supplier.delay)
        if order_by < order.date_order:
            order.date_order = order_by
