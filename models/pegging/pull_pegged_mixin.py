from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from . import walks

# The pegged fields and the column of the peg query that holds their values.
PEG_COLUMNS = {
    "pull_sale_line_ids": "line_id",
    "pull_order_ids": "order_id",
    "pull_partner_ids": "partner_id",
}


class PullPeggedMixin(models.AbstractModel):
    """A supply document that tells which customer orders it serves, at any depth."""

    _name = "pull.pegged.mixin"
    _description = "Serves customer orders"

    pull_sale_line_ids = fields.Many2many(
        "sale.order.line",
        string="Serves Order Lines",
        compute="_compute_pull_pegs",
        search="_search_pull_sale_line_ids",
        compute_sudo=True,
        help="The customer order lines that this document was made for, directly or "
        "through the products that it goes into.",
    )
    pull_order_ids = fields.Many2many(
        "sale.order",
        string="Serves Orders",
        compute="_compute_pull_pegs",
        search="_search_pull_order_ids",
        compute_sudo=True,
    )
    pull_partner_ids = fields.Many2many(
        "res.partner",
        string="Serves Customers",
        compute="_compute_pull_pegs",
        search="_search_pull_partner_ids",
        compute_sudo=True,
    )
    pull_served = fields.Char(
        string="Serves",
        compute="_compute_pull_served",
        search="_search_pull_served",
        compute_sudo=True,
        help="The customer orders that this document was made for.",
    )
    pull_customers = fields.Char(
        string="Customers Served",
        compute="_compute_pull_served",
        compute_sudo=True,
        help="The customers whose orders this document was made for.",
    )
    pull_served_lines = fields.Json(
        string="Serves Lines",
        compute="_compute_pull_served_lines",
        help="The same for the form: one entry per order line, and whether the reader "
        "may open its order.",
    )

    def _compute_pull_pegs(self):
        lines = self._get_pegged_lines()
        for document in self:
            document.pull_sale_line_ids = lines.get(document.id, False)
            document.pull_order_ids = document.pull_sale_line_ids.order_id
            document.pull_partner_ids = document.pull_order_ids.partner_id

    @api.depends("pull_order_ids")
    def _compute_pull_served(self):
        for document in self:
            document.pull_served = ", ".join(
                f"{order.name} {order.partner_id.name or ''}".strip()
                for order in document.pull_order_ids.sorted("name")
            )
            document.pull_customers = ", ".join(
                document.pull_partner_ids.sorted("name").mapped("display_name")
            )

    @api.depends("pull_sale_line_ids")
    @api.depends_context("uid")
    def _compute_pull_served_lines(self):
        readable = self._get_openable_orders()
        for document in self:
            document.pull_served_lines = [
                {
                    "id": line.id,
                    "order_id": line.order_id.id,
                    "order": line.order_id.name,
                    "customer": line.order_id.partner_id.display_name,
                    "product": line.product_id.display_name,
                    "openable": line.order_id.id in readable.ids,
                }
                for line in document.sudo().pull_sale_line_ids
            ]

    def _get_openable_orders(self):
        """Return the served orders that the user may open.

        Planners may read orders, but only salespeople may read all that the form
        shows: core's own button to the orders is theirs alone.
        """
        orders = self.env["sale.order"].browse(self.sudo().pull_order_ids.ids)
        if not self.env.user.has_group("sales_team.group_sale_salesman"):
            return orders.browse()
        return orders._filtered_access("read")

    def _get_pegged_lines(self):
        """Return {document id: the sale lines that it serves}, in one query."""
        if not self.ids:
            return {}
        documents = SQL(
            "SELECT id FROM %s WHERE id IN %s",
            SQL.identifier(self._table),
            tuple(self.ids),
        )
        ids = {}
        for document, line in self.env.execute_query(
            SQL(
                "SELECT doc_id, line_id FROM (%s) pegs ORDER BY doc_id, line_id",
                self._get_peg_query(documents),
            )
        ):
            ids.setdefault(document, []).append(line)
        line_model = self.env["sale.order.line"]
        return {document: line_model.browse(lines) for document, lines in ids.items()}

    # === SQL ===

    def _get_peg_query(self, documents):
        """Return the query (doc_id, line_id, order_id, partner_id) of `documents`.

        :param SQL documents: query of document ids
        """
        self.env["stock.move"]._flush_pegs()
        self.env["sale.order"].flush_model(["partner_id"])
        return SQL(
            """
            WITH %s
            SELECT DISTINCT walk.doc_id, line.id AS line_id, line.order_id,
                sale.partner_id
            FROM walk
            JOIN stock_move move ON move.id = walk.move_id AND %s
            JOIN sale_order_line line ON line.id = move.sale_line_id
            JOIN sale_order sale ON sale.id = line.order_id
            """,
            walks.walk(self._get_peg_start(documents), walks.DOWNSTREAM),
            walks.CUSTOMER_NEED,
        )

    def _get_peg_start(self, documents):
        """Return the query (doc_id, move_id) of the moves that `documents` supply."""
        raise NotImplementedError

    def _get_moves_supplied(self, moves):
        """Return the documents of this model that supply these moves directly."""
        raise NotImplementedError

    # === Searching and grouping ===

    def _search_pull_sale_line_ids(self, operator, value):
        return self._search_pegged("id", operator, value)

    def _search_pull_order_ids(self, operator, value):
        return self._search_pegged("order_id", operator, value)

    def _search_pull_partner_ids(self, operator, value):
        return self._search_pegged("order_id.partner_id", operator, value)

    def _search_pull_served(self, operator, value):
        if operator not in ("ilike", "like", "=ilike", "=like"):
            return NotImplemented
        return Domain(
            "id",
            "in",
            self._get_documents_serving(
                Domain("order_id.name", operator, value)
                | Domain("order_id.client_order_ref", operator, value)
                | Domain("order_id.partner_id.display_name", operator, value)
            ).ids,
        )

    def _search_pegged(self, path, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        none_too = operator == "in" and False in value
        if operator == "in":
            value = [item for item in value if item]
        domain = Domain(path, operator, value)
        if path == "id" and operator == "any":
            domain = Domain(value)
        served = self._get_documents_serving(domain)
        if not none_too:
            return Domain("id", "in", served.ids)
        serving_any = self._get_documents_serving(Domain.TRUE)
        return Domain("id", "in", served.ids) | Domain("id", "not in", serving_any.ids)

    def _get_documents_serving(self, line_domain):
        """Return the documents that serve the sale lines of this domain, sudoed."""
        lines = self.env["sale.order.line"].sudo()._search(line_domain)
        moves = self.env["stock.move"].sudo().search([("sale_line_id", "in", lines)])
        needs = moves.filtered(lambda move: move._is_customer_need())
        return self._get_moves_supplied(needs._get_connected_moves(walks.UPSTREAM))

    def _read_group_groupby(self, alias, groupby_spec, query):
        """Group by the pegs, which are not stored: join the peg query."""
        if groupby_spec not in PEG_COLUMNS:
            return super()._read_group_groupby(alias, groupby_spec, query)
        column = PEG_COLUMNS[groupby_spec]
        documents = query.subselect()
        pegs = SQL(
            "(SELECT DISTINCT doc_id, %s FROM (%s) pegs)",
            SQL.identifier(column),
            self._get_peg_query(documents),
        )
        peg_alias = query.make_alias(alias, groupby_spec)
        query.add_join(
            "LEFT JOIN",
            peg_alias,
            pegs,
            SQL(
                "%s = %s",
                SQL.identifier(alias, "id"),
                SQL.identifier(peg_alias, "doc_id"),
            ),
        )
        return SQL.identifier(peg_alias, column)
