"""What people of every kind look at: two companies, their orders at every stage.

Made with functions of an environment alone, for the tests and for `make test-attack`.
"""

from dataclasses import dataclass, field

from odoo import Command, fields
from odoo.tests import Form

from .access_table import INTERNAL, KINDS, MODELS
from .company import get_companies

# Texts and an amount that stand nowhere else: who may not read them finds none.
FOREIGN = "Zanzibar"  # in all names of the other company
SECRET = "Engraved for Quillfeather"  # the specification of a colleague's order
AMOUNT = 7351.37  # what a setup costs beside its time


@dataclass
class World:
    """Users by kind; ids of records by model: own, a colleague's, a foreign one's."""

    users: dict = field(default_factory=dict)
    ids: dict = field(default_factory=dict)

    def get(self, model, owner):
        """Return the ids of a model that are "own", "other" or "foreign"."""
        return self.ids.get(model, {}).get(owner, [])


def make_world(env):
    """Return a `World`, made in `env` as the superuser."""
    company, foreign = get_companies(env)
    env.user.company_ids += company + foreign
    users = {kind: _make_user(env, kind, company) for kind in _get_kinds(env)}
    colleague = _make_user(env, "seller", company, login="attack_colleague")
    stranger = _make_user(env, "seller", foreign, login="attack_stranger")
    own = Shop(env, company, "Attack")
    own.vendor.child_ids = [Command.link(users["vendor"].partner_id.id)]
    mine = own.live(users["seller"], customer=users["customer"].partner_id)
    # The one who sells, buys and makes has an order of their own too.
    own.live(users["mixed"], until="confirmed")
    other = own.live(colleague, specification=SECRET)
    abroad = Shop(env, foreign, FOREIGN).live(stranger, specification=FOREIGN)
    world = World(users)
    for owner, orders in (("own", mine), ("other", other), ("foreign", abroad)):
        _make_rows(env, orders)
        _note(world, owner, orders)
    _note_all(env, world, {"own": company, "foreign": foreign}, mine)
    env.flush_all()
    return world


def _get_kinds(env):
    kinds = dict(KINDS)
    if "is_subcontractor" not in env["res.partner"]._fields:
        del kinds["subcontractor"]
    return kinds


def _make_user(env, kind, company, login=None):
    groups = KINDS[kind].split(",")
    if kind in INTERNAL:
        groups.append("base.group_allow_export")
    partner = env["res.partner"].create({"name": f"Attack {login or kind}"})
    login = login or f"attack_{kind}"
    return env["res.users"].create(
        {
            "name": f"Attack {kind}",
            "login": login,
            "password": login,
            "partner_id": partner.id,
            "group_ids": [Command.set([env.ref(group).id for group in groups])],
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
        }
    )


class Shop:
    """A company that makes tables to order, in its own warehouse."""

    def __init__(self, env, company, name):
        context = {"allowed_company_ids": company.ids, "tracking_disable": True}
        self.env = env(context={**env.context, **context})
        self.company = company.with_env(self.env)
        self.name = name
        self.company.write({"pull_order_cost": 10, "pull_order_line_cost": 1})
        warehouse = self.env["stock.warehouse"]
        self.warehouse = warehouse.search([("company_id", "=", company.id)], limit=1)
        self.vendor = self._create_partner("Vendor")
        self._make_table()

    def _create_partner(self, name):
        return self.env["res.partner"].create(
            {"name": f"{self.name} {name}", "company_id": self.company.id}
        )

    def _make_table(self):
        category = self.env["product.category"].create(
            {
                "name": "Goods",  # categories belong to no company
                "property_valuation": "real_time",
                "property_cost_method": "fifo",
            }
        )
        self.part = self._make_product("Part", category, seller_ids=[self._sell_at(9)])
        self.table = self._make_product("Table", category, lst_price=1000)
        self.lathe = self.env["mrp.workcenter"].create(
            {
                "name": f"{self.name} Lathe",
                "company_id": self.company.id,
                "costs_hour": 60,
                "time_start": 15,
                "setup_cost": AMOUNT,
            }
        )
        operation = {
            "name": "Turning",
            "workcenter_id": self.lathe.id,
            "time_cycle_manual": 5,
        }
        self.bom = self.env["mrp.bom"].create(
            {
                "product_tmpl_id": self.table.product_tmpl_id.id,
                "company_id": self.company.id,
                "bom_line_ids": [
                    Command.create({"product_id": self.part.id, "product_qty": 2})
                ],
                "operation_ids": [Command.create(operation)],
            }
        )

    def _sell_at(self, price):
        return Command.create({"partner_id": self.vendor.id, "price": price})

    def _make_product(self, name, category, **values):
        return self.env["product.product"].create(
            {
                "name": f"{self.name} {name}",
                "is_storable": True,
                "invoice_policy": "order",
                "categ_id": category.id,
                "supply_policy": "pull",
                "company_id": self.company.id,
                "taxes_id": False,
                **values,
            }
        )

    # === Orders ===

    def live(self, seller, customer=None, specification=False, until="invoiced"):
        """Return three orders of a seller: done, confirmed and quoted."""
        customer = customer or self._create_partner("Customer")
        orders = [self._quote(seller, customer, specification) for _order in range(3)]
        quoted, confirmed, done = orders
        confirmed.action_confirm()
        self._start(confirmed)
        done.action_confirm()
        if until == "invoiced":
            self._finish(done)
        return done + confirmed + quoted

    def _quote(self, seller, customer, specification):
        order = self.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "user_id": seller.id,
                "company_id": self.company.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.table.id,
                            "product_uom_qty": 2,
                            "pull_specification": specification,
                        }
                    )
                ],
            }
        )
        order.name = f"{self.name} {order.name}"
        return order

    def _start(self, order):
        """Send the request, and report what a person must decide."""
        line = order.order_line
        runs, purchases = self.get_runs(order), self.get_purchases(order)
        purchases.write({"state": "sent"})
        exceptions = self.env["pull.exception"]
        for kind, document in (
            ("sent", purchases.order_line[:1]),
            ("surplus", runs[:1]),
            ("date", purchases.order_line[:1]),
        ):
            exceptions._report(
                [
                    {
                        "kind": kind,
                        "message": f"{self.name}: too much",
                        "remedy": "Decide",
                        "company_id": self.company.id,
                        "order_id": order.id,
                        "sale_line_id": line.id,
                        "product_id": self.table.id,
                        "quantity": 1,
                        "date_wanted": fields.Datetime.now(),
                        "user_id": order.user_id.id,
                        "res_model": document._name,
                        "res_id": document.id,
                        "document_name": document.display_name,
                    }
                ]
            )

    def _finish(self, order):
        purchases = self.get_purchases(order)
        purchases.button_confirm()
        self._do(purchases.picking_ids)
        for run in self.get_runs(order):
            run.action_assign()
            form = Form(run)
            form.qty_producing = run.product_qty
            run = form.save()
            run.move_raw_ids.picked = True
            run.button_mark_done()
        self._do(order.picking_ids)
        order._create_invoices().action_post()

    def _do(self, pickings):
        pickings.action_assign()
        for picking in pickings.filtered(lambda picking: picking.state != "done"):
            picking.move_ids.picked = True
            picking.button_validate()

    def get_runs(self, order):
        return self.env["mrp.production"].search(
            [("pull_order_ids", "in", order.ids), ("state", "!=", "cancel")]
        )

    def get_purchases(self, order):
        return self.env["purchase.order"].search(
            [("pull_order_ids", "in", order.ids), ("state", "!=", "cancel")]
        )


# === Rows ===


def _make_rows(env, orders):
    """Make what people have open: their lists and dialogs."""
    done, confirmed, quoted = orders
    for user in orders.user_id:
        orders = orders.with_user(user).with_context(allowed_company_ids=[])
        orders = orders.with_company(done.company_id)
        (orders[0] + orders[1]).action_view_pull_supply()
        quoted.sudo().action_pull_reserve()
        quoted.order_line.product_id.sudo().seller_ids.unlink()
        orders[2].action_view_pull_readiness()
    workorders = env["mrp.workorder"].search(
        [("production_id.pull_order_ids", "in", confirmed.ids)]
    )
    env["pull.setup.record"].create([{"workorder_id": workorders[:1].id}])
    env["pull.cost.build"].with_company(done.company_id)._start()
    env["pull.cost.control"].create(
        [{"company_id": done.company_id.id, "balance": "due", "is_rest": True}]
    )
    env["pull.cost.control.day"].create([{}])
    env["pull.cost.variance"]._keep_due()
    env["pull.cost.log"].create(
        [
            {
                "subject": "settlement",
                "date": "2031-03-03",
                "order_id": done.id,
                "document": done.name,
                "company_id": done.company_id.id,
            }
        ]
    )
    env["pull.cost.sheet.row"].create([{"order_id": done.id, "document": "X"}])
    for model in ("pull.wip", "pull.accrual"):
        env[model].create([{"company_id": done.company_id.id, "document": "X"}])
        env[f"{model}.day"].create([{}])
    env["pull.action"].create([{"company_id": done.company_id.id}])
    center = workorders.workcenter_id[:1].id
    env["pull.load.week"].create(
        [
            {
                "workcenter_id": center,
                "company_id": done.company_id.id,
                "week": "2031-03-03",
            }
        ]
    )
    env["pull.open.chain"].create(
        [{"company_id": done.company_id.id, "line_ref": done.order_line[:1].id}]
    )
    _make_lead_times(env, done)
    _make_advice(env, done)
    _make_kanban_loop(env, done)
    _make_switches(env, done)
    # What a reconciliation finds: a move whose parts were lost.
    moves = env["stock.move.cost.line"].search([]).move_id
    moves.filtered("purchase_line_id")[-1:].cost_line_ids.unlink()


def _make_lead_times(env, order):
    """Make what is learnt of a vendor and of a work center, as a refresh would."""
    of_order = [("pull_order_ids", "in", order.ids)]
    subjects = {
        ("vendor", "partner_id"): env["purchase.order"].search(of_order).partner_id,
        ("workcenter", "workcenter_id"): env["mrp.production"]
        .search(of_order)
        .workorder_ids.workcenter_id,
    }
    lead_times = env["pull.lead.time"]
    company = order.company_id.id
    if not lead_times.search_count([("company_id", "=", company)]):
        lead_times.create(
            [
                {"kind": kind, "company_id": company, name: subject[:1].id}
                for (kind, name), subject in subjects.items()
            ]
        )


def _make_advice(env, order):
    """Make the advice on what was ordered, as a working out would."""
    advice = env["pull.advice"]
    company = order.company_id.id
    if not advice.search_count([("company_id", "=", company)]):
        product = order.order_line.product_id[:1]
        advice.create(
            {"company_id": company, "product_id": product.id, "state": "little"}
        )


def _make_kanban_loop(env, order):
    """Make a loop with cards of which one is ordered, and what is suggested for it."""
    company = order.company_id
    loops = env["pull.kanban.loop"].with_company(company)
    if loops.search_count([("company_id", "=", company.id)]):
        return
    product = (
        env["product.product"]
        .with_company(company)
        .create({"name": f"Bolt of {company.name}", "is_storable": True})
    )
    product.seller_ids = [Command.create({"partner_id": order.partner_id.id})]
    values = {
        "product_id": product.id,
        "location_id": order.warehouse_id.lot_stock_id.id,
        "card_quantity": 10,
        "source": "buy",
        "company_id": company.id,
    }
    loop = loops.create([values])
    env["stock.quant"]._update_available_quantity(product, loop.location_id, 10)
    loop.action_start()
    counts = env["pull.kanban.count"].with_company(company)
    counts.create([{"loop_id": loop.id, "company_id": company.id}])
    family = env["product.category"].create({"name": f"Bolts of {company.name}"})
    env["pull.work.limit"].create(
        [{"category_id": family.id, "company_id": company.id}]
    )
    env["pull.kanban.suggestion"].create(
        [
            {
                "loop_id": loop.id,
                "company_id": company.id,
                "date": "2031-03-03",
                "card_count": 2,
                "suggested": 3,
                "card_quantity": 10,
            }
        ]
    )


def _make_switches(env, order):
    """Make a switch of what was ordered and its dialog, as a manager would."""
    company = order.company_id.id
    if env["pull.switch"].search_count([("company_id", "=", company)]):
        return
    template = order.order_line.product_id[:1].product_tmpl_id.with_company(company)
    switcher = env["pull.switch"].with_company(company)
    switcher._switch({template: "hybrid"}).action_undo()
    # Of the orders that were there already: what became of them since.
    since = switcher._switch({template: "hybrid"}, use_stock_first=False)
    since.sudo().date = "2020-01-01"
    env["pull.switch.dialog"].with_company(company)._open({template: "hybrid"})
    env["pull.advice.build"].create([{"company_id": company}])
    env["pull.decoupling.map"].with_company(company)._open(template.product_variant_id)
    review = env["pull.rule.review"].create([{"company_id": company}])
    rule = env["stock.warehouse.orderpoint"].create(
        {"product_id": template.product_variant_id.id, "company_id": company}
    )
    switch = env["pull.switch"].search([("company_id", "=", company)], limit=1)
    env["pull.rule.review.line"].create(
        {"review_id": review.id, "switch_id": switch.id, "rule_id": rule.id}
    )


# Where records of a model lead to the orders that they are about.
PATHS = {
    "sale.order": "id",
    "sale.order.line": "order_id",
    "purchase.order": "pull_order_ids",
    "purchase.order.line": "pull_order_ids",
    "mrp.production": "pull_order_ids",
    "mrp.workorder": "production_id.pull_order_ids",
    "stock.move": "sale_line_id.order_id",
    "account.move": "invoice_line_ids.sale_line_ids.order_id",
    "pull.exception": "order_id",
    "pull.supply.document": "order_id",
    "pull.readiness.finding": "order_id",
    "pull.reservation": "order_id",
    "pull.setup.record": "workorder_id.production_id.pull_order_ids",
    "pull.cogs.line": "order_id",
    "pull.cogs.report": "order_id",
    "pull.cost.log": "order_id",
    "pull.cost.variance": "order_id",
    "pull.ordering.cost": "sale_line_id.order_id",
    "pull.promise.record": "order_id",
    "pull.setup.report": "production_id.pull_order_ids",
}


def _note(world, owner, orders):
    env = orders.env
    for model, path in PATHS.items():
        domain = [(path, "in", orders.ids)]
        found = env[model].sudo().search(domain)
        world.ids.setdefault(model, {})[owner] = found.ids


def _note_all(env, world, companies, orders):
    """Note the rest: what is of a company, or of all."""
    for model in MODELS:
        if model in PATHS:
            continue
        for owner, company in companies.items():
            domain = []
            if "company_id" in env[model]._fields:
                domain = [("company_id", "=", company.id)]
            found = env[model].sudo().search(domain)
            world.ids.setdefault(model, {})[owner] = found.ids
    lead_times = env["pull.lead.time"].browse(world.get("pull.lead.time", "own"))
    for kind, owner in (("vendor", "own"), ("workcenter", "other")):
        found = lead_times.filtered_domain([("kind", "=", kind)])
        world.ids["pull.lead.time"][owner] = found.ids
    run = env["mrp.production"].browse(world.get("mrp.production", "own")[0])
    bom = run.bom_id
    for records in (
        bom,
        bom.operation_ids,
        bom.operation_ids.workcenter_id,
        run.product_id,
        run.product_id.product_tmpl_id,
        run.product_id.categ_id,
        companies["own"],
        orders.partner_id,
    ):
        world.ids.setdefault(records._name, {})["own"] = records.ids
