"""What customers have ordered of each product, day by day and week by week."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from pytz import UTC, timezone

from odoo.tools import SQL

from ..advisor.demand import gather

WEEK = 7
# Each confirmed line, in the unit of its product, less what came back and was not sent
# again. It counts on the day on which it was ordered, by the company's clock.
LINES = """
    SELECT line.product_id, line.order_id, customer.commercial_partner_id AS partner_id,
           FLOOR(
               EXTRACT(EPOCH FROM
                   sale.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s
                   - %(start)s
               ) / 86400
           )::int AS day,
           line.product_uom_qty * unit.factor / own.factor - COALESCE(returned.back, 0)
           AS quantity,
           EXTRACT(EPOCH FROM
               COALESCE(
                   line.pull_asked_date, sale.commitment_date,
                   line.pull_delivered_date, returned.sent
               ) - sale.date_order
           )::float / 86400 AS days,
           NULLIF(TRIM(line.pull_specification), '') IS NOT NULL
           OR line.id IN (%(custom)s) OR line.id IN (%(chosen)s) AS is_specified,
           COALESCE(line.pull_is_one_off, FALSE) AS is_one_off
      FROM sale_order_line line
      JOIN sale_order sale ON sale.id = line.order_id
      JOIN res_partner customer ON customer.id = sale.partner_id
      JOIN product_product product ON product.id = line.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
      JOIN uom_uom unit ON unit.id = line.product_uom_id
      JOIN uom_uom own ON own.id = template.uom_id
 LEFT JOIN LATERAL (
        SELECT GREATEST(
                   COALESCE(SUM(move.product_qty) FILTER (
                       WHERE source.usage = 'customer' AND move.state = 'done'
                   ), 0)
                   - GREATEST(
                       COALESCE(SUM(move.product_qty) FILTER (
                           WHERE target.usage = 'customer'
                       ), 0)
                       - line.product_uom_qty * unit.factor / own.factor,
                       0
                   ),
                   0
               ) AS back,
               MAX(move.date) FILTER (
                   WHERE target.usage = 'customer' AND move.state = 'done'
               ) AS sent
          FROM stock_move move
          JOIN stock_location source ON source.id = move.location_id
          JOIN stock_location target ON target.id = move.location_dest_id
         WHERE move.sale_line_id = line.id
           AND move.product_id = line.product_id
           AND move.state != 'cancel'
           AND (source.usage = 'customer') != (target.usage = 'customer')
     ) returned ON TRUE
     WHERE sale.state = 'sale'
       AND sale.company_id = %(company)s
       AND sale.date_order >= %(since)s AND sale.date_order < %(until)s
       AND template.type = 'consu'
       AND line.display_type IS NULL
       AND NOT COALESCE(line.is_downpayment, FALSE)
    """

# Lines with words of the customer for an attribute, and with a choice that no variant
# has.
CUSTOM = """
    SELECT sale_order_line_id FROM product_attribute_custom_value
     WHERE sale_order_line_id IS NOT NULL AND NULLIF(TRIM(custom_value), '') IS NOT NULL
    """
CHOSEN = """
    SELECT chosen.sale_order_line_id
      FROM product_template_attribute_value_sale_order_line_rel chosen
      JOIN product_template_attribute_value value
        ON value.id = chosen.product_template_attribute_value_id
      JOIN product_template_attribute_line choice
        ON choice.id = value.attribute_line_id
     WHERE choice.value_count > 1
    """

TENTHS = 10

# Days, and in rows without one the totals: of what was ordered, not of what was taken
# back or cancelled. One-off orders are counted, and left out of all the rest. The lines
# are read once.
DEMANDS = """
    WITH lines AS MATERIALIZED (%(lines)s)
    SELECT product_id, day, SUM(quantity)::float, 0, 0, 0, 0,
           NULL::float[], NULL::float[], 0, 0
      FROM lines
     WHERE NOT is_one_off
  GROUP BY product_id, day
 UNION ALL
    SELECT product_id, NULL, 0, COUNT(*), COUNT(DISTINCT partner_id),
           COUNT(*) FILTER (WHERE is_specified), COUNT(days),
           PERCENTILE_DISC(%(tenths)s::float[])
               WITHIN GROUP (ORDER BY GREATEST(days, 0))
               FILTER (WHERE days IS NOT NULL),
           PERCENTILE_DISC(%(middles)s::float[])
               WITHIN GROUP (ORDER BY quantity),
           MAX(quantity)::float, 0
      FROM lines
     WHERE quantity > 0 AND NOT is_one_off
  GROUP BY product_id
 UNION ALL
    SELECT product_id, NULL, 0, 0, 0, 0, 0, NULL, NULL, 0, COUNT(*)
      FROM lines
     WHERE quantity > 0 AND is_one_off
  GROUP BY product_id
    """


@dataclass
class Demand:
    """What was ordered of one product.

    :param weeks: units a week, oldest first; below 0 where more was taken back
    :param days: {days before the last one: units}, as the weeks
    :param lines: order lines, and of how many it is known how long they could wait
    :param customers: how many different ones
    :param given: days from order to delivery, each longer than another tenth of them
        could wait: nine of ten could wait the first
    :param specified: lines with a specification of the customer
    :param largest: units of the largest order
    :param left_out: lines of one-off orders, which nothing else here counts
    :param sizes: units of the middle order of each tenth of them, the smallest first
    """

    weeks: list = field(default_factory=list)
    lines: int = 0
    customers: int = 0
    known: int = 0
    given: list = field(default_factory=list)
    sizes: list = field(default_factory=list)
    specified: int = 0
    days: dict = field(default_factory=dict)
    largest: float = 0.0
    left_out: int = 0

    def get_periods(self, length):
        """Return the units of each whole period of so many days, oldest first."""
        return gather(self.days, WEEK * len(self.weeks), length)

    def get_sizes(self, size):
        """Return ten sizes of orders that come as often, of this size on average: what
        the middles of the tenths lack is the largest one's.

        >>> Demand(sizes=[1.0] * 10).get_sizes(1.5)
        [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 6.0]
        >>> Demand(sizes=[2.0, 4.0]).get_sizes(1.5)
        [1.0, 2.0]
        """
        *smaller, largest = self.sizes or [size]
        rest = size * (len(smaller) + 1) - sum(smaller)
        if rest >= largest:
            return [*smaller, rest]
        share = size * (len(smaller) + 1) / (sum(smaller) + largest)
        return [units * share for units in (*smaller, largest)]

    @property
    def given_median(self):
        """Days that half of them could wait."""
        return self.given[len(self.given) // 2 - 1] if self.given else 0.0

    @property
    def given_least(self):
        """Days that nine of ten could wait."""
        return self.given[0] if self.given else 0.0

    def get_late_share(self, days):
        """Return the share of orders that could not wait so long."""
        if not self.given:
            return 0.0
        return sum(given < days for given in self.given) / len(self.given)


class History:
    """Reads the demand of all products of a company, in one query.

    The period ends with the last full week, from Monday to Sunday by the clock of the
    company. A product that is younger begins with the week in which it was made, or
    ordered first.

    Built by `pull.advice._get_history`. Meant to be inherited: `_get_lines`.

    :param company: with superuser rights
    :param moment: what counts as now
    :param weeks: how many to look at
    :ivar date_from: the first day
    :ivar date_to: the last day
    """

    def __init__(self, company, moment, weeks):
        self.env, self.company, self.moment = company.env, company, moment
        self.zone = timezone(self._get_zone())
        today = UTC.localize(moment).astimezone(self.zone).date()
        monday = today - timedelta(days=today.weekday())
        self.count = weeks
        self.date_from = monday - timedelta(weeks=self.count)
        self.date_to = monday - timedelta(days=1)

    def _get_zone(self):
        return (
            self.company.resource_calendar_id.tz or self.company.partner_id.tz or "UTC"
        )

    def get_demands(self):
        """Return {product id: :class:`Demand`} of what was ordered."""
        self.env.flush_all()
        demands, days = defaultdict(Demand), defaultdict(dict)
        tenths = [number / TENTHS for number in range(1, TENTHS + 1)]
        middles = [tenth - 0.5 / TENTHS for tenth in tenths]
        query = SQL(DEMANDS, lines=self._get_lines(), tenths=tenths, middles=middles)
        for product_id, day, quantity, *totals in self.env.execute_query(query):
            if day is None:
                self._note_totals(demands[product_id], *totals)
            else:
                days[product_id][day] = quantity
        births = self._get_births(list(days))
        for product_id, by_day in days.items():
            self._note_days(demands[product_id], by_day, births[product_id])
        return dict(demands)

    def _note_days(self, demand, by_day, birth):
        """Note what was ordered on each day, from the first day of a week on."""
        first = min(birth, min(by_day) // WEEK)
        last = WEEK * self.count - 1
        demand.days = {last - day: units for day, units in by_day.items()}
        demand.weeks = gather(demand.days, WEEK * (self.count - first), WEEK)

    def _get_births(self, product_ids):
        """Return {product id: the week in which it was made, 0 if that is older}."""
        products = self.env["product.product"].browse(product_ids)
        start = self._to_utc(self.date_from)
        return {
            product.id: min(
                max((product.create_date - start).days // 7, 0), self.count - 1
            )
            for product in products
        }

    def _note_totals(self, demand, *totals):
        *counts, given, sizes, largest, left_out = totals
        if left_out:
            demand.left_out = left_out
            return
        demand.lines, demand.customers, demand.specified, demand.known = counts
        demand.given, demand.sizes, demand.largest = given or [], sizes or [], largest

    def _get_lines(self):
        """Return the query of the order lines that count, see `LINES`."""
        return SQL(
            LINES,
            zone=str(self.zone),
            start=datetime.combine(self.date_from, time.min),
            since=self._to_utc(self.date_from),
            until=self._to_utc(self.date_to + timedelta(days=1)),
            company=self.company.id,
            custom=SQL(CUSTOM),
            chosen=SQL(CHOSEN),
        )

    def _to_utc(self, day):
        """Return when a day begins, as the database writes it."""
        start = self.zone.localize(datetime.combine(day, time.min))
        return start.astimezone(UTC).replace(tzinfo=None)
