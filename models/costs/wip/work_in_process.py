"""What is in process in a company on a day: run by run, and tied to the ledger."""

from datetime import datetime, time
from typing import Any, NamedTuple

from odoo.tools import SQL

from ...setup.plan.arithmetic import split_minutes
from ..balances.books import Books
from ..balances.production_balance import ProductionBalance


class InProcess(NamedTuple):
    """What one open run has taken up to a day.

    :param run: `mrp.production`
    :param material: components taken for it, at what they cost then
    :param run_time: time of run, at the rate of its confirmation
    :param setup_time: time of setup, likewise
    :param setup_fixed: the fixed amount of the setups that have begun
    :param posted: what of it is on the production account
    :param begun: the day on which the first of it was taken
    :param operation: the last work order that had begun, None: only material
    """

    run: Any
    material: float
    run_time: float
    setup_time: float
    setup_fixed: float
    posted: float
    begun: Any
    operation: Any

    @property
    def total(self):
        return self.material + self.run_time + self.setup_time + self.setup_fixed


class WorkInProcess:
    """The runs that had begun by a day and were not done, and what they had taken.

    Minutes count at the rate of the day on which the run was confirmed: what a work
    center costs later does not change what was in process before. Components count at
    what they cost when they were taken.

    :param company: `res.company`
    :param day: as of its end, None: today
    """

    def __init__(self, company, day=None):
        self.books = Books(company, day)
        self.env = self.books.env
        self.company = self.books.company
        self.day = self.books.day
        self.moment = datetime.combine(self.day, time.max)
        self.currency = self.company.currency_id
        self.balance = ProductionBalance(self.books)

    def get_all(self):
        """Return the `InProcess` of all runs that have taken something, by begin."""
        self.env.flush_all()
        runs = self._get_runs()
        left = self.balance.get_left()
        found = [self._get_one(run, left.get(run.id, (True, 0.0))[1]) for run in runs]
        found = [one for one in found if not self.currency.is_zero(one.total)]
        return sorted(found, key=lambda one: (one.begun, one.run.id))

    def get_ledger(self, found):
        """Return [(account, cause, amount)]: what is on the accounts beside these runs.

        With what is posted of the runs it is the balance of these accounts.
        """
        accounts = self.balance.get_accounts()
        if not accounts:
            return []
        runs = {one.run.id for one in found}
        left = self.balance.get_left()
        others = sum(amount for run, (_open, amount) in left.items() if run not in runs)
        known = sum(amount for _open, amount in left.values())
        rest = self.balance.get_balance(accounts) - known
        rows = [
            (
                accounts[:1],
                self.env._(
                    "Runs that are done, or have begun later: see Cost Control."
                ),
                others,
            ),
            (accounts[:1], self.env._("Unbuilds, changes, posted by hand."), rest),
        ]
        wip = self.company.account_production_wip_account_id
        if wip and wip not in accounts:
            entries = self.balance.get_balance(wip)
            rows.append((wip, self.env._("Entries of work in process."), entries))
        return [row for row in rows if not self.currency.is_zero(row[2])]

    # === Which runs ===

    def _get_runs(self):
        rows = self.books.select(self._select_runs())
        return self.env["mrp.production"].browse(run for (run,) in rows)

    def _select_runs(self):
        """Select the runs of which something was taken by the day, not done by then.

        A run is done on the accounting day of what it made.
        """
        return SQL(
            """
            WITH made AS (
                SELECT move.production_id AS run_id, MIN(part.date) AS day
                  FROM stock_move move
                  JOIN stock_move_cost_line part ON part.move_id = move.id
                 WHERE move.company_id = %(company)s AND move.state = 'done'
                   AND move.production_id IS NOT NULL AND part.cause IS NULL
                 GROUP BY move.production_id)
            SELECT run.id
              FROM mrp_production run
              LEFT JOIN made ON made.run_id = run.id
             WHERE run.company_id = %(company)s
               AND run.state NOT IN ('draft', 'cancel')
               AND (run.state != 'done'
                    OR COALESCE(made.day, run.date_finished::date) > %(day)s)
               AND (EXISTS (SELECT FROM stock_move_line line
                              JOIN stock_move move ON move.id = line.move_id
                             WHERE move.raw_material_production_id = run.id
                               AND line.pull_picked_on <= %(moment)s)
                    OR EXISTS (SELECT FROM mrp_workorder work
                          LEFT JOIN mrp_workcenter_productivity log
                                 ON log.workorder_id = work.id
                              WHERE work.production_id = run.id
                                AND (log.date_start <= %(moment)s
                                     OR work.state IN ('progress', 'done'))))
             ORDER BY run.id
            """,
            company=self.company.id,
            day=self.day,
            moment=self.moment,
        )

    # === What they have taken ===

    def _get_one(self, run, posted):
        lines = run.move_raw_ids.move_line_ids.filtered(self._is_taken)
        works = [
            (workorder, self._get_work(workorder))
            for workorder in run.workorder_ids
            if workorder.state != "cancel" and workorder._is_work_begun(self.moment)
        ]
        days = [line.pull_picked_on for line in lines]
        begun = {workorder: self._get_begin(workorder) for workorder, _work in works}
        days += [moment for moment in begun.values() if moment]
        last = max(
            begun, key=lambda one: (begun[one] or self.moment, one.id), default=None
        )
        round_ = self.currency.round
        return InProcess(
            run,
            round_(sum(map(self._get_value, lines))),
            *(round_(sum(work[part] for _order, work in works)) for part in range(3)),
            posted=posted,
            begun=min(days, default=self.moment).date(),
            operation=last,
        )

    def _is_taken(self, line):
        picked = line.pull_picked_on
        return bool(picked and picked <= self.moment and line.move_id.state != "cancel")

    def _get_value(self, line):
        price = line.pull_picked_price or line._get_price_now()
        return line.quantity_product_uom * price

    def _get_begin(self, workorder):
        starts = workorder.time_ids.mapped("date_start")
        return min(starts, default=workorder.date_start)

    def _get_work(self, workorder):
        """Return (run, setup time, fixed amount) of a work order that has begun."""
        setup, run = self._get_minutes(workorder)
        rate = workorder.setup_rate_planned or (
            workorder.costs_hour or workorder.workcenter_id.costs_hour
        )
        return run / 60 * rate, setup / 60 * rate, workorder.setup_fixed_planned

    def _get_minutes(self, workorder):
        planned = workorder._get_setup_own().minutes
        if workorder._should_estimate_cost():
            return planned, workorder._get_minutes_planned()
        return split_minutes(
            workorder._get_minutes_charged(self.moment),
            planned,
            workorder._get_minutes_of_setup(self.moment),
        )
