from odoo import models

from ..memory.memory import confirmation_memory
from ..policy.policies import HYBRID, PULL
from .chain_walk import Need
from .explosion import Explosion


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_pull_explosion(self):
        """Return what confirming these lines now would make, without making it: a tree
        of deliveries, runs and purchases for each line.

        Whoever reads the order gets all of it, as with the chain of a confirmed order;
        there are no costs in it. Documents of companies that the user does not belong
        to are left out.

        :return: list of dicts like those of `_get_pull_chain`, parents first, with `id`
            None, `name` that of the product, `date_start` and `date_deadline` by the
            lead times of rules, bills of materials and vendors; besides

            - `minutes` and `setup_minutes` (of those): what a run takes by its work
              centers' capacity and efficiency, one operation after the other
            - of a run: `bom_id` and `operations`: `mrp.bom._get_pull_run_operations`
            - of a purchase: `partner_id` and `supplierinfo_id`, the vendor price

        Confirming makes exactly this: model, product, quantity and parent.
        """
        companies = None if self.env.su else self.env.user.company_ids
        with confirmation_memory(self.env.cr):
            return self.sudo()._get_pull_explosion_engine(companies).get_nodes()

    def _get_pull_explosion_engine(self, companies=None):
        """Return the engine that works out what these lines pull: see `Explosion`.

        Called with superuser rights.
        """
        return Explosion(self, companies)

    def _get_pull_first_needs(self):
        """Return what confirming this line would pull to the customer, as `Need`s.

        Called with superuser rights; use `_remember_pull_kits` for many lines.
        """
        return [
            need
            for need in self._get_pull_wanted_needs()
            if need.policy in (PULL, HYBRID)
        ]

    def _get_pull_wanted_needs(self):
        """Return what confirming this line would bring to the customer, pulled or not,
        as `Need`s.

        A kit is its components, each with the policy that its move would get. Called
        with superuser rights.
        """
        self.ensure_one()
        if not self._may_be_pulled():
            return []
        line = self.with_company(self.company_id)
        kit = line._get_pull_kit_bom()
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
                needs.append(
                    self._get_pull_kit_need(procurement, bom_line, data["qty"])
                )
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
