"""What was taken from the places of loops, week by week."""

from dataclasses import dataclass, field
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from ...advisor.demand import describe, forecast, net_returns
from ...advisor.safety_stock import safety_stock
from ..cards import card_count

WEEK = 7

# All that left a place, less what came back to it, in the unit of the product. What
# comes for a card is no return.
TAKEN = """
    SELECT loop.id,
           FLOOR(EXTRACT(EPOCH FROM line.date - %(since)s) / 604800)::int AS week,
           SUM(
               CASE WHEN source.inside THEN line.quantity_product_uom
                    ELSE -line.quantity_product_uom END
           )::float,
           COALESCE(MAX(line.quantity_product_uom) FILTER (WHERE source.inside), 0)
      FROM pull_kanban_loop loop
      JOIN stock_location place ON place.id = loop.location_id
      JOIN stock_move_line line ON line.product_id = loop.product_id
       AND line.state = 'done'
       AND line.date >= %(since)s AND line.date < %(until)s
      JOIN stock_move move ON move.id = line.move_id
      JOIN stock_location out ON out.id = line.location_id
      JOIN stock_location dest ON dest.id = line.location_dest_id
CROSS JOIN LATERAL (
        SELECT out.parent_path LIKE place.parent_path || '%%' AS inside,
               dest.parent_path LIKE place.parent_path || '%%' AS target
     ) source
     WHERE loop.id IN %(loops)s
       AND source.inside != source.target
       AND (source.inside OR move.origin_returned_move_id IS NOT NULL)
  GROUP BY 1, 2
    """


@dataclass
class Usage:
    """What was taken from the place of one loop.

    :param weeks: units a week, oldest first, from the first week with any
    :param largest: the most that one move took
    """

    weeks: list = field(default_factory=list)
    largest: float = 0.0


def get_usages(loops):
    """Return {loop: :class:`Usage`} of the last full weeks, in one query."""
    if not loops:
        return {}
    env = loops.env
    count = max(loops.company_id.mapped("pull_advice_weeks"))
    until = fields.Datetime.now().replace(hour=0, minute=0, second=0, microsecond=0)
    since = until - timedelta(weeks=count)
    env.flush_all()
    query = SQL(TAKEN, since=since, until=until, loops=tuple(loops.ids))
    usages = {loop: Usage([0.0] * count) for loop in loops}
    by_id = {loop.id: usage for loop, usage in usages.items()}
    for loop_id, week, quantity, largest in env.execute_query(query):
        usage = by_id[loop_id]
        usage.weeks[week] += quantity
        usage.largest = max(usage.largest, largest)
    for usage in usages.values():
        first = next((i for i, units in enumerate(usage.weeks) if units), count)
        usage.weeks = usage.weeks[first:]
    return usages


def get_figures(usage, days, card_quantity, safety, service):
    """Return what the usage says about a loop: plain numbers.

    :param days: from an empty card to a full one
    :param safety: share on top of the mean demand
    :param service: share of replenishments that the safety stock lasts

    >>> figures = get_figures(Usage([70.0] * 10, 50), 2, 10, 0.0, 0.95)
    >>> figures["demand_day"], figures["safety_stock"], figures["suggested"]
    (10.0, 0.0, 7)
    """
    weeks = net_returns(usage.weeks)
    demand = max(forecast(weeks), 0) / WEEK if weeks else 0.0
    deviation = describe(weeks)["deviation"]
    stock = safety_stock(deviation, days / WEEK, service)
    return {
        "demand_day": demand,
        "week_count": len(weeks),
        "deviation_week": deviation,
        "safety_stock": stock,
        "largest": usage.largest,
        "suggested": card_count(
            demand, days, card_quantity, safety, stock, usage.largest
        ),
    }
