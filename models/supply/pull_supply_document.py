from odoo import api, fields, models

from ..pegging.document_states import (
    DOCUMENT_STATES,
    get_document_state,
)

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

# Whom core's own buttons on the order lead to these documents: reading a record is not
# enough to open its form, which shows lots, valuations and more.
GROUP_OF_KIND = {
    "delivery": "stock.group_stock_user",
    "production": "mrp.group_mrp_user",
    "purchase": "purchase.group_purchase_user",
}


class PullSupplyDocument(models.TransientModel):
    """One row of the list that "Supply" opens: a document in an order's pull chain.

    A copy of the chain for its reader alone, so that lists can group and filter it, and
    so that a salesperson follows purchases that he may not open. It is filled when the
    list is opened and brought up to date whenever the list is shown again.
    """

    _name = "pull.supply.document"
    _description = "Supply Document"
    _order = "order_id, level, date_deadline, name, id"

    order_id = fields.Many2one("sale.order", readonly=True, required=True, index=True)
    sale_line_id = fields.Many2one(
        "sale.order.line", string="Order Line", readonly=True
    )
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
        string="Goes Into", readonly=True, help="The document that waits for this one."
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
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    can_open = fields.Boolean(compute="_compute_can_open")
    child_ids = fields.Many2many(
        "pull.supply.document", string="Supplied By", compute="_compute_child_ids"
    )
    pull_specification = fields.Text(related="sale_line_id.pull_specification")

    @api.depends("res_model", "res_id", "kind")
    @api.depends_context("uid")
    def _compute_can_open(self):
        for (model, kind), rows in self.grouped(
            lambda row: (row.res_model, row.kind)
        ).items():
            documents = self.env[model].browse(rows.mapped("res_id")).exists()
            readable = self.env.user.has_group(GROUP_OF_KIND[kind]) and set(
                documents._filtered_access("read").ids
            )
            for row in rows:
                row.can_open = readable and row.res_id in readable

    @api.depends("key", "order_id")
    def _compute_child_ids(self):
        for row in self:
            row.child_ids = self.search(
                [("order_id", "=", row.order_id.id), ("parent_key", "=", row.key)]
            )

    def action_open(self):
        """Open the document, or what may be told of it to who cannot open it."""
        self.ensure_one()
        model, res_id = self._name, self.id
        if self.can_open:
            model, res_id = self.res_model, self.res_id
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": res_id,
            "views": [(False, "form")],
        }

    # === Filling ===

    @api.model
    def _open(self, orders):
        """Return the action that lists the supply documents of these orders."""
        self._load(orders)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pull_through_production.pull_supply_document_action"
        )
        if len(orders) == 1:
            name = self.env._("Supply of %(order)s", order=orders.name)
            action["name"] = action["display_name"] = name
        action["domain"] = [
            ("order_id", "in", orders.ids),
            ("create_uid", "=", self.env.uid),
        ]
        action["context"] = {
            "search_default_group_level": 1,
            "pull_order_ids": orders.ids,
        }
        return action

    @api.model
    def refresh(self, order_ids):
        """Bring the user's rows of these orders up to date. Called by the list."""
        self._load(self.env["sale.order"].browse(order_ids).exists())

    @api.model
    def _load(self, orders):
        """Make the user's rows of these orders equal to their pull chains.

        Rows that are there already stay, with their ids: a list may be showing them.
        """
        orders.check_access("read")
        rows = self.sudo().search(
            [("order_id", "in", orders.ids), ("create_uid", "=", self.env.uid)]
        )
        by_key = {(row.order_id.id, row.key): row for row in rows}
        new = []
        for vals in self._prepare_rows(orders):
            row = by_key.pop((vals["order_id"], vals["key"]), None)
            if row:
                row.write(vals)
            else:
                new.append(vals)
        self.sudo().browse(row.id for row in by_key.values()).unlink()
        self.sudo().create(new)

    @api.model
    def _prepare_rows(self, orders):
        """Return the values of all rows; what one document brings twice is one row."""
        nodes = orders.order_line._get_pull_chain()
        documents = self._get_documents(nodes)
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
    def _get_documents(self, nodes):
        """Return {(model, id): record} of the nodes, read in batch."""
        ids = {}
        for node in nodes:
            ids.setdefault(node["model"], set()).add(node["id"])
        return {
            (model, document.id): document
            for model, document_ids in ids.items()
            for document in self.env[model].sudo().browse(document_ids)
        }

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
