"""What rooms say of the kinds of exceptions that they add."""

from dataclasses import dataclass

# A need has no supply; a person must choose; it is supplied, but badly.
BLOCKING = "blocking"
DECISION = "decision"
WARNING = "warning"

# The worst first.
SEVERITIES = [
    (BLOCKING, "Problem"),
    (DECISION, "To Decide"),
    (WARNING, "Warning"),
]


@dataclass(frozen=True)
class KindInfo:
    """What is true of all exceptions of a kind.

    :param severity: one of SEVERITIES
    :param bool lacks_supply: a need has less supply than it wants
    :param bool is_bad_data: it waits for data to be corrected; the scheduler retries
    :param solved_by: name of the method of `pull.exception` that tells of one whether
        its cause is gone; empty: only a person closes it
    :param retried_by: name of the method of `pull.exception` that does again what
        failed for all of the kind; empty: trying again brings nothing
    """

    severity: str
    lacks_supply: bool = False
    is_bad_data: bool = False
    solved_by: str = ""
    retried_by: str = ""


def get_rank(severity):
    """Return the sorting key of a severity: the worst first.

    >>> sorted(["warning", "blocking", "decision"], key=get_rank)
    ['blocking', 'decision', 'warning']
    """
    return [code for code, _label in SEVERITIES].index(severity)
