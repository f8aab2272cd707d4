"""SQL of the two directions in which pegs are followed.

Exact pegs exist only in the moves: a move is supplied by its `move_orig_ids`, and a
finished move by the components of its manufacturing order. Each constant is a query of
the moves next to the row `walk` (column `move_id`) of a recursive walk.
"""

from odoo.fields import Domain
from odoo.tools import SQL

UPSTREAM = SQL(
    """
    SELECT rel.move_orig_id AS id
    FROM stock_move_move_rel rel
    WHERE rel.move_dest_id = walk.move_id
    UNION ALL
    SELECT raw.id
    FROM stock_move finished
    JOIN stock_move raw ON raw.raw_material_production_id = finished.production_id
    WHERE finished.id = walk.move_id
    """
)

DOWNSTREAM = SQL(
    """
    SELECT rel.move_dest_id AS id
    FROM stock_move_move_rel rel
    WHERE rel.move_orig_id = walk.move_id
    UNION ALL
    SELECT finished.id
    FROM stock_move raw
    JOIN stock_move finished ON finished.production_id = raw.raw_material_production_id
    WHERE raw.id = walk.move_id
    """
)

# An order line's own goods on their way to the customer: core also writes the line on
# the finished moves of its runs, and copies it to returns and to what goes back to
# stock because less is ordered than is picked.
CUSTOMER_NEED = SQL(
    """
    move.sale_line_id IS NOT NULL
    AND move.production_id IS NULL
    AND move.origin_returned_move_id IS NULL
    AND move.pull_goes_back IS NOT TRUE
    AND move.state != 'cancel'
    """
)

# What left an order line's stock for its customer, and what came back: the same as SQL
# about `move` and as a domain. Goods that a vendor sends to the customer were never in
# stock: nothing was carried, and their cost is booked with the vendor's bill.
DELIVERED = SQL(
    """
    move.state = 'done'
    AND move.sale_line_id IS NOT NULL
    AND move.production_id IS NULL
    AND (move.is_in OR move.is_out)
    """
)
_DONE_FOR_LINE = (
    Domain("state", "=", "done")
    & Domain("sale_line_id", "!=", False)
    & Domain("production_id", "=", False)
)
_FROM_STOCK = Domain("is_in", "=", True) | Domain("is_out", "=", True)
DELIVERED_DOMAIN = _DONE_FOR_LINE & _FROM_STOCK
# What the customer got and gave back, from wherever it was sent.
RECEIVED_DOMAIN = _DONE_FOR_LINE & (_FROM_STOCK | Domain("is_dropship", "=", True))


KEY = "pull_through_production.without_jit"


def spare_jit(cr):
    """Have PostgreSQL interpret the queries of this transaction from now on.

    It expects ten times the rows at each step of a recursive query, and so compiles a
    walk of a few milliseconds for a quarter of a second and more. What is remembered
    goes with the setting: Odoo empties the cursor's cache at each commit and at each
    rollback, to a savepoint too.
    """
    if KEY not in cr.cache:
        cr.execute("SET LOCAL jit = off")
        cr.cache[KEY] = True


def execute(env, query):
    """Return the rows of a query that walks, and little else.

    Each step looks up what is next by an index, whatever the planner believes: where
    it has no statistics yet, or expects many more moves than there are, it reads whole
    tables, or whole indexes, for every move.
    """
    spare_jit(env.cr)
    _set_planner(env.cr, SQL("off"))
    rows = env.execute_query(query)
    _set_planner(env.cr, SQL("DEFAULT"))
    return rows


def _set_planner(cr, value):
    """Let the planner read whole tables, to join them, or not."""
    cr.execute(
        SQL(
            """
            SET LOCAL enable_seqscan TO %(value)s;
            SET LOCAL enable_hashjoin TO %(value)s;
            SET LOCAL enable_mergejoin TO %(value)s
            """,
            value=value,
        )
    )


def starts(documents, column):
    """Return the query (doc_id, move_id) of the living moves of documents.

    Document by document: OFFSET keeps the planner from reading the moves of all that
    ever were, by the index of the column, to pick those of a few thousand.

    :param SQL documents: query of document ids
    :param str column: of a move, that names its document
    """
    return SQL(
        """
        SELECT document.id AS doc_id, own.id AS move_id
        FROM (%(documents)s) AS document(id)
        CROSS JOIN LATERAL (
            SELECT move.id
            FROM stock_move move
            WHERE move.%(column)s = document.id AND move.state != 'cancel'
            OFFSET 0
        ) own
        """,
        documents=documents,
        column=SQL.identifier(column),
    )


def walk(start, direction, living=True):
    """Return the recursive query (doc_id, move_id) of all moves met from `start`.

    :param SQL start: query of pairs (doc_id, move_id)
    :param SQL direction: `UPSTREAM` or `DOWNSTREAM`
    :param bool living: cancelled moves end the walk; else they are passed as others
    """
    ends = SQL("next_move.state != 'cancel'") if living else SQL("TRUE")
    return SQL(
        """
        RECURSIVE walk AS (
            SELECT start.doc_id, start.move_id FROM (%s) start
            UNION
            SELECT walk.doc_id, next_move.id
            FROM walk
            CROSS JOIN LATERAL (%s) follow
            CROSS JOIN LATERAL (
                -- By its index: OFFSET keeps the planner from reading all moves.
                SELECT next_move.id
                FROM stock_move next_move
                WHERE next_move.id = follow.id AND %s
                OFFSET 0
            ) next_move
        )
        """,
        start,
        direction,
        ends,
    )
