from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..exceptions.kinds import (
    BLOCKING_KINDS,
    DATE,
    FAILED,
    MINIMUM,
    PRICE,
    SENT,
    SHORTAGE,
    SHORTAGE_KINDS,
    SURPLUS,
    TOO_LATE,
)
from ..exceptions.pull_exception import OPEN
from ..pegging.graph import PegGraph
from ..supply.needs import is_open
from . import stages
from .dates import DATE_FIELD
from .words import describe_surplus

PRICE_KINDS = (PRICE, MINIMUM)
BAD_DATA_KINDS = (*BLOCKING_KINDS, *PRICE_KINDS, FAILED)
SURPLUS_KINDS = (SENT, TOO_LATE, SURPLUS)


class PullException(models.Model):
    _inherit = "pull.exception"

    is_return_planned = fields.Boolean(
        string="Return When Received",
        readonly=True,
        tracking=True,
        help="The surplus goes back to the vendor as soon as it is received.",
    )

    # === Shortages ===

    def _report_shortages(self, shortages):
        """Report needs that lack supply.

        :param shortages: list of (move, missing quantity in the product's unit, order
            lines served). A need that has an open exception keeps its kind.
        """
        needs = self.env["stock.move"].browse([move.id for move, *_rest in shortages])
        known = self.sudo().search(
            [
                ("state", "=", OPEN),
                ("move_id", "in", needs.ids),
                ("kind", "in", SHORTAGE_KINDS),
            ]
        )
        known = {exception.move_id: exception for exception in known}
        new = []
        for move, quantity, lines in shortages:
            if move in known:
                known[move]._update_report({"quantity": quantity})
            else:
                new.append(self._prepare_shortage(move, quantity, lines))
        self._report(new)

    def _prepare_shortage(self, move, quantity, lines):
        line = lines[0] if lines else move.sale_line_id
        run = move.raw_material_production_id
        document = run or move.picking_id or move
        return {
            "kind": SHORTAGE,
            "message": self.env._(
                "%(quantity)s %(unit)s of %(product)s for %(document)s have no supply "
                "any more.",
                quantity=f"{round(quantity, 4):g}",
                unit=move.product_id.uom_id.name,
                product=move.product_id.display_name,
                document=document.display_name,
            ),
            "remedy": self.env._(
                "Try again to make or buy what is missing, or reserve it from stock."
            ),
            "order_id": line.order_id.id,
            "sale_line_id": line.id,
            "company_id": move.company_id.id,
            "product_id": move.product_id.id,
            "quantity": quantity,
            "move_id": move.id,
            "res_model": document._name,
            "res_id": document.id,
            "document_name": document.display_name,
            "user_id": self._get_responsible(document, line.order_id).id,
        }

    # === Needs that could not be supplied, or only badly ===

    def _report_findings(self, findings):
        """Report what was wrong with needs when they were to be supplied.

        :param findings: list of (need, procurement, finding)
        """
        if not findings:
            return
        needs = self.env["stock.move"].union(*(need for need, *_rest in findings))
        graph = PegGraph.downstream_of(needs)
        new = []
        for need, procurement, finding in findings:
            lines = [*graph.get_line_shares(need)]
            vals = self._prepare_finding(need, procurement, finding, lines)
            known = self._get_open_shortage(need)
            if known and finding["kind"] in SHORTAGE_KINDS:
                known.write({"kind": finding["kind"]})
                known._update_report(vals)
            else:
                new.append(vals)
        self._report(new)

    def _get_open_shortage(self, need):
        return self.sudo().search(
            [
                ("state", "=", OPEN),
                ("move_id", "=", need.id),
                ("kind", "in", SHORTAGE_KINDS),
            ],
            limit=1,
        )

    def _prepare_finding(self, need, procurement, finding, lines):
        line = lines[0] if lines else need.sale_line_id
        bought = need.created_purchase_line_ids.filtered(
            lambda bought: bought.state in ("draft", "sent")
        )[-1:]
        if finding["kind"] in SHORTAGE_KINDS or not bought:
            document = need.raw_material_production_id or need.picking_id or need
        else:
            document = bought
        quantity = procurement.product_uom._compute_quantity(
            procurement.product_qty, need.product_id.uom_id, rounding_method="HALF-UP"
        )
        return {
            "kind": finding["kind"],
            "message": finding["message"],
            "remedy": finding["remedy"],
            "order_id": line.order_id.id,
            "sale_line_id": line.id,
            "company_id": need.company_id.id,
            "product_id": need.product_id.id,
            "quantity": quantity,
            "move_id": need.id,
            "res_model": document._name,
            "res_id": document.id,
            "document_name": stages.get_name(document),
            "user_id": self._get_responsible(document, line.order_id).id,
        }

    def _is_retryable(self):
        return super()._is_retryable() or self.kind in PRICE_KINDS

    def _retry(self):
        res = super()._retry()
        short = self.filtered(lambda exception: exception.kind in SHORTAGE_KINDS)
        for line in short.filtered(lambda e: not e.move_id).sale_line_id:
            line._action_launch_stock_rule()
        short.move_id._supply_again()
        priced = self.filtered(lambda exception: exception.kind in PRICE_KINDS)
        priced._get_purchase_lines()._ask_price_again()
        return res

    @api.model
    def _try_again_soon(self, products):
        """Try again, in the background, what waits for data of these products."""
        waiting = self.sudo().search_count(
            self._get_bad_data_domain() & Domain("product_id", "in", products.ids),
            limit=1,
        )
        if waiting:
            cron = "pull_through_production.pull_exception_cron_retry"
            self.env.ref(cron).sudo()._trigger()

    @api.model
    def _cron_retry(self):
        """Try again what failed for bad data; what still fails stays open.

        What a person cancelled or reduced is left to a person.
        """
        for exception in self.search(self._get_bad_data_domain()):
            try:
                with self.env.cr.savepoint():
                    exception._retry()
                    exception._close_solved()
            except UserError as error:
                exception._update_report({"message": str(error)})

    @api.model
    def _get_bad_data_domain(self):
        return Domain("state", "=", OPEN) & Domain("kind", "in", BAD_DATA_KINDS)

    def _get_purchase_lines(self):
        about = self.filtered(lambda e: e.res_model == "purchase.order.line")
        lines = self.env["purchase.order.line"].sudo()
        return lines.browse(about.mapped("res_id")).exists()

    # === Closing ===

    def _close_solved_by(self, orders, needs):
        """Close what a change of these orders and of these needs has solved."""
        about = Domain("order_id", "in", orders.ids) | Domain(
            "move_id", "in", needs.ids
        )
        self.sudo().search(Domain("state", "=", OPEN) & about)._close_solved()

    def _is_solved(self):
        if self.kind in SHORTAGE_KINDS and not self.move_id:
            return self._is_line_launched()
        if self.kind in PRICE_KINDS:
            return all(line._has_agreed_price() for line in self._get_purchase_lines())
        if self.kind in SHORTAGE_KINDS:
            return self._is_shortage_solved()
        if self.kind in SURPLUS_KINDS:
            return self._is_surplus_solved()
        if self.kind == DATE:
            return self._is_date_solved()
        return super()._is_solved()

    def _is_date_solved(self):
        """A date is solved when the document has it, or is done."""
        document = self.env[self.res_model].browse(self.res_id).exists()
        if not document or document.state in ("done", "cancel"):
            return True
        planned = document[DATE_FIELD[self.res_model]]
        return planned.date() == self.date_wanted.date()

    def _is_line_launched(self):
        """Tell whether all that the order line wants is on its way or delivered."""
        line = self.sale_line_id
        return line.state != "sale" or line.product_uom_id.is_zero(
            line._get_undelivered_quantity()
        )

    def _is_shortage_solved(self):
        need = self.move_id
        if not is_open(need):
            return True
        missing = need._get_shortage()
        if missing:
            self._update_report({"quantity": missing})
        return not missing

    def _is_surplus_solved(self):
        """A surplus is gone when a need takes it, when its document holds less or is
        cancelled, and when what was started is done: it is stock then."""
        document = self.env[self.res_model].browse(self.res_id).exists()
        if not document or document.state == "cancel":
            return True
        if self.kind == SURPLUS and document.state == "done":
            return True
        # Several orders may have left a surplus on one document: the oldest keeps it.
        older = self._get_open_of(document).filtered(
            lambda known: known.kind in SURPLUS_KINDS and known.id < self.id
        )
        surplus = document._get_pull_surplus() - sum(older.mapped("quantity"))
        left = min(self.quantity, surplus)
        if self.product_id.uom_id.compare(left, 0) <= 0:
            return True
        if self.product_id.uom_id.compare(left, self.quantity):
            message = describe_surplus(self.env, self.kind, self.product_id, left)
            self._update_report({"quantity": left, "message": message})
        return False

    # === Remedies ===

    def action_keep_as_stock(self):
        """Decide that a surplus stays: it is free for others."""
        self._check_kind(SURPLUS_KINDS)
        self._close(self.env._("Kept as stock by %(user)s", user=self.env.user.name))

    def action_reduce_request(self):
        """Ask the vendor for the surplus less: he has been told."""
        self._check_kind((SENT,))
        for exception in self:
            line = exception._get_document_to_change()
            line._reduce_request(exception.quantity)
        self._close(self.env._("Request reduced by %(user)s", user=self.env.user.name))

    def action_return_when_received(self):
        """Send the surplus back: now what is there, the rest when it is received."""
        self._check_kind((TOO_LATE,))
        for exception in self:
            exception._get_document_to_change()
        self.sudo().is_return_planned = True
        self._return_received()

    def _return_received(self):
        """Return what has been received of surpluses that are to go back."""
        for exception in self.sudo():
            line = self.env["purchase.order.line"].sudo().browse(exception.res_id)
            returns = line._return_pulled_surplus(exception.quantity)
            if returns:
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

    def _check_kind(self, kinds):
        for exception in self:
            if exception.kind not in kinds or exception.state != OPEN:
                raise UserError(
                    self.env._(
                        "%(exception)s cannot be solved this way, or is done already.",
                        exception=exception.display_name,
                    )
                )
