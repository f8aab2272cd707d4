"""Which journal items are the cost of what vendors ship straight to customers."""

from odoo.tools import SQL


def select_direct_items():
    """Select the ids of the posted items: as `account.move.line._is_direct_cost`."""
    return SQL(
        """
        SELECT item.id
        FROM account_move_line item
        JOIN account_move entry ON entry.id = item.move_id
        JOIN account_account account ON account.id = item.account_id
        JOIN purchase_order_line bought ON bought.id = item.purchase_line_id
        JOIN stock_location place ON place.id = bought.location_final_id
        WHERE item.parent_state = 'posted'
          AND item.display_type = 'product'
          AND entry.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
          AND account.account_type LIKE %s
          AND bought.sale_line_id IS NOT NULL
          AND (
              place.usage = 'customer'
              OR place.usage = 'transit' AND place.company_id IS NULL
          )
        """,
        "expense%",
    )
