from odoo import api, models
from odoo.tools import SQL


class PurchaseOrder(models.Model):
    _name = "purchase.order"
    _inherit = ["purchase.order", "pull.urgent.mixin"]

    _pull_open_index = models.Index(
        "(id) WHERE receipt_status IN ('pending', 'partial')"
    )

    def write(self, vals):
        if "state" in vals:
            self.order_line._note_pull_stage()
        return super().write(vals)

    def unlink(self):
        self.order_line._note_pull_served()
        return super().unlink()

    @api.model
    def _take_pull_urgencies(self, lines):
        """Take over the most urgent of these purchase lines."""
        orders = lines.order_id
        if not orders:
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE purchase_order purchase
                SET pull_slack = first.slack, pull_needed_by = first.needed,
                    pull_urgencies = first.urgencies
                FROM unnest(%s::int[]) own(id)
                LEFT JOIN LATERAL (
                    SELECT line.pull_slack AS slack, line.pull_needed_by AS needed,
                        line.pull_urgencies AS urgencies
                    FROM purchase_order_line line
                    WHERE line.order_id = own.id AND line.pull_slack IS NOT NULL
                    ORDER BY line.pull_slack, line.id
                    LIMIT 1
                ) first ON TRUE
                WHERE purchase.id = own.id
                """,
                orders.ids,
            )
        )
        names = ["pull_slack", "pull_needed_by", "pull_urgencies", "pull_urgent_order"]
        orders.invalidate_recordset(names, flush=False)

    def _get_pull_open_sql(self, alias):
        self.flush_model(["state", "receipt_status"])
        return SQL(
            "(%s IN ('draft', 'sent', 'to approve') OR %s IN ('pending', 'partial'))",
            SQL.identifier(alias, "state"),
            SQL.identifier(alias, "receipt_status"),
        )
