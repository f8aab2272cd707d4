from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...access import COST, check_rows
from ..plan.cost_plan import CostPlan
from .cost_sheet import CostSheet


class SaleOrder(models.Model):
    _inherit = "sale.order"

    pull_cost_sheet = fields.Html(
        string="Cost",
        compute="_compute_pull_cost_sheet",
        sanitize=False,
        groups=COST,
        help="What a confirmed order was planned to cost, what it cost and what is "
        "booked.",
    )

    @api.depends("state")
    @api.depends_context("uid", "lang")
    def _compute_pull_cost_sheet(self):
        self.pull_cost_sheet = False
        confirmed = self.filtered(lambda order: order.state == "sale")
        sheets = confirmed._origin._get_cost_sheets()
        for order in confirmed:
            order.pull_cost_sheet = self.env["ir.qweb"]._render(
                "pull_through_production.cost_sheet_body",
                self._get_cost_sheet_values(sheets[order._origin.id]),
            )

    @api.model
    def _get_cost_sheet_values(self, sheet):
        """Return what the template of a sheet needs."""
        return {
            "sheet": sheet,
            "currency": self.env["res.currency"].browse(sheet["currency_id"]),
            "show_links": self.env["mrp.production"].has_access("read"),
        }

    def _get_cost_sheet(self, date=None):
        """Return what this order cost, in its company's currency, as plain data.

        :param date: as of the end of this day: a past month never changes. None: as
            it is now

        For who sees costs; they need not see the runs and entries behind the figures.

        :return: dict with

            - `order_id`, `name`, `partner`, `date`, `as_of`, `currency_id`
            - `head`: revenue `ordered` and `invoiced`, `cogs` booked, gross `margin`
              and `margin_share` (0..1, None without revenue); not in the ledger:
              `ordering`, `carrying`, `carrying_push` and the `contribution` after these
            - `lines`: `id`, `product`, `uom`, `ordered`, `delivered`, `invoiced`,
              `basis`, `ordering`, `carrying`, `carrying_push`, `kinds` and `total`
            - `runs`, each before those below it: `id`, `name`, `product`, `quantity`,
              `uom`, `state`, `state_label`, `level` (1 = delivers), `share` (0..1) and
              `share_quantity` of it that is this order's, `byproduct_share`, `kinds`,
              `planned`, `actual`, `variance` and `words`: list of `text` and `amount`.
              Figures are those of the whole run; kind `below` is what its components
              from runs below cost, so totals of runs must not be added.
            - `foot`: `kinds`, `cogs`, `ledger`, what is `due`, the `difference`
              between them, the `sentence` that says so, and `notes` about what is not
              booked yet, or booked wrong

            A kind has `kind`, `label`, `planned` (for the ordered quantity), `actual`
            (for what was delivered), `variance` (actual minus the plan of what was
            delivered) and `booked`.
        """
        self.ensure_one()
        return self._get_cost_sheets(date)[self.id]

    def _get_cost_sheets(self, date=None):
        """Return {order id: its sheet} (see `_get_cost_sheet`)."""
        if not self.env.su and not self.env.user.has_group(COST):
            raise AccessError(self.env._("Only those who see costs see cost sheets."))
        self.check_access("read")
        return self._get_cost_sheet_reader(date).get_sheets()

    def _get_cost_sheet_reader(self, date=None):
        """Return what reads the sheets of these orders. Meant to be inherited, to have
        another `CostSheet`."""
        return CostSheet(self, date)

    @api.model
    def _get_cost_plan(self, nodes):
        """Return what these nodes of pull chains were planned to cost. Meant to be
        inherited, to have another `CostPlan`."""
        return CostPlan(nodes, self.env)

    def action_open_cost_sheet(self):
        """Open the sheets of these orders as a page."""
        check_rows(self)
        report = self.env.ref("pull_through_production.cost_sheet_report_html")
        return report.report_action(self, config=False)
