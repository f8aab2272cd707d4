"""Split past items of cost of goods sold into kinds and runs."""

from odoo.tools import SQL, groupby

from ..cogs.cogs_items import PAIRS

# Each cost, with the item of stock that goes with it and its sales order line.
MISSING = SQL(
    """
    SELECT items.stock_id, items.id, MIN(link.order_line_id) AS line_id
      FROM (%s) items
      JOIN res_company company ON company.id = items.company_id
      JOIN res_currency currency ON currency.id = company.currency_id
 LEFT JOIN sale_order_line_invoice_rel link
        ON link.invoice_line_id = items.cogs_origin_id
     WHERE items.position %% 2 = 0
       AND ABS(items.balance) > 0.51 * currency.rounding
       AND NOT EXISTS (
           SELECT FROM pull_cogs_line row WHERE row.account_move_line_id = items.id
       )
  GROUP BY items.stock_id, items.id
  ORDER BY line_id, items.id
    """,
    PAIRS,
)


def count_items(env):
    """Return how many posted items of cost of goods sold are not split."""
    env.flush_all()
    ((count,),) = env.execute_query(SQL("SELECT COUNT(*) FROM (%s) missing", MISSING))
    return count


class PastItems:
    """Splits the posted items of cost of goods sold that have no rows, by batches.

    The items of one sales order line are split together, in the order of their dates:
    what is split first decides on the rounding of the next.
    """

    def __init__(self, env):
        # Sudo: parts follow from the posted items, in every company.
        self.model = env["account.move.line"].sudo()
        self.env = self.model.env
        self.env.flush_all()
        rows = self.env.execute_query(MISSING)
        self.left = len(rows)
        self.waiting = [
            [row[:2] for row in own] for _line, own in groupby(rows, lambda row: row[2])
        ]
        self.waiting.reverse()

    def build(self, size):
        """Split so many items, and all others of their sales order lines.

        :return: how many items got their rows; None when nothing is left to do
        """
        if not self.waiting:
            return None
        pairs = []
        while self.waiting and len(pairs) < size:
            pairs += self.waiting.pop()
        self.left -= len(pairs)
        items = self.model.browse(item for pair in pairs for item in pair).exists()
        # Somebody may have posted them anew since they were listed.
        open_items = items.filtered(lambda item: item.parent_state == "posted")
        open_items._write_cogs_rows()
        self.env.flush_all()
        self.env.invalidate_all()
        return len(pairs)
