from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...access import check_one, check_rows
from ...technical import hide_technical
from ...words import format_day
from ..balances.finding import BALANCES

ACCOUNTANT = "account.group_account_user"
TECHNICAL_FIELDS = {"items", "res_id", "res_model"}


class PullCostControl(models.TransientModel):
    """One line of Cost Control, as its reader has asked for it: today, or of a day."""

    _name = "pull.cost.control"
    _description = "Cost Control"
    _rec_name = "document"
    _order = "is_rest, balance, id"

    balance = fields.Selection(BALANCES, readonly=True)
    is_rest = fields.Boolean(
        "Rightly So",
        readonly=True,
        help="What is rightly between both figures, named: nothing is to be mended.",
    )
    as_of = fields.Date(readonly=True)
    document = fields.Char(readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    sale_line_id = fields.Many2one("sale.order.line", readonly=True)
    date = fields.Date(readonly=True)
    cause = fields.Text(readonly=True)
    expected = fields.Monetary(readonly=True, help="What should be there.")
    found = fields.Monetary(readonly=True, help="What is there.")
    difference = fields.Monetary(readonly=True, help="Found minus expected.")
    can_settle = fields.Boolean(readonly=True)
    items = fields.Json("Domain of Journal Items", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    # === The screen ===

    @api.model
    def action_control(self):
        """Open what does not balance today, in the companies chosen."""
        self.check_access("read")
        return self._open(fields.Date.context_today(self))

    def action_settle(self):
        """Book what is due of these order lines; show what is left."""
        check_rows(self)
        if not self.env.user.has_group(ACCOUNTANT):
            raise AccessError(self.env._("Only accountants book what is due."))
        # Sudo: accountants need not see orders; what is due follows from documents.
        lines = self.filtered("can_settle").sudo().sale_line_id
        lines._settle_cogs(self.env._("Cost Control"))
        return self._open(self[:1].as_of or fields.Date.context_today(self))

    def action_open(self):
        """Open the document, or of what the user may not read the product; of what is
        rightly between the journal items of its account."""
        check_one(self)
        if self.items:
            return self._open_items()
        record = self.sudo()._get_document()
        for document in (record, self.product_id):
            if document and document.sudo(False).has_access("read"):
                return document.sudo(False)._get_records_action()
        raise AccessError(self.env._("You may not open %s.", self.document))

    def _open_items(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.document,
            "res_model": "account.move.line",
            "views": [(False, "list"), (False, "form")],
            "domain": self.items,
        }

    def _get_document(self):
        record = self.env[self.res_model].browse(self.res_id)
        if record._name != "stock.move":
            return record
        run = record.production_id or record.raw_material_production_id
        return run or record.picking_id or record.product_id

    # === What it shows ===

    @api.model
    def _open(self, day):
        rows = self._make(day)
        action = "pull_through_production.pull_cost_control_action"
        action = self.env["ir.actions.act_window"]._for_xml_id(action)
        return {
            **action,
            "display_name": self.env._(
                "Cost Control as of %s", format_day(self.env, day)
            ),
            "domain": [("id", "in", rows.ids)],
            "context": {
                "search_default_differences": 1,
                "search_default_group_balance": 1,
                "default_as_of": day,
            },
            "target": "main",
        }

    @api.model
    def _make(self, day):
        """Write what is found as of a day in the user's companies."""
        vals_list = [
            self._prepare_vals(company, day, finding)
            for company in self.env.companies
            for finding in company._get_cost_control(day).get_findings()
        ]
        # Sudo: nobody types what is found.
        return self.sudo().create(vals_list).sudo(False)

    @api.model
    def _prepare_vals(self, company, day, finding):
        return {
            "balance": finding.balance,
            "is_rest": finding.rest,
            "as_of": day,
            "document": finding.name or finding.record.display_name,
            "res_model": finding.record._name,
            "res_id": finding.record.id,
            "product_id": finding.product and finding.product.id,
            "sale_line_id": finding.line and finding.line.id,
            "date": finding.day,
            "cause": finding.cause,
            "expected": finding.expected,
            "found": finding.found,
            "difference": finding.found - finding.expected,
            "items": finding.items,
            "can_settle": bool(finding.line) and not finding.rest,
            "company_id": company.id,
        }
