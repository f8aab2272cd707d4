from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .kinds import EXCEPTION_KINDS, SHORTAGE_KINDS

DONE = "done"
OPEN = "open"


class PullException(models.Model):
    """Something a person must decide: a need that could not be supplied, or a change
    that came too late to carry out.

    Rooms report exceptions with `_report` and say in `_is_solved` when the cause of a
    kind is gone; whoever changes a cause calls `_close_solved` on what it may solve.
    """

    _name = "pull.exception"
    _description = "Supply Exception"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "state desc, create_date desc, id desc"

    kind = fields.Selection(EXCEPTION_KINDS, required=True, readonly=True, index=True)
    message = fields.Text(required=True, readonly=True, help="What is wrong.")
    remedy = fields.Text(readonly=True, help="What to do about it.")
    state = fields.Selection(
        [(OPEN, "Open"), (DONE, "Done")],
        default=OPEN,
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    resolution = fields.Char(readonly=True, help="How it ended.")
    date_done = fields.Datetime(string="Done On", readonly=True)
    order_id = fields.Many2one(
        "sale.order", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Order Line",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        related="order_id.partner_id", string="Customer", store=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        index="btree_not_null",
        tracking=True,
        help="The buyer of the purchase, the responsible of the manufacturing order, "
        "else the salesperson.",
    )
    product_id = fields.Many2one("product.product", readonly=True, index=True)
    quantity = fields.Float(
        digits="Product Unit",
        readonly=True,
        aggregator=None,
        help="What is missing or too much, in the unit of the product.",
    )
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    date_wanted = fields.Datetime(
        readonly=True, help="The date that the document should get."
    )
    move_id = fields.Many2one(
        "stock.move",
        string="Need",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The move that waits for what is missing.",
    )
    res_model = fields.Char(string="Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Document ID", model_field="res_model", readonly=True
    )
    document_name = fields.Char(string="Document", readonly=True)
    age = fields.Integer(
        string="Age (days)", compute="_compute_age", search="_search_age"
    )
    can_retry = fields.Boolean(compute="_compute_can_retry")

    _document_index = models.Index("(res_model, res_id) WHERE state = 'open'")

    @api.depends("create_date", "date_done")
    def _compute_age(self):
        now = fields.Datetime.now()
        for exception in self:
            start = exception.create_date or now
            exception.age = ((exception.date_done or now) - start).days

    def _search_age(self, operator, value):
        inverse = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
        if operator not in inverse:
            return NotImplemented
        return [
            (
                "create_date",
                inverse[operator],
                fields.Datetime.now() - timedelta(days=value),
            )
        ]

    @api.depends("state", "kind")
    def _compute_can_retry(self):
        for exception in self:
            exception.can_retry = exception.state == OPEN and exception._is_retryable()

    @api.depends("kind", "order_id.name", "document_name")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for exception in self:
            names = [exception.order_id.name, exception.document_name]
            subject = " / ".join(name for name in names if name)
            exception.display_name = f"{subject}: {labels.get(exception.kind, '')}"

    def _is_retryable(self):
        self.ensure_one()
        return self.kind in SHORTAGE_KINDS

    # === Buttons ===

    def action_retry(self):
        """Try again to bring what is missing; what has been brought closes.

        Complete, and once: what came in the meantime is not brought again. Raises
        UserError with the present reason when one exception alone still fails.
        """
        todo = self.filtered(lambda exception: exception.state == OPEN)
        todo._retry()
        todo._close_solved()
        if len(todo) == 1 and todo.state == OPEN:
            raise UserError(f"{todo.message}\n{todo.remedy or ''}".strip())

    def _retry(self):
        """Do again what failed. Each room does so for its own kinds."""

    def action_done(self):
        """Mark as decided by hand."""
        todo = self.filtered(lambda exception: exception.state == OPEN)
        todo._close(self.env._("Closed by %(user)s", user=self.env.user.name))

    def action_open_document(self):
        """Open the document that the exception is about, else the order."""
        self.ensure_one()
        model, res_id = self.res_model or "sale.order", self.res_id or self.order_id.id
        if model == "purchase.order.line":
            line = self.env[model].browse(res_id)
            model, res_id = "purchase.order", line.order_id.id
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": res_id,
            "views": [(False, "form")],
        }

    # === Reporting ===

    @api.model
    def _report(self, reports):
        """Open exceptions, or bring the open ones of the same subject up to date.

        :param reports: list of vals with at least `kind`, `message`, `company_id`; the
            subject is (kind, order line, need, document, product)
        :return: the exceptions, aligned with `reports`
        """
        if not reports:
            return self
        known = self._get_open_by_subject(reports)
        exceptions, new = [], []
        for vals in reports:
            exception = known.get(self._get_subject(vals))
            if exception:
                exception._update_report(vals)
            else:
                new.append(vals)
            exceptions.append(exception)
        created = iter(self.sudo().create(new))
        # Several reports of one subject in one call are one exception's business.
        reported = [exception or next(created) for exception in exceptions]
        self.browse().union(*reported)._schedule_missing_activities()
        return self.browse([exception.id for exception in reported])

    @api.model
    def _get_open_by_subject(self, reports):
        orders = {vals.get("order_id") for vals in reports}
        return {
            exception._get_own_subject(): exception
            for exception in self.sudo().search(
                [("state", "=", OPEN), ("order_id", "in", list(orders))]
            )
        }

    @api.model
    def _get_subject(self, vals):
        return tuple(
            vals.get(name) or False
            for name in ("kind", "sale_line_id", "move_id", "res_model", "res_id")
        ) + (vals.get("product_id") or False,)

    def _get_own_subject(self):
        self.ensure_one()
        return (
            self.kind,
            self.sale_line_id.id,
            self.move_id.id,
            self.res_model or False,
            self.res_id or False,
            self.product_id.id,
        )

    def _update_report(self, vals):
        """Take over what has changed since the exception was opened."""
        self.ensure_one()
        changes = {
            name: vals[name]
            for name in ("message", "remedy", "quantity", "date_wanted")
            if name in vals and vals[name] != self[name]
        }
        if changes:
            self.write(changes)

    def _schedule_missing_activities(self):
        for exception in self.sudo():
            if exception.state == OPEN and not exception.activity_ids:
                user = exception.user_id or self.env.user
                exception.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=exception.display_name,
                    note=exception.message,
                    user_id=user.id,
                )

    # === Closing ===

    def _close_solved(self):
        """Close those of these exceptions whose cause is gone."""
        solved = self.sudo().filtered(
            lambda exception: exception.state == OPEN and exception._is_solved()
        )
        solved._close(self.env._("Solved: the cause is gone"))

    def _is_solved(self):
        """Tell whether the cause is gone. Each room answers for its own kinds."""
        self.ensure_one()
        return False

    def _close(self, resolution):
        todo = self.sudo().filtered(lambda exception: exception.state == OPEN)
        if not todo:
            return
        todo.activity_ids.action_feedback(feedback=resolution)
        todo.write(
            {
                "state": DONE,
                "resolution": resolution,
                "date_done": fields.Datetime.now(),
            }
        )

    @api.model
    def _get_open_of(self, documents):
        """Return the open exceptions about these documents (records of one model)."""
        return self.sudo().search(
            [
                ("state", "=", OPEN),
                ("res_model", "=", documents._name),
                ("res_id", "in", documents.ids),
            ]
        )

    @api.model
    def _get_responsible(self, document, order):
        """Return who must act: the document's buyer or responsible, else the
        salesperson of the order."""
        user = self.env["res.users"]
        if document and document._name == "purchase.order.line":
            purchase = document.order_id
            user = purchase.user_id or purchase.partner_id.buyer_id
        elif document and document._name == "mrp.production":
            user = document.user_id
        return user or order.user_id
