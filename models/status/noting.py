"""Stages are right at the next reading: what may change them is noted, whatever it is,
and looked up once: when a stage is read or searched, or before all is committed.

Noting costs nothing; looking up takes one query for all that was noted, and only the
order lines that it leads to are worked out anew.
"""

from collections import defaultdict
from contextlib import contextmanager
from functools import partial
from weakref import WeakKeyDictionary

from odoo import fields
from odoo.tools import SQL

from ..change.scope import get_scope
from ..memory.confirmation import is_confirming
from ..pegging import walks
from ..under_way import get_under_way, under_way

KEY = "pull_through_production.status"
# What is remembered of whom open documents serve, until something happens to them.
OPEN_PEGS = "pull_through_production.open_pegs"
LATER = "pull_through_production.status_later"
STAGED = ("pull_stage", "pull_progress")

MOVES, RUNS, PURCHASES, LINES = "moves", "runs", "purchases", "lines"

# What was noted and then rolled back is looked up for nothing, and harms nobody.
_noted = WeakKeyDictionary()  # {cursor: {topic: ids}}


class Noted:
    """A stored field that is worked out anew, once it is read, where something that it
    depends on was noted."""

    def recompute(self, records):
        settle(records.env)
        return super().recompute(records)


class NotedSelection(Noted, fields.Selection):
    pass


class NotedInteger(Noted, fields.Integer):
    pass


def note(env, topic, ids):
    """Note that something has happened to moves, runs, purchase or order lines."""
    ids = [number for number in ids if isinstance(number, int)]
    if not ids:
        return
    env.cr.cache.pop(OPEN_PEGS, None)
    noted = _noted.setdefault(env.cr, defaultdict(set))
    noted[topic].update(ids)
    keep_noted(env)


def keep_noted(env):
    """See to it that what is noted is looked up before all is committed."""
    waiting = env.cr.precommit.data
    if KEY not in waiting and _noted.get(env.cr):
        waiting[KEY] = True
        env.cr.precommit.add(partial(_before_commit, env))


@contextmanager
def noting_alone(env):
    """Look nothing up inside, unless it is read: more is about to happen. At its end
    all is looked up: what comes next may be rolled back."""
    with under_way(env.cr, LATER):
        yield
    keep_noted(env)
    _before_commit(env)


def _before_commit(env):
    # A savepoint, in the middle of something: who began it looks at its end.
    later = is_confirming(env.cr) or get_under_way(env.cr, LATER) is not None
    if not later and not get_scope(env.cr):
        env.cr.precommit.data.pop(KEY, None)
        settle(env)


def settle(env):
    """Have the stages that may have changed worked out anew when they are read next."""
    noted = _noted.pop(env.cr, None)
    if not noted:
        return
    lines = env["sale.order.line"].sudo().browse(_get_lines(env, noted))
    for name in STAGED:
        env.add_to_compute(lines._fields[name], lines)
    lines.modified(STAGED)


def _get_lines(env, noted):
    """Return the ids of the order lines, with a policy, that what was noted serves."""
    env["stock.move"]._prepare_peg_walk()
    env["sale.order.line"].flush_model(["supply_policy"])
    env["stock.move"].flush_model(["supply_policy"])
    query = SQL(
        """
        WITH %(walk)s, found AS (
            SELECT move.sale_line_id AS id
            FROM walk JOIN stock_move move ON move.id = walk.move_id
            UNION
            SELECT unnest(%(lines)s::int[])
            UNION
            SELECT sale_line_id FROM purchase_order_line
            WHERE id = ANY(%(purchases)s::int[])
        )
        SELECT line.id
        FROM sale_order_line line
        WHERE line.id IN (SELECT id FROM found)
        AND (
            line.supply_policy IS NOT NULL
            OR line.pull_stage IS NOT NULL
            OR EXISTS (
                SELECT FROM stock_move move
                WHERE move.sale_line_id = line.id AND move.supply_policy IS NOT NULL
            )
            OR EXISTS (
                SELECT FROM purchase_order_line bought
                WHERE bought.sale_line_id = line.id AND bought.supply_policy IS NOT NULL
            )
        )
        ORDER BY line.id
        """,
        walk=walks.walk(_get_start(noted), walks.DOWNSTREAM, living=False),
        lines=list(noted[LINES]),
        purchases=list(noted[PURCHASES]),
    )
    return [number for (number,) in walks.execute(env, query)]


def _get_start(noted):
    """Return the query (doc_id, move_id) of the moves that what was noted is about."""
    return SQL(
        """
        SELECT 0 AS doc_id, unnest(%(moves)s::int[]) AS move_id
        UNION
        SELECT 0, id FROM stock_move WHERE production_id = ANY(%(runs)s::int[])
        UNION
        SELECT 0, id FROM stock_move WHERE purchase_line_id = ANY(%(purchases)s::int[])
        UNION
        SELECT 0, move_id FROM stock_move_created_purchase_line_rel
        WHERE created_purchase_line_id = ANY(%(purchases)s::int[])
        """,
        moves=list(noted[MOVES]),
        runs=list(noted[RUNS]),
        purchases=list(noted[PURCHASES]),
    )
