from odoo import Command
from odoo.tests import HttpCase, tagged

from . import test_access_attack, test_access_matrix
from .access_world import Shop
from .attack import Attack

SEEN = (
    "mrp.bom",
    "mrp.bom.line",
    "mrp.production",
    "product.product",
    "stock.move",
    "stock.move.line",
    "stock.picking",
    "stock.warehouse",
)


def make_subcontracted(env, world):
    """Return the receipt of what the world's subcontractor makes for an order of the
    world's seller; leave only the subcontractor in the world."""
    maker = world.users["subcontractor"]
    shop = Shop(env, maker.company_id, "Subcontracted")
    shop.bom.operation_ids.unlink()
    shop.bom.write(
        {
            "type": "subcontract",
            "subcontractor_ids": [Command.set(maker.partner_id.ids)],
        }
    )
    shop.table.seller_ids = [
        Command.create({"partner_id": maker.partner_id.id, "price": 7})
    ]
    order = shop._quote(world.users["seller"], shop._create_partner("Buyer"), "Oak")
    order.action_confirm()
    purchases = env["purchase.order"].search([("partner_id", "=", maker.partner_id.id)])
    purchases.button_confirm()
    world.users = {"subcontractor": maker}
    return purchases.picking_ids


@tagged("post_install", "-at_install", "-standard", "beside")
class TestBesidePortal(test_access_matrix.TestAccessMatrix, HttpCase):
    """A subcontractor records on the portal what they make: Odoo gives them rights on
    runs, moves and more, and nothing of ours is theirs."""

    allow_inherited_tests_method = True
    least_calls = 15

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.receipt = make_subcontracted(cls.env, cls.world)
        cls.maker = cls.world.users["subcontractor"]

    def _check_nothing_wrong(self, least):
        return super()._check_nothing_wrong(1)

    def test_odoo_shows_them_what_they_make(self):
        self.assertRecordValues(self.receipt, [{"state": "assigned"}])
        for model in SEEN:
            ids, readable = self._get_seen("subcontractor", model)
            self.assertTrue(ids and readable, model)

    def test_the_table_gives_them_no_field(self):
        audiences = test_access_matrix.AUDIENCES
        theirs = {
            (model, name)
            for model, fields in self.decisions.items()
            for name, (audience, _typed) in fields.items()
            if "subcontractor" in audiences[audience]
            and self._as("subcontractor")[model].has_access("read")
        }
        self.assertFalse(theirs)

    def test_their_page_shows_the_receipt_and_its_runs(self):
        login = self.maker.login
        self.receipt.name = "WH/IN/00999"  # what the tour looks for
        self.start_tour("/my/productions", "subcontracting_portal_tour", login=login)


@tagged("post_install", "-at_install", "-standard", "beside")
class TestBesidePortalAttack(test_access_attack.TestAccessAttack):
    """Calls without sense of a subcontractor."""

    allow_inherited_tests_method = True
    least_answered = 1 / 200  # nearly all is refused

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_subcontracted(cls.env, cls.world)
        cls.attack = Attack(
            test_access_attack.SEED,
            cls.world.ids,
            ["subcontractor"],
            cls.fields,
            test_access_attack.get_types(cls.env),
        )
