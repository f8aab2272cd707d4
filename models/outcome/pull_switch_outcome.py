from odoo import api, fields, models
from odoo.tools import SQL

from ..access import COST
from ..policy.policies import SUPPLY_POLICIES
from ..technical import hide_technical

# What an order costs of its own, among the kinds of its cost of goods sold.
KINDS = ("setup_time", "setup_fixed", "ordering")


class PullSwitchOutcome(models.Model):
    """What became of products that were switched, quarter by quarter: their orders
    since then, how many came late, and what they cost in setup and ordering, as it is
    booked, against what the advice said on the day of the switch.

    A switch counts until it is undone, or the product is switched anew.
    """

    _name = "pull.switch.outcome"
    _description = "Outcome of a Switch of Supply Policy"
    _auto = False
    _order = "quarter desc, id desc"
    _rec_name = "product_id"
    _depends = {
        "pull.switch": [
            "advised_setup",
            "company_id",
            "date",
            "policy",
            "product_tmpl_id",
            "state",
        ],
        "product.product": ["product_tmpl_id"],
        "sale.order": ["date_order", "state"],
        "sale.order.line": [
            "company_id",
            "order_id",
            "product_id",
            "pull_delivered_date",
            "pull_lateness",
        ],
        "pull.cogs.line": ["amount", "kind", "sale_line_id"],
    }

    switch_id = fields.Many2one("pull.switch", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one("product.product", readonly=True)
    policy = fields.Selection(SUPPLY_POLICIES, "Switched To", readonly=True)
    quarter = fields.Date(readonly=True, help="Its first day; by the day of the order.")
    line_count = fields.Integer("Orders", readonly=True)
    delivered_count = fields.Integer("Delivered", readonly=True)
    late_count = fields.Integer(
        "Late", readonly=True, help="Orders later than promised, delivered or not yet."
    )
    booked_count = fields.Integer(
        "Booked", readonly=True, help="Orders whose cost of goods sold is booked."
    )
    setup = fields.Monetary(
        "Setup and Ordering",
        readonly=True,
        groups=COST,
        help="Of the orders whose cost of goods sold is booked.",
    )
    advised = fields.Monetary(
        readonly=True,
        groups=COST,
        help="What the advice said on the day of the switch, for the same orders.",
    )
    difference = fields.Monetary(readonly=True, groups=COST)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, {"switch_id"})

    @property
    def _table_query(self):
        return SQL("%s %s %s", self._select(), self._from(), self._group_by())

    def _select(self):
        return SQL(
            """
            SELECT MIN(line.id) AS id, switch.id AS switch_id, switch.company_id,
                   line.product_id, switch.policy,
                   DATE_TRUNC('quarter', sale.date_order)::date AS quarter,
                   COUNT(*) AS line_count,
                   COUNT(line.pull_delivered_date) AS delivered_count,
                   COUNT(*) FILTER (WHERE line.pull_lateness > 0) AS late_count,
                   COUNT(booked.amount) AS booked_count,
                   COALESCE(SUM(booked.amount), 0) AS setup,
                   COUNT(booked.amount) * COALESCE(switch.advised_setup, 0) AS advised,
                   COALESCE(SUM(booked.amount), 0)
                   - COUNT(booked.amount) * COALESCE(switch.advised_setup, 0)
                   AS difference
            """
        )

    def _from(self):
        return SQL(
            """
              FROM pull_switch switch
              JOIN product_product product
                ON product.product_tmpl_id = switch.product_tmpl_id
              JOIN sale_order_line line
                ON line.product_id = product.id AND line.company_id = switch.company_id
              JOIN sale_order sale
                ON sale.id = line.order_id AND sale.state = 'sale'
               AND sale.date_order >= switch.date
         LEFT JOIN LATERAL (
                SELECT SUM(cogs.amount) FILTER (WHERE cogs.kind IN %s) AS own,
                       SUM(cogs.amount) AS whole
                  FROM pull_cogs_line cogs
                 WHERE cogs.sale_line_id = line.id
             ) costs ON TRUE
         LEFT JOIN LATERAL (
                SELECT COALESCE(costs.own, 0) AS amount WHERE costs.whole IS NOT NULL
             ) booked ON TRUE
             WHERE switch.state IN ('running', 'done')
               AND NOT EXISTS (
                SELECT FROM pull_switch later
                 WHERE later.product_tmpl_id = switch.product_tmpl_id
                   AND later.company_id = switch.company_id
                   AND later.state IN ('running', 'done')
                   AND later.id > switch.id AND later.date <= sale.date_order
             )
            """,
            KINDS,
        )

    def _group_by(self):
        return SQL(
            """
            GROUP BY switch.id, line.product_id,
                     DATE_TRUNC('quarter', sale.date_order)::date
            """
        )
