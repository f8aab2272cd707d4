"""Stock valuation accounts: what goods moved, and what was posted, in sums."""

from odoo.tools import SQL

from ..past.past_stock import LINES
from .sold import select_weights

# How the value of a move reaches the ledger.
ENTRY, SALE, PURCHASE, NONE = "entry", "sale", "purchase", "none"
CHANGE, ORDERING, CLOSING, HAND = "change", "ordering", "closing", "hand"
ACCRUAL = "accrual"  # reversed on the next day
PERIODIC = "periodic"  # of goods that the closing values now, whatever it was


def select_moved(control):
    """Select each valued move of perpetual products, as of the control's day.

    Columns: `id`, `product_id`, `categ_id`, `way` (one of the above), what it brought
    (negative: took) as `weight`, and within it `ordering`, `landed` and `first` (when
    it was done); `entry_id`, `purchase_line_id`, `sale_line_id`, `origin_id`.
    """
    return SQL(
        """
        SELECT move.id,
               move.product_id,
               template.categ_id,
               CASE WHEN move.account_move_id IS NOT NULL THEN 'entry'
                    WHEN move.sale_line_id IS NOT NULL
                         AND 'customer' IN (source.usage, target.usage) THEN 'sale'
                    WHEN COALESCE(move.purchase_line_id, origin.purchase_line_id)
                         IS NOT NULL THEN 'purchase'
                    ELSE 'none' END AS way,
               sign.is * CASE WHEN whole.move_id IS NULL THEN move.value
                              ELSE COALESCE(parts.weight, 0) END AS weight,
               sign.is * COALESCE(parts.ordering, 0) AS ordering,
               sign.is * COALESCE(parts.landed, 0) AS landed,
               sign.is * CASE WHEN whole.move_id IS NULL THEN move.value
                              ELSE COALESCE(parts.first, 0) END AS first,
               move.account_move_id AS entry_id,
               COALESCE(move.purchase_line_id, origin.purchase_line_id)
                   AS purchase_line_id,
               move.sale_line_id,
               move.origin_returned_move_id AS origin_id,
               sign.is * move.quantity * made_in.factor / kept_in.factor AS quantity,
               move.is_in,
               move.pull_is_periodic
          FROM stock_move move
          JOIN product_product product ON product.id = move.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
          JOIN stock_location source ON source.id = move.location_id
          JOIN stock_location target ON target.id = move.location_dest_id
          JOIN uom_uom made_in ON made_in.id = move.product_uom
          JOIN uom_uom kept_in ON kept_in.id = template.uom_id
          CROSS JOIN LATERAL (SELECT CASE WHEN move.is_in THEN 1 ELSE -1 END AS is) sign
          LEFT JOIN stock_move origin ON origin.id = move.origin_returned_move_id
          LEFT JOIN (%(parts)s) parts ON parts.move_id = move.id
          LEFT JOIN (%(whole)s) whole ON whole.move_id = move.id
         WHERE move.company_id = %(company)s
           AND move.state = 'done'
           AND (move.is_in OR move.is_out)
           AND (parts.move_id IS NOT NULL
                OR (whole.move_id IS NULL AND move.value != 0
                    AND move.date::date <= %(day)s))
           AND template.is_storable
           AND COALESCE(template.categ_id, 0) IN %(categories)s
        """,
        parts=select_weights(control),
        # Moves whose parts do not sum count with their value: that is told elsewhere.
        whole=SQL(
            """
            SELECT DISTINCT move_id FROM stock_move_cost_line
             WHERE company_id = %s AND move_id NOT IN %s
            """,
            control.company.id,
            tuple(control.broken) or (0,),
        ),
        company=control.company.id,
        day=control.day,
        categories=control.get_perpetual_categories(),
    )


def select_on_hand(control, products):
    """Select (product id, quantity) that there was of products, as goods went."""
    return SQL(
        """
        SELECT move.product_id,
               SUM(CASE WHEN move.is_in THEN line.quantity_product_uom
                        ELSE -line.quantity_product_uom END)::float
          FROM %(lines)s
           AND move.company_id = %(company)s
           AND move.product_id IN %(products)s
           AND COALESCE(
               (SELECT MIN(part.date) FROM stock_move_cost_line part
                 WHERE part.move_id = move.id), move.date::date) <= %(day)s
         GROUP BY move.product_id
        """,
        lines=LINES,
        company=control.company.id,
        products=tuple(products),
        day=control.day,
    )


def select_posted(control, accounts):
    """Select (account id, way, product id, purchase line id, entry id, balance)."""
    return SQL(
        """
        SELECT item.account_id,
               CASE WHEN entry.pull_is_accrual THEN 'accrual'
                    WHEN item.product_id IS NOT NULL
                         AND COALESCE(template.categ_id, 0) NOT IN %(categories)s
                         THEN 'periodic'
                    WHEN item.pull_cogs_side = 'stock' THEN 'sale'
                    WHEN entry.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
                        THEN 'purchase'
                    WHEN entry.pull_cost_cause IS NOT NULL THEN 'change'
                    WHEN EXISTS (SELECT 1 FROM stock_move move
                                  WHERE move.account_move_id = entry.id) THEN 'entry'
                    %(landed)s
                    WHEN item.product_id IS NULL
                         AND entry.journal_id = %(journal)s THEN 'closing'
                    WHEN item.product_id IS NOT NULL AND entry.move_type = 'entry'
                         AND entry.journal_id = %(journal)s THEN 'ordering'
                    ELSE 'hand' END AS way,
               item.product_id,
               item.purchase_line_id,
               item.move_id,
               item.id,
               item.balance
          FROM account_move_line item
          JOIN account_move entry ON entry.id = item.move_id
          LEFT JOIN product_product product ON product.id = item.product_id
          LEFT JOIN product_template template ON template.id = product.product_tmpl_id
         WHERE item.account_id IN %(accounts)s
           AND item.company_id = %(company)s
           AND item.parent_state = 'posted'
           AND item.date <= %(day)s
        """,
        landed=_get_landed(control),
        journal=control.company.account_stock_journal_id.id or 0,
        accounts=tuple(accounts) or (0,),
        company=control.company.id,
        day=control.day,
        categories=control.get_perpetual_categories(),
    )


def _get_landed(control):
    """Landed costs are of a module that need not be there."""
    if "stock.landed.cost" not in control.env:
        return SQL()
    return SQL(
        """WHEN EXISTS (SELECT 1 FROM stock_landed_cost landed
                         WHERE landed.account_move_id = entry.id) THEN 'change'"""
    )
