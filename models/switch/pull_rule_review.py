from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..access import check_one
from .pull_switch import DONE


class PullRuleReview(models.TransientModel):
    """Shows which reordering rules of switches the last orders would set otherwise; a
    person accepts what he chooses."""

    _name = "pull.rule.review"
    _description = "Updating Reordering Rules"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    date = fields.Datetime("By the Advice of", readonly=True)
    line_ids = fields.One2many("pull.rule.review.line", "review_id", "Rules")

    @api.model
    def action_review(self):
        """Open the rules that switches have made and that have come to differ from what
        the advice says now."""
        self.check_access("create")
        # Sudo: reordering rules follow the policies that their reader manages.
        switches = (
            self.env["pull.switch"]
            .sudo()
            .search([("state", "=", DONE), ("company_id", "=", self.env.company.id)])
        )
        review = self.sudo().create(
            {
                "company_id": self.env.company.id,
                "date": self._get_advice_date(),
                "line_ids": [
                    Command.create(values) for values in switches._get_reviewed()
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Update Reordering Rules"),
            "res_model": self._name,
            "res_id": review.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _get_advice_date(self):
        """Return when the advice was last worked out."""
        # Sudo: as in `action_review`, the day alone.
        domain = [("company_id", "=", self.env.company.id)]
        rows = self.env["pull.advice"].sudo()
        return rows.search(domain, order="date_worked desc", limit=1).date_worked

    def action_apply(self):
        check_one(self)
        chosen = self.line_ids.filtered("is_chosen")
        if not chosen:
            raise UserError(self.env._("Choose a reordering rule."))
        templates = chosen.product_id.product_tmpl_id
        self.env["pull.switch"]._check_may_switch(templates)
        # Sudo: who manages policies decides on these levels, see `_check_may_switch`;
        # which rules and switches they belong to is no matter of the client.
        for line in chosen.sudo():
            line._apply()
        return {"type": "ir.actions.act_window_close"}
