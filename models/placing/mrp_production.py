from odoo import api, fields, models

from ..access import INTERNAL
from ..technical import hide_technical
from .noting import note_documents, placing_now

TECHNICAL_FIELDS = {"pull_date_finish"}
LOOKED_AT = {"date_start", "date_finished", "state", "product_qty", "qty_producing"}


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    pull_date_finish = fields.Datetime(
        readonly=True,
        copy=False,
        help="When it is to end, as worked out from what the order was promised for.",
        groups=INTERNAL,
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    @api.depends("pull_date_finish")
    def _compute_date_finished(self):
        # Core knows no working hours: it adds the minutes to the start.
        res = super()._compute_date_finished()
        for run in self:
            if run.pull_date_finish and not run._is_pull_dated_otherwise():
                run.date_finished = run.pull_date_finish
        return res

    def _is_pull_dated_otherwise(self):
        """Tell whether a person gave this run its dates, or has ended it."""
        return self.state == "done" or self._is_pull_planned_by_person()

    def write(self, vals):
        res = super().write(vals)
        if LOOKED_AT & vals.keys():
            self._note_pull_dates()
        return res

    def _is_pull_dated_for_many(self):
        return super()._is_pull_dated_for_many() or placing_now(self.env)

    def _note_pull_dates(self):
        """Let the dates of the order lines that these runs serve be worked out anew."""
        if not placing_now(self.env):
            note_documents(self._filter_pull_decided())

    def _place_pulled(self, start, end, deadline):
        """Begin and end as worked out from what the order was promised for."""
        self.move_finished_ids.filtered(
            lambda move: (move.date, move.date_deadline) != (end, deadline)
        ).write({"date": end, "date_deadline": deadline})
        # Core would do so run by run, and look at the state of each.
        with self.env.protecting([self._fields["move_finished_ids"]], self):
            self.write(
                {
                    "date_start": start,
                    "date_finished": end,
                    "date_deadline": deadline,
                    "pull_date_planned": start,
                    "pull_date_finish": end,
                    "pull_is_placed": True,
                }
            )
