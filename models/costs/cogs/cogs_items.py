"""Which journal items are cost of goods sold, and on which side of it."""

from odoo.tools import SQL


def select_sides(condition):
    """Select (id, side, sales order line id) of items that core posted in pairs.

    Odoo posts two items per invoice line and says of neither which account it is for:
    the item of the stock valuation account comes first, that of the expense account
    second. A later posting for the same line adds another such pair.

    :param SQL condition: on `item`, the same for all items of an invoice line
    """
    return SQL(
        """
        SELECT pair.id,
               CASE WHEN pair.position %% 2 = 0 THEN 'expense' ELSE 'stock' END AS side,
               (
                   SELECT MIN(link.order_line_id)
                   FROM sale_order_line_invoice_rel link
                   WHERE link.invoice_line_id = pair.cogs_origin_id
               ) AS sale_line_id
        FROM (
            SELECT item.id,
                   item.cogs_origin_id,
                   ROW_NUMBER() OVER (
                       PARTITION BY item.move_id, item.cogs_origin_id ORDER BY item.id
                   ) AS position
            FROM account_move_line item
            JOIN account_move entry ON entry.id = item.move_id
            WHERE item.display_type = 'cogs'
              AND item.cogs_origin_id IS NOT NULL
              AND item.pull_cogs_side IS NULL
              AND entry.move_type IN (
                  'out_invoice', 'out_refund', 'out_receipt', 'entry'
              )
              AND %s
        ) pair
        """,
        condition,
    )


def mark_items(cr, condition):
    """Write on items that core posted in pairs which side they are of.

    :param SQL condition: as of `select_sides`
    """
    cr.execute(
        SQL(
            """
            UPDATE account_move_line item
            SET pull_cogs_side = pair.side, pull_sale_line_id = pair.sale_line_id
            FROM (%s) pair
            WHERE pair.id = item.id
            """,
            select_sides(condition),
        )
    )
