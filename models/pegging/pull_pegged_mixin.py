from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, OrderedSet

from ..access import INTERNAL
from . import walks

# The pegged fields and the column of the peg query that holds their values.
PEG_COLUMNS = {
    "pull_sale_line_ids": "line_id",
    "pull_order_ids": "order_id",
    "pull_partner_ids": "partner_id",
}


class PullPeggedMixin(models.AbstractModel):
    """A supply document that tells which customer orders it serves, at any depth.

    The reader is told of the orders that record rules let them read, of others only
    that they are there. Rights on the model of orders do not matter: buyers and
    planners learn whom they work for, though they may not open orders.
    """

    _name = "pull.pegged.mixin"
    _description = "Serves customer orders"

    pull_sale_line_ids = fields.Many2many(
        "sale.order.line",
        string="Serves Order Lines",
        compute="_compute_pull_pegs",
        search="_search_pull_sale_line_ids",
        groups=INTERNAL,
        help="The customer order lines that this document was made for, directly or "
        "through the products that it goes into.",
    )
    pull_order_ids = fields.Many2many(
        "sale.order",
        string="Serves Orders",
        compute="_compute_pull_pegs",
        search="_search_pull_order_ids",
        groups=INTERNAL,
    )
    pull_partner_ids = fields.Many2many(
        "res.partner",
        string="Serves Customers",
        compute="_compute_pull_pegs",
        search="_search_pull_partner_ids",
        groups=INTERNAL,
    )
    pull_served = fields.Char(
        string="Serves",
        compute="_compute_pull_served",
        search="_search_pull_served",
        groups=INTERNAL,
        help="The customer orders that this document was made for.",
    )
    pull_customers = fields.Char(
        string="Customers Served",
        compute="_compute_pull_served",
        groups=INTERNAL,
        help="The customers whose orders this document was made for.",
    )
    pull_served_lines = fields.Json(
        string="Serves Lines",
        compute="_compute_pull_served_lines",
        groups=INTERNAL,
        help="The same for the form: one entry per order line, and whether the reader "
        "may open its order.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_pull_pegs(self):
        lines = self._get_pegged_lines()
        told = self.env["sale.order.line"].union(*lines.values())._filter_pull_told()
        # Sudo, as below; at once, and not for one document after the other.
        told.sudo().fetch(["order_id"])
        told.sudo().order_id.fetch(["name", "partner_id"])
        for document in self:
            own = lines.get(document._origin.id, told.browse()) & told
            # Sudo: whom it serves is told without rights on orders.
            orders = own.sudo().order_id
            for name, served in (
                ("pull_sale_line_ids", own),
                ("pull_order_ids", orders),
                ("pull_partner_ids", orders.partner_id),
            ):
                # Assigning would ask for rights on the orders themselves.
                self._fields[name]._update_cache(document, served._ids)

    @api.depends("pull_sale_line_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_pull_served(self):
        for document in self:
            orders = document._get_pull_told_lines().order_id.sorted("name")
            names = [
                f"{order.name} {order.partner_id.name or ''}".strip()
                for order in orders
            ]
            customers = orders.partner_id.sorted("name").mapped("display_name")
            others = document._name_other_orders()
            document.pull_served = ", ".join(names + others)
            document.pull_customers = ", ".join(customers + others)

    @api.depends("pull_sale_line_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_pull_served_lines(self):
        openable = self._get_openable_orders()
        for document in self:
            document.pull_served_lines = [
                {
                    "id": line.id,
                    "order_id": line.order_id.id,
                    "order": line.order_id.name,
                    "customer": line.order_id.partner_id.display_name,
                    "product": line.product_id.display_name,
                    "openable": line.order_id in openable,
                }
                for line in document._get_pull_told_lines()
            ] + [
                {"id": 0, "order": text, "openable": False}
                for text in document._name_other_orders()
            ]

    def _get_pull_told_lines(self):
        """Return the order lines served that the reader is told of, sudoed: of what is
        saved, whatever a client says that an unsaved document serves."""
        return self._origin.pull_sale_line_ids.sudo()

    def _name_other_orders(self):
        """Return the words for served orders that the reader is not told of, if any."""
        saved = self._origin
        others = saved.sudo().pull_order_ids - saved.pull_order_ids
        if not others:
            return []
        if len(others) == 1:
            return [self.env._("another order")]
        return [self.env._("%(count)s other orders", count=len(others))]

    def _get_openable_orders(self):
        """Return the served orders that the user may open.

        Planners may read orders, but only salespeople may read all that the form
        shows: core's own button to the orders is theirs alone.
        """
        orders = self.env["sale.order"].browse(self._origin.pull_order_ids.ids)
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
        for document, line in walks.execute(
            self.env,
            SQL(
                "SELECT doc_id, line_id FROM (%s) pegs ORDER BY doc_id, line_id",
                self._get_peg_query(documents),
            ),
        ):
            ids.setdefault(document, []).append(line)
        line_model = self.env["sale.order.line"]
        return {document: line_model.browse(lines) for document, lines in ids.items()}

    def _get_pull_served_lines(self):
        """Return the order lines that these documents serve, as the database has it
        now: `pull_sale_line_ids` keeps what was read before."""
        served = self._get_pegged_lines().values()
        return self.env["sale.order.line"].union(*served)

    # === SQL ===

    def _get_peg_query(self, documents):
        """Return the query (doc_id, line_id, order_id, partner_id) of `documents`.

        :param SQL documents: query of document ids
        """
        self.env["stock.move"]._prepare_peg_walk()
        self.env["sale.order"].flush_model(["partner_id", "state"])
        return SQL(
            """
            WITH %s
            SELECT DISTINCT walk.doc_id, need.line_id, need.order_id, need.partner_id
            FROM walk
            CROSS JOIN LATERAL (
                SELECT line.id AS line_id, line.order_id, sale.partner_id
                FROM stock_move move
                JOIN sale_order_line line ON line.id = move.sale_line_id
                JOIN sale_order sale ON sale.id = line.order_id
                WHERE move.id = walk.move_id AND %s
                OFFSET 0 -- move by move: never from all moves that look like needs
            ) need
            %s
            """,
            walks.walk(self._get_peg_start(documents), walks.DOWNSTREAM),
            walks.CUSTOMER_NEED,
            self._get_direct_peg_query(documents),
        )

    def _get_direct_peg_query(self, documents):
        """Return what the peg query adds of documents that pass no stock, if any do."""
        direct = self._get_direct_pegs(documents)
        if not direct:
            return SQL()
        return SQL(
            """
            UNION
            SELECT direct.doc_id, line.id, line.order_id, sale.partner_id
            FROM (%s) direct
            JOIN sale_order_line line ON line.id = direct.line_id
            JOIN sale_order sale ON sale.id = line.order_id
            WHERE sale.state = 'sale' AND line.product_uom_qty > 0
            """,
            direct,
        )

    def _get_direct_pegs(self, documents):
        """Return the query (doc_id, line_id) of the documents that name the order line
        to whose customer they bring goods straight; None if this model has none."""
        return None

    def _get_direct_suppliers(self, lines):
        """Return the documents of this model that bring goods straight to the customers
        of order lines."""
        return self.browse()

    def _get_peg_start(self, documents):
        """Return the query (doc_id, move_id) of the moves that `documents` supply."""
        raise NotImplementedError

    def _get_pull_suppliers(self, moves):
        """Return the documents of this model that supply these moves directly."""
        raise NotImplementedError

    # === Searching and grouping ===
    #
    # A client's condition on orders is resolved with the client's own rights; sudo only
    # walks from the lines that come out to the documents that serve them. Odoo checks
    # the groups of a field when it is read, not when it is searched by a method.

    def _search_pull_sale_line_ids(self, operator, value):
        return self._search_pegged("pull_sale_line_ids", "id", operator, value)

    def _search_pull_order_ids(self, operator, value):
        return self._search_pegged("pull_order_ids", "order_id", operator, value)

    def _search_pull_partner_ids(self, operator, value):
        path = "order_id.partner_id"
        return self._search_pegged("pull_partner_ids", path, operator, value)

    def _search_pull_served(self, operator, value):
        """Search the names, references and customers of the orders: = means one of
        them, not all that the field shows."""
        self._check_field_access(self._fields["pull_served"], "read")
        self._check_searched("pull_served", value)
        if operator == "in":
            return self._search_served_or_none(value, self._get_served_domain)
        if operator not in ("ilike", "like", "=ilike", "=like"):
            return NotImplemented
        return self._get_serving_domain(self._get_served_domain(operator, value))

    def _get_served_domain(self, operator, value):
        # Sudo: as the lines are searched; an archived customer has orders, too.
        customers = self.env["res.partner"].sudo().with_context(active_test=False)
        called = customers._search(Domain("display_name", operator, value))
        return self._get_lines_domain(
            [
                Domain("name", operator, value),
                Domain("client_order_ref", operator, value),
                Domain("partner_id", "in", called.get_result_ids()),
            ]
        )

    def _get_lines_domain(self, order_domains):
        """Return the domain of the lines of the orders in any of these domains."""
        return Domain("order_id", "any", Domain.OR(order_domains))

    def _search_pegged(self, name, path, operator, value):
        """Return the domain of the documents that serve what is asked for.

        :param name: the field that is searched
        :param path: from an order line to what the field holds
        """
        self._check_field_access(self._fields[name], "read")
        if operator == "any":
            records = self._search_served(name, value)
            return self._get_serving_domain(Domain(path, "in", records.ids))
        if operator != "in":
            return NotImplemented

        def get_domain(in_operator, ids):
            return Domain(path, in_operator, ids)

        return self._search_served_or_none(value, get_domain)

    def _search_served(self, name, domain):
        """Return the orders, lines or customers of a client's domain."""
        model = self.env[self._fields[name].comodel_name]
        try:
            return model.search(Domain(domain))
        except (TypeError, ValueError) as error:
            raise self._get_search_error(name) from error

    def _check_searched(self, name, value):
        """Refuse a text that no database holds."""
        values = (
            value if isinstance(value, list | tuple | set | OrderedSet) else [value]
        )
        if any(isinstance(text, str) and "\0" in text for text in values):
            raise self._get_search_error(name)

    def _get_search_error(self, name):
        label = self._fields[name].get_description(self.env, ["string"])["string"]
        return UserError(
            self.env._("Nothing can be filtered this way: %(field)s.", field=label)
        )

    def _search_served_or_none(self, values, get_domain):
        """Return the domain of "in": False among the values stands for documents that
        serve nobody."""
        some = [value for value in values if value]
        domain = Domain.FALSE
        if some:
            domain = self._get_serving_domain(get_domain("in", some))
        if len(some) < len(values):
            # That a document serves somebody, whoever it is, is told to all.
            domain |= ~self._get_serving_domain(Domain.TRUE, all_orders=True)
        return domain

    def _get_serving_domain(self, line_domain, all_orders=False):
        """Return the domain of the documents that serve the order lines of a domain.

        :param line_domain: of our making alone: it is searched in sudo
        :param all_orders: of orders too that the reader is not told of
        """
        lines = self.env["sale.order.line"]
        if not all_orders:
            line_domain &= lines._get_pull_told_domain()
        query = lines.sudo()._search(line_domain)
        moves = self.env["stock.move"].sudo().search([("sale_line_id", "in", query)])
        needs = moves.filtered(lambda move: move._is_pull_need())
        served = self._get_pull_suppliers(
            needs._get_pull_connected_moves(walks.UPSTREAM)
        )
        direct = lines.sudo().search(
            Domain("id", "in", query)
            & Domain("purchase_line_ids", "!=", False)
            & Domain("state", "=", "sale")
            & Domain("product_uom_qty", ">", 0)
        )
        served |= self.sudo()._get_direct_suppliers(direct)
        return Domain("id", "in", served.ids)

    def _read_group_groupby(self, alias, groupby_spec, query):
        """Group by the pegs, which are not stored: join the peg query."""
        if groupby_spec not in PEG_COLUMNS:
            return super()._read_group_groupby(alias, groupby_spec, query)
        self._check_field_access(self._fields[groupby_spec], "read")
        column = PEG_COLUMNS[groupby_spec]
        documents = query.subselect()
        pegs = SQL(
            "(SELECT DISTINCT doc_id, %s FROM (%s) pegs WHERE line_id IN %s)",
            SQL.identifier(column),
            self._get_peg_query(documents),
            self._get_told_query().subselect(),
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

    def _get_told_query(self):
        """Return the query of the order lines that the reader may be told of, sudoed:
        their domain is of our making."""
        lines = self.env["sale.order.line"]
        return lines.sudo()._search(lines._get_pull_told_domain())
