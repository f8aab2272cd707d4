from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import float_is_zero

from ..access import INTERNAL
from ..words import format_quantity


class MrpBom(models.Model):
    _inherit = "mrp.bom"

    run_size = fields.Float(
        digits="Product Unit",
        help="The most units, in the unit of this bill of materials, that one "
        "manufacturing order made for a customer order may hold: 7 units with a run "
        "size of 3 are runs of 3, 3 and 1. 0 = the whole need in one run.",
        groups=INTERNAL,
    )

    run_size_warning = fields.Char(compute="_compute_run_size_warning", groups=INTERNAL)

    _run_size_not_negative = models.Constraint(
        "CHECK (run_size >= 0)",
        "The run size cannot be negative. Use 0 to make the whole need in one run.",
    )

    @api.depends("run_size", "product_uom_id")
    def _compute_run_size_warning(self):
        for bom in self:
            is_whole = bom.run_size == round(bom.run_size)
            bom.run_size_warning = (
                not is_whole
                and bom.product_uom_id._is_pull_counted()
                and self.env._(
                    "Runs of %(quantity)s make parts of one: use a whole number.",
                    quantity=format_quantity(
                        self.env, bom.run_size, bom.product_uom_id
                    ),
                )
            )

    @api.constrains("run_size", "enable_batch_size")
    def _check_run_size(self):
        for bom in self:
            if bom.run_size and bom.enable_batch_size:
                raise ValidationError(
                    self.env._(
                        "%(bom)s has a run size and a batch size. Keep the run size to "
                        "make small runs for customer orders (the last run holds the "
                        "remainder), or set it to 0 to keep the batch size, which "
                        "fills every order up to the batch.",
                        bom=bom.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_run_size_kept(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_run_size_kept(vals)
        return super().write(vals)

    def _check_run_size_kept(self, vals):
        """Refuse a run size that would be rounded to 0, which means no limit at all."""
        size = vals.get("run_size")
        if not isinstance(size, int | float):
            return  # core says what is wrong with it
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        if 0 < size < 1 and float_is_zero(size, precision_digits=digits):
            raise ValidationError(
                self.env._(
                    "A run size of %(size)s is less than the smallest quantity, "
                    "%(smallest)s. Type a greater one, or 0 to make the whole need in "
                    "one run.",
                    size=f"{size:g}",
                    smallest=f"{10**-digits:g}",
                )
            )

    def _get_pull_run_size(self):
        """Return the most units of one run, in the BoM's unit; 0 = any quantity.

        With a batch size core makes every run that large.
        """
        self.ensure_one()
        return self.run_size or (self.batch_size if self.enable_batch_size else 0.0)

    @api.model
    def _get_pull_run_size_domain(self):
        """Return the domain of the BoMs that may make several runs of one need."""
        return Domain("run_size", ">", 0) | Domain("enable_batch_size", "=", True)
