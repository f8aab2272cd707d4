"""make test-mutants: breaks the module on purpose; its tests must fail.

dev/mutants/ lists what is broken, room by room: a piece of a file, what it becomes, and
the test classes that must see it. Each mutant is put into a copy of the repository,
never into the repository itself, and tested on a copy of the database of `make test`.
So it may change what methods do, not fields or views.
"""

import ast
import contextlib
import os
import runpy
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import databases
import test_classes
from messages import Failure, step, tell
from odoo_tests import Run, wait_for
from paths import BUILD, DEV, LOGS, MODULE, REPO

FOLDER = DEV / "mutants"
LEFT_OUT = (".git", "__pycache__", "dev", "benchmarks", "i18n")


@dataclass
class Mutant:
    """`old`, which stands once in `file`, becomes `new`; `tests` must see it."""

    name: str
    file: str
    old: str
    new: str
    tests: str

    def text(self, root=REPO):
        """The file as it is when broken; fails when it cannot be broken so."""
        path = root / self.file
        text = path.read_text() if path.exists() else ""
        if (count := text.count(self.old)) != 1:
            raise Failure(f"{self.name}: its text stands {count} times in {self.file}")
        broken = text.replace(self.old, self.new)
        ast.parse(broken, self.file)
        return broken

    @property
    def is_beside(self):
        """Whether its tests need other modules beside this one."""
        beside = {name.split(".")[1] for name in test_classes.find_beside()}
        return bool(beside & {name.strip() for name in self.tests.split(",")})

    def tags(self):
        names = [name for name, _browser in test_classes.find()]
        if self.is_beside:
            names = test_classes.find_beside()
        known = {name.split(".")[1]: name for name in names}
        wanted = [name.strip() for name in self.tests.split(",")]
        if unknown := set(wanted) - set(known):
            raise Failure(f"{self.name}: no tests {', '.join(unknown)}")
        return ",".join(test_classes.tag(known[name]) for name in wanted)


def find(only=""):
    """Return the mutants of all rooms, or those that ONLY names or begins to name."""
    found = [
        Mutant(**values)
        for path in sorted(FOLDER.glob("*.py"))
        for values in runpy.run_path(str(path))["MUTANTS"]
    ]
    names = tuple(filter(None, (part.strip() for part in only.split(","))))
    chosen = [mutant for mutant in found if not names or mutant.name.startswith(names)]
    if not chosen:
        raise Failure(f"ONLY={only}: there is no such mutant in {FOLDER}")
    return chosen


class Bench:
    """A copy of the repository and of the database, for one mutant after the other."""

    def __init__(self, server, odoo, number, database):
        self.server = server
        self.odoo = odoo
        self.database = database
        self.addons = BUILD / f"mutants-{number}" / "addons"
        shutil.rmtree(self.addons, ignore_errors=True)
        ignore = shutil.ignore_patterns(*LEFT_OUT)
        shutil.copytree(REPO, self.addons / MODULE, ignore=ignore)
        self.run = self.mutant = None

    def begin(self, mutant):
        self.mutant = mutant
        self.begun = time.monotonic()
        tags = mutant.tags()
        self.path = self.addons / MODULE / mutant.file
        self.original = self.path.read_text()
        self.path.write_text(mutant.text(self.addons / MODULE))
        log = LOGS / f"mutant-{mutant.name}.log"
        self.run = Run(
            *(self.server, self.odoo, self.database, tags, log), addons=self.addons
        )

    @property
    def decided(self):
        return not self.run.goes_on or bool(self.run.results.failed)

    def stop(self):
        """Return what became of the mutant, with its file as it was again."""
        results = self.run.results
        self.run.finish()
        self.path.write_text(self.original)
        mutant, self.mutant, self.run = self.mutant, None, None
        return Outcome(mutant, time.monotonic() - self.begun, results)


class Outcome:
    """Whether a mutant lives, how long it took to see it, and which test saw it."""

    def __init__(self, mutant, seconds, results):
        self.mutant = mutant
        self.killer = next(iter(results.failed), None)
        if self.killer:
            name = Path(self.killer).name.partition(":")[2]
            self.word, what = "killed", f"by {name}"
        elif results.finished and results.passed:
            self.word, what = "LIVES", f"{len(results.passed)} tests passed"
        else:
            self.word, what = "DID NOT RUN", str(LOGS / f"mutant-{mutant.name}.log")
        self.line = f"{self.word:6} {seconds:4.0f} s  {mutant.name}: {what}"


def _run_all(benches, mutants):
    """Try the mutants, as many at a time as there are benches."""
    ahead, outcomes = list(mutants), []
    try:
        while ahead or any(bench.run for bench in benches):
            for bench in benches:
                if bench.run and bench.decided:
                    outcomes.append(bench.stop())
                    print(outcomes[-1].line, flush=True)
                if ahead and not bench.run:
                    bench.begin(ahead.pop(0))
            time.sleep(0.5)
    finally:
        for bench in benches:
            if bench.run:
                bench.run.finish()
    return outcomes


def _distrust(bench, outcomes):
    """Run the tests that saw mutants once without any: they must pass then."""
    killers = dict.fromkeys(filter(None, (outcome.killer for outcome in outcomes)))
    if not killers:
        return
    log = LOGS / "mutants-unbroken.log"
    run = Run(
        *(bench.server, bench.odoo, bench.database, ",".join(killers), log),
        addons=bench.addons,
    )
    wait_for([run])
    for outcome in outcomes:
        if outcome.killer in run.results.failed:
            outcome.word = "NOT SEEN"
            outcome.line += ", which fails without it too"


def _check(mutants):
    """Say of all at once which cannot be tried."""
    complaints = []
    for mutant in mutants:
        try:
            mutant.text(), mutant.tags()
        except (Failure, SyntaxError) as error:
            complaints.append(str(error))
    if complaints:
        raise Failure("\n".join(complaints))


def command(server, odoo):
    mutants = find(os.environ.get("ONLY", ""))
    _check(mutants)
    server.env["PYTHONDONTWRITEBYTECODE"] = "1"  # two may be of one second
    outcomes = []
    for make, beside in (
        (databases.module_template, False),
        (databases.beside_template, True),
    ):
        group = [mutant for mutant in mutants if mutant.is_beside == beside]
        if group:
            outcomes += _try_all(server, odoo, make(server, odoo), group)
    wrong = [outcome for outcome in outcomes if outcome.word != "killed"]
    tell()
    for outcome in wrong:
        tell(outcome.line)
    print(f"{len(outcomes) - len(wrong)} killed, {len(wrong)} not")
    return 1 if wrong else 0


def _try_all(server, odoo, source, mutants):
    """Try mutants on copies of one database; return their outcomes."""
    with contextlib.ExitStack() as stack:
        benches = []
        for number in (1, 2)[: len(mutants)]:
            kind = f"mutants{number}"
            name = stack.enter_context(databases.temporary(server, source, kind))
            benches.append(Bench(server, odoo, number, name))
        with step(f"Trying {len(mutants)} mutants"):
            outcomes = _run_all(benches, mutants)
        with step("Running the tests that saw them once without"):
            _distrust(benches[0], outcomes)
    return outcomes
