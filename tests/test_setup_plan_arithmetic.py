import doctest
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..models.setup.plan import arithmetic
from ..models.setup.plan.arithmetic import get_cut, get_minutes, split_minutes

MORNING = datetime(2026, 1, 5, 8)
SPANS = st.lists(
    st.builds(
        lambda start, length: (
            MORNING + timedelta(minutes=start),
            MORNING + timedelta(minutes=start + length),
        ),
        st.integers(0, 300),
        st.integers(0, 120),
    ),
    max_size=6,
)


class TestSetupArithmetic(BaseCase):
    """Minutes of setup and run without records."""

    def test_doctests_hold(self):
        result = doctest.testmod(arithmetic)
        self.assertGreater(result.attempted, 0)
        self.assertEqual(result.failed, 0)

    @settings(max_examples=300, derandomize=True, deadline=None)
    @given(SPANS)
    def test_each_minute_counts_once(self, spans):
        minutes = {
            MORNING + timedelta(minutes=minute)
            for minute in range(421)
            if any(
                start <= MORNING + timedelta(minutes=minute) < end
                for start, end in spans
            )
        }
        self.assertEqual(get_minutes(spans), len(minutes))

    @settings(max_examples=300, derandomize=True, deadline=None)
    @given(SPANS, st.integers(1, 200))
    def test_cut_leaves_exactly_so_many_minutes_before_it(self, spans, minutes):
        cut = get_cut(spans, minutes)
        if cut is None:
            self.assertLess(get_minutes(spans), minutes)
            return
        before = [(start, min(end, cut)) for start, end in spans if start < cut]
        self.assertEqual(get_minutes(before), minutes)

    @settings(max_examples=300, derandomize=True, deadline=None)
    @given(
        st.integers(0, 500),
        st.integers(0, 500),
        st.one_of(st.none(), st.integers(0, 500)),
    )
    def test_setup_and_run_are_the_whole(self, total, planned, measured):
        setup, run = split_minutes(total, planned, measured)
        self.assertEqual(setup + run, total)
        self.assertGreaterEqual(run, 0)
        self.assertGreaterEqual(setup, 0)
