from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _log_activity_get_documents(
        self, orig_obj_changes, stream_field, stream, groupby_method=False
    ):
        # Core reads the purchases of an order as the salesperson who cancels it and has
        # no rights on them; and it puts an activity for nobody on documents to which
        # this module carries the change.
        changes = {
            record.sudo(): change
            for record, change in orig_obj_changes.items()
            if stream != "UP" or not self._is_pull_change_carried(record)
        }
        if not changes:
            return {}
        return super(StockPicking, self.sudo())._log_activity_get_documents(
            changes, stream_field, stream, groupby_method=groupby_method
        )

    def _is_pull_change_carried(self, record):
        """Tell whether this module carries a change of this record upstream."""
        carried = ("sale.order.line", "stock.move")
        return record._name in carried and bool(record.sudo().supply_policy)
