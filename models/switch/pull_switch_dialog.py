from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..access import check_one
from ..policy.policies import SUPPLY_POLICIES
from .adoption import Adoption


class PullSwitchDialog(models.TransientModel):
    """Shows, product by product, what a switch changes; a person applies it."""

    _name = "pull.switch.dialog"
    _description = "Switching Supply Policies"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    is_adoption = fields.Boolean(readonly=True)
    policy = fields.Selection(SUPPLY_POLICIES, "Policy for All")
    use_stock_first = fields.Boolean(
        "Use Up the Stock First",
        help="What is pulled from now on takes what is on hand and on order first, as "
        "hybrid. Once that is gone it is pulled, by itself.",
    )
    line_ids = fields.One2many("pull.switch.dialog.line", "dialog_id", "Products")

    @api.onchange("policy")
    def _onchange_policy(self):
        if self.policy:
            self.line_ids.policy = self.policy

    @api.model
    def _open(self, wanted, found=None, days=None):
        """Open the dialog on these products.

        :param wanted: {template: policy proposed, or False}
        :param found: {template: text: why it is proposed}; given: they are adopted
        :param days: {template: days for which its stock is to last}, where decided
        """
        # Sudo drops the defaults that a client has put into the context.
        self.check_access("create")
        dialog = self.sudo().create(
            {
                "company_id": self.env.company.id,
                "is_adoption": found is not None,
                "line_ids": [
                    Command.create(
                        {
                            "product_tmpl_id": template.id,
                            "policy": policy,
                            "is_chosen": bool(policy) or len(wanted) == 1,
                            "found": (found or {}).get(template),
                            "net_days": (days or {}).get(template, 0),
                        }
                    )
                    for template, policy in wanted.items()
                ],
            }
        )
        return dialog.sudo(False)._get_action()

    def _get_action(self):
        name = self.env._("Switch Supply Policy")
        if self.is_adoption:
            name = self.env._("Adopt Supply Policies")
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    @api.model
    def action_adopt(self):
        """Open the dialog on what plain Odoo makes or buys for orders, or keeps in
        stock by rules, and what has no policy yet."""
        self.check_access("create")
        # Sudo: what is found follows from routes, rules and documents of the company.
        found = self.sudo()._get_adoption().find()
        templates = self.env["product.template"].browse(
            [template.id for template in found]
        )
        shown = templates._filtered_access("read").ids
        found = {row: texts for row, texts in found.items() if row.id in shown}
        return self._open(
            {template: policy for template, (policy, _text) in found.items()},
            {template: text for template, (_policy, text) in found.items()},
        )

    @api.model
    def _get_adoption(self):
        """Return what finds products to adopt: see `Adoption`."""
        return Adoption(self.env.company)

    def action_apply(self):
        check_one(self)
        lines = self.line_ids.filtered(lambda line: line.is_chosen and line.policy)
        if not lines:
            raise UserError(self.env._("Choose a product and its policy."))
        switcher = self.env["pull.switch"].with_company(self.company_id)
        wanted = {
            line.product_tmpl_id.with_company(self.company_id): line.policy
            for line in lines
        }
        switches = switcher._switch(
            wanted, self.use_stock_first, self.is_adoption, lines._get_days(switcher)
        )
        if not switches:
            raise UserError(self.env._("All of them are so already."))
        return self._show(switches)

    def _show(self, switches):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Switched"),
            "res_model": "pull.switch",
            "domain": [("id", "in", switches.ids)],
            "views": [(False, "list"), (False, "form")],
        }
