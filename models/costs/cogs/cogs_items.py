"""Which journal items are cost of goods sold, on the side of the expense."""

from odoo.tools import SQL


def select_expense_items(condition):
    """Select the ids of the posted items of the expense side.

    Odoo posts two items per invoice line and says of neither which account it is for:
    the item of the stock valuation account comes first, that of the expense account
    second. A later posting for the same line adds another such pair. To mark the items
    as they are posted would not do: those from before this module, and those that core
    copies or creates by other ways, would need this rule all the same.

    :param SQL condition: on `item`, the same for all items of an invoice line
    """
    return SQL(
        """
        SELECT pair.id
        FROM (
            SELECT item.id,
                   ROW_NUMBER() OVER (
                       PARTITION BY item.move_id, item.cogs_origin_id ORDER BY item.id
                   ) AS position
            FROM account_move_line item
            JOIN account_move entry ON entry.id = item.move_id
            WHERE item.display_type = 'cogs'
              AND item.cogs_origin_id IS NOT NULL
              AND item.parent_state = 'posted'
              AND entry.move_type IN (
                  'out_invoice', 'out_refund', 'out_receipt', 'entry'
              )
              AND %s
        ) pair
        WHERE pair.position %% 2 = 0
        """,
        condition,
    )
