from odoo import api, models
from odoo.tools.misc import format_amount, format_duration

from ...access import COST


class ReportBomStructure(models.AbstractModel):
    _inherit = "report.mrp.report_bom_structure"

    @api.model
    def _get_bom_data(self, bom, *args, **kwargs):
        data = super()._get_bom_data(bom, *args, **kwargs)
        operations = data.get("operations", [])
        minutes = sum(operation["setup_minutes"] for operation in operations)
        cost = sum(operation["setup_cost"] or 0 for operation in operations)
        if operations:
            data["setup_note"] = self._get_setup_note(minutes, cost, data["currency"])
        return data

    @api.model
    def _get_operation_line(self, product, bom, *args, **kwargs):
        lines = super()._get_operation_line(product, bom, *args, **kwargs)
        show_costs = self.env.user.has_group(COST)
        currency = (bom.company_id or self.env.company).currency_id
        for line in lines:
            operation = line["operation"].with_context(product=product)
            plan = operation._get_shown_setup_plan()
            line["setup_minutes"] = plan.minutes
            line["setup_cost"] = currency.round(plan.cost) if show_costs else False
            line["setup_note"] = self._get_setup_note(
                plan.minutes, line["setup_cost"], currency
            )
        return lines

    def _get_setup_note(self, minutes, cost, currency):
        """Return what of an operation, or of all, is setup; False if nothing is."""
        if not minutes and not cost:
            return False
        values = {"time": format_duration(minutes)}
        if not cost:
            return self.env._("of which setup %(time)s", **values)
        values["cost"] = format_amount(self.env, cost, currency)
        return self.env._("of which setup %(time)s, %(cost)s", **values)

    @api.model
    def _get_bom_array_lines(
        self, data, level, unfolded_ids, unfolded, parent_unfolded=True
    ):
        lines = super()._get_bom_array_lines(
            data, level, unfolded_ids, unfolded, parent_unfolded
        )
        operations = data["operations"]
        notes = [line["setup_note"] for line in (data, *operations) if operations]
        # Core appends the operations below a line of their sum, then the by-products.
        byproducts = data["byproducts"]
        end = len(lines) - (len(byproducts) + 1 if byproducts else 0)
        for line, note in zip(lines[end - len(notes) : end], notes, strict=True):
            line["setup_note"] = note
        return lines
