"""Split past items of cost of goods sold into kinds and runs."""

from operator import itemgetter

from odoo.tools import SQL, groupby

from ..cogs.cogs_items import mark_items

# Each cost, with its sales order line.
MISSING = """
    SELECT item.id, item.pull_sale_line_id
      FROM account_move_line item
      JOIN res_company company ON company.id = item.company_id
      JOIN res_currency currency ON currency.id = company.currency_id
     WHERE item.company_id = %s AND ABS(item.balance) > 0.51 * currency.rounding
       AND item.pull_cogs_side = 'expense'
       AND item.parent_state = 'posted'
       AND NOT EXISTS (
           SELECT FROM pull_cogs_line row WHERE row.account_move_line_id = item.id
       )
  ORDER BY item.pull_sale_line_id, item.id
    """


def _select_missing(company):
    return SQL(MISSING, company.id)


def count_items(env, company):
    """Return how many posted items of cost of goods sold are not split."""
    env.flush_all()
    mark_items(env.cr, SQL("item.company_id = %s", company.id))
    query = SQL("SELECT COUNT(*) FROM (%s) missing", _select_missing(company))
    ((count,),) = env.execute_query(query)
    return count


class PastItems:
    """Splits the posted items of cost of goods sold that have no rows, by batches.

    The items of one sales order line are split together, in the order of their dates:
    what is split first decides on the rounding of the next.
    """

    def __init__(self, env, company):
        # Sudo: parts follow from the posted items.
        self.model = env["account.move.line"].sudo()
        self.env = self.model.env
        self.env.flush_all()
        mark_items(self.env.cr, SQL("item.company_id = %s", company.id))
        rows = self.env.execute_query(_select_missing(company))
        self.left = len(rows)
        self.waiting = [
            [item for item, _line in own] for _line, own in groupby(rows, itemgetter(1))
        ]
        self.waiting.reverse()

    def build(self, size):
        """Split so many items, and all others of their sales order lines.

        :return: how many items got their rows; None when nothing is left to do
        """
        if not self.waiting:
            return None
        ids = []
        while self.waiting and len(ids) < size:
            ids += self.waiting.pop()
        self.left -= len(ids)
        # Somebody may have posted them anew since they were listed.
        self.model.browse(ids).exists()._write_cogs_rows()
        self.env.flush_all()
        self.env.invalidate_all()
        return len(ids)
