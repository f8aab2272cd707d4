from odoo import api, fields, models
from odoo.fields import Domain

from ...access import COST
from ...technical import hide_technical
from .cost_control import CostControl

TECHNICAL_FIELDS = {"pull_control_told"}


class ResCompany(models.Model):
    _inherit = "res.company"

    pull_control_told = fields.Json(
        string="Differences Told",
        copy=False,
        readonly=True,
        groups=COST,
        help="The differences of Cost Control that its accountants have been told.",
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    def _get_cost_control(self, day=None):
        """Return what finds the differences in this company's costs.

        Meant to be inherited, to have another `CostControl`.

        :param day: as of its end; None: today
        """
        self.ensure_one()
        return CostControl(self, day)

    def _get_cost_finding_words(self, finding):
        """Return a sentence that names the document and both figures."""
        return self.env._(
            "%(document)s (%(product)s): %(cause)s Expected %(expected).2f, found "
            "%(found).2f.",
            document=finding.name or finding.record.display_name,
            product=finding.product.display_name if finding.product else self.name,
            cause=finding.cause,
            expected=finding.expected,
            found=finding.found,
        )

    # === Every night ===

    @api.model
    def _cron_control_costs(self):
        """Tell the accountants of each company what does not balance, once."""
        for company in self.search(Domain.TRUE):
            company._tell_cost_differences()
            self.env["ir.cron"]._commit_progress(1)

    def _tell_cost_differences(self):
        self.ensure_one()
        findings = {
            finding.get_key(): finding
            for finding in self._get_cost_control().get_findings()
            if not finding.rest
        }
        told = set(self.pull_control_told or ())
        new = [finding for key, finding in findings.items() if key not in told]
        if told != set(findings):
            self.pull_control_told = sorted(findings)
        for user in self._get_cost_accountants() if new else ():
            self._tell_cost_accountant(user, new)

    def _get_cost_accountants(self):
        """Return whom differences are told. Meant to be inherited."""
        group = self.env.ref("account.group_account_user")
        users = group.all_user_ids.filtered(
            lambda user: self in user.company_ids and not user.share
        )
        return users.sorted("id")

    def _tell_cost_accountant(self, user, findings):
        company = self.with_context(lang=user.lang)
        lines = [company._get_cost_finding_words(finding) for finding in findings[:20]]
        if len(findings) > len(lines):
            more = len(findings) - len(lines)
            lines.append(company.env._("And %(count)s more.", count=more))
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=user.partner_id.ids,
            subject=company.env._("Cost Control: new differences, %s", self.name),
            body=company.env["ir.qweb"]._render(
                "pull_through_production.cost_control_told",
                {"lines": lines, "company": self},
            ),
        )
