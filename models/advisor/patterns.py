"""What of demand is no chance: whether it grows or falls, and whether it has a season.

Sources: Mann 1945 and Kendall 1975 for the test of a trend, Sen 1968 for its slope; a
season is what repeats itself in each of two years or more.
"""

from math import sqrt
from statistics import median

# A trend is told where chance alone would make one in twenty times at most.
SURE = 1.96
FEWEST = 8
MONTH, QUARTER, YEAR = 4, 13, 52
# A quarter that is no stronger than this, in each year, is no season.
STRONG = 1.25


def trend(buckets):
    """Return by how much demand grows from one bucket to the next, 0.0 where that may
    be chance.

    :param buckets: units per period, oldest first; fewer than eight say nothing

    >>> trend([10, 12, 13, 16, 18, 19, 22, 24])
    2.0
    >>> trend([10, 30, 20, 10, 30, 20, 10, 30])
    0.0
    """
    count = len(buckets)
    if count < FEWEST:
        return 0.0
    pairs = [
        (late, buckets[later] - buckets[late])
        for later in range(count)
        for late in range(later)
    ]
    signs = sum((rise > 0) - (rise < 0) for _start, rise in pairs)
    if abs(signs) - 1 <= SURE * sqrt(_get_variance(buckets)):
        return 0.0
    slopes = (
        (buckets[later] - buckets[late]) / (later - late)
        for later in range(count)
        for late in range(later)
    )
    return float(median(slopes))


def _get_variance(buckets):
    """Return the variance of the test's sum, less what equal buckets take from it."""
    ties = [buckets.count(value) for value in set(buckets)]
    return sum(
        sign * count * (count - 1) * (2 * count + 5) / 18
        for sign, counts in ((1, [len(buckets)]), (-1, ties))
        for count in counts
    )


def yearly_trend(weeks):
    """Return the growth a year as a share of the mean, by periods of four weeks.

    >>> weeks = [1.0 + week / 52 for week in range(52)]
    >>> round(yearly_trend(weeks), 2)
    0.67
    """
    start = len(weeks) % MONTH
    months = [
        sum(weeks[first : first + MONTH]) for first in range(start, len(weeks), MONTH)
    ]
    mean = sum(months) / len(months) if months else 0
    return trend(months) * YEAR / MONTH / mean if mean else 0.0


def season(weeks):
    """Return the strongest quarter: the week, of the last 52, in which it begins, and
    how many times the mean it has; (None, 1.0) where there is no season.

    Quarters of 13 weeks, counted back from the end, that are the strongest and stand
    out in each year. It takes two years.

    >>> year = [10] * 26 + [30] * 13 + [10] * 13
    >>> start, factor = season(year * 2)
    >>> start, factor
    (26, 2.0)
    >>> season(year)
    (None, 1.0)
    """
    years = len(weeks) // YEAR
    if years < 2:
        return None, 1.0
    found, factors = set(), []
    for year in range(years):
        first = len(weeks) - (year + 1) * YEAR
        sums = [
            sum(weeks[first + start : first + start + QUARTER])
            for start in range(0, YEAR, QUARTER)
        ]
        strongest, mean = max(sums), sum(sums) / len(sums)
        found.add(sums.index(strongest) * QUARTER)
        factors.append(strongest / mean if mean else 1.0)
    if len(found) > 1 or min(factors) < STRONG:
        return None, 1.0
    return found.pop(), sum(factors) / years
