"""Tests that need transactions of their own, beside that of the test."""

from odoo import SUPERUSER_ID, api
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase


class OwnTransactionsCase(TransactionCase):
    """What needs transactions of its own, and takes away what it has committed.

    `build` is a committed record of `build_model` with `_get_build_values`, in a
    transaction that is not the test's.
    """

    build_model = None

    def setUp(self):
        super().setUp()
        with self._connect() as cr:
            build = self._open(cr).create(self._get_build_values())
        self.addCleanup(self._remove, build.id)
        cr = self._connect()
        self.addCleanup(cr.close)
        self.build = self._open(cr).browse(build.id)

    def _get_build_values(self):
        return {}

    def _connect(self):
        return db_connect(self.env.cr.dbname).cursor()

    def _open(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})[self.build_model]

    def _remove(self, build_id):
        with self._connect() as cr:
            self._open(cr).browse(build_id).unlink()
