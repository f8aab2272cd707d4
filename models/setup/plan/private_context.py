"""What setup tells its own extensions of core's methods through the context.

Between two methods of ours stands a method of core's that takes no argument of ours.
Whoever calls from outside may send any context, but only of what JSON can hold: never
a value of these types. Nothing else in the context changes what a setup takes or costs.
"""

from enum import Enum
from typing import NamedTuple

MINUTES_KEY = "setup_minutes"
CHARGE_KEY = "setup_charge"


class OwnMinutes(NamedTuple):
    """Minutes of a setup in place of the work center's setup and cleanup time."""

    minutes: float


class Charge(Enum):
    """What `mrp.workorder._cal_cost` counts: by default all, setup's fixed cost too."""

    TIME_ONLY = 1


def with_own_minutes(records, minutes):
    """Return the records with these setup minutes, None: with the work center's."""
    own = None if minutes is None else OwnMinutes(minutes)
    return records.with_context(**{MINUTES_KEY: own})


def get_own_minutes(env):
    """Return the setup minutes to take in place of the work center's, or None."""
    own = env.context.get(MINUTES_KEY)
    return own.minutes if isinstance(own, OwnMinutes) else None


def with_time_only(records):
    return records.with_context(**{CHARGE_KEY: Charge.TIME_ONLY})


def is_time_only(env):
    return env.context.get(CHARGE_KEY) is Charge.TIME_ONLY
