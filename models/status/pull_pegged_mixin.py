from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..pegging import walks
from .noting import OPEN_PEGS

# Of so many order lines the documents are found from the lines.
FEW_LINES = 1000


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
        few = lines.search(told, order="id", limit=FEW_LINES + 1)
        if len(few) <= FEW_LINES:
            return super()._get_serving_domain(line_domain, all_orders)
        query = lines._search(told)
        serving = self._get_open_serving(told)
        return Domain.custom(
            to_sql=lambda model, alias, _query: model._get_serving_sql(
                alias, serving, query
            )
        )

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
