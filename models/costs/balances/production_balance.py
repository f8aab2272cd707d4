from odoo.tools import SQL

from .finding import PRODUCTION, Finding


class ProductionBalance:
    """The production account has what open runs took; what is done leaves nothing.

    :param control: the `Books`
    """

    def __init__(self, control):
        self.control = control
        self.env = control.env

    def get_findings(self):
        accounts = self.get_accounts()
        if not accounts:
            return []
        findings, open_runs, closed = [], 0.0, 0.0
        for run, (is_open, left) in self.get_left().items():
            if is_open:
                open_runs += left
                continue
            closed += left
            run = self.env["mrp.production"].browse(run)
            if self._is_to_leave_nothing(run):
                findings.append(self._get_finding(run, left))
        return [*findings, *self._get_rests(accounts, open_runs, closed, findings)]

    def get_left(self):
        """Return {run id: (whether it is open, what of it is on the account)}."""
        accounts = self.get_accounts()
        rows = self.control.select(self._select_runs(accounts)) if accounts else ()
        return {run: (is_open, left) for run, is_open, left in rows}

    def get_balance(self, accounts):
        """Return what is on accounts by the control's day."""
        [(balance,)] = self.control.select(
            SQL(
                """
                SELECT COALESCE(SUM(balance), 0)::float FROM account_move_line
                 WHERE account_id IN %s AND company_id = %s
                   AND parent_state = 'posted' AND date <= %s
                """,
                tuple(accounts.ids),
                self.control.company.id,
                self.control.day,
            )
        )
        return balance

    def get_accounts(self):
        locations = self.env["stock.location"].search(
            [
                ("usage", "=", "production"),
                ("company_id", "=", self.control.company.id),
                ("valuation_account_id", "!=", False),
            ]
        )
        return locations.valuation_account_id

    def _select_runs(self, accounts):
        """Select (run, whether open, what is on the account) where that is not zero.

        What a run took and made is posted by its moves, its work by entries that begin
        with its name.
        """
        return SQL(
            """
            SELECT run.id,
                   run.state != 'done' OR run.date_finished::date > %(day)s,
                   SUM(booked.amount)::float
              FROM (
                SELECT COALESCE(move.raw_material_production_id, move.production_id)
                           AS run_id,
                       CASE WHEN move.is_in THEN -part.amount ELSE part.amount END
                           AS amount
                  FROM stock_move move
                  JOIN stock_move_cost_line part ON part.move_id = move.id
                  JOIN account_move entry ON entry.id = move.account_move_id
                  JOIN stock_location place
                    ON place.id = CASE WHEN move.is_in THEN move.location_id
                                       ELSE move.location_dest_id END
                   AND place.usage = 'production'
                 WHERE move.company_id = %(company)s
                   AND (move.is_in OR move.is_out)
                   AND COALESCE(move.raw_material_production_id, move.production_id)
                       IS NOT NULL
                   AND move.unbuild_id IS NULL AND move.consume_unbuild_id IS NULL
                   AND part.cause IS NULL
                   AND entry.date <= %(day)s
                UNION ALL
                SELECT run.id, item.balance
                  FROM account_move_line item
                  JOIN account_move entry ON entry.id = item.move_id
                  JOIN mrp_production run
                    ON run.name = split_part(entry.ref, ' - ', 1)
                   AND run.company_id = item.company_id
                 WHERE item.account_id IN %(accounts)s
                   AND item.company_id = %(company)s
                   AND item.parent_state = 'posted'
                   AND item.date <= %(day)s
                   AND entry.pull_cost_cause IS NULL
              ) booked
              JOIN mrp_production run ON run.id = booked.run_id
             GROUP BY run.id
            HAVING ABS(SUM(booked.amount)) >= %(half)s
            """,
            company=self.control.company.id,
            accounts=tuple(accounts.ids),
            day=self.control.day,
            half=self.control.currency.rounding / 2,
        )

    def _is_to_leave_nothing(self, run):
        """Tell whether this module clears what the run would leave, and may."""
        run = run.with_company(run.company_id)
        raws = run.move_raw_ids.filtered(lambda move: move.state == "done")
        unposted = raws.filtered(lambda move: not move.account_move_id)
        by_contract = run.bom_id.type == "subcontract"
        return (
            run._should_post_setup() and not sum(unposted.mapped("value"))
        ) and not by_contract

    def _get_finding(self, run, left):
        return Finding(
            PRODUCTION,
            run,
            self.env._("The run is done, and something of it is on the account."),
            0,
            self.control.currency.round(left),
            product=run.product_id,
            day=run.date_finished.date(),
            name=run.name,
        )

    def _get_rests(self, accounts, open_runs, closed, findings):
        balance = self.get_balance(accounts)
        plain = closed - sum(finding.found for finding in findings)
        causes = [
            (open_runs, self.env._("Runs that are open: work in process.")),
            (
                plain,
                self.env._("Runs that Odoo leaves something of: standard cost, cents."),
            ),
            (
                balance - open_runs - closed,
                self.env._("Unbuilds, changes, posted by hand."),
            ),
        ]
        return [
            self.control.get_rest(PRODUCTION, accounts[:1], cause, amount)
            for amount, cause in causes
            if self.control.differ(amount, 0)
        ]
