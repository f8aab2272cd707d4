from math import floor

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..access import COST, check_one, may_see_costs
from ..advice.comparison import ENOUGH
from ..advisor.decoupling import HEURISTIC, PROGRAM
from ..memory.memory import confirmation_memory
from ..policy.policies import SUPPLY_POLICIES
from ..words import format_number, format_quantity
from . import chain_map
from .chain_map import ChainMap
from .chain_reader import ChainReader

# More than so many rows nobody reads; the list below has them all.
SHOWN = 300
# Products above a part are looked for over so many levels at most.
LEVELS = 20
# Of a map without a product.
NOTHING = {"is_known": False, "message": False, "tree": False, "cost": 0, "cost_now": 0}


class PullDecouplingMap(models.TransientModel):
    """The chain of a finished product: lead times, policies, and where holding stock is
    cheapest while customers get their goods in the time that they give."""

    _name = "pull.decoupling.map"
    _description = "Where to Hold Stock"
    _rec_name = "product_id"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="cascade"
    )
    days = fields.Integer(
        "Customers Give (days)",
        help="From order to delivery: whole days that half of the orders leave.",
    )
    message = fields.Text(compute="_compute_map")
    tree = fields.Html(compute="_compute_map", sanitize=False)
    cost = fields.Monetary(
        "Safety Stock a Year",
        compute="_compute_map",
        groups=COST,
        help="What holding the safety stock costs where it is cheapest.",
    )
    cost_now = fields.Monetary(
        "As It Is Now",
        compute="_compute_map",
        groups=COST,
        help="What it costs by today's policies.",
    )
    is_known = fields.Boolean(compute="_compute_map")

    # === Opened ===

    @api.model
    def _open(self, product):
        """Open the map of a product."""
        self.check_access("create")
        # Sudo: the days alone, which the reader may change.
        advice = self.env["pull.advice"].sudo()
        advice = advice.search(self._get_advice_domain(product), limit=1)
        # Sudo drops the defaults that a client has put into the context.
        opened = self.sudo().create(
            {
                "company_id": self.env.company.id,
                "product_id": product.id,
                "days": floor(advice.given_median),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Where to Hold Stock"),
            "res_model": self._name,
            "res_id": opened.id,
            "views": [(False, "form")],
        }

    def _get_advice_domain(self, products):
        return Domain(
            [
                ("product_id", "in", products.ids),
                ("company_id", "=", self.env.company.id),
            ]
        )

    # === Worked out ===

    @api.depends("product_id", "days")
    @api.depends_context("lang", "uid")
    def _compute_map(self):
        known = self.filtered(
            # A client asks for what the fields would be: of one's own companies alone.
            lambda opened: opened.product_id and opened.company_id in self.env.companies
        )
        for opened in self - known:
            opened.update(NOTHING)
        for opened in known:
            opened.product_id.check_access("read")
            found = opened._get_map()
            opened.is_known = not found.missing
            opened.message = opened._get_message(found)
            opened.tree = not found.missing and opened._render(found)
            opened.cost, opened.cost_now = found.cost, found.cost_now

    def _get_map(self):
        """Return what works out the chain: see `ChainMap`."""
        # Sudo: what follows from bills, vendors, costs and demand is shown as far as
        # its reader may see costs.
        mine = self.sudo().with_context(allowed_company_ids=self.company_id.ids)
        mine = mine.with_company(self.company_id)
        product = self.env["product.product"].browse(self.product_id._origin.id)
        product = product.with_env(mine.env)
        with confirmation_memory(self.env.cr):
            reader = mine._get_chain_reader(product)
            sold = mine._get_sold(reader, product)
            reader = mine._get_chain_reader(sold.union(*(sold, product)))
        advice = self.env["pull.advice"].with_env(mine.env)
        advice = advice.search(mine._get_advice_domain(sold | product))
        rows = {row.product_id: row for row in advice}
        return ChainMap(reader, product, rows, max(self.days, 0))

    def _get_chain_reader(self, products):
        """Return what reads chains: see `ChainReader`."""
        return ChainReader(products)

    def _get_sold(self, reader, product):
        """Return the products with an advice that use a part of this chain."""
        if product in reader.circular:
            return product
        chain = product.browse(row.id for row in reader.get_order(product))
        domain = self._get_users_domain(chain)
        return self.env["pull.advice"].search(domain).product_id

    def _get_users_domain(self, products):
        """Return the domain of the advice on these and on all that use them."""
        users = level = products
        for _level in range(LEVELS):
            boms = (
                self.env["mrp.bom.line"]
                .search([("product_id", "in", level.ids)])
                .bom_id
            )
            above = (
                boms.product_id
                | boms.filtered(
                    lambda bom: not bom.product_id
                ).product_tmpl_id.product_variant_ids
            )
            level = above - users
            users |= level
            if not level:
                break
        return self._get_advice_domain(users)

    # === Shown ===

    def _get_message(self, found):
        if found.missing:
            return self._say_missing(*found.missing)
        texts = []
        if found.late:
            texts.append(
                self.env._(
                    "By today's policies it comes %s days later than customers give.",
                    found.late,
                )
            )
        texts.append(self._say_method(found.method))
        return " ".join(texts)

    def _say_method(self, method):
        """Return how sure it is that nothing is cheaper."""
        if method == HEURISTIC:
            return self.env._("The best that a search has found: the chain is no tree.")
        if method == PROGRAM:
            return self.env._(
                "No other places cost less: the chain is no tree, an exact integer "
                "program has proven it."
            )
        return self.env._("No other places cost less.")

    def _say_missing(self, reason, product):
        texts = {
            chain_map.CIRCLE: self.env._(
                "its bill of materials goes round in a circle"
            ),
            chain_map.NO_PARTS: self.env._("it has no bill of materials with goods"),
            chain_map.NO_ADVICE: self.env._(
                "nothing is known of its demand; work out the advice first"
            ),
            chain_map.NO_COST: self.env._("it has no cost"),
            chain_map.NO_RATE: self.env._(
                "the company has no carrying rate (Purchase settings)"
            ),
            chain_map.NO_SUPPLY: self.env._(
                "it has no bill of materials and no vendor"
            ),
            chain_map.FEW: self.env._("fewer than %s weeks have orders", ENOUGH),
        }
        return self.env._(
            "Not enough data, because of %(product)s: %(reason)s.",
            product=product.display_name,
            reason=texts[reason],
        )

    def _render(self, found):
        left = [SHOWN]
        root = self._get_row(found, found.stages[found.product], left)
        return self.env["ir.qweb"]._render(
            "pull_through_production.decoupling_map",
            {"root": root, "is_cut": left[0] < 0},
        )

    def _get_row(self, found, stage, left):
        """Return what the tree shows of a stage and of what goes into it."""
        left[0] -= 1
        parts = stage.parts if left[0] > 0 else []
        uom = stage.product.uom_id
        names = {value: label.partition(":")[0] for value, label in self._get_labels()}
        money = stage.holding * stage.get_safety(found.factor)
        return {
            "name": stage.product.display_name,
            "days": stage.days,
            "service": stage.service,
            "ratio": format_number(stage.ratio),
            "now": names.get(stage.policy) or self.env._("None"),
            "proposed": names[stage.proposed],
            "is_other": stage.policy != stage.proposed,
            "is_point": bool(stage.net),
            "net": stage.net,
            "mean": format_quantity(self.env, _up(stage.mean * stage.net), uom),
            "safety": format_quantity(
                self.env, _up(stage.get_safety(found.factor)), uom
            ),
            "level": format_quantity(self.env, _up(stage.get_level(found.factor)), uom),
            "users": stage.users,
            "money": may_see_costs(self.env)
            and self.company_id.currency_id.format(money),
            "parts": [self._get_row(found, part, left) for part in parts],
        }

    def _get_labels(self):
        field = self.env["product.template"]._fields["supply_policy"]
        return field._description_selection(self.env) or SUPPLY_POLICIES

    # === Applied ===

    def action_apply(self):
        """Open the dialog that switches the chain to what the map proposes."""
        check_one(self)
        found = self._get_map()
        if found.missing:
            raise UserError(self._get_message(found))
        wanted, days = {}, {}
        for product, stage in found.stages.items():
            template = self.env["product.template"].browse(product.product_tmpl_id.id)
            if stage.policy != stage.proposed:
                wanted[template] = stage.proposed
                days[template] = max(stage.net, days.get(template, 0))
        if not wanted:
            raise UserError(self.env._("All of its products are so already."))
        dialog = self.env["pull.switch.dialog"].with_company(self.company_id)
        return dialog._open(wanted, days=days)


def _up(quantity):
    """Return a quantity that is shown, rounded up to a tenth."""
    return -(-round(quantity * 10, 6) // 1) / 10
