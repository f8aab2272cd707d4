from odoo import api, fields, models
from odoo.exceptions import UserError

from ..access import INTERNAL
from .policies import PULL, SUPPLY_POLICIES, SUPPLY_POLICY_HELP


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    supply_policy = fields.Selection(
        SUPPLY_POLICIES,
        compute="_compute_supply_policy",
        store=True,
        readonly=False,
        precompute=True,
        help=SUPPLY_POLICY_HELP.replace(
            "the policy of the product category; none there either: plain Odoo",
            "plain Odoo",
        ),
        groups=INTERNAL,
    )

    @api.depends("product_id")
    def _compute_supply_policy(self):
        for line in self:
            if line._origin and line.state not in ("draft", "sent"):
                line.supply_policy = line._origin.supply_policy
                continue
            product = line.product_id.with_company(line.company_id)
            line.supply_policy = product.effective_supply_policy

    def write(self, vals):
        if "supply_policy" in vals:
            self._check_supply_policy_change(vals["supply_policy"])
        return super().write(vals)

    def _check_supply_policy_change(self, policy):
        """Refuse another policy for a line whose supply has been launched."""
        for line in self:
            if line.state == "sale" and line.supply_policy != policy:
                raise UserError(
                    self.env._(
                        "%(line)s is confirmed: its supply has been launched under the "
                        "policy it had. Change the policy on a new line, or on the "
                        "product for the next orders.",
                        line=line.display_name,
                    )
                )

    def _get_supply_policy_of(self, product):
        """Return the policy of this line's need for its product, or for one of its
        kit.

        :param product: in the company in which it is needed
        """
        if product == self.product_id:
            return self.supply_policy
        return (
            self._get_component_supply_policy()
            or product.effective_supply_policy
            or self.supply_policy
        )

    def _get_direct_supply_policy(self, product):
        """Return the policy of what a vendor ships straight to the customer, or False
        for plain Odoo.

        Whatever a policy says about stock, such goods never pass it: they are bought
        for the order.
        """
        product = product.with_company(self.company_id)
        return PULL if self._get_supply_policy_of(product) else False

    def _get_component_supply_policy(self):
        """Return the policy that this line sets over the product's own, or False.

        A kit is delivered as its components: what the salesperson chose on the line
        counts for them, what merely came from the kit's product does not.
        """
        self.ensure_one()
        product = self.product_id.with_company(self.company_id)
        own = product.effective_supply_policy
        return self.supply_policy if self.supply_policy != own else False
