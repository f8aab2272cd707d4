"""make build-costs and make bench-build: the costs of moves from before this module."""

import json
import os
from pathlib import Path

import databases
from ground import (
    BUILD,
    MODULE,
    REPO,
    Failure,
    manifest,
    run_attached,
    run_logged,
    step,
    tell,
)

STEPS = Path(__file__).with_name("costing_steps.py")
RESULT = BUILD / "bench-build.json"
LIMIT = 600  # seconds


def build(server, odoo, name):
    """Build the costs of a database, with progress; Ctrl-C stops after the batch."""
    with open(STEPS) as script:
        return run_attached(
            odoo.command("shell", "-d", name, "--no-http", "--log-level=warn"),
            stdin=script,
            env=odoo.environment(server.env),
        )


def bench(server, odoo):
    """Time it over COUNT moves, stopped once and continued."""
    count = int(os.environ.get("COUNT", "100000"))
    source = databases.template(server, odoo, manifest()["depends"])
    with databases.temporary(server, source, "build") as name:
        with step(f"Installing {MODULE}"):
            databases.install(server, odoo, name, [MODULE], "build-install")
        with step(f"Building the costs of {count} past moves"):
            _run(server, odoo, name, count)
    result = json.loads(RESULT.read_text())
    print(json.dumps(result, indent=1))
    print(RESULT)
    if result["seconds"] > LIMIT or result["gaps"] or result["state"] != "done":
        raise Failure(f"slower than {LIMIT} s, not done, or not whole")
    return 0


def _run(server, odoo, name, count):
    log, script = BUILD / "logs" / "bench-build.log", BUILD / "bench-build.stdin"
    script.write_text(
        f"import sys; sys.path.insert(0, {str(REPO / 'benchmarks')!r})\n"
        f"from cost_build import main; main(env, {str(RESULT)!r}, {count})\n"
    )
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
