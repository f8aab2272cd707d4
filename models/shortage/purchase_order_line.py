from odoo import api, fields, models

from ..supply.needs import is_open
from ..technical import hide_technical

TECHNICAL_FIELDS = {"pull_given_up_move_ids"}


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    pull_given_up_move_ids = fields.Many2many(
        "stock.move",
        "pull_given_up_move_rel",
        string="Needs Given Up",
        copy=False,
        readonly=True,
        groups="purchase.group_purchase_user",
        help="What this line was bought for when it was cancelled. Set back to draft, "
        "it serves those needs again that nothing else serves by then.",
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    def _remember_pulled_needs(self):
        # Sudo: a buyer's click notes it, nobody types it.
        for line in self.sudo():
            needs = line._get_pulled_needs().filtered(is_open)
            if needs and line.state != "cancel":
                line.pull_given_up_move_ids = needs

    def _serve_pulled_needs_again(self):
        """Let lines that were brought back by hand serve what they were bought for."""
        direct = self.filtered(lambda line: line._is_pull_direct())
        direct.filtered("supply_policy")._serve_customers_again()
        given_up = self.pull_given_up_move_ids
        if not given_up:
            return
        for line in self:
            needs = line.pull_given_up_move_ids.filtered(
                lambda need: is_open(need) and need._get_pull_shortage()
            )
            line.move_dest_ids |= needs
            line.order_id.reference_ids |= needs.reference_ids
            needs.procure_method = "make_to_order"
            needs._recompute_state()
        self.pull_given_up_move_ids = False
        orders = self.env["sale.order"]
        self.env["pull.exception"]._close_solved_by(orders, given_up)

    def _serve_customers_again(self):
        """Let lines whose vendor ships straight to the customer serve him again, as far
        as nothing else does by then. What has shipped something was and stays his."""
        exceptions = self.env["pull.exception"]
        direct = self.sale_line_id._get_pull_direct_supply()
        for line in self:
            customer_line, product = line.sale_line_id, line.product_id
            line.sale_line_id = False
            has_shipped = direct.get_shipped(line)
            if has_shipped or customer_line._get_pull_direct_missing(product):
                line.sale_line_id = customer_line
                order = customer_line.order_id
                line.order_id.reference_ids |= order.stock_reference_ids
                exceptions._close_solved_by(order, self.env["stock.move"])

    def _ask_pull_price_again(self):
        """Take the vendor's price for these requests, if there is one now."""
        for line in self.filtered(lambda line: line.state in ("draft", "sent")):
            date = line.date_planned
            line.invalidate_recordset(["selected_seller_id"])
            line.technical_price_unit = line.price_unit
            line._compute_price_unit_and_date_planned_and_name()
            line.date_planned = date

    def _has_pull_agreed_price(self):
        """Tell whether this line has a price that somebody stands for: the vendor's for
        this quantity and day, or a person's."""
        self.ensure_one()
        by_hand = self.price_unit != self.technical_price_unit
        return self.state in ("purchase", "cancel") or bool(
            self.price_unit and (self.selected_seller_id or by_hand)
        )
