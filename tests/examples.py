"""How many examples the property tests try, and which: PULL_EXAMPLES=2000 tries so many
more, and others, than the suite; PULL_SEED=7 tries those of a run that said 7."""

import logging
import os
import random

from hypothesis import seed

EXAMPLES = int(os.environ.get("PULL_EXAMPLES") or 0)
SEED = int(os.environ.get("PULL_SEED") or random.SystemRandom().randrange(10**6))

_logger = logging.getLogger(__name__)


def seeded(check, number=0):
    """Return the check with examples of its own by number: the same in every suite."""
    if EXAMPLES:
        _logger.info("PULL_EXAMPLES=%d PULL_SEED=%d, part %d", EXAMPLES, SEED, number)
        number += 1000 * (SEED + 1)
    return seed(number)(check)
