from odoo import api, fields, models

from .kinds import LIMIT_INFOS, LIMIT_KINDS, NO_ROOM


class PullException(models.Model):
    _inherit = "pull.exception"

    kind = fields.Selection(
        selection_add=LIMIT_KINDS,
        ondelete={kind: "cascade" for kind, _label in LIMIT_KINDS},
    )

    @api.model
    def _get_kind_infos(self):
        return {**super()._get_kind_infos(), **LIMIT_INFOS}

    @api.model
    def _report_work_limit(self, company, line):
        """Report the runs of a company that wait for nothing but room and are too late
        for an order; close what was reported of others.

        :param line: `WorkLine` of all limits of the company
        """
        held = self.env["mrp.production"].sudo().browse(line.ready & line.held.keys())
        late = held.filtered(lambda run: run.pull_slack < 0)
        self._report([self._prepare_work_limit(run, line) for run in late])
        others = self._get_open_without_room().filtered(
            lambda own: own.company_id == company and own.res_id not in late.ids
        )
        others._close(self.env._("Solved: the cause is gone"))

    @api.model
    def _get_open_without_room(self):
        # Sudo: exceptions are closed by whatever solves them.
        return self.sudo().search([("kind", "=", NO_ROOM), ("state", "=", "open")])

    @api.model
    def _prepare_work_limit(self, run, line):
        order_line = run._get_pull_urgent_line().sudo()
        order = order_line.order_id
        return {
            "kind": NO_ROOM,
            "message": f"{run.name}: {line.say(run)}.",
            "remedy": self.env._("Let it through, or wait until there is room."),
            "company_id": run.company_id.id,
            "order_id": order.id,
            "sale_line_id": order_line.id,
            "product_id": run.product_id.id,
            "user_id": self._get_responsible(run, order).id,
            "res_model": run._name,
            "res_id": run.id,
            "document_name": run.name,
        }

    @api.model
    def _close_work_limit(self, runs):
        """Close what was reported of these runs: they begin, or were let through."""
        found = self._get_open_of(runs).filtered(lambda e: e.kind == NO_ROOM)
        found._close(self.env._("Solved: the cause is gone"))

    def _is_room_found(self):
        run = self.env["mrp.production"].browse(self.res_id).exists()
        return not run.pull_is_held or run.pull_slack >= 0
