import re
from pathlib import Path

from odoo.tests import tagged

from ..models.exceptions.kinds import SEVERITIES
from .world import ExceptionsCommon

ROOT = Path(__file__).parent.parent


@tagged("post_install", "-at_install")
class TestExceptionsKinds(ExceptionsCommon):
    """Kinds belong to their rooms; screens and engines ask what is true of them."""

    def setUp(self):
        super().setUp()
        self.model = self.env["pull.exception"]
        self.kinds = dict(self.model._fields["kind"].selection)
        self.infos = self.model._get_kind_infos()

    def test_every_kind_says_what_is_true_of_it(self):
        self.assertEqual(set(self.infos), set(self.kinds))
        for kind, info in self.infos.items():
            self.assertIn(info.severity, dict(SEVERITIES), kind)
            for method in (info.solved_by, info.retried_by):
                self.assertTrue(not method or hasattr(self.model, method), kind)

    def test_what_lacks_supply_blocks_and_can_be_tried_again(self):
        self.assertEqual(
            {kind for kind, info in self.infos.items() if info.lacks_supply},
            {"no_supply", "archived", "company", "units", "failed", "shortage"},
        )
        for kind, info in self.infos.items():
            self.assertEqual(info.lacks_supply, info.severity == "blocking", kind)
            if info.lacks_supply:
                self.assertEqual(info.retried_by, "_retry_shortages", kind)

    def test_screens_and_the_shared_room_name_no_kind(self):
        words = re.compile(r"['\"]({})['\"]".format("|".join(self.kinds)))
        files = [
            *ROOT.glob("views/*pull_exception*.xml"),
            *ROOT.glob("models/exceptions/*.py"),
        ]
        self.assertGreater(len(files), 5)
        for path in files:
            self.assertFalse(words.findall(path.read_text()), path.name)

    def test_severity_follows_the_kind(self):
        exception = self._report(kind="price")
        self.assertEqual(exception.severity, "warning")
        exception.sudo().kind = "shortage"
        self.assertEqual(exception.severity, "blocking")
        self.assertIn(exception, self.model.search([("severity", "=", "blocking")]))

    def test_open_exceptions_stand_first_then_the_newest(self):
        old = self._report(kind="price")
        done = self._report(kind="minimum")
        new = self._report(kind="sent")
        done.action_done()
        own = [("id", "in", (old + done + new).ids)]
        self.assertEqual(self.model.search(own), new + old + done)

    def test_only_the_remedies_of_its_kind_are_offered_and_while_it_is_open(self):
        remedies = (
            "can_keep_as_stock",
            "can_reduce_request",
            "can_return",
            "can_apply_date",
        )
        for kind, offered in {
            "sent": {"can_keep_as_stock", "can_reduce_request"},
            "too_late": {"can_keep_as_stock", "can_return"},
            "surplus": {"can_keep_as_stock"},
            "date": {"can_apply_date"},
            "shortage": set(),
        }.items():
            exception = self._report(kind=kind)
            self.assertEqual({n for n in remedies if exception[n]}, offered, kind)
            exception.action_done()
            self.assertFalse([n for n in remedies if exception[n]], kind)
