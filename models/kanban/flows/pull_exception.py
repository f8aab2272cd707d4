from odoo import api, fields, models

from ...policy.policies import KANBAN
from .kinds import FLOW_INFOS, FLOW_KINDS, NO_LOOP


class PullException(models.Model):
    _inherit = "pull.exception"

    kind = fields.Selection(
        selection_add=FLOW_KINDS,
        ondelete={kind: "cascade" for kind, _label in FLOW_KINDS},
    )

    @api.model
    def _get_kind_infos(self):
        return {**super()._get_kind_infos(), **FLOW_INFOS}

    @api.model
    def _get_document_models(self):
        return [*super()._get_document_models(), "stock.warehouse"]

    def _get_documents(self):
        documents = super()._get_documents()
        for exception in self.filtered(lambda own: own.kind == NO_LOOP):
            documents[exception] = exception.product_id
        return documents

    @api.model
    def _report_no_loop(self, needs):
        """Tell of products that are supplied by kanban and have no loop where these
        needs take them from; once for each product and warehouse."""
        found = {(move.product_id, move.location_id.warehouse_id) for move in needs}
        self._report(
            [
                self._prepare_no_loop(product, warehouse)
                for product, warehouse in sorted(found, key=lambda key: key[0].id)
                if warehouse
            ]
        )

    @api.model
    def _prepare_no_loop(self, product, warehouse):
        orders = self.env["sale.order"]
        names = {"product": product.display_name, "warehouse": warehouse.display_name}
        return {
            "kind": NO_LOOP,
            "message": self.env._(
                "%(product)s has the supply policy Kanban and no loop in "
                "%(warehouse)s: it is taken from stock, and nothing replaces what was "
                "used.",
                **names,
            ),
            "remedy": self.env._(
                "Make and start a loop for %(product)s (Manufacturing › Planning › "
                "Kanban Loops), or choose another supply policy.",
                **names,
            ),
            "company_id": warehouse.company_id.id,
            "order_id": False,
            "product_id": product.id,
            "user_id": self._get_responsible(warehouse, orders).id,
            "res_model": warehouse._name,
            "res_id": warehouse.id,
            "document_name": product.display_name,
        }

    @api.model
    def _close_no_loop(self, products):
        """Close what was reported of these products where a loop has started."""
        self.sudo().search(
            [
                ("kind", "=", NO_LOOP),
                ("state", "=", "open"),
                ("product_id", "in", products.ids),
            ]
        )._close_solved()

    def _is_loop_there(self):
        product = self.product_id.with_company(self.company_id)
        loops = self.env["pull.kanban.loop"].sudo()._get_loops_of(product)
        warehouses = loops.location_id.warehouse_id
        return (
            product.effective_supply_policy != KANBAN or self.res_id in warehouses.ids
        )
