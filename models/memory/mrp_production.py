from odoo import models

from .confirmation import is_confirming


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _pull_batch_create(self, vals_list):
        """Prepare the creation of many runs at once: `supply` calls this for those that
        a confirmation makes."""
        self._remember_pull_for_create(vals_list)
        self._add_pull_groups(vals_list)

    def _remember_pull_for_create(self, vals_list):
        """Ask at once what core will ask for every order: the kits among the
        components and the reordering rules of all products."""
        boms = self.env["mrp.bom"].browse(
            {vals["bom_id"] for vals in vals_list if vals.get("bom_id")}
        )
        boms._remember_pull_kits()
        products = self.env["product.product"].browse(
            {vals["product_id"] for vals in vals_list if vals.get("product_id")}
        )
        self.env["stock.warehouse.orderpoint"]._get_pull_products_with_orderpoint(
            products | boms.bom_line_ids.product_id
        )

    def _add_pull_groups(self, vals_list):
        """Number the orders and create their groups in one call, not one by one."""
        grouped = [
            vals
            for vals in vals_list
            if not vals.get("production_group_id") and vals.get("picking_type_id")
        ]
        for vals in grouped:
            if not vals.get("name") or vals["name"] == self.env._("New"):
                picking_type = self.env["stock.picking.type"].browse(
                    vals["picking_type_id"]
                )
                vals["name"] = picking_type.sequence_id.next_by_id()
        groups = self.env["mrp.production.group"].create(
            [{"name": vals["name"]} for vals in grouped]
        )
        for vals, group in zip(grouped, groups, strict=True):
            vals["production_group_id"] = group.id

    def _compute_move_raw_ids(self):
        """Create the components' moves of all new orders in one call.

        Core creates them order by order. For an order without moves it does nothing
        but create what `_get_moves_raw_values` says.
        """
        new = self.filtered(
            lambda order: (
                order._is_pull_new_order()
                and order.bom_id
                and order.product_qty > 0
                and not order.move_raw_ids
            )
        )
        if new:
            self.env["stock.move"].create(new._get_moves_raw_values())
        return super(MrpProduction, self - new)._compute_move_raw_ids()

    def _compute_move_finished_ids(self):
        """Create the finished and by-product moves of all new orders in one call."""
        ignored_ids = self.env.context.get("ignore_mo_ids", [])
        new = self.filtered(
            lambda order: (
                order._is_pull_new_order()
                and order.id not in ignored_ids
                and not order.move_finished_ids
            )
        )
        if new:
            self.env["stock.move"].create(
                [vals for order in new for vals in order._get_moves_finished_values()]
            )
        return super(MrpProduction, self - new)._compute_move_finished_ids()

    def _is_pull_new_order(self):
        """Return whether a confirmation is creating this order.

        Override to leave an order's moves to `_compute_move_raw_ids` and
        `_compute_move_finished_ids`, if another module extends those.
        """
        return (
            is_confirming(self.env.cr)
            and bool(self.id)
            and self.state == "draft"
            and bool(self.product_id)
            and not self.env.context.get("skip_compute_move_raw_ids")
        )
