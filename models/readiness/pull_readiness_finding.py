from odoo import api, fields, models

from .kinds import FINDING_KINDS, FINDING_SEVERITIES


class PullReadinessFinding(models.TransientModel):
    """One row of the list that "Supply Check" opens: what would fail, or go badly, if
    a quotation were confirmed now.

    A copy for its reader alone, made when the list is opened.
    """

    _name = "pull.readiness.finding"
    _description = "Supply Check Finding"
    _order = "order_id, id"

    order_id = fields.Many2one("sale.order", readonly=True, required=True, index=True)
    sale_line_id = fields.Many2one(
        "sale.order.line", string="Order Line", readonly=True
    )
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
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    can_open = fields.Boolean(compute="_compute_can_open")

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_can_open(self):
        for model, findings in self.grouped("res_model").items():
            readable = set()
            if model and self.env[model].has_access("read"):
                causes = self.env[model].browse(findings.mapped("res_id")).exists()
                readable = set(causes._filtered_access("read").ids)
            for finding in findings:
                finding.can_open = finding.res_id in readable

    def action_open(self):
        """Open the record that causes the finding, to mend it."""
        self.ensure_one()
        model, res_id = self.res_model, self.res_id
        if not self.can_open:
            model, res_id = "sale.order", self.order_id.id
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": res_id,
            "views": [(False, "form")],
        }

    @api.model
    def _open(self, orders):
        """Return the action that lists what the supply check finds in these orders."""
        self._load(orders)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pull_through_production.pull_readiness_finding_action"
        )
        if len(orders) == 1:
            name = self.env._("Supply Check of %(order)s", order=orders.name)
            action["name"] = action["display_name"] = name
        action["domain"] = [
            ("order_id", "in", orders.ids),
            ("create_uid", "=", self.env.uid),
        ]
        return action

    @api.model
    def _load(self, orders):
        orders.check_access("read")
        rows = self.sudo()
        rows.search(
            [("order_id", "in", orders.ids), ("create_uid", "=", self.env.uid)]
        ).unlink()
        rows.create(
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
