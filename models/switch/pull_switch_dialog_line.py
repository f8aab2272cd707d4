from odoo import api, fields, models

from ..policy.policies import SUPPLY_POLICIES
from ..technical import hide_technical

TECHNICAL_FIELDS = {"dialog_id", "net_days"}


class PullSwitchDialogLine(models.TransientModel):
    """One product of the dialog, with what switching it would change."""

    _name = "pull.switch.dialog.line"
    _description = "Product to Switch"

    dialog_id = fields.Many2one(
        "pull.switch.dialog", required=True, readonly=True, ondelete="cascade"
    )
    product_tmpl_id = fields.Many2one(
        "product.template", "Product", required=True, readonly=True, ondelete="cascade"
    )
    is_chosen = fields.Boolean("Switch", default=True)
    policy_now = fields.Selection(SUPPLY_POLICIES, compute="_compute_policy_now")
    policy = fields.Selection(SUPPLY_POLICIES, "New Policy")
    found = fields.Char(readonly=True)
    net_days = fields.Integer("Stock Lasts (days)", readonly=True)
    changes = fields.Text("What Changes", compute="_compute_changes")

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    @api.depends("product_tmpl_id", "dialog_id.company_id")
    def _compute_policy_now(self):
        for line in self:
            template = line.product_tmpl_id.with_company(line.dialog_id.company_id)
            line.policy_now = template.effective_supply_policy

    @api.depends("product_tmpl_id", "policy", "is_chosen", "dialog_id.use_stock_first")
    @api.depends_context("lang", "uid")
    def _compute_changes(self):
        for dialog, lines in self.grouped("dialog_id").items():
            company = dialog.company_id or self.env.company
            if company not in self.env.companies:
                # A client may say another company: it is told nothing of that.
                lines.changes = False
                continue
            switcher = self.env["pull.switch"].with_company(company)
            wanted = {
                line.product_tmpl_id._origin.with_company(company): line.policy
                for line in lines
                if line.policy and line.is_chosen and line.product_tmpl_id._origin
            }
            # Whose product a client may not read is not told about either.
            self.env["product.template"].union(*wanted).check_access("read")
            texts = switcher._describe(
                wanted, dialog.use_stock_first, lines._get_days(switcher)
            )
            for line in lines:
                line.changes = texts.get(line.product_tmpl_id._origin, False)

    def _get_days(self, switcher):
        """Return {template: days that its stock lasts}, in the switcher's company."""
        company = switcher.env.company
        return {
            line.product_tmpl_id._origin.with_company(company): line.net_days
            for line in self
            if line.net_days
        }
