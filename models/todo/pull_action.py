from odoo import api, fields, models
from odoo.tools import plaintext2html

from ..access import check_ids, check_one
from ..technical import hide_technical
from ..words import format_day
from . import kinds
from .clock import Clock
from .exception_actions import ExceptionActions
from .late_actions import LateActions
from .purchase_actions import REQUESTS, PurchaseActions
from .run_actions import RunActions

TECHNICAL_FIELDS = {"key", "remedy", "date_wanted", "sequence"}
SELLERS = "sales_team.group_sale_salesman"
# How many orders a row names.
NAMED_MAX = 3


class PullAction(models.TransientModel):
    """One row of the list of what there is to do about supply.

    A copy for its reader alone of what documents say, made when the list is opened:
    what is done is gone. Nothing is decided here; another room adds a finder in
    `_get_finders`, and what a button does in `_do_<remedy>`.
    """

    _name = "pull.action"
    _inherit = "pull.openable.mixin"
    _description = "Supply Action"
    _order = "date, sequence, name, id"

    key = fields.Char(readonly=True, help="Tells a row from the others of its user.")
    kind = fields.Selection(kinds.ACTION_KINDS, string="Action", readonly=True)
    sequence = fields.Integer(readonly=True)
    remedy = fields.Selection(kinds.REMEDIES, readonly=True)
    name = fields.Char(string="Document", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    reason = fields.Text(readonly=True)
    date = fields.Datetime(string="By", readonly=True, help="When it is to be done by.")
    date_wanted = fields.Datetime(readonly=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    orders = fields.Char(
        string="Orders at Stake", readonly=True, help="The customer orders that wait."
    )
    amount = fields.Monetary(
        string="At Stake",
        readonly=True,
        groups=SELLERS,
        help="What the order lines that wait are sold for, without taxes.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    company_id = fields.Many2one("res.company", readonly=True)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    # === Filling ===

    @api.model
    def refresh_rows(self):
        """Make the user's rows equal to what there is to do. Called by the list."""
        self.browse().check_access("read")
        # Sudo: nobody makes rows by hand; they are the user's own, by `create_uid`.
        rows = self.sudo()
        known = rows.search([("create_uid", "=", self.env.uid)])
        by_key = {row.key: row for row in known}
        new = []
        for vals in self._prepare_rows(self._find()):
            row = by_key.pop(vals["key"], None)
            if row:
                row.write(vals)
            else:
                new.append(vals)
        known.browse(row.id for row in by_key.values()).unlink()
        rows.create(new)

    def _find(self):
        """Return what there is to do, the same about the same once."""
        found = {}
        for finder in self._get_finders():
            for action in finder.find():
                found.setdefault(action.subject, []).append(action)
        return [
            action
            for alike in found.values()
            for action in ([a for a in alike if a.about] or alike)
        ]

    def _get_finders(self):
        """Return the engines that find what there is to do for the user."""
        clock, late = Clock(self.env), LateActions(self.env)
        return [
            PurchaseActions(self.env, clock, late.get_hits("purchase.order.line")),
            RunActions(self.env, clock, late.get_hits("mrp.production")),
            ExceptionActions(self.env, clock),
        ]

    def _prepare_rows(self, actions):
        served = self._get_served(actions)
        told = self.env["sale.order.line"].union(*served.values())._filter_pull_told()
        # Of all at once, for each action asks for a few. Sudo: as these are.
        told.sudo().fetch(["currency_id", "order_id", "price_subtotal"])
        told.sudo().order_id.fetch(["date_order", "name"])
        changeable = self._get_changeable(actions)
        return [
            {
                **self._prepare_row(action),
                # Who may not change a document is told, and who is responsible.
                "remedy": action.document in changeable and action.remedy,
                **self._prepare_stakes(action, served[action.key], told),
            }
            for action in actions
        ]

    def _get_changeable(self, actions):
        """Return the set of documents that the user may change, in batch."""
        by_model = {}
        for action in actions:
            document = action.document
            by_model.setdefault(document._name, []).append(document.id)
        return {
            document
            for model, ids in by_model.items()
            for document in self.env[model].browse(ids)._filtered_access("write")
        }

    def _prepare_row(self, action):
        document = action.document
        ranks = [kind for kind, _label in kinds.ACTION_KINDS]
        return {
            "key": action.key,
            "kind": action.kind,
            "sequence": ranks.index(action.kind),
            "res_model": document._name,
            "res_id": document.id,
            "name": self._get_document_name(document),
            "product_id": action.product.id if action.product else False,
            "reason": action.reason,
            "date": action.date,
            "date_wanted": action.wanted,
            "user_id": action.user.id if action.user else False,
            "company_id": document.company_id.id,
        }

    def _get_document_name(self, document):
        if document._name == "pull.exception":
            # Sudo: who acts on an exception may not be able to open its order.
            return document.document_name or document.sudo().order_id.name
        if document._name == "purchase.order.line":
            return document.order_id.name
        return document.display_name

    # === What is at stake ===

    def _get_served(self, actions):
        """Return {key: order lines at stake, sudoed}, in batch."""
        served, by_model = {}, {}
        for action in actions:
            of = action.document if action.served is None else action.served
            if of._name == "sale.order.line":
                served[action.key] = of.sudo()
            else:
                by_model.setdefault(of._name, []).append((action.key, of.sudo()))
        for model, pairs in by_model.items():
            # Sudo: what they serve at all; what of it is told is asked afterwards.
            self.env[model].sudo().union(*(of for _key, of in pairs)).mapped(
                "pull_sale_line_ids"
            )
            served.update((key, of.pull_sale_line_ids) for key, of in pairs)
        return served

    def _prepare_stakes(self, action, lines, told):
        mine = lines.filtered(lambda line: line in told)
        return {
            "orders": self._name_orders(mine.order_id, len(lines.order_id)),
            "amount": self._get_amount(action, mine),
        }

    def _name_orders(self, orders, count):
        """Return what the orders at stake are called; of those that the reader may not
        read there are only so many."""
        names = ", ".join(orders[:NAMED_MAX].mapped("name"))
        more = count - len(orders[:NAMED_MAX])
        if not more:
            return names
        if not names:
            return self.env._("%(count)s other orders", count=more)
        return self.env._("%(orders)s and %(count)s more", orders=names, count=more)

    def _get_amount(self, action, lines):
        """Return what lines are sold for, in the currency of the action's company."""
        company = action.document.company_id
        return sum(
            line.currency_id._convert(
                line.price_subtotal,
                company.currency_id,
                company,
                line.order_id.date_order,
            )
            for line in lines
        )

    # === Doing ===

    def _get_documents(self):
        """Return {row: what a person opens}: the purchase of a purchase line."""
        documents = super()._get_documents()
        return {
            row: document.order_id
            if document._name == "purchase.order.line"
            else document
            for row, document in documents.items()
        }

    def action_do(self):
        """Do what the row says, with the rights of the user. What somebody has done in
        the meantime is not done again."""
        check_ids(self)
        row = self.exists()
        if not row and self:
            return False
        check_one(row)
        document = self.env[row.res_model].browse(row.res_id).exists()
        method = getattr(row, f"_do_{row.remedy}", None)
        res = method(document) if document and method else row.action_open()
        self.refresh_rows()
        return res

    def _do_confirm(self, order):
        order.filtered(lambda po: po.state in ("draft", "sent")).button_confirm()

    def _do_approve(self, order):
        order.filtered(lambda po: po.state == "to approve").button_approve()

    def _do_start(self, run):
        """Release a run: plan its operations, or start one that has none."""
        if run.state != "confirmed" or run.is_planned:
            return
        if run.workorder_ids:
            run.button_plan()
        else:
            run.action_start()

    def _do_move(self, document):
        """Move a request or run to when it is wanted."""
        document.check_access("write")
        states = ("confirmed",) if document._name == "mrp.production" else REQUESTS
        if document.state in states:
            # Sudo: it also writes needs behind it, on which buyers and planners have no
            # rights of their own.
            document.sudo()._move_pulled(self.date_wanted)

    def _do_retry(self, exception):
        if exception.can_retry:
            exception.action_retry()

    def _do_reduce(self, exception):
        if exception.can_reduce_request:
            exception.action_reduce_request()

    def _do_apply_date(self, exception):
        if exception.can_apply_date:
            exception.action_apply_date()

    def _do_ask(self, line):
        """Open a mail to the vendor that asks for another day."""
        order = line.order_id
        order.check_access("write")
        body = self._get_question(line)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask the Vendor"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": order._name,
                "default_res_ids": order.ids,
                "default_composition_mode": "comment",
                "default_partner_ids": order.partner_id.ids,
                "default_subject": self.env._(
                    "%(order)s: delivery of %(product)s",
                    order=order.name,
                    product=line.product_id.name,
                ),
                "default_body": plaintext2html(body),
            },
        }

    def _get_question(self, line):
        env = line.with_context(lang=line.order_id.partner_id.lang).env
        values = {
            "order": line.order_id.name,
            "product": line.product_id.with_env(env).name,
            "day": format_day(env, line.date_planned),
            "wanted": format_day(env, self.date_wanted),
        }
        if self.kind == kinds.WAIT:
            return env._(
                "We need %(product)s of %(order)s on %(wanted)s only, not on %(day)s. "
                "Please confirm that you can deliver it then.",
                **values,
            )
        return env._(
            "We wait for %(product)s of %(order)s, which was to come %(day)s. Please "
            "tell us when it arrives, and whether you can send it earlier.",
            **values,
        )
