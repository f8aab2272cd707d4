from odoo import api, fields, models
from odoo.tools.misc import format_amount

from ...access import COST, INTERNAL
from ...memory.memory import confirmation_memory
from ...readiness.told_later import is_told_later
from .estimate import LineSetup, RoughSetup
from .setup_walk import SetupWalk


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    setup_cost_estimate = fields.Monetary(
        string="Setup Cost",
        compute="_compute_setup_estimate",
        groups=COST,
        help="What the setups of all runs cost that this line would pull, in the "
        "currency of the order: an estimate, until it is confirmed.",
    )
    setup_cost_unit_estimate = fields.Monetary(
        string="Setup Cost per Unit",
        compute="_compute_setup_estimate",
        groups=COST,
        help="The estimated setup cost for each unit of this line.",
    )
    setup_share_estimate = fields.Float(
        string="Setup Share",
        compute="_compute_setup_estimate",
        groups=COST,
        help="The estimated setup cost as a share of the line's price without taxes.",
    )
    setup_is_heavy = fields.Boolean(
        compute="_compute_setup_estimate",
        help="Setup costs more of the price than the company's threshold.",
        groups=INTERNAL,
    )
    setup_hint = fields.Char(
        string="Setup",
        compute="_compute_setup_estimate",
        help="What the setups of this quantity mean, and which quantity bears them.",
        groups=INTERNAL,
    )

    @api.depends(
        "state",
        "product_id",
        "product_uom_id",
        "product_uom_qty",
        "product_no_variant_attribute_value_ids",
        "price_subtotal",
        "supply_policy",
        "route_ids",
        "warehouse_id",
        "order_id.currency_rate",
    )
    @api.depends_context("uid", "lang")
    def _compute_setup_estimate(self):
        show_costs = self.env.user.has_group(COST)
        asked = self.browse() if is_told_later(self.env.cr) else self
        setups = asked._get_line_setups()
        for line in self:
            setup = setups.get(line, LineSetup())
            line.setup_cost_estimate = setup.total.cost
            line.setup_cost_unit_estimate = setup.get_unit_cost(setup.quantity)
            line.setup_share_estimate = setup.share
            told = setup if show_costs else line._get_rough_setup(setup)
            line.setup_is_heavy = told.is_heavy
            line.setup_hint = line._get_setup_hint(setup, told)

    def _get_line_setups(self):
        """Return {line: :class:`LineSetup`} of those lines that would be made.

        Of quotations only: once confirmed, the runs have figures of their own.
        """
        quoted = self.filtered(
            lambda line: (
                line.state in ("draft", "sent")
                and not line.display_type
                and line.product_uom_qty > 0
            )
        )
        if not quoted:
            return {}
        with confirmation_memory(self.env.cr):
            # A salesperson need not see bills of materials and work centers.
            chains = quoted.sudo()._get_setup_walk().get_chains()
        return {
            line: line._get_line_setup(chains[line])
            for line in quoted
            if line in chains
        }

    def _get_setup_walk(self):
        """Return what finds the setups that these lines would pull. Meant to be
        inherited, to have another `SetupWalk`."""
        return SetupWalk(self)

    def _get_line_setup(self, chain):
        return LineSetup(
            chain,
            quantity=self.product_uom_qty,
            price=self.price_subtotal / self.product_uom_qty,
            rate=self.order_id.currency_rate or 1.0,
            limit=self.company_id.sudo().pull_setup_threshold / 100,
        )

    def _get_rough_setup(self, setup):
        """Return what who sees no costs is told of these setups: see `RoughSetup`."""
        product = self.product_id
        factor = self.product_uom_id._compute_quantity(1, product.uom_id, round=False)
        in_company = LineSetup(setup.chain, setup.quantity, limit=setup.limit)
        return RoughSetup(in_company, factor or 1.0, product.lst_price)

    # === Words ===

    def _get_setup_hint(self, setup, told):
        """Return what the salesperson should know of these setups, or False.

        Amounts only for those who see costs; who does not learns the minutes, and
        about where the company's threshold is passed.

        :param told: the same setups, or the rough ones
        """
        if not setup.total.minutes and not setup.total.cost:
            return False
        sentences = []
        if told is setup:
            sentences.append(self._get_setup_amounts(setup))
        elif setup.total.minutes:
            sentences.append(self._get_setup_time(setup))
        if told.is_heavy:
            sentences.append(self._get_setup_warning(setup, told))
        if setup.is_at_most and sentences:
            sentences.append(self.env._("Less if stock covers some of it."))
        return " ".join(sentences) or False

    def _get_setup_amounts(self, setup):
        more = setup.get_round_quantity()
        values = {
            "cost": self._format_setup(setup.total.cost),
            "quantity": self._format_setup_quantity(setup.quantity),
            "unit": self._format_setup(setup.get_unit_cost(more)),
            "more": f"{more:g}",
            "share": f"{100 * setup.share:.3g}",
        }
        texts = [self.env._("%(cost)s of setup on %(quantity)s", **values)]
        if setup.share:
            texts.append(self.env._("%(share)s %% of the price", **values))
        if setup.get_unit_cost(more) < setup.get_unit_cost(setup.quantity):
            texts.append(self.env._("%(unit)s each at %(more)s", **values))
        return ", ".join(texts) + "."

    def _get_setup_time(self, setup):
        return self.env._(
            "%(minutes)s minutes of setup on %(quantity)s.",
            minutes=f"{round(setup.total.minutes, 1):g}",
            quantity=self._format_setup_quantity(setup.quantity),
        )

    def _get_setup_warning(self, setup, told):
        bearing, uom = told.bearing, self.product_uom_id
        if told is not setup:
            uom = self.product_id.uom_id
        values = {
            "quantity": self._format_setup_quantity(setup.quantity),
            "limit": f"{100 * setup.limit:g}",
        }
        if not bearing:
            return self.env._(
                "Setup weighs heavily on %(quantity)s, and so it does on any quantity: "
                "the run size lets too few units share one.",
                **values,
            )
        return self.env._(
            "Setup weighs heavily on %(quantity)s; from %(bearing)s it is %(limit)s "
            "%% or less.",
            bearing=self._format_setup_quantity(bearing, uom),
            **values,
        )

    def _format_setup(self, amount):
        return format_amount(self.env, amount, self.currency_id)

    def _format_setup_quantity(self, quantity, uom=None):
        uom = uom or self.product_uom_id
        if uom.id != self.env["ir.model.data"]._xmlid_to_res_id("uom.product_uom_unit"):
            return f"{quantity:g} {uom.name}"
        if quantity == 1:
            return self.env._("1 unit")
        return self.env._("%(quantity)s units", quantity=f"{quantity:g}")
