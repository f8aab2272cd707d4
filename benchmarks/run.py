"""Compare a confirmation in plain Odoo with one in this module.

Two databases are made from a template that lacks the module; the module is installed
in one, the same shop is built in both, and a salesperson confirms the same orders in
turn, plain first. Figures are medians. Query counts are exact; CPU is trustworthy on a
quiet machine; wall time also measures the neighbours.

Environment: PTP_ADDONS_PATH (an addons path with the module), PTP_DB_TEMPLATE (a
database with the module's dependencies), PTP_BUILD (a writable folder), PG*.
Exit code 1 when the two sides made different documents.
"""
# pylint: disable=print-used

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import psycopg2
from psycopg2 import sql

HERE = Path(__file__).resolve().parent
SIDES = ("plain", "module")
MEASURES = ("queries", "cpu", "wall")
RUNS = 50  # one line of so many units, made one by one


class Side:
    """A process that confirms orders in the database of one side."""

    def __init__(self, name, template, size):
        self.name = name
        self.database = f"{template}_bench_{name}_{os.getpid()}"
        copy_database(template, self.database)
        self.process = subprocess.Popen(
            [
                sys.executable,
                str(HERE / "side.py"),
                f"--database={self.database}",
                f"--side={name}",
                f"--size={size}",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def measure(self, case):
        """Return the figures and documents of one confirmation."""
        self.process.stdin.write(json.dumps(case) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"The {self.name} side failed; see its messages above.")
        return json.loads(answer)

    def close(self):
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait()
        drop_database(self.database)


def connect():
    connection = psycopg2.connect(dbname="postgres")
    connection.autocommit = True
    return connection


def copy_database(template, name):
    drop_database(name)
    with closing(connect()) as connection, connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )


def drop_database(name):
    with closing(connect()) as connection, connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
        )


def make_cases(line_counts, runs):
    """Return the cases: orders of so many lines, then one line made in single units."""
    cases = [
        {
            "name": f"{lines} line{'s' if lines > 1 else ''}",
            "lines": lines,
            "quantity": 1.0,
            "run_size": 0.0,
        }
        for lines in line_counts
    ]
    if runs:
        cases.append(
            {
                "name": f"1 line x {runs} as {runs} runs",
                "lines": 1,
                "quantity": float(runs),
                "run_size": 1.0,
            }
        )
    return cases


def compare(sides, case, repeat):
    """Measure `case` on both sides in turn; return its entry of the report."""
    answers = {side.name: [] for side in sides}
    for _turn in range(repeat):
        for side in sides:
            answers[side.name].append(side.measure(case))
    result = {"name": case["name"], "lines": case["lines"]}
    for name, measured in answers.items():
        result[name] = {
            measure: round(statistics.median(one[measure] for one in measured), 3)
            for measure in MEASURES
        }
    made = [answer["documents"] for side in answers.values() for answer in side]
    result["same_documents"] = all(documents == made[0] for documents in made)
    if not result["same_documents"]:
        explain(answers["plain"][0]["documents"], answers["module"][0]["documents"])
    return result


def explain(plain, module):
    """Print the first differences between the documents of the two sides."""
    for kind in plain:
        if plain[kind] == module[kind]:
            continue
        print(f"{kind} differ:")
        for name, made in (("plain", plain[kind]), ("module", module[kind])):
            other = module[kind] if name == "plain" else plain[kind]
            if isinstance(made, dict):
                made = dict([it for it in made.items() if it not in other.items()][:5])
            print(f"  {name}: {made}")


def print_table(results):
    print(f"\n{'':24}{'queries':>30}{'CPU s':>30}{'wall s':>30}")
    head = f"{'plain':>10}{'module':>10}{'ratio':>10}"
    print(f"{'case':24}{head * 3}")
    for result in results:
        row = f"{result['name']:24}"
        for measure in MEASURES:
            plain, module = (result[side][measure] for side in SIDES)
            digits = 0 if measure == "queries" else 2
            row += f"{plain:>10.{digits}f}{module:>10.{digits}f}{module / plain:>10.0%}"
        print(row)
    print("\ncost per line (or per run)")
    for result in results:
        row = f"{result['name']:24}"
        for side in SIDES:
            figures = result[side]
            row += (
                f"  {side}: {figures['queries'] / result['lines']:8.1f} queries"
                f" {figures['cpu'] / result['lines'] * 1000:8.1f} ms CPU"
            )
        print(row)


def write_report(results, folder):
    """Write the JSON report and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "bench.json"
    machine = {
        "system": platform.platform(),
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }
    path.write_text(json.dumps({"machine": machine, "cases": results}, indent=1))
    return path


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", default="1,10,100", help="order sizes")
    parser.add_argument("--runs", type=int, default=RUNS, help="0 leaves this case out")
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    arguments.lines = [int(lines) for lines in arguments.lines.split(",")]
    return arguments


def main():
    arguments = parse_arguments()
    template = os.environ["PTP_DB_TEMPLATE"]
    sides = []
    try:
        for name in SIDES:
            print(f"Preparing the {name} database ...", flush=True)
            sides.append(Side(name, template, max(arguments.lines)))
        warm_up = make_cases([2], arguments.runs and 2)
        for side in sides:
            for case in warm_up:
                side.measure(case)
        results = []
        for case in make_cases(arguments.lines, arguments.runs):
            print(f"Measuring {case['name']} ...", flush=True)
            results.append(compare(sides, case, arguments.repeat))
    finally:
        for side in sides:
            side.close()
    print_table(results)
    print(write_report(results, Path(os.environ["PTP_BUILD"])))
    return 0 if all(result["same_documents"] for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
