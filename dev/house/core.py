"""make test-core: Odoo's own suites, on plain Odoo and with the module installed.

A test that fails with the module and passes without it is the module's fault. The
suites run on installed databases, where not every core test passes even on plain
Odoo: hence the comparison.
"""

import contextlib
import json
import os
import subprocess
import time
from pathlib import Path

import databases
import machine
from ground import (
    BUILD,
    CACHE,
    MODULE,
    Failure,
    digest,
    end,
    free_port,
    manifest,
    step,
    switched_on,
    tell,
)
from testlog import TestLog

SUITES = (
    "mrp",
    "stock",
    "sale_stock",
    "sale_mrp",
    "purchase_stock",
    "purchase_mrp",
    "sale_purchase_stock",
    "mrp_account",
    "stock_account",
    "sale_stock_margin",
)
# Only when asked for by ONLY: their modules change what the other suites find.
MORE_SUITES = (
    "mrp_subcontracting",
    "mrp_subcontracting_account",
    "mrp_landed_costs",
    "sale_mrp_margin",
)
RUNNER = Path(__file__).with_name("core_runner.py")


class Run:
    """One Odoo running core tests on one database, its log read as it grows."""

    def __init__(self, server, odoo, database, tags, label):
        self.label = label
        self.log = BUILD / "logs" / f"core-{label}.log"
        self._output = open(self.log, "w")  # noqa: SIM115 (closed in finish)
        self._reader = TestLog()
        self._position = 0
        command = odoo.command(
            *("-d", database, "--test-tags", ",".join(tags)),
            *("--stop-after-init", f"--http-port={free_port()}"),
            f"--screenshots={BUILD / f'screenshots-core-{label}'}",
            program=(RUNNER,),
        )
        self.process = subprocess.Popen(
            command,
            env=odoo.environment(server.env),
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def results(self):
        """What the log says so far."""
        with open(self.log, errors="replace") as file:
            file.seek(self._position)
            while (line := file.readline()).endswith("\n"):
                self._reader(line.rstrip("\n"))
                self._position = file.tell()
        return self._reader.results

    def finish(self):
        end(self.process)
        self._output.close()


def _run_all(runs):
    """Wait for runs that go on at the same time; tell how far they are."""
    begin = told = time.monotonic()
    try:
        while any(run.process.poll() is None for run in runs):
            time.sleep(1)
            if time.monotonic() - told >= 60:
                told = time.monotonic()
                far = ", ".join(
                    f"{run.label} {len(run.results.started)}" for run in runs
                )
                tell(f"    {(told - begin) / 60:3.0f} min  tests begun: {far}")
    finally:
        for run in runs:
            run.finish()
    for run in runs:
        if not run.results.finished:
            raise Failure(f"The tests did not end by themselves: {run.log}")


def _summary(results):
    """The part of a run's results that is compared and cached."""
    return {
        "passed": sorted(results.passed),
        "failed": sorted(results.failed),
        "skipped": sorted(results.skipped),
    }


# -- the baseline --------------------------------------------------------------


def _baseline_path(version, suites):
    return CACHE / f"core-{digest(version, *suites)}.json"


def _cached_baseline(version, suites):
    """This baseline, or its part of the one for all suites."""
    if switched_on("RECHECK"):
        return None
    for path in (_baseline_path(version, suites), _baseline_path(version, SUITES)):
        if path.exists():
            roots = tuple(f"/{name}/" for name in suites)
            return {
                outcome: [test for test in tests if test.startswith(roots)]
                for outcome, tests in json.loads(path.read_text()).items()
            }
    return None


# -- the comparison ------------------------------------------------------------


def _told(title, tests):
    print(f"{title}: {len(tests)}")
    for test in tests:
        print(f"    {test}")


def _confirm(server, odoo, database, lost):
    """Run tests that the module seems to break once more, alone."""
    with step(f"Running {len(lost)} new failures once more, alone"):
        again = Run(server, odoo, database, lost, "again")
        _run_all([again])
    return sorted(set(lost) - set(again.results.passed))


def _suites():
    only = [name.strip(" /") for name in os.environ.get("ONLY", "").split(",")]
    chosen = tuple(filter(None, only)) or SUITES
    known = SUITES + MORE_SUITES
    if unknown := set(chosen) - set(known):
        raise Failure(f"ONLY={','.join(unknown)}: choose from {', '.join(known)}")
    return chosen


def _compare(before, after, lost, confirmed):
    _told("failing without the module (baseline)", before["failed"])
    _told("failing with the module", after["failed"])
    _told("failing with it, passed when run alone", sorted(set(lost) - set(confirmed)))
    _told("BROKEN BY THE MODULE", confirmed)
    for label, side in (("without", before), ("with", after)):
        counts = ", ".join(f"{len(tests)} {outcome}" for outcome, tests in side.items())
        print(f"{label} the module: {counts}")
    (BUILD / "core-result.json").write_text(
        json.dumps({"without": before, "with": after, "broken": confirmed}, indent=1)
    )
    print(f"details: {BUILD / 'core-result.json'}, logs: {BUILD / 'logs'}/core-*.log")


def command(server, odoo):
    suites = _suites()
    modules = sorted({*SUITES, *suites, *manifest()["depends"]})
    version = digest(
        odoo.version, *modules, server.major, machine.REQUIREMENTS.read_text()
    )
    source = databases.template(server, odoo, modules)
    tags = [f"/{name}" for name in suites]
    before = _cached_baseline(version, suites)
    with contextlib.ExitStack() as stack:
        extended = stack.enter_context(databases.temporary(server, source, "core"))
        with step(f"Installing {MODULE}"):
            databases.install(server, odoo, extended, [MODULE], "core-install")
        runs = [Run(server, odoo, extended, tags, "with-module")]
        if before is None:
            plain = stack.enter_context(databases.temporary(server, source, "plain"))
            runs.append(Run(server, odoo, plain, tags, "baseline"))
        with step(f"Running {', '.join(suites)} (all of them: about an hour)"):
            _run_all(runs)
        after = _summary(runs[0].results)
        if before is None:
            before = _summary(runs[1].results)
            _baseline_path(version, suites).write_text(json.dumps(before))
        lost = sorted(set(before["passed"]) - set(after["passed"]))
        confirmed = _confirm(server, odoo, extended, lost) if lost else []
    if not after["passed"]:
        raise Failure("No test ran.")
    _compare(before, after, lost, confirmed)
    return 1 if confirmed else 0
