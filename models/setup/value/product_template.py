from odoo import fields, models

from ...access import check_one


class ProductTemplate(models.Model):
    _inherit = "product.template"

    setup_count = fields.Integer(
        compute="_compute_setup_count",
        compute_sudo=False,
        groups="mrp.group_mrp_user",
        help="Setups of the runs that made this product.",
    )

    def _compute_setup_count(self):
        groups = self.env["mrp.workorder"]._read_group(
            [
                ("product_id.product_tmpl_id", "in", self.ids),
                ("setup_minutes", ">", 0),
            ],
            ["product_id"],
            ["__count"],
        )
        counts = dict.fromkeys(self.ids, 0)
        for product, count in groups:
            counts[product.product_tmpl_id.id] += count
        for template in self:
            template.setup_count = counts.get(template.id, 0)

    def action_view_setups(self):
        check_one(self)
        return self.product_variant_ids._get_setup_action()
