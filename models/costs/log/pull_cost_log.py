from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang

from ...access import check_one
from ...technical import hide_technical
from ..vectors.cost_kinds import KINDS

MOVE, COGS, SETTLEMENT = "move", "cogs", "settlement"
SUBJECTS = [
    (MOVE, "Cost of a move"),
    (COGS, "Cost of goods sold of an item"),
    (SETTLEMENT, "Cost of goods sold of an order line"),
]
TECHNICAL_FIELDS = {"parts_before", "parts_after", "stock_move_id"}
TECHNICAL_FIELDS |= {"account_move_line_id"}


class PullCostLog(models.Model):
    """What a cost was before it changed, and what it is since: written once.

    The engines that change a cost write it, in sudo. Nobody changes or deletes it, with
    whatever rights.
    """

    _name = "pull.cost.log"
    _description = "Change of a Cost"
    _order = "id desc"
    _rec_name = "document"

    subject = fields.Selection(SUBJECTS, required=True, readonly=True)
    date = fields.Date(
        required=True, readonly=True, help="The accounting day of the change."
    )
    user_id = fields.Many2one(
        "res.users",
        string="By",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.uid,
    )
    cause = fields.Char(
        readonly=True, help="The document or event that changed the cost."
    )
    document = fields.Char(readonly=True, help="Whose cost it is, by its name then.")
    product_id = fields.Many2one("product.product", readonly=True, ondelete="restrict")
    stock_move_id = fields.Many2one(
        "stock.move", readonly=True, ondelete="set null", index="btree_not_null"
    )
    account_move_line_id = fields.Many2one(
        "account.move.line",
        string="Journal Item",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    account_move_id = fields.Many2one(
        "account.move",
        string="Journal Entry",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    order_id = fields.Many2one(
        "sale.order",
        string="Sales Order",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    before = fields.Monetary(readonly=True)
    after = fields.Monetary(readonly=True)
    change = fields.Monetary(readonly=True, help="After less before.")
    parts_before = fields.Json(readonly=True)
    parts_after = fields.Json(readonly=True)
    parts = fields.Char(
        "What Changed",
        compute="_compute_parts",
        help="Each kind of cost that changed: before and after.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    @api.depends("parts_before", "parts_after")
    @api.depends_context("lang")
    def _compute_parts(self):
        kinds = self.env["stock.move.cost.line"]._fields["kind"]
        labels = dict(kinds._description_selection(self.env))
        for row in self:
            row.parts = ", ".join(
                f"{label} {row._format(before)} → {row._format(after)}"
                for label, before, after in row._get_changed(labels)
            )

    def _get_changed(self, labels):
        """Return [(name, before, after)] of the kinds of cost that changed."""
        before, after = self.parts_before or {}, self.parts_after or {}
        pairs = [(kind, before.get(kind, 0), after.get(kind, 0)) for kind, _ in KINDS]
        return [
            (labels[kind], one, other)
            for kind, one, other in pairs
            if self.currency_id.compare_amounts(one, other)
        ]

    def _format(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    # === Written once ===

    def write(self, vals):
        if self:
            raise AccessError(self.env._("What a cost was cannot be changed later."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What a cost was cannot be deleted."))

    @api.model
    def _log(self, vals_list):
        """Write changes; those that change nothing are left out.

        :param vals_list: values with `parts_before` and `parts_after`, {kind: amount}
        """
        rows = [self._prepare_row(vals) for vals in vals_list]
        # Sudo: the engine alone writes it, whoever caused the change.
        self.sudo().create([vals for vals in rows if vals])

    @api.model
    def _prepare_row(self, vals):
        currency = self.env["res.company"].browse(vals["company_id"]).currency_id
        before, after = (
            {kind: part for kind, part in vals[name].items() if part}
            for name in ("parts_before", "parts_after")
        )
        if not any(
            currency.compare_amounts(before.get(kind, 0), after.get(kind, 0))
            for kind in {*before, *after}
        ):
            return None
        one, other = (currency.round(sum(side.values())) for side in (before, after))
        sides = {"parts_before": before, "parts_after": after}
        return {**vals, **sides, "before": one, "after": other, "change": other - one}

    def action_open(self):
        """Open what it is about, as far as its reader may."""
        check_one(self)
        entry = self.account_move_line_id.move_id or self.account_move_id
        move = self.stock_move_id.sudo()
        run = move.production_id or move.raw_material_production_id
        for record in (entry, run, move.picking_id, self.order_id, self.product_id):
            record = record.with_env(self.env)
            if record and record.has_access("read"):
                return record._get_records_action()
        raise AccessError(self.env._("You may not open %s.", self.document))
