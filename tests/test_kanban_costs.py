from odoo.tests import tagged

from .books import CostChangesCommon


@tagged("post_install", "-at_install")
class TestKanbanCosts(CostChangesCommon):
    """What is sold of a kanban part costs what was paid for it, card by card."""

    def test_goods_of_two_cards_at_two_prices(self):
        lamp = self._make_lamp(self.category_fifo_auto, supply_policy="kanban")
        lamp.seller_ids = [(0, 0, {"partner_id": self.vendor.id, "price": 12})]
        for price in (10, 12):
            self._bill(self._purchase(lamp, 5, price))
        loop = self.env["pull.kanban.loop"].create(
            {
                "product_id": lamp.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "card_quantity": 5,
                "card_count": 2,
                "source": "buy",
                "trigger": "consumption",
            }
        )
        loop.action_start()
        self.assertEqual(loop.card_ids.mapped("state"), ["full", "full"])
        order = self._ship(lamp, 7)
        self.assertEqual(order.order_line.move_ids.supply_policy, "kanban")
        # 5 of the first card at 10, 2 of the second at 12.
        self._check_values((order.picking_ids.move_ids, 74, {"material": 74}))
        self._invoice(order)
        self._check_kinds(order, material=74)
        self._check_costs()
        self.assertEqual(sorted(loop.card_ids.mapped("state")), ["in_use", "ordered"])
        [supply] = loop.card_ids.supply_id
        self.assertEqual(supply.purchase_line_ids.product_qty, 5)
