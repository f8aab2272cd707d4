import doctest

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..models.costs.changes import correction
from ..models.costs.cogs import matching
from ..models.costs.vectors import layers as layers_module
from ..models.costs.vectors.layers import Layers, share_by_lot
from ..models.costs.vectors.vector import add, scale, split, split_rest, stretch

KEYS = st.tuples(st.sampled_from(["material", "run", "variance"]), st.integers(1, 3))
WEIGHTS = st.dictionaries(KEYS, st.floats(-1e5, 1e5), max_size=6)
POSITIVE = st.dictionaries(KEYS, st.floats(0.001, 1e5), min_size=1, max_size=6)
UNITS = st.integers(-(10**7), 10**7)
ROUNDINGS = st.sampled_from([0.01, 0.001, 1.0, 0.05])
# However busy the machine is.
PATIENT = {
    "derandomize": True,
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow],
}


class TestCogsArithmetic(BaseCase):
    """Vectors of cost without records."""

    def test_vectors_add_up_key_by_key(self):
        total = add([{"material": 1, "run": 2}, {"run": 3}, {}])
        self.assertEqual(total, {"material": 1, "run": 5})
        self.assertEqual(add([]), {})

    def test_a_stretched_vector_keeps_its_proportions(self):
        vector = {"material": 10, "run": 30, "variance": -15}
        self.assertEqual(stretch(vector, 50), scale(vector, 2))

    def test_what_sums_to_nothing_has_no_proportions(self):
        almost = ({"a": 0.1 + 0.2, "b": -0.3}, {"a": 1e5, "b": 1e-3 - 1e5})
        for vector in ({}, {"a": 0.0}, {"a": 1e-300}, {"a": 5, "b": -5}, *almost):
            self.assertEqual(stretch(vector, 50), {})
            self.assertEqual(split(50, vector, 1, "x"), {"x": 50})

    def test_nothing_has_no_parts(self):
        self.assertEqual(split(0, {"a": 1, "b": 2}, 0.01, "x"), {})
        self.assertEqual(split(0.004, {"a": 1}, 0.01, "x"), {})

    def test_the_cent_goes_to_the_largest_remainder(self):
        parts = split(100, {"a": 1, "b": 1, "c": 1}, 0.01, "x")
        self._check_parts(parts, {"a": 33.34, "b": 33.33, "c": 33.33})
        parts = split(1, {"a": 0.004, "b": 0.336, "c": 0.66}, 0.01, "x")
        self._check_parts(parts, {"b": 0.34, "c": 0.66})

    def test_a_variance_is_a_negative_part(self):
        weights = {"material": 10, "run": 53, "variance": -13}
        self._check_parts(split(50, weights, 0.01, "x"), weights)
        self._check_parts(split(-50, weights, 0.01, "x"), scale(weights, -1))
        # A third of it: 3.333.., 17.666.. and -4.333..
        self._check_parts(
            split(16.67, weights, 0.01, "x"),
            {"material": 3.33, "run": 17.67, "variance": -4.33},
        )

    def test_yen_have_no_cents_and_dinars_have_three_digits(self):
        weights = {"a": 1, "b": 1, "c": 1}
        self._check_parts(split(100, weights, 1, "x"), {"a": 34, "b": 33, "c": 33})
        self._check_parts(
            split(0.1, weights, 0.001, "x"), {"a": 0.034, "b": 0.033, "c": 0.033}
        )

    def test_a_hundred_small_amounts_do_not_drift(self):
        weights = {"material": 10, "run": 30, "setup": 23}
        booked = {}
        for count in range(1, 101):
            parts = split_rest(0.07, weights, booked, 0.01, "x")
            self.assertAlmostEqual(sum(parts.values()), 0.07)
            booked = add([booked, parts])
            whole = stretch(weights, 0.07 * count)
            for key, amount in booked.items():
                self.assertLess(abs(amount - whole[key]), 0.01)
        # 7.00 in all: 1.111.., 3.333.. and 2.555..
        self._check_parts(booked, {"material": 1.11, "run": 3.33, "setup": 2.56})

    def test_what_is_taken_back_leaves_nothing(self):
        weights = {"material": 10, "run": 30, "setup": 23}
        booked = split(12.35, weights, 0.01, "x")
        back = split_rest(-12.35, weights, booked, 0.01, "x")
        self._check_parts(back, scale(booked, -1))

    def test_what_was_booked_at_other_weights_is_put_right(self):
        rest = split_rest(0, {"a": 1, "b": 3}, {"a": 4.0}, 0.01, "x")
        self._check_parts(rest, {"a": -3, "b": 3})
        rest = split_rest(2, {}, {"a": 4.0}, 0.01, "x")
        self._check_parts(rest, {"a": -4, "x": 6})

    @settings(max_examples=200, **PATIENT)
    @given(UNITS, WEIGHTS, ROUNDINGS)
    def test_parts_sum_to_the_whole(self, units, weights, rounding):
        parts = split(units * rounding, weights, rounding, "x")
        self.assertEqual(self._count(parts, rounding), units)

    @settings(max_examples=200, **PATIENT)
    @given(UNITS, POSITIVE, ROUNDINGS)
    def test_no_part_is_a_unit_off(self, units, weights, rounding):
        parts = split(units * rounding, weights, rounding, "x")
        for key, wanted in stretch(weights, units).items():
            got = parts.get(key, 0) / rounding
            self.assertLess(abs(got - wanted), 1 + 1e-6)

    @settings(max_examples=100, **PATIENT)
    @given(st.lists(UNITS, max_size=8), WEIGHTS, WEIGHTS, ROUNDINGS)
    def test_each_step_sums_to_its_amount(self, steps, first, second, rounding):
        booked = {}
        for step, units in enumerate(steps):
            weights = second if step % 2 else first
            parts = split_rest(units * rounding, weights, booked, rounding, "x")
            self.assertEqual(self._count(parts, rounding), units)
            booked = add([booked, parts])

    def _count(self, parts, rounding):
        return sum(round(amount / rounding) for amount in parts.values())

    def _check_parts(self, parts, expected):
        self.assertEqual(sorted(parts), sorted(expected))
        for key, amount in expected.items():
            self.assertAlmostEqual(parts[key], amount)


class TestCogsLayers(BaseCase):
    """What is on hand, against goods that are followed piece by piece."""

    STEPS = st.lists(
        st.tuples(st.sampled_from(["bring", "take", "merge"]), st.integers(1, 5)),
        max_size=12,
    )

    def test_doctests_hold(self):
        for module in (layers_module, matching, correction):
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 0)
            self.assertEqual(result.failed, 0)

    @settings(max_examples=300, **PATIENT)
    @given(STEPS)
    def test_layers_hold_the_pieces_that_are_there(self, steps):
        layers, pieces, missing = Layers(), [], 0
        for source, (step, quantity) in enumerate(steps):
            if step == "bring":
                layers.bring(source, quantity)
                here = max(quantity - missing, 0)
                missing = max(missing - quantity, 0)
                pieces += [source] * here
                continue
            gone, left = pieces[:quantity], pieces[quantity:]
            missing += quantity - len(gone)
            if step == "take":
                self.assertEqual(self._unpack(layers.take(quantity)), gone)
                pieces = left
            else:
                self.assertEqual(self._unpack(layers.merge(source, quantity)), pieces)
                pieces = [source] * len(left)
            self.assertEqual(layers.on_hand, len(pieces) - missing)
        self.assertEqual(self._unpack(layers.get_all()), pieces)

    @settings(max_examples=100, **PATIENT)
    @given(st.lists(st.tuples(st.integers(1, 9), st.lists(st.integers(1, 9)))))
    def test_shares_sum_to_what_is_needed_of_what_is_known(self, needs):
        given_parts = share_by_lot(
            (lot, quantity, list(enumerate(brought)))
            for lot, (quantity, brought) in enumerate(needs)
        )
        known = sum(quantity for quantity, brought in needs if brought)
        self.assertAlmostEqual(sum(part for _source, _lot, part in given_parts), known)

    def _unpack(self, parts):
        return [source for source, quantity in parts for _piece in range(quantity)]
