import logging
import random
from collections import Counter

from odoo.tests import tagged
from odoo.tools import float_compare

from .examples import EXAMPLES, SEED
from .world import KanbanCommon

STEPS = 200
_logger = logging.getLogger(__name__)


@tagged("post_install", "-at_install")
class TestKanbanProperty(KanbanCommon):
    """Whatever is done to two loops: no card is lost or doubled, no more is in flight
    than the loop holds, and what was used is replaced, up to one card."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_stock_in(cls.warehouse.lot_stock_id, cls.raw, 100_000)
        cls.loops = cls._make_loop(
            cls.part, stock=40, trigger="consumption", card_count=4
        ) | cls._make_loop(cls.bolt, stock=40, trigger="consumption", card_count=4)
        cls.cards = cls.env["pull.kanban.card"]

    def test_random_operations(self):
        seed = SEED if EXAMPLES else 16
        steps = EXAMPLES or STEPS
        _logger.info("PULL_SEED=%s, %s steps", seed, steps)
        dice, done = random.Random(seed), Counter()
        names = [name for name in dir(self) if name.startswith("_op_")]
        for step in range(steps):
            name = dice.choice(names)
            loop = dice.choice(self.loops)
            with self.subTest(step=step, name=name, product=loop.product_id.name):
                done[name] += bool(getattr(self, name)(loop, dice))
                self._check(loop)
        self.assertGreater(min(done.values()), 0, done)
        for loop in self.loops:
            self._settle(loop)

    def test_what_was_used_is_replaced_up_to_one_card(self):
        dice = random.Random(SEED if EXAMPLES else 61)
        for loop in self.loops:
            for step in range(EXAMPLES or 24):
                if dice.random() < 0.5:
                    self._op_take(loop, dice)
                else:
                    self._bring(loop, dice, dice.choice([4, 10]))
                with self.subTest(step=step, product=loop.product_id.name):
                    self._check_replaced(loop, step % 8 == 7)

    def _check_replaced(self, loop, settle):
        """No more is ordered than was used; once it has come, all but less than one
        card is replaced."""
        if settle:
            self._settle(loop)
        used, brought = self._get_used(loop), self._get_brought(loop)
        open_ones = self._get_cards(loop).supply_id
        coming = sum(s.quantity - s.received for s in open_ones)
        self.assertLessEqual(brought + coming, used)
        if settle:
            self.assertFalse(coming)
            self.assertLess(used - brought, loop.card_quantity)

    def _get_used(self, loop):
        """Return what moves have taken from the bin, whatever for."""
        return self._sum_lines(loop, [("location_id", "=", self.bin.id)])

    def _get_brought(self, loop):
        """Return what receipts and runs have brought to the bin."""
        return self._sum_lines(loop, [("location_dest_id", "=", self.bin.id)])

    def _sum_lines(self, loop, domain):
        lines = self.env["stock.move.line"].search(
            [("product_id", "=", loop.product_id.id), ("state", "=", "done"), *domain]
        )
        return sum(lines.mapped("quantity_product_uom"))

    # === What people do ===

    def _op_take(self, loop, dice):
        self._take(loop.product_id, dice.choice([1, 3, 7, 10, 26, 45]))
        return True

    def _op_bring_back(self, loop, dice):
        customers = self.customer.property_stock_customer
        self._take(loop.product_id, dice.randint(1, 4), customers, self.bin)
        return True

    def _op_scan(self, loop, dice):
        card = dice.choice(self._get_cards(loop))
        card.scan(card.name, opens=dice.random() < 0.3)
        card.scan(card.name)
        return True

    def _op_undo(self, loop, dice):
        card = self._get_cards(loop).filtered("may_undo")[:1]
        supply = card.supply_id
        lines = supply.purchase_line_ids.order_id
        if not card or set(lines.mapped("state")) - {"draft"} or supply.received:
            return False
        if supply.production_ids.filtered(lambda run: run.state != "confirmed"):
            return False
        card.action_undo()
        return True

    def _op_cancel(self, loop, dice):
        card = self._pick_ordered(loop, dice)
        runs = card.supply_id.production_ids.filtered(
            lambda run: run.state not in ("done", "cancel")
        )
        lines = card.supply_id.purchase_line_ids
        if runs:
            runs.action_cancel()
        elif "done" not in lines.order_id.order_line.move_ids.mapped("state"):
            lines.order_id.button_cancel()
        return bool(card)

    def _op_order_again(self, loop, dice):
        cards = self._get_cards(loop).filtered("is_cancelled")
        cards.action_order()
        return bool(cards)

    def _op_bring_part(self, loop, dice):
        return self._bring(loop, dice, 4)

    def _op_bring_all(self, loop, dice):
        return self._bring(loop, dice, 10)

    def _op_bring_more(self, loop, dice):
        return self._bring(loop, dice, 13)

    def _op_bring_part_alone(self, loop, dice):
        return self._bring(loop, dice, 3, backorder=False)

    def _bring(self, loop, dice, quantity, backorder=True):
        card = self._pick_ordered(loop, dice)
        if not card:
            return False
        runs = card.supply_id.production_ids.filtered(
            lambda run: run.state not in ("done", "cancel")
        )
        if runs:
            is_part = backorder and quantity < runs[0].product_qty
            runs[0].action_assign()
            self._make_all(runs[0], quantity if is_part else None)
        else:
            self._receive(card, quantity, backorder)
        return True

    def _op_split(self, loop, dice):
        card = self._pick_ordered(loop, dice)
        runs = card.supply_id.production_ids.filtered(
            lambda run: run.state == "confirmed" and run.product_qty > 4
        )
        if runs:
            runs[0]._split_productions({runs[0]: [3, runs[0].product_qty - 3]})
        return bool(runs)

    def _op_count_cards(self, loop, dice):
        loop.card_count = dice.randint(2, 5)
        return True

    def _pick_ordered(self, loop, dice):
        ordered = self._get_cards(loop).filtered(lambda card: card.state == "ordered")
        return dice.choice(ordered) if ordered else ordered

    # === What holds ===

    def _check(self, loop):
        loop.invalidate_recordset()
        cards = self._get_cards(loop)
        self.assertEqual(loop.state, "active", loop.hold_reason)
        states = Counter(cards.mapped("state"))
        self.assertEqual(
            sum(states[name] for name in ("full", "in_use", "empty", "ordered")),
            loop.card_count + len(cards.filtered("is_withdrawn")),
        )
        for card in cards:
            open_supplies = card.supply_ids.filtered(lambda s: s.state == "open")
            self.assertEqual(card.supply_id, open_supplies)
            self.assertEqual(bool(open_supplies), card.state == "ordered")
        stock = loop._get_stock()[loop]
        held = sum(cards.mapped("content")) + loop.surplus
        self.assertFalse(float_compare(stock, held, 2), (stock, held))
        # Never more on cards and on its way than the loop holds.
        coming = sum(s.quantity - min(s.received, s.quantity) for s in cards.supply_id)
        most = sum(cards.mapped("size"))
        self.assertLessEqual(sum(cards.mapped("content")) + coming, most + 1e-6)

    def _settle(self, loop):
        """Once all that is ordered has come, what was used is replaced: what is there
        is what the loop holds, but for cards in use and what came too much."""
        for _round in range(30):
            cards = self._get_cards(loop)
            todo = cards.filtered(lambda card: card.state in ("ordered", "empty"))
            if not todo:
                break
            todo.filtered(lambda card: card.state == "empty").action_order()
            for card in todo.filtered("supply_id"):
                run = card.supply_id.production_ids.filtered(
                    lambda run: run.state not in ("done", "cancel")
                )[:1]
                if run:
                    self._make_all(run)
                else:
                    self._receive(card)
        self._check(loop)
        cards = self._get_cards(loop)
        self.assertFalse(cards.supply_id)
        self.assertGreaterEqual(loop.surplus, 0)
