from odoo import api, fields, models

from ...access import COST, INTERNAL
from .carrying import PARTS, get_rate, split_rate


class ResCompany(models.Model):
    _inherit = "res.company"

    pull_order_cost = fields.Monetary(
        string="Cost per Purchase Order",
        groups=COST,
        help="What it costs to place one purchase order, whatever is on it: the "
        "buyer's time, approval, receipt and payment. Vendors may have their own.",
    )
    pull_order_line_cost = fields.Monetary(
        string="Cost per Purchase Order Line",
        groups=COST,
        help="What each line of a purchase order adds: asking the price, checking the "
        "goods, matching the bill.",
    )
    pull_capitalise_ordering = fields.Boolean(
        string="Capitalise Ordering Cost",
        help="Ordering cost enters the value of what is bought when it is received. "
        "Otherwise, and always for services, dropshipping, kits and products at "
        "standard cost, it stays a cost of the period.",
        groups=INTERNAL,
    )
    pull_ordering_account_id = fields.Many2one(
        "account.account",
        string="Ordering cost absorbed account",
        check_company=True,
        help="Credited with the ordering cost that enters the value of stock. Empty: "
        "the expense account of the product.",
        groups=INTERNAL,
    )
    pull_carrying_capital = fields.Float(
        string="Capital (%)",
        help="What the money in stock costs, in percent of its value a year: interest, "
        "or what it would bring elsewhere.",
        groups=INTERNAL,
    )
    pull_carrying_storage = fields.Float(
        string="Storage (%)",
        help="Space, handling and counting, in percent of the value of stock a year.",
        groups=INTERNAL,
    )
    pull_carrying_insurance = fields.Float(
        string="Insurance (%)",
        help="Insurance and taxes on stock, in percent of its value a year.",
        groups=INTERNAL,
    )
    pull_carrying_obsolescence = fields.Float(
        string="Obsolescence (%)",
        help="What spoils, gets lost or is no longer asked for, in percent of the "
        "value of stock a year.",
        groups=INTERNAL,
    )
    pull_carrying_rate = fields.Float(
        string="Carrying rate (%)",
        compute="_compute_pull_carrying_rate",
        inverse="_inverse_pull_carrying_rate",
        store=True,
        help="What holding stock costs, in percent of its value a year: capital, "
        "storage, insurance and obsolescence together.",
        groups=INTERNAL,
    )
    pull_push_days = fields.Float(
        string="Days in stock when pushed",
        default=30.0,
        help="How many days a product that is made or bought for stock lies there on "
        "average. Only to compare: what the goods of an order would have cost to hold.",
        groups=INTERNAL,
    )

    _pull_ordering_not_negative = models.Constraint(
        "CHECK (pull_order_cost >= 0 AND pull_order_line_cost >= 0)",
        "The cost of a purchase order or of its lines cannot be negative.",
    )
    _pull_carrying_not_negative = models.Constraint(
        "CHECK (pull_carrying_capital >= 0 AND pull_carrying_storage >= 0 AND "
        "pull_carrying_insurance >= 0 AND pull_carrying_obsolescence >= 0 AND "
        "pull_carrying_rate >= 0 AND pull_push_days >= 0)",
        "No part of the carrying rate, nor the days in stock, can be negative.",
    )

    @api.depends(*PARTS)
    def _compute_pull_carrying_rate(self):
        for company in self:
            company.pull_carrying_rate = get_rate(company)

    def _inverse_pull_carrying_rate(self):
        for company in self:
            company.write(split_rate(company.pull_carrying_rate, company))
