from odoo import api, fields, models

from ..access import INTERNAL
from ..document_states import DONE
from ..supply.line_state import decide_line_state
from ..technical import hide_technical
from .noting import (
    LINES,
    STAGED,
    NotedInteger,
    NotedSelection,
    keep_noted,
    note,
    settle,
)
from .past_stages import make_columns
from .stage import STAGES, STAGES_HELP, decide_stage, get_progress
from .wait_words import WaitWords, sort_waits

BUYER = "purchase.group_purchase_user"
LOOKED_AT = {
    *("product_uom_qty", "product_uom_id", "product_id", "supply_policy", "state"),
    *("qty_delivered", "order_id"),
}


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    pull_stage = NotedSelection(
        STAGES,
        string="Stage",
        compute="_compute_pull_stage",
        store=True,
        copy=False,
        help=STAGES_HELP,
        groups=INTERNAL,
    )
    pull_progress = NotedInteger(
        string="Progress",
        compute="_compute_pull_stage",
        store=True,
        copy=False,
        aggregator="avg",
        help="How much of what supplies this line, and of its delivery, is done, in "
        "percent.",
        groups=INTERNAL,
    )

    pull_waits = fields.Json(
        string="Waits For",
        compute="_compute_pull_waits",
        help="What this line waits for now, from whom and until when.",
        groups=INTERNAL,
    )

    def _auto_init(self):
        columns = {"pull_stage": "varchar", "pull_progress": "int4"}
        make_columns(self.env.cr, self._table, columns)
        return super()._auto_init()

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, {"pull_waits"})

    def _compute_pull_stage(self):
        saved = self.filtered("id")
        for line in self - saved:  # in a form: as it was saved
            line.pull_stage = line._origin.pull_stage
            line.pull_progress = line._origin.pull_progress
        shown = saved.filtered(lambda line: line._has_pull_state())
        facts = shown._get_pull_state_facts() if shown else {}
        for line in saved:
            own = facts.get(line.id)
            line.pull_stage, line.pull_progress = (
                line._get_pull_stage(own) if own else (False, 0)
            )

    def _get_pull_stage(self, facts):
        """Return the stage and the progress of a line, by what `_get_pull_state_facts`
        says of it. That it is late is no stage."""
        supply = facts["supply"]
        known = {name: value for name, value in facts.items() if name != "supply"}
        documents = [
            (document._name == "mrp.production", state)
            for _node, document, state in supply.documents
        ]
        stage = decide_stage(decide_line_state(**{**known, "late": []}), documents)
        shares = {
            document: self._get_pull_share_done(document, state)
            for _node, document, state in supply.documents
        }
        ordered = self.product_uom_qty
        delivered = 1 if facts["delivered"] else self.qty_delivered / ordered
        return stage, get_progress(delivered, shares.values())

    @api.model
    def _get_pull_share_done(self, document, state):
        """Return how much of a document of the chain is done, 0 to 1."""
        if state == DONE:
            return 1
        if document._name == "mrp.production":
            done, whole = document.qty_produced, document.product_qty
        else:
            done, whole = document.qty_received, document.product_qty
        return done / whole if whole else 0

    # === What it waits for ===

    @api.depends("pull_stage", "pull_progress")
    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    def _compute_pull_waits(self):
        waits = self._origin._get_pull_waits()
        words = self._get_pull_wait_words()
        for line in self:
            missing, documents = waits.get(line._origin.id, ([], []))
            line.pull_waits = [
                *(
                    {
                        "text": self.env._(
                            "%(product)s: nothing supplies it", product=name
                        )
                    }
                    for name in missing
                ),
                *(words.describe(*document) for document in documents),
            ]

    def _get_pull_waits(self):
        """Return {line id: (names of products that nothing supplies, (document, state)
        of what is waited for now, the most urgent first)}, in one walk for all.

        The documents are sudoed: what an order waits for is told to its readers, who
        may not open it.
        """
        lines = self.filtered(lambda line: line._has_pull_state())
        facts = lines._get_pull_state_facts() if lines else {}
        return {
            line_id: (
                own["missing"],
                []
                if own["delivered"] or own["reserved"]
                else sort_waits(own["supply"].documents),
            )
            for line_id, own in facts.items()
        }

    @api.model
    def _get_pull_wait_words(self):
        """Return the engine that says what lines wait for: `WaitWords`."""
        return WaitWords(self.env, self.env.su or self.env.user.has_group(BUYER))

    # === Kept up to date ===

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._note_pull_stage()
        return lines

    def write(self, vals):
        if LOOKED_AT & vals.keys():
            self._note_pull_stage()
        return super().write(vals)

    def _note_pull_stage(self):
        """Note that these lines may be in another stage."""
        note(self.env, LINES, self.ids)

    def _pull_launch(self, previous):
        res = super()._pull_launch(previous)
        keep_noted(self.env)
        return res

    def _recompute_model(self, fnames=None):
        if fnames is not None and not set(STAGED).isdisjoint(fnames):
            settle(self.env)
        return super()._recompute_model(fnames)
