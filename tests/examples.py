"""How many examples the property tests try, and which: PULL_EXAMPLES=2000 tries so many
more, and others, than the suite; PULL_SEED=7 tries those of a run that said 7."""

import gc
import logging
import os
import random
from functools import wraps

from hypothesis import given, seed, settings
from hypothesis.internal.conjecture.providers import HypothesisProvider
from hypothesis.internal.constants_ast import Constants

EXAMPLES = int(os.environ.get("PULL_EXAMPLES") or 0)
# hypothesis keeps all that one run of a property has drawn in memory.
PART = 200
SEED = int(os.environ.get("PULL_SEED") or random.SystemRandom().randrange(10**6))

# Hypothesis would also try the numbers that stand in Odoo's source and ours: it takes
# seconds to read them, and a seed would say other examples after each change of a line.
HypothesisProvider._local_constants = Constants()

_logger = logging.getLogger(__name__)


def seeded(check, number=0):
    """Return the check with examples of its own by number: the same in every suite."""
    if EXAMPLES:
        _logger.info("PULL_EXAMPLES=%d PULL_SEED=%d, part %d", EXAMPLES, SEED, number)
        number += 1000 * (SEED + 1)
    return seed(number)(check)


def tried_with(*strategies):
    """Decorate a property of plain arithmetic: 200 cases, the same in every suite, or
    so many others, in parts."""

    def decorate(test):
        @wraps(test)
        def run(self):
            for part in range(-(-EXAMPLES // PART) or 1):
                check = settings(
                    max_examples=min(EXAMPLES or PART, PART),
                    derandomize=not EXAMPLES,
                    deadline=None,
                    database=None,
                )(given(*strategies)(test))
                (seeded(check, part) if EXAMPLES else check)(self)
                gc.collect()

        return run

    return decorate
