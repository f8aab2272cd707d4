from odoo import models
from odoo.fields import Domain

from .own_lots import get_free_name


class MrpProduction(models.Model):
    """Every run of a product with an order-specific cost has a lot of its own."""

    _inherit = "mrp.production"

    def pre_button_mark_done(self):
        # Core comes by here however a run is finished, and then asks for the lot.
        self._create_own_lots()
        return super().pre_button_mark_done()

    def _prepare_stock_lot_values(self):
        if not self._should_have_own_lot():
            return super()._prepare_stock_lot_values()
        [values] = self._prepare_own_lot_vals()
        return values

    def _should_have_own_lot(self):
        self.ensure_one()
        template = self.product_tmpl_id.with_company(self.company_id)
        # Units with a serial number each have more than a lot.
        return self.product_tracking == "lot" and template._gets_own_lots()

    def _create_own_lots(self):
        runs = self.filtered(
            lambda run: (
                run.state not in ("done", "cancel")
                and not run.lot_producing_ids
                and run._should_have_own_lot()
            )
        )
        lots = self.env["stock.lot"].create(runs._prepare_own_lot_vals())
        for run, lot in zip(runs, lots, strict=True):
            run.lot_producing_ids = lot

    def _prepare_own_lot_vals(self):
        """Name the lots after the runs; a number follows where that name is taken."""
        taken = self._get_own_lot_names()
        vals_list = []
        for run in self:
            names = taken.setdefault(run.product_id, set())
            name = get_free_name(run.name, names)
            names.add(name)
            vals_list.append({"product_id": run.product_id.id, "name": name})
        return vals_list

    def _get_own_lot_names(self):
        """Return {product: names of its lots that begin as these runs do}."""
        alike = Domain.OR(Domain("name", "=like", f"{run.name}%") for run in self)
        groups = self.env["stock.lot"]._read_group(
            Domain("product_id", "in", self.product_id.ids) & alike,
            ["product_id"],
            ["name:array_agg"],
        )
        return {product: set(names) for product, names in groups}
