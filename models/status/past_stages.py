"""The stages of orders from before there were any: without walking their history."""

from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from .noting import LINES, note, settle

# How many open orders are looked at between two commits.
BATCH = 200


def make_columns(cr, table, columns):
    """Make columns that the ORM would fill at once for all records there ever were.

    :param columns: {name: type}
    """
    for name, kind in columns.items():
        if not column_exists(cr, table, name):
            create_column(cr, table, name, kind)


class PastStages:
    """Fills in the stages of orders confirmed before the module kept them.

    What is delivered is found by one statement; what is open is worked out, so many
    orders at a time.
    """

    def __init__(self, env):
        self.env = env

    def fill_delivered(self):
        """Fill in the lines that are delivered, and the orders that are. One
        statement each; what has a stage keeps it."""
        self.env.flush_all()
        self.env.cr.execute(self._get_lines_query())
        self.env.cr.execute(self._get_promises_query())
        self.env.cr.execute(self._get_orders_query())
        self.env.invalidate_all()

    def _get_lines_query(self):
        return SQL(
            """
            UPDATE sale_order_line line
            SET pull_stage = 'delivered', pull_progress = 100
            WHERE line.state = 'sale'
            AND line.pull_stage IS NULL
            AND line.supply_policy IS NOT NULL
            AND line.product_uom_qty > 0
            AND line.qty_delivered >= line.product_uom_qty
            """
        )

    def _get_promises_query(self):
        return SQL(
            """
            UPDATE sale_order sale
            SET pull_promised_date = promise.date, pull_promise_state = promise.state
            FROM (
                SELECT order_id, max(pull_promised_date) AS date,
                    CASE
                    WHEN bool_or(pull_lateness > 0) THEN 'late'
                    WHEN bool_or(pull_projected_date IS NULL) THEN 'unknown'
                    WHEN bool_or(pull_is_tight) THEN 'tight'
                    ELSE 'on_time' END AS state
                FROM sale_order_line
                WHERE state = 'sale' AND pull_promised_date IS NOT NULL
                GROUP BY order_id
            ) promise
            WHERE promise.order_id = sale.id AND sale.pull_promise_state IS NULL
            """
        )

    def _get_orders_query(self):
        return SQL(
            """
            UPDATE sale_order sale
            SET pull_stage = 'delivered', pull_progress = 100
            FROM (
                SELECT order_id
                FROM sale_order_line
                WHERE state = 'sale'
                GROUP BY order_id
                HAVING bool_or(pull_stage = 'delivered')
                AND bool_and(
                    supply_policy IS NULL OR product_uom_qty <= 0
                    OR pull_stage = 'delivered'
                )
            ) done
            WHERE done.order_id = sale.id AND sale.pull_stage IS NULL
            """
        )

    def place_open(self):
        """Have the hourly run place what is open and was placed before its documents
        were told by when they are needed."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            UPDATE sale_order
            SET pull_place_after = now() AT TIME ZONE 'UTC'
            WHERE pull_stage IN ('to_order', 'waiting', 'in_production')
            AND state = 'sale' AND pull_plan IS NOT NULL AND pull_needs IS NULL
            """
        )
        self.env.invalidate_all()

    def get_open(self):
        """Return the ids of the orders that are left: a policy decided on a line, or
        on a component of its kit."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT sale.id
                FROM sale_order sale
                WHERE sale.state = 'sale' AND sale.pull_stage IS NULL
                AND EXISTS (
                    SELECT FROM sale_order_line line
                    WHERE line.order_id = sale.id AND line.product_uom_qty > 0
                    AND (
                        line.supply_policy IS NOT NULL
                        OR EXISTS (
                            SELECT FROM stock_move move
                            WHERE move.sale_line_id = line.id
                            AND move.supply_policy IS NOT NULL
                        )
                    )
                )
                ORDER BY sale.id DESC
                """
            )
        )
        return [number for (number,) in rows]

    def fill_open(self, order_ids):
        """Work out the stages of orders, and write them."""
        orders = self.env["sale.order"].browse(order_ids)
        note(self.env, LINES, orders.order_line.ids)
        settle(self.env)
        self.env.flush_all()
