from odoo import models


class MrpBom(models.Model):
    _inherit = "mrp.bom"

    def _get_pull_run_operations(self, product, quantity, never_attribute_values=False):
        """Return what one run of this bill of materials does, as its work orders would.

        :param quantity: of the run, in the unit of this bill of materials
        :return: list of dicts: `operation_id`, `workcenter_id`, `minutes` (all),
            `setup_minutes` (of those), `alternatives` ([(work center id, minutes)]),
            `blocked_by` (indexes in this list)
        """
        self.ensure_one()
        operations = self._get_pull_operations(
            product, quantity / self.product_qty, never_attribute_values
        )
        places = {operation: place for place, operation in enumerate(operations)}
        return [
            {
                "operation_id": operation.id,
                "workcenter_id": operation.workcenter_id.id,
                **operation._get_pull_run_minutes(product, quantity, self),
                "alternatives": [
                    (
                        center.id,
                        operation._get_pull_run_minutes(
                            product, quantity, self, center
                        )["minutes"],
                    )
                    for center in operation.workcenter_id.alternative_workcenter_ids
                ],
                "blocked_by": self._get_pull_blocking(operation, place, places),
            }
            for place, operation in enumerate(operations)
        ]

    def _get_pull_blocking(self, operation, place, places):
        """Return the indexes of what must be done before an operation: what it says, or
        without such dependencies the one before it."""
        if not self.allow_operation_dependencies:
            return [place - 1] if place else []
        return [
            places[before]
            for before in operation.blocked_by_operation_ids
            if before in places
        ]
