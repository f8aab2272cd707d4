from pytz import UTC, timezone

from odoo import api, fields, models
from odoo.fields import Domain

from ..access import check_one
from ..status.stage import DELIVERED, STAGES, STAGES_HELP
from ..technical import hide_technical

TECHNICAL_FIELDS = {"line_ref"}
DAY = 24 * 60
READ = ["order_id", "product_id", "product_uom_qty", "company_id", "pull_stage"]
READ += ["pull_promised_date", "pull_projected_date", "pull_lateness"]
READ += ["qty_delivered", "product_uom_id"]


class PullOpenChain(models.TransientModel):
    """An order line that is not delivered yet: how far it is, and when it comes.

    A copy for its reader alone, made when the list is opened, so that planners who may
    not open orders can group, sum and filter what is open by week and stage.
    """

    _name = "pull.open.chain"
    _description = "Open Chain"
    _inherit = "pull.chain.mixin"
    _order = "week, name, id"

    line_ref = fields.Integer(readonly=True, help="The id of the order line.")
    name = fields.Char(string="Order", readonly=True)
    customer = fields.Char(readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    quantity = fields.Float(
        "To Deliver", digits="Product Unit", readonly=True, aggregator=None
    )
    uom_id = fields.Many2one("uom.uom", "Unit", readonly=True)
    stage = fields.Selection(STAGES, readonly=True, help=STAGES_HELP)
    promised = fields.Datetime(readonly=True)
    expected = fields.Datetime(readonly=True, help="When it comes as things are now.")
    week = fields.Date(
        "Week From", readonly=True, help="The week in which it is expected."
    )
    lateness = fields.Float(
        "Days Late",
        readonly=True,
        aggregator="max",
        help="Days between what is promised and what is expected.",
    )
    is_late = fields.Boolean("Late", readonly=True)
    count = fields.Integer("Lines", readonly=True, help="One, to be summed up.")
    company_id = fields.Many2one("res.company", readonly=True)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    @api.model
    def action_open_chains(self):
        """List what is open for the user, by week and stage."""
        self.browse().check_access("read")
        # Sudo: nobody makes rows by hand; they are the user's own, by `create_uid`.
        rows = self.sudo()
        rows.search([("create_uid", "=", self.env.uid)]).unlink()
        rows.create(self._prepare_rows())
        return self.env["ir.actions.act_window"]._for_xml_id(
            "pull_through_production.pull_open_chain_action"
        )

    def action_view_chain(self):
        """Open the chain of this line."""
        check_one(self)
        return self.action_view_pull_chain()

    def _get_pull_chain_lines(self):
        return self.env["sale.order.line"].browse(self.mapped("line_ref")).exists()

    # === Filling ===

    @api.model
    def _prepare_rows(self):
        lines = self.env["sale.order.line"]
        # Sudo, for whom the rules of orders let the user know of: planners have no
        # rights on the model of orders.
        told = lines._get_pull_told_domain()
        found = lines.sudo().search_fetch(told & self._get_open_domain(), READ)
        found.order_id.fetch(["name", "partner_id"])
        zone = timezone(self.env.user.tz or "UTC")
        return [self._prepare_row(line, zone) for line in found]

    @api.model
    def _get_open_domain(self):
        return (
            Domain("state", "=", "sale")
            & Domain("pull_stage", "not in", [False, DELIVERED])
            & Domain("company_id", "in", self.env.companies.ids)
        )

    @api.model
    def _prepare_row(self, line, zone):
        expected = line.pull_projected_date or line.pull_promised_date
        late = max(line.pull_lateness, 0)
        return {
            "line_ref": line.id,
            "name": line.order_id.name,
            "customer": line.order_id.partner_id.display_name,
            "product_id": line.product_id.id,
            "quantity": max(line.product_uom_qty - line.qty_delivered, 0),
            "uom_id": line.product_uom_id.id,
            "stage": line.pull_stage,
            "promised": line.pull_promised_date,
            "expected": expected,
            "week": expected and get_monday(expected, zone),
            "lateness": late / DAY,
            "is_late": late > 0,
            "count": 1,
            "company_id": line.company_id.id,
        }


def get_monday(moment, zone):
    """Return the first day of the week of a moment (UTC), where the reader is."""
    return fields.Date.start_of(
        moment.replace(tzinfo=UTC).astimezone(zone).date(), "week"
    )
