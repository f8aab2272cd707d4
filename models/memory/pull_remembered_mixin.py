from odoo import api, models

from .memory import forget


class PullRememberedMixin(models.AbstractModel):
    """A model that answers in a confirmation's memory depend on.

    Inherit it beside the model (`_inherit = ["mrp.bom", "pull.remembered.mixin"]`):
    creating, changing or deleting a record empties the memory that is open, if any.
    """

    _name = "pull.remembered.mixin"
    _description = "Configuration remembered during a confirmation"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        forget(self.env.cr)
        return records

    def write(self, vals):
        res = super().write(vals)
        if self._is_pull_remembered_change(vals):
            forget(self.env.cr)
        return res

    def unlink(self):
        res = super().unlink()
        forget(self.env.cr)
        return res

    def _is_pull_remembered_change(self, vals):
        """Return whether writing `vals` can change an answer; by default it can."""
        return True
