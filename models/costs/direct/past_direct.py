"""Past vendor bills for what went straight to customers."""

from odoo.tools import SQL

from .direct_items import select_direct_items


def _read_missing(env, company):
    """Return the ids of the items of such bills that bear no rows."""
    env.flush_all()
    rows = env.execute_query(
        SQL(
            """
            SELECT item.id
            FROM account_move_line item
            WHERE item.id IN (%s) AND item.company_id = %s AND item.balance != 0
              AND NOT EXISTS (
                  SELECT FROM pull_cogs_line row WHERE row.account_move_line_id = item.id
              )
            ORDER BY item.purchase_line_id, item.date, item.id
            """,
            select_direct_items(),
            company.id,
        )
    )
    return [item for (item,) in rows]


def count_direct(env, company):
    return len(_read_missing(env, company))


class PastDirect:
    """Gives the items of past bills to their order lines, then builds the others.

    :param others: what builds the other items, `PastItems`
    """

    def __init__(self, env, company, others):
        # Sudo: parts follow from the posted items.
        self.model = env["account.move.line"].sudo()
        self.others = others
        self.waiting = _read_missing(self.model.env, company)

    def build(self, size):
        """Build so many items; return how many, None when nothing is left."""
        if not self.waiting:
            return self.others.build(size)
        ids, self.waiting = self.waiting[:size], self.waiting[size:]
        self.model.browse(ids).exists()._write_direct_rows()
        self.model.env.flush_all()
        self.model.env.invalidate_all()
        return len(ids)
