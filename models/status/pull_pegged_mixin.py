from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..pegging import walks
from .noting import OPEN_PEGS

# Of so many order lines the documents are found from the lines.
FEW_LINES = 1000


def find_few(records, domain):
    """Return the ids of a domain, None if they are many: any so many end the search."""
    ids = records._search(domain, limit=FEW_LINES + 1).get_result_ids()
    return ids if len(ids) <= FEW_LINES else None


class PullPeggedMixin(models.AbstractModel):
    """Filters by whom documents serve, where there is a long history.

    From few order lines their documents are found. From many, the documents are asked:
    those that are open in one walk from all of them, what is done only if the rest of
    the client's domain leaves it, each for itself. So filters of what is open never
    walk history, and who asks for history gets it. Which documents are found is the
    same either way.
    """

    _inherit = "pull.pegged.mixin"

    def _get_serving_domain(self, line_domain, all_orders=False):
        lines = self.env["sale.order.line"].sudo()
        told = line_domain
        if not all_orders:
            told &= self.env["sale.order.line"]._get_pull_told_domain()
        if find_few(lines, told) is not None:
            return super()._get_serving_domain(line_domain, all_orders)
        query = lines._search(told)
        serving = self._get_open_serving(told)
        return Domain.custom(
            to_sql=lambda model, alias, _query: model._get_serving_sql(
                alias, serving, query
            )
        )

    def _get_lines_domain(self, order_domains):
        """Each is looked up for itself, for each has its index; where many orders are
        meant, they are asked line by line."""
        # Sudo: whom documents serve is told without rights on orders; which of them may
        # be told is asked of their lines.
        orders = self.env["sale.order"].sudo()
        found = [find_few(orders, domain) for domain in order_domains]
        if None not in found:
            return super()._get_lines_domain(
                [Domain("id", "in", [order for few in found for order in few])]
            )
        return self._get_line_by_line_domain(orders._search(Domain.OR(order_domains)))

    def _get_line_by_line_domain(self, orders):
        """Return the domain of the lines of a query of orders. Its conditions are asked
        of the order of a line at hand: never of all orders first."""

        def to_sql(model, alias, query):
            line_order = model._field_to_sql(alias, "order_id", query)
            return SQL(
                "EXISTS (SELECT FROM %s WHERE %s AND %s = %s OFFSET 0)",
                orders.from_clause,
                orders.where_clause or SQL("TRUE"),
                SQL.identifier(orders.table, "id"),
                line_order,
            )

        return Domain.custom(to_sql=to_sql)

    def _get_open_serving(self, line_domain):
        """Return the ids of the open documents that serve the lines of a domain."""
        pegs = self._get_open_pegs()
        known = Domain("id", "in", list({line for _document, line in pegs}))
        lines = self.env["sale.order.line"].sudo()
        wanted = set(lines._search(known & line_domain))
        return sorted({document for document, line in pegs if line in wanted})

    def _get_open_pegs(self):
        """Return [(document id, order line id)] of the open documents; kept until
        something is noted, for a list asks for its page and for its length."""
        known = self.env.cr.cache.setdefault(OPEN_PEGS, {})
        if self._name not in known:
            documents = SQL(
                "SELECT id FROM %s WHERE %s",
                SQL.identifier(self._table),
                self._get_pull_open_sql(self._table),
            )
            query = SQL(
                "SELECT doc_id, line_id FROM (%s) pegs", self._get_peg_query(documents)
            )
            known[self._name] = walks.execute(self.env, query)
        return known[self._name]

    def _get_serving_sql(self, alias, serving, lines):
        """Return the condition that a document serves the order lines of a query.

        PostgreSQL asks a document that is done for its pegs last of all.

        :param serving: ids of the open documents that do
        """
        document = SQL.identifier(alias, "id")
        return SQL(
            """
            CASE WHEN %(is_open)s THEN %(document)s = ANY(%(serving)s::int[])
            ELSE EXISTS (SELECT FROM (%(pegs)s) pegs WHERE line_id IN %(lines)s) END
            """,
            is_open=self._get_pull_open_sql(alias),
            document=document,
            serving=serving,
            pegs=self._get_peg_query(SQL("SELECT %s", document)),
            lines=lines.subselect(),
        )

    def _get_pull_open_sql(self, alias):
        """Return the condition that a document is still to be done, by what has an
        index. It decides how a document is looked for, never whether it is found."""
        raise NotImplementedError
