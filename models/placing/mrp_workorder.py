from odoo import api, models

LOOKED_AT = {
    "state",
    "date_start",
    "date_finished",
    "duration_expected",
    "workcenter_id",
}


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.production_id._note_pull_dates()
        return orders

    def write(self, vals):
        res = super().write(vals)
        if LOOKED_AT & vals.keys():
            self.production_id._note_pull_dates()
        return res

    def _get_pull_centers(self):
        """Return [(work center, minutes of work left there, as promised dates count
        them)]: its own, then those that may do this instead while nobody has begun."""
        self.ensure_one()
        centers = [(self.workcenter_id, self._get_pull_minutes_left())]
        others = self.workcenter_id.alternative_workcenter_ids
        if others and self.operation_id and not self.time_ids:
            centers += [
                (other, self._get_duration_expected(alternative_workcenter=other))
                for other in others
            ]
        return [
            (center, minutes * center._get_pull_promise_factor(self.company_id))
            for center, minutes in centers
        ]

    def _take_pull_center(self, center):
        """Do this on another work center, as Odoo's own planning would."""
        self.ensure_one()
        minutes = self._get_duration_expected(alternative_workcenter=center)
        self.write({"workcenter_id": center.id, "duration_expected": minutes})
