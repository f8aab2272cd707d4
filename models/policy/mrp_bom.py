from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..access import INTERNAL


class MrpBom(models.Model):
    _inherit = "mrp.bom"

    run_size = fields.Float(
        digits="Product Unit",
        help="The most units, in the unit of this bill of materials, that one "
        "manufacturing order made for a customer order may hold: 7 units with a run "
        "size of 3 are runs of 3, 3 and 1. 0 = the whole need in one run.",
        groups=INTERNAL,
    )

    _run_size_not_negative = models.Constraint(
        "CHECK (run_size >= 0)",
        "The run size cannot be negative. Use 0 to make the whole need in one run.",
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
