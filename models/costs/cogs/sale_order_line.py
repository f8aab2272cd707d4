from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.tools import SQL

from ...access import COST
from ...technical import hide_technical
from ...words import format_day
from .cogs_book import CogsBook
from .cogs_entry import CogsEntry

TECHNICAL_FIELDS = {"pull_cogs_told"}


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    pull_cogs_told = fields.Char(
        string="Reason Told",
        copy=False,
        readonly=True,
        groups=COST,
        help="Why the cost of goods sold is not booked, as the order says it.",
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    def _filter_cogs_managed(self):
        """Return the lines whose cost of goods sold this module books.

        It does for products with a supply policy, and for kits of such products.
        Others are left to core.
        """
        managed = self.browse()
        for company, lines in self.grouped("company_id").items():
            products = (lines.product_id | lines.move_ids.product_id).with_company(
                company
            )
            decided = products.filtered("effective_supply_policy")
            managed |= lines.filtered(
                lambda line, decided=decided: (
                    line.supply_policy
                    or (line.product_id | line.move_ids.product_id) & decided
                )
            )
        return managed

    # === Delivered ===

    def _get_cogs_deliveries(self):
        """Return {line: done moves to and from its customer}, in their order."""
        return {
            line: line._get_pull_deliveries(dropship=True).sorted(
                lambda move: (move.date, move.id)
            )
            for line in self
        }

    def _get_cogs_ratios(self, deliveries):
        """Return {line: {product: units of it that go out with a unit of the line}}."""
        return {
            line: line._get_cogs_component_ratios(moves)
            if moves.product_id - line.product_id
            else dict.fromkeys(line.product_id, 1)
            for line, moves in deliveries.items()
        }

    def _get_cogs_component_ratios(self, moves):
        """Return {component: units of it in a unit of the kit}, as core counts them.

        Of what is no component, put into the delivery by hand: as it was delivered.
        """
        kits = self.move_ids.bom_line_id.bom_id.filtered(
            lambda bom: bom.type == "phantom"
        )
        own = kits.filtered(
            lambda bom: bom.product_tmpl_id == self.product_id.product_tmpl_id
        )
        components = self._get_bom_component_qty(own[:1]) if own else {}
        ordered = self.product_uom_id._compute_quantity(
            self.product_uom_qty, self.product_id.uom_id, round=False
        )
        ratios = {}
        for product, own_moves in moves.grouped("product_id").items():
            known = components.get(product.id)
            sent = own_moves.filtered(lambda move: not move._is_cogs_return())
            out = sum(move._get_valued_qty() for move in sent)
            ratios[product] = known["qty"] if known else out / (ordered or 1)
        return {product: ratio for product, ratio in ratios.items() if ratio}

    # === Invoiced and booked ===

    def _get_cogs_invoiced(self, besides=()):
        """Return {line: [(day, quantity)]} of posted invoices and credit notes.

        :param besides: `account.move` records not to count
        :return: in the product's unit, negative on credit notes
        """
        result = defaultdict(list)
        for item in self.sudo().invoice_lines:
            if item._is_cogs_invoiced() and item.move_id not in besides:
                quantity = item._get_cogs_signed_quantity()
                result[item.sale_line_ids[:1]].append((item.date, quantity))
        return result

    def _get_cogs_items(self, side="expense"):
        """Return the posted journal items of cost of goods sold of these lines.

        :param side: `expense`, or `stock`: the account that the goods left
        """
        # Sudo: what is booked does not depend on who asks.
        items = self.env["account.move.line"].sudo()
        return items.search(
            [
                ("pull_sale_line_id", "in", self.ids),
                ("pull_cogs_side", "=", side),
                ("parent_state", "=", "posted"),
            ]
        )

    def _get_cogs_bookings(self):
        """Return {line: [(day, product, amount)]}, as the ledger has it."""
        result = defaultdict(list)
        for item in self._get_cogs_items("stock"):
            line = item.pull_sale_line_id
            result[line].append((item.date, item.product_id, -item.balance))
        return result

    def _get_cogs_book(self, besides=()):
        """Return how much of what was delivered of these lines is cost of goods sold.

        Meant to be inherited, to have another `CogsBook`.

        :param besides: `account.move` records that do not count yet
        """
        return CogsBook(self, besides)

    # === Settled from every event ===

    def _settle_cogs(self, cause):
        """Book what is due of these lines, each part on its own day.

        To be called after everything that can change what is delivered, what it
        costs, what is invoiced or what is booked.

        :param cause: what happened, in words
        :return: the `account.move` records posted
        """
        # Sudo: as core's entries of stock moves, whoever does the move.
        managed = self.sudo()._filter_cogs_managed()
        managed._lock_cogs()
        lines = managed._filter_cogs_to_settle()
        if not lines:
            return self.env["account.move"]
        book = lines._get_cogs_book()
        entries = [entry for line in lines for entry in line._settle_cogs_of(book)]
        return self._post_cogs(entries, cause)

    def _lock_cogs(self):
        """Make those who settle the same order lines at once wait for each other.

        Each would see its own invoice or delivery and not the other's. The rows are
        really updated: PostgreSQL then refuses the second, and Odoo runs its request
        again, on what the first has booked.
        """
        if self.ids:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE sale_order_line SET write_date = write_date
                    WHERE id IN (
                        SELECT id FROM sale_order_line WHERE id IN %s
                        ORDER BY id FOR NO KEY UPDATE
                    )
                    """,
                    tuple(self.ids),
                )
            )

    def _filter_cogs_to_settle(self):
        """Return the lines that something was ever invoiced or booked of."""
        invoiced = self.filtered(
            lambda line: "posted" in line.invoice_lines.mapped("parent_state")
        )
        others = self - invoiced
        return invoiced | others._get_cogs_items("stock").pull_sale_line_id & others

    def _settle_cogs_of(self, book):
        """Return the entries that are due, and note them in the book."""
        entries, impossible = [], None
        opened = self.company_id._get_pull_first_open_day()
        days = {max(day, opened) if opened else day for day in book.get_days(self)}
        for day in sorted(days):
            due = book.get_due(self, day)
            entry = self._get_cogs_entry(due, day)
            if due and entry.is_possible():
                if day == opened:
                    entry.locked_day = self._get_cogs_locked_day(book, opened)
                entries.append(entry)
                book.add_booked(self, day, due)
                due = {}
            impossible = entry if due else None
        if impossible and impossible.is_expected():
            self._tell_cogs_not_booked(impossible, impossible.get_missing())
        elif not entries:
            self._forget_cogs_told()
        return entries

    def _get_cogs_locked_day(self, book, opened):
        """Return the last day of a locked period on which something is due, or None."""
        locked = [day for day in book.get_days(self) if day < opened]
        return locked[-1] if locked and book.get_due(self, locked[-1]) else None

    def _get_cogs_entry(self, amounts, day, origin=None):
        """Return the journal items of {product: amount} on a day.

        Meant to be inherited, to have another `CogsEntry`.

        :param origin: the invoice line; without it the last one, posted by then if any
        """
        if origin is None:
            origin = self.invoice_lines.sorted(
                lambda item: (item._is_cogs_invoiced() and item.date <= day, item.id)
            )[-1:]
        return CogsEntry(self, amounts, day, origin)

    def _get_cogs_invoice_items(self, book, day, item):
        """Return the values of the items that go with a line of an invoice."""
        due = book.get_due(self, day)
        entry = self._get_cogs_entry(due, day, item)
        if not entry.has_items():
            return []
        book.add_booked(self, day, due)
        return [{**vals, "move_id": item.move_id.id} for vals in entry.get_items()]

    @api.model
    def _post_cogs(self, entries, cause):
        """Post entries; what cannot be posted stops nobody's work, and is told."""
        moves = self.env["account.move"].sudo()
        try:
            with self.env.cr.savepoint():
                return self._post_cogs_entries(entries, cause)
        except (UserError, RedirectWarning) as error:
            if len(entries) == 1:
                entries[0].line._tell_cogs_not_booked(entries[0], error.args[0])
                return moves
        return moves.union(*(self._post_cogs([entry], cause) for entry in entries))

    @api.model
    def _post_cogs_entries(self, entries, cause):
        # Sudo: as core's entries of stock moves, whoever does the move.
        moves = self.env["account.move"].sudo()
        moves = moves.create([entry.get_vals(cause) for entry in entries])
        if moves:
            moves._post(soft=False)
            self.union(*(entry.line for entry in entries))._forget_cogs_told()
        return moves

    def _tell_cogs_not_booked(self, entry, reason):
        """Say it on the order, once until the reason is another one or gone."""
        if self.pull_cogs_told == reason:
            return
        self.pull_cogs_told = reason
        self.order_id.message_post(
            body=self.env._(
                "The cost of goods sold of %(product)s on %(day)s is not booked: "
                "%(reason)s Cost Control shows it until it is.",
                product=self.product_id.display_name,
                day=format_day(self.env, entry.day),
                reason=reason,
            ),
            subtype_xmlid="mail.mt_note",
        )

    def _forget_cogs_told(self):
        self.filtered("pull_cogs_told").pull_cogs_told = False
