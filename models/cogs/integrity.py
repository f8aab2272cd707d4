"""Which figures do not tie to the ledger."""

from odoo.tools import SQL

MOVES = SQL(
    """
    SELECT move.id, move.value, COALESCE(SUM(line.amount), 0)
      FROM stock_move move
 LEFT JOIN stock_move_cost_line line ON line.move_id = move.id
     WHERE move.state = 'done' AND (move.is_in OR move.is_out)
  GROUP BY move.id
    HAVING ABS(COALESCE(move.value, 0) - COALESCE(SUM(line.amount), 0)) > 0.000001
  ORDER BY move.id
    """
)

# Core creates the two items of a cost of goods sold in this order: stock, cost.
PAIRS = SQL(
    """
    SELECT item.id, item.company_id, item.date, item.cogs_origin_id, item.balance,
           ROW_NUMBER() OVER pair AS position, LAG(item.id) OVER pair AS stock_id
      FROM account_move_line item
     WHERE item.display_type = 'cogs'
       AND item.cogs_origin_id IS NOT NULL
       AND item.parent_state = 'posted'
    WINDOW pair AS (PARTITION BY item.move_id, item.cogs_origin_id ORDER BY item.id)
    """
)
ITEMS = SQL(
    """
    SELECT items.id, items.balance, COALESCE(SUM(row.amount), 0)
      FROM (%s) items
 LEFT JOIN pull_cogs_line row ON row.account_move_line_id = items.id
     WHERE items.position %% 2 = 0
  GROUP BY items.id, items.balance
    HAVING ABS(items.balance - COALESCE(SUM(row.amount), 0)) > 0.000001
  ORDER BY items.id
    """,
    PAIRS,
)


def find_gaps(env):
    """Return a sentence for each stock move and journal item that does not tie."""
    env.flush_all()
    gaps = []
    for model, query in (("stock.move", MOVES), ("account.move.line", ITEMS)):
        for record_id, expected, found in env.execute_query(query):
            record = env[model].sudo().browse(record_id)
            gaps.append(
                env._(
                    "%(document)s: %(expected).2f in the books, %(found).2f in parts.",
                    document=f"{record._description} {record.id} "
                    f"({record.display_name})",
                    expected=expected or 0,
                    found=found,
                )
            )
    return gaps
