import doctest
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import Form, freeze_time, new_test_user, tagged

from ..models.costs.own_lots import own_lots
from .common_setup import SetupCommon


class LotsCommon(SetupCommon):
    """The table of SetupCommon, pulled; its component is bought and pushed.

    A run of 1 costs 10 + 45 + 8 = 63. The planner ticks, the operator makes, the
    storekeeper delivers.
    """

    @classmethod
    def _make_world(cls):
        res = super()._make_world()
        cls.category = cls.category_fifo_auto
        cls.table.supply_policy = "pull"
        cls.component.supply_policy = "push"
        cls.customer = cls.env["res.partner"].create({"name": "Customer"})
        cls.planner = cls._make_user(
            "lots_planner", "mrp.group_mrp_manager,product.group_product_manager"
        )
        cls.operator = cls._make_user("lots_operator", "mrp.group_mrp_user")
        cls.storekeeper = cls._make_user("lots_store", "stock.group_stock_user")
        cls.salesperson = cls._make_user("lots_sales", "sales_team.group_sale_salesman")
        return res

    # === Builders ===

    @classmethod
    def _make_user(cls, login, groups):
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def _tick(cls, category=None, ticked=True):
        category = category or cls.category
        category.with_user(cls.planner).pull_order_specific_cost = ticked

    @classmethod
    def _make_made(cls, name, category=None, **values):
        """Return a pulled product with a bill of materials."""
        product = cls._make_product(name, category or cls.category)
        product.write({"supply_policy": "pull", **values})
        cls._make_bom(product)
        return product

    @classmethod
    def _order(cls, quantity=1, product=None):
        order = cls.env["sale.order"].with_user(cls.salesperson)
        line = {
            "product_id": (product or cls.table).id,
            "product_uom_qty": quantity,
        }
        order = order.create(
            {
                "partner_id": cls.customer.id,
                "warehouse_id": cls.warehouse.id,
                "order_line": [Command.create(line)],
            }
        )
        order.action_confirm()
        return order.sudo()

    # === Doing the work ===

    def _make_all(self, order):
        for run in self._get_runs(order):
            self._do_transfers(run)
            self._finish(run.with_user(self.operator))
            self._do_transfers(run)

    def _ship(self, order):
        self._do_transfers(order)

    def _do_transfers(self, document):
        """Do every transfer of the order or run that is ready, step by step."""
        while ready := document.picking_ids.filtered(lambda p: p.state == "assigned"):
            ready.with_user(self.storekeeper).button_validate()

    # === Reading ===

    def _get_runs(self, order):
        return self.env["mrp.production"].search(
            [("pull_sale_line_ids", "in", order.order_line.ids)], order="id"
        )

    def _get_out_moves(self, order):
        return order.picking_ids.move_ids.filtered(
            lambda move: move.location_dest_id.usage == "customer"
        )

    def _check_set(self, *products, is_set=True):
        for product in products:
            self.assertRecordValues(
                product,
                [
                    {
                        "tracking": "lot" if is_set else "none",
                        "lot_valuated": is_set,
                        "pull_order_specific": is_set,
                    }
                ],
            )

    def _get_findings(self, category=None):
        findings = (category or self.category).with_user(self.planner)
        findings.invalidate_recordset()
        html = findings.pull_order_specific_findings
        return html and " ".join(html.striptags().split())


@tagged("post_install", "-at_install")
class TestCogsLotsProducts(LotsCommon):
    """Which products are set up, when, and what is said of it."""

    def test_doctests(self):
        self.assertEqual(doctest.testmod(own_lots).failed, 0)

    def test_tick_sets_up_the_pulled_and_made_products_only(self):
        pushed = self._make_made("Pushed", supply_policy="push")
        bought = self._make_product("Bought", self.category)
        bought.supply_policy = "pull"
        kit = self._make_product("Kit", self.category)
        kit.supply_policy = "pull"
        self._make_bom(kit, type="phantom", operations=[])
        self._tick()
        self._check_set(self.table)
        self._check_set(pushed, bought, kit, self.component, is_set=False)

    def test_cost_method_and_valuation_stay(self):
        self._tick(self.category_avco)
        self.assertRecordValues(
            self.category_avco,
            [{"property_cost_method": "average", "property_valuation": "periodic"}],
        )

    def test_child_categories_inherit_the_tick(self):
        child = self.category.create(
            {
                "name": "Child",
                "parent_id": self.category.id,
                "property_cost_method": "fifo",
                "property_valuation": "real_time",
            }
        )
        desk = self._make_made("Desk", child)
        self._tick()
        self._check_set(desk)
        self.assertEqual(child.pull_order_specific_category_id, self.category)
        self.assertFalse(child.pull_order_specific_cost)

    def test_category_that_gets_a_ticked_parent(self):
        desk = self._make_made("Desk", self.category_avco_auto)
        self._tick()
        self._check_set(desk, is_set=False)
        self.category_avco_auto.parent_id = self.category
        self._check_set(desk)

    def test_policy_of_the_category_counts(self):
        self.table.supply_policy = False
        self._tick()
        self._check_set(self.table, is_set=False)
        self.category.supply_policy = "pull"
        self._check_set(self.table)

    def test_product_that_becomes_pulled_later(self):
        self.table.supply_policy = "hybrid"
        self._tick()
        self._check_set(self.table, is_set=False)
        self.table.supply_policy = "pull"
        self._check_set(self.table)

    def test_product_that_joins_the_category_later(self):
        desk = self._make_made("Desk", self.category_avco_auto)
        self._tick()
        desk.categ_id = self.category
        self._check_set(desk)

    def test_product_that_gets_its_first_bill_of_materials_later(self):
        desk = self._make_product("Desk", self.category)
        desk.supply_policy = "pull"
        self._tick()
        self._check_set(desk, is_set=False)
        engineer = self._make_user("lots_engineer", "mrp.group_mrp_manager")
        self.env["mrp.bom"].with_user(engineer).create(
            {"product_tmpl_id": desk.product_tmpl_id.id}
        )
        self._check_set(desk)

    def test_product_that_is_changed_by_who_may_not_read_bills(self):
        desk = self._make_made("Desk", supply_policy="push")
        self._tick()
        keeper = self._make_user(
            "lots_product", "base.group_user,product.group_product_manager"
        )
        desk.with_user(keeper).supply_policy = "pull"
        self._check_set(desk)

    def test_serial_numbers_stay(self):
        self.table.tracking = "serial"
        self._tick()
        self.assertRecordValues(
            self.table, [{"tracking": "serial", "lot_valuated": True}]
        )

    def test_applying_again_changes_nothing(self):
        self._tick()
        before = self.table.product_tmpl_id.message_ids, self.category.message_ids
        self.category.with_user(self.planner).action_apply_order_specific_cost()
        after = self.table.product_tmpl_id.message_ids, self.category.message_ids
        self.assertEqual(before, after)

    def test_what_was_set_is_told_on_product_and_category(self):
        self._tick()
        told = self.table.product_tmpl_id.message_ids[0]
        self.assertIn("Tracked by lots and valued by lot", told.body)
        self.assertIn("Fifo Auto", told.body)
        self.assertEqual(told.author_id, self.planner.partner_id)
        self.assertIn("Table", self.category.message_ids[0].body)

    def test_unticking_keeps_the_lots_and_says_so(self):
        self._tick()
        self._tick(ticked=False)
        self.assertRecordValues(
            self.table,
            [{"tracking": "lot", "lot_valuated": True, "pull_order_specific": False}],
        )
        self.assertIn("stay tracked", self.category.message_ids[0].body)
        self.assertFalse(self._get_findings())

    def test_unticking_below_a_ticked_parent_ends_nothing(self):
        self.category_avco_auto.parent_id = self.category
        self._tick()
        self._tick(self.category_avco_auto)
        self._tick(self.category_avco_auto, ticked=False)
        self.assertNotIn(
            "stay tracked", "".join(self.category_avco_auto.message_ids.mapped("body"))
        )

    def test_setting_up_many_costs_no_query_of_ours_for_each(self):
        def tick(category, count):
            for number in range(count):
                self._make_made(f"{category.name} {number}", category)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._tick(category)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few = tick(self.category_fifo_auto.copy({"name": "Few"}), 2)
        many = tick(self.category_fifo_auto.copy({"name": "Many"}), 12)
        self.assertLess((many - few) / 10, 3)


@tagged("post_install", "-at_install")
class TestCogsLotsFindings(LotsCommon):
    """What cannot be set up is left as it is and named, with its remedy."""

    def test_all_is_well(self):
        self._tick()
        self.assertIn("1 product: each run has its own lot", self._get_findings())
        # the component
        self.assertIn("1 product is not pulled", self._get_findings())
        self.assertEqual(
            self.table.pull_order_specific_note,
            "Cost per run: each run has its own lot.",
        )

    def test_no_products_yet(self):
        self._tick(self.category_avco_auto)
        self.assertIn(
            "No product of this category is pulled",
            self._get_findings(self.category_avco_auto),
        )

    def test_stock_without_a_lot_is_left_alone_until_it_is_gone(self):
        self._produce(2)
        self._tick()
        self._check_set(self.table, is_set=False)
        self.assertIn("Stock without a lot: Table Sell it", self._get_findings())
        self.assertIn("No cost per run yet", self.table.pull_order_specific_note)
        self._make_out_move(self.table, 2)
        self.category.with_user(self.planner).action_apply_order_specific_cost()
        self.table.invalidate_recordset()
        self._check_set(self.table)

    def test_negative_stock_counts_too(self):
        self._make_out_move(self.table, 1)
        self._tick()
        self._check_set(self.table, is_set=False)

    def test_stock_in_lots_valued_together_keeps_its_value(self):
        self.table.tracking = "lot"
        for name, cost in (("L1", 50), ("L2", 70)):
            lot = self.env["stock.lot"].create(
                {"name": name, "product_id": self.table.id}
            )
            self._make_in_move(self.table, 1, cost, lot_ids=lot)
        value = self.table.total_value
        self._tick()
        self.assertFalse(self.table.lot_valuated)
        self.assertEqual(self.table.total_value, value)
        self.assertIn("not valued by lot", self._get_findings())

    def test_standard_price_is_named_until_the_method_changes(self):
        self.table.categ_id = self.category_standard_auto
        self._tick(self.category_standard_auto)
        self._check_set(self.table, is_set=False)
        self.assertIn("Standard Price", self._get_findings(self.category_standard_auto))
        self.category_standard_auto.property_cost_method = "average"
        self._check_set(self.table)

    def test_periodic_valuation_is_set_up_and_named(self):
        self.table.categ_id = self.category_fifo
        self._tick(self.category_fifo)
        self._check_set(self.table)
        self.assertIn("(periodic)", self._get_findings(self.category_fifo))

    def test_missing_account_is_set_up_and_named(self):
        self.production_location.valuation_account_id = False
        self._tick()
        self._check_set(self.table)
        self.assertIn("without a stock valuation account", self._get_findings())

    def test_stock_that_is_not_tracked_is_named(self):
        desk = self._make_made("Desk", is_storable=False)
        self._tick()
        self._check_set(desk, is_set=False)
        self.assertIn("Tick Track Inventory", self._get_findings())
        desk.is_storable = True
        self._check_set(desk)

    def test_lots_that_nobody_sees_are_named(self):
        shown = self.env.ref("stock.group_production_lot")
        everybody = self.env.ref("base.group_user")
        everybody.implied_ids -= shown
        self._tick()
        self.assertIn("Lots are switched off", self._get_findings())
        everybody.implied_ids += shown
        self.assertNotIn("Lots are switched off", self._get_findings())

    def test_lots_taken_off_by_hand_are_named(self):
        self._tick()
        self.table.lot_valuated = False
        self.assertIn("Not set up yet: Table", self._get_findings())

    def test_archived_product_is_set_up_when_it_comes_back(self):
        desk = self._make_made("Desk")
        desk.product_tmpl_id.active = False
        self._tick()
        self.assertEqual(desk.tracking, "none")
        desk.product_tmpl_id.active = True
        self._check_set(desk)

    def test_stock_of_an_archived_variant_counts(self):
        product = self._make_variants()
        small, large = product.product_variant_ids
        self._make_in_move(small, 1, 10)
        small.active = False
        self._tick()
        self._check_set(large, is_set=False)

    def test_variants_are_set_up_together(self):
        product = self._make_variants()
        self._tick()
        self._check_set(*product.product_variant_ids)

    def _make_variants(self):
        values = [Command.create({"name": name}) for name in ("Small", "Large")]
        size = self.env["product.attribute"].create(
            {"name": "Size", "value_ids": values}
        )
        product = self.env["product.template"].create(
            {
                "name": "Shelf",
                "is_storable": True,
                "categ_id": self.category.id,
                "supply_policy": "pull",
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": size.id,
                            "value_ids": [Command.set(size.value_ids.ids)],
                        }
                    )
                ],
            }
        )
        self.env["mrp.bom"].create({"product_tmpl_id": product.id})
        return product

    def test_another_company_that_does_not_pull(self):
        here, there = self.company, self.other_company
        self.table.with_company(there).supply_policy = "push"
        self._tick()
        self.assertTrue(self.table.with_company(here).pull_order_specific)
        self.assertFalse(self.table.with_company(there).pull_order_specific)
        self.assertEqual(self.table.tracking, "lot")

    def test_only_another_company_pulls(self):
        self.table.supply_policy = "push"
        self.bom.company_id = False
        there = self.table.with_company(self.other_company)
        there.supply_policy = "pull"
        self.category.with_company(self.other_company).property_cost_method = "fifo"
        self._tick()
        self.assertEqual(self.table.tracking, "lot")
        self.assertFalse(self.table.pull_order_specific)
        self.assertTrue(there.pull_order_specific)

    def test_stock_of_another_company_counts(self):
        stock = self.env["stock.warehouse"].search(
            [("company_id", "=", self.other_company.id)], limit=1
        )
        self.env["stock.quant"]._update_available_quantity(
            self.table, stock.lot_stock_id, 1
        )
        self._tick()
        self._check_set(self.table, is_set=False)

    def test_bill_of_materials_of_another_company_makes_nothing_here(self):
        self.bom.company_id = self.other_company
        self._tick()
        self._check_set(self.table, is_set=False)


@tagged("post_install", "-at_install")
class TestCogsLotsRuns(LotsCommon):
    """Each run gets a lot named after it."""

    @classmethod
    def _make_world(cls):
        res = super()._make_world()
        cls._tick()
        return res

    def _make_own_run(self, quantity=1, **values):
        return self._make_run(quantity, **values).with_user(self.operator)

    def test_finished_run_has_a_lot_of_its_name(self):
        run = self._make_own_run()
        self._finish(run)
        self.assertEqual(run.state, "done")
        self.assertEqual(run.lot_producing_ids.name, run.name)
        self.assertEqual(run.move_finished_ids.lot_ids, run.lot_producing_ids)

    def test_run_finished_without_a_word(self):
        run = self._make_own_run(3)
        run.button_mark_done()
        self.assertEqual(run.state, "done")
        self.assertEqual(run.lot_producing_ids.name, run.name)

    def test_lot_asked_for_earlier(self):
        run = self._make_own_run()
        run.action_generate_serial()
        self.assertEqual(run.lot_producing_ids.name, run.name)
        self._finish(run)
        self.assertEqual(run.lot_producing_ids.name, run.name)

    def test_lot_chosen_by_hand_stays(self):
        lot = self.env["stock.lot"].create(
            {"name": "Mine", "product_id": self.table.id}
        )
        run = self._make_own_run(lot_producing_ids=lot)
        self._finish(run)
        self.assertEqual(run.lot_producing_ids, lot)

    def test_name_that_is_taken_gets_a_number(self):
        run = self._make_own_run()
        taken = {"name": run.name, "product_id": self.table.id}
        self.env["stock.lot"].create(taken)
        self._finish(run)
        self.assertEqual(run.lot_producing_ids.name, f"{run.name} (2)")

    def test_several_runs_at_once(self):
        desk = self._make_made("Desk")
        runs = self._make_own_run() | self._make_own_run(2)
        runs |= self._make_own_run(bom=desk.bom_ids)
        runs.button_mark_done()
        self.assertEqual(runs.mapped("state"), ["done"] * 3)
        self.assertEqual(
            [run.lot_producing_ids.name for run in runs], runs.mapped("name")
        )

    def test_backorders_have_lots_of_their_own(self):
        run = self._make_own_run(3)
        backorder = self._finish(run, 1, backorder=True)
        self._finish(backorder)
        self.assertEqual((run | backorder).mapped("state"), ["done", "done"])
        self.assertTrue(backorder.lot_producing_ids)
        self.assertNotEqual(run.lot_producing_ids, backorder.lot_producing_ids)
        self.assertEqual(backorder.lot_producing_ids.name, backorder.name)
        self.assertEqual(run.lot_producing_ids.product_qty, 1)

    def test_backorders_that_are_always_made(self):
        # Plain Odoo lets only readers of analytic lines split runs.
        run = self._make_own_run(3).with_user(self.env.user)
        run.picking_type_id.create_backorder = "always"
        form = Form(run)
        form.qty_producing = 1
        form.save().button_mark_done()
        self.assertEqual(run.state, "done")
        backorder = run.production_group_id.production_ids - run
        self.assertFalse(backorder.lot_producing_ids)
        self.assertTrue(run.lot_producing_ids)

    def test_parts_of_a_split_run_have_lots_of_their_own(self):
        run = self._make_own_run(3).with_user(self.env.user)
        parts = run._split_productions({run: [1, 1, 1]})
        parts.button_mark_done()
        self.assertEqual(parts.mapped("state"), ["done"] * 3)
        self.assertEqual(
            [part.lot_producing_ids.name for part in parts], parts.mapped("name")
        )

    def test_run_finished_from_its_work_order(self):
        run = self._make_own_run()
        run.workorder_ids.button_start()
        run.workorder_ids.button_finish()
        run.button_mark_done()
        self.assertEqual(run.lot_producing_ids.name, run.name)

    def test_serial_numbers_are_left_to_core(self):
        self.table.tracking = "serial"
        run = self._make_own_run()
        run.button_mark_done()
        self.assertEqual(run.state, "done")
        self.assertNotEqual(run.lot_producing_ids.name, run.name)

    def test_no_lots_once_the_category_is_unticked(self):
        self._tick(ticked=False)
        run = self._make_own_run()
        run.action_generate_serial()
        self.assertNotEqual(run.lot_producing_ids.name, run.name)

    def test_other_products_are_left_to_core(self):
        desk = self._make_made("Desk", self.category_avco_auto)
        run = self._make_own_run(bom=desk.bom_ids)
        self._finish(run)
        self.assertFalse(run.lot_producing_ids)

    def test_receipt_from_a_subcontractor_names_the_lot(self):
        run = self._make_run(2)
        receipt = self.env["stock.picking"].create(
            {
                "picking_type_id": self.picking_type_in.id,
                "partner_id": self.vendor.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.table.id,
                            "product_uom_qty": 2,
                            "location_id": self.supplier_location.id,
                            "location_dest_id": self.stock_location.id,
                        }
                    )
                ],
            }
        )
        # as subcontracting links them
        receipt.action_confirm()
        receipt.move_ids.move_orig_ids = run.move_finished_ids
        receipt.move_ids.quantity = 2
        receipt.with_user(self.storekeeper).button_validate()
        self.assertEqual(receipt.state, "done")
        self.assertEqual(receipt.move_ids.lot_ids, run.lot_producing_ids)
        self.assertEqual(run.lot_producing_ids.name, run.name)

    def test_unbuild_works_as_before(self):
        run = self._make_own_run(2)
        self._finish(run)
        unbuild = self.env["mrp.unbuild"].create(
            {
                "mo_id": run.id,
                "product_id": self.table.id,
                "product_qty": 1,
                "lot_id": run.lot_producing_ids.id,
            }
        )
        unbuild.action_unbuild()
        self.assertEqual(run.lot_producing_ids.product_qty, 1)


@tagged("post_install", "-at_install")
class TestCogsLotsOrders(LotsCommon):
    """An order ships what was made for it, at what that cost."""

    def _make_parallel(self):
        """Return orders A and B: B takes an hour longer and is done first."""
        self._tick(self.table.categ_id)
        orders = [self._order(), self._order()]
        run = self._get_runs(orders[1])
        self._log(run.workorder_ids, 0, 15, setup=True)
        self._log(run.workorder_ids, 15, 90)
        for hours, order in enumerate(reversed(orders)):
            with freeze_time(fields.Datetime.now() + timedelta(hours=hours)):
                self._make_all(order)
        return orders

    def _check_parallel(self, value_a, value_b):
        a, b = self._make_parallel()
        self._ship(b)
        self._ship(a)
        for order, value in ((a, value_a), (b, value_b)):
            moves = self._get_out_moves(order)
            self.assertEqual(moves.mapped("state"), ["done"])
            self.assertEqual(moves.lot_ids, self._get_runs(order).lot_producing_ids)
            self.assertEqual(moves.value, value)

    def test_parallel_runs_fifo(self):
        self._check_parallel(63, 123)

    def test_parallel_runs_fifo_without_fixed_cost(self):
        self.lathe.setup_cost = 0
        self._check_parallel(55, 115)

    def test_parallel_runs_average_cost(self):
        self.table.categ_id = self.category_avco_auto
        self._check_parallel(63, 123)

    def test_parallel_runs_average_cost_without_fixed_cost(self):
        self.table.categ_id = self.category_avco_auto
        self.lathe.setup_cost = 0
        self._check_parallel(55, 115)

    def test_parallel_runs_periodic(self):
        self.table.categ_id = self.category_fifo
        self._check_parallel(63, 123)

    def test_parallel_runs_delivered_in_three_steps(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        self._check_parallel(63, 123)

    def test_parallel_runs_made_and_delivered_in_three_steps(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        self.warehouse.manufacture_steps = "pbm_sam"
        a, b = self._make_parallel()
        for order in (b, a):
            self._ship(order)
            moves = self._get_out_moves(order)
            self.assertEqual(moves.lot_ids, self._get_runs(order).lot_producing_ids)

    def test_order_of_three_in_runs_of_one(self):
        self.bom.run_size = 1
        self._tick()
        other, order = self._order(), self._order(3)
        runs = self._get_runs(order)
        self._log(runs[1].workorder_ids, 0, 105)
        self._make_all(order)
        self._make_all(other)
        self._ship(order)
        moves = self._get_out_moves(order)
        self.assertEqual(moves.lot_ids, runs.lot_producing_ids)
        self.assertEqual(sum(moves.mapped("value")), 63 + 123 + 63)
        self._ship(other)
        moves = self._get_out_moves(other)
        self.assertEqual(moves.lot_ids, self._get_runs(other).lot_producing_ids)

    def test_made_in_one_lot_shipped_in_two_deliveries(self):
        self._tick()
        order, other = self._order(2), self._order(2)
        self._make_all(other)
        self._make_all(order)
        picking = order.picking_ids
        picking.move_ids.quantity = 1
        picking.move_ids.picked = True
        picking.with_user(self.storekeeper)._action_done()
        self._ship(order)
        moves = self._get_out_moves(order)
        self.assertEqual(moves.lot_ids, self._get_runs(order).lot_producing_ids)
        self.assertEqual(moves.mapped("quantity"), [1, 1])

    def test_inventory_is_what_the_runs_cost(self):
        for category in (self.category_fifo_auto, self.category_avco_auto):
            self.table.categ_id = category
            a, b = self._make_parallel()
            self.assertEqual(self.table.total_value, 63 + 123)
            self.assertEqual(self._get_balance(self.account_production), 0)
            self._ship(b)
            self.table.invalidate_recordset()
            self.assertEqual(self.table.total_value, 63)
            self._ship(a)
            self.table.invalidate_recordset()
            self.assertEqual(self.table.total_value, 0)

    def test_levels_below_have_lots_too(self):
        leg = self._make_made("Leg")
        desk = self._make_made("Desk")
        desk.bom_ids.bom_line_ids.product_id = leg
        self._tick()
        orders = [self._order(product=desk), self._order(product=desk)]
        for order in reversed(orders):
            for run in self._get_runs(order).sorted("id", reverse=True):
                self._finish(run.with_user(self.operator))
            self._ship(order)
            legs, desks = (
                self._get_runs(order).filtered(
                    lambda run, product=product: run.product_id == product
                )
                for product in (leg, desk)
            )
            self.assertEqual(desks.move_raw_ids.lot_ids, legs.lot_producing_ids)
