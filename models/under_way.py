"""State of the work that is under way on a cursor.

A confirmation remembers answers, a change remembers what was before it. Such a state
begins with the outermost `with under_way(...)` of its key and ends with it, whatever
ends it: nothing outlives the work. In between it outlives the savepoints of whoever
makes them, core's own included, and forgets what is rolled back with them:

- Odoo empties `cr.cache` at every rollback to a savepoint, and at every commit. The
  states are kept beside the cursor; the emptied cache tells that some may be stale.
- The database tells how far. What a state notes is numbered; before a savepoint begins
  the last number goes into a setting of the database session, which PostgreSQL takes
  back together with all else that is rolled back. Higher numbers no longer stand.

This costs one query for each savepoint that begins or ends after something was noted,
and none without savepoints.
"""

from collections import defaultdict
from contextlib import contextmanager
from itertools import count
from weakref import WeakKeyDictionary

KEY = "pull_through_production.under_way"
SETTING = "pull_through_production.last_note"

_states = WeakKeyDictionary()  # {cursor: {key: state}}
# Never used twice by a process: a session keeps the setting of an earlier request.
_numbers = count(1)


@contextmanager
def under_way(cr, key, make=None):
    """Keep the state `make()` on this cursor; what is nested shares the outermost one.

    A state has a method `forget_after(number)`, see `Noting`, which is the default.
    """
    state = get_under_way(cr, key)
    if state is not None:
        yield state
        return
    states = cr.cache[KEY] = _states.setdefault(cr, {})
    states[key] = state = make() if make else Noting(cr)
    try:
        yield state
    finally:
        del states[key]
        if not states:
            del _states[cr]
            cr.cache.pop(KEY, None)


def get_under_way(cr, key):
    """Return the state of this key, None outside of its work."""
    states = cr.cache.get(KEY)
    if states is None:
        states = _states.get(cr)
        if states is None:
            return None
        _catch_up(cr, states)
    return states.get(key)


def _catch_up(cr, states):
    """Let the states forget what has been rolled back."""
    cr.execute("SELECT current_setting(%s, true)", [SETTING])
    last = int(cr.fetchone()[0] or 0)
    cr.cache[KEY] = states
    for state in states.values():
        state.forget_after(last)


class Noting:
    """A state that consists of what was noted, topic by topic.

    Notes are read anew at each use, never kept by the reader: a rollback drops those
    that were made in what it takes back.
    """

    def __init__(self, cr):
        self._cr = cr
        self._notes = defaultdict(dict)  # {topic: {number: note}}

    def note(self, topic, note):
        number = next(_numbers)
        self._get_notes(topic)[number] = note
        pending = self._cr.precommit.data
        if KEY not in pending:
            self._cr.precommit.add(self._mark)
        pending[KEY] = number

    def noted(self, topic):
        """Return the notes of a topic that stand, in the order of their making."""
        return list(self._get_notes(topic).values())

    def forget_after(self, number):
        """Forget the notes with higher numbers: they were rolled back."""
        for topic, notes in self._notes.items():
            self._notes[topic] = {n: note for n, note in notes.items() if n <= number}

    def _get_notes(self, topic):
        if KEY not in self._cr.cache and self._cr in _states:
            _catch_up(self._cr, _states[self._cr])
        return self._notes[topic]

    def _mark(self):
        """A savepoint begins or ends, or all is committed: what was noted till now
        stands as long as what comes next is not rolled back."""
        number = self._cr.precommit.data.pop(KEY)
        if self._cr in _states:
            self._cr.execute("SELECT set_config(%s, %s, false)", [SETTING, str(number)])
