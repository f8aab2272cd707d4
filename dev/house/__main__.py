"""python3 dev/house COMMAND: everything behind the Makefile, dev/odoo and dev/pg."""

import os
import shutil
import subprocess
import sys

import databases
import machine
import postgres
from ground import (
    BUILD,
    CACHE,
    DATA,
    REPO,
    Failure,
    exit_on_sigterm,
    free_port,
    lock,
    manifest,
    prepare_folders,
    run_attached,
    step,
    tell,
)


def browser(_arguments):
    """What browser tests need, or a failure that says what is missing."""
    machine.need_browser(machine.find_odoo())


def setup(_arguments):
    """Everything that `make test` needs, up to the template database."""
    odoo = machine.find_odoo()
    machine.need_browser(odoo)
    with postgres.running(odoo.python) as server:
        databases.template(server, odoo, manifest()["depends"])
    tell(f"Ready: Odoo {odoo.version.split()[0]}, PostgreSQL, browser; cache: {CACHE}")


def test(_arguments):
    import testing

    odoo = machine.find_odoo()
    machine.need_browser(odoo)
    with postgres.running(odoo.python) as server:
        return testing.command(server, odoo)


def run_odoo(arguments):
    """Odoo's own command line."""
    odoo = machine.find_odoo()
    one_shot = any(word.startswith(("--test-", "--stop-after")) for word in arguments)
    has_port = any(word.startswith(("-p", "--http-port")) for word in arguments)
    if one_shot and not has_port:
        arguments = [*arguments, f"--http-port={free_port()}"]
    with postgres.running(odoo.python) as server:
        return run_attached(odoo.command(*arguments), env=odoo.environment(server.env))


def run_pg(arguments):
    """A PostgreSQL client program."""
    if not arguments:
        raise Failure("usage: dev/pg PROGRAM [ARGUMENT...], e.g. dev/pg psql -l")
    odoo = machine.find_odoo()
    with postgres.running(odoo.python) as server:
        if not shutil.which(arguments[0], path=server.env["PATH"]):
            raise Failure(f"{arguments[0]} is not installed (postgresql-client).")
        return run_attached(
            arguments, env={"PGDATABASE": server.maintenance, **server.env}
        )


def shell(_arguments):
    """Odoo's Python shell on the database DB."""
    odoo = machine.find_odoo()
    with postgres.running(odoo.python) as server:
        arguments = ("shell", "-d", _get_database(server, "shell"), "--no-http")
        return run_attached(odoo.command(*arguments), env=odoo.environment(server.env))


def _get_database(server, command):
    name = os.environ.get("DB", "")
    if not name or not databases.exists(server, name):
        ours = [n for n in databases.names(server) if "_template_" not in n]
        listed = ", ".join(ours) or "none yet"
        raise Failure(f"Say which: make {command} DB=name. There are: {listed}")
    return name


def build_costs(_arguments):
    import costing

    odoo = machine.find_odoo()
    with postgres.running(odoo.python) as server:
        return costing.build(server, odoo, _get_database(server, "build-costs"))


def bench_build(_arguments):
    import costing

    odoo = machine.find_odoo()
    with postgres.running(odoo.python) as server:
        return costing.bench(server, odoo)


def demo(_arguments):
    import demonstration

    odoo = machine.find_odoo()
    with postgres.running(odoo.python) as server:
        return demonstration.command(server, odoo)


def bench(_arguments):
    """Run benchmarks/run.py on a plain Odoo."""
    script = REPO / "benchmarks" / "run.py"
    if not script.exists():
        raise Failure(f"{script} does not exist yet.")
    odoo = machine.find_odoo()
    with postgres.running(odoo.python) as server:
        env = odoo.environment(server.env)
        env["PTP_DB_TEMPLATE"] = databases.template(server, odoo, manifest()["depends"])
        env["PTP_ADDONS_PATH"] = str(BUILD / "addons")
        env["PTP_DATA_DIR"] = str(DATA)
        env["PTP_BUILD"] = str(BUILD)
        words = os.environ.get("ARGS", "").split()
        return run_attached([odoo.python, script, *words], env=env, cwd=REPO)


def bench_report(_arguments):
    import reporting

    odoo = machine.find_odoo()
    with postgres.running(odoo.python) as server:
        return reporting.command(server, odoo)


def i18n(_arguments):
    import translating

    odoo = machine.find_odoo()
    with postgres.running(odoo.python) as server:
        return translating.command(server, odoo)


def test_lifecycle(_arguments):
    import lifecycle

    odoo = machine.find_odoo()
    with postgres.running(odoo.python) as server:
        return lifecycle.command(server, odoo)


def test_core(_arguments):
    import core

    odoo = machine.find_odoo()
    machine.need_browser(odoo)
    with postgres.running(odoo.python) as server:
        return core.command(server, odoo)


def lint(arguments):
    import linting

    return linting.command(fix="--fix" in arguments)


def clean(_arguments):
    """Remove this clone's build folder; with ALL=1 the whole cache."""
    target = CACHE if os.environ.get("ALL") else BUILD
    if target == CACHE and not (CACHE / "locks").is_dir():
        raise Failure(f"{CACHE} does not look like this project's cache.")
    if target == CACHE:
        _refuse_while_in_use()
    with step(f"Removing {target}"):
        shutil.rmtree(target)


def _refuse_while_in_use():
    for path in CACHE.glob("locks/pg*-users"):
        with lock(path.name, wait=False) as alone:
            if not alone:
                raise Failure("Another command of this project is running.")


COMMANDS = {
    "browser": browser,
    "setup": setup,
    "test": test,
    "i18n": i18n,
    "test-core": test_core,
    "test-lifecycle": test_lifecycle,
    "demo": demo,
    "bench": bench,
    "bench-report": bench_report,
    "bench-build": bench_build,
    "build-costs": build_costs,
    "shell": shell,
    "lint": lint,
    "clean": clean,
    "odoo": run_odoo,
    "pg": run_pg,
}


def main(words):
    if not words or words[0] not in COMMANDS:
        raise Failure(f"usage: python3 dev/house {{{','.join(COMMANDS)}}}")
    exit_on_sigterm()
    prepare_folders()
    return COMMANDS[words[0]](words[1:])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Failure as failure:
        tell(f"\n{failure}")
        sys.exit(1)
    except KeyboardInterrupt:
        tell("\ninterrupted")
        sys.exit(130)
    except subprocess.SubprocessError as error:
        tell(f"\n{error}")
        sys.exit(1)
