from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, plaintext2html

from ..access import check_one, check_rows
from ..technical import hide_technical
from .kinds import SEVERITIES

DONE = "done"
OPEN = "open"

# What people write; buttons do the rest.
CLIENT_FIELDS = {"user_id"}


TECHNICAL_FIELDS = {"move_id"}


class PullException(models.Model):
    """Something a person must decide: a need that could not be supplied, or a change
    that came too late to carry out.

    Each room adds its own kinds to `kind` and what is true of them to
    `_get_kind_infos`, and reports them with `_report`; whoever changes a cause calls
    `_close_solved` on what it may solve.
    """

    _name = "pull.exception"
    _description = "Supply Exception"
    _inherit = ["mail.thread", "mail.activity.mixin", "pull.openable.mixin"]
    # What is open first.
    _order = "date_done desc nulls first, create_date desc, id desc"

    kind = fields.Selection([], required=True, readonly=True, index=True)
    severity = fields.Selection(SEVERITIES, compute="_compute_severity", store=True)
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
        help="Of a purchase its buyer, of a manufacturing order its responsible, else "
        "the supply responsible of the company; of an order its salesperson, else the "
        "leader of the sales team.",
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
    document_name = fields.Char(string="Document", readonly=True)
    age = fields.Integer(
        string="Age (days)",
        compute="_compute_age",
        search="_search_age",
        help="Days since it was opened, or until it was done, by the calendar.",
    )
    can_retry = fields.Boolean(compute="_compute_can_retry")

    _document_index = models.Index("(res_model, res_id) WHERE state = 'open'")

    @api.depends("kind")
    def _compute_severity(self):
        for exception in self:
            info = exception._get_kind_info()
            exception.severity = info and info.severity

    @api.depends("create_date", "date_done")
    @api.depends_context("tz")
    def _compute_age(self):
        # By the calendar, as Odoo says how long an activity is overdue.
        now = fields.Datetime.now()
        for exception in self:
            start, end = (
                fields.Datetime.context_timestamp(self, moment).date()
                for moment in (
                    exception.create_date or now,
                    exception.date_done or now,
                )
            )
            exception.age = (end - start).days

    def _search_age(self, operator, value):
        if operator not in ("<", "<=", ">", ">=", "in"):
            return NotImplemented
        now = fields.Datetime.now()
        zone = self.env.tz.zone
        if operator == "in":
            operator, value = "= ANY", [days for days in value if days is not False]

        def to_day(moment):
            return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, zone)

        def to_sql(model, alias, query):
            done = model._field_to_sql(alias, "date_done", query)
            return SQL(
                "%s - %s %s (%s)",
                to_day(SQL("COALESCE(%s, %s)", done, now)),
                to_day(model._field_to_sql(alias, "create_date", query)),
                SQL(operator),
                value,
            )

        return Domain.custom(to_sql=to_sql)

    @api.depends("state", "kind")
    def _compute_can_retry(self):
        for exception in self:
            info = exception._get_kind_info()
            exception.can_retry = exception.state == OPEN and info and info.retried_by

    @api.constrains("res_model")
    def _check_res_model(self):
        models = self._get_document_models()
        for exception in self:
            if exception.res_model and exception.res_model not in models:
                raise ValidationError(
                    self.env._(
                        "A supply exception cannot be about %(model)s.",
                        model=exception.res_model,
                    )
                )

    @api.depends("order_id")
    def _compute_can_open(self):
        return super()._compute_can_open()

    @api.depends("kind", "order_id.name", "document_name")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        # Planners and buyers read exceptions of orders that they may not read.
        for exception, visible in zip(self, self.sudo(), strict=True):
            names = [visible.order_id.name, visible.document_name]
            subject = " / ".join(dict.fromkeys(name for name in names if name))
            label = labels.get(visible.kind, "")
            exception.display_name = f"{subject}: {label}" if subject else label

    @api.model
    def _get_pull_rule_domain(self, orders):
        """An exception names its order: it is for who may read that, and for who has,
        or had, to act on it."""
        return (
            Domain("order_id", "=", False)
            | Domain("order_id", "any", orders)
            | Domain("user_id", "=", self.env.uid)
            | Domain("message_partner_ids", "in", self.env.user.partner_id.ids)
        )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    # === Changes by hand ===

    def write(self, vals):
        self._check_client_writes(vals)
        if "user_id" not in vals:
            return super().write(vals)
        moved = self.filtered(lambda exception: exception.user_id.id != vals["user_id"])
        # The activity tells the new responsible; a second mail would only annoy.
        quiet = self.with_context(mail_auto_subscribe_no_notify=True)
        res = super(PullException, quiet).write(vals)
        moved._hand_over_activities()
        return res

    def _check_client_writes(self, vals):
        """Refuse what a person does not write: buttons act on what is written here."""
        refused = vals.keys() - CLIENT_FIELDS
        if refused and not self.env.su:
            raise AccessError(
                self.env._(
                    "Of a supply exception only the responsible is changed by hand, "
                    "not: %(fields)s.",
                    fields=", ".join(sorted(refused)),
                )
            )

    def _hand_over_activities(self):
        """Give the activity of the open ones to who is responsible now."""
        todo = self.sudo().filtered(
            lambda exception: exception.state == OPEN and exception.user_id
        )
        for user, exceptions in todo.grouped("user_id").items():
            exceptions._get_own_activities().user_id = user
        todo._schedule_missing_activities()

    def _get_own_activities(self):
        """Return the activities that the exceptions made, not those planned by hand."""
        return self.sudo().activity_ids.filtered("automated")

    # === Kinds ===

    @api.model
    def _get_kind_infos(self):
        """Return {kind: `KindInfo`}. Each room adds those of its own kinds, and how it
        solves those of the rooms above it."""
        return {}

    def _get_kind_info(self):
        """Return what is true of the kind of this exception, None of one without."""
        return self._get_kind_infos().get(self.kind)

    @api.model
    def _get_kinds_with(self, attribute):
        """Return the kinds whose `KindInfo` says yes to this attribute."""
        infos = self._get_kind_infos()
        return [kind for kind, info in infos.items() if getattr(info, attribute)]

    # === Buttons ===

    def action_retry(self):
        """Try again to bring what is missing; what has been brought closes.

        Complete, and once: what came in the meantime is not brought again. Raises
        UserError with the present reason when one exception alone still fails.
        """
        todo = self._get_open_to_act_on()
        todo._retry()
        todo._close_solved()
        if len(todo) == 1 and todo.state == OPEN:
            raise UserError(f"{todo.message}\n{todo.remedy or ''}".strip())

    def _retry(self):
        """Do again what failed, by the method that each kind names."""
        for method, exceptions in self.grouped(
            lambda exception: exception._get_kind_info().retried_by
        ).items():
            if method:
                getattr(exceptions, method)()

    def _get_open_to_act_on(self):
        """Return the open ones of these, if the user may act on them."""
        check_rows(self, "write")
        return self.filtered(lambda exception: exception.state == OPEN)

    def action_done(self):
        """Mark as decided by hand."""
        todo = self._get_open_to_act_on()
        todo._close(self.env._("Closed by %(user)s", user=self.env.user.name))

    def action_open_document(self):
        """Open the document that the exception is about, else the order."""
        check_one(self)
        if not self.can_open:
            raise UserError(
                self.env._(
                    "%(document)s is gone, or you have no right to open it.",
                    document=self.document_name or self.sudo().order_id.name,
                )
            )
        return self.action_open()

    def _get_documents(self):
        """Return {exception: what a person opens to act}: the purchase of a purchase
        order line, and the order where it names no document, or one that is gone."""
        # Sudo: whether the reader may open them is asked afterwards.
        named = super(PullException, self.sudo())._get_documents()
        documents = {}
        for exception, visible in zip(self, self.sudo(), strict=True):
            document = named.get(visible) or visible.order_id
            if document._name == "purchase.order.line":
                document = document.order_id
            if document:
                documents[exception] = document.with_env(self.env)
        return documents

    @api.model
    def _get_document_models(self):
        """Return the models of the documents that exceptions may be about."""
        return [
            "sale.order",
            "stock.move",
            "stock.picking",
            "mrp.production",
            "purchase.order.line",
        ]

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
        new = {}
        for vals in reports:
            subject = self._get_subject(vals)
            if subject in known:
                known[subject]._update_report(vals)
            else:
                new[subject] = {**new.get(subject, {}), **vals}
        created = self._get_quiet().create(list(new.values()))
        known.update(zip(new, created, strict=True))
        ids = [known[self._get_subject(vals)].id for vals in reports]
        self.browse(dict.fromkeys(ids))._schedule_missing_activities()
        return self.browse(ids)

    @api.model
    def _get_quiet(self):
        """Return the model for creating exceptions.

        Whoever happened to cause them follows none of them, and the responsible hears
        of each once: by its activity.
        """
        # Sudo: exceptions are written by the module alone. It also drops the defaults
        # that a client or a screen has put into the context.
        return self.sudo().with_context(
            mail_create_nosubscribe=True, mail_auto_subscribe_no_notify=True
        )

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
        if "message" in changes:
            self._get_own_activities().note = plaintext2html(self.message)

    def _schedule_missing_activities(self):
        """Ask the responsible to act, where no activity does.

        Marking the activity as done does not close the exception: its cause is there
        until it is solved or somebody decides. The next report of it asks again.
        """
        todo = self.sudo().filtered(
            lambda exception: exception.state == OPEN and not exception.activity_ids
        )
        self.env["mail.activity"].sudo().create(
            [exception._prepare_activity_vals() for exception in todo]
        )

    def _prepare_activity_vals(self):
        self.ensure_one()
        todo = self.env["ir.model.data"]._xmlid_to_res_id(
            "mail.mail_activity_data_todo"
        )
        # Neither a customer who signs on the portal nor the scheduler can act.
        causer = self.env.user.filtered(lambda user: user.active and not user.share)
        return {
            "activity_type_id": todo,
            "automated": True,
            "summary": self.display_name,
            "note": plaintext2html(self.message),
            "date_deadline": fields.Date.context_today(self),
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "user_id": (self.user_id or causer).id,
        }

    # === Closing ===

    def _close_solved(self):
        """Close those of these exceptions whose cause is gone, the oldest first: what
        one leaves over may solve the next."""
        for exception in self.sudo().sorted("id"):
            if exception.state == OPEN and exception._is_solved():
                exception._close(self.env._("Solved: the cause is gone"))

    def _close_solved_by(self, orders, needs):
        """Close what a change of these orders and of these needs has solved: what one
        need frees may be what another, of the same place, lacks.

        :return: those that are closed now
        """
        about = (
            Domain("order_id", "in", orders.ids)
            | Domain("move_id", "in", needs.ids)
            | Domain("move_id.product_id", "in", needs.product_id.ids)
            & Domain("move_id.location_id", "in", needs.location_id.ids)
        )
        open_ones = self.sudo().search(Domain("state", "=", OPEN) & about)
        open_ones._close_solved()
        return open_ones.filtered(lambda exception: exception.state == DONE)

    def _is_solved(self):
        """Tell whether the cause is gone, by the method that the kind names."""
        self.ensure_one()
        method = self._get_kind_info().solved_by
        return bool(method) and getattr(self, method)()

    def _close(self, resolution):
        todo = self.sudo().filtered(lambda exception: exception.state == OPEN)
        if not todo:
            return
        todo._get_own_activities().action_feedback(feedback=resolution)
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
        """Return who must act on a document, or on the order where there is none.

        Of a purchase its buyer and of a manufacturing order its responsible, else the
        company's supply responsible: who sold the order can do nothing about them. Of
        all else the salesperson or, as of orders from a web shop, the team's leader.
        """
        # Sudo: who causes an exception need not see the team, the settings or the
        # other documents.
        document, order = document and document.sudo(), order.sudo()
        company = (document or order).company_id
        sellers = order.user_id + order.team_id.user_id
        users = sellers + company.pull_supply_user_id
        if document and document._name in ("purchase.order.line", "mrp.production"):
            users = (
                self._get_document_users(document)
                + company.pull_supply_user_id
                + sellers
            )
        # Nobody looks at what an archived user must do.
        return users.filtered("active")[:1].with_env(self.env)

    @api.model
    def _get_document_users(self, document):
        if document._name == "mrp.production":
            return document.user_id
        purchase = document.order_id
        return purchase.user_id + purchase.partner_id.buyer_id
