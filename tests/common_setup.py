from datetime import timedelta

from odoo import Command, fields
from odoo.tests import Form

from odoo.addons.stock_account.tests.common import TestStockValuationCommon

from .company import get_companies


class SetupCommon(TestStockValuationCommon):
    """A lathe: 60 an hour, 15 minutes to set up, 8 a setup; 30 minutes of run a unit.

    The table takes one component of 10. What a run of 1 costs: 10 + 45 + 8 = 63.
    """

    @classmethod
    def setUpClass(cls):
        # Odoo's own class makes three companies and their charts, each time anew.
        super(TestStockValuationCommon, cls).setUpClass()
        cls._use_companies()
        cls._make_categories()
        cls._make_world()
        cls._receive_components()

    @classmethod
    def _use_companies(cls):
        """Work in a company with a chart of accounts; its parts bear Odoo's names."""
        cls.company, cls.other_company = get_companies(cls.env)
        cls.env.user.company_ids += cls.company + cls.other_company
        cls.env.user.company_id = cls.company
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)]
        )
        cls.warehouse.ensure_one()
        cls.stock_location = cls.warehouse.lot_stock_id
        cls.picking_type_in = cls.warehouse.in_type_id
        cls.picking_type_out = cls.warehouse.out_type_id
        cls.customer_location = cls.env.ref("stock.stock_location_customers")
        cls.supplier_location = cls.env.ref("stock.stock_location_suppliers")
        cls.uom = cls.env.ref("uom.product_uom_unit")
        cls.account_expense = cls.company.expense_account_id
        cls.account_income = cls.company.income_account_id
        cls.account_stock_valuation = cls.company.account_stock_valuation_id
        cls.owner = cls._create_partner(name="Owner")
        cls.vendor = cls._create_partner(name="Vendor", company_id=cls.company.id)

    @classmethod
    def _make_categories(cls):
        for method in ("standard", "fifo", "average"):
            name = {"average": "avco"}.get(method, method)
            category = cls.env["product.category"].create(
                {
                    "name": name.title(),
                    "property_valuation": "periodic",
                    "property_cost_method": method,
                }
            )
            setattr(cls, f"category_{name}", category)
            values = {
                "name": f"{name.title()} Auto",
                "property_valuation": "real_time",
            }
            setattr(cls, f"category_{name}_auto", category.copy(values))

    @classmethod
    def _make_world(cls):
        """What is there before the components are received; extend it."""
        cls.env.user.group_ids += cls.env.ref("mrp.group_mrp_manager")
        cls.env.user.group_ids += cls.env.ref("uom.group_uom")
        cls.account_production = cls._make_account("Production", "100102")
        cls.account_absorbed = cls._make_account("Setup absorbed", "510900")
        cls.account_spent = cls._make_account("Setup spending", "510910")
        cls.production_location = cls.env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", cls.company.id)]
        )
        cls.production_location.valuation_account_id = cls.account_production
        cls.lathe = cls._make_workcenter("Lathe")
        cls.component = cls._make_product("Component", cls.category_fifo_auto, 10)
        cls.table = cls._make_product("Table", cls.category_fifo_auto)
        cls.bom = cls._make_bom(cls.table)

    @classmethod
    def _receive_components(cls):
        # Odoo's helper is a method of the test, but reads what its class has too.
        cls._make_in_move(cls, cls.component, 100, unit_cost=10)
        cls.company.action_close_stock_valuation(auto_post=True)

    # === Builders ===

    @classmethod
    def _make_account(cls, name, code, account_type="expense"):
        return cls.env["account.account"].create(
            {"name": name, "code": code, "account_type": account_type}
        )

    @classmethod
    def _make_workcenter(cls, name, **values):
        return cls.env["mrp.workcenter"].create(
            {
                "name": name,
                "costs_hour": 60,
                "time_start": 10,
                "time_stop": 5,
                "setup_cost": 8,
                "setup_account_id": cls.account_absorbed.id,
                **values,
            }
        )

    @classmethod
    def _make_product(cls, name, category, cost=0):
        return cls.env["product.product"].create(
            {
                "name": name,
                "is_storable": True,
                "categ_id": category.id,
                "standard_price": cost,
            }
        )

    @classmethod
    def _make_bom(cls, product, components=None, operations=None, **values):
        """Return the BoM of 1 `product`, by default 1 component and 30 min of lathe."""
        components = components or {cls.component: 1}
        operations = operations or [("Turning", cls.lathe, 30)]
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_id": product.id,
                "product_qty": 1,
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": quantity})
                    for part, quantity in components.items()
                ],
                "operation_ids": [
                    Command.create(
                        {
                            "name": name,
                            "workcenter_id": center.id,
                            "time_cycle_manual": minutes,
                        }
                    )
                    for name, center, minutes in operations
                ],
                **values,
            }
        )

    @classmethod
    def _make_run(cls, quantity=1, bom=None, confirm=True, **values):
        bom = bom or cls.bom
        run = cls.env["mrp.production"].create(
            {
                "product_id": bom.product_id.id,
                "bom_id": bom.id,
                "product_qty": quantity,
                **values,
            }
        )
        if confirm:
            run.action_confirm()
        return run

    # === Doing the work ===

    @classmethod
    def _log(cls, order, start, minutes, setup=False, **values):
        """Log time on a work order, `start` minutes after 8 o'clock of a Monday."""
        begin = fields.Datetime.to_datetime("2026-01-05 08:00:00")
        begin += timedelta(minutes=start)
        return cls.env["mrp.workcenter.productivity"].create(
            {
                "workorder_id": order.id,
                "workcenter_id": order.workcenter_id.id,
                "date_start": begin,
                "date_end": begin + timedelta(minutes=minutes),
                "loss_id": cls.env.ref("mrp.block_reason7").id,
                "is_setup": setup,
                **values,
            }
        )

    def _finish(self, run, quantity=None, backorder=False):
        """Produce the run, or part of it with a backorder; return the backorder."""
        form = Form(run)
        form.qty_producing = quantity or run.product_qty
        run = form.save()
        run.move_raw_ids.picked = True
        group = run.production_group_id.production_ids
        action = run.button_mark_done()
        if backorder:
            wizard = Form(
                self.env["mrp.production.backorder"].with_context(**action["context"])
            )
            wizard.save().action_backorder()
        return run.production_group_id.production_ids - group

    def _produce(self, quantity=1, **values):
        run = self._make_run(quantity, **values)
        self._finish(run)
        return run

    # === Reading the books ===

    def _get_value(self, run):
        """Return what the run's main product was valued at."""
        moves = run.move_finished_ids.filtered(
            lambda move: move.state == "done" and move.product_id == run.product_id
        )
        return sum(moves.mapped("value"))

    def _get_balance(self, account):
        lines = self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        return self.company.currency_id.round(sum(lines.mapped("balance")))

    def _get_gap(self):
        """Return inventory minus ledger."""
        products = self.env["product.product"].search(
            [("is_storable", "=", True), ("qty_available", "!=", 0)]
        )
        value = sum(products.mapped("total_value"))
        ledger = self._get_balance(self.account_stock_valuation)
        return self.company.currency_id.round(value - ledger)

    def _check_books(self, absorbed):
        """Nothing is left on the production account; inventory is the ledger's."""
        self.assertEqual(self._get_balance(self.account_production), 0)
        self.assertEqual(self._get_gap(), 0)
        self.assertEqual(self._get_balance(self.account_absorbed), -absorbed)
