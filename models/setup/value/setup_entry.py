"""The journal entries of a run's setups."""

from collections import defaultdict

from odoo import Command, fields

from ...notes import note_once
from ..plan.private_context import with_time_only


class SetupEntry:
    """The entry of one run: its lines by account, and the values to create it.

    Absorbing (when the run is done) credits each work order's setup absorbed account
    with the planned fixed cost and debits the production account. It also takes off
    the production account what would stay there of this run: cents of rounding, and
    for standard cost the variance.

    Spending debits the absorbed account with what the setups really cost, and credits
    the account on which that was booked.

    :param run: a done `mrp.production`, in sudo
    """

    def __init__(self, run, spending=False):
        self.run = run.with_company(run.company_id)
        self.spending = spending
        self.accounts = self.run.product_id.product_tmpl_id.get_product_accounts()
        self.production = (
            self.run.product_id.property_stock_production.valuation_account_id
        )
        self.lines = defaultdict(float)
        self.unposted = run.env["mrp.workcenter"]  # whose setups no account absorbs
        if spending:
            self._add_spending()
        else:
            self._add_absorbed()
            self._add_rest()
        currency = self.run.company_id.currency_id
        self.lines = {
            key: currency.round(amount)
            for key, amount in self.lines.items()
            if not currency.is_zero(amount)
        }

    def get_vals(self):
        """Return the values of the `account.move`."""
        run, env = self.run, self.run.env
        name = env._("%s - Setup", run.name)
        if self.spending:
            name = env._("%s - Setup spending", run.name)
        return {
            "journal_id": self.accounts["stock_journal"].id,
            "date": fields.Date.context_today(run),
            "ref": name,
            "move_type": "entry",
            "setup_production_id": run.id,
            "line_ids": [
                Command.create(
                    {"name": label, "account_id": account.id, "balance": balance}
                )
                for (account, label), balance in self.lines.items()
            ],
        }

    def mark_absorbed(self):
        """Keep with each work order what its absorbed account was credited with."""
        move = self.run.setup_move_ids.sorted("id")[-1:]
        for workorder in self.run.workorder_ids:
            fixed = workorder._get_setup_absorbed()
            if fixed and workorder.workcenter_id not in self.unposted:
                workorder.setup_fixed_booked = fixed
                workorder.setup_date_booked = move.date

    def mark_posted(self):
        for workorder in self._get_spent_workorders():
            workorder.setup_spent_posted = workorder.setup_fixed_spent

    def tell_unposted(self, error=None):
        """Note on the run what is missing in the ledger, and what to do about it."""
        env = self.run.env
        body = env._(
            "The setup on %(centers)s is not in the ledger: no account absorbs it. Set "
            "a setup absorbed account on the work center, or in Manufacturing's "
            "settings for the company.",
            centers=", ".join(self.unposted.mapped("display_name")),
        )
        if error:
            body = env._("The setup is not in the ledger: %(error)s", error=error)
        note_once(self.run, body)

    # === Lines ===

    def _add_absorbed(self):
        label = self.run.env._("%s - Setup", self.run.name)
        for workorder in self.run.workorder_ids:
            fixed = workorder._get_setup_absorbed()
            account = self._get_absorbed_account(workorder) if fixed else None
            if account:
                self._add(account, -fixed, label)
                self._add(self.production, fixed, label)

    def _add_rest(self):
        rest = self._get_rest()
        account = self.accounts["expense"]
        label = self.run.env._("%s - Rounding", self.run.name)
        if self._is_standard():
            category = self.run.product_id.categ_id
            account = category.property_price_difference_account_id or account
            label = self.run.env._("%s - Variance from standard cost", self.run.name)
        elif abs(rest) > self._get_tolerance():
            return
        if rest and account:
            self._add(self.production, -rest, label)
            for to, name, amount in self._get_rest_parts(rest, account, label):
                self._add(to, amount, name)

    def _get_rest_parts(self, rest, account, label):
        """Return [(account, label, amount)] to which what is left goes; they sum to it.

        Meant to be inherited.
        """
        return [(account, label, rest)]

    def _add_spending(self):
        label = self.run.env._("%s - Setup spending", self.run.name)
        source = self.run.company_id.pull_setup_spend_account_id
        for workorder in self._get_spent_workorders() if source else ():
            spent = workorder.setup_fixed_spent - workorder.setup_spent_posted
            account = self._get_absorbed_account(workorder)
            if account:
                self._add(account, spent, label)
                self._add(source, -spent, label)

    def _add(self, account, balance, label):
        self.lines[account, label] += balance

    # === Figures ===

    def _get_spent_workorders(self):
        return self.run.workorder_ids.filtered(
            lambda workorder: (
                workorder.setup_spent_entered and workorder.state != "cancel"
            )
        )

    def _get_absorbed_account(self, workorder):
        """Return the account that absorbs a setup, the first that is set and in use.

        None: the run is done all the same, and its entry lacks this setup.
        """
        company = self.run.company_id
        accounts = (
            workorder.workcenter_id._get_setup_account(company),
            self.accounts["expense"],
            company.expense_account_id,
        )
        found = next((one for one in accounts if one and one.active), None)
        if not found:
            self.unposted |= workorder.workcenter_id
        return found

    def _is_standard(self):
        outputs = self._get_posted_moves(self.run.move_finished_ids).product_id
        return any(product.cost_method == "standard" for product in outputs)

    def _get_rest(self):
        """Return what this run leaves on the production account, debit positive.

        Zero for a run with components that are not posted: what they cost is missing
        there in plain Odoo too.
        """
        run = self.run
        raw = run.move_raw_ids.filtered(lambda move: move.state == "done")
        posted = self._get_posted_moves(raw)
        if sum((raw - posted).mapped("value")):
            return 0.0
        made = self._get_posted_moves(run.move_finished_ids)
        work = self._get_labour() + sum(
            workorder._get_setup_absorbed() for workorder in run.workorder_ids
        )
        consumed = sum(move._get_aml_value() for move in posted)
        return run.company_id.currency_id.round(
            consumed + work - sum(move._get_aml_value() for move in made)
        )

    def _get_posted_moves(self, moves):
        return moves.filtered(lambda move: move.account_move_id)

    def _get_labour(self):
        """Return what core's labour entry debits: it rounds each work order."""
        currency = self.run.company_id.currency_id
        return sum(
            currency.round(with_time_only(workorder)._cal_cost())
            for workorder in self.run.workorder_ids
        )

    def _get_tolerance(self):
        """Return the most that rounding can leave: half a cent for each posting."""
        run = self.run
        postings = len(run.workorder_ids) + len(run.move_finished_ids) + 1
        return run.company_id.currency_id.rounding * postings
