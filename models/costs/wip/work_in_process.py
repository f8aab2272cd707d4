"""What is in process in a company on a day: run by run, and tied to the ledger."""

from collections import defaultdict
from datetime import datetime, time
from typing import Any, NamedTuple

from odoo.tools import SQL

from ...setup.plan.arithmetic import get_minutes, split_minutes
from ..balances.books import Books
from ..balances.production_balance import ProductionBalance

RUN_FIELDS = ["name", "product_id", "product_qty", "company_id"]


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
        self._read(runs)
        left = self.balance.get_left()
        found = [self._get_one(run, left.get(run.id, (True, 0.0))[1]) for run in runs]
        found = [one for one in found if not self.currency.is_zero(one.total)]
        self._fetch(found)
        return sorted(found, key=lambda one: (one.begun, one.run.id))

    def _fetch(self, found):
        """Read what is told of runs and their operations at once, and no more of it."""
        runs, works = self.env["mrp.production"], self.env["mrp.workorder"]
        runs.browse(one.run.id for one in found).fetch(RUN_FIELDS)
        operations = [one.operation.id for one in found if one.operation]
        works.browse(operations).fetch(["name", "workcenter_id"])

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
        material, picked = self.material.get(run.id, (0.0, None))
        works = [
            (work, self._get_work(run, work))
            for work in self.works.get(run.id, ())
            if self._is_begun(work)
        ]
        begun = {work.id: self._get_begin(work) for work, _costs in works}
        days = [day for day in (picked, *begun.values()) if day]
        last = max(
            (work for work, _costs in works),
            key=lambda work: (begun[work.id] or self.moment, work.id),
            default=None,
        )
        return InProcess(
            run,
            self._round(material),
            *(
                self._round(sum(costs[part] for _work, costs in works))
                for part in range(3)
            ),
            posted=posted,
            begun=min(days, default=self.moment).date(),
            operation=self.env["mrp.workorder"].browse(last and last.id),
        )

    def _round(self, amount):
        return self.currency.round(amount) if amount else 0.0

    def _read(self, runs):
        """Read what the runs have taken: of thousands at once."""
        self.material, self.works, self.logs = {}, defaultdict(list), defaultdict(list)
        if not runs:
            return
        for run, value, picked, free in self.books.select(self._select_material(runs)):
            lines = self.env["stock.move.line"].browse(free or ())
            value += sum(
                line.quantity_product_uom * line._get_price_now() for line in lines
            )
            self.material[run] = (value, picked)
        for row in self.books.select(self._select_works(runs)):
            work = Work(*row)
            self.works[work.run].append(work)
        for work, *log in self.books.select(self._select_logs(runs)):
            self.logs[work].append(log)

    def _select_material(self, runs):
        """Select (run, value, first picked, lines without a price) of components."""
        return SQL(
            """
            SELECT move.raw_material_production_id,
                   SUM(line.quantity_product_uom * line.pull_picked_price)::float,
                   MIN(line.pull_picked_on),
                   ARRAY_AGG(line.id) FILTER (WHERE line.pull_picked_price = 0
                                                 OR line.pull_picked_price IS NULL)
              FROM stock_move_line line
              JOIN stock_move move ON move.id = line.move_id
              JOIN stock_location place ON place.id = move.location_dest_id
             WHERE move.raw_material_production_id IN %s
               AND move.state != 'cancel'
               AND place.usage != 'inventory'
               AND line.pull_picked_on <= %s
             GROUP BY move.raw_material_production_id
            """,
            runs._ids,
            self.moment,
        )

    def _select_works(self, runs):
        """Select the columns of `Work`."""
        return SQL(
            """
            SELECT work.id, work.production_id, work.state, work.date_start,
                   work.cost_mode = 'estimated' AND work.duration_expected > 0
                   AND work.state IN ('progress', 'done'),
                   COALESCE(work.setup_skipped, FALSE),
                   COALESCE(work.setup_minutes_planned, 0),
                   COALESCE(NULLIF(work.setup_rate_planned, 0),
                            NULLIF(work.costs_hour, 0), center.costs_hour, 0)::float,
                   COALESCE(work.setup_fixed_planned, 0)::float,
                   COALESCE(work.pull_minutes_planned, 0),
                   COALESCE(work.duration_expected, 0)::float
              FROM mrp_workorder work
              JOIN mrp_workcenter center ON center.id = work.workcenter_id
             WHERE work.production_id IN %s AND work.state != 'cancel'
             ORDER BY work.id
            """,
            runs._ids,
        )

    def _select_logs(self, runs):
        """Select (work order, start, end, whether setup), of time logs."""
        return SQL(
            """
            SELECT log.workorder_id, log.date_start, log.date_end, log.is_setup
              FROM mrp_workcenter_productivity log
              JOIN mrp_workorder work ON work.id = log.workorder_id
             WHERE work.production_id IN %s
            """,
            runs._ids,
        )

    # The same as a work order says of itself (`_is_work_begun`, `_get_cost_split`), but
    # for the rate and for estimated time: those of the plan, which never change.

    def _is_begun(self, work):
        logs = self.logs.get(work.id)
        if logs:
            return min(start for start, _end, _setup in logs) <= self.moment
        begun = work.state in ("progress", "done")
        return begun and (not work.date_start or work.date_start <= self.moment)

    def _get_begin(self, work):
        starts = [start for start, _end, _setup in self.logs.get(work.id, ())]
        return min(starts, default=work.date_start)

    def _get_work(self, run, work):
        """Return (run, setup time, fixed amount) of a work order that has begun."""
        setup, minutes = self._get_minutes(run, work)
        return minutes / 60 * work.rate, setup / 60 * work.rate, work.fixed

    def _get_minutes(self, run, work):
        if work.is_estimated:
            setup = 0.0 if work.skipped else work.setup
            planned = work.unit * run.product_qty
            return setup, planned or max(work.expected - setup, 0.0)
        logs = [
            log for log in self.logs.get(work.id, ()) if log[1] and log[1] < self.moment
        ]
        measured = [log[:2] for log in logs if log[2]]
        known = get_minutes(measured) if measured else None
        return split_minutes(
            get_minutes([log[:2] for log in logs]),
            work.setup,
            0.0 if work.skipped else known,
        )


class Work(NamedTuple):
    """A work order: `rate` an hour and minutes of `setup` and a `unit` as planned."""

    id: int
    run: int
    state: str
    date_start: Any
    is_estimated: bool
    skipped: bool
    setup: float
    rate: float
    fixed: float
    unit: float
    expected: float
