from odoo import fields, models

from ..memory.memory import confirmation_memory
from ..policy.policies import HYBRID, PULL
from .runs_walk import RunsWalk
from .walk import Need, ReadinessWalk


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def onchange(self, values, field_names, fields_spec):
        # A form compares the line before with the line after: both ask the same.
        with confirmation_memory(self.env.cr):
            return super().onchange(values, field_names, fields_spec)

    def _get_readiness_walk(self, show_costs=False):
        """Return the engine that looks for what would fail: see `ReadinessWalk`.

        Called with superuser rights.
        """
        return ReadinessWalk(self, show_costs)

    def _get_pull_runs_walk(self):
        """Return the engine that counts the runs of these lines: see `RunsWalk`.

        Called with superuser rights.
        """
        return RunsWalk(self)

    def _get_pull_first_needs(self):
        """Return what confirming this line would pull to the customer, as `Need`s.

        A kit is its components, each with the policy that its move would get. Called
        with superuser rights; use `_remember_pull_kits` for many lines.
        """
        self.ensure_one()
        if not self._may_be_pulled():
            return []
        line = self.with_company(self.company_id)
        kit = line._get_pull_kit_bom()
        if not kit and line.supply_policy not in (PULL, HYBRID):
            return []
        quantity, uom = line.product_uom_id._adjust_uom_quantities(
            line.product_uom_qty, line.product_id.uom_id
        )
        values = line._prepare_procurement_values()
        procurements = line._create_procurements(quantity, uom, values)
        if kit:
            return line._get_pull_kit_needs(kit, procurements)
        asked = ((line.product_uom_qty, line.product_uom_id, line),)
        nothing = line.env["product.product"]
        return [
            line._get_pull_first_need(procurement, line.supply_policy, asked, nothing)
            for procurement in procurements
        ]

    def _get_pull_promised_day(self):
        """Return the day for which this line is promised, as the confirmation takes
        it."""
        date = self.order_id.commitment_date or self._expected_date()
        return fields.Datetime.context_timestamp(self, date).date()

    def _may_be_pulled(self):
        return (
            not self.display_type
            and self.product_id.type == "consu"
            and self.product_uom_id.compare(self.product_uom_qty, 0) > 0
        )

    def _get_pull_kit_bom(self):
        """Return the kit that this line sells, or an empty BoM."""
        return self.env["mrp.bom"]._bom_find(
            self.product_id, company_id=self.company_id.id, bom_type="phantom"
        )[self.product_id]

    def _get_pull_kit_needs(self, kit, procurements):
        """Return the needs of a kit's components, as core explodes it."""
        needs = []
        for procurement in procurements:
            quantity = procurement.product_uom._compute_quantity(
                procurement.product_qty, kit.product_uom_id, round=False
            )
            _boms, lines = kit.explode(
                procurement.product_id,
                quantity / kit.product_qty,
                never_attribute_values=procurement.values.get(
                    "never_product_template_attribute_value_ids"
                ),
            )
            for bom_line, data in lines:
                need = self._get_pull_kit_need(procurement, bom_line, data["qty"])
                if need.policy in (PULL, HYBRID):
                    needs.append(need)
        return needs

    def _get_pull_kit_need(self, procurement, bom_line, quantity):
        product = bom_line.product_id.with_company(self.company_id)
        policy = self._get_supply_policy_of(product)
        component = procurement._replace(
            product_id=product,
            product_qty=quantity,
            product_uom=bom_line.product_uom_id,
            values={**procurement.values, "bom_line_id": bom_line.id},
        )
        asked = ((quantity, bom_line.product_uom_id, bom_line),)
        return self._get_pull_first_need(component, policy, asked, self.product_id)

    def _get_pull_first_need(self, procurement, policy, asked, parent):
        product = procurement.product_id.with_company(self.company_id)
        return Need(
            line=self,
            product=product,
            quantity=procurement.product_uom._compute_quantity(
                procurement.product_qty, product.uom_id
            ),
            location=procurement.location_id,
            values=procurement.values,
            date=procurement.values["date_planned"],
            policy=policy,
            asked=asked,
            parent=parent,
        )
