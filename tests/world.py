"""Worlds of documents: what tests of the supply wing begin with."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import Form, TransactionCase, new_test_user

# {world: (steps of delivery, of manufacturing)}; works supply the shop.
WORLDS = {
    "one_step": ("ship_only", "mrp_one_step"),
    "two_steps": ("pick_ship", "pbm"),
    "three_steps": ("pick_pack_ship", "pbm_sam"),
    "shop": ("ship_only", "mrp_one_step"),
}


class PullCommon(TransactionCase):
    """Builders of small pull-through worlds; every test makes its own records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls.env.company
        cls.warehouse = cls._make_warehouse("PT1")
        cls.customer = cls.env["res.partner"].create({"name": "Customer"})
        cls.vendor_a = cls.env["res.partner"].create({"name": "Vendor A"})
        cls.vendor_b = cls.env["res.partner"].create({"name": "Vendor B"})
        cls.units = cls.env.ref("uom.product_uom_unit")
        cls.dozens = cls.env.ref("uom.product_uom_dozen")
        cls.salesperson = new_test_user(
            cls.env, "pull_sales", groups="sales_team.group_sale_salesman"
        )

    @property
    def stock(self):
        """The stock of the warehouse that the test works in."""
        return self.warehouse.lot_stock_id

    # === Builders ===

    @classmethod
    def _make_warehouse(cls, code, delivery="ship_only", manufacture="mrp_one_step"):
        return cls.env["stock.warehouse"].create(
            {
                "name": code,
                "code": code,
                "delivery_steps": delivery,
                "manufacture_steps": manufacture,
            }
        )

    # {(steps of delivery, of manufacturing): warehouse}: every test finds it as new.
    shared_warehouses = {}

    @classmethod
    def _share_warehouses(cls, *steps):
        """Make the warehouses of these steps once, for all tests of the class."""
        cls.shared_warehouses = {
            pair: cls._make_warehouse(f"SH{number}", *pair)
            for number, pair in enumerate(steps)
        }

    def _use_warehouse(self, delivery, manufacture):
        """Work in a warehouse of these steps from now on."""
        code = "".join(word[0] for word in delivery.split("_")) + manufacture[-2:]
        shared = self.shared_warehouses.get((delivery, manufacture))
        self.warehouse = shared or self._make_warehouse(code, delivery, manufacture)

    @classmethod
    def _make_product(cls, name, policy="pull", vendor=None, **values):
        """Return a storable product; `vendor` sells it at 10 with 2 days' lead time."""
        sellers = [
            Command.create({"partner_id": vendor.id, "price": 10, "delay": 2})
            for vendor in [vendor]
            if vendor
        ]
        return cls.env["product.product"].create(
            {
                "name": name,
                "is_storable": True,
                "supply_policy": policy,
                "seller_ids": sellers,
                **values,
            }
        )

    @classmethod
    def _make_bom(cls, product, components, **values):
        """Return the BoM of 1 unit of `product` from {component: quantity}."""
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_id": product.id,
                "product_qty": 1,
                "bom_line_ids": [
                    Command.create({"product_id": component.id, "product_qty": qty})
                    for component, qty in components.items()
                ],
                **values,
            }
        )

    @classmethod
    def _make_chain(cls, policy="pull"):
        """FG <- SUB x2 (<- RAW x3, vendor A) + COMP x1 (vendor B)."""
        cls.raw = cls._make_product("RAW", policy, cls.vendor_a)
        cls.comp = cls._make_product("COMP", policy, cls.vendor_b)
        cls.sub = cls._make_product("SUB", policy)
        cls.fg = cls._make_product("FG", policy)
        cls.sub_bom = cls._make_bom(cls.sub, {cls.raw: 3})
        cls.fg_bom = cls._make_bom(cls.fg, {cls.sub: 2, cls.comp: 1})

    def _make_order(self, quantities, **values):
        """Return an order of the test's own warehouse, see `_make_order_from`."""
        return self._make_order_from(self.warehouse, quantities, **values)

    @classmethod
    def _make_order_from(cls, warehouse, quantities, user=None, confirm=True, **values):
        """Return an order of [(product, quantity)], confirmed by the salesperson.

        A test may set `warehouse` on itself, which a class method does not see: the
        warehouse is said.
        """
        order = (
            cls.env["sale.order"]
            .with_user(user or cls.salesperson)
            .create(
                {
                    "partner_id": cls.customer.id,
                    "warehouse_id": warehouse.id,
                    "order_line": [
                        Command.create(
                            {"product_id": product.id, "product_uom_qty": qty}
                        )
                        for product, qty in quantities
                    ],
                    **values,
                }
            )
        )
        if confirm:
            order.action_confirm()
        return order

    def _add_stock(self, product, quantity):
        self._add_stock_in(self.stock, product, quantity)

    @classmethod
    def _add_stock_in(cls, location, product, quantity):
        cls.env["stock.quant"]._update_available_quantity(product, location, quantity)

    # === Reading ===

    def _get_runs(self, product):
        return self.env["mrp.production"].search(
            [("product_id", "=", product.id), ("state", "!=", "cancel")], order="id"
        )

    def _get_purchase_lines(self, product):
        return self.env["purchase.order.line"].search(
            [("product_id", "=", product.id), ("state", "!=", "cancel")], order="id"
        )

    def _get_customer_moves(self, order):
        """Return the delivery moves: core also links the runs' output to the line."""
        moves = order.sudo().order_line.move_ids.filtered("picking_id")
        return moves.filtered(lambda move: move.state != "cancel").sorted("id")

    # === The steps that goods pass ===

    def _get_path(self, move):
        """Return the steps that a move's goods pass until they are used, as texts like
        PT1/PICK: the warehouse and the operation."""
        path = []
        while move := move.move_dest_ids.filtered(lambda m: m.state != "cancel")[:1]:
            kind = move.picking_type_id
            path.append(f"{kind.warehouse_id.code}/{kind.sequence_code}")
        return path

    def _get_output(self, runs):
        """Return the moves of what these runs make."""
        return runs.move_finished_ids.filtered(
            lambda move: move.product_id == move.production_id.product_id
        )

    def _check_first_steps(self, order, delivery, manufacture):
        """A confirmed order is served by the test's own warehouse, in these steps: core
        makes the steps after the first when the first is done."""
        warehouse = self.warehouse
        first, place = {
            "ship_only": (warehouse.out_type_id, self.customer.property_stock_customer),
            "pick_ship": (warehouse.pick_type_id, warehouse.wh_output_stock_loc_id),
            "pick_pack_ship": (warehouse.pick_type_id, warehouse.wh_pack_stock_loc_id),
        }[delivery]
        for move in self._get_customer_moves(order):
            self.assertEqual(move.location_id, warehouse.lot_stock_id)
            self.assertEqual(move.picking_type_id, first)
            self.assertEqual(move.location_dest_id, place)
        runs = self._get_chain_records(order, "mrp.production").sudo()
        self.assertEqual(runs.picking_type_id, warehouse.manu_type_id)
        self._check_run_steps(runs, manufacture)

    def _check_run_steps(self, runs, manufacture):
        """The components of these runs are picked, and their output stored, so."""
        warehouse = self.warehouse
        stock, picked = warehouse.lot_stock_id, manufacture != "mrp_one_step"
        for raw in runs.move_raw_ids:
            place = warehouse.pbm_loc_id if picked else stock
            self.assertEqual(raw.location_id, place)
            before = raw.move_orig_ids.picking_type_id
            if picked:
                self.assertEqual(before, warehouse.pbm_type_id)
            else:
                self.assertNotIn(warehouse.pbm_type_id, before)
        stored = manufacture == "pbm_sam"
        self.assertEqual(
            runs.move_finished_ids.location_dest_id,
            warehouse.sam_loc_id if stored else stock,
        )

    def _check_paths(self, order, delivery, manufacture):
        """What was made for a delivered order went these ways through the test's own
        warehouse."""
        to_store = {"pbm_sam": ["SFP"]}.get(manufacture, [])
        to_run = {"mrp_one_step": ["MO"]}.get(manufacture, ["PC", "MO"])
        to_customer = {
            "ship_only": ["OUT"],
            "pick_ship": ["PICK", "OUT"],
            "pick_pack_ship": ["PICK", "PACK", "OUT"],
        }[delivery]
        sold = order.sudo().order_line.product_id
        for move in self._get_output(self._get_chain_records(order, "mrp.production")):
            last = to_customer if move.product_id in sold else to_run
            self.assertEqual(
                self._get_path(move),
                [f"{self.warehouse.code}/{step}" for step in [*to_store, *last]],
                move.product_id.name,
            )

    def _check_transfers(self, order):
        """Each transfer between a need of the order and its supply carries exactly what
        flows through it, and the order has no other transfer.

        Transfers that share a need, or a supply, carry its quantity together.
        """
        line_moves = order.sudo().order_line.move_ids
        needs = line_moves.filtered(lambda move: not move.production_id)
        known = self._get_moves_before(needs)
        for wanting, bringing in self._get_groups(known):
            if all(self._is_transfer(move) for move in bringing):
                self.assertAlmostEqual(
                    sum(move._get_peg_quantity() for move in bringing),
                    sum(move._get_peg_quantity() for move in wanting),
                    4,
                    f"{bringing} for {wanting}",
                )
        strays = order.sudo().stock_reference_ids.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel") and move.picking_id
        )
        strays -= known | known.move_dest_ids
        self.assertFalse(strays, strays.mapped("reference"))

    @staticmethod
    def _is_transfer(move):
        return bool(move.picking_id and not move.purchase_line_id)

    def _get_moves_before(self, moves):
        """Return these moves and all before them, through runs, without cancelled."""
        known, todo = moves.browse(), moves
        while todo := (todo - known).filtered(lambda move: move.state != "cancel"):
            known |= todo
            todo = todo.move_orig_ids | todo.production_id.move_raw_ids
        return known

    def _get_groups(self, moves):
        """Return [(needs, the moves that bring their goods)], of needs that share."""
        groups, left = [], moves.filtered("move_orig_ids")
        while left:
            needs, bringing = left.browse(), left.browse()
            todo = left[0]
            while todo:
                needs |= todo
                bringing |= (todo.move_orig_ids) & moves
                todo = (bringing.move_dest_ids & moves) - needs
            left -= needs
            if bringing:
                groups.append((needs, bringing))
        return groups

    # === Doing the work ===

    def _receive_all(self, order):
        """Confirm and receive every purchase of the order's chains."""
        purchases = self._get_chain_records(order, "purchase.order.line").order_id
        purchases.filtered(lambda po: po.state in ("draft", "sent")).button_confirm()
        self._do_transfers(purchases.picking_ids, follow=False)

    def _do_transfers(self, pickings, follow=True):
        """Do the transfers and, if told so, those that follow them."""
        while True:
            pickings.move_ids._action_assign()
            ready = pickings.filtered(lambda picking: picking.state == "assigned")
            if not ready:
                return
            ready.move_ids.picked = True
            ready._action_done()
            if follow:
                pickings |= ready.move_ids.move_dest_ids.picking_id

    def _get_chain_records(self, order, model):
        nodes = order.order_line._get_pull_chain()
        ids = {node["id"] for node in nodes if node["model"] == model}
        return self.env[model].browse(sorted(ids))

    def _produce_all(self, order):
        """Produce every run of the order, deepest first, with its transfers."""
        nodes = order.order_line._get_pull_chain()
        runs = [node for node in nodes if node["model"] == "mrp.production"]
        for node in sorted(runs, key=lambda node: -node["depth"]):
            self._produce(self.env["mrp.production"].browse(node["id"]))

    def _produce(self, run):
        if run.state == "done":
            return
        self._do_run_transfers(run)
        run.action_assign()
        form = Form(run)
        form.qty_producing = run.product_qty
        run = form.save()
        run.move_raw_ids.picked = True
        run.button_mark_done()
        self._do_run_transfers(run)

    def _do_run_transfers(self, run):
        """Bring the components to the run or its output to stock, if it has steps."""
        warehouse = run.picking_type_id.warehouse_id
        steps = warehouse.pbm_type_id | warehouse.sam_type_id
        self._do_transfers(
            run.picking_ids.filtered(lambda picking: picking.picking_type_id in steps),
            follow=False,
        )


class ChangeCommon(PullCommon):
    """A chain of three levels: FG <- SUB x2 (<- RAW x3) + COMP x1; BUY is bought."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()
        cls.buy = cls._make_product("BUY", "pull", cls.vendor_a)

    @classmethod
    def _make_broken_route(cls, warehouse=None):
        """Return a route of a rule without a source: launching a line that takes it
        fails in a way that nobody foresees."""
        customers = cls.customer.property_stock_customer
        warehouse = warehouse or cls.warehouse
        return cls.env["stock.route"].create(
            {
                "name": "Broken",
                "sale_selectable": True,
                "rule_ids": [
                    Command.create(
                        {
                            "name": "Broken",
                            "action": "pull",
                            "picking_type_id": warehouse.out_type_id.id,
                            "location_dest_id": customers.id,
                            "warehouse_id": warehouse.id,
                        }
                    )
                ],
            }
        )

    # === Reading ===

    def _check_runs(self, product, quantities):
        runs = self._get_runs(product)
        self.assertEqual(runs.mapped("product_qty"), quantities, product.name)

    def _check_bought(self, product, quantities):
        lines = self._get_purchase_lines(product)
        self.assertEqual(lines.mapped("product_qty"), quantities, product.name)

    def _check_chain(self, quantity):
        """The whole chain makes and buys what `quantity` of FG takes."""
        self._check_runs(self.fg, [quantity] if quantity else [])
        self._check_runs(self.sub, [2 * quantity] if quantity else [])
        self._check_bought(self.raw, [6 * quantity] if quantity else [])
        self._check_bought(self.comp, [quantity] if quantity else [])

    def _check_delivery(self, order, quantity):
        moves = self._get_customer_moves(order)
        self.assertEqual(sum(moves.mapped("product_qty")), quantity)
        self.assertFalse(moves.filtered(lambda m: m.location_dest_usage != "customer"))
        self.assertFalse(moves.filtered(lambda move: not move.product_uom_qty))

    def _get_exceptions(self, order, kind=None):
        exceptions = order.sudo().pull_exception_ids.filtered(
            lambda exception: exception.state == "open"
        )
        return exceptions.filtered(lambda e: kind in (None, e.kind))

    # === Doing ===

    def _start(self, run):
        """Begin to work on a run: one unit is being made."""
        run.action_assign()
        run.qty_producing = 1
        run._set_qty_producing()

    def _set_quantity(self, order, quantity):
        order.order_line.product_uom_qty = quantity


class DropshipCommon(ChangeCommon):
    """A is pulled and its vendor ships it straight to the customer; so it is with the
    components of the kit KIT <- A x2 + B x1."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dropship = cls._get_dropship_route()
        routes = {"route_ids": [Command.set(cls.dropship.ids)]}
        cls.a = cls._make_product("A", vendor=cls.vendor_a, **routes)
        cls.b = cls._make_product("B", vendor=cls.vendor_b, **routes)
        cls.kit = cls._make_product("KIT", is_storable=False)
        cls._make_bom(cls.kit, {cls.a: 2, cls.b: 1}, type="phantom")

    @classmethod
    def _get_dropship_route(cls):
        """Return the route of Odoo's module, or without it one that a person made."""
        route = cls.env.ref("stock_dropshipping.route_drop_shipping", False)
        return route or cls._make_dropship_route()

    @classmethod
    def _make_dropship_route(cls):
        customers = cls.customer.property_stock_customer
        shipping = cls.warehouse.in_type_id.copy(
            {
                "name": "Shipped by vendors",
                "sequence_code": "SV",
                "default_location_dest_id": customers.id,
            }
        )
        rule = {
            "name": "Vendors to customers",
            "action": "buy",
            "picking_type_id": shipping.id,
            "location_dest_id": customers.id,
            "company_id": cls.company.id,
        }
        return cls.env["stock.route"].create(
            {
                "name": "Shipped by vendors",
                "product_selectable": True,
                "sale_selectable": True,
                "rule_ids": [Command.create(rule)],
            }
        )

    # === Reading ===

    def _get_nodes(self, order):
        """Return the chain as [(model, product, quantity, state, depth)]."""
        products = self.env["product.product"]
        return [
            (
                node["model"],
                products.browse(node["product_id"]).name,
                node["quantity"],
                node["state"],
                node["depth"],
            )
            for node in order.order_line._get_pull_chain()
        ]

    def _check_state(self, order, state, reason=False):
        line = order.order_line
        line.invalidate_recordset(["pull_state", "pull_state_reason"])
        self.assertEqual((line.pull_state, line.pull_state_reason), (state, reason))

    # === Doing ===

    def _confirm_purchase(self, product):
        """Confirm what is bought of a product; return the vendor's transfer."""
        purchase = self._get_purchase_lines(product).order_id
        purchase.button_confirm()
        return purchase.picking_ids.filtered(lambda p: p.state == "assigned")

    def _ship(self, transfer, quantity=None, backorder=True):
        """The vendor ships a quantity, by default all."""
        move = transfer.move_ids.filtered(lambda move: move.state == "assigned")
        if quantity is not None:
            move.quantity = quantity
        move.picked = True
        transfer.with_context(cancel_backorder=not backorder)._action_done()
        return transfer.backorder_ids


class ReadinessCommon(PullCommon):
    """A chain and a quotation of it, as the salesperson, due in a month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()
        cls.other = cls.env["res.company"].create({"name": "Other Company"})

    def _make_quotation(self, quantities, **values):
        date = fields.Datetime.now() + timedelta(days=30)
        values.setdefault("commitment_date", date)
        return self._make_order(quantities, confirm=False, **values)

    def _get_findings(self, product=None, quantity=5, **values):
        quotation = self._make_quotation([(product or self.fg, quantity)], **values)
        return quotation._get_pull_readiness()

    def _check_finding(self, findings, kind, product, *texts):
        """Check that this is the only finding and that it names what it should."""
        self.assertEqual(
            [(finding["kind"], finding["product_id"]) for finding in findings],
            [(kind, product.id)],
        )
        for text in (product.name, *texts):
            self.assertIn(text, findings[0]["message"])
        self.assertTrue(findings[0]["remedy"])
        return findings[0]


class ExceptionsCommon(PullCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_chain()
        cls.buyer = new_test_user(
            cls.env, "pull_buyer", groups="purchase.group_purchase_user"
        )
        cls.planner = new_test_user(
            cls.env, "pull_planner", groups="mrp.group_mrp_user"
        )
        cls.order = cls._make_order_from(cls.warehouse, [(cls.fg, 5)])
        cls.production = cls.env["mrp.production"].search(
            [("product_id", "=", cls.fg.id)]
        )
        cls.purchase_line = cls.env["purchase.order.line"].search(
            [("product_id", "=", cls.raw.id)]
        )

    @classmethod
    def _prepare_report(cls, document=None, **values):
        order = values.pop("order", cls.order)
        document = document if document is not None else cls.production
        exceptions = cls.env["pull.exception"]
        return {
            "kind": "surplus",
            "message": "5 FG are in progress",
            "remedy": "Keep them as stock",
            "company_id": order.company_id.id,
            "order_id": order.id,
            "sale_line_id": order.order_line[:1].id,
            "product_id": cls.fg.id,
            "quantity": 5,
            "user_id": exceptions._get_responsible(document, order).id,
            "res_model": document._name,
            "res_id": document.id,
            "document_name": document.display_name,
            **values,
        }

    @classmethod
    def _report(cls, document=None, user=None, **values):
        exceptions = cls.env["pull.exception"].with_user(user or cls.salesperson)
        return exceptions._report([cls._prepare_report(document, **values)])

    def _sees(self, user, exception):
        model = self.env["pull.exception"].with_user(user)
        return bool(model.search([("id", "in", exception.ids)]))


class SetupQuotationCommon(PullCommon):
    """A table: 15 minutes of setup at 60 an hour, sold at 100; the company warns above
    5 %.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.pull_setup_threshold = 5
        cls.lathe = cls._make_workcenter("Lathe")
        cls.table = cls._make_product("Table", lst_price=100, taxes_id=False)
        cls.bom = cls._make_made(cls.table)
        cls.manager = new_test_user(
            cls.env,
            "setup_sales_manager",
            groups="sales_team.group_sale_salesman,"
            "pull_through_production.group_pull_cost",
        )

    # === Builders ===

    @classmethod
    def _make_workcenter(cls, name, **values):
        return cls.env["mrp.workcenter"].create(
            {
                "name": name,
                "costs_hour": 60,
                "time_start": 10,
                "time_stop": 5,
                **values,
            }
        )

    @classmethod
    def _make_made(cls, product, components=None, **values):
        operation = {"name": "Turning", "workcenter_id": cls.lathe.id}
        return cls._make_bom(
            product,
            components or {},
            operation_ids=[Command.create(operation)],
            **values,
        )

    def _quote(self, quantity=1, product=None, user=None, **values):
        order = self._make_order(
            [(product or self.table, quantity)],
            user=user or self.manager,
            confirm=False,
            **values,
        )
        return order.order_line


class KanbanCommon(PullCommon):
    """PART <- RAW x2 is made, BOLT is bought of vendor A, both kept with cards in the
    bin of the warehouse's stock; the storekeeper handles them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bin = cls._make_location("Bin", cls.warehouse.lot_stock_id)
        cls.raw = cls._make_product("RAW", False, cls.vendor_b)
        cls.part = cls._make_product("PART", "kanban")
        cls.part_bom = cls._make_bom(cls.part, {cls.raw: 2})
        cls.bolt = cls._make_product("BOLT", "kanban", cls.vendor_a)
        cls.storekeeper = new_test_user(
            cls.env, "kanban_storekeeper", groups="stock.group_stock_user"
        )
        cls.kanban_planner = new_test_user(
            cls.env, "kanban_planner", groups="mrp.group_mrp_manager"
        )

    @classmethod
    def _make_location(cls, name, parent):
        return cls.env["stock.location"].create(
            {"name": name, "location_id": parent.id, "usage": "internal"}
        )

    @classmethod
    def _make_loop(cls, product, start=True, stock=0, **values):
        """Return a loop of 3 cards of 10, started with so much in its place."""
        source = "buy" if product.seller_ids else "make"
        loop = cls.env["pull.kanban.loop"].create(
            {
                "product_id": product.id,
                "location_id": cls.bin.id,
                "card_quantity": 10,
                "card_count": 3,
                "source": source,
                "replenishment_days": 4,
                **values,
            }
        )
        if stock:
            cls._add_stock_in(loop.location_id, product, stock)
        if start:
            loop.action_start()
        return loop

    # === Reading ===

    def _get_cards(self, loop):
        """Return the cards that are in the loop, in the order of their numbers."""
        cards = loop.card_ids.filtered(lambda card: card.state != "obsolete")
        return cards.sorted("number")

    def _get_states(self, loop):
        return [(card.state, card.content) for card in self._get_cards(loop)]

    # === Doing ===

    def _take(self, product, quantity, source=None, destination=None):
        """Move goods out of the bin, as a delivery or a run would; return the move."""
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom": product.uom_id.id,
                "product_uom_qty": quantity,
                "location_id": (source or self.bin).id,
                "location_dest_id": (
                    destination or self.customer.property_stock_customer
                ).id,
            }
        )
        move._action_confirm()
        move.quantity = quantity
        move.picked = True
        move._action_done()
        return move

    def _receive(self, card, quantity=None, backorder=True):
        """Receive what was bought for a card, by default all that is open."""
        order = card.supply_id.purchase_line_ids.order_id
        if order.state == "draft":
            order.button_confirm()
        moves = card.supply_id.move_ids.filtered(lambda move: move.state == "assigned")
        picking = moves.picking_id
        picking.move_ids.picked = False
        moves.quantity = moves.product_uom_qty if quantity is None else quantity
        moves.picked = True
        if backorder:
            picking._action_done()
        else:
            moves._action_done(cancel_backorder=True)

    def _make_all(self, run, quantity=None):
        """Make what a run is for, or so much and the rest later."""
        run.qty_producing = run.product_qty if quantity is None else quantity
        run._set_qty_producing()
        run.move_raw_ids.picked = True
        context = {"skip_consumption": True, "skip_backorder": True}
        if quantity is not None:
            context["mo_ids_to_backorder"] = run.ids
        run.with_context(**context).button_mark_done()
