from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .test_advice import NOW, AdviceCommon

RULE_FIELDS = ("active", "trigger", "product_min_qty", "product_max_qty", "route_id")
NOT_OURS = {"write_date", "write_uid", "message_ids", "website_message_ids"}
NOT_OURS |= {"deadline_date", "qty_to_order_computed"}  # Odoo's, of the stock
NO_VALUE = ("binary", "properties", "properties_definition")


class SwitchCommon(AdviceCommon):
    """A manager who switches products of a company with an old stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = [
            "pull_through_production.group_pull_manager",
            "product.group_product_manager",
        ]
        cls.manager = new_test_user(cls.env, "switcher", groups=",".join(groups))

    def _switch(self, products, policy, user=None, **values):
        """Switch as the dialog does; return the switches."""
        templates = products.product_tmpl_id.with_user(user or self.manager)
        action = templates.action_pull_switch()
        dialog = self.env["pull.switch.dialog"].with_user(user or self.manager)
        dialog = dialog.browse(action["res_id"])
        dialog.line_ids.write({"policy": policy, "is_chosen": True})
        dialog.write(values)
        shown = dialog.action_apply()
        return self.env["pull.switch"].search(shown["domain"])

    def _get_rules(self, product):
        rules = self.env["stock.warehouse.orderpoint"].with_context(active_test=False)
        return rules.search([("product_id", "=", product.id)])

    def _make_rule(self, product, low=5, high=20, **values):
        return self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": product.id,
                "warehouse_id": self.warehouse.id,
                "product_min_qty": low,
                "product_max_qty": high,
                **values,
            }
        )

    def _read_all(self, records, names=None):
        """Return all stored fields of records, as they are in the database."""
        self.env.flush_all()
        records.invalidate_recordset()
        names = names or [
            name
            for name, field in records._fields.items()
            if field.store and field.type not in NO_VALUE and name not in NOT_OURS
        ]
        return {
            record.id: {
                name: record[name].ids
                if record._fields[name].relational
                else record[name]
                for name in names
            }
            for record in records
        }

    def _take(self, product, quantity):
        """Take some out of stock, as a delivery by nobody's order."""
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "location_id": self.stock.id,
                "location_dest_id": self.customer.property_stock_customer.id,
            }
        )
        move._action_confirm()
        move.write({"quantity": quantity, "picked": True})
        move._action_done()


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestSwitch(SwitchCommon):
    """A person switches a product: what changes, what stays, and back again."""

    # === Back again ===

    def test_undo_restores_each_field(self):
        """Policy, routes and rules of a product of one company, field by field."""
        self._sell_weekly(self.product, 10)
        self._work_out()
        template = self.product.product_tmpl_id
        mto = self.env.ref("stock.route_warehouse0_mto")
        mto.active = True
        template.write({"company_id": self.company.id, "route_ids": [(4, mto.id)]})
        rule = self._make_rule(self.product)
        before = self._read_all(template), self._read_all(rule)
        switch = self._switch(self.product, "pull")
        self.assertEqual(template.supply_policy, "pull")
        self.assertFalse(rule.active)
        self.assertNotIn(mto, template.route_ids)
        self.assertEqual(switch.user_id, self.manager)
        self.assertEqual(
            switch.change_ids.mapped("name"),
            [
                "supply_policy",
                "active",
                "route_ids",
            ],
        )
        switch.with_user(self.manager).action_undo()
        self.assertEqual((self._read_all(template), self._read_all(rule)), before)
        self.assertEqual((switch.state, switch.undone_by_id), ("undone", self.manager))

    def test_a_rule_that_was_made_is_archived_by_undo(self):
        self._sell_weekly(self.product, 10)
        self._work_out()
        self.product.supply_policy = "pull"
        before = self._read_all(self.product.product_tmpl_id)
        switch = self._switch(self.product, "push")
        rule = self._get_rules(self.product)
        self.assertTrue(rule.active)
        switch.action_undo()
        self.assertFalse(rule.active)
        self.assertEqual(self._read_all(self.product.product_tmpl_id), before)
        # The next switch takes the rule again: there is one for each place.
        again = self._switch(self.product, "push")
        self.assertEqual(self._get_rules(self.product), rule)
        self.assertTrue(rule.active)
        again.action_undo()
        self.assertFalse(rule.active)

    def test_what_was_changed_since_is_not_overwritten(self):
        rule = self._make_rule(self.product)
        switch = self._switch(self.product, "pull")
        rule.active = True
        with self.assertRaisesRegex(UserError, "Reordering rule of SHELF in PT1/Stock"):
            switch.action_undo()
        self.assertEqual(self.product.supply_policy, "pull")
        rule.active = False
        switch.action_undo()
        self.assertEqual((self.product.supply_policy, rule.active), ("push", True))
        with self.assertRaisesRegex(UserError, "is undone"):
            switch.action_undo()

    def test_what_was_deleted_since_is_said(self):
        rule = self._make_rule(self.product)
        switch = self._switch(self.product, "pull")
        rule.unlink()
        with self.assertRaisesRegex(UserError, "is deleted"):
            switch.action_undo()

    def test_of_two_switches_the_later_is_undone_first(self):
        first = self._switch(self.product, "pull")
        second = self._switch(self.product, "hybrid")
        with self.assertRaisesRegex(UserError, "changed since"):
            first.action_undo()
        (first | second).action_undo()
        self.assertEqual(self.product.supply_policy, "push")

    # === What stays ===

    def test_open_documents_are_not_touched(self):
        self._make_chain("push")
        self._add_stock(self.fg, 1)
        self.fg.supply_policy = "pull"
        order = self._make_order([(self.fg, 3)])
        documents = {
            model: self.env[model].search([("create_uid", "!=", 0)])
            for model in (
                "sale.order.line",
                "stock.move",
                "mrp.production",
                "purchase.order",
                "purchase.order.line",
                "stock.picking",
            )
        }
        before = {name: self._read_all(rows) for name, rows in documents.items()}
        self.assertTrue(order.sudo().mrp_production_ids)
        products = self.fg | self.sub | self.comp | self.raw
        switches = self._switch(products, "hybrid")
        self.assertEqual(len(switches), 4)
        after = {name: self._read_all(rows) for name, rows in documents.items()}
        self.assertEqual(after, before)
        switches.action_undo()
        after = {name: self._read_all(rows) for name, rows in documents.items()}
        self.assertEqual(after, before)
        for name, rows in documents.items():
            found = self.env[name].search([("create_uid", "!=", 0)])
            self.assertEqual(found, rows)

    def test_another_company_keeps_its_policy_and_rules(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.product.with_company(other).supply_policy = "hybrid"
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)])
        theirs = self._make_rule(
            self.product, company_id=other.id, warehouse_id=warehouse.id
        )
        mto = self.env.ref("stock.route_warehouse0_mto")
        mto.active = True
        self.product.route_ids |= mto
        self._switch(self.product, "pull")
        self.assertEqual(self.product.supply_policy, "pull")
        self.assertEqual(self.product.with_company(other).supply_policy, "hybrid")
        self.assertTrue(theirs.active)
        self.assertIn(mto, self.product.route_ids)

    # === Who may ===

    def test_who_may_not_edit_the_product_switches_nothing(self):
        action = self.product.product_tmpl_id.with_user(self.planner)
        action = action.action_pull_switch()
        dialog = self.env["pull.switch.dialog"].with_user(self.planner)
        dialog = dialog.browse(action["res_id"])
        dialog.line_ids.write({"policy": "pull", "is_chosen": True})
        self.assertIn("Push → Pull", dialog.line_ids.changes)
        with self.assertRaises(AccessError):
            dialog.action_apply()
        self.assertEqual(self.product.supply_policy, "push")
        switch = self._switch(self.product, "pull")
        with self.assertRaises(AccessError):
            switch.with_user(self.planner).action_undo()

    def test_what_a_client_says_of_a_change_is_told_to_nobody(self):
        """A change that is not kept says nothing of the record that it names."""
        customer = self.env["res.partner"].create({"name": "Secret customer"})
        said = {
            "res_model": "res.partner",
            "res_id": customer.id,
            "name": "user_ids",
            "value_before": self.env.user.ids,
        }
        changes = self.env["pull.switch.change"].with_user(self.manager)
        with self.assertRaises(AccessError):
            changes.onchange(said, list(said), {"before": {}})
        change = changes.new(said)
        self.assertFalse(change.before or change.after or change.label)

    def test_another_company_is_not_described(self):
        other = self.env["res.company"].create({"name": "Other"})
        action = self.product.product_tmpl_id.with_user(
            self.manager
        ).action_pull_switch()
        dialog = self.env["pull.switch.dialog"].browse(action["res_id"])
        line = dialog.with_user(self.manager).line_ids
        line.write({"policy": "push", "is_chosen": True})
        self.assertTrue(line.changes)
        dialog.sudo().company_id = other
        line.invalidate_recordset()
        with self.assertRaises(AccessError):
            line.read(["changes"])

    def test_a_row_without_a_product_is_not_described(self):
        rows = self.env["pull.switch.dialog.line"].with_user(self.manager)
        said = {"policy": "pull", "is_chosen": True}
        row = rows.new(said)
        self.assertFalse(row.changes)

    def test_who_edits_products_alone_does_not_open_it(self):
        editor = new_test_user(
            self.env, "switch_editor", groups="product.group_product_manager"
        )
        with self.assertRaises(AccessError):
            self.product.product_tmpl_id.with_user(editor).action_pull_switch()

    # === Dialog ===

    def test_the_dialog_says_what_will_change_and_changes_nothing(self):
        self._make_chain("push")
        self._make_rule(self.fg)
        self._add_stock(self.fg, 7)
        self._make_order([(self.fg, 2)])
        action = self.fg.with_user(self.manager).action_pull_switch()
        before = self._read_all(self.fg.product_tmpl_id | self.sub.product_tmpl_id)
        form = Form(
            self.env["pull.switch.dialog"]
            .with_user(self.manager)
            .browse(action["res_id"])
        )
        form.policy = "pull"
        with form.line_ids.edit(0) as line:
            text = line.changes
        self.assertEqual(
            text.split("\n"),
            [
                "Policy: Push → Pull.",
                "Archives the reordering rule in PT1/Stock, 5 to 20 units.",
                "Stock: 7 units on hand, 0 units on order.",
                "Open, and going on as they are: 1 order lines, 0 manufacturing "
                "orders, 0 purchase lines.",
                "Its components: 0 of 2 pulled too, 2 from stock.",
            ],
        )
        after = self._read_all(self.fg.product_tmpl_id | self.sub.product_tmpl_id)
        self.assertEqual(after, before)

    def test_the_dialog_proposes_what_is_advised(self):
        self.product.supply_policy = "pull"
        self._sell_weekly(self.product, 10)
        advice = self._work_out()
        action = advice.with_user(self.manager).action_switch()
        dialog = self.env["pull.switch.dialog"].browse(action["res_id"])
        self.assertEqual(dialog.line_ids.policy, "push")
        self.assertIn("Makes a reordering rule: in PT1/Stock", dialog.line_ids.changes)

    def test_what_is_so_already_is_no_switch(self):
        with self.assertRaisesRegex(UserError, "so already"):
            self._switch(self.product, "push")
        with self.assertRaisesRegex(UserError, "Choose a product"):
            self._switch(self.product, False)

    def test_services_are_not_switched(self):
        service = self.env["product.product"].create(
            {"name": "Advice", "type": "service"}
        )
        action = service.with_user(self.manager).action_pull_switch()
        dialog = self.env["pull.switch.dialog"].browse(action["res_id"])
        self.assertFalse(dialog.line_ids)

    # === Push ===

    def test_push_makes_a_rule_by_demand_and_service_level(self):
        self.product.supply_policy = "pull"
        self._sell_weekly(self.product, 10)
        advice = self._work_out()
        self._switch(self.product, "push")
        low = advice.forecast * advice.lead_days / 7 + advice.safety_stock
        rule = self._get_rules(self.product)
        self.assertEqual(rule.location_id, self.stock)
        self.assertEqual(rule.product_min_qty, -(-low // 1))
        self.assertEqual(rule.product_max_qty, -(-(low + advice.lot_size) // 1))

    def test_hybrid_has_no_safety_stock(self):
        self.company.pull_service_level = 99.9
        self.product.seller_ids.delay = 60
        self._sell_weekly(self.product, 10, quantity=20)
        self._work_out()
        self.product.supply_policy = "pull"
        switch = self._switch(self.product, "hybrid")
        low = self._get_rules(self.product).product_min_qty
        switch.action_undo()
        self._switch(self.product, "push")
        self.assertGreater(self._get_rules(self.product).product_min_qty, low)

    def test_each_warehouse_that_sells_has_its_rule(self):
        second = self._make_warehouse("PT2")
        self.product.supply_policy = "pull"
        orders = self._sell_weekly(self.product, 10)
        orders[:5].write({"warehouse_id": second.id})
        self._work_out()
        self._switch(self.product, "push")
        rules = self._get_rules(self.product)
        self.assertEqual(rules.warehouse_id, self.warehouse | second)
        self.assertEqual(len(set(rules.mapped("product_max_qty"))), 1)

    def test_too_little_data_makes_no_rule(self):
        self.product.supply_policy = "pull"
        self._sell_weekly(self.product, 2)
        self._work_out()
        switch = self._switch(self.product, "push")
        self.assertFalse(self._get_rules(self.product))
        self.assertIn("Too little data: 2 of 20 weeks have orders", switch.note)

    def test_rules_that_there_are_stay(self):
        self.product.supply_policy = "pull"
        rule = self._make_rule(self.product, 1, 2)
        self._sell_weekly(self.product, 10)
        self._work_out()
        self._switch(self.product, "push")
        self.assertEqual(self._get_rules(self.product), rule)
        self.assertEqual((rule.product_min_qty, rule.product_max_qty), (1, 2))


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestSwitchRunDown(SwitchCommon):
    """The stock is used up first; then the product is pulled by itself."""

    def test_it_is_hybrid_until_the_stock_is_gone(self):
        rule = self._make_rule(self.product)
        self._add_stock(self.product, 5)
        before = self._read_all(self.product.product_tmpl_id), self._read_all(rule)
        switch = self._switch(self.product, "pull", use_stock_first=True)
        self.assertEqual(
            (self.product.supply_policy, switch.state),
            (
                "hybrid",
                "running",
            ),
        )
        self.assertFalse(rule.active)
        self._take(self.product, 3)
        self.assertEqual(self.product.supply_policy, "hybrid")
        self._take(self.product, 2)
        self.assertEqual((self.product.supply_policy, switch.state), ("pull", "done"))
        self.assertTrue(switch.date_gone)
        switch.action_undo()
        after = self._read_all(self.product.product_tmpl_id), self._read_all(rule)
        self.assertEqual(after, before)

    def test_a_delivery_by_a_storekeeper_ends_it(self):
        storekeeper = new_test_user(
            self.env, "switch_store", groups="stock.group_stock_user"
        )
        self._add_stock(self.product, 2)
        self._switch(self.product, "pull", use_stock_first=True)
        order = self._make_order([(self.product, 2)])
        self.assertEqual(self.product.supply_policy, "hybrid")
        picking = order.picking_ids.with_user(storekeeper)
        picking.move_ids.write({"quantity": 2, "picked": True})
        picking.button_validate()
        self.assertEqual(self.product.supply_policy, "pull")

    def test_without_stock_it_is_pulled_at_once(self):
        switch = self._switch(self.product, "pull", use_stock_first=True)
        self.assertEqual((self.product.supply_policy, switch.state), ("pull", "done"))
        self.assertIn("at once, for there is no stock", switch.note)

    def test_what_is_bought_for_orders_is_no_stock(self):
        """A hybrid product whose own purchase has come, and waits for its order."""
        self.product.supply_policy = "pull"
        order = self._make_order([(self.product, 4)])
        self._receive_all(order)
        self.product.supply_policy = "hybrid"
        self.assertEqual(self.product.qty_available, 4)
        switch = self._switch(self.product, "pull", use_stock_first=True)
        self.assertEqual((self.product.supply_policy, switch.state), ("pull", "done"))

    def test_what_is_on_order_is_used_up_too(self):
        purchase = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor_a.id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "product_qty": 4})
                ],
                "picking_type_id": self.warehouse.in_type_id.id,
            }
        )
        purchase.button_confirm()
        switch = self._switch(self.product, "pull", use_stock_first=True)
        self.assertEqual(self.product.supply_policy, "hybrid")
        purchase.picking_ids.move_ids._action_cancel()
        self.env["pull.switch"]._cron_end_run_downs()
        self.assertEqual((self.product.supply_policy, switch.state), ("pull", "done"))

    def test_what_was_hybrid_stays_so_until_then(self):
        self.product.supply_policy = "hybrid"
        self._add_stock(self.product, 1)
        switch = self._switch(self.product, "pull", use_stock_first=True)
        self.assertEqual(
            (self.product.supply_policy, switch.state),
            (
                "hybrid",
                "running",
            ),
        )
        self._take(self.product, 1)
        self.assertEqual(self.product.supply_policy, "pull")
        switch.action_undo()
        self.assertEqual(self.product.supply_policy, "hybrid")

    def test_a_person_who_decides_otherwise_is_not_overruled(self):
        self._add_stock(self.product, 1)
        switch = self._switch(self.product, "pull", use_stock_first=True)
        self.product.supply_policy = "push"
        self._take(self.product, 1)
        self.assertEqual(self.product.supply_policy, "push")
        self.assertEqual(switch.state, "by_hand")

    def test_another_switch_ends_it(self):
        self._add_stock(self.product, 1)
        first = self._switch(self.product, "pull", use_stock_first=True)
        self._switch(self.product, "push")
        self.assertEqual(first.state, "by_hand")
        self._take(self.product, 1)
        self.assertEqual(self.product.supply_policy, "push")

    def test_the_stock_of_another_company_does_not_count(self):
        other = self.env["res.company"].create({"name": "Other"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)])
        self._add_stock_in(warehouse.lot_stock_id, self.product, 9)
        self._switch(self.product, "pull", use_stock_first=True)
        self.assertEqual(self.product.supply_policy, "pull")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestSwitchAdopt(SwitchCommon):
    """An existing database gets policies as it works already."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mto = cls.env.ref("stock.route_warehouse0_mto")
        cls.mto.active = True
        cls.plain = {
            name: cls._make_old(name, policy=False, vendor=cls.vendor_a)
            for name in ("MTO", "MTS_MTO", "RULE", "BOTH", "HAND", "NONE")
        }
        mixed = cls.env["stock.route"].create(
            {
                "name": "Stock, Else Order",
                "product_selectable": True,
                "rule_ids": [
                    Command.create(
                        {
                            "name": "Stock, else order",
                            "action": "pull",
                            "procure_method": "mts_else_mto",
                            "location_src_id": cls.warehouse.lot_stock_id.id,
                            "location_dest_id": cls.customer.property_stock_customer.id,
                            "picking_type_id": cls.warehouse.out_type_id.id,
                        }
                    )
                ],
            }
        )
        cls.plain["MTO"].route_ids |= cls.mto
        cls.plain["BOTH"].route_ids |= cls.mto
        cls.plain["MTS_MTO"].route_ids |= mixed
        cls.rules = cls.env["stock.warehouse.orderpoint"].create(
            [
                {
                    "product_id": cls.plain[name].id,
                    "warehouse_id": cls.warehouse.id,
                    "product_min_qty": 2,
                    "product_max_qty": 8,
                }
                for name in ("RULE", "BOTH")
            ]
        )

    def _make_by_hand(self, product, count):
        """Buy for orders as people do: a purchase that bears the order's name."""
        for _number in range(count):
            order = self._make_order([(product, 1)])
            self.env["purchase.order"].create(
                {
                    "partner_id": self.vendor_a.id,
                    "origin": order.name,
                    "order_line": [
                        Command.create({"product_id": product.id, "product_qty": 1})
                    ],
                }
            )

    def _adopt(self):
        dialog = self.env["pull.switch.dialog"].with_user(self.manager)
        dialog = dialog.browse(dialog.action_adopt()["res_id"])
        ours = self.env["product.product"].union(*self.plain.values())
        others = dialog.line_ids.filtered(
            lambda line: line.product_tmpl_id not in ours.product_tmpl_id
        )
        others.unlink()
        return dialog

    def test_a_policy_is_proposed_as_it_works_already(self):
        self._make_by_hand(self.plain["HAND"], 2)
        self._make_by_hand(self.plain["NONE"], 1)
        lines = self._adopt().line_ids
        self.assertEqual(
            {line.product_tmpl_id.name: line.policy for line in lines},
            {
                "MTO": "pull",
                "MTS_MTO": "hybrid",
                "RULE": "push",
                "BOTH": "hybrid",
                "HAND": "pull",
            },
        )
        texts = {line.product_tmpl_id.name: line.found for line in lines}
        self.assertIn("made or bought it 2 times for orders", texts["HAND"])
        self.assertIn("Replenish on Order", texts["MTO"])

    def test_adopting_and_undoing_restores_each_field(self):
        self._make_by_hand(self.plain["HAND"], 2)
        templates = self.env["product.product"].union(*self.plain.values())
        templates = templates.product_tmpl_id
        purchases = self.env["purchase.order"].search([])
        records = (templates, self.rules, purchases, purchases.order_line)
        before = [self._read_all(rows) for rows in records]
        dialog = self._adopt()
        shown = dialog.action_apply()
        switches = self.env["pull.switch"].search(shown["domain"])
        self.assertEqual(len(switches.filtered("is_adopted")), 5)
        self.assertEqual(self.plain["MTO"].supply_policy, "pull")
        self.assertEqual(self.plain["RULE"].supply_policy, "push")
        self.assertEqual(self.rules.mapped("active"), [True, True])
        self.assertFalse(self._adopt().line_ids)
        switches.action_undo()
        self.assertEqual([self._read_all(rows) for rows in records], before)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestSwitchRules(SwitchCommon):
    """Reordering rules of a switch follow the demand once a person accepts it."""

    def setUp(self):
        super().setUp()
        self.product.supply_policy = "pull"
        self._sell_weekly(self.product, 10)
        self._work_out()
        self.switch = self._switch(self.product, "push")
        self.rule = self._get_rules(self.product)
        self._sell_weekly(self.product, 10, quantity=50)

    def _review(self):
        review = self.env["pull.rule.review"].with_user(self.manager)
        return review.browse(review.action_review()["res_id"])

    def test_nothing_follows_before_a_person_accepts(self):
        self.assertFalse(self._review().line_ids)
        before = self._read_all(self.rule, RULE_FIELDS)
        self._work_out()
        line = self._review().line_ids
        self.assertEqual(self._read_all(self.rule, RULE_FIELDS), before)
        self.assertGreater(line.high, 2 * self.rule.product_max_qty)
        self.assertTrue(line.is_chosen)
        line.review_id.action_apply()
        self.assertEqual(self.rule.product_max_qty, line.high)
        self.assertFalse(self._review().line_ids)
        self.switch.action_undo()
        self.assertFalse(self.rule.active)

    def test_what_was_changed_by_hand_is_not_chosen(self):
        self._work_out()
        self.rule.product_max_qty += 1
        line = self._review().line_ids
        self.assertEqual((line.is_by_hand, line.is_chosen), (True, False))
        with self.assertRaisesRegex(UserError, "Choose a reordering rule"):
            line.review_id.action_apply()

    def test_who_may_not_edit_products_changes_no_rule(self):
        self._work_out()
        review = self.env["pull.rule.review"].with_user(self.planner)
        review = review.browse(review.action_review()["res_id"])
        with self.assertRaises(AccessError):
            review.action_apply()
