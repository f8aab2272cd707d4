from collections import defaultdict

from odoo import Command, api, fields, models

from ..access import INTERNAL, check_rows
from ..memory.confirmation import confirmation, is_confirming
from ..policy.policies import PULL, SUPPLY_POLICIES
from ..technical import hide_technical
from .runs import get_run_name

TECHNICAL_FIELDS = {"pull_date_planned"}


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    supply_policy = fields.Selection(
        SUPPLY_POLICIES,
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The supply policy of the need that this order was made for. Empty: it "
        "was made for stock or by hand.",
        groups=INTERNAL,
    )
    run_number = fields.Integer(readonly=True, copy=False, groups=INTERNAL)
    run_count = fields.Integer(
        readonly=True,
        copy=False,
        help="The number of runs that make one need.",
        groups=INTERNAL,
    )

    pull_date_planned = fields.Datetime(
        readonly=True,
        copy=False,
        help="The start that the order's supply gave this run. Another start was "
        "given by a person, and stays.",
        groups=INTERNAL,
    )

    pull_specification = fields.Text(
        string="Customer Specification",
        compute="_compute_pull_specification",
        groups=INTERNAL,
        help="What the customers asked for on the order lines that this order serves.",
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    @api.depends("pull_sale_line_ids.pull_specification")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_pull_specification(self):
        for production in self:
            # Sudo: operators read what customers asked for without rights on orders.
            lines = production._get_pull_told_lines().filtered("pull_specification")
            production.pull_specification = "\n".join(
                f"{line.order_id.name}: {line.pull_specification}"
                if len(lines) > 1
                else line.pull_specification
                for line in lines
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if self._is_pull_one_of_several(vals) and not vals.get("name"):
                vals["name"] = self._get_pull_run_name(vals)
        if is_confirming(self.env.cr):
            self._pull_batch_create(vals_list)
        return super().create(vals_list)

    def copy_data(self, default=None):
        # Sudo: Odoo leaves out entries that who copies may not read, but reads them
        # with their rights first.
        self.sudo().mapped("wip_move_ids")
        vals_list = super().copy_data(default)
        self._drop_unread_entries(vals_list)
        # A backorder goes on serving its order; a copy by hand serves nobody.
        if "supply_policy" in (default or {}):
            return vals_list
        for run, vals in zip(self, vals_list, strict=True):
            if run.supply_policy:
                vals.update(sale_line_id=False, reference_ids=False)
        return vals_list

    def _drop_unread_entries(self, vals_list):
        """Leave out the entries of work in process for operators, who make backorders
        and may not read entries: Odoo would refuse to link even none of them."""
        if not self.env["account.move"].has_access("read"):
            for vals in vals_list:
                vals.pop("wip_move_ids", None)

    def _is_pull_one_of_several(self, vals):
        """Tell whether these values, a client's perhaps, are of a run beside others."""
        numbers = (vals.get("run_number"), vals.get("run_count"))
        return (
            all(isinstance(number, int) for number in numbers)
            and vals["run_count"] > 1
            and isinstance(vals.get("picking_type_id"), int)
        )

    def _filter_pull_decided(self):
        """Return the runs that a policy made: see `stock.move._filter_pull_decided`."""
        return self.browse(self.sudo().filtered("supply_policy")._ids)

    def _get_pull_run_name(self, vals):
        """Return a name that tells the runs of one need apart: WH/MO/00012 (3/7)."""
        picking_type = self.env["stock.picking.type"].browse(vals["picking_type_id"])
        number = picking_type.sequence_id.next_by_id()
        return get_run_name(number, (1, 1), (vals["run_number"], vals["run_count"]))

    def _number_pull_runs(self):
        """Number the runs that make one need, `self`, anew: some are gone, or new.

        A run and its backorders have one number. What is done keeps the name that its
        goods bear.
        """
        living = self.filtered(lambda run: run.state != "cancel").sorted("id")
        groups = living.grouped("production_group_id").values()
        for number, runs in enumerate(groups, start=1):
            for run in runs:
                old, new = (run.run_number, run.run_count), (number, len(groups))
                if old != new and run.state != "done":
                    name = get_run_name(run.name, old, new)
                    run.write(
                        {"run_number": number, "run_count": len(groups), "name": name}
                    )

    def _get_backorder_mo_vals(self):
        return {
            **super()._get_backorder_mo_vals(),
            "supply_policy": self.supply_policy,
            "run_number": self.run_number,
            "run_count": self.run_count,
        }

    def action_merge(self):
        if not self._filter_pull_decided():
            return super().action_merge()
        check_rows(self, "write")
        self.browse().check_access("create")
        self.workorder_ids.check_access("write")  # salespeople write runs, no work
        # Sudo: what the policy decided goes over to the new run and its components, and
        # nobody writes that by hand.
        policies = set(self.sudo().mapped("supply_policy"))
        # Core hands over what names one of these as the run made for it: of several
        # runs for a need it names the last.
        outputs = self.sudo().move_finished_ids.filtered(
            lambda move: move.product_id == move.production_id.product_id
        )
        outputs.move_dest_ids.created_production_id = self[:1]
        action = super(MrpProduction, self.sudo()).action_merge()
        if len(policies) == 1:
            merged = self.sudo().browse(action["res_id"])
            merged.supply_policy = policies.pop()
        return action

    def _prepare_merge_orig_links(self):
        # Core keeps a component's link to its purchase only once the receipt exists.
        links = super()._prepare_merge_orig_links()
        pulled = self.move_raw_ids.filtered(lambda move: move.supply_policy == PULL)
        for bom_line, moves in pulled.grouped("bom_line_id").items():
            links[bom_line.id].update(
                supply_policy=PULL,
                procure_method="make_to_order",
                created_purchase_line_ids=[
                    Command.set(moves.created_purchase_line_ids.ids)
                ],
            )
        return links

    def action_confirm(self):
        with confirmation(self.env.cr), self.env["stock.move"]._pull_naming_together():
            res = super().action_confirm()
        self._pull_after_confirm()
        return res

    def _pull_after_confirm(self):
        """Step of confirming runs: they and all that they pull have been confirmed.

        Extend it for what is to be put right then; `self` may hold runs that no policy
        made.
        """

    def _post_run_manufacture(self, post_production_values):
        res = super()._post_run_manufacture(post_production_values)
        self._link_pull_runs(post_production_values)
        pulled = self._filter_pull_decided()
        self.env["stock.rule"]._get_pull_runs_to_confirm(pulled).action_confirm()
        return res

    def _link_pull_runs(self, procurements):
        """Link each pulled run to what waits for it.

        Core links through the one field `created_production_id` of the waiting move:
        of several runs for one need only the last would be linked.
        """
        together = defaultdict(self.env["stock.move"].browse)
        for run, procurement in zip(self, procurements, strict=True):
            waiting = procurement.values.get("move_dest_ids")
            if run.supply_policy and waiting:
                finished = run.move_finished_ids.filtered(
                    lambda move, run=run: move.product_id == run.product_id
                )
                if waiting - finished.move_dest_ids:
                    together[waiting] |= finished
        for waiting, finished in together.items():
            finished.move_dest_ids = [Command.link(move.id) for move in waiting]
