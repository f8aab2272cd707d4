from odoo import models


class MrpBom(models.Model):
    _inherit = "mrp.bom"

    def _get_bom_unit_findings(self, need):
        """Return the findings on making this need in the unit of the BoM."""
        self.ensure_one()
        finding = need.product._get_unit_finding(
            need, need.quantity, need.product.uom_id, self.product_uom_id, self
        )
        return [finding] if finding else []

    def _get_calendar_findings(self, need):
        """Return the findings on the work centers of these BoMs' operations.

        :param need: what is made; these are its BoM and those of the kits in it
        """
        operations = self.operation_ids.filtered(
            lambda operation: (
                operation.workcenter_id
                and not operation._skip_operation_line(need.product)
            )
        )
        return [
            finding
            for workcenter in operations.workcenter_id
            if (finding := workcenter._get_calendar_finding(need))
        ]
