from odoo import api, fields, models
from odoo.exceptions import UserError

from ..document_states import (
    DOCUMENT_STATES,
    get_document_state,
)
from ..technical import hide_technical

# Deeper levels share the last label.
DEEPEST_LEVEL = 9

LEVELS = [
    ("0", "Delivery"),
    *((str(depth), f"Level {depth}") for depth in range(1, DEEPEST_LEVEL)),
    (str(DEEPEST_LEVEL), f"Level {DEEPEST_LEVEL} and deeper"),
]

KINDS = [
    ("delivery", "Delivery"),
    ("production", "Manufacturing"),
    ("purchase", "Purchase"),
]
KIND_OF_MODEL = {"mrp.production": "production", "purchase.order.line": "purchase"}

# The greatest id that PostgreSQL keeps.
MAX_ID = 2**31

# Whom core's own buttons on the order lead to these documents: reading a record is not
# enough to open its form, which shows lots, valuations and more.
GROUP_OF_MODEL = {
    "stock.picking": "stock.group_stock_user",
    "stock.move": "stock.group_stock_user",
    "mrp.production": "mrp.group_mrp_user",
    "purchase.order": "purchase.group_purchase_user",
}


TECHNICAL_FIELDS = {"key", "parent_key"}


class PullSupplyDocument(models.TransientModel):
    """One row of the list that "Supply" opens: a document in an order's pull chain.

    A copy of the chain for its reader alone, so that lists can group and filter it, and
    so that salespeople follow purchases that they may not open. It is filled when the
    list is opened and brought up to date whenever the list is shown again.
    """

    _name = "pull.supply.document"
    _inherit = "pull.order.row.mixin"
    _description = "Supply Document"
    _order = "order_id, level, date_deadline, name, id"

    key = fields.Char(readonly=True, help="Tells a row from the others of its order.")
    parent_key = fields.Char(readonly=True)
    level = fields.Selection(
        LEVELS,
        readonly=True,
        help="The delivery to the customer, then what goes into it (level 1), then "
        "what goes into that, and so on.",
    )
    kind = fields.Selection(KINDS, string="Type", readonly=True)
    name = fields.Char(string="Document", readonly=True)
    parent_name = fields.Char(
        string="Needed For", readonly=True, help="The document that waits for this one."
    )
    product_id = fields.Many2one("product.product", readonly=True)
    quantity = fields.Float(
        digits="Product Unit",
        readonly=True,
        aggregator=None,
        help="What this document brings to the order line. It may hold more, for "
        "others.",
    )
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    state = fields.Selection(DOCUMENT_STATES, string="Status", readonly=True)
    date_start = fields.Datetime(string="Start", readonly=True)
    date_deadline = fields.Datetime(string="Deadline", readonly=True)
    is_late = fields.Boolean(string="Late", readonly=True)
    child_ids = fields.Many2many(
        "pull.supply.document", string="Supplied By", compute="_compute_child_ids"
    )
    pull_specification = fields.Text(related="sale_line_id.pull_specification")

    @api.depends("key", "order_id")
    def _compute_child_ids(self):
        children = self.search_fetch(
            [
                ("order_id", "in", self.order_id.ids),
                ("parent_key", "in", self.mapped("key")),
            ],
            ["order_id", "parent_key"],
        ).grouped(lambda row: (row.order_id, row.parent_key))
        for row in self:
            row.child_ids = children.get((row.order_id, row.key), False)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    @api.model
    def _filter_openable(self, documents):
        if not self.env.user.has_group(GROUP_OF_MODEL[documents._name]):
            return documents.browse()
        return super()._filter_openable(documents)

    # === Filling ===

    @api.model
    def _get_rows_action(self):
        return "pull_through_production.pull_supply_document_action"

    @api.model
    def _get_rows_title(self, order):
        return self.env._("Supply of %(order)s", order=order.name)

    @api.model
    def _open(self, orders):
        action = super()._open(orders)
        action["context"] = {
            "search_default_group_level": 1,
            "pull_order_ids": orders.ids,
        }
        return action

    @api.model
    def refresh(self, order_ids):
        """Bring the user's rows of these orders up to date. Called by the list."""
        ids = order_ids if isinstance(order_ids, list | tuple) else [order_ids]
        if not all(type(order_id) is int and order_id < MAX_ID for order_id in ids):
            raise UserError(self.env._("These are no orders."))
        self._load_rows(self.env["sale.order"].browse(ids).exists())

    @api.model
    def _load(self, orders, known):
        """Rows that are there already stay, with their ids: a list may show them."""
        by_key = {(row.order_id.id, row.key): row for row in known}
        new = []
        for vals in self._prepare_rows(orders):
            row = by_key.pop((vals["order_id"], vals["key"]), None)
            if row:
                row.write(vals)
            else:
                new.append(vals)
        known.browse(row.id for row in by_key.values()).unlink()
        self.create(new)

    @api.model
    def _prepare_rows(self, orders):
        """Return the values of all rows; what one document brings twice is one row."""
        nodes = orders.order_line._get_pull_chain()
        documents = orders.order_line._get_pull_documents(nodes)
        keys, rows = [], {}
        for node in nodes:
            parent = node["parent"]
            path = keys[parent] if parent is not None else f"{node['sale_line_id']}"
            key = f"{path}/{node['model']},{node['id']},{node['product_id']}"
            keys.append(key)
            if key in rows:
                rows[key]["quantity"] += node["quantity"]
                continue
            rows[key] = {
                **self._prepare_row(node, documents[node["model"], node["id"]]),
                "key": key,
                "parent_key": path,
                "parent_name": parent is not None and nodes[parent]["name"],
            }
        return list(rows.values())

    @api.model
    def _prepare_row(self, node, document):
        line = self.env["sale.order.line"].browse(node["sale_line_id"])
        state = get_document_state(node, document)
        is_line = node["model"] == "purchase.order.line"
        today = fields.Date.context_today(self)
        return {
            "order_id": line.order_id.id,
            "sale_line_id": line.id,
            "level": str(min(node["depth"], DEEPEST_LEVEL)),
            "kind": KIND_OF_MODEL.get(node["model"], "delivery"),
            "name": node["name"],
            "product_id": node["product_id"],
            "quantity": node["quantity"],
            "uom_id": node["uom_id"],
            "state": state,
            "date_start": node["date_start"],
            "date_deadline": node["date_deadline"],
            "is_late": line._is_pull_document_late(document, node, state, today),
            "res_model": "purchase.order" if is_line else node["model"],
            "res_id": document.order_id.id if is_line else node["id"],
        }
