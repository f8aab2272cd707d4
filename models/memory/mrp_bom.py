from collections import defaultdict
from itertools import islice

from odoo import api, models

from .memory import environment_key, get_memory

SIBLINGS_MAX = 1000
# Core searches active BoMs whatever `active_test` says.
CONTEXT_KEYS = ("allowed_company_ids", "company_id", "lang")


class MrpBom(models.Model):
    _name = "mrp.bom"
    _inherit = ["mrp.bom", "pull.remembered.mixin"]

    @api.model
    def _bom_find(self, products, picking_type=None, company_id=False, bom_type=False):
        """Remembered per product, and asked for many products at once.

        Core asks for one product after the other; like the ORM does for fields, a
        question about one product is extended to those it was read together with.
        """
        memory = get_memory(self.env.cr)
        if memory is None or not self._is_pull_rememberable(products):
            return super()._bom_find(products, picking_type, company_id, bom_type)
        picking_type_id = picking_type.id if picking_type else None
        asker = environment_key(self.env, CONTEXT_KEYS)
        known = memory.topic("bom", asker, picking_type_id, company_id, bom_type)
        if any(product_id not in known for product_id in products.ids):
            asked = self._with_pull_siblings(products, known)
            found = super()._bom_find(asked, picking_type, company_id, bom_type)
            together = self.concat(*found.values()).ids
            known.update((item.id, (found[item].id, together)) for item in asked)
        return self._pull_bom_by_product(products, known)

    def _is_pull_rememberable(self, products):
        """Core finds the BoM of an archived variant only when asked for it alone."""
        return all(products._ids) and all(product.active for product in products)

    def _with_pull_siblings(self, products, known):
        """Return the unknown ones of `products` and of their prefetch set.

        Of the prefetch set only what the user may read and is active, see above.
        """
        asked = products.browse(id_ for id_ in products.ids if id_ not in known)
        ids = set(islice(products._prefetch_ids, SIBLINGS_MAX))
        ids.difference_update(known, asked._ids, [None, False])
        if ids:
            siblings = asked.with_context(active_test=True).search([("id", "in", ids)])
            asked |= asked.browse(siblings.ids)
        return asked

    def _pull_bom_by_product(self, products, known):
        """Return the answer of core; BoMs found together are read together."""
        bom_by_product = defaultdict(self.browse)
        for product in products:
            bom_id, together = known[product.id]
            if bom_id:
                bom_by_product[product] = self.browse(bom_id).with_prefetch(together)
        return bom_by_product

    def _remember_pull_kits(self):
        """Ask for the kits among all components of these BoMs at once, as `explode`
        will ask for each BoM. Does nothing outside a confirmation."""
        if get_memory(self.env.cr) is None:
            return
        asked = defaultdict(self.env["product.product"].browse)
        for bom in self:
            asked[bom.picking_type_id, bom.company_id] |= bom.bom_line_ids.product_id
        for (picking_type, company), products in asked.items():
            self._bom_find(products, picking_type, company.id, "phantom")

    def explode(
        self, product, quantity, picking_type=False, never_attribute_values=False
    ):
        """Remembered: core explodes a BoM five times for each manufacturing order."""
        arguments = (product, quantity, picking_type, never_attribute_values)
        memory = get_memory(self.env.cr)
        if memory is None or not self.id or not product.id:
            return super().explode(*arguments)
        key = (
            environment_key(self.env),
            self.id,
            product,
            quantity,
            picking_type or None,
            never_attribute_values or None,
        )
        ask = super().explode
        exploded = memory.recall("explode", key, lambda: ask(*arguments))
        return tuple(self._copy_pull_exploded(part) for part in exploded)

    def _get_pull_operations(self, product, quantity=1.0, never_attribute_values=False):
        """Return a list of the operations of one run that makes this product.

        As core makes its work orders: with the operations of the kits in it, without
        those of other variants. An operation in two kits is there twice.

        :param quantity: how many times this BoM is made
        """
        self.ensure_one()
        operations = []
        boms, _lines = self.explode(
            product,
            quantity,
            picking_type=self.picking_type_id,
            never_attribute_values=never_attribute_values,
        )
        for bom, data in boms:
            kit_line = data["parent_line"]
            if kit_line and kit_line.bom_id.operation_ids == bom.operation_ids:
                continue
            made = kit_line.product_id if kit_line else data["product"]
            operations += [
                operation
                for operation in bom.operation_ids
                if not operation._skip_operation_line(made, never_attribute_values)
            ]
        return operations

    def _copy_pull_exploded(self, pairs):
        """Return (record, values) pairs of its own to each caller."""
        return [(record.with_env(self.env), dict(values)) for record, values in pairs]
