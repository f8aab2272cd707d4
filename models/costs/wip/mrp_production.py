from odoo import models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _get_wip_entries(self, day):
        """Return the posted entries that have what is in process on this day, sudoed:
        not those that reverse them."""
        # Sudo: what is in the ledger does not depend on who asks.
        return self.sudo().wip_move_ids.filtered(
            lambda entry: (
                entry.state == "posted"
                and entry.date == day
                and not entry.reversed_entry_id
            )
        )
