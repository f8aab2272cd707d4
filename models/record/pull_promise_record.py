from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..access import check_one
from .root_cause import KINDS
from .sale_order_line import BUYER


class PullPromiseRecord(models.Model):
    """What was promised of confirmed order lines, and what became of it."""

    _name = "pull.promise.record"
    _description = "Promise Record"
    _auto = False
    _rec_name = "order_id"
    _order = "date desc, id desc"
    _depends = {
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id"],
        "res.partner": ["commercial_partner_id"],
        "sale.order": ["date_order", "partner_id", "state", "team_id", "user_id"],
        "sale.order.line": [
            "company_id",
            "order_id",
            "product_id",
            "product_uom_qty",
            "pull_asked_date",
            "pull_cause_kind",
            "pull_cause_minutes",
            "pull_cause_partner_id",
            "pull_cause_workcenter_id",
            "pull_delivered_date",
            "pull_first_projected_date",
            "pull_lateness",
            "pull_projected_date",
            "pull_promised_date",
        ],
    }

    order_id = fields.Many2one("sale.order", "Sales Order", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    date_order = fields.Datetime("Order Date", readonly=True)
    asked_date = fields.Datetime(
        "Asked",
        readonly=True,
        help="What the customer had asked for when the order was confirmed.",
    )
    date = fields.Datetime(
        "Promised", readonly=True, help="When the customer was told to have it."
    )
    first_projected_date = fields.Datetime(
        "First Expected",
        readonly=True,
        help="What was expected when the order was confirmed.",
    )
    projected_date = fields.Datetime(
        "Expected",
        readonly=True,
        help="When the customer will have it as things stand, or has had it.",
    )
    delivered_date = fields.Datetime(
        "Delivered",
        readonly=True,
        help="When the customer had the last of what was ordered.",
    )
    state = fields.Selection(
        [("open", "Open"), ("delivered", "Delivered")], string="Status", readonly=True
    )
    kept = fields.Selection(
        [("yes", "Yes"), ("no", "No"), ("open", "Not Due Yet")],
        string="On Time in Full",
        readonly=True,
        help="Yes: all was delivered by the promised date.\n"
        "No: it was delivered later, or is due and not all delivered.\n"
        "Not due yet: the promised date is still to come.",
    )
    kept_share = fields.Float(
        "On Time in Full (%)",
        readonly=True,
        aggregator="avg",
        help="Of the order lines that are delivered or due, the part of which all was "
        "delivered by the promised date.",
    )
    late_days = fields.Float(
        "Late by (days)",
        readonly=True,
        aggregator="avg",
        help="By how much it was delivered, or is expected, after the promised date.",
    )
    promised_days = fields.Float(
        "Promised Lead Time (days)",
        readonly=True,
        aggregator="avg",
        help="From the order to the promised date.",
    )
    actual_days = fields.Float(
        "Actual Lead Time (days)",
        readonly=True,
        aggregator="avg",
        help="From the order to the last delivery, of what is delivered.",
    )
    cause_kind = fields.Selection(
        KINDS,
        string="Cause",
        readonly=True,
        help="What has made it late in the first place.",
    )
    cause_days = fields.Float(
        "Late by Its Cause (days)",
        readonly=True,
        help="How much of the lateness comes from its cause.",
    )
    vendor_id = fields.Many2one(
        "res.partner",
        readonly=True,
        groups=BUYER,
        help="The vendor who has made it late.",
    )
    workcenter_id = fields.Many2one(
        "mrp.workcenter",
        "Work Center",
        readonly=True,
        help="The work center that has made it late.",
    )

    @api.model
    def _get_pull_rule_domain(self, orders):
        """What is recorded of an order is for who may read the order."""
        return Domain("order_id", "any", orders)

    @property
    def _table_query(self):
        return SQL("%s %s", self._select(), self._from())

    def _select(self):
        return SQL(
            """
            SELECT line.id,
                   line.order_id,
                   customer.commercial_partner_id AS partner_id,
                   so.user_id,
                   so.team_id,
                   line.product_id,
                   template.categ_id,
                   line.company_id,
                   so.date_order,
                   line.pull_asked_date AS asked_date,
                   line.pull_promised_date AS date,
                   line.pull_first_projected_date AS first_projected_date,
                   line.pull_projected_date AS projected_date,
                   line.pull_delivered_date AS delivered_date,
                   CASE WHEN line.pull_delivered_date IS NULL
                        THEN 'open' ELSE 'delivered' END AS state,
                   found.kept,
                   CASE found.kept WHEN 'yes' THEN 1.0 WHEN 'no' THEN 0.0 END
                       AS kept_share,
                   %(days)s,
                   %(cause)s
            """,
            days=self._select_days(),
            cause=self._select_cause(),
        )

    def _select_days(self):
        return SQL(
            """
            line.pull_lateness / 1440.0 AS late_days,
            EXTRACT(EPOCH FROM line.pull_promised_date - so.date_order) / 86400.0
                AS promised_days,
            EXTRACT(EPOCH FROM line.pull_delivered_date - so.date_order) / 86400.0
                AS actual_days
            """
        )

    def _select_cause(self):
        """Select the cause of what is late; it may be kept of what no longer is."""
        return SQL(
            """
            CASE WHEN found.late THEN line.pull_cause_kind END AS cause_kind,
            CASE WHEN found.late THEN line.pull_cause_minutes / 1440.0 END
                AS cause_days,
            CASE WHEN found.late THEN line.pull_cause_partner_id END AS vendor_id,
            CASE WHEN found.late THEN line.pull_cause_workcenter_id END
                AS workcenter_id
            """
        )

    def _from(self):
        return SQL(
            """
            FROM sale_order_line line
            JOIN sale_order so ON so.id = line.order_id
            JOIN res_partner customer ON customer.id = so.partner_id
            JOIN product_product product ON product.id = line.product_id
            JOIN product_template template ON template.id = product.product_tmpl_id
            CROSS JOIN LATERAL (
                SELECT CASE
                    WHEN line.pull_delivered_date IS NOT NULL
                         AND COALESCE(line.pull_lateness, 0) = 0 THEN 'yes'
                    WHEN line.pull_delivered_date IS NOT NULL
                         OR line.pull_promised_date < %(now)s THEN 'no'
                    ELSE 'open' END AS kept,
                    line.pull_lateness > 0 AS late
            ) found
            WHERE so.state = 'sale'
              AND line.pull_promised_date IS NOT NULL
              AND line.product_uom_qty > 0
            """,
            now=fields.Datetime.now(),
        )

    def action_open(self):
        """Open the order."""
        check_one(self)
        return self.order_id._get_records_action()
