from odoo import fields, models
from odoo.exceptions import AccessError

from ...access import check_rows, works_here


class ProductProduct(models.Model):
    _inherit = "product.product"

    setup_count = fields.Integer(
        compute="_compute_setup_count",
        compute_sudo=False,
        groups="mrp.group_mrp_user",
        help="Setups of the runs that made this product.",
    )

    def _compute_setup_count(self):
        groups = self.env["mrp.workorder"]._read_group(
            [("product_id", "in", self.ids), ("setup_minutes", ">", 0)],
            ["product_id"],
            ["__count"],
        )
        counts = dict(groups)
        for product in self:
            product.setup_count = counts.get(product, 0)

    def action_view_setups(self):
        check_rows(self)
        return self._get_setup_action()

    def _get_setup_action(self):
        """Return what setup took per unit over time, by the size of the runs."""
        if not works_here(self.env):
            raise AccessError(self.env._("Setups are shown to employees only."))
        action = self.env["ir.actions.actions"]._for_xml_id(
            "pull_through_production.pull_setup_report_action_product"
        )
        action["domain"] = [("product_id", "in", self.ids), ("state", "=", "done")]
        action["display_name"] = self.env._(
            "Setup per Unit: %s", self.product_tmpl_id[:1].name
        )
        return action

    def _compute_bom_price(self, bom, boms_to_recompute=False, byproduct_bom=False):
        # Sudo: the value of goods holds what setups cost, whoever works it out.
        return super()._compute_bom_price(
            bom.sudo(), boms_to_recompute=boms_to_recompute, byproduct_bom=byproduct_bom
        )
