from odoo import api, fields, models

from ...access import COST, INTERNAL
from ...memory.memory import confirmation_memory
from .arithmetic import SetupPlan

# What the table compares, in the unit of the bill of materials.
RUN_SIZES = (1, 2, 5, 10, 20, 50)


class MrpBom(models.Model):
    _inherit = "mrp.bom"

    setup_table = fields.Json(
        string="Setup",
        compute="_compute_setup_table",
        help="What one run's setups take and cost, and how that is spread over its "
        "units.",
        groups=INTERNAL,
    )

    @api.depends(
        "run_size",
        "enable_batch_size",
        "batch_size",
        "product_id",
        "product_tmpl_id",
        "product_uom_id",
        "bom_line_ids.product_id",
        "bom_line_ids.bom_product_template_attribute_value_ids",
        "operation_ids.active",
        "operation_ids.name",
        "operation_ids.workcenter_id",
        "operation_ids.bom_product_template_attribute_value_ids",
        "operation_ids.setup_minutes_planned",
        "operation_ids.setup_cost_planned",
    )
    @api.depends_context("uid", "company", "lang")
    def _compute_setup_table(self):
        show_costs = self.env.user.has_group(COST)
        with confirmation_memory(self.env.cr):
            for bom in self:
                # Who may read a bill of materials sees the minutes of its operations.
                bom.setup_table = bom.sudo()._get_setup_table(show_costs)

    def _get_setup_table(self, show_costs):
        """Return what the page Setup shows; variants whose setups are equal share one
        table. Without amounts for those who do not see costs.
        """
        self.ensure_one()
        company = self.company_id or self.env.company
        most = self._get_pull_run_size()
        sizes = sorted({*RUN_SIZES, most} - {0})
        by_setups = {}
        for product in self._get_setup_products():
            setups = tuple(self._get_setups(product))
            by_setups.setdefault(setups, []).append(product.display_name)
        return {
            "unit": self.product_uom_id.display_name,
            "currency_id": company.currency_id.id,
            "show_costs": show_costs,
            "sizes": [{"size": size, "is_run_size": size == most} for size in sizes],
            "tables": [
                {
                    "name": ", ".join(filter(None, names)),
                    **self._get_setup_rows(setups, sizes, show_costs),
                }
                for setups, names in by_setups.items()
                if setups
            ],
        }

    def _get_setup_products(self):
        """Return what this makes, an empty product if there are no variants yet."""
        products = self.product_id or self.product_tmpl_id.product_variant_ids
        return products or [products]

    def _get_setup_rows(self, setups, sizes, show_costs):
        total = SetupPlan(
            minutes=sum(plan.minutes for _operation, plan in setups),
            fixed=sum(plan.cost for _operation, plan in setups),
        )
        return {
            "rows": [
                {
                    "id": index,
                    "name": operation.name,
                    "workcenter": operation.workcenter_id.display_name,
                    **self._get_setup_cells(plan, sizes, show_costs),
                }
                for index, (operation, plan) in enumerate(setups)
            ],
            "total": self._get_setup_cells(total, sizes, show_costs),
        }

    def _get_setup_cells(self, plan, sizes, show_costs):
        cells = {
            "minutes": plan.minutes,
            "units": [{"size": size, "minutes": plan.minutes / size} for size in sizes],
        }
        if show_costs:
            cells["cost"] = plan.cost
            for unit in cells["units"]:
                unit["cost"] = plan.cost / unit["size"]
        return cells

    def _get_setups(self, product, never_attribute_values=False):
        """Return [(operation, :class:`SetupPlan`)] of one run of this product.

        An operation in two kits is set up twice.
        """
        operations = self._get_pull_operations(
            product, never_attribute_values=never_attribute_values
        )
        return [
            (operation, operation._get_setup_plan(product, self.product_uom_id))
            for operation in operations
        ]
