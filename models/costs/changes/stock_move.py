from odoo import fields, models
from odoo.tools import SQL

from ..vectors.vector import add, scale
from .cost_carrier import CostCarrier
from .cost_change import CostChanges

# Whom a move has given goods to: those that took of it; what came back of it; what the
# run made that used it up.
REACH = """
    WITH RECURSIVE reach(id) AS (
        SELECT unnest(%s)
         UNION
        SELECT next.id
          FROM reach, LATERAL (
            SELECT taken.move_id AS id
              FROM stock_move_cost_source taken
             WHERE taken.source_id = reach.id
             UNION ALL
            SELECT back.id
              FROM stock_move back
             WHERE back.origin_returned_move_id = reach.id
               AND back.state = 'done' AND back.is_in
             UNION ALL
            SELECT made.id
              FROM stock_move used
              JOIN stock_location target ON target.id = used.location_dest_id
              JOIN stock_move made
                ON made.production_id = used.raw_material_production_id
             WHERE used.id = reach.id AND used.is_out AND target.usage != 'inventory'
               AND made.state = 'done' AND made.is_in
          ) next
    )
    SELECT id FROM reach
    """
REACH_FIELDS = [
    "is_in",
    "is_out",
    "location_dest_id",
    "origin_returned_move_id",
    "production_id",
    "raw_material_production_id",
    "state",
]


class StockMove(models.Model):
    _inherit = "stock.move"

    def _change_costs(self, before, correction_quantity=None):
        res = super()._change_costs(before, correction_quantity)
        changes = self._get_cost_changes(before, correction_quantity).get_all()
        if changes:
            self._get_cost_carrier(changes).run()
        return res

    def _get_cost_changes(self, before, correction_quantity):
        """Return what tells the changes of these moves and their causes.

        Meant to be inherited, to have another `CostChanges`.
        """
        return CostChanges(before, correction_quantity)

    def _get_cost_carrier(self, changes):
        """Return what carries changes on to who took the goods.

        Meant to be inherited, to have another `CostCarrier`.
        """
        return CostCarrier(changes)

    def _get_cost_reach(self):
        """Return these moves and all that were made of what they brought."""
        self.flush_model(REACH_FIELDS)
        self.env["stock.move.cost.source"].flush_model(["move_id", "source_id"])
        rows = self.env.execute_query(SQL(REACH, self.ids))
        return self.browse(sorted(move for (move,) in rows))

    def _is_cost_change_booked(self):
        """Tell whether the ledger follows when the cost of this outgoing move changes.

        By an entry of its own, or with the order line that it delivers.
        """
        self.ensure_one()
        line = self.sale_line_id
        products = line.product_id | self.product_id
        return bool(
            self.account_move_id
            or line.supply_policy
            or (line and any(products.mapped("effective_supply_policy")))
        )

    # === What a value consists of ===

    def _get_cost_exchange(self):
        """Return what the bills of this receipt cost more by the rates of their days.

        Than by the rate of the day on which the goods came.
        """
        self.ensure_one()
        currency, came = self.company_id.currency_id, self.date.date()
        billed = by_rate = 0.0
        for item in self.purchase_line_id.invoice_lines:
            if item.parent_state == "posted" and item.currency_id:
                sign = -1 if item.move_type == "in_refund" else 1
                amount = sign * item.price_subtotal
                rates = {"company": self.company_id, "round": False}
                first = min(came, item.date)
                billed += item.currency_id._convert(
                    amount, currency, date=item.date, **rates
                )
                by_rate += item.currency_id._convert(
                    amount, currency, date=first, **rates
                )
        if currency.is_zero(billed - by_rate) or not billed:
            return 0.0
        own = self._get_value_from_account_move(self._get_valued_qty())["value"]
        return currency.round(own * (1 - by_rate / billed))

    def _get_value_from_account_move(self, quantity, at_date=None):
        # Core converts each line by itself, but posts the bill so that its total is
        # right: a line may be a cent off. Goods are worth what the ledger has of them.
        data = super()._get_value_from_account_move(quantity, at_date=at_date)
        if data["value"] and self.purchase_line_id:
            data["value"] *= self._get_cost_ledger_ratio(at_date)
        return data

    def _get_cost_ledger_ratio(self, at_date=None):
        """Return what the ledger has of this receipt's bills, of what core counts."""
        day = at_date and fields.Date.to_date(at_date)
        posted = counted = 0.0
        for item in self.purchase_line_id.invoice_lines:
            if (
                item.parent_state != "posted"
                or item.move_type not in ("in_invoice", "in_refund")
                or (day and item.date > day)
            ):
                continue
            sign = -1 if item.move_type == "in_refund" else 1
            posted += item.balance
            counted += item.currency_id._convert(
                sign * item.price_subtotal, self.company_id.currency_id, date=item.date
            )
        same = self.company_id.currency_id.is_zero(posted - counted)
        return 1.0 if same or not counted else posted / counted

    def _get_cost_subcontract_receipts(self):
        """Return the receipts by which a subcontractor delivers what this move made."""
        # Of a module that need not be there.
        if "is_subcontract" not in self._fields or not self.production_id:
            return self.browse()
        return self.move_dest_ids.filtered(
            lambda move: (
                move.state == "done" and move.is_subcontract and move.purchase_line_id
            )
        )

    # === Returns ===

    def _get_value_from_returns(self, quantity, at_date=None):
        # Core takes the average of all lots of the delivery, and of goods without a
        # policy it credits that.
        data = super()._get_value_from_returns(quantity, at_date=at_date)
        valued = self._get_valued_qty()
        origin = self.origin_returned_move_id.sudo()
        by_lot = valued and self.product_id.lot_valuated
        if data["quantity"] and by_lot and origin._is_cost_change_booked():
            vector = self._get_costs_returned_by_lot()
            if vector is not None:
                data["value"] = sum(vector.values()) * quantity / valued
        return data

    def _get_costs_returned(self, known=None):
        vector = self._get_costs_returned_by_lot()
        return super()._get_costs_returned(known) if vector is None else vector

    def _get_costs_returned_by_lot(self):
        """Return {key: weight} of the lots that come back, None if that is unknown."""
        origin = self.origin_returned_move_id.sudo()
        lots = origin._get_costs_by_lot() if origin._is_cost_change_booked() else {}
        lines = self._get_in_move_lines()
        if not lots or any(line.lot_id.id not in lots for line in lines):
            return None
        return add(
            scale(lots[line.lot_id.id], line.quantity_product_uom) for line in lines
        )

    def _get_costs_by_lot(self):
        """Return {lot id: what a unit of it cost, {key: weight}} of an outgoing move.

        {} of a move that is not valued by lot, or whose goods come from nobody knows.
        """
        parts = self.cost_source_ids.filtered("lot_id")
        if not parts or not self.product_id.lot_valuated:
            return {}
        vectors = parts.source_id._get_cost_vectors()
        taken = {}
        for lot, own in parts.grouped("lot_id").items():
            whole = add(
                scale(
                    part.source_id._get_cost_unit(lot, vectors[part.source_id]),
                    part.quantity,
                )
                for part in own
            )
            taken[lot.id] = (whole, sum(own.mapped("quantity")))
        total = sum(sum(whole.values()) for whole, _quantity in taken.values())
        factor = self.value / total if total else 1
        return {
            lot: scale(whole, factor / quantity)
            for lot, (whole, quantity) in taken.items()
            if quantity
        }

    def _get_cost_unit(self, lot, vector):
        """Return what a unit of the lot cost that this move brought in."""
        origin = self.origin_returned_move_id
        if origin.is_out and len(self.move_line_ids.lot_id) > 1:
            by_lot = origin._get_costs_by_lot()
            if lot.id in by_lot:
                return by_lot[lot.id]
        quantity = self._get_valued_qty()
        return scale(vector, 1 / quantity) if quantity else {}
