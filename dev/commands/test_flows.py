"""make test-flows: random flows of goods and documents, many more than in `make test`.

They are those of `TestCogsProperty`, one in five of `TestBesideCogsProperty`, dealt in
shares to as many Odoo processes as there are cores. A share by its seed is always the
same: what fails can be repeated.
"""

import contextlib
import os
import time
from collections import namedtuple

import databases
import test_classes
from messages import Failure, tell
from odoo_tests import Run
from paths import LOGS

COUNT, SEED = 1_000, 19
SHARE = 100  # flows of one process
WEIGHT = 10  # examples that a flow counts for
METHOD = "test_the_ledger_is_right_after_any_flow"
PLAIN = "test_costs_cogs_property.TestCogsProperty"
BESIDE = "test_beside_ledger_property.TestBesideCogsProperty"
RIGHT = "A flow is right: "
EXAMPLE = "Falsifying example: "

Share = namedtuple("Share", "name flows seed")


def deal(count, seed):
    """Return the shares, each with a seed of its own.

    >>> [(share.flows, share.seed) for share in deal(450, 7)]
    [(100, 7), (100, 8), (100, 9), (60, 10), (90, 11)]
    """
    shares = []
    for name, flows in ((PLAIN, count - count // 5), (BESIDE, count // 5)):
        for begun in range(0, flows, SHARE):
            part = min(SHARE, flows - begun)
            shares.append(Share(name, part, seed + len(shares)))
    return shares


class Hand:
    """One core: it takes one share after the other, each in a database of its own."""

    def __init__(self, server, odoo, number):
        self.server, self.odoo, self.number = server, odoo, number
        self.run = self.share = None
        self.stack = contextlib.ExitStack()

    def begin(self, share):
        template = databases.module_template
        if share.name == BESIDE:
            template = databases.beside_template
        source = template(self.server, self.odoo)
        kind = f"flows{self.number}"
        name = self.stack.enter_context(databases.temporary(self.server, source, kind))
        log = LOGS / f"flows-{time.strftime('%m%d-%H%M%S')}-{share.seed}.log"
        tell(f"==> {share.flows} flows with seed {share.seed}; log: {log}")
        tag = f"{test_classes.tag(share.name)}.{METHOD}"
        examples = {"PULL_EXAMPLES": share.flows * WEIGHT, "PULL_SEED": share.seed}
        env = {key: str(value) for key, value in examples.items()}
        self.share = share
        self.run = Run(self.server, self.odoo, name, tag, log, env=env)
        self.stack.callback(self.run.finish)  # before its database is dropped

    def end(self):
        """Return how many flows were right, and what else is to be told."""
        results, log = self.run.results, self.run.log.read_text(errors="replace")
        right = log.count(RIGHT)
        broken = [*results.failed.values(), *results.log_errors]
        told = ["\n".join(lines) for lines in broken]
        if not told and (right < self.share.flows or not results.finished):
            told = [f"{right} of {self.share.flows} flows were tried: {self.run.log}"]
        failed = max(log.count(EXAMPLE), 1) if told else 0
        self.stack.close()
        self.run = None
        return right, failed, told


def _try_shares(hands, shares):
    """Return [(share, flows that were right, that failed, what is to be told)]."""
    waiting, outcome = list(shares), []
    while waiting or any(hand.run for hand in hands):
        for hand in hands:
            if hand.run and not hand.run.goes_on:
                outcome.append((hand.share, *hand.end()))
                tell(f"    {sum(right for _share, right, *_rest in outcome)} right")
            if not hand.run and waiting:
                hand.begin(waiting.pop(0))
        time.sleep(1)
    return outcome


def command(server, odoo):
    count = int(os.environ.get("COUNT") or COUNT)
    seed = int(os.environ.get("SEED") or SEED)
    cores = int(os.environ.get("CORES") or os.cpu_count())
    if count < 1 or cores < 1:
        raise Failure("COUNT and CORES are at least 1.")
    with contextlib.ExitStack() as stack:
        hands = [Hand(server, odoo, number) for number in range(cores)]
        for hand in hands:
            stack.callback(hand.stack.close)
        outcome = _try_shares(hands, deal(count, seed))
    return _report(outcome)


def _report(outcome):
    for share, _right, _failed, told in outcome:
        for text in told:
            again = f"PULL_SEED={share.seed} PULL_EXAMPLES={share.flows * WEIGHT}"
            again += f" ONLY={share.name.split('.')[1]} make test"
            print(f"{'-' * 80}\n{again}\n{'-' * 80}\n{text}\n")
    right = sum(right for _share, right, *_rest in outcome)
    failed = sum(failed for *_rest, failed, _told in outcome)
    print(f"{right} flows right, {failed} failed", flush=True)
    return 1 if failed else 0
