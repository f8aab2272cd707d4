from odoo import models


class UomUom(models.Model):
    _inherit = "uom.uom"

    def _is_pull_counted(self):
        """Tell whether there are only whole ones of this unit: it counts pieces, or it
        is a pack that the company made of another unit, such as a can of 5 litres.

        Odoo itself tells a pack from a measure by nothing else than its origin.
        """
        self.ensure_one()
        piece = self.env.ref("uom.product_uom_unit", raise_if_not_found=False)
        if piece and self._has_common_reference(piece):
            return True
        return bool(self.relative_uom_id) and not self._is_pull_measure()

    def _is_pull_measure(self):
        """Tell whether Odoo brought this unit along: then it is a measure."""
        names = self._get_external_ids()[self.id]
        return any(name.startswith("uom.") for name in names)
