"""What demand is like, and what to expect of it.

A history is a list of buckets: the units wanted in one period after the other, all of
the same length, oldest first. Nothing here knows how long a period is. A bucket without
demand is 0; one below 0 (more went back than went out) counts as one without: use
:func:`net_returns` first where what went back should count.

Sources: Croston 1972; Syntetos and Boylan 2005 for the corrected forecast (SBA);
Syntetos, Boylan and Croston 2005 for the classes; Teunter, Syntetos and Babai 2011 for
TSB.
"""

from math import isfinite, sqrt

from .numbers import check_number

NONE, SMOOTH, ERRATIC = "none", "smooth", "erratic"
INTERMITTENT, LUMPY = "intermittent", "lumpy"
# Syntetos, Boylan and Croston 2005: above these, demand is intermittent, or erratic.
MOST_INTERVAL, MOST_VARIATION = 1.32, 0.49


def net_returns(buckets):
    """Return the buckets with what came back taken from the demand before it.

    A return of more than was wanted until then is left out: what it belongs to is older
    than the history.

    :param buckets: units, below 0 where more came back than went out
    :raise ValueError: a bucket is no number

    >>> net_returns([5, 0, -2, 4])
    [3.0, 0.0, 0.0, 4.0]
    >>> net_returns([-1, 2])
    [0.0, 2.0]
    """
    netted = [_check_bucket(bucket) for bucket in buckets]
    for index in reversed(range(len(netted))):
        back = min(netted[index], 0.0)
        if back:
            netted[index] = 0.0
            if index:
                netted[index - 1] += back
    return netted


def gather(units, days, length):
    """Return the demand of each whole period of so many days, oldest first.

    The last period ends with the history; what is older than the first whole one is
    left out.

    :param units: {days before the last one, 0 for that: units}
    :param days: how many days the history has
    :param length: days of a period, at least 1
    :raise ValueError: a length below 1

    >>> gather({0: 5, 6: 1, 7: 2, 14: 9}, days=16, length=7)
    [2.0, 6.0]
    """
    remedy = "A period has a day or more."
    check_number("length", length, at_least=1, remedy=remedy)
    buckets = [0.0] * (days // length)
    for back, amount in units.items():
        if back // length < len(buckets):
            buckets[-1 - back // length] += amount
    return buckets


def describe(buckets):
    """Return the mean, deviation and squared variation of demand per bucket.

    :param buckets: units per period, oldest first
    :return: `mean` and `deviation` (population) of all buckets, in units, and `busy`:
        how many have demand
    :raise ValueError: a bucket is no number

    >>> describe([0, 4, 0, 4])
    {'mean': 2.0, 'deviation': 2.0, 'busy': 2}
    >>> describe([])
    {'mean': 0.0, 'deviation': 0.0, 'busy': 0}
    """
    wanted = _get_wanted(buckets)
    mean, variance = _get_moments(wanted)
    busy = sum(1 for bucket in wanted if bucket)
    return {"mean": mean, "deviation": sqrt(variance), "busy": busy}


def classify(buckets):
    """Return how often demand comes, how much it varies, and what it is called.

    The class is smooth (often, even), erratic (often, uneven), intermittent (seldom,
    even) or lumpy (seldom, uneven), by an average interval above 1.32 and a squared
    variation above 0.49.

    :param buckets: units per period, oldest first
    :return: `interval`: buckets divided by buckets with demand; `variation`: squared
        coefficient of variation of the buckets with demand, by their population
        variance; `kind`. Without demand: None, None and "none"
    :raise ValueError: a bucket is no number

    >>> classify([2, 2, 2])
    {'interval': 1.0, 'variation': 0.0, 'kind': 'smooth'}
    >>> classify([0, 0, 9, 0, 0, 1])["kind"]
    'lumpy'
    >>> classify([])
    {'interval': None, 'variation': None, 'kind': 'none'}
    """
    wanted = _get_wanted(buckets)
    sizes = [bucket for bucket in wanted if bucket]
    if not sizes:
        return {"interval": None, "variation": None, "kind": NONE}
    interval, variation = len(wanted) / len(sizes), squared_variation(buckets)
    kinds = (SMOOTH, ERRATIC), (INTERMITTENT, LUMPY)
    kind = kinds[interval > MOST_INTERVAL][variation > MOST_VARIATION]
    return {"interval": interval, "variation": variation, "kind": kind}


def squared_variation(buckets, sample=False):
    """Return the squared coefficient of variation of the buckets with demand.

    :param buckets: units per period
    :param sample: take the variance of a sample (n - 1), not of the population
    :return: None without demand, or of a sample of one
    :raise ValueError: a bucket is no number

    >>> squared_variation([0, 1, 0, 3])
    0.25
    >>> squared_variation([0, 1, 0, 3], sample=True)
    0.5
    """
    sizes = [bucket for bucket in _get_wanted(buckets) if bucket]
    if len(sizes) <= sample:
        return None
    mean, variance = _get_moments(sizes)
    if sample:
        variance *= len(sizes) / (len(sizes) - 1)
    return variance / mean**2


def croston(buckets, alpha):
    """Return the demand per bucket that Croston's method expects.

    Sizes and intervals are smoothed apart, whenever there is demand; both begin with
    the first. It expects too much by about alpha / 2: see :func:`sba`.

    :param buckets: units per period, oldest first
    :param alpha: weight of the newest, above 0 and at most 1
    :return: units per bucket, 0.0 without demand
    :raise ValueError: a number that it cannot be

    >>> croston([0, 2, 0, 2], 0.1)
    1.0
    """
    alpha = _check_weight("alpha", alpha)
    size = interval = None
    waited = 0
    for bucket in _get_wanted(buckets):
        waited += 1
        if bucket:
            size = _smooth(size, bucket, alpha)
            interval = _smooth(interval, waited, alpha)
            waited = 0
    return size / interval if size else 0.0


def sba(buckets, alpha):
    """Return the demand per bucket that Croston's method expects, less its bias: by
    1 - alpha / 2 of Syntetos and Boylan.

    :param buckets: units per period, oldest first
    :param alpha: weight of the newest, above 0 and at most 1
    :return: units per bucket, 0.0 without demand
    :raise ValueError: a number that it cannot be

    >>> sba([0, 2, 0, 2], 0.1)
    0.95
    """
    return (1 - _check_weight("alpha", alpha) / 2) * croston(buckets, alpha)


def tsb(buckets, alpha, beta):
    """Return the demand per bucket that Teunter, Syntetos and Babai expect.

    The probability of demand is smoothed in every bucket, so that what nobody wants
    any more is forgotten; the size only when there is demand. The probability begins
    with the first bucket (0 or 1), the size with the first demand.

    :param buckets: units per period, oldest first
    :param alpha: weight of the newest size, above 0 and at most 1
    :param beta: weight of the newest bucket in the probability, above 0 and at most 1
    :return: units per bucket, 0.0 without demand
    :raise ValueError: a number that it cannot be

    >>> tsb([4, 0], 0.1, 0.5)
    2.0
    """
    alpha, beta = _check_weight("alpha", alpha), _check_weight("beta", beta)
    size = probability = None
    for bucket in _get_wanted(buckets):
        probability = _smooth(probability, 1.0 if bucket else 0.0, beta)
        if bucket:
            size = _smooth(size, bucket, alpha)
    return probability * size if size else 0.0


def smooth(buckets, alpha):
    """Return the demand per bucket that simple exponential smoothing expects; it begins
    with the first bucket.

    :param buckets: units per period, oldest first
    :param alpha: weight of the newest, above 0 and at most 1
    :return: units per bucket, 0.0 of no buckets
    :raise ValueError: a number that it cannot be

    >>> smooth([4, 8], 0.25)
    5.0
    """
    alpha, level = _check_weight("alpha", alpha), None
    for bucket in _get_wanted(buckets):
        level = _smooth(level, bucket, alpha)
    return level or 0.0


def forecast(buckets, alpha=0.1):
    """Return the demand per bucket by the method that fits its class: :func:`sba` where
    it comes seldom, :func:`smooth` else.

    :param buckets: units per period, oldest first
    :param alpha: weight of the newest, above 0 and at most 1
    :return: units per bucket, 0.0 without demand
    :raise ValueError: a number that it cannot be

    >>> forecast([0, 2, 0, 2])
    0.95
    >>> forecast([2, 2, 2])
    2.0
    """
    is_seldom = classify(buckets)["kind"] in (INTERMITTENT, LUMPY)
    return (sba if is_seldom else smooth)(buckets, alpha)


def _smooth(before, newest, weight):
    return newest if before is None else before + weight * (newest - before)


def _get_moments(numbers):
    """Return the mean and the population's variance."""
    if not numbers:
        return 0.0, 0.0
    mean = sum(numbers) / len(numbers)
    return mean, sum((number - mean) ** 2 for number in numbers) / len(numbers)


def _get_wanted(buckets):
    return [max(_check_bucket(bucket), 0.0) for bucket in buckets]


def _check_bucket(bucket):
    if type(bucket) is float and isfinite(bucket):
        return bucket  # what most are: thousands of histories are looked at together
    remedy = "Give the units of each period, 0 where nothing was wanted."
    return check_number("a bucket", bucket, remedy=remedy)


def _check_weight(name, weight):
    remedy = "0.1 is usual."
    weight = check_number(name, weight, above=0, remedy=remedy)
    if weight > 1:
        raise ValueError(f"{name} is {weight:g}: it must be at most 1. {remedy}")
    return weight
