from contextlib import closing, contextmanager, suppress

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..models.under_way import Noting, get_under_way, under_way

KEY = "pull_through_production.test"
TOPIC = "topic"


@tagged("post_install", "-at_install")
class TestUnderWay(TransactionCase):
    """State of the work under way: begun once, kept over savepoints, shortened by what
    is rolled back, and never there after the work."""

    @contextmanager
    def _open(self, cr=None):
        cr = cr or self.cr
        with under_way(cr, KEY, lambda: Noting(cr)) as state:
            yield state

    def _get_noted(self):
        return get_under_way(self.cr, KEY).noted(TOPIC)

    @contextmanager
    def _rolled_back(self, cr=None):
        with closing((cr or self.cr).savepoint()):
            yield

    # === Beginning and end ===

    def test_nothing_is_under_way_outside(self):
        self.assertIsNone(get_under_way(self.cr, KEY))
        with self._open():
            self.assertIsNotNone(get_under_way(self.cr, KEY))
            self.assertIsNone(get_under_way(self.cr, "another key"))
        self.assertIsNone(get_under_way(self.cr, KEY))

    def test_what_is_nested_shares_the_outermost(self):
        with self._open() as outer:
            with self._open() as inner:
                self.assertIs(inner, outer)
            self.assertIs(get_under_way(self.cr, KEY), outer)

    def test_nested_after_a_rollback_shares_the_outermost(self):
        with self._open() as outer:
            with self._rolled_back():
                pass
            with self._open() as inner:
                self.assertIs(inner, outer)
            self.assertIs(get_under_way(self.cr, KEY), outer)
        self.assertIsNone(get_under_way(self.cr, KEY))

    def test_an_error_ends_it(self):
        with suppress(ValueError), self._open():
            raise ValueError
        self.assertIsNone(get_under_way(self.cr, KEY))

    def test_an_error_that_ends_a_savepoint_around_it_ends_it(self):
        with suppress(ValueError), self.cr.savepoint(), self._open() as state:
            state.note(TOPIC, "lost")
            raise ValueError
        self.assertIsNone(get_under_way(self.cr, KEY))
        with self._open():
            self.assertFalse(self._get_noted())

    def test_begun_in_a_savepoint_it_ends_before_that(self):
        with self._open() as outer, self._rolled_back():
            with under_way(self.cr, "inner", lambda: Noting(self.cr)) as inner:
                inner.note(TOPIC, 1)
            self.assertIs(get_under_way(self.cr, KEY), outer)
        self.assertIsNone(get_under_way(self.cr, "inner"))

    # === Savepoints ===

    def test_what_was_noted_before_a_savepoint_stays(self):
        with self._open() as state:
            state.note(TOPIC, "before")
            with self._rolled_back():
                state.note(TOPIC, "inside")
                self.assertEqual(self._get_noted(), ["before", "inside"])
            state.note(TOPIC, "after")
            self.assertEqual(self._get_noted(), ["before", "after"])

    def test_what_a_savepoint_kept_stays(self):
        with self._open() as state:
            with self.cr.savepoint():
                state.note(TOPIC, "kept")
            with self._rolled_back():
                state.note(TOPIC, "lost")
            self.assertEqual(self._get_noted(), ["kept"])

    def test_nested_savepoints(self):
        with self._open() as state:
            state.note(TOPIC, 1)
            with self._rolled_back():
                state.note(TOPIC, 2)
                with self.cr.savepoint():
                    state.note(TOPIC, 3)
                with self._rolled_back():
                    state.note(TOPIC, 4)
                self.assertEqual(self._get_noted(), [1, 2, 3])
                state.note(TOPIC, 5)
            self.assertEqual(self._get_noted(), [1])

    def test_two_rollbacks_before_anybody_looks(self):
        with self._open() as state:
            state.note(TOPIC, 1)
            with self._rolled_back():
                state.note(TOPIC, 2)
                with self._rolled_back():
                    state.note(TOPIC, 3)
            with self._rolled_back():
                pass
            self.assertEqual(self._get_noted(), [1])

    def test_all_states_are_shortened(self):
        with self._open() as state:
            with under_way(self.cr, "other", lambda: Noting(self.cr)) as other:
                other.note(TOPIC, 1)
                with self._rolled_back():
                    other.note(TOPIC, 2)
                    state.note(TOPIC, 3)
                self.assertEqual(other.noted(TOPIC), [1])
            self.assertEqual(self._get_noted(), [])

    def test_no_queries_without_savepoints(self):
        with self.assertQueryCount(0), self._open() as state:
            for number in range(9):
                state.note(TOPIC, number)
                self._get_noted()
        with self.assertQueryCount(0):
            self.cr.flush()

    # === Whole transactions, on a connection of their own ===

    @contextmanager
    def _transaction(self):
        with db_connect(self.cr.dbname).cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {}), cr

    def test_a_commit_keeps_and_a_rollback_takes(self):
        with self._transaction() as (_env, cursor), self._open(cursor) as state:
            state.note(TOPIC, "committed")
            cursor.commit()
            self.assertEqual(state.noted(TOPIC), ["committed"])
            state.note(TOPIC, "lost")
            cursor.rollback()
            self.assertEqual(state.noted(TOPIC), ["committed"])
            with self._rolled_back(cursor):
                state.note(TOPIC, "lost")
            self.assertEqual(state.noted(TOPIC), ["committed"])

    def test_a_session_used_before_tells_nothing(self):
        with self._transaction() as (_env, cursor):
            with self._open(cursor) as state:
                state.note(TOPIC, "earlier work")
                cursor.commit()
            with self._open(cursor) as state:
                with self._rolled_back(cursor):
                    state.note(TOPIC, "lost")
                self.assertFalse(state.noted(TOPIC))

    @mute_logger("odoo.sql_db")
    def test_a_serialization_failure_ends_all(self):
        update = "UPDATE res_lang SET write_date = write_date WHERE code = 'en_US'"
        with self._transaction() as (_env, cursor):
            with self.assertRaises(SerializationFailure), self._open(cursor) as state:
                cursor.execute("SELECT 1")
                state.note(TOPIC, "lost")
                with self._transaction() as (_other_env, other):
                    other.execute(update)
                    other.commit()
                cursor.execute(update)
            cursor.rollback()
            self.assertIsNone(get_under_way(cursor, KEY))
            with self._open(cursor) as again:
                self.assertIsNot(again, state)
                self.assertFalse(again.noted(TOPIC))

    def test_cursors_do_not_share(self):
        with self._transaction() as (_env, cursor), self._open():
            self.assertIsNone(get_under_way(cursor, KEY))
