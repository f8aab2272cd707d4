"""make bench, bench-report, bench-build, bench-simulate, bench-status, bench-kanban,
bench-policies, bench-advice, build-costs: how long things take, and whether they
hold."""

import contextlib
import json
import os

import databases
from messages import Failure, step, tell
from paths import BUILD, DATA, INSIDE_ODOO, LOGS, MODULE, REPO, manifest
from processes import run_attached, run_logged

FOLDER = REPO / "benchmarks"
REPORT_LIMIT = 3.0  # seconds of CPU for each view, its database's included
REPORTS = {  # script: (how many, of what)
    "setup_report": (10_000, "work orders"),
    "cogs_report": (20_000, "order lines"),
}
BUILD_RESULT = BUILD / "bench-build.json"
BUILD_LIMIT = 600  # seconds
STATUS_LIMIT = 0.3  # seconds of CPU for each list, filter and group-by
# Supply actions are no list but thousands of rows, each worked out and written.
LIMITS = {"supply actions": 6}
KANBAN_LIMIT = 60  # queries that signal 1,000 consumptions
ADVICE_LIMIT = 60  # seconds for refreshing the advice on 5,000 products
OPEN_LIMIT = 1  # second for its list, and for a map
RIGHT_LEAST = 0.9  # of clear cases
KEPT_LEAST = 0.8  # of promises made at the learnt 80 %


@contextlib.contextmanager
def _installed(server, odoo, kind):
    """A database with the module and no data, for as long as the block lasts."""
    source = databases.template(server, odoo, manifest()["depends"])
    with databases.temporary(server, source, kind) as name:
        with step(f"Installing {MODULE}"):
            databases.install(server, odoo, name, [MODULE], f"{kind}-install")
        yield name


def command(server, odoo):
    """Run benchmarks/run.py on a plain Odoo."""
    script = FOLDER / "run.py"
    if not script.exists():
        raise Failure(f"{script} does not exist yet.")
    env = odoo.environment(server.env)
    env["PTP_DB_TEMPLATE"] = databases.template(server, odoo, manifest()["depends"])
    env["PTP_ADDONS_PATH"] = str(BUILD / "addons")
    env["PTP_DATA_DIR"] = str(DATA)
    env["PTP_BUILD"] = str(BUILD)
    words = os.environ.get("ARGS", "").split()
    return run_attached([odoo.python, script, *words], env=env, cwd=REPO)


def _script(name, result, count):
    """What Odoo's shell is told to run a file of benchmarks/."""
    return (
        f"import sys\nsys.path.insert(0, {str(FOLDER)!r})\n"
        f"import {name}\n{name}.main(env, {str(result)!r}, {count})\n"
    )


# -- reports over many records -------------------------------------------------


def reports(server, odoo):
    with _installed(server, odoo, "report") as name:
        results = {
            report: _measure(server, odoo, name, report, *size)
            for report, size in REPORTS.items()
        }
    path = BUILD / "bench-report.json"
    path.write_text(json.dumps(results, indent=1))
    print(path.read_text())
    print(path)
    _check_reports(results)
    return 0


def _measure(server, odoo, database, report, count, records):
    """Return the times of a report's views over so many records."""
    count = int(os.environ.get("COUNT", count))
    path = BUILD / f"bench-{report}.json"
    with step(f"Opening {report} over {count} {records}"):
        databases.odoo_quietly(
            *(server, odoo, f"bench-{report}", "shell", "-d", database, "--no-http"),
            script=_script(report, path, count),
        )
    return json.loads(path.read_text())


def _check_reports(results):
    """Fail on a view that is too slow, and on sums that are not the records'."""
    complaints = [
        f"{report}: {view} took {seconds} s of CPU, more than {REPORT_LIMIT}"
        for report, result in results.items()
        for view, seconds in result["cpu"].items()
        if seconds > REPORT_LIMIT
    ] + [
        f"{report}: other sums than the records"
        for report, result in results.items()
        if not result["agrees_with_the_records"]
    ]
    if complaints:
        raise Failure("\n".join(complaints))


# -- the costs of moves from before this module --------------------------------


def build_costs(server, odoo):
    """Build the costs of a database, with progress; Ctrl-C stops after the batch."""
    name = databases.chosen(server, "build-costs")
    with open(INSIDE_ODOO / "build_costs.py") as script:
        return run_attached(
            odoo.command("shell", "-d", name, "--no-http", "--log-level=warn"),
            stdin=script,
            env=odoo.environment(server.env),
        )


def past_costs(server, odoo):
    """Time building them over COUNT moves, stopped once and continued."""
    count = int(os.environ.get("COUNT", "100000"))
    with (
        _installed(server, odoo, "build") as name,
        step(f"Building the costs of {count} past moves"),
    ):
        _build_past(server, odoo, name, count)
    result = json.loads(BUILD_RESULT.read_text())
    print(json.dumps(result, indent=1))
    print(BUILD_RESULT)
    if result["seconds"] > BUILD_LIMIT or result["gaps"] or result["state"] != "done":
        raise Failure(f"slower than {BUILD_LIMIT} s, not done, or not whole")
    return 0


def _build_past(server, odoo, name, count):
    log, script = LOGS / "bench-build.log", BUILD / "bench-build.stdin"
    script.write_text(_script("cost_build", BUILD_RESULT, count))
    with open(script) as stdin:
        code = run_logged(
            odoo.command("shell", "-d", name, "--no-http"),
            log,
            lambda line: line.startswith("    ") and tell(line),
            stdin=stdin,
            env=odoo.environment(server.env),
        )
    if code:
        tail = log.read_text(errors="replace").splitlines()[-30:]
        raise Failure("\n".join([*tail, f"full log: {log}"]))


# -- the status of orders, and whom documents serve -----------------------------


def status(server, odoo):
    """Time lists, filters and group-bys of what is open among COUNT past orders."""
    with _installed(server, odoo, "status") as name:
        result = _measure(server, odoo, name, "statuses", 100_000, "past orders")
    path = BUILD / "bench-statuses.json"
    print(path.read_text())
    print(path)
    complaints = [
        f"{case} took {seconds} s of CPU, more than {limit}"
        for case, seconds in result["cpu"].items()
        if seconds > (limit := LIMITS.get(case, STATUS_LIMIT))
    ]
    if complaints:
        raise Failure("\n".join(complaints))
    return 0


# -- cards ---------------------------------------------------------------------


def kanban(server, odoo):
    """Count the queries by which COUNT consumptions empty the cards of 1,000 loops."""
    with _installed(server, odoo, "kanban") as name:
        result = _measure(server, odoo, name, "kanban_day", 20_000, "consumptions")
    path = BUILD / "bench-kanban_day.json"
    print(path.read_text())
    print(path)
    if result["queries_per_1000"] > KANBAN_LIMIT:
        raise Failure(f"1,000 consumptions took over {KANBAN_LIMIT} queries.")
    return 0


# -- advice ---------------------------------------------------------------------


def policies(server, odoo):
    """Count the clear cases in which the advice is the cheapest, of COUNT draws."""
    count = int(os.environ.get("COUNT", "20"))
    path = BUILD / "bench-policies.json"
    path.unlink(missing_ok=True)
    with (
        _installed(server, odoo, "policies") as name,
        step(f"Living through two years with each policy, {count} draws"),
    ):
        databases.odoo_quietly(
            *(server, odoo, "bench-policies", "shell", "-d", name, "--no-http"),
            script=_script("policies", path, count),
        )
    result = json.loads(path.read_text())
    del result["each"]
    print(json.dumps(result, indent=1))
    print(path)
    for years in ("same", "next"):
        if result[years]["share"] < RIGHT_LEAST:
            right = f"{result[years]['share']:.1%}"
            raise Failure(f"the advice is right in {right} of the {years} years alone")
    return 0


def advice(server, odoo):
    """Time refreshing the advice on COUNT products with two years of orders."""
    with _installed(server, odoo, "advice") as name:
        result = _measure(server, odoo, name, "advice", 5_000, "products")
    print(json.dumps(result, indent=1))
    print(BUILD / "bench-advice.json")
    limits = {"first": ADVICE_LIMIT, "again": ADVICE_LIMIT}
    limits.update(list=OPEN_LIMIT, map=OPEN_LIMIT)
    complaints = [
        f"{case} took {result[case]['seconds']} s, more than {limit}"
        for case, limit in limits.items()
        if result[case]["seconds"] > limit
    ]
    if complaints:
        raise Failure("\n".join(complaints))
    return 0


# -- promises lived through ----------------------------------------------------


def simulate(server, odoo):
    """Count the promises that are kept of COUNT orders in the demo factory."""
    count = int(os.environ.get("COUNT", "2000"))
    path = BUILD / "bench-simulate.json"
    path.unlink(missing_ok=True)
    with (
        _installed(server, odoo, "simulate") as name,
        step(f"Living through {count} orders, promised in four ways"),
    ):
        databases.odoo_quietly(
            *(server, odoo, "bench-simulate", "shell", "-d", name, "--no-http"),
            script=_script("simulate", path, count),
        )
    result = json.loads(path.read_text())
    _print_promises(result)
    print(path)
    kept = result["promises"]["most"]["kept"]
    if kept < KEPT_LEAST:
        raise Failure(f"only {kept:.1%} of promises at the learnt 80 % are kept")
    return 0


WAYS = {
    "planned": "planned times",
    "median": "learnt medians",
    "vendors": "80 % of vendors, medians of work centers",
    "most": "learnt 80 %",
}


def _print_promises(result):
    print("\n".join(result["learnt"]), end="\n\n")
    print(f"{'promised by':<42}kept  promised days  real days  days late if late")
    for way, figures in result["promises"].items():
        print(
            f"{WAYS[way]:<40}{figures['kept']:>6.1%}"
            f"{figures['promised_days']:>15.1f}{figures['real_days']:>11.1f}"
            f"{figures['late_days_if_late']:>19.1f}"
        )
