from odoo import api, fields, models
from odoo.exceptions import UserError

from ..access import check_rows
from ..change.kinds import DATE, SENT, SURPLUS_KINDS, TOO_LATE
from ..change.words import describe_surplus
from ..exceptions.pull_exception import OPEN

# Documents that have somebody to ask.
PEOPLE = ("mrp.production", "purchase.order.line")


class PullException(models.Model):
    """What a person does about a change that came too late to carry out."""

    _inherit = "pull.exception"

    can_keep_as_stock = fields.Boolean(compute="_compute_remedies")
    can_reduce_request = fields.Boolean(compute="_compute_remedies")
    can_return = fields.Boolean(compute="_compute_remedies")
    can_apply_date = fields.Boolean(compute="_compute_remedies")
    hand_over = fields.Char(
        string="Who Can Do It",
        compute="_compute_hand_over",
        help="Whom to ask, for who may not change the document.",
    )
    is_return_planned = fields.Boolean(
        string="Return When Received",
        readonly=True,
        tracking=True,
        help="The surplus goes back to the vendor as soon as it is received.",
    )

    @api.depends("state", "kind", "res_model", "res_id")
    @api.depends_context("uid")
    def _compute_remedies(self):
        for exception in self:
            is_stock = not exception._is_shipped_to_customer()
            is_surplus = exception._is_open_kind(SURPLUS_KINDS)
            exception.can_keep_as_stock = is_stock and is_surplus
            may_change = exception._may_change_document()
            exception.can_reduce_request = may_change and exception._is_open_kind(
                (SENT,)
            )
            may_return = may_change and is_stock
            exception.can_return = may_return and exception._is_open_kind((TOO_LATE,))
            exception.can_apply_date = may_change and exception._is_open_kind((DATE,))

    @api.depends("state", "kind", "res_model", "res_id")
    @api.depends_context("uid", "lang")
    def _compute_hand_over(self):
        for exception in self:
            is_remedy = exception._is_open_kind((SENT, TOO_LATE, DATE))
            exception.hand_over = (
                is_remedy
                and exception.res_model in PEOPLE
                and not exception._may_change_document()
                and exception._get_hand_over()
            )

    def _get_hand_over(self):
        """Return whom to ask to change the document; False if it is gone."""
        # Sudo: the reader may not open it, and learns who is responsible.
        document = self.env[self.res_model].sudo().browse(self.res_id).exists()
        if not document:
            return False
        people = document.order_id if "order_id" in document else document
        user = people.user_id.filtered("active")
        if user and user != self.env.user:
            return self.env._("Ask %(user)s.", user=user.name)
        if document._name == "mrp.production":
            return self.env._("Ask who plans manufacturing.")
        return self.env._("Ask a buyer.")

    def _may_change_document(self):
        """Tell whether the document is there and the user may change it."""
        if self.res_model not in self._get_document_models():
            return False
        document = self.env[self.res_model].browse(self.res_id).exists()
        return bool(document) and document.has_access("write")

    def _is_shipped_to_customer(self):
        """Tell whether this is about goods that the own stock never sees."""
        if self.res_model != "purchase.order.line":
            return False
        # Sudo: it is asked for whoever reads the exception.
        line = self.env[self.res_model].sudo().browse(self.res_id).exists()
        return bool(line and line._is_pull_direct())

    def _is_open_kind(self, kinds):
        return self.state == OPEN and self.kind in kinds

    def action_keep_as_stock(self):
        """Decide that a surplus stays: it is free for others."""
        self._check_kind(SURPLUS_KINDS, of_stock=True)
        self._close(self.env._("Kept as stock by %(user)s", user=self.env.user.name))

    def action_reduce_request(self):
        """Ask the vendor for the surplus less: they have been told."""
        self._check_kind((SENT,))
        for exception in self:
            line = exception._get_document_to_change()
            line._reduce_pull_request(exception.quantity)
        self._close(self.env._("Request reduced by %(user)s", user=self.env.user.name))

    def action_return_when_received(self):
        """Send the surplus back: now what is there, the rest when it is received."""
        self._check_kind((TOO_LATE,), of_stock=True)
        for exception in self:
            exception._get_document_to_change()
        self.sudo().is_return_planned = True
        self._return_received()

    def _return_received(self):
        """Return what has been received of surpluses that are to go back."""
        for exception in self.sudo():
            line = self.env["purchase.order.line"].sudo().browse(exception.res_id)
            quantity = line._get_pull_returnable(exception.quantity)
            returns = line._return_pulled_surplus(quantity)
            left = exception.quantity - quantity
            if returns and exception.product_id.uom_id.compare(left, 0) > 0:
                message = describe_surplus(
                    self.env, exception.kind, exception.product_id, left
                )
                exception._update_report({"quantity": left, "message": message})
            elif returns:
                names = ", ".join(returns.mapped("name"))
                exception._close(
                    self.env._("Returned to the vendor: %(transfers)s", transfers=names)
                )

    def action_apply_date(self):
        """Give the document the date that the order wants."""
        self._check_kind((DATE,))
        for exception in self:
            document = exception._get_document_to_change()
            document._move_pulled(exception.date_wanted)
        self._close_solved()

    def _get_document_to_change(self):
        """Return the document, sudoed, if the user may change it.

        Sudo: changing a purchase or a run also writes the moves and needs behind it, on
        which buyers and planners have no rights of their own.
        """
        document = self.env[self.res_model].browse(self.res_id)
        document.check_access("write")
        return document.sudo()

    def _check_kind(self, kinds, of_stock=False):
        check_rows(self, "write")
        for exception in self:
            elsewhere = of_stock and exception._is_shipped_to_customer()
            if elsewhere or not exception._is_open_kind(kinds):
                raise UserError(
                    self.env._(
                        "%(exception)s cannot be solved this way, or is done already.",
                        exception=exception.display_name,
                    )
                )
