"""The journal entry of a change of cost."""

import logging
from collections import defaultdict

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import RedirectWarning, UserError

from ...notes import note_once
from ...words import format_day
from .cost_change import HAND, LANDED_COST

_logger = logging.getLogger(__name__)


class ChangeEntry:
    """What one day's changes mean to the ledger, netted by account.

    Each move that has an entry of its own is booked once more with its change: a
    component credits its stock and debits production, what was made the reverse. What
    stays on the production account of a run that is done, or of goods taken apart, is
    a variance. Of a landed cost core books what is still there: the rest comes here. A
    value set by hand has no counterpart yet for what is gone.

    :param carrier: the `CostCarrier`
    :param day: the accounting day
    :param moves: those whose changes count from this day on
    """

    def __init__(self, carrier, day, moves):
        self.carrier = carrier
        self.env = carrier.env
        self.company = carrier.company
        self.day = day
        self.moves = carrier.roots.browse().union(*moves)
        self.lines = defaultdict(float)  # {account: balance}

    def post(self):
        """Post it, if it says anything. It may fail, what caused it may not."""
        self._add_all()
        lines = {
            account: self.company.currency_id.round(balance)
            for account, balance in self.lines.items()
        }
        lines = {account: balance for account, balance in lines.items() if balance}
        if not lines:
            return
        if not self.company.account_stock_journal_id:
            self._tell_failure(self.env._("The company has no stock journal."))
            return
        try:
            with self.env.cr.savepoint():
                entry = self.env["account.move"].create(self._get_vals(lines))
                entry._post(soft=False)
        except (UserError, RedirectWarning, IntegrityError) as error:
            _logger.info("The change of cost by %s: %s", self.carrier.cause, error)
            self._tell_failure(error)

    def _get_vals(self, lines):
        label = self.env._(
            "%(cause)s - Change of cost - %(goods)s",
            cause=self.carrier.cause,
            goods=self._get_goods(),
        )
        return {
            "journal_id": self.company.account_stock_journal_id.id,
            "date": self.day,
            "ref": self._get_ref(),
            "move_type": "entry",
            "company_id": self.company.id,
            "pull_cost_cause": self.carrier.cause,
            "line_ids": [
                Command.create(
                    {"name": label, "account_id": account.id, "balance": balance}
                )
                for account, balance in lines.items()
            ],
        }

    def _get_ref(self):
        due = max(self.carrier.date, *(self.carrier.dates[move] for move in self.moves))
        if due >= self.day:
            return self.env._("%s - Change of cost", self.carrier.cause)
        return self.env._(
            "%(cause)s - Change of cost of %(date)s, whose period is locked",
            cause=self.carrier.cause,
            date=format_day(self.env, due),
        )

    def _get_goods(self):
        names = self.moves.product_id.mapped("display_name")
        return ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")

    def _tell_failure(self, error):
        """Note it where somebody will look: on the bill, transfer or run."""
        for document in self.carrier.get_documents():
            note_once(
                document,
                self.env._(
                    "What this changed in the cost of goods that had already left "
                    "could not be booked: %(error)s",
                    error=error,
                ),
            )

    # === Lines ===

    def _add_all(self):
        rests = defaultdict(float)
        for move in self.moves:
            amount = self.carrier.get_amount(move)
            if amount and move.account_move_id:
                debit, credit = self._get_accounts(move)
                self._add(debit, credit, amount)
                rests[self._get_making(move)] += -amount if move.is_in else amount
            self._add_root(move)
        for making, rest in rests.items():
            if making and self._is_all_posted(making):
                self._add_rest(making, rest)

    def _add(self, debit, credit, amount):
        if debit and credit:
            self.lines[debit] += amount
            self.lines[credit] -= amount

    def _get_accounts(self, move):
        """Return the accounts that core debits and credits for the move."""
        credit, debit = move._get_account_move_line_vals()
        accounts = self.env["account.account"]
        return accounts.browse(debit["account_id"]), accounts.browse(
            credit["account_id"]
        )

    # === What stays on the production account ===

    def _get_making(self, move):
        """Return the run or unbuild whose production account the move is booked on."""
        unbuild = move.unbuild_id or move.consume_unbuild_id
        if unbuild:
            return unbuild
        run = move.raw_material_production_id or move.production_id
        return run if move in run.move_raw_ids | run.move_finished_ids else None

    def _is_all_posted(self, making):
        if making._name == "mrp.unbuild":
            moves = making.produce_line_ids | making.consume_line_ids
        else:
            moves = making.move_finished_ids
        done = moves.filtered(lambda move: move.state == "done" and move.value)
        return making.state == "done" and all(move.account_move_id for move in done)

    def _add_rest(self, making, rest):
        product = making.product_id.with_company(self.company)
        accounts = product.product_tmpl_id.get_product_accounts()
        account = product.categ_id.property_price_difference_account_id
        account = self._get_usable(
            account, accounts["expense"], self.company.expense_account_id
        )
        production = product.property_stock_production.valuation_account_id
        self._add(account, production, self.company.currency_id.round(rest))

    def _get_usable(self, *accounts):
        """Return the first account that is set and in use."""
        return next((one for one in accounts if one and one.active), None)

    # === What its document has not booked ===

    def _add_root(self, move):
        change = self.carrier.changes.get(move)
        product = move.product_id.with_company(self.company)
        if not change or product.valuation != "real_time":
            return
        accounts = product.product_tmpl_id.get_product_accounts()
        stock = accounts["stock_valuation"]
        if change.booked == HAND:
            variation = self._get_usable(
                accounts["stock_variation"],
                accounts["expense"],
                self.company.expense_account_id,
            )
            if self.carrier.is_first(move):
                self._add(stock, variation, self.carrier.get_gone())
        elif change.booked == LANDED_COST and move.cost_taker_ids:
            self._add_landed(move, stock)

    def _add_landed(self, move, stock):
        """Book what is gone of a landed cost, as core does of what is there."""
        quantity = move._get_valued_qty()
        there = move.remaining_qty / quantity if quantity else 0
        lines = self._get_landed_lines(move)
        total = sum(lines.mapped("additional_landed_cost"))
        booked = sum(
            self.company.currency_id.round(line.additional_landed_cost * there)
            for line in lines
        )
        left_out = self.carrier.get_left_out() if self.carrier.is_first(move) else 0
        due = total - booked - left_out
        for line in lines if total else ():
            part = due * line.additional_landed_cost / total
            self._add(stock, self._get_landed_account(line), part)

    def _get_landed_lines(self, move):
        change = self.carrier.changes[move]
        lines = move._get_landed_cost().get(move)
        return lines.filtered(lambda line: line.cost_id.name == change.cause)

    def _get_landed_account(self, line):
        product = line.cost_line_id.product_id.with_company(self.company)
        return self._get_usable(
            line.cost_line_id.account_id,
            product._get_product_accounts()["expense"],
            self.company.expense_account_id,
        )
