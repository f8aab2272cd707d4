"""What was received and worked lately, against the time that was planned for it."""

from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from .quantiles import get_days_over

# An observation is an order's goods with the same planned days: they come together, and
# the last to come decides. What is not all there yet is none, nor what comes back to
# replace what was returned.
# Planned are the days of the vendor's price as it is now: promises add to those.
ARRIVALS = """
    WITH lines AS (
        SELECT line.id, MAX(move.date) AS done
          FROM stock_move move
          JOIN purchase_order_line line ON line.id = move.purchase_line_id
          JOIN res_company company ON company.id = line.company_id
          JOIN stock_location place ON place.id = move.location_dest_id
         WHERE move.state = 'done'
           AND move.date >= %(since)s
           AND move.date >= %(now)s - company.pull_learning_months * INTERVAL '1 month'
           AND move.origin_returned_move_id IS NULL
           AND place.usage != 'supplier'
           AND NOT EXISTS (
               SELECT FROM stock_move later
                WHERE later.purchase_line_id = line.id
                  AND later.state NOT IN ('done', 'cancel')
           )
      GROUP BY line.id
    )
    SELECT purchase.company_id, vendor.commercial_partner_id, price.delay,
           MAX(lines.done), purchase.date_approve, purchase.date_order
      FROM lines
      JOIN purchase_order_line line ON line.id = lines.id
      JOIN purchase_order purchase ON purchase.id = line.order_id
      JOIN res_partner vendor ON vendor.id = purchase.partner_id
      JOIN product_product product ON product.id = line.product_id
CROSS JOIN LATERAL (
        SELECT price.delay
          FROM product_supplierinfo price
          JOIN res_partner seller ON seller.id = price.partner_id
         WHERE seller.commercial_partner_id = vendor.commercial_partner_id
           AND price.product_tmpl_id = product.product_tmpl_id
           AND (price.product_id = product.id OR price.product_id IS NULL)
           AND (price.company_id = purchase.company_id OR price.company_id IS NULL)
      ORDER BY price.min_qty > line.product_qty, price.product_id IS NULL,
               price.sequence, price.min_qty DESC, price.price, price.id
         LIMIT 1
    ) price
     WHERE purchase.date_approve IS NOT NULL
  GROUP BY purchase.id, vendor.commercial_partner_id, price.delay
  ORDER BY purchase.id
    """

# Without a clock Odoo takes the expected minutes for the real ones: nothing was seen.
WORKED = """
    SELECT run.company_id, work.workcenter_id, work.duration_expected, work.duration
      FROM mrp_workorder work
      JOIN mrp_production run ON run.id = work.production_id
      JOIN res_company company ON company.id = run.company_id
     WHERE work.state = 'done'
       AND work.date_finished >= %(since)s
       AND work.date_finished
           >= %(now)s - company.pull_learning_months * INTERVAL '1 month'
       AND work.duration > 0 AND work.duration_expected > 0
       AND ABS(work.duration - work.duration_expected) > 0.01
  ORDER BY work.id
    """
DAY = 24 * 3600


class Observations:
    """Reads what was done in the period of each company, in one query a kind.

    Built by `pull.lead.time._get_observations`. Meant to be inherited.

    :param now: the end of the period
    """

    def __init__(self, env, now):
        self.env, self.now = env, now

    def get_vendors(self):
        """Return {(company id, partner id): [(planned, actual, days over)]}."""
        observed = defaultdict(list)
        for company, partner, days, *moments in self._query(ARRIVALS):
            over = round(self._get_over(days, *moments), 1)
            observed[company, partner].append((days, max(days + over, 0), over))
        return observed

    def _get_over(self, days, done, approved, order_by):
        def count(moment):
            return (moment - approved).total_seconds() / DAY

        return get_days_over(count(done), 0, count(order_by or approved), days)

    def get_workcenters(self):
        """Return {(company id, work center id): [(planned, actual, factor)]}."""
        observed = defaultdict(list)
        for company, center, planned, actual in self._query(WORKED):
            factor = round(actual / planned, 2)
            observed[company, center].append((planned, actual, factor))
        return observed

    def _query(self, query):
        self.env.flush_all()
        return self.env.execute_query(self._get_sql(query))

    def _get_sql(self, query):
        """Return the query; the longest period of all leaves older rows alone."""
        companies = self.env["res.company"].sudo().search([])
        months = max(companies.mapped("pull_learning_months"))
        since = self.now - relativedelta(months=months)
        return SQL(query, now=self.now, since=since)
