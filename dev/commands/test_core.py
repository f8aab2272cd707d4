"""make test-core: Odoo's own suites, on plain Odoo and with the module installed.

A test that fails with the module and passes without it is the module's fault. The
suites run on installed databases, where not every core test passes even on plain
Odoo: hence the comparison.
"""

import contextlib
import json
import os

import databases
import machine
from messages import Failure, step
from odoo_tests import Progress, Run, wait_for
from paths import BUILD, CACHE, INSIDE_ODOO, LOGS, MODULE, digest, manifest
from processes import switched_on

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
RUNNER = INSIDE_ODOO / "core_tests.py"


def _run_all(server, odoo, tags, databases_by_label):
    """Run the tests on several databases at the same time; {label: results}."""
    runs = {
        label: Run(
            *(server, odoo, database, ",".join(tags), LOGS / f"core-{label}.log"),
            program=(RUNNER,),
        )
        for label, database in databases_by_label.items()
    }
    wait_for(runs.values(), Progress(runs))
    for run in runs.values():
        if not run.results.finished:
            raise Failure(f"The tests did not end by themselves: {run.log}")
    return {label: _summary(run.results) for label, run in runs.items()}


def _summary(results):
    """The part of a run's results that is compared and cached."""
    return {
        "passed": sorted(results.passed),
        "failed": sorted(results.failed),
        "skipped": sorted(results.skipped),
    }


# -- the baseline --------------------------------------------------------------


def _version(server, odoo, modules):
    requirements = machine.requirements_file("odoo").read_text()
    return digest(odoo.version, *modules, server.major, requirements)


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
        again = _run_all(server, odoo, lost, {"again": database})["again"]
    return sorted(set(lost) - set(again["passed"]))


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
    version = _version(server, odoo, modules)
    source = databases.template(server, odoo, modules)
    tags = [f"/{name}" for name in suites]
    before = _cached_baseline(version, suites)
    with contextlib.ExitStack() as stack:
        extended = stack.enter_context(databases.temporary(server, source, "core"))
        with step(f"Installing {MODULE}"):
            databases.install(server, odoo, extended, [MODULE], "core-install")
        labels = {"with-module": extended}
        if before is None:
            plain = stack.enter_context(databases.temporary(server, source, "plain"))
            labels["baseline"] = plain
        with step(f"Running {', '.join(suites)} (all of them: about an hour)"):
            results = _run_all(server, odoo, tags, labels)
        after = results["with-module"]
        if before is None:
            before = results["baseline"]
            _baseline_path(version, suites).write_text(json.dumps(before))
        lost = sorted(set(before["passed"]) - set(after["passed"]))
        confirmed = _confirm(server, odoo, extended, lost) if lost else []
    if not after["passed"]:
        raise Failure("No test ran.")
    _compare(before, after, lost, confirmed)
    return 1 if confirmed else 0
