from odoo import Command, models

from .confirmation import is_confirming

NEVER = "never_product_template_attribute_value_ids"


class MrpProduction(models.Model):
    _name = "mrp.production"
    _inherit = ["mrp.production", "pull.alike.mixin"]

    def _pull_batch_create(self, vals_list):
        """Prepare the creation of many runs at once: `supply` calls this for those that
        a confirmation makes."""
        self._remember_pull_for_create(vals_list)
        self._drop_pull_passing_links(vals_list)
        self._add_pull_consumption(vals_list)
        self._add_pull_groups(vals_list)
        self._add_pull_work_orders(vals_list)

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

    def _drop_pull_passing_links(self, vals_list):
        """Link what waits for several runs to the last of them alone: the link is one
        field of what waits, and each run takes it over from the one before."""
        linked = set()
        for vals in reversed(vals_list):
            commands = vals.get("move_dest_ids")
            if commands and all(command[0] == Command.LINK for command in commands):
                vals["move_dest_ids"] = [c for c in commands if c[1] not in linked]
                linked.update(command[1] for command in commands)

    def _add_pull_consumption(self, vals_list):
        """Create the runs with what core writes on each of them to confirm it."""
        for vals in vals_list:
            if vals.get("bom_id") and "consumption" not in vals:
                bom = self.env["mrp.bom"].browse(vals["bom_id"])
                vals["consumption"] = bom.consumption

    def write(self, vals):
        if (
            vals.keys() == {"consumption"}
            and is_confirming(self.env.cr)
            and all(run.consumption == vals["consumption"] for run in self)
        ):
            return True  # see _add_pull_consumption
        return super().write(vals)

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

    def _add_pull_work_orders(self, vals_list):
        """Have the runs created with their work orders, in one call.

        Core adds them run by run, after the moves: the finished moves are then made
        anew, because the work orders' duration changes their date.
        """
        new = [vals for vals in vals_list if self._is_pull_new_run(vals)]
        boms = self.env["mrp.bom"].browse([vals["bom_id"] for vals in new])
        products = self.env["product.product"].browse(
            [vals["product_id"] for vals in new]
        )
        for vals, bom, product in zip(new, boms, products, strict=True):
            if values_list := self._prepare_pull_work_orders(vals, bom, product):
                vals["workorder_ids"] = [Command.create(v) for v in values_list]

    def _is_pull_new_run(self, vals):
        """Return whether the work orders of this run are those of its bill of
        materials.

        Override to leave them to core's `_compute_workorder_ids`, if another module
        extends it.
        """
        return (
            all(vals.get(name) for name in ("bom_id", "product_id", "product_uom_id"))
            and vals.get("product_qty", 0) > 0
            and not vals.get("workorder_ids")
            and vals.get("state", "draft") == "draft"
            and isinstance(vals.get(NEVER) or self, models.BaseModel)
        )

    def _prepare_pull_work_orders(self, vals, bom, product):
        """Return the values of a new run's work orders, as core's
        `_compute_workorder_ids` has them."""
        uom = self.env["uom.uom"].browse(vals["product_uom_id"])
        quantity = uom._compute_quantity(
            vals["product_qty"], bom.product_uom_id, round=False
        )
        never = vals.get(NEVER) or self.env["product.template.attribute.value"]
        return [
            {
                "name": operation.name,
                "workcenter_id": operation.workcenter_id.id,
                "product_uom_id": uom.id,
                "operation_id": operation.id,
                "state": "ready",
            }
            for operation in bom._get_pull_operations(
                product, quantity / bom.product_qty, never
            )
        ]

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
