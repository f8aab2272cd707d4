from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ..access import COST, check_one, check_rows
from ..demand.history import Demand, History
from ..memory.memory import confirmation_memory
from ..policy.policies import (
    FROM_STOCK,
    HYBRID,
    KANBAN,
    PULL,
    PUSH,
    SUPPLY_POLICIES,
)
from ..technical import hide_technical
from .advice_words import AdviceWords
from .centers import Centers
from .comparison import Comparison, Terms
from .parts_reader import PartsReader

MANAGER = "pull_through_production.group_pull_manager"
ORDERS_VIEW = "pull_through_production.sale_order_line_view_list_advice"
KINDS = [
    ("smooth", "Smooth: often, even quantities"),
    ("erratic", "Erratic: often, uneven quantities"),
    ("intermittent", "Intermittent: seldom, even quantities"),
    ("lumpy", "Lumpy: seldom, uneven quantities"),
]
MISSING = [
    ("kit", "A kit"),
    ("circle", "Bill of materials in a circle"),
    ("no_supply", "Nothing supplies it"),
    ("no_orders", "No orders"),
    ("few", "Too few weeks with orders"),
    ("no_times", "No delivery yet"),
    ("no_lead", "No lead time"),
    ("no_cost", "No cost"),
    ("no_rate", "No carrying rate"),
    ("no_setup", "No setup or ordering cost"),
]
LITTLE, SAME, OTHER = "little", "same", "other"
STATES = [
    (LITTLE, "Too Little Data"),
    (SAME, "As Advised"),
    (OTHER, "Other Policy Advised"),
]
TECHNICAL_FIELDS = {"center_loads", "cost_parts", "lead_path", "season_week"}
# What a working out sets to nothing where it finds nothing.
FIGURES = (
    *("lot_size", "lots_year", "safety_stock", "order_setup"),
    *("cost_pull", "cost_push", "cost_hybrid", "cost_kanban", "cost_parts"),
    *("even_orders", "even_setup"),
    *("advice", "is_clear", "saving"),
    *("center_loads", "busiest_id", "busy_without", "busy_pulled"),
    *("waiting_added", "is_congested", "is_full"),
)
# More products than these are worked out in the background, with progress.
AT_ONCE, BATCH = 1000, 500
# One at a time: a number that nothing else locks.
LOCK = 190015


class PullAdvice(models.Model):
    """Which supply policy suits a product, as the orders of the last weeks show it,
    with its numbers. The figures follow by themselves; no policy ever does.

    `quantity` and what is about units are in the unit of the product, amounts in the
    currency of the company, times in days.
    """

    _name = "pull.advice"
    _description = "Supply Policy Advice"
    _order = "company_id, quantity desc, id"
    _rec_name = "product_id"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, index=True, ondelete="cascade"
    )
    categ_id = fields.Many2one(related="product_id.categ_id")
    uom_id = fields.Many2one(related="product_id.uom_id")
    date_worked = fields.Datetime("Worked Out On", readonly=True)
    date_from = fields.Date("Orders From", readonly=True)
    date_to = fields.Date("Orders To", readonly=True)

    # What customers order
    line_count = fields.Integer(
        "Orders", readonly=True, help="Confirmed order lines, returns taken away."
    )
    left_out_count = fields.Integer(
        "One-Off Orders",
        readonly=True,
        help="Order lines that are marked as one-off: nothing here counts them.",
    )
    largest = fields.Float(
        "Largest Order",
        readonly=True,
        digits="Product Unit",
        aggregator=None,
        help="The one order that is more than half of all that was ordered.",
    )
    customer_count = fields.Integer("Customers", readonly=True, aggregator="avg")
    specified = fields.Float(
        "To Specification (%)",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Share of the order lines with a specification, words of the customer for "
        "an attribute, or a choice that no variant has: no stock serves them.",
    )
    quantity = fields.Float(
        "Ordered", readonly=True, digits="Product Unit", help="In the period."
    )
    quantity_year = fields.Float("Ordered a Year", readonly=True, digits="Product Unit")
    orders_year = fields.Float("Orders a Year", readonly=True)
    week_count = fields.Integer("Weeks", readonly=True, aggregator=None)
    busy_count = fields.Integer("Weeks with Orders", readonly=True, aggregator="avg")
    week_mean = fields.Float(
        "Mean per Week", readonly=True, digits="Product Unit", aggregator=None
    )
    week_deviation = fields.Float(
        "Deviation per Week",
        readonly=True,
        digits="Product Unit",
        aggregator=None,
        help="Standard deviation of the weeks, those without orders included.",
    )
    forecast = fields.Float(
        "Forecast per Week",
        readonly=True,
        digits="Product Unit",
        aggregator=None,
        help="By the method of Syntetos and Boylan where orders come seldom, else by "
        "exponential smoothing.",
    )
    interval = fields.Float(
        "Weeks from Order to Order", readonly=True, digits=(16, 2), aggregator="avg"
    )
    variation = fields.Float(
        "Squared Variation",
        readonly=True,
        digits=(16, 2),
        aggregator="avg",
        help="Of the quantities of the weeks with orders (variance of the population "
        "by the squared mean).",
    )
    demand_kind = fields.Selection(
        KINDS,
        "Demand",
        readonly=True,
        help="After Syntetos and Boylan: orders come seldom where there are more than "
        "1.32 weeks from one to the next, and are uneven where their squared variation "
        "is above 0.49.",
    )

    # While a need is supplied
    lead_count = fields.Integer(
        "Periods",
        readonly=True,
        aggregator=None,
        help="Periods as long as pulling takes, in whole days, from the last day back.",
    )
    lead_mean = fields.Float(
        "Mean per Period", readonly=True, digits="Product Unit", aggregator=None
    )
    lead_deviation = fields.Float(
        "Deviation per Period",
        readonly=True,
        digits="Product Unit",
        aggregator=None,
        help="Standard deviation of these periods. Where it is well above what the "
        "weeks let expect (their deviation times the root of the weeks that pulling "
        "takes), orders come in waves: raise the safety stock.",
    )
    lead_variation = fields.Float(
        "Squared Variation of Periods",
        readonly=True,
        digits=(16, 2),
        aggregator=None,
        help="Of the quantities of the periods with orders (variance of the population "
        "by the squared mean).",
    )
    lead_kind = fields.Selection(
        KINDS,
        "Demand by Periods",
        readonly=True,
        help="As the class of the weeks, of periods as long as pulling takes.",
    )

    trend = fields.Float(
        "Trend a Year (%)",
        readonly=True,
        digits=(16, 1),
        aggregator=None,
        help="By how much demand grows or falls, in percent of its mean; 0 where that "
        "may be chance (test of Mann and Kendall, of periods of four weeks).",
    )
    season_factor = fields.Float(
        "Season",
        readonly=True,
        digits=(16, 2),
        aggregator=None,
        help="How many times the mean the strongest quarter of the year has, where it "
        "stands out in each of two years or more.",
    )
    season_week = fields.Integer(readonly=True)

    # Fast enough?
    given_count = fields.Integer(
        "Orders with Times",
        readonly=True,
        help="Orders with an asked delivery date, or that are delivered.",
    )
    given_median = fields.Float(
        "Customers Give (days)",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Half of the orders leave at least so many days until the asked date, or "
        "the delivery where nothing was asked.",
    )
    given_least = fields.Float(
        "Nine of Ten Give (days)",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Nine of ten orders leave at least so many days.",
    )
    lead_days = fields.Float(
        "Pulling Takes (days)",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="The longest way through all that is pulled for an average order: days of "
        "vendors, and of runs by the hours of their work centers, if nothing waits.",
    )
    own_days = fields.Float(
        "With Parts in Stock (days)",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="What it takes if all that goes into it is in stock.",
    )
    lead_path = fields.Json(readonly=True)
    ratio = fields.Float(
        "Time Ratio",
        readonly=True,
        digits=(16, 2),
        aggregator="avg",
        help="The time that pulling takes, divided by what customers give: above 1 "
        "they would wait too long.",
    )
    is_fast = fields.Boolean("Pulled in Time", readonly=True)

    # Does scale pay?
    order_setup = fields.Monetary(
        "Setup and Ordering per Order",
        readonly=True,
        groups=COST,
        aggregator="avg",
        help="What an average order costs when it is pulled: the setups of all its "
        "runs and the purchases it needs.",
    )
    lot_size = fields.Float(
        "Economic Lot", readonly=True, digits="Product Unit", aggregator=None
    )
    lots_year = fields.Float("Lots a Year", readonly=True, digits=(16, 1))
    safety_stock = fields.Float(readonly=True, digits="Product Unit", aggregator=None)
    cost_pull = fields.Monetary("Pull: Cost a Year", readonly=True, groups=COST)
    cost_push = fields.Monetary("Push: Cost a Year", readonly=True, groups=COST)
    cost_hybrid = fields.Monetary("Hybrid: Cost a Year", readonly=True, groups=COST)
    cost_kanban = fields.Monetary(
        "Kanban: Cost a Year",
        readonly=True,
        groups=COST,
        help="Of the products that active kanban loops make or buy.",
    )
    cost_parts = fields.Json("Costs a Year", readonly=True, groups=COST)
    even_orders = fields.Float(
        "Even at Orders a Year",
        readonly=True,
        digits=(16, 1),
        aggregator=None,
        help="With fewer orders a year pull is cheaper than push, with more push.",
    )
    even_setup = fields.Monetary(
        "Even at Setup and Ordering",
        readonly=True,
        groups=COST,
        aggregator=None,
        help="If an order costs less than this in setup and ordering, pull is cheaper "
        "than push.",
    )

    # Congestion
    busiest_id = fields.Many2one(
        "mrp.workcenter", "Busiest Work Center", readonly=True, ondelete="set null"
    )
    busy_without = fields.Float(
        "Load without It (%)", readonly=True, digits=(16, 1), aggregator=None
    )
    busy_pulled = fields.Float(
        "Load if Pulled (%)",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Share of its working time that the busiest of the product's work centers "
        "is used, with the work orders of the period, if the product is pulled.",
    )
    waiting_added = fields.Float(
        "Added Waiting (hours)",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="How much longer the jobs of the others wait there for the product being "
        "pulled: by the formula of Pollaczek and Khinchine, with jobs that come at "
        "random.",
    )
    is_congested = fields.Boolean(
        "Congested",
        readonly=True,
        help="Pulled, it loads a work center above the congestion of the settings.",
    )
    is_full = fields.Boolean(
        "Too Much to Pull",
        readonly=True,
        help="Pulled, it takes more than a work center can do; in lots it does not.",
    )
    center_loads = fields.Json(readonly=True)
    center_text = fields.Text("Work Centers", compute="_compute_reason")

    # Advice
    policy = fields.Selection(SUPPLY_POLICIES, "Policy Now", readonly=True)
    advice = fields.Selection(SUPPLY_POLICIES, readonly=True)
    missing = fields.Selection(MISSING, readonly=True)
    is_clear = fields.Boolean(
        "Clear",
        readonly=True,
        help="Every other policy costs over 10 % more, or serves customers too late.",
    )
    state = fields.Selection(STATES, "Status", readonly=True, required=True)
    saving = fields.Monetary(
        "Saving a Year",
        readonly=True,
        groups=COST,
        help="What the policy now costs more a year than the one advised. Below 0: "
        "what it costs more to serve customers in time.",
    )
    reason = fields.Text(compute="_compute_reason")

    _product_unique = models.UniqueIndex("(company_id, product_id)")

    # === Shown ===

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    @api.depends(
        *("date_worked", "missing", "advice", "policy", "center_loads", "specified"),
        *("largest", "left_out_count"),
    )
    @api.depends_context("lang", "uid")
    def _compute_reason(self):
        centers = self._get_center_names()
        for advice in self:
            words = advice._get_words(centers)
            advice.reason = words.get_text()
            advice.center_text = words.get_centers()

    def _get_words(self, centers=None):
        """Return what says the advice in words: see `AdviceWords`."""
        return AdviceWords(self, centers)

    def _get_center_names(self):
        """Return {id: name} of the work centers that these are about."""
        ids = {row["center"] for advice in self for row in advice.center_loads or []}
        # Sudo: who reads the advice may read of no work center but its name.
        centers = self.env["mrp.workcenter"].sudo().with_context(active_test=False)
        return {
            center.id: center.name for center in centers.search([("id", "in", ids)])
        }

    def action_open_orders(self):
        """Show the order lines that the advice has looked at."""
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Orders of %s", self.product_id.display_name),
            "res_model": "sale.order.line",
            "view_mode": "list,form",
            "domain": [
                ("product_id", "=", self.product_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "sale"),
                ("order_id.date_order", ">=", self.date_from),
            ],
            "views": [
                (self.env.ref(ORDERS_VIEW).id, "list"),
                (False, "form"),
            ],
        }

    # === Worked out ===

    def action_work_out(self):
        """Look at the last weeks again, at all products of the companies that the user
        works in, whichever rows are chosen."""
        check_rows(self)
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Ask a manager of supply policies."))
        companies = self.env.companies
        # Sudo: the figures follow from orders, bills and vendors that their reader need
        # not see one by one.
        # Core takes products and work centers from the context, as a client sent them.
        plain = {"lang": self.env.lang, "allowed_company_ids": companies.ids}
        everybody = self.env(su=True, context=plain)[self._name]
        if everybody.search_count([("company_id", "in", companies.ids)]) > AT_ONCE:
            return self.env["pull.advice.build"]._start(companies)
        everybody._work_out(companies.sudo())
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _cron_work_out(self):
        companies = self.env["res.company"].sudo().search([("active", "=", True)])
        crons = self.env["ir.cron"]
        crons._commit_progress(remaining=len(companies))
        for company in companies:
            self._work_out(company)
            if not crons._commit_progress(1):
                break

    def _work_out(self, companies, tell=None):
        """Bring the advice of these companies up to date.

        :param tell: called after each batch, with how many products are done, of how
            many
        :return: False if somebody does just that
        """
        query = SQL("SELECT pg_try_advisory_xact_lock(%s)", LOCK)
        ((is_ours,),) = self.env.execute_query(query)
        if not is_ours:
            return False
        for company in companies:
            mine = self.with_context(allowed_company_ids=company.ids)
            mine.with_company(company)._work_out_company(tell)
        return True

    def _work_out_company(self, tell=None):
        company = self.env.company
        history = self._get_history(company, fields.Datetime.now())
        demands = history.get_demands()
        known = self.search([("company_id", "=", company.id)])
        archived = known.filtered(lambda advice: not advice.product_id.active)
        archived.unlink()
        known -= archived
        products = self._get_products(list(demands)) | known.product_id
        with confirmation_memory(self.env.cr):
            reader = self._get_parts_reader(products)
        reader.loops = self._get_loops(products)
        shared = {
            "date_worked": history.moment,
            "date_from": history.date_from,
            "date_to": history.date_to,
        }
        loads = self._get_centers(company, history).get_loads()
        done = 0
        for batch in split_every(BATCH, products.ids, products.browse):
            self._work_out_batch(batch, known, demands, reader, loads, shared)
            done += len(batch)
            if tell:
                tell(done, len(products))

    def _work_out_batch(self, products, known, demands, reader, loads, shared):
        company = self.env.company
        rows = known.grouped("product_id")
        missing = []
        for product in products:
            demand = demands.get(product.id, Demand())
            values = {**shared, **self._get_values(product, demand, reader, loads)}
            if product in rows:
                rows[product]._write_changed(values)
            else:
                identity = {"company_id": company.id, "product_id": product.id}
                missing.append({**identity, **values})
        self.create(missing)

    def _get_products(self, product_ids):
        """Return the products to advise on: those ordered, those with a policy."""
        domain = Domain("id", "in", product_ids) | Domain(
            [
                ("sale_ok", "=", True),
                ("type", "=", "consu"),
                ("effective_supply_policy", "in", [PULL, PUSH, HYBRID, KANBAN]),
                ("company_id", "in", [False, self.env.company.id]),
            ]
        )
        return self.env["product.product"].search(domain)

    def _get_history(self, company, moment):
        """Return what reads the demand: see `History`."""
        return History(company, moment, company.pull_advice_weeks)

    def _get_centers(self, company, history):
        """Return what reads how busy work centers are: see `Centers`."""
        return Centers(company, history.date_from, history.date_to)

    def _get_parts_reader(self, products):
        """Return what reads how products are supplied: see `PartsReader`."""
        return PartsReader(products)

    def _get_loops(self, products):
        """Return {product: [:class:`~.policies.Cards`]} of the loops that bring them:
        none, for who knows them is a room below."""
        return {}

    def _get_terms(self, company):
        """Return what the company counts with: see `Terms`."""
        return Terms(
            rate=company.pull_carrying_rate / 100,
            service=company.pull_service_level / 100,
            late_cost=company.pull_late_cost,
            limit=company.pull_congestion_limit / 100,
        )

    def _get_comparison(self, product, demand, reader, loads):
        """Return what works out the figures of a product: see `Comparison`."""
        company = product.env.company
        return Comparison(
            demand,
            None if product in reader.circular else reader.parts[product],
            reader.get_unit_cost(product),
            reader.get_breaks(product),
            self._get_terms(company),
            loads,
            product.effective_supply_policy,
            whole=reader.is_counted(product),
            loops=reader.loops.get(product, ()),
        )

    def _get_values(self, product, demand, reader, loads):
        comparison = self._get_comparison(product, demand, reader, loads)
        found = comparison.get_figures()
        values = dict.fromkeys(FIGURES, False)
        values.update(found, policy=product.effective_supply_policy)
        values["state"] = LITTLE if values["missing"] else SAME
        # Cards are a way to keep stock, and without a loop they cost what pushing does.
        has_cards = values["policy"] == KANBAN and values["cost_kanban"]
        is_push = values["policy"] in FROM_STOCK and not has_cards
        policy = PUSH if is_push else values["policy"]
        if values["advice"] and values["advice"] != policy:
            values["state"] = OTHER
            now = values.get(f"cost_{policy}")
            best = values[f"cost_{values['advice']}"]
            values["saving"] = now - best if now else False
        return values

    def _write_changed(self, values):
        changed = {
            name: new for name, new in values.items() if self._is_other(name, new)
        }
        if changed:
            self.write(changed)

    def _is_other(self, name, new):
        """Tell whether a field holds something else than this."""
        now = self[name]
        if self._fields[name].type == "many2one":
            now = now.id
        return (now or False) != (new or False)
