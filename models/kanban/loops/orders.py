"""Places the orders of empty cards."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError

from ..states import BUY, MAKE, MOVE, SUBCONTRACT
from .problems import get_rule


class KanbanOrders:
    """Orders for empty cards of loops of one source and company: exactly the quantity
    of each, linked both ways. With superuser rights.

    What cannot be ordered leaves nothing behind: its loop goes on hold with the reason,
    and its cards stay empty. All are tried together first, then loop by loop.

    Built by `pull.kanban.loop._get_orders`. Meant to be inherited: `_prepare_values`
    (of a procurement), `_prepare_picking_vals`, `_prepare_move_vals`.

    :param cards: empty, locked, sudoed
    """

    def __init__(self, cards):
        self.cards, self.loops = cards, cards.loop_id
        company = self.loops.company_id
        self.env = cards.with_company(company).env
        self.source = self.loops[:1].source

    def place(self):
        """Order for all cards; put the loops on hold for which it fails."""
        if self._try(self.cards) is None:
            return
        for loop, cards in self.cards.grouped("loop_id").items():
            if reason := self._try(cards):
                loop._hold(reason)

    def _try(self, cards):
        """Order for these cards, or for none of them.

        :return: why not, None if it was done
        """
        try:
            with self.env.cr.savepoint():
                supplies = self._create_supplies(cards)
                {
                    MAKE: self._make,
                    BUY: self._buy,
                    SUBCONTRACT: self._buy,
                    MOVE: self._move,
                }[self.source](supplies)
                self._check_placed(supplies)
        except UserError as error:
            cards.invalidate_recordset()
            return str(error)
        return None

    def _create_supplies(self, cards):
        now = fields.Datetime.now()
        supplies = self.env["pull.kanban.supply"].create(
            [self._prepare_supply_vals(card, now) for card in cards]
        )
        cards._change_to_ordered(supplies)
        return supplies

    def _prepare_supply_vals(self, card, now):
        loop = card.loop_id
        return {
            "card_id": card.id,
            "loop_id": loop.id,
            "company_id": loop.company_id.id,
            "product_id": loop.product_id.id,
            "location_id": loop.location_id.id,
            "quantity": card.size,
            "date_ordered": now,
            "date_due": now + timedelta(days=loop.replenishment_days),
            "days_planned": loop.replenishment_days,
        }

    def _check_placed(self, supplies):
        """Refuse orders that core has left out without a word."""
        for supply in supplies:
            if not (
                supply.production_ids or supply.purchase_line_ids or supply.move_ids
            ):
                raise UserError(
                    self.env._(
                        "Nothing could be ordered for %s: see its vendors and routes.",
                        supply.product_id.display_name,
                    )
                )

    # === Procurements ===

    def _get_procurement(self, supply):
        card = supply.card_id
        return self.env["stock.rule"].Procurement(
            supply.product_id,
            supply.quantity,
            supply.product_id.uom_id,
            supply.location_id,
            card.name,
            card.name,
            supply.company_id,
            self._prepare_values(supply),
        )

    def _prepare_values(self, supply):
        """Return the values of the procurement of a card."""
        loop = supply.loop_id
        rule = get_rule(loop, self.source)
        values = {
            "kanban_supply_id": supply.id,
            "company_id": supply.company_id,
            "warehouse_id": supply.location_id.warehouse_id,
            "route_ids": rule.route_id,
            "date_planned": supply.date_due,
            "date_deadline": supply.date_due,
            "orderpoint_id": self.env["stock.warehouse.orderpoint"],
            "move_dest_ids": self.env["stock.move"],
        }
        if loop.bom_id:
            values["bom_id"] = loop.bom_id
        if loop.partner_id:
            values["supplierinfo_name"] = loop.partner_id
        return values

    def _make(self, supplies):
        """Make one manufacturing order for each, by core's own values. The run of rules
        would fill them up to a batch size, or join them to others."""
        vals_list = []
        for supply in supplies:
            procurement = self._get_procurement(supply)
            rule = get_rule(supply.loop_id, MAKE).with_company(supply.company_id)
            bom = rule._get_matching_bom(
                procurement.product_id, procurement.company_id, procurement.values
            )
            vals = rule._prepare_mo_vals(*procurement, bom)
            made_at = self.env["stock.location"].browse(vals["location_dest_id"])
            if supply.location_id._child_of(made_at):
                # Core would leave the goods somewhere in the stock.
                vals["location_dest_id"] = supply.location_id.id
            vals_list.append(vals)
        self.env["mrp.production"].create(vals_list).action_confirm()

    def _buy(self, supplies):
        procurements = [self._get_procurement(supply) for supply in supplies]
        self.env["stock.rule"].run(procurements)
        for line in supplies.purchase_line_ids:
            line._keep_kanban_quantity()

    # === Transfers ===

    def _move(self, supplies):
        groups = supplies.grouped(
            lambda supply: (supply.loop_id.source_location_id, supply.location_id)
        )
        vals_list = [
            self._prepare_picking_vals(group, source, destination)
            for (source, destination), group in groups.items()
        ]
        pickings = self.env["stock.picking"].create(vals_list)
        pickings.action_confirm()
        pickings.action_assign()

    def _prepare_picking_vals(self, supplies, source, destination):
        kind = destination.warehouse_id.int_type_id or source.warehouse_id.int_type_id
        return {
            "picking_type_id": kind.id,
            "location_id": source.id,
            "location_dest_id": destination.id,
            "company_id": supplies.company_id.id,
            "origin": ", ".join(supplies.card_id.mapped("name")),
            "scheduled_date": min(supplies.mapped("date_due")),
            "move_ids": [
                Command.create(self._prepare_move_vals(supply, source, destination))
                for supply in supplies
            ],
        }

    def _prepare_move_vals(self, supply, source, destination):
        return {
            "product_id": supply.product_id.id,
            "product_uom": supply.product_id.uom_id.id,
            "product_uom_qty": supply.quantity,
            "location_id": source.id,
            "location_dest_id": destination.id,
            "location_final_id": destination.id,
            "company_id": supply.company_id.id,
            "origin": supply.card_id.name,
            "date": supply.date_due,
            "kanban_supply_id": supply.id,
        }
