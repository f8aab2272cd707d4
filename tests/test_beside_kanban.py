from odoo import Command
from odoo.tests import tagged

from .world import KanbanCommon


@tagged("post_install", "-at_install", "-standard", "beside")
class TestBesideKanban(KanbanCommon):
    """A card is replenished by a subcontractor, of parts that he has."""

    def test_a_subcontractor_fills_a_card(self):
        shop = self.env["res.partner"].create({"name": "Shop"})
        made = self._make_product("MADE", "kanban", vendor=shop)
        self._make_bom(
            made,
            {self.raw: 2},
            type="subcontract",
            subcontractor_ids=[Command.set(shop.ids)],
        )
        self._add_stock_in(
            shop.with_company(self.company).property_stock_subcontractor, self.raw, 99
        )
        loop = self._make_loop(made, source="subcontract", stock=30)
        card = self._get_cards(loop)[0]
        card.with_user(self.storekeeper).action_empty()
        line = card.supply_id.purchase_line_ids
        self.assertEqual((line.partner_id, line.product_qty), (shop, 10))
        self._receive(card)
        self.assertEqual((card.state, card.content), ("full", 10))
        self.assertEqual(self._get_runs(made).state, "done")
        self.assertEqual(loop._get_stock()[loop], 40)
