"""python3 dev/commands COMMAND: everything behind the Makefile, dev/odoo and dev/pg."""

import functools
import importlib
import os
import shutil
import subprocess
import sys

import databases
import machine
import postgres
from messages import Failure, step, tell
from paths import BUILD, CACHE, LOCKS, manifest, prepare_folders
from processes import exit_on_sigterm, free_port, lock, run_attached


def with_odoo(function):
    """Call it with a running PostgreSQL server and the Odoo in use before its words."""

    @functools.wraps(function)
    def wrapper(words):
        odoo = machine.find_odoo()
        with postgres.running(odoo.python) as server:
            return function(server, odoo, words)

    return wrapper


def from_file(name, function="command", browser=False):
    """The command that a file of this folder defines, read only when it is run."""

    @with_odoo
    def command(server, odoo, _words):
        if browser:
            machine.need_browser(odoo)
        return getattr(importlib.import_module(name), function)(server, odoo)

    return command


def check_browser(_words):
    """What browser tests need, or a failure that says what is missing."""
    machine.need_browser(machine.find_odoo())


@with_odoo
def setup(server, odoo, _words):
    """Everything that `make test` needs, up to the template database."""
    machine.need_browser(odoo)
    databases.template(server, odoo, manifest()["depends"])
    tell(f"Ready: Odoo {odoo.version.split()[0]}, PostgreSQL, browser; cache: {CACHE}")


@with_odoo
def run_odoo(server, odoo, words):
    """Odoo's own command line."""
    one_shot = any(word.startswith(("--test-", "--stop-after")) for word in words)
    has_port = any(word.startswith(("-p", "--http-port")) for word in words)
    if one_shot and not has_port:
        words = [*words, f"--http-port={free_port()}"]
    return run_attached(odoo.command(*words), env=odoo.environment(server.env))


@with_odoo
def run_pg(server, _odoo, words):
    """A PostgreSQL client program."""
    if not words:
        raise Failure("usage: dev/pg PROGRAM [ARGUMENT...], e.g. dev/pg psql -l")
    if not shutil.which(words[0], path=server.env["PATH"]):
        raise Failure(f"{words[0]} is not installed (postgresql-client).")
    return run_attached(words, env={"PGDATABASE": server.maintenance, **server.env})


@with_odoo
def shell(server, odoo, _words):
    """Odoo's Python shell on the database DB."""
    arguments = ("shell", "-d", databases.chosen(server, "shell"), "--no-http")
    return run_attached(odoo.command(*arguments), env=odoo.environment(server.env))


def lint(words):
    return importlib.import_module("lint").command(fix="--fix" in words)


def rooms(_words):
    return importlib.import_module("rooms").command()


def clean(_words):
    """Remove this clone's build folder; with ALL=1 the whole cache."""
    target = CACHE if os.environ.get("ALL") else BUILD
    if target == CACHE and not LOCKS.is_dir():
        raise Failure(f"{CACHE} does not look like this project's cache.")
    if target == CACHE:
        _refuse_while_in_use()
    with step(f"Removing {target}"):
        shutil.rmtree(target)


def _refuse_while_in_use():
    for path in LOCKS.glob("pg*-users"):
        with lock(path.name, wait=False) as alone:
            if not alone:
                raise Failure("Another command of this project is running.")


COMMANDS = {
    "browser": check_browser,
    "setup": setup,
    "test": from_file("test", browser=True),
    "test-flows": from_file("test_flows"),
    "test-mutants": from_file("test_mutants"),
    "test-core": from_file("test_core", browser=True),
    "test-attack": from_file("attack"),
    "test-plain": from_file("test_plain"),
    "test-lifecycle": from_file("test_lifecycle"),
    "demo": from_file("demo"),
    "bench": from_file("bench"),
    "bench-report": from_file("bench", "reports"),
    "bench-build": from_file("bench", "past_costs"),
    "bench-simulate": from_file("bench", "simulate"),
    "bench-status": from_file("bench", "status"),
    "bench-kanban": from_file("bench", "kanban"),
    "bench-policies": from_file("bench", "policies"),
    "bench-advice": from_file("bench", "advice"),
    "build-costs": from_file("bench", "build_costs"),
    "i18n": from_file("i18n"),
    "shell": shell,
    "lint": lint,
    "rooms": rooms,
    "clean": clean,
    "odoo": run_odoo,
    "pg": run_pg,
}


def main(words):
    if not words or words[0] not in COMMANDS:
        raise Failure(f"usage: python3 dev/commands {{{','.join(COMMANDS)}}}")
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
