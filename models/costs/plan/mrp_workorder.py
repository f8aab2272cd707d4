from odoo import api, fields, models

from ...access import INTERNAL
from ...setup.plan.arithmetic import SetupPlan
from ...technical import hide_technical

TECHNICAL_FIELDS = {"pull_minutes_planned"}


class MrpWorkorder(models.Model):
    """What the plan has for a work order: minutes, and its part of planned setups."""

    _inherit = "mrp.workorder"

    pull_minutes_planned = fields.Float(
        string="Planned Minutes per Unit",
        digits=False,
        copy=False,
        readonly=True,
        aggregator="avg",
        groups=INTERNAL,
        help="Minutes of run a unit, as planned when the run was confirmed: Odoo fits "
        "the expected duration to what is made in the end.",
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    def _freeze_setup(self):
        res = super()._freeze_setup()
        self._freeze_minutes_planned()
        return res

    def _freeze_minutes_planned(self):
        """Keep the minutes of run a unit, as they are expected today."""
        for workorder in self.sudo():  # nobody types them
            quantity = workorder.production_id.product_qty
            if quantity:
                workorder.pull_minutes_planned = (
                    workorder._get_minutes_expected() / quantity
                )

    def _get_minutes_expected(self):
        within = 0.0 if self.setup_skipped else self.setup_minutes_planned
        return max(self.duration_expected - within, 0.0)

    def _get_minutes_planned(self):
        """Return the minutes of run planned for the whole quantity; those expected
        today where nobody froze them."""
        self.ensure_one()
        planned = self.pull_minutes_planned * self.production_id.product_qty
        return planned or self._get_minutes_expected()

    def _get_setup_own(self):
        """Return the setup that this work order is to have: nothing if it goes on with
        one."""
        self.ensure_one()
        return SetupPlan(
            self.setup_minutes_planned,
            self.setup_rate_planned,
            self.setup_fixed_planned,
        )

    def _get_setup_shared(self):
        """Return what setup was to cost its run when the need was confirmed.

        A run that was split since bears the planned setup in proportion to its
        quantity, whether it is set up for or not.
        """
        own = self._get_setup_own()
        planned = self.production_id.pull_setups_planned
        if planned == 1:
            return own
        one = own if self.setup_needed else self._get_setup_of_family()._get_setup_own()
        return SetupPlan(one.minutes * planned, own.rate, one.fixed * planned)

    def _get_setup_of_family(self):
        """Return the work order of the run that this one was split off from, or of
        another part of it, that has the setup."""
        family = self.production_id.production_group_id.production_ids
        return (
            family.workorder_ids.filtered(
                lambda other: (
                    other.setup_needed
                    and other.operation_id == self.operation_id
                    and (other.operation_id or other.name == self.name)
                )
            ).sorted("id")[:1]
            or self
        )
