from odoo import api, fields, models
from odoo.exceptions import UserError

from ...access import COST, check_one
from ..plan.private_context import with_time_only
from .setup_entry import SetupEntry

# The administrator of Invoicing is no reader of Accounting, but reads entries.
ENTRIES = "account.group_account_readonly,account.group_account_manager"


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    setup_cost = fields.Monetary(
        compute="_compute_setup_sums",
        compute_sudo=True,
        currency_field="setup_currency_id",
        groups=COST,
        help="What setup has cost so far.",
    )
    setup_variance = fields.Monetary(
        compute="_compute_setup_sums",
        compute_sudo=True,
        currency_field="setup_currency_id",
        groups=COST,
        help="Actual minus planned setup cost of the finished work orders.",
    )
    setup_cost_unit = fields.Monetary(
        compute="_compute_setup_sums",
        compute_sudo=True,
        currency_field="setup_currency_id",
        groups=COST,
        help="Setup cost per unit: actual once the run is done, before that planned.",
    )
    setup_share = fields.Float(
        compute="_compute_setup_sums",
        compute_sudo=True,
        groups=COST,
        help="Setup's part of what this run costs: actual once it is done, before that "
        "planned.",
    )
    run_cost = fields.Monetary(
        string="Cost of the run",
        copy=False,
        readonly=True,
        currency_field="setup_currency_id",
        groups=COST,
        help="What the run cost when it was done: components, work and setup, before "
        "by-products took their share.",
    )
    setup_move_ids = fields.One2many(
        "account.move",
        "setup_production_id",
        string="Setup entries",
        readonly=True,
        groups=ENTRIES,
    )
    setup_move_count = fields.Integer(
        compute="_compute_setup_move_count", groups=ENTRIES
    )

    @api.depends(
        "product_qty",
        "qty_produced",
        "state",
        "run_cost",
        "setup_cost_planned",
        "workorder_ids.state",
        "workorder_ids.setup_cost",
        "workorder_ids.setup_variance",
    )
    def _compute_setup_sums(self):
        for run in self:
            run.setup_cost = sum(run.workorder_ids.mapped("setup_cost"))
            run.setup_variance = sum(run.workorder_ids.mapped("setup_variance"))
            done = run.state == "done"
            cost = run.setup_cost if done else run.setup_cost_planned
            quantity = run.qty_produced if done else run.product_qty
            total = run.run_cost if done else run._get_setup_expected_cost()
            run.setup_cost_unit = cost / quantity if quantity else 0
            run.setup_share = cost / total if total else 0

    @api.depends("setup_move_ids")
    def _compute_setup_move_count(self):
        for run in self:
            run.setup_move_count = len(run.setup_move_ids)

    def _get_setup_expected_cost(self):
        """Return what the run is expected to cost: an estimate, before it is done."""
        moves = self.move_raw_ids.filtered(lambda move: move.state != "cancel")
        components = sum(
            move.product_qty * move.product_id.standard_price
            for move in moves.with_company(self.company_id)
        )
        workorders = self.workorder_ids.filtered(
            lambda workorder: workorder.state != "cancel"
        )
        work = sum(
            workorder._compute_expected_operation_cost() for workorder in workorders
        )
        return components + work

    # === Value ===

    def _cal_price(self, consumed_moves):
        res = super()._cal_price(consumed_moves)
        work = self.workorder_ids._cal_cost()
        done = sum(consumed_moves.mapped("value"))
        extra = self.extra_cost * self.product_uom_id._compute_quantity(
            self.qty_producing, self.product_id.uom_id
        )
        self.sudo().run_cost = done + work + extra
        return res

    def _post_labour(self):
        res = None
        for run in with_time_only(self):
            # Core reads the product of all runs at once; and the fixed cost of setup
            # is not labour: it has an entry of its own.
            res = super(MrpProduction, run)._post_labour()
        self._post_setup()
        return res

    def _post_setup(self):
        """Post the fixed cost of the runs' setups: production account / absorbed."""
        entries = [
            run._get_setup_entry() for run in self.sudo() if run._should_post_setup()
        ]
        for entry in entries:
            if entry.unposted:
                entry.tell_unposted()
        entries = [entry for entry in entries if entry.lines]
        for entry in self._post_setup_entries(entries):
            entry.mark_absorbed()
        self._post_setup_spending()

    def _should_post_setup(self):
        """Core's own conditions for labour, and a setup that costs something."""
        self.ensure_one()
        product = self.product_id.with_company(self.company_id)
        return (
            product.valuation == "real_time"
            and product.property_stock_production.valuation_account_id
            and any(
                workorder.setup_fixed_planned or workorder._get_setup_standard().fixed
                for workorder in self.workorder_ids
            )
        )

    def _get_setup_entry(self, spending=False):
        """Return the entry of this run's setups: absorbed, or what was spent on them.

        Meant to be inherited, to have another `SetupEntry`.
        """
        self.ensure_one()
        return SetupEntry(self, spending=spending)

    def _post_setup_entries(self, entries):
        """Post them together, or else one by one: a run is never refused for its entry.

        :return: those `SetupEntry` that are in the ledger
        """
        if not entries:
            return []
        try:
            with self.env.cr.savepoint():
                moves = self.env["account.move"].sudo()  # as core's labour entry
                moves.create([entry.get_vals() for entry in entries])._post()
                return entries
        except UserError as error:
            if len(entries) > 1:
                posted = (self._post_setup_entries([entry]) for entry in entries)
                return [entry for [entry] in filter(None, posted)]
            entries[0].tell_unposted(error)
            return []

    def _post_setup_spending(self):
        """Move what was spent from where bills are booked to the absorbed account."""
        for run in self.sudo():
            if run.state == "done" and run._should_post_setup():
                entry = run._get_setup_entry(spending=True)
                if entry.lines and run._post_setup_entries([entry]):
                    entry.mark_posted()

    def action_view_setup_moves(self):
        check_one(self)
        moves = self.env["account.move"].search([("setup_production_id", "=", self.id)])
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Setup Entries of %s", self.name),
            "res_model": "account.move",
            "domain": [("id", "in", moves.ids)],
        }
        if len(moves) == 1:
            return {**action, "view_mode": "form", "res_id": moves.id}
        entries = self.env.ref("account.view_move_tree").id
        return {**action, "views": [(entries, "list"), (False, "form")]}
