"""Compare what a salesperson does in plain Odoo with the same in this module.

Two databases are made from a template that lacks the module; the module is installed
in one, the same shop is built in both, and a salesperson does the same with the same
orders in turn, plain first. Figures are medians; an order made in very many runs is
done once. Query counts are exact; CPU is trustworthy on a quiet machine; wall time also
measures the neighbours.

Cases:
- "100 lines": confirm an order of 100 lines, a run each; with "3 operations" a run.
- "1 line x 50 as 50 runs": confirm it.
- "1 line x 1000 as 1000 runs: lower": confirm it, then preview what one unit less would
  do, lower it by one, cancel it. Plain Odoo has no preview: what it counts there is the
  change itself, undone. Its later acts change no run; the deliveries must be the same.
- "at 2 levels": the same of a product that is made from one that is made.
- "50 lines, 3 operations, 2000 open runs": ask when it can be there (plain Odoo: its
  date by lead times), confirm it, and put off one purchase (plain Odoo: its date).
- "40 lines: change": type a quantity in a quotation's form; "read": open the form.
- "100 lines, invoice": post the invoice of what was delivered from stock, of products
  without a policy and without a route ("as Odoo"), or with one. At most 1.3 times plain
  Odoo's queries, or the benchmark fails.

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
MANY = 500  # from so many runs on a case is measured once
STORY = ("confirm", "preview", "lower", "cancel")
FORM = ("read", "change")
DATES = ("promise", "confirm", "put_off")
INVOICE = ("invoice",)
MOST_QUERIES = {"invoice": 1.3}  # as many times plain Odoo's are allowed


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


def make_cases(arguments):
    """Return the cases to measure, as `side.py` wants them."""
    lines, runs = arguments.lines, arguments.runs
    return [
        *(make_case(count, ["confirm"], operations=0) for count in lines),
        *(
            make_case(max(lines), ["confirm"], operations=count)
            for count in arguments.operations
        ),
        *(make_case(1, ["confirm"], runs=count) for count in [runs] if count),
        *(make_case(1, STORY, runs=count) for count in arguments.many),
        *(make_case(1, STORY, runs=count // 2, deep=True) for count in arguments.many),
        *(make_case(count, FORM) for count in arguments.quotations),
        *(
            make_case(count, INVOICE, policy=policy)
            for count in arguments.invoices
            for policy in ("", "pull")
        ),
        *(
            make_case(count, DATES, operations=3, open_runs=open_runs)
            for count in arguments.dates
            for open_runs in (0, arguments.open)
        ),
    ]


def make_case(lines, acts, operations=0, runs=0, deep=False, policy=None, open_runs=0):
    name = f"{lines} line{'s' if lines > 1 else ''}"
    if policy is not None:
        name += ", pulled" if policy else ", as Odoo"
    if runs:
        name += f" x {runs} as {runs} runs"
    if deep:
        name += " at 2 levels"
    if operations:
        name += f", {operations} operation{'s' if operations > 1 else ''}"
    if open_runs:
        name += f", {open_runs} open runs"
    return {
        "name": name,
        "open": open_runs,
        "lines": lines,
        "quantity": float(runs or 1),
        "run_size": 1.0 if runs else 0.0,
        "operations": operations,
        "deep": deep,
        "stocked": policy is not None,
        "policy": policy or "",
        "acts": list(acts),
    }


def compare(sides, case, repeat):
    """Measure `case` on both sides in turn; return its entries of the report."""
    answers = {side.name: [] for side in sides}
    once = case["open"] or case["quantity"] >= MANY
    for _turn in range(1 if once else repeat):
        for side in sides:
            answers[side.name].append(side.measure(case))
    return [
        compare_act(
            case["name"] if case["acts"] == ["confirm"] else f"{case['name']}: {act}",
            case["lines"],
            act,
            {name: [turn[index] for turn in turns] for name, turns in answers.items()},
        )
        for index, act in enumerate(case["acts"])
    ]


def compare_act(name, lines, act, answers):
    result = {"name": name, "lines": lines, "act": act}
    for side, measured in answers.items():
        result[side] = {
            measure: round(statistics.median(one[measure] for one in measured), 3)
            for measure in MEASURES
        }
    made = [answer["documents"] for side in answers.values() for answer in side]
    result["same_documents"] = all(documents == made[0] for documents in made)
    if not result["same_documents"]:
        print(f"{name}: other documents")
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
    print(f"\n{'':44}{'queries':>30}{'CPU s':>30}{'wall s':>30}")
    head = f"{'plain':>10}{'module':>10}{'ratio':>10}"
    print(f"{'case':44}{head * 3}")
    for result in results:
        row = f"{result['name']:44}"
        for measure in MEASURES:
            plain, module = (result[side][measure] for side in SIDES)
            digits = 0 if measure == "queries" else 2
            row += f"{plain:>10.{digits}f}{module:>10.{digits}f}{module / plain:>10.0%}"
        print(row)
    print("\ncost per line (or per run)")
    for result in results:
        row = f"{result['name']:44}"
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


WARM_UP = [
    make_case(2, ["confirm"], operations=2),
    make_case(1, STORY, runs=2),
    make_case(2, FORM),
    make_case(2, DATES, operations=1, open_runs=2),
    make_case(2, INVOICE, policy=""),
]


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    numbers = {
        "lines": ("1,10,100", "order sizes"),
        "operations": ("1,3", "operations a run, in the largest order"),
        "many": ("100,1000", "runs that are confirmed, previewed, lowered, cancelled"),
        "quotations": ("1,40,100", "sizes of quotations that are opened and changed"),
        "invoices": ("100", "sizes of invoices that are posted"),
        "dates": ("1,50", "sizes of orders that are promised and put off"),
    }
    for name, (default, text) in numbers.items():
        parser.add_argument(
            f"--{name}", default=default, type=read_numbers, help=f"{text}; '' = none"
        )
    parser.add_argument("--runs", type=int, default=RUNS, help="0 leaves this case out")
    parser.add_argument("--open", type=int, default=2000, help="runs beside those")
    parser.add_argument("--repeat", type=int, default=3)
    return parser.parse_args()


def read_numbers(text):
    return [int(number) for number in text.split(",") if number]


def main():
    arguments = parse_arguments()
    template = os.environ["PTP_DB_TEMPLATE"]
    sizes = [*arguments.lines, *arguments.quotations, *arguments.invoices]
    size = max(sizes, default=1)
    sides = []
    try:
        for name in SIDES:
            print(f"Preparing the {name} database ...", flush=True)
            sides.append(Side(name, template, size))
        for side in sides:
            for case in WARM_UP:
                side.measure(case)
        results = []
        for case in make_cases(arguments):
            print(f"Measuring {case['name']} ...", flush=True)
            results += compare(sides, case, arguments.repeat)
    finally:
        for side in sides:
            side.close()
    print_table(results)
    print(write_report(results, Path(os.environ["PTP_BUILD"])))
    return 0 if all(map(is_right, results)) else 1


def is_right(result):
    """Tell whether both sides made the same, the module with few queries enough."""
    most = MOST_QUERIES.get(result["act"], float("inf"))
    plain, module = (result[side]["queries"] for side in SIDES)
    if module > most * plain:
        print(f"{result['name']}: more than {most} times plain Odoo's queries")
    return result["same_documents"] and module <= most * plain


if __name__ == "__main__":
    sys.exit(main())
