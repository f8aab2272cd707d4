from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...access import check_one, check_rows
from ...technical import hide_technical
from ...words import format_day
from ..balances.rows import insert_rows

TECHNICAL_FIELDS = {"items"}
AMOUNTS = ("material", "run_time", "setup_time", "setup_fixed", "total", "posted")
EMPTY = {
    **dict.fromkeys((*AMOUNTS, "difference", "quantity", "age"), 0),
    **dict.fromkeys(("production_id", "product_id", "order_id", "partner_id"), False),
    **dict.fromkeys(("stage", "begun", "cause", "items", "is_rest"), False),
}


class PullWip(models.TransientModel):
    """What one open run has taken by a day, as its reader has asked for it.

    Beside the runs stands what else is on the accounts: the column of the ledger sums
    to their balance.
    """

    _name = "pull.wip"
    _description = "Work in Process"
    _rec_name = "document"
    _order = "is_rest, begun, id"

    as_of = fields.Date(readonly=True)
    is_rest = fields.Boolean("Beside the Runs", readonly=True)
    document = fields.Char("Run", readonly=True)
    production_id = fields.Many2one(
        "mrp.production", string="Manufacturing Order", readonly=True
    )
    product_id = fields.Many2one("product.product", readonly=True)
    quantity = fields.Float(readonly=True, digits="Product Unit", aggregator=None)
    order_id = fields.Many2one(
        "sale.order",
        string="Sales Order",
        readonly=True,
        help="The order that the run is for; empty where it serves several, or none.",
    )
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    stage = fields.Char(readonly=True)
    begun = fields.Date(readonly=True)
    age = fields.Integer(
        "Days", readonly=True, aggregator="avg", help="Days since it was begun."
    )
    material = fields.Monetary(
        readonly=True, help="Components taken for the run, at what they cost then."
    )
    run_time = fields.Monetary(
        readonly=True, help="At the rate of the run's confirmation."
    )
    setup_time = fields.Monetary(readonly=True)
    setup_fixed = fields.Monetary("Fixed Setup", readonly=True)
    total = fields.Monetary("In Process", readonly=True)
    posted = fields.Monetary(
        "In the Ledger",
        readonly=True,
        help="What is on the production account, and that of work in process: the sum "
        "is their balance on this day.",
    )
    difference = fields.Monetary(
        "Not in the Ledger", readonly=True, help="In process minus in the ledger."
    )
    cause = fields.Char(readonly=True)
    items = fields.Json("Domain of Journal Items", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    # === The screen ===

    @api.model
    def action_open_wip(self):
        """Open what is in process today, in the companies chosen."""
        self.check_access("read")
        return self._open(fields.Date.context_today(self))

    def action_open(self):
        """Open the run; of what stands beside the runs, the journal items."""
        check_one(self)
        if not self.items:
            return self.production_id._get_records_action()
        return {
            "type": "ir.actions.act_window",
            "name": self.document,
            "res_model": "account.move.line",
            "views": [(False, "list"), (False, "form")],
            "domain": self.items,
        }

    def action_post(self):
        """Open Odoo's entry of work in process: of this day, of every open run."""
        check_rows(self)
        if not self.env["mrp.account.wip.accounting"].has_access("create"):
            raise AccessError(
                self.env._("Only administrators of accounting post work in process.")
            )
        rows = (self or self._get_shown()).filtered("production_id")
        if len(rows.company_id) != 1 or rows.company_id != self.env.company:
            raise UserError(
                self.env._("Choose runs of one company, the one that you work in.")
            )
        rows._check_not_posted()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "mrp_account.action_wip_accounting"
        )
        action["context"] = {
            "default_date": rows[:1].as_of,
            "active_model": "mrp.production",
            "active_ids": rows.production_id.ids,
        }
        return action

    def _check_not_posted(self):
        """Refuse to count twice what is in the ledger already."""
        entries = self.production_id._get_wip_entries(self[:1].as_of)
        if entries:
            raise UserError(
                self.env._(
                    "The work in process of these runs on this day is posted already, "
                    "by %s. Reset it and its reversal to draft first.",
                    ", ".join(entries.mapped("name")),
                )
            )

    @api.model
    def _get_shown(self):
        """Return the rows that were written last: what their reader looks at."""
        newest = self.search([], order="id desc", limit=1)
        return self.search([("create_date", "=", newest.create_date)])

    # === What it shows ===

    @api.model
    def _open(self, day):
        rows = self._make(day)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pull_through_production.pull_wip_action"
        )
        return {
            **action,
            "display_name": self.env._("WIP as of %s", format_day(self.env, day)),
            "domain": [("id", "in", rows.ids)],
            "context": {"default_as_of": day},
            "target": "main",
        }

    @api.model
    def _make(self, day):
        """Write what is in process on a day in the user's companies."""
        vals_list = []
        for company in self.env.companies:
            reader = company._get_work_in_process(day)
            found = reader.get_all()
            runs = {"cause": self.env._("In the ledger when the run is done.")}
            vals_list += [{**runs, **self._prepare_run(one, day)} for one in found]
            vals_list += [
                self._prepare_rest(reader, *rest) for rest in reader.get_ledger(found)
            ]
        return insert_rows(self, [{**EMPTY, **vals} for vals in vals_list])

    @api.model
    def _prepare_run(self, one, day):
        run = one.run
        orders = run.pull_order_ids
        order = orders if len(orders) == 1 else orders.browse()
        return {
            "as_of": day,
            "document": run.name,
            "production_id": run.id,
            "product_id": run.product_id.id,
            "quantity": run.product_qty,
            "order_id": order.id,
            "partner_id": order.partner_id.id,
            "stage": self._get_stage(one),
            "begun": one.begun,
            "age": (day - one.begun).days,
            "material": one.material,
            "run_time": one.run_time,
            "setup_time": one.setup_time,
            "setup_fixed": one.setup_fixed,
            "total": one.total,
            "posted": one.posted,
            "difference": one.total - one.posted,
            "company_id": run.company_id.id,
        }

    @api.model
    def _get_stage(self, one):
        if one.operation:
            return self.env._(
                "%(operation)s on %(center)s",
                operation=one.operation.name,
                center=one.operation.workcenter_id.name,
            )
        return self.env._("Components taken")

    @api.model
    def _prepare_rest(self, reader, account, cause, amount):
        return {
            "as_of": reader.day,
            "is_rest": True,
            "document": account.display_name,
            "stage": cause,
            "posted": amount,
            "difference": -amount,
            "cause": cause,
            "items": reader.books.get_items_domain(account),
            "company_id": reader.company.id,
        }
