from odoo.tools import SQL

from .finding import SETUP, Finding


class SetupBalance:
    """Setup absorbed accounts have the fixed cost of the setups done, less what was
    spent on them.

    :param control: the `Books`
    """

    def __init__(self, control):
        self.control = control
        self.env = control.env

    def get_findings(self):
        accounts = self._get_accounts()
        rows = self.control.select(self._select(accounts)) if accounts else ()
        runs = self.env["mrp.production"].browse([run for run, *_figures in rows])
        return [
            self._get_finding(run, planned - spent, absorbed)
            for run, (_id, planned, spent, absorbed) in zip(runs, rows, strict=True)
            if absorbed or self._is_to_be_posted(run)
        ]

    def _is_to_be_posted(self, run):
        """Tell whether the run's goods were in the ledger at once, as core asks."""
        made = run.move_finished_ids.filtered(lambda move: move.state == "done")
        return bool(made.account_move_id) and run._should_post_setup()

    def _get_accounts(self):
        company = self.control.company
        centers = self.env["mrp.workcenter"].with_context(active_test=False)
        centers = centers.search([("company_id", "in", [company.id, False])])
        found = {center._get_setup_account(company).id for center in centers}
        return tuple(found - {False})

    def _select(self, accounts):
        """Select (run, planned, spent, absorbed) where they do not agree."""
        return SQL(
            """
            SELECT run.id, work.planned::float,
                   work.spent::float,
                   COALESCE(posted.absorbed, 0)::float
              FROM mrp_production run
              JOIN (SELECT production_id,
                           SUM(setup_fixed_planned) AS planned,
                           SUM(COALESCE(setup_spent_posted, 0)) AS spent,
                           BOOL_OR(setup_spent_entered) AS is_spent
                      FROM mrp_workorder WHERE state != 'cancel'
                     GROUP BY production_id) work ON work.production_id = run.id
              LEFT JOIN (SELECT entry.setup_production_id AS run_id,
                                -SUM(item.balance) AS absorbed
                           FROM account_move entry
                           JOIN account_move_line item ON item.move_id = entry.id
                          WHERE entry.setup_production_id IS NOT NULL
                            AND entry.state = 'posted'
                            AND item.account_id IN %(accounts)s
                            AND item.date <= %(day)s
                          GROUP BY 1) posted ON posted.run_id = run.id
             WHERE run.company_id = %(company)s
               AND run.state = 'done'
               AND (posted.run_id IS NOT NULL
                    OR (run.date_finished::date <= %(day)s AND work.planned != 0))
               AND (%(today)s OR work.is_spent IS NOT TRUE)
               AND ABS(work.planned - work.spent::float - COALESCE(posted.absorbed, 0))
                   >= %(half)s
            """,
            accounts=accounts,
            company=self.control.company.id,
            day=self.control.day,
            today=self.control.is_today,
            half=self.control.currency.rounding / 2,
        )

    def _get_finding(self, run, expected, found):
        return Finding(
            SETUP,
            run,
            self.env._(
                "The fixed cost of its setups is not what its entries absorbed."
            ),
            self.control.currency.round(expected),
            self.control.currency.round(found),
            product=run.product_id,
            day=run.date_finished.date(),
            name=run.name,
        )
