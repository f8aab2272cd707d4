from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...access import check_one, check_rows
from ...technical import hide_technical
from ...words import format_day
from ..balances.rows import insert_rows
from .accruals import KINDS

ACCOUNTANT = "account.group_account_user"
TECHNICAL_FIELDS = {"sale_line_id", "purchase_line_id", "accrual_key"}


class PullAccrual(models.TransientModel):
    """What is to be accrued of one order line, as its reader has asked for it."""

    _name = "pull.accrual"
    _description = "Accrual"
    _rec_name = "document"
    _order = "kind, id"

    as_of = fields.Date(readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    document = fields.Char("Order", readonly=True)
    sale_line_id = fields.Many2one("sale.order.line", readonly=True)
    purchase_line_id = fields.Many2one("purchase.order.line", readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer or Vendor", readonly=True
    )
    product_id = fields.Many2one("product.product", readonly=True)
    quantity = fields.Float(
        readonly=True,
        digits="Product Unit",
        aggregator=None,
        help="In the product's unit.",
    )
    cost = fields.Monetary(
        readonly=True, help="What these goods cost, as of the day: the cost accrued."
    )
    revenue = fields.Monetary(
        readonly=True, help="What they are sold for, or were invoiced at."
    )
    waiting = fields.Monetary(
        "Price Difference",
        readonly=True,
        help="What the bill will change if it comes at the price that the order has.",
    )
    accrual_key = fields.Char(readonly=True)
    entry_id = fields.Many2one(
        "account.move",
        compute="_compute_entry_id",
        compute_sudo=True,
        help="The entry that accrues it on this day.",
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    @api.depends("accrual_key")
    def _compute_entry_id(self):
        entries = self._get_entries()
        for row in self:
            row.entry_id = entries.get((row.company_id.id, row.accrual_key))

    def _get_entries(self):
        """Return {(company id, key): the posted entry}: not its reversal."""
        # Sudo: whether it is accrued does not depend on who asks.
        items = self.env["account.move.line"].sudo()
        items = items.search(
            [
                ("pull_accrual_key", "in", self.mapped("accrual_key")),
                ("parent_state", "=", "posted"),
            ]
        )
        return {
            (item.company_id.id, item.pull_accrual_key): item.move_id for item in items
        }

    # === The screen ===

    @api.model
    def action_open_accruals(self):
        """Open what is to be accrued today, in the companies chosen."""
        self.check_access("read")
        return self._open(fields.Date.context_today(self))

    def action_open(self):
        """Open the order, if its reader may; else the product."""
        check_one(self)
        order = (
            self.sale_line_id.sudo().order_id or self.purchase_line_id.sudo().order_id
        )
        for document in (order, self.product_id):
            if document and document.sudo(False).has_access("read"):
                return document.sudo(False)._get_records_action()
        raise AccessError(self.env._("You may not open %s.", self.document))

    def action_post(self):
        """Post what is not accrued yet of these rows, or of all that are shown."""
        check_rows(self)
        if not self.env.user.has_group(ACCOUNTANT):
            raise AccessError(self.env._("Only accountants post accruals."))
        rows = self or self._get_shown()
        entries = self.env["account.move"]
        for (company, day), own in rows.grouped(
            lambda row: (row.company_id, row.as_of)
        ).items():
            entries |= own._post_once(company, day)
        if not entries:
            raise UserError(self.env._("All of it is accrued already, by its entry."))
        return entries.sudo(False)._get_records_action(
            name=self.env._("Accruals and Reversals")
        )

    def _post_once(self, company, day):
        """Post those that no entry has yet, as they are by now; return entries."""
        self._lock_company(company)
        # Sudo: as the order says, whoever posts.
        company = company.sudo()
        keys = set(self.mapped("accrual_key"))
        posted = {key for (_company, key) in self._get_entries()}
        accruals = [
            accrual
            for accrual in company._get_accruals(day).get_all()
            if accrual.get_key(day) in keys - posted
        ]
        if not accruals:
            return self.env["account.move"].sudo()
        return company._get_accrual_entry(day, accruals).post()

    @api.model
    def _lock_company(self, company):
        """Let two who post at once wait for each other: the second is asked again by
        Odoo, and finds what the first has posted."""
        self.env.cr.execute(
            SQL(
                "UPDATE res_company SET write_date = write_date WHERE id = %s",
                company.id,
            )
        )

    # === What it shows ===

    @api.model
    def _get_shown(self):
        """Return the rows that were written last: what their reader looks at."""
        newest = self.search([], order="id desc", limit=1)
        return self.search([("create_date", "=", newest.create_date)])

    @api.model
    def _open(self, day):
        rows = self._make(day)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pull_through_production.pull_accrual_action"
        )
        return {
            **action,
            "display_name": self.env._("Accruals as of %s", format_day(self.env, day)),
            "domain": [("id", "in", rows.ids)],
            "context": {"search_default_group_kind": 1},
            "target": "main",
        }

    @api.model
    def _make(self, day):
        """Write what is to be accrued on a day in the user's companies."""
        vals_list = [
            self._prepare_vals(company, day, accrual)
            for company in self.env.companies
            for accrual in company._get_accruals(day).get_all()
        ]
        return insert_rows(self, vals_list)

    @api.model
    def _prepare_vals(self, company, day, accrual):
        line = accrual.line
        sold = line._name == "sale.order.line"
        return {
            "as_of": day,
            "kind": accrual.kind,
            "document": line.order_id.name,
            "sale_line_id": line.id if sold else False,
            "purchase_line_id": False if sold else line.id,
            "partner_id": line.order_id.partner_id.id,
            "product_id": line.product_id.id,
            "quantity": accrual.quantity,
            "cost": accrual.cost,
            "revenue": accrual.revenue,
            "waiting": accrual.waiting,
            "accrual_key": accrual.get_key(day),
            "company_id": company.id,
        }
