from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from .test_switch import SwitchCommon


@tagged("post_install", "-at_install")
class TestSwitchTours(SwitchCommon, HttpCase):
    """A manager reads an advice, applies the map, takes it back, and adopts."""

    def test_map_apply_undo_and_adopt(self):
        self.now = fields.Datetime.now() - timedelta(days=7)
        groups = ["mrp.group_mrp_manager", "product.group_product_manager"]
        manager = new_test_user(self.env, "tour_switcher", groups=",".join(groups))
        board = self._make_old("BOARD", policy="pull", vendor=self.vendor_a)
        board.seller_ids.delay = 30
        table = self._make_old("TABLE", policy="pull", standard_price=200)
        self._make_bom(table, {board: 1}, produce_delay=2)
        self._sell_weekly(table, 10, gives=7)
        self._work_out(table)
        before = self._read_all(board.product_tmpl_id)
        self.start_tour(
            "/odoo/supply-policy-advice", "pull_switch_map", login=manager.login
        )
        switch = self.env["pull.switch"].search(
            [("product_tmpl_id", "=", board.product_tmpl_id.id)]
        )
        self.assertEqual((switch.policy, switch.state), ("push", "undone"))
        self.assertEqual(self._read_all(board.product_tmpl_id), before)

        mto = self.env.ref("stock.route_warehouse0_mto")
        mto.active = True
        old = self._make_old("OLD", policy=False, vendor=self.vendor_a)
        old.route_ids |= mto
        url = "/odoo/supply-policy-switches"
        menu = self.env.ref("mrp.menu_mrp_root").id
        self.start_tour(
            f"{url}?menu_id={menu}", "pull_switch_adopt", login=manager.login
        )
        self.assertEqual(old.supply_policy, "pull")
