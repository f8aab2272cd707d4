"""Arithmetic of what past times say about the next one: plain numbers.

Which quantile: the time that a share of what has been seen stays within is the k-th
smallest of n, k = share x (n + 1), rounded up. If the next one is like those before it,
it is as likely to be the smallest as the second, ..., or larger than all; so it stays
within the k-th smallest with a probability of k / (n + 1): at least the share. That
holds whatever the times are distributed like (H. A. David and H. N. Nagaraja, *Order
Statistics*, 2003, 7.3: prediction intervals). It is definition 6 of R. J. Hyndman and
Y. Fan, *Sample Quantiles in Statistical Packages*, 1996, to the next larger time
instead of between two, so that it is a time that has happened.
"""

import math

# From fewer than these nothing is said.
ENOUGH = 8

MEDIAN, MOST = 0.5, 0.8


def get_quantile(values, share):
    """Return the time that the next one stays within with at least this probability.

    >>> get_quantile([5, 1, 4, 2, 3, 6, 7, 9, 8], 0.5)
    5
    >>> get_quantile([5, 1, 4, 2, 3, 6, 7, 9, 8], 0.8)
    8

    The median of an even number is the larger of the two in the middle, and of a few
    none is known to be exceeded that seldom: the largest.

    >>> get_quantile([1, 2, 3, 4], 0.5), get_quantile([1, 2, 3], 0.8)
    (3, 3)
    """
    ordered = sorted(values)
    # 0.8 x 5 is 4.000000000000001 for a computer with another rounding.
    rank = math.ceil(round(share * (len(ordered) + 1), 9))
    return ordered[min(rank, len(ordered)) - 1]


def get_days_over(done, approved, order_by, days):
    """Return by how many days a delivery took longer than planned, below 0 if less.

    A vendor has the planned days from when the order is confirmed or, if that is
    earlier, from the day by which it was to be ordered: nobody wanted it sooner. All in
    days.

    Ordered on day 0, seven days planned, there on day 9, on day 6:

    >>> get_days_over(9, 0, 0, 7), get_days_over(6, 0, 0, 7)
    (2, -1)

    Ordered 30 days ahead and there two days late; and there when it is wanted, so that
    nobody knows whether it could have been sooner:

    >>> get_days_over(39, 0, 30, 7), get_days_over(37, 0, 30, 7)
    (2, 0)

    Ordered 30 days ahead and there after five:

    >>> get_days_over(5, 0, 30, 7)
    -2
    """
    late = done - max(approved, order_by) - days
    return max(late, min(0, done - approved - days))


class Learnt:
    """What past times say of one vendor or work center.

    :param observed: [(planned, actual, more)]: `more` is what promises would have had
        to know: days over the planned ones, or times the planned minutes

    Nine deliveries, planned for 7 days:

    >>> late = [0, 0, 1, 1, 1, 2, 3, 4, 9]
    >>> learnt = Learnt([(7, 7 + days, days) for days in late])
    >>> learnt.count, learnt.is_enough, learnt.planned
    (9, True, 7)
    >>> learnt.actual_median, learnt.actual_most, learnt.more_median, learnt.more_most
    (8, 11, 1, 4)

    Products that are planned differently have no planned time in common:

    >>> Learnt([(7, 7, 0)] * 8).is_mixed, Learnt([(7, 7, 0), (9, 9, 0)] * 8).is_mixed
    (False, True)

    Seven say nothing:

    >>> learnt = Learnt([(7, 8, 1)] * 7)
    >>> learnt.is_enough, learnt.planned, learnt.more_most
    (False, 0, 0)
    """

    def __init__(self, observed=()):
        self.count = len(observed)
        self.is_enough = self.count >= ENOUGH
        planned, actual, more = zip(*observed, strict=True) if observed else [()] * 3
        self.is_mixed = self.is_enough and len(set(planned)) > 1
        self.planned = self._get(planned, MEDIAN)
        self.actual_median = self._get(actual, MEDIAN)
        self.actual_most = self._get(actual, MOST)
        self.more_median = self._get(more, MEDIAN)
        self.more_most = self._get(more, MOST)

    def _get(self, values, share):
        return get_quantile(values, share) if self.is_enough else 0
