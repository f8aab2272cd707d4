"""make test: this module's suite, in two Odoo processes on copies of one database.

A third process runs, on a copy of another database, the tests that need other modules
beside this one, and some of the others to see that they pass there too.
"""

import contextlib
import os
import re
import time
from pathlib import Path

import databases
import test_classes
from messages import Failure, tell
from odoo_tests import Run, TestLog, wait_for
from paths import BUILD, LOGS, MODULE, REPO
from processes import switched_on

_PART = re.compile(r"^([+-]?)(\*|\w*)(.*)$")
_CLASS = re.compile(r":?(Test\w+)")
# The main flows, which pass beside other modules too.
BESIDE_TOO = (
    "test_change_quantity.TestChangeQuantity",
    "test_change_surplus.TestChangeSurplus",
    "test_costs_cogs_people.TestCogsPeople",
    "test_shortage_brought_back.TestShortageBroughtBack",
    "test_supply_routes.TestSupplyRoutes",
    "test_supply_runs.TestSupplyRuns",
)
SHORT = 60  # seconds of tests for which a second process is not worth its start
SLOWEST = 10


# -- which tests ---------------------------------------------------------------


def _parts(only):
    return [part.strip() for part in re.split(r",(?![^\[]*\])", only) if part.strip()]


def test_tags(only):
    """ONLY as Odoo's --test-tags; what names no module means this one's tests."""
    tags = [_own_tag(part) for part in _parts(only)]
    if all(tag.startswith("-") for tag in tags):
        tags.insert(0, f"/{MODULE}")
    return ",".join(tags)


def _own_tag(part):
    file = re.fullmatch(r"(?:tests/)?(test_\w+?)(?:\.py)?((?::\w+)?(?:\.\w+)?)", part)
    if file and (REPO / "tests" / f"{file[1]}.py").exists():
        return f"/{MODULE}/tests/{file[1]}.py{file[2]}"
    if "/" in part.split("[")[0]:
        return part
    if re.match(r"Test\w+", part):
        part = f":{part}"
    sign, tag, rest = _PART.match(part).groups()
    return f"{sign}{tag}/{MODULE}{rest}"


def _split(only):
    """Return what ONLY names of the tests of this module alone, and of those beside."""
    beside = [part for part in _parts(only) if _is_beside(part)]
    rest = [part for part in _parts(only) if part not in beside]
    return ",".join(rest), beside


def _is_beside(part):
    files = {name.split(".")[0] for name in test_classes.find_beside()}
    classes = {name.split(".")[1] for name in test_classes.find_beside()}
    return not part.startswith("-") and bool(
        files & set(re.findall(r"test_\w+", part))
        or classes & set(re.findall(r"Test\w+", part))
        or part == test_classes.BESIDE
    )


def _beside_tags(parts):
    """Return the tags of the process beside other modules: those of ONLY, or all."""
    if not parts:
        return _tags([*test_classes.find_beside(), *BESIDE_TOO])
    tags = [_own_tag(part) for part in parts]
    beside = test_classes.BESIDE
    return [tag if tag.startswith(beside) else f"{beside}{tag}" for tag in tags]


def _deal(only):
    """Return the tags of each process.

    The last process takes all that no other was told to take: no test is lost.
    """
    chosen = _classes(only)
    if only and _seconds(chosen) < SHORT:
        return [test_tags(only)]
    *told, rest = map(_tags, test_classes.split(chosen))
    if only:
        return [",".join(tags) for tags in (*told, rest) if tags]
    excluded = [f"-{tag}" for tags in told for tag in tags]
    return [*map(",".join, told), ",".join([f"/{MODULE}", *excluded])]


def _tags(names):
    return [test_classes.tag(name) for name in names]


def _classes(only):
    """The classes that ONLY names; none if it names anything else."""
    known = [name for name, _browser in test_classes.find()]
    if not only:
        return known
    found = list(map(_CLASS.fullmatch, _parts(only)))
    wanted = {match[1] for match in found if match}
    chosen = [name for name in known if name.split(".")[1] in wanted]
    return chosen if all(found) and len(chosen) == len(wanted) else []


def _seconds(names):
    times = test_classes.read_times()
    return sum(times.get(name, test_classes.UNKNOWN) for name in names)


# -- running them --------------------------------------------------------------


def _run(server, odoo, only):
    """Run the tests and return the runs, the database's own log read as one too."""
    own, beside = _split(only)
    source = databases.module_template(server, odoo)
    sources = [source]
    stamp = f"{time.strftime('%m%d-%H%M%S')}-{os.getpid()}"
    keep = switched_on("KEEP_DB")
    begin = time.monotonic()

    def show(tag):
        tell(f"    {time.monotonic() - begin:4.0f} s  {tag}")

    with contextlib.ExitStack() as stack:
        runs = []

        def start(template, kind, tags):
            name = stack.enter_context(
                databases.temporary(server, template, kind, keep)
            )
            log = LOGS / f"test-{stamp}-{len(runs) + 1}.log"
            tell(f"==> Testing in database {name}; log: {log}")
            runs.append(Run(server, odoo, name, tags, log, on_class=show))
            stack.callback(runs[-1].finish)  # before its database is dropped

        for number, tags in enumerate(_deal(own) if own or not beside else (), 1):
            start(source, "test" if number == 1 else f"test{number}", tags)
        if beside or not only:
            # Its database may have to be made first: the others begin meanwhile.
            sources.append(databases.beside_template(server, odoo))
            start(sources[-1], "beside", ",".join(_beside_tags(beside)))
        wait_for(runs)
    return runs, [_read(databases.install_log(source)) for source in sources]


def _read(log):
    reader = TestLog()
    for line in log.read_text(errors="replace").splitlines():
        reader(line)
    return reader.results


# -- the report ----------------------------------------------------------------


def _told_by(run):
    """What is to be told of a run: one block for each thing that went wrong."""
    results, code = run.results, run.process.returncode
    yield from (_block(tag, lines) for tag, lines in results.failed.items())
    for tag, reason in results.skipped.items():
        yield _block(f"skipped: {tag}", [reason])
    yield from (_block("error in the log", lines) for lines in results.log_errors)
    fine = not (results.failed or results.skipped or results.log_errors)
    if not results.finished or (code and fine):
        lines = run.log.read_text(errors="replace").splitlines()[-30:]
        yield _block(f"Odoo ended early, with code {code}", lines)


def _block(title, lines):
    rule = "-" * 80
    text = "\n".join(lines).rstrip().replace(f"{BUILD / 'addons' / MODULE}/", "")
    return f"{rule}\n{title}\n{rule}\n{text}\n"


def _tell_slowest(results):
    """Print the slowest classes: seconds and tests, their set-up included."""
    seconds, counts = {}, {}
    for result in results:
        seconds.update(result.seconds)
        for started in result.started:
            path, _colon, method = started.partition(":")
            name = f"{Path(path).stem}.{method.rpartition('.')[0]}"
            counts[name] = counts.get(name, 0) + 1
    print("slowest classes (seconds, tests):")
    for name in sorted(seconds, key=seconds.get, reverse=True)[:SLOWEST]:
        print(f"  {seconds[name]:6.1f}  {counts.get(name, 0):3d}  {name}")


def _report(runs, installing):
    broken = [block for run in runs for block in _told_by(run)]
    broken += [
        _block("while the module was installed", lines)
        for results in installing
        for lines in (*results.log_errors, *results.warnings)
    ]
    if not broken and not any(run.results.started for run in runs):
        broken = [_block("no test was run", [])]
    for block in broken:
        print(block)
    for run in runs if broken else ():
        for picture in sorted(run.screenshots.glob("**/*.png")):
            print(f"screenshot: {picture}")
    _tell_slowest([run.results for run in runs])
    for run in runs:
        print(f"full log: {run.log}")
    return sum(len(run.results.passed) for run in runs), len(broken)


def _keep_times(runs):
    times = test_classes.read_times()
    for run in runs:
        times.update(run.results.seconds)
    test_classes.write_times(test_classes.LAST_TIMES, times)
    if switched_on("SAVE_TIMES"):
        test_classes.write_times(test_classes.FIRST_TIMES, times)


def command(server, odoo):
    only = os.environ.get("ONLY", "").strip()
    try:
        runs, installing = _run(server, odoo, only)
        passed, failed = _report(runs, installing)
        if not only:
            _keep_times(runs)
    except Failure as failure:
        tell(f"\n{failure}")
        passed, failed = 0, 1
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0
