"""make bench-report: how long the setup report takes over many work orders."""

import json
import os

import databases
from ground import BUILD, MODULE, REPO, Failure, manifest, step

SCRIPT = REPO / "benchmarks" / "setup_report.py"
RESULT = BUILD / "bench-report.json"
LIMIT = 2.0  # seconds for each view


def command(server, odoo):
    count = int(os.environ.get("COUNT", "10000"))
    source = databases.template(server, odoo, manifest()["depends"])
    with databases.temporary(server, source, "report") as name:
        with step(f"Installing {MODULE}"):
            databases.install(server, odoo, name, [MODULE], "report-install")
        with step(f"Opening the setup report over {count} work orders"):
            call = f"main(env, {str(RESULT)!r}, {count})"
            databases.odoo_quietly(
                *(server, odoo, "bench-report", "shell", "-d", name, "--no-http"),
                script=f"{SCRIPT.read_text()}\n{call}\n",
            )
    result = json.loads(RESULT.read_text())
    print(json.dumps(result, indent=1))
    print(RESULT)
    slow = [view for view, seconds in result["seconds"].items() if seconds > LIMIT]
    if slow or not result["agrees_with_the_records"]:
        raise Failure(f"slower than {LIMIT} s: {slow}, or other sums than the records")
    return 0
