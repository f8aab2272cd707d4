from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...access import check_one
from ...pegging.walks import DELIVERED
from ..cogs.pull_cogs_line import BASES
from ..vectors.cost_kinds import KINDS

# What else is posted on the accounts of cost of goods sold: of no sales order.
RESTS = [
    ("rest_unsplit", "Rest: not split into parts"),
    ("rest_bill", "Rest: vendor bills"),
    ("rest_difference", "Rest: price differences of vendor bills"),
    ("rest_run", "Rest: rounding and variances of runs"),
    ("rest_stock", "Rest: stock entries (labour, losses, closing)"),
    ("rest_other", "Rest: other entries"),
]
REPORT_KINDS = [
    ("revenue", "Revenue"),
    *KINDS,
    ("ordering_period", "Ordering (period cost)"),
    ("carrying", "Carrying"),
    *RESTS,
]
SHARE = "margin_share:avg"
# What a source may give; columns that it does not give are empty.
COLUMNS = {
    "id": SQL("bigint"),
    "kind": SQL("varchar"),
    "basis": SQL("varchar"),
    "date": SQL("date"),
    "company_id": SQL("int"),
    "sale_line_id": SQL("int"),
    "sold_id": SQL("int"),  # the product, where no order line tells it
    "payer_id": SQL("int"),  # the customer, where no order tells it
    "entry_id": SQL("int"),
    "production_id": SQL("int"),
    "account_move_line_id": SQL("int"),
    "purchase_line_id": SQL("int"),
    "stock_move_id": SQL("int"),
    "quantity": SQL("numeric"),
    "revenue": SQL("numeric"),
    "cogs": SQL("numeric"),
    "cogs_rest": SQL("numeric"),
    "ordering": SQL("numeric"),
    "carrying": SQL("numeric"),
    "carrying_push": SQL("numeric"),
}


class PullCogsReport(models.Model):
    """What was earned with customer orders, and what they cost.

    Its rows come from several tables. Each carries only the measures of its own kind,
    so that sums are right however the rows are grouped. What is posted on the accounts
    of cost of goods sold is `cogs` and `cogs_rest` together, in every month.
    """

    _name = "pull.cogs.report"
    _description = "COGS by Order"
    _auto = False
    _rec_name = "order_id"
    _order = "date desc, id desc"
    _depends = {
        "account.move": [
            "invoice_user_id",
            "journal_id",
            "move_type",
            "partner_id",
            "setup_production_id",
            "team_id",
        ],
        "account.move.line": [
            "account_id",
            "balance",
            "cogs_origin_id",
            "date",
            "display_type",
            "move_id",
            "parent_state",
            "partner_id",
            "product_id",
            "product_uom_id",
            "pull_cogs_side",
            "quantity",
            "sale_line_ids",
        ],
        "account.account": ["account_type"],
        "pull.cogs.line": [
            "account_move_line_id",
            "amount",
            "basis",
            "kind",
            "production_id",
            "sale_line_id",
        ],
        "pull.ordering.cost": [
            "amount",
            "capitalised",
            "company_id",
            "date",
            "purchase_line_id",
            "sale_line_id",
        ],
        "purchase.order.line": ["product_id"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id", "uom_id"],
        "res.company": [
            "account_stock_journal_id",
            "currency_id",
            "pull_carrying_rate",
            "pull_push_days",
        ],
        "res.partner": ["commercial_partner_id"],
        "sale.order": ["partner_id", "team_id", "user_id"],
        "sale.order.line": ["is_downpayment", "order_id", "product_id"],
        "stock.move": [
            "company_id",
            "date",
            "is_in",
            "is_out",
            "production_id",
            "pull_value_days",
            "sale_line_id",
            "state",
            "value",
        ],
        "uom.uom": ["factor"],
    }

    date = fields.Date(
        readonly=True,
        help="Of the journal item; of the purchase order for its ordering cost; of the "
        "delivery for carrying cost.",
    )
    kind = fields.Selection(REPORT_KINDS, readonly=True)
    basis = fields.Selection(
        BASES,
        readonly=True,
        help="Order-specific: the cost of the very units that the customer got, known "
        "by their lots. Averaged: right in total, but the costs of several runs or "
        "receipts may be mixed.",
    )
    order_id = fields.Many2one("sale.order", "Sales Order", readonly=True)
    sale_line_id = fields.Many2one("sale.order.line", "Order Line", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    product_id = fields.Many2one(
        "product.product", readonly=True, help="What the customer ordered."
    )
    product_tmpl_id = fields.Many2one(
        "product.template", "Product Template", readonly=True
    )
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True)
    production_id = fields.Many2one(
        "mrp.production",
        "Manufacturing Order",
        readonly=True,
        help="The run that incurred this cost, at whatever level of the chain.",
    )
    account_move_line_id = fields.Many2one(
        "account.move.line", "Journal Item", readonly=True
    )
    purchase_line_id = fields.Many2one(
        "purchase.order.line", "Purchase Order Line", readonly=True
    )
    stock_move_id = fields.Many2one("stock.move", "Delivery", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)

    quantity = fields.Float(
        "Quantity Invoiced", readonly=True, help="In the product's unit."
    )
    revenue = fields.Monetary(
        readonly=True, help="Posted invoices less credit notes, without tax."
    )
    cogs = fields.Monetary(
        "COGS",
        readonly=True,
        help="Cost of goods sold: the journal items posted with the invoices.",
    )
    cogs_rest = fields.Monetary(
        "Rest of the COGS Accounts",
        readonly=True,
        help="What else is posted on the accounts that COGS is booked on, of no sales "
        "order: COGS and this are the balance of these accounts.",
    )
    material = fields.Monetary(readonly=True)
    run = fields.Monetary(
        readonly=True, help="Time at the work centers, without their setup."
    )
    setup_time = fields.Monetary(readonly=True)
    setup_fixed = fields.Monetary("Fixed Setup Cost", readonly=True)
    subcontract = fields.Monetary("Subcontracting and Extra Cost", readonly=True)
    ordering_cogs = fields.Monetary(
        "Ordering, Capitalised",
        readonly=True,
        help="Cost of placing purchase orders that is part of the goods' value, and so "
        "of COGS.",
    )
    landed = fields.Monetary("Landed Cost", readonly=True)
    variance = fields.Monetary(readonly=True)
    stock = fields.Monetary(
        "From Stock",
        readonly=True,
        help="Goods whose composition is not known.",
    )
    gross_margin = fields.Monetary(readonly=True, help="Revenue less COGS.")
    margin_share = fields.Float(
        "Margin (%)",
        readonly=True,
        aggregator="avg",
        help="Gross margin as a part of revenue. Of a group: its margin divided by its "
        "revenue.",
    )
    ordering = fields.Monetary(
        "Ordering (Not in Ledger)",
        readonly=True,
        help="Estimated cost of placing the purchase orders, where it is not "
        "capitalised. Not in COGS.",
    )
    carrying = fields.Monetary(
        "Carrying (Not in Ledger)",
        readonly=True,
        help="Estimated cost of having held what was delivered: value x days x the "
        "company's yearly rate / 365. Not in COGS.",
    )
    carrying_push = fields.Monetary(
        "Carrying if Made to Stock",
        readonly=True,
        help="What carrying the same goods would have cost, had they waited in stock "
        "for as long as pushed products do.",
    )
    contribution = fields.Monetary(
        readonly=True, help="Gross margin less ordering and carrying cost."
    )

    is_negative = fields.Boolean(
        "Line with a Negative Margin", store=False, search="_search_is_negative"
    )
    is_loss = fields.Boolean("Loss-Making Order", store=False, search="_search_is_loss")
    is_averaged = fields.Boolean(
        "Order with Averaged Figures", store=False, search="_search_is_averaged"
    )
    has_setup = fields.Boolean(
        "Order with Setup Cost", store=False, search="_search_has_setup"
    )

    # === Searching ===

    def _search_is_negative(self, operator, _value):
        return self._search_group(
            operator, "sale_line_id", having=[("gross_margin:sum", "<", 0)]
        )

    def _search_is_loss(self, operator, _value):
        return self._search_group(
            operator, "order_id", having=[("contribution:sum", "<", 0)]
        )

    def _search_is_averaged(self, operator, _value):
        domain = [("basis", "=", "averaged")]
        return self._search_group(operator, "order_id", domain=domain)

    def _search_has_setup(self, operator, _value):
        domain = [("kind", "in", ["setup_time", "setup_fixed"])]
        return self._search_group(operator, "order_id", domain=domain)

    def _search_group(self, operator, field, domain=(), having=()):
        """Find all rows of the orders or order lines that have such rows or sums."""
        if operator != "in":
            return NotImplemented
        domain = Domain(domain) & Domain(field, "!=", False)
        groups = self._read_group(domain, [field], having=having)
        return Domain(field, "in", [record.id for (record,) in groups])

    # === The query ===

    @property
    def _table_query(self):
        return SQL("%s %s", self._select(), self._from())

    def _select(self):
        return SQL(
            """
            SELECT part.*,
                   line.order_id,
                   product.id AS product_id,
                   customer.commercial_partner_id AS partner_id,
                   COALESCE(so.user_id, entry.invoice_user_id) AS user_id,
                   COALESCE(so.team_id, entry.team_id) AS team_id,
                   product.product_tmpl_id,
                   template.categ_id,
                   company.currency_id,
                   %(kinds)s,
                   COALESCE(part.revenue, 0) - COALESCE(part.cogs, 0) AS gross_margin,
                   COALESCE(part.revenue, 0) - COALESCE(part.cogs, 0)
                       - COALESCE(part.ordering, 0) - COALESCE(part.carrying, 0)
                       AS contribution,
                   NULL::float8 AS margin_share
            """,
            kinds=SQL(", ").join(self._select_kind(kind) for kind, _label in KINDS),
        )

    def _select_kind(self, kind):
        column = "ordering_cogs" if kind == "ordering" else kind
        return SQL(
            "CASE WHEN part.kind = %s THEN part.cogs END AS %s",
            kind,
            SQL.identifier(column),
        )

    def _from(self):
        return SQL(
            """
            FROM (%(sources)s) part
            LEFT JOIN sale_order_line line ON line.id = part.sale_line_id
            LEFT JOIN sale_order so ON so.id = line.order_id
            LEFT JOIN account_move entry ON entry.id = part.entry_id
            LEFT JOIN res_partner customer
                ON customer.id = COALESCE(so.partner_id, part.payer_id)
            LEFT JOIN product_product product
                ON product.id = COALESCE(line.product_id, part.sold_id)
            LEFT JOIN product_template template
                ON template.id = product.product_tmpl_id
            LEFT JOIN res_company company ON company.id = part.company_id
            """,
            sources=SQL(" UNION ALL ").join(
                SQL("(%s)", source) for source in self._get_sources().values()
            ),
        )

    def _get_sources(self):
        return {
            "revenue": self._source_revenue(),
            "cogs": self._source_cogs(),
            "ordering": self._source_ordering(),
            "carrying": self._source_carrying(),
            "rest": self._source_rest(),
        }

    def _select_columns(self, **columns):
        """Select a source's columns, in the order that UNION needs."""
        return SQL(", ").join(
            SQL(
                "(%s)::%s AS %s",
                columns.get(name, SQL("NULL")),
                sql_type,
                SQL.identifier(name),
            )
            for name, sql_type in COLUMNS.items()
        )

    def _source_revenue(self):
        """Select the invoice lines of orders, and others that have COGS.

        A down payment is no revenue before its final invoice where it is booked as a
        liability.
        """
        return SQL(
            """
            SELECT %(columns)s
            FROM account_move_line item
            JOIN account_move entry ON entry.id = item.move_id
            JOIN account_account account ON account.id = item.account_id
            LEFT JOIN (
                SELECT invoice_line_id, MIN(order_line_id) AS sale_line_id
                FROM sale_order_line_invoice_rel
                GROUP BY invoice_line_id
            ) link ON link.invoice_line_id = item.id
            LEFT JOIN sale_order_line line ON line.id = link.sale_line_id
            LEFT JOIN product_product product ON product.id = item.product_id
            LEFT JOIN product_template template
                ON template.id = product.product_tmpl_id
            LEFT JOIN uom_uom sold_in ON sold_in.id = item.product_uom_id
            LEFT JOIN uom_uom kept_in ON kept_in.id = template.uom_id
            WHERE entry.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
              AND item.parent_state = 'posted'
              AND item.display_type = 'product'
              AND NOT (line.is_downpayment IS TRUE
                       AND account.account_type LIKE %(liability)s)
              AND (link.sale_line_id IS NOT NULL OR item.id IN (%(others)s))
            """,
            columns=self._select_columns(
                id=SQL("item.id::bigint * 8"),
                kind=SQL("'revenue'"),
                date=SQL("item.date"),
                company_id=SQL("item.company_id"),
                sale_line_id=SQL("link.sale_line_id"),
                sold_id=SQL("item.product_id"),
                payer_id=SQL("item.partner_id"),
                entry_id=SQL("item.move_id"),
                account_move_line_id=SQL("item.id"),
                quantity=SQL(
                    """
                    CASE WHEN entry.move_type = 'out_refund' THEN -1 ELSE 1 END
                    * item.quantity
                    * COALESCE(sold_in.factor / kept_in.factor, 1)
                    """
                ),
                revenue=SQL("-item.balance"),
            ),
            liability="liability%",
            others=SQL(
                """
                SELECT cost.cogs_origin_id
                FROM pull_cogs_line part
                JOIN account_move_line cost ON cost.id = part.account_move_line_id
                WHERE part.sale_line_id IS NULL AND cost.cogs_origin_id IS NOT NULL
                """
            ),
        )

    def _source_cogs(self):
        return SQL(
            """
            SELECT %(columns)s
            FROM pull_cogs_line part
            JOIN account_move_line item ON item.id = part.account_move_line_id
            """,
            columns=self._select_columns(
                id=SQL("part.id::bigint * 8 + 1"),
                kind=SQL("part.kind"),
                basis=SQL("part.basis"),
                date=SQL("item.date"),
                company_id=SQL("part.company_id"),
                sale_line_id=SQL("part.sale_line_id"),
                sold_id=SQL("item.product_id"),
                payer_id=SQL("item.partner_id"),
                entry_id=SQL("item.move_id"),
                production_id=SQL("part.production_id"),
                account_move_line_id=SQL("item.id"),
                cogs=SQL("part.amount"),
            ),
        )

    def _source_ordering(self):
        """Select what placing purchase orders cost and is not part of COGS."""
        return SQL(
            """
            SELECT %(columns)s
            FROM pull_ordering_cost cost
            LEFT JOIN purchase_order_line bought ON bought.id = cost.purchase_line_id
            WHERE cost.capitalised IS NOT TRUE
            """,
            columns=self._select_columns(
                id=SQL("cost.id::bigint * 8 + 2"),
                kind=SQL("'ordering_period'"),
                date=SQL("cost.date"),
                company_id=SQL("cost.company_id"),
                sale_line_id=SQL("cost.sale_line_id"),
                sold_id=SQL("bought.product_id"),
                purchase_line_id=SQL("cost.purchase_line_id"),
                ordering=SQL("cost.amount"),
            ),
        )

    def _source_carrying(self):
        """Select what was delivered, less what came back."""
        return SQL(
            """
            SELECT %(columns)s
            FROM stock_move move
            JOIN res_company company ON company.id = move.company_id
            CROSS JOIN LATERAL (
                SELECT CASE WHEN move.is_in THEN -1 ELSE 1 END
                    * company.pull_carrying_rate / 100 / 365 AS per_day
            ) rate
            WHERE %(delivered)s AND company.pull_carrying_rate > 0
            """,
            delivered=DELIVERED,
            columns=self._select_columns(
                id=SQL("move.id::bigint * 8 + 3"),
                kind=SQL("'carrying'"),
                date=SQL("move.date"),
                company_id=SQL("move.company_id"),
                sale_line_id=SQL("move.sale_line_id"),
                stock_move_id=SQL("move.id"),
                carrying=SQL("rate.per_day * move.pull_value_days"),
                carrying_push=SQL("rate.per_day * move.value * company.pull_push_days"),
            ),
        )

    def _source_rest(self):
        """Select what is on the accounts of cost of goods sold and is no part of it."""
        return SQL(
            """
            SELECT %(columns)s
            FROM account_move_line item
            JOIN account_move entry ON entry.id = item.move_id
            JOIN res_company company ON company.id = item.company_id
            WHERE item.parent_state = 'posted'
              AND (item.account_id, item.company_id) IN (
                  SELECT cost.account_id, cost.company_id
                  FROM pull_cogs_line part
                  JOIN account_move_line cost ON cost.id = part.account_move_line_id
              )
              AND NOT EXISTS (
                  SELECT FROM pull_cogs_line part
                  WHERE part.account_move_line_id = item.id
              )
            """,
            columns=self._select_columns(
                id=SQL("item.id::bigint * 8 + 4"),
                kind=self._select_rest_kind(),
                date=SQL("item.date"),
                company_id=SQL("item.company_id"),
                sold_id=SQL("item.product_id"),
                account_move_line_id=SQL("item.id"),
                cogs_rest=SQL("item.balance"),
            ),
        )

    def _select_rest_kind(self):
        return SQL(
            """
            CASE WHEN item.pull_cogs_side IS NOT NULL THEN 'rest_unsplit'
                 WHEN entry.move_type LIKE %(bill)s AND item.display_type = 'cogs'
                 THEN 'rest_difference'
                 WHEN entry.move_type LIKE %(bill)s THEN 'rest_bill'
                 WHEN entry.setup_production_id IS NOT NULL THEN 'rest_run'
                 WHEN entry.journal_id = company.account_stock_journal_id
                 THEN 'rest_stock'
                 ELSE 'rest_other' END
            """,
            bill="in_%",
        )

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Divide sums: a share has no meaning in a single row, nor has its average."""
        if aggregate_spec != SHARE:
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "SUM(%s) / NULLIF(SUM(%s), 0)",
            self._field_to_sql(self._table, "gross_margin", query),
            self._field_to_sql(self._table, "revenue", query),
        )

    # === Drilling down ===

    def action_open(self):
        """Open what the row is about, or the parts of its cost to who may not."""
        check_one(self)
        # Sudo: whether they may open it is asked afterwards.
        document = self.sudo()._get_document().with_env(self.env)
        if document and document.has_access("read"):
            return document._get_records_action()
        return self._action_open_parts()

    def _get_document(self):
        """Return the document that the row is about; none of a row of parts."""
        if self.kind == "ordering_period":
            return self.purchase_line_id.order_id
        if self.kind == "carrying":
            return self.stock_move_id.picking_id
        entry = self.account_move_line_id.move_id
        is_whole = self.kind == "revenue" or self.kind in dict(RESTS)
        return entry if is_whole else entry.browse()

    def _action_open_parts(self):
        """Open all parts of the journal item that the row is one of."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pull_through_production.pull_cogs_line_action"
        )
        item = self.account_move_line_id
        return {**action, "domain": [("account_move_line_id", "=", item.id)]}

    def action_open_journal_items(self):
        """Open the postings of the row's order line: its revenue and its COGS."""
        check_one(self)
        rows = self
        if self.sale_line_id:
            rows = self.search([("sale_line_id", "=", self.sale_line_id.id)])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Journal Items"),
            "res_model": "account.move.line",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", rows.account_move_line_id.ids)],
        }

    def action_open_cost_sheet(self):
        check_one(self)
        return self.order_id.action_open_cost_sheet()
