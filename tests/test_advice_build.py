from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.advice.pull_advice import LOCK
from ..models.advice.pull_advice_build import CRON
from .own_transactions import OwnTransactionsCase

BUILD = "odoo.addons.pull_through_production.models.advice.pull_advice_build"


@tagged("post_install", "-at_install")
class TestAdviceBuildAlone(OwnTransactionsCase):
    """It says how far it is, and why it has stopped."""

    build_model = "pull.advice.build"

    def _get_build_values(self):
        return {"company_id": self.env.company.id}

    @mute_logger(BUILD)
    def test_an_error_stops_it_and_is_shown(self):
        def fail(advice, companies, tell):
            tell(500, 900)
            raise OSError("The disk is full.")

        self.patch(type(self.env["pull.advice"]), "_work_out", fail)
        told = []
        self.build._run(lambda count, remaining: told.append(remaining))
        self.assertEqual(self.build.state, "stopped")
        self.assertIn("The disk is full.", self.build.message)
        self.assertEqual(told, [400, 0])

    def test_what_is_worked_out_by_another_is_tried_again(self):
        self.env.cr.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        triggers = self.build.env["ir.cron.trigger"]
        domain = [("cron_id", "=", self.build.env.ref(CRON).id)]
        before = triggers.search_count(domain)
        self.build._run(lambda count, remaining: None)
        self.assertEqual(self.build.state, "running")
        self.assertGreater(triggers.search_count(domain), before)

    def test_one_that_stopped_is_begun_anew(self):
        self.build.write({"state": "stopped", "message": "Stopped."})
        action = self.build._start(self.build.company_id)
        started = self.build.browse(action["res_id"])
        self.assertFalse(self.build.exists())
        self.assertEqual((started.state, started.message), ("running", False))
