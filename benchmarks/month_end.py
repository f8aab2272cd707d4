"""What the benchmarks of reports ask of the screens of a month's end."""

from datetime import timedelta

from odoo import fields

TYPES = ["plan", "price", "usage", "rate", "efficiency", "lot_size"]


def make_variances(env):
    """Give each run that is done a plan and variances of every type but scrap, and let
    its work have begun two months ago."""
    env.cr.execute(
        """
        INSERT INTO pull_cost_variance (date, production_id, product_id, type, planned,
                                        amount, actual, company_id)
        SELECT run.date_finished::date - (run.id %% 360)::int, run.id, run.product_id,
               type,
               CASE type WHEN 'plan' THEN 100 ELSE 0 END,
               CASE type WHEN 'plan' THEN 0 ELSE run.id %% 7 - 3 END,
               CASE type WHEN 'plan' THEN 100 ELSE run.id %% 7 - 3 END,
               run.company_id
          FROM mrp_production run, unnest(%s) type
         WHERE run.state = 'done'
        """,
        [TYPES],
    )
    env.cr.execute(
        "UPDATE mrp_workcenter_productivity SET date_start = date_start - "
        "interval '60 days', date_end = date_end - interval '60 days'"
    )
    env.cr.execute("UPDATE mrp_production SET pull_variance_kept = (state = 'done')")
    env.invalidate_all()


def get_run_cases(env):
    """Return {name: what opens it} of the screens about runs."""
    rows = env["pull.cost.variance"]
    sums = ["planned:sum", "amount:sum", "actual:sum"]
    domain = [("type", "!=", "below")]
    month_ago = fields.Date.today() - timedelta(days=30)
    return {
        "variances, opened": rows.action_open_variances,
        "variances, pivot": lambda: rows.formatted_read_grouping_sets(
            domain, [[], ["order_id"], ["order_id", "type"]], sums
        ),
        "variances, graph": lambda: rows.formatted_read_group(
            domain, ["type"], ["actual:sum"]
        ),
        "variances, by month and work center": lambda: rows.formatted_read_group(
            domain, ["date:month", "workcenter_id"], sums
        ),
        "variances, list": lambda: rows.web_search_read(
            domain, {"production_id": {}, "type": {}, "amount": {}}, limit=80
        ),
        "work in process": lambda: env["pull.wip"]._make(fields.Date.today()),
        "work in process, all runs open": lambda: env["pull.wip"]._make(month_ago),
    }


def get_order_cases(env):
    """Return {name: what opens it} of the screens about order lines."""
    today = fields.Date.today()
    month_ago = today - timedelta(days=30)
    log = env["pull.cost.log"]
    return {
        "accruals": lambda: env["pull.accrual"]._make(today),
        "accruals of a month ago": lambda: env["pull.accrual"]._make(month_ago),
        "changes of cost": lambda: log.web_search_read([], {"cause": {}}, limit=80),
    }
