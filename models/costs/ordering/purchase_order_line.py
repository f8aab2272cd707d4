from odoo import api, fields, models

from ...access import COST, INTERNAL
from ..vectors.vector import split
from .ordering import carry


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    pull_company_currency_id = fields.Many2one(
        "res.currency",
        string="Company Currency",
        compute="_compute_pull_company_currency_id",
        groups=INTERNAL,
    )
    pull_ordering_share = fields.Monetary(
        string="Ordering Cost",
        currency_field="pull_company_currency_id",
        copy=False,
        readonly=True,
        groups=COST,
        help="This line's share of what it cost to place the order, by its value, and "
        "the cost of the line itself. Kept as it was when the order was confirmed.",
    )
    pull_ordering_account_id = fields.Many2one(
        "account.account",
        string="Ordering Cost Absorbed By",
        copy=False,
        readonly=True,
        groups=COST,
        help="Credited with the ordering cost when the goods enter stock, which are "
        "then worth so much more. Empty: the ordering cost is a cost of the period.",
    )
    pull_ordering_cost_ids = fields.One2many(
        "pull.ordering.cost", "purchase_line_id", readonly=True, groups=COST
    )

    @api.depends("company_id")
    def _compute_pull_company_currency_id(self):
        for line in self:
            line.pull_company_currency_id = line.company_id.currency_id

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        added = lines.filtered(
            lambda line: (
                line.order_id.state == "purchase" and line._bears_ordering_cost()
            )
        )
        added._add_ordering_costs()
        return lines

    def write(self, vals):
        res = super().write(vals)
        if "product_qty" in vals:
            orders = self.order_id.filtered(lambda order: order.state == "purchase")
            orders._refresh_ordering_costs()
        return res

    # === Ordering cost ===

    def _bears_ordering_cost(self):
        """Tell whether this line buys anything."""
        self.ensure_one()
        bought = not self.display_type and not self.is_downpayment
        return bool(bought and self.product_id and self.product_qty)

    def _add_ordering_costs(self):
        """Bear what a further line of a confirmed order costs.

        The cost of the order itself stays with the lines that it was placed with.
        """
        # Who adds a line needs not see what that costs.
        for order, lines in self.sudo().grouped("order_id").items():
            cost = order.company_id.pull_order_line_cost
            lines._set_ordering_costs(dict.fromkeys(lines, cost))
            order.pull_ordering_cost += cost * len(lines)
        self.order_id._refresh_ordering_costs()

    def _set_ordering_costs(self, costs):
        """Keep the ordering cost of these lines, and what becomes of it.

        :param costs: {line: amount}; other lines bear nothing
        """
        for line in self:
            cost = costs.get(line, 0)
            line.pull_ordering_share = cost
            capitalised = cost and line._should_capitalise_ordering()
            account = line._get_ordering_account() if capitalised else False
            line.pull_ordering_account_id = account

    def _should_capitalise_ordering(self):
        """Tell whether the goods of this line will carry its ordering cost in stock.

        Only what enters the company's stock by itself, at what it cost: no services,
        no dropshipping, no kits, nothing made by a subcontractor.
        """
        self.ensure_one()
        company, receipts = self.company_id, self._get_peg_receipts()
        return bool(
            company.pull_capitalise_ordering
            and self._get_ordering_account()
            and self._carries_actual_cost()
            and receipts.product_id == self.product_id
            and not any(move.location_id._should_be_valued() for move in receipts)
            and all(move.location_dest_id._should_be_valued() for move in receipts)
        )

    def _get_ordering_account(self):
        """Return the account to credit: the company's, else the expense account."""
        product = self.product_id.with_company(self.company_id)
        accounts = product.product_tmpl_id.get_product_accounts()
        return self.company_id.pull_ordering_account_id or accounts["expense"]

    def _carries_actual_cost(self):
        product = self.product_id.with_company(self.company_id)
        return product.is_storable and product.cost_method != "standard"

    # === For whom ===

    def _write_ordering_costs(self):
        """Write anew which sale lines bear the ordering cost of these lines."""
        self.pull_ordering_cost_ids.unlink()
        lines = self.filtered("pull_ordering_share")
        quantities = lines._get_pull_quantities_by_line() if lines else {}
        self.env["pull.ordering.cost"].create(
            [
                lines_vals
                for line in lines
                for lines_vals in line._prepare_ordering_costs(quantities[line])
            ]
        )

    def _prepare_ordering_costs(self, quantities):
        """Return the vals of the rows: each sale line by its quantity, the rest stock.

        :param quantities: {sale line: quantity}
        """
        self.ensure_one()
        weights = {sale_line.id: served for sale_line, served in quantities.items()}
        weights[False] = max(self.product_qty - sum(weights.values()), 0)
        rounding = self.pull_company_currency_id.rounding
        parts = split(self.pull_ordering_share, weights, rounding, False)
        return [
            {
                "purchase_line_id": self.id,
                "sale_line_id": sale_line_id,
                "amount": amount,
                "capitalised": bool(self.pull_ordering_account_id),
                "date": fields.Date.context_today(self, self.order_id.date_approve),
                "company_id": self.company_id.id,
            }
            for sale_line_id, amount in parts.items()
        ]

    # === Into stock ===

    def _get_ordering_shares(self):
        """Return {receipt: the part of this line's ordering cost that it carries}."""
        self.ensure_one()
        receipts = self.move_ids.filtered(
            lambda move: move.is_in and not move.origin_returned_move_id
        ).sorted(lambda move: (move.date, move.id))
        carried = self.pull_ordering_account_id and self._carries_actual_cost()
        shares = carry(
            self.pull_ordering_share if carried else 0,
            self.product_uom_qty,
            [move._get_valued_qty() for move in receipts],
            self.pull_company_currency_id.rounding,
        )
        return dict(zip(receipts, shares, strict=True))
