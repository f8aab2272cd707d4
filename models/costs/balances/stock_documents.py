from odoo.tools import SQL

from .finding import STOCK, Finding
from .stock_moved import ENTRY, ORDERING, PURCHASE, SALE


class StockDocuments:
    """Documents by which goods and their ledger do not go along.

    Reads the sums that `StockBalance` keeps in tables.

    :param control: the `Books`
    :param accounts: {category id: id of the stock valuation account}
    :ivar told: [(finding, way, account id or None)]
    """

    def __init__(self, control, accounts):
        self.control = control
        self.env = control.env
        self.accounts = accounts
        self.half = control.currency.rounding / 2
        self.told = []

    def get_findings(self):
        self._find_accounts()
        self._find_entries()
        self._find_purchases()
        self._find_ordering()
        findings = [finding for finding, _way, _account in self.told]
        return [*findings, *self._get_returns()]

    def _tell(self, way, record, cause, expected, found, **values):
        round_ = self.control.currency.round
        finding = Finding(
            STOCK, record, cause, round_(expected), round_(found), **values
        )
        self.told.append((finding, way, None))

    # === On which account ===

    def _find_accounts(self):
        """Goods leave the account that they are on: of a kit, each component's."""
        rows = self.control.select(
            SQL(
                """
                SELECT item.move_id, item.product_id, posted.account_id,
                       line.product_id, SUM(item.balance)
                  FROM pull_posted posted
                  JOIN account_move_line item ON item.id = posted.id
                  JOIN sale_order_line line ON line.id = item.pull_sale_line_id
                 WHERE posted.way = 'sale' AND item.product_id != line.product_id
                 GROUP BY 1, 2, 3, 4
                """
            )
        )
        products = self.env["product.product"]
        for entry, product, account, sold, balance in rows:
            product, sold = products.browse(product), products.browse(sold)
            right = self._get_account(product)
            if right and account != right and account == self._get_account(sold, True):
                entry = self.env["account.move"].browse(entry)
                cause = self.env._(
                    "Components left stock, but the account of the kit was credited "
                    "and not theirs."
                )
                finding = Finding(
                    STOCK,
                    entry,
                    cause,
                    float(balance),
                    0,
                    product=product,
                    day=entry.date,
                    name=entry.name,
                )
                # One of both accounts has too much, the other too little.
                self.told.append((finding, SALE, right))

    def _get_account(self, product, any_valuation=False):
        account = self.accounts.get(product.categ_id.id, self.accounts.get(0))
        if any_valuation:
            return product._get_product_accounts()["stock_valuation"].id
        return account

    # === Entries of moves ===

    def _find_entries(self):
        rows = self.control.select(
            SQL(
                """
                SELECT COALESCE(moved.entry_id, posted.move_id),
                       COALESCE(moved.product_id, posted.product_id),
                       COALESCE(moved.value, 0), COALESCE(posted.balance, 0)::float
                  FROM (SELECT entry_id, product_id, SUM(first) AS value,
                               COUNT(*) AS count
                          FROM pull_moved WHERE way = 'entry'
                         GROUP BY entry_id, product_id) moved
                  FULL JOIN (SELECT move_id, product_id, SUM(balance) AS balance
                               FROM pull_posted WHERE way = 'entry'
                              GROUP BY move_id, product_id) posted
                    ON posted.move_id = moved.entry_id
                   AND posted.product_id = moved.product_id
                 WHERE ABS(COALESCE(moved.value, 0) - COALESCE(posted.balance, 0))
                       >= %(half)s
                   AND NOT EXISTS (
                       SELECT 1 FROM stock_move move
                         JOIN mrp_production run ON run.id = move.production_id
                         JOIN mrp_bom bom ON bom.id = run.bom_id
                        WHERE bom.type = 'subcontract'
                          AND move.account_move_id
                              = COALESCE(moved.entry_id, posted.move_id))
                """,
                half=self.half,
            )
        )
        for entry, product, value, balance in rows:
            entry = self.env["account.move"].browse(entry)
            self._tell(
                ENTRY,
                entry,
                self.env._("The entry does not have the value of what moved."),
                value,
                balance,
                product=self.env["product.product"].browse(product),
                day=entry.date,
                name=entry.name or "",
            )

    # === Purchases ===

    def _find_purchases(self):
        """What is billed as far as it is received is worth what was billed."""
        rows = self.control.select(
            SQL(
                """
                SELECT moved.purchase_line_id, moved.product_id,
                       moved.value, billed.balance::float
                  FROM (SELECT purchase_line_id, product_id,
                               SUM(weight - ordering - landed) AS value,
                               SUM(quantity) AS quantity,
                               COUNT(*) AS count,
                               BOOL_AND(is_in) AS is_in,
                               BOOL_OR(pull_is_periodic) AS is_periodic,
                               ARRAY_AGG(id) AS ids
                          FROM pull_moved WHERE way = 'purchase'
                         GROUP BY purchase_line_id, product_id) moved
                  JOIN (SELECT item.purchase_line_id, SUM(item.balance) AS balance,
                               SUM(item.quantity * bought_in.factor / kept_in.factor
                                   * CASE WHEN entry.move_type = 'in_refund'
                                          THEN -1 ELSE 1 END) AS quantity
                          FROM account_move_line item
                          JOIN account_move entry ON entry.id = item.move_id
                          JOIN product_product product ON product.id = item.product_id
                          JOIN product_template template
                            ON template.id = product.product_tmpl_id
                          JOIN uom_uom kept_in ON kept_in.id = template.uom_id
                          JOIN uom_uom bought_in ON bought_in.id = item.product_uom_id
                         WHERE item.company_id = %(company)s
                           AND item.purchase_line_id IS NOT NULL
                           AND item.parent_state = 'posted'
                           AND item.display_type = 'product'
                           AND item.date <= %(day)s
                         GROUP BY item.purchase_line_id) billed
                    ON billed.purchase_line_id = moved.purchase_line_id
                 WHERE ABS(moved.quantity - billed.quantity) < 1e-6
                   AND ABS(moved.value - billed.balance)
                       >= %(half)s + (moved.count - 1) * 2 * %(half)s
                   AND moved.is_in
                   AND NOT EXISTS (SELECT 1 FROM product_value by_hand
                                    WHERE by_hand.move_id = ANY(moved.ids))
                """,
                company=self.control.company.id,
                day=self.control.day,
                half=self.half,
            )
        )
        for line, product, value, balance in rows:
            product = self.env["product.product"].browse(product)
            if product.cost_method == "standard":
                continue
            line = self.env["purchase.order.line"].browse(line)
            self._tell(
                PURCHASE,
                line.order_id,
                self.env._(
                    "All is received and billed, but not worth what was billed."
                ),
                value,
                balance,
                product=product,
                name=line.order_id.name,
            )

    # === Ordering cost ===

    def _find_ordering(self):
        """What of ordering cost is posted on goods is within what they are worth."""
        rows = self.control.select(
            SQL(
                """
                SELECT moved.product_id, moved.ordering,
                       COALESCE(posted.balance, 0)::float
                  FROM (SELECT product_id, SUM(ordering) AS ordering
                          FROM pull_moved WHERE way = 'purchase'
                         GROUP BY product_id
                        HAVING BOOL_OR(ordering != 0)) moved
                  LEFT JOIN (SELECT product_id, SUM(balance) AS balance
                               FROM pull_posted WHERE way = 'ordering'
                              GROUP BY product_id) posted
                    ON posted.product_id = moved.product_id
                 WHERE ABS(moved.ordering - COALESCE(posted.balance, 0)) >= %s
                """,
                2 * self.half,
            )
        )
        for product, ordering, balance in rows:
            product = self.env["product.product"].browse(product)
            self._tell(
                ORDERING,
                product,
                self.env._(
                    "Ordering cost is on the account that the goods do not carry, or "
                    "the reverse: some went back to their vendor."
                ),
                ordering,
                balance,
                product=product,
                name=product.display_name,
            )

    # === Returns ===

    def _get_returns(self):
        """What comes back is worth what it left at: of lots, each its own."""
        rows = self.control.select(
            SQL(
                """
                SELECT back.id, back.weight, left_at.weight * back.quantity
                           / NULLIF(left_at.quantity, 0), template.lot_valuated
                  FROM pull_moved back
                  JOIN pull_moved left_at ON left_at.id = back.origin_id
                  JOIN product_product product ON product.id = back.product_id
                  JOIN product_template template
                    ON template.id = product.product_tmpl_id
                 WHERE back.is_in AND NOT left_at.is_in
                   AND back.way IN ('sale', 'none')
                   AND (template.lot_valuated
                        OR ABS(back.weight - left_at.weight * back.quantity
                               / NULLIF(left_at.quantity, 0)) > %s)
                   AND NOT EXISTS (SELECT 1 FROM product_value by_hand
                                    WHERE by_hand.move_id = back.id)
                """,
                2 * self.half,
            )
        )
        findings = []
        moves = self.env["stock.move"].browse([row[0] for row in rows])
        for move, (_id, weight, expected, by_lot) in zip(moves, rows, strict=True):
            if by_lot:
                vector = move._get_costs_returned_by_lot()
                expected = sum(vector.values()) if vector is not None else weight
            if expected is None or abs(expected - weight) <= 2 * self.half:
                continue
            findings.append(
                Finding(
                    STOCK,
                    move,
                    self.env._("Came back at another value than it left at."),
                    self.control.currency.round(expected),
                    self.control.currency.round(weight),
                    product=move.product_id,
                    day=move.date.date(),
                    name=move.reference or "",
                )
            )
        return findings
