"""make bench-report: how long the reports take over many records."""

import json
import os

import databases
from ground import BUILD, MODULE, REPO, Failure, manifest, step

FOLDER = REPO / "benchmarks"
LIMIT = 3.0  # seconds for each view, on a machine that does other things too
REPORTS = {  # script: (how many, of what)
    "setup_report": (10_000, "work orders"),
    "cogs_report": (20_000, "order lines"),
}


def command(server, odoo):
    source = databases.template(server, odoo, manifest()["depends"])
    with databases.temporary(server, source, "report") as name:
        with step(f"Installing {MODULE}"):
            databases.install(server, odoo, name, [MODULE], "report-install")
        results = {
            report: _measure(server, odoo, name, report, *size)
            for report, size in REPORTS.items()
        }
    path = BUILD / "bench-report.json"
    path.write_text(json.dumps(results, indent=1))
    print(path.read_text())
    print(path)
    _check(results)
    return 0


def _measure(server, odoo, database, report, count, records):
    """Return the times of a report's views over so many records."""
    count = int(os.environ.get("COUNT", count))
    path = BUILD / f"bench-{report}.json"
    script = (
        f"import sys\nsys.path.insert(0, {str(FOLDER)!r})\n"
        f"import {report}\n{report}.main(env, {str(path)!r}, {count})\n"
    )
    with step(f"Opening {report} over {count} {records}"):
        databases.odoo_quietly(
            *(server, odoo, f"bench-{report}", "shell", "-d", database, "--no-http"),
            script=script,
        )
    return json.loads(path.read_text())


def _check(results):
    """Fail on a view that is too slow, and on sums that are not the records'."""
    complaints = [
        f"{report}: {view} took {seconds} s, more than {LIMIT}"
        for report, result in results.items()
        for view, seconds in result["seconds"].items()
        if seconds > LIMIT
    ] + [
        f"{report}: other sums than the records"
        for report, result in results.items()
        if not result["agrees_with_the_records"]
    ]
    if complaints:
        raise Failure("\n".join(complaints))
