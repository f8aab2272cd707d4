from odoo import api, fields, models

from .kinds import FINDING_KINDS, FINDING_SEVERITIES


class PullReadinessFinding(models.TransientModel):
    """One row of the list that "Supply Check" opens: what would fail, or go badly, if
    a quotation were confirmed now.

    A copy for its reader alone, made when the list is opened.
    """

    _name = "pull.readiness.finding"
    _inherit = "pull.order.row.mixin"
    _description = "Supply Check Finding"
    _order = "order_id, id"

    ordered_product_id = fields.Many2one(
        related="sale_line_id.product_id", string="Ordered"
    )
    product_id = fields.Many2one(
        "product.product",
        readonly=True,
        help="The product whose supply would fail or go badly: the ordered one, or "
        "something that goes into it.",
    )
    kind = fields.Selection(FINDING_KINDS, string="Finding", readonly=True)
    severity = fields.Selection(FINDING_SEVERITIES, readonly=True)
    message = fields.Text(string="What Is Wrong", readonly=True)
    remedy = fields.Text(string="What to Do", readonly=True)

    def _get_instead(self):
        return self.order_id

    # === Filling ===

    @api.model
    def _get_rows_action(self):
        return "pull_through_production.pull_readiness_finding_action"

    @api.model
    def _get_rows_title(self, order):
        return self.env._("Supply Check of %(order)s", order=order.name)

    @api.model
    def _load(self, orders, known):
        known.unlink()
        self.create(
            [self._prepare_row(finding) for finding in orders._get_pull_readiness()]
        )

    @api.model
    def _prepare_row(self, finding):
        return {
            "order_id": finding["line"].order_id.id,
            "sale_line_id": finding["line"].id,
            **{
                name: finding[name]
                for name in (
                    "product_id",
                    "kind",
                    "severity",
                    "message",
                    "remedy",
                    "res_model",
                    "res_id",
                )
            },
        }
