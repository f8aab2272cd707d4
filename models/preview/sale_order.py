from odoo import fields, models
from odoo.exceptions import UserError

from ..access import check_one
from .change_preview import ChangePreview, get_shift
from .request import read_request


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _preview_pull_change(
        self, quantities=None, commitment_date=None, customer_leads=None, cancel=False
    ):
        """Return what a change of these confirmed orders would do to each document.

        Nothing is written. Names and quantities are those of the documents, whoever
        asks: a salesperson sees what their change does without rights on purchases.

        :param dict quantities: {order line: new quantity in its unit}
        :param commitment_date: the new delivery date, False for none; None: unchanged
        :param dict customer_leads: {order line: new lead time in days}
        :param bool cancel: the orders would be cancelled
        :return: list of dicts, those that need a decision first: `document` (its name),
            `product`, `message` (what happens, in words), `needs_decision` (it is not
            simply resized: sent, ordered, started, done or planned by a person),
            `res_model`, `res_id`
        """
        self.check_access("read")
        lines = self.order_line._get_pulled_before().sudo()
        if not lines:
            return []
        wanted = dict.fromkeys(lines, 0.0) if cancel else (quantities or {})
        leads = {line.sudo(): lead for line, lead in (customer_leads or {}).items()}
        shifts = {
            line: get_shift(line, commitment_date, leads.get(line)) for line in lines
        }
        return self._get_change_preview(lines).get_entries(
            {line.sudo(): quantity for line, quantity in wanted.items()},
            {} if cancel else shifts,
        )

    def _get_change_preview(self, lines):
        """Return the engine that tells what a change of these order lines, sudoed,
        would do: see `ChangePreview`."""
        return ChangePreview(lines)

    def get_pull_change_preview(self, changes):
        """Return `_preview_pull_change` for what a form is about to save.

        :param dict changes: values as for `write`; {"state": "cancel"} to cancel
        """
        check_one(self, "write")
        try:
            request = read_request(changes)
            date = request.date and fields.Datetime.to_datetime(request.date)
        except (TypeError, ValueError, OverflowError) as error:
            raise UserError(
                self.env._("What this change would do cannot be worked out.")
            ) from error
        lines = self.order_line._get_pulled_before()
        return self._preview_pull_change(
            quantities={
                line: request.quantities[line.id]
                for line in lines
                if line.id in request.quantities
            },
            commitment_date=date,
            customer_leads={
                line: request.leads[line.id]
                for line in lines
                if line.id in request.leads
            },
            cancel=request.cancel,
        )
