from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...access import COST, INTERNAL
from .arithmetic import SetupPlan
from .private_context import get_own_minutes, with_own_minutes


class MrpWorkcenter(models.Model):
    _inherit = "mrp.workcenter"

    setup_cost = fields.Monetary(
        string="Fixed cost per setup",
        tracking=True,
        groups=COST,
        help="What one setup costs beside its time, in the company's currency: "
        "tooling, first pieces, consumables. Each run pays it once.",
    )
    setup_account_id = fields.Many2one(
        "account.account",
        string="Setup absorbed account",
        check_company=True,
        groups=COST,
        help="Credited with the fixed cost of each setup when a run is done. Empty: "
        "the company's, else the work center's expense account, else the product's.",
    )
    setup_on_split = fields.Selection(
        [
            ("always", "Always"),
            ("never", "Never"),
            ("change", "If the day or the operator changes"),
        ],
        string="New setup after a split",
        default="always",
        required=True,
        help="When a run is split, is the work center set up again for the parts?",
        groups=INTERNAL,
    )
    setup_once = fields.Boolean(
        string="One setup for backorders",
        help="A backorder goes on with the setup of its run, unless its own is "
        "recorded. It always does so in runs made to order, and where a setup has a "
        "fixed cost; otherwise Odoo plans the setup time again for each backorder.",
        groups=INTERNAL,
    )

    _setup_cost_not_negative = models.Constraint(
        "CHECK (setup_cost >= 0)",
        "The fixed cost per setup cannot be negative. Use 0 for none.",
    )

    @api.constrains("time_start", "time_stop")
    def _check_setup_times(self):
        for center in self:
            if min(center.time_start, center.time_stop) < 0:
                raise ValidationError(
                    self.env._(
                        "The setup and cleanup times of the work center %(center)s "
                        "cannot be negative. Use 0 for none.",
                        center=center.display_name,
                    )
                )

    def _get_capacity(self, product, unit, default_capacity=1):
        """Also let a work order or an operation say its own minutes."""
        capacity, setup, cleanup = super()._get_capacity(
            product, unit, default_capacity
        )
        minutes = get_own_minutes(self.env)
        if minutes is None:
            return capacity, setup, cleanup
        return capacity, minutes, 0.0

    def _get_setup_plan(self, product, unit):
        """Return what one setup for this product takes and costs here.

        :return: :class:`SetupPlan`, in the company's currency; nothing for no work
            center, as on a line that is being entered
        """
        if not self:
            return SetupPlan()
        center = self.sudo()  # whoever confirms a run; a plan is shown by field rights
        _capacity, setup, cleanup = with_own_minutes(center, None)._get_capacity(
            product, unit
        )
        line = center._get_setup_capacity(product, unit)
        fixed = line.setup_cost if line else center.setup_cost
        return SetupPlan(setup + cleanup, center.costs_hour, fixed)

    def _get_setup_capacity(self, product, unit):
        """Return the capacity line that core's `_get_capacity` takes, if any.

        Core returns the line's figures, not the line, which has our amount. It prefers
        the product's own line, then the one for all products in this unit, then in the
        product's; else it takes the first line, if that suits.
        """
        choices = [
            (product, product.uom_id),
            (product.browse(), unit),
            (product.browse(), product.uom_id),
        ]
        keys = [(line.product_id, line.product_uom_id) for line in self.capacity_ids]
        for choice in choices:
            if choice in keys:
                return self.capacity_ids[keys.index(choice)]
        first = self.capacity_ids[:1]
        suits = first.product_id in (
            product,
            product.browse(),
        ) and first.product_uom_id in (product.uom_id, unit)
        return first if suits else first.browse()

    def _get_setup_account(self, company):
        """Return the account that absorbs setups here, empty if none is set."""
        self.ensure_one()
        center = self.sudo()  # accounting set up by others, read to post their entry
        return (
            center.setup_account_id
            or company.sudo().pull_setup_account_id
            or center.expense_account_id
        )
