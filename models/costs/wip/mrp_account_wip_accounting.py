from datetime import datetime

from odoo import Command, api, fields, models

from ...access import COST


class MrpAccountWipAccounting(models.TransientModel):
    """Odoo's entry of work in process, with what the screen of that day says."""

    _inherit = "mrp.account.wip.accounting"

    pull_wip_posted = fields.Char(
        compute="_compute_pull_wip_posted",
        groups=COST,
        help="The entries that have what is in process of these runs on this day.",
    )

    @api.depends("date", "mo_ids")
    def _compute_pull_wip_posted(self):
        for wizard in self:
            entries = wizard.mo_ids._origin._get_wip_entries(wizard.date)
            wizard.pull_wip_posted = ", ".join(entries.mapped("name"))

    @api.model
    def default_get(self, fields_list):
        res = super().default_get(fields_list)
        day = fields.Date.to_date(res.get("date")) or fields.Date.today()
        runs = self._get_runs_chosen(day)
        if runs and "mo_ids" in fields_list:
            res["mo_ids"] = [Command.set(runs.ids)]
        if runs and "reference" in fields_list:
            res["reference"] = self.env._(
                "Manufacturing WIP - %s", ", ".join(runs.mapped("name"))
            )
        return res

    @api.model
    def _get_runs_chosen(self, day):
        """Return the runs from whose list this was opened, as far as they are open; or
        were on that day, and are done since."""
        runs = self.env["mrp.production"].browse(self.env.context.get("active_ids"))
        runs = runs.filtered(lambda run: run.state not in ("draft", "cancel"))
        done = runs.filtered(lambda run: run.state == "done")
        if not done:
            return runs
        then = {one.run.id for one in self._get_in_process(day, done)}
        return runs - done.filtered(lambda run: run.id not in then)

    def _get_in_process(self, day, runs):
        """Return what is in process of these runs at the end of a day."""
        # Sudo: what is in process does not depend on who posts it.
        found = self.env.company.sudo()._get_work_in_process(day).get_all()
        return [one for one in found if one.run.id in runs.ids]

    def _get_line_vals(self, productions=False, date=False):
        commands = super()._get_line_vals(productions, date)
        if not productions:
            return commands
        day = (date or datetime.now()).date()
        found = self._get_in_process(day, productions)
        material = sum(one.material - one.posted for one in found)
        work = sum(one.total - one.material for one in found)
        amounts = (("credit", material), ("credit", work), ("debit", material + work))
        for (_command, _id, vals), (side, amount) in zip(
            commands, amounts, strict=True
        ):
            other = {"credit": "debit", "debit": "credit"}[side]
            vals.update({side: max(amount, 0.0), other: max(-amount, 0.0)})
        return commands
