from odoo import SUPERUSER_ID, api
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..models.advice.pull_advice import LOCK
from ..models.advice.pull_advice_build import CRON

BUILD = "odoo.addons.pull_through_production.models.advice.pull_advice_build"


@tagged("post_install", "-at_install")
class TestAdviceBuildAlone(TransactionCase):
    """What needs transactions of its own, and takes away what it has committed."""

    def setUp(self):
        super().setUp()
        with self._connect() as cr:
            build = self._open(cr).create({"company_id": self.env.company.id})
        self.addCleanup(self._remove, build.id)
        cr = self._connect()
        self.addCleanup(cr.close)
        self.build = self._open(cr).browse(build.id)

    def _connect(self):
        return db_connect(self.env.cr.dbname).cursor()

    def _open(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})["pull.advice.build"]

    def _remove(self, build_id):
        with self._connect() as cr:
            self._open(cr).browse(build_id).unlink()

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
