from odoo import api, fields, models

from ..access import INTERNAL
from ..technical import hide_technical
from .root_cause import KINDS, NO_CAUSE, RootCauses

BUYER = "purchase.group_purchase_user"
# The promise record shows them.
TECHNICAL_FIELDS = {
    "pull_delivered_date",
    "pull_cause_kind",
    "pull_cause_minutes",
    "pull_cause_partner_id",
    "pull_cause_workcenter_id",
    "pull_cause_step",
}


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    pull_delivered_date = fields.Datetime(
        string="Delivered On",
        readonly=True,
        copy=False,
        help="When the customer had the last of what was ordered. Empty as long as "
        "something is missing.",
        groups=INTERNAL,
    )
    pull_cause_kind = fields.Selection(
        KINDS,
        string="Cause",
        readonly=True,
        copy=False,
        help="What has made this line late in the first place.",
        groups=INTERNAL,
    )
    pull_cause_minutes = fields.Integer(
        string="Late by Its Cause (minutes)",
        readonly=True,
        copy=False,
        help="How much of the lateness comes from its cause.",
        groups=INTERNAL,
    )
    pull_cause_partner_id = fields.Many2one(
        "res.partner",
        string="Vendor Who Was Late",
        readonly=True,
        copy=False,
        groups=BUYER,
    )
    pull_cause_workcenter_id = fields.Many2one(
        "mrp.workcenter",
        string="Work Center That Was Late",
        readonly=True,
        copy=False,
        groups=INTERNAL,
    )
    pull_cause_step = fields.Json(
        readonly=True,
        copy=False,
        help="The document that is the cause, and when it was planned to end.",
        groups=INTERNAL,
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    def _get_pull_root_causes(self, placing):
        """Return the engine that knows what has made these lines late: `RootCauses`."""
        return RootCauses(placing)

    def _record_pull_promise(self, placing):
        """Keep what has become of what was promised. Sudoed.

        :param placing: `ChainPlacing` of these lines, just worked out
        """
        causes = self._get_pull_root_causes(placing)
        for line in self.filtered("pull_promised_date"):
            is_waiting = bool(placing.chain.lasts.get(line))
            if not line._is_pull_settled(is_waiting):
                line._keep_pull_record(is_waiting, causes.get(line))

    def _is_pull_settled(self, is_waiting):
        """Tell whether the record stays as it is: all was delivered, and nothing is on
        its way again. What the customer gives back changes no promise."""
        last = self._get_pull_last_delivery().date
        return not is_waiting and bool(
            self.pull_delivered_date and self.pull_delivered_date == last
        )

    def _keep_pull_record(self, is_waiting, cause):
        values = cause.get_values() if cause else dict(NO_CAUSE)
        values["pull_delivered_date"] = (
            not is_waiting
            and self._is_pull_delivered_in_full()
            and self._get_pull_last_delivery().date
        )
        changed = {
            name: value
            for name, value in values.items()
            if self._fields[name].convert_to_write(self[name], self) != value
        }
        if changed:
            self.write(changed)

    def _is_pull_delivered_in_full(self):
        ordered = self.product_uom_qty
        return self.product_uom_id.compare(self.qty_delivered, ordered) >= 0
