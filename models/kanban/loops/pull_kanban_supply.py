from odoo import api, fields, models

from ...access import check_one
from ..states import IN_PROCESS, IN_TRANSIT, ORDERED

# Who reads a card may be without rights on what supplies it: `document` names it.
PROGRAM = "base.group_system"
OPEN, DONE, CANCEL = "open", "done", "cancel"
STATES = [(OPEN, "Under Way"), (DONE, "Done"), (CANCEL, "Cancelled")]


class PullKanbanSupply(models.Model):
    """One replenishment of one card: exactly its quantity, from the signal until the
    goods are there. A card has one under way at most: the database sees to it."""

    _name = "pull.kanban.supply"
    _description = "Kanban Replenishment"
    _order = "date_ordered desc, id desc"

    card_id = fields.Many2one(
        "pull.kanban.card", required=True, readonly=True, index=True, ondelete="cascade"
    )
    loop_id = fields.Many2one(
        "pull.kanban.loop", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    product_id = fields.Many2one("product.product", required=True, readonly=True)
    location_id = fields.Many2one("stock.location", required=True, readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id")
    quantity = fields.Float(digits="Product Unit", required=True, readonly=True)
    received = fields.Float(digits="Product Unit", readonly=True)
    date_ordered = fields.Datetime("Signalled", required=True, readonly=True)
    date_due = fields.Datetime("Due", required=True, readonly=True)
    date_done = fields.Datetime("Done", readonly=True)
    days_planned = fields.Float(readonly=True, digits=(16, 2), aggregator="avg")
    days_actual = fields.Float(
        compute="_compute_days_actual",
        store=True,
        digits=(16, 2),
        aggregator="avg",
        help="From the signal until the goods were there.",
    )
    days_late = fields.Float(
        compute="_compute_days_actual",
        store=True,
        digits=(16, 2),
        aggregator="avg",
        help="By how many days it took longer than planned; 0 if it did not.",
    )
    state = fields.Selection(
        STATES, default=OPEN, required=True, readonly=True, index=True
    )
    production_ids = fields.One2many(
        "mrp.production", "kanban_supply_id", readonly=True, groups=PROGRAM
    )
    purchase_line_ids = fields.One2many(
        "purchase.order.line", "kanban_supply_id", readonly=True, groups=PROGRAM
    )
    move_ids = fields.One2many(
        "stock.move", "kanban_supply_id", readonly=True, groups=PROGRAM
    )
    document = fields.Char("Supplied By", compute="_compute_document")

    _one_under_way = models.UniqueIndex(
        "(card_id) WHERE state = 'open'", "The card is ordered already."
    )
    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0 AND received >= 0)", "A card brings more than nothing."
    )

    @api.depends("date_ordered", "date_done", "days_planned", "state")
    def _compute_days_actual(self):
        for supply in self:
            days = 0
            if supply.state == DONE and supply.date_done:
                passed = supply.date_done - supply.date_ordered
                days = passed.total_seconds() / 86400
            supply.days_actual = days
            supply.days_late = max(days - supply.days_planned, 0)

    @api.depends("card_id", "date_ordered")
    def _compute_display_name(self):
        for supply in self:
            supply.display_name = f"{supply.card_id.name} · {supply.document or '-'}"

    @api.depends("production_ids", "purchase_line_ids", "move_ids")
    def _compute_document(self):
        # Sudo: who reads a card need not see purchases, yet wants to know the number.
        for supply, own in zip(self, self.sudo(), strict=True):
            names = own._get_documents().mapped("display_name")
            supply.document = ", ".join(names)

    def _get_documents(self):
        """Return what a person opens: the orders, or else the transfers."""
        self.ensure_one()
        if self.production_ids:
            return self.production_ids
        if self.purchase_line_ids:
            return self.purchase_line_ids.order_id
        return self.move_ids.picking_id

    def action_open(self):
        """Open what supplies the card."""
        check_one(self)
        documents = self.sudo()._get_documents().with_env(self.env)
        return documents._get_records_action() if documents else False

    # === How far it is ===

    def _get_stage(self):
        """Return how far the supply of an ordered card is: one of `states.STAGES`."""
        self.ensure_one()
        supply = self.sudo()
        runs = supply.production_ids.filtered(lambda run: run.state != "cancel")
        if any(run.state in ("progress", "to_close") for run in runs):
            return IN_PROCESS
        if runs and all(run.state == "done" for run in runs):
            return IN_TRANSIT
        if any(line.order_id.state == "purchase" for line in supply.purchase_line_ids):
            return IN_TRANSIT
        moves = supply.move_ids.filtered(lambda move: move.state == "done")
        return IN_TRANSIT if moves else ORDERED

    def _is_under_way(self):
        """Tell whether something of it may still come."""
        self.ensure_one()
        if any(run.state not in ("done", "cancel") for run in self.production_ids):
            return True
        for line in self.purchase_line_ids:
            is_asked = line.order_id.state in ("draft", "sent", "to approve")
            if is_asked and line.product_qty > 0:
                return True
        moves = self.move_ids
        return any(move.state not in ("done", "cancel") for move in moves)

    def _close_ended(self):
        """Close those of which nothing comes any more, and tell their cards."""
        ended = self.filtered(
            lambda supply: supply.state == OPEN and not supply._is_under_way()
        )
        if not ended:
            return
        ended.card_id._lock()
        for supply in ended.filtered(lambda supply: supply.state == OPEN):
            came = supply.uom_id.compare(supply.received, 0) > 0
            supply.write(
                {"state": DONE if came else CANCEL, "date_done": fields.Datetime.now()}
            )
            supply.card_id._end_supply(came)

    def _withdraw(self):
        """Take back what was ordered, as long as nothing of it has begun.

        :return: whether all of it could be taken back
        """
        self.ensure_one()
        runs, lines = self.production_ids, self.purchase_line_ids
        moves = self.move_ids.filtered(lambda move: not move.production_id)
        begun = any(
            run.state not in ("draft", "confirmed", "cancel")
            or not run.product_uom_id.is_zero(run.qty_producing)
            for run in runs
        )
        begun |= any(line.order_id.state not in ("draft", "cancel") for line in lines)
        begun |= any(move.state in ("done",) or move.picked for move in moves)
        if begun:
            return False
        self.write({"state": CANCEL, "date_done": fields.Datetime.now()})
        runs.filtered(lambda run: run.state != "cancel").action_cancel()
        orders = lines.order_id.filtered(lambda order: order.state == "draft")
        lines.filtered(lambda line: line.order_id.state == "draft").unlink()
        orders.filtered(lambda order: not order.order_line).button_cancel()
        moves.filtered(lambda move: move.state != "cancel")._action_cancel()
        return True
