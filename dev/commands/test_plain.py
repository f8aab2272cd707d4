"""make test-plain: the same flows on plain Odoo and with the module installed.

Each flow says by hand what is right in the ledger when it has ended. Where plain Odoo
is right, the module must be too; goods without a policy must end as in plain Odoo, to
the cent and on every account, but for the few flows that say that the module mends
them for all goods.
"""

import contextlib
import json
import os
from collections import Counter
from itertools import groupby

import databases
from messages import Failure, step
from paths import BUILD, INSIDE_ODOO, LOGS, MODULE, manifest
from processes import switched_on

RESULT = BUILD / "plain-result.json"
WORSE, EQUAL, BETTER = "PLAIN RIGHT AND OURS WRONG", "both right", "ours right"
BOTH_WRONG, DIFFERS, BROKEN = "both wrong", "NOT AS PLAIN ODOO", "ENDED EARLY"
FAILURES = (BROKEN, WORSE, DIFFERS)
SCRIPT = """
import sys
sys.path.insert(0, {folder!r})
from ledger_flows import run
run(env, {path!r}, {policies!r}, {only!r})
"""


# -- running the flows ---------------------------------------------------------


def _run(server, odoo, database, label, policies):
    """Return what the flows ended with in a database."""
    path = BUILD / f"plain-{label}.json"
    path.unlink(missing_ok=True)
    databases.odoo_quietly(
        *(server, odoo, f"plain-{label}", "shell", "-d", database, "--no-http"),
        "--log-level=warn",
        script=SCRIPT.format(
            folder=str(INSIDE_ODOO),
            path=str(path),
            policies=policies,
            only=os.environ.get("ONLY", ""),
        ),
    )
    if not path.exists():
        raise Failure(f"No flow was run: {LOGS / f'plain-{label}.log'}")
    return json.loads(path.read_text())


# -- comparing them ------------------------------------------------------------


def _is_same(figure, other):
    return abs(figure - other) < 0.005


def compare(flows, plain, ours):
    """Return [(flow, policy, figure, right, plain, ours, verdict)]."""
    rows = []
    for key, result in ours.items():
        name, policy = key.rsplit(", ", 1)
        before = plain[f"{name}, no policy"]
        if "error" in result or "error" in before:
            rows += _ended_early(name, policy, flows[name]["right"], before, result)
        elif policy == "no policy" and not flows[name]["mended"]:
            rows += _unlike(name, policy, before, result)
        else:
            rows += _judged(name, policy, flows[name]["right"], before, result)
            rows += _unlike_elsewhere(name, policy, before, result)
    return rows


def _ended_early(name, policy, right, before, result):
    """Plain Odoo refuses some flows; what it does, ours must do."""
    told = [side.get("error", "done") for side in (before, result)]
    if told[0] == told[1] or policy == "no policy":
        # Of two refusals the numbers of records differ.
        same = "done" not in told
        return [(name, policy, "the flow", "done", *told, EQUAL if same else DIFFERS)]
    if told[1] != "done":
        return [(name, policy, "the flow", "done", *told, BROKEN)]
    nothing = dict.fromkeys(right, float("nan"))
    return list(_judged(name, policy, right, nothing, result))


def _judged(name, policy, right, before, result):
    for figure, wanted in right.items():
        plain, ours = (round(side.get(figure, 0), 2) + 0 for side in (before, result))
        yield (
            *(name, policy, figure, wanted, plain, ours),
            _verdict(_is_same(plain, wanted), _is_same(ours, wanted)),
        )


def _verdict(plain, ours):
    if plain:
        return EQUAL if ours else WORSE
    return BETTER if ours else BOTH_WRONG


def _unlike(name, policy, before, result):
    """Goods without a policy: every figure and every account."""
    both = [_flat(side) for side in (before, result)]
    rows = []
    for figure in sorted({*both[0], *both[1]}):
        plain, ours = (side.get(figure, 0) for side in both)
        if not _is_same(plain, ours):
            rows.append((name, policy, figure, plain, plain, ours, DIFFERS))
    return rows or [(name, policy, "all accounts", "", "", "", EQUAL)]


def _flat(result):
    return {
        **{key: value for key, value in result.items() if not isinstance(value, dict)},
        **{
            f"{code} {part}": balance
            for part in ("accounts", "accounts closed")
            for code, balance in result[part].items()
        },
    }


def _unlike_elsewhere(name, policy, before, result):
    """Accounts that have nothing to do with the cost of goods: as in plain Odoo."""
    for part in ("other accounts", "other accounts closed"):
        plain, ours = before[part], result[part]
        for code in sorted({*plain, *ours}):
            amounts = plain.get(code, 0), ours.get(code, 0)
            if not _is_same(*amounts):
                yield (name, policy, f"{part} {code}", amounts[0], *amounts, WORSE)


# -- the report ----------------------------------------------------------------


def _told(rows):
    """One line a flow and policy, and one for each figure that is not right twice."""
    for (name, policy), group in groupby(rows, key=lambda row: row[:2]):
        group = list(group)
        verdicts = Counter(row[-1] for row in group)
        worst = next((one for one in FAILURES if one in verdicts), None)
        worst = worst or next(
            one for one in (BOTH_WRONG, BETTER, EQUAL) if one in verdicts
        )
        print(f"{name:50} {policy:10} {worst}")
        for _name, _policy, figure, *amounts, verdict in group:
            if verdict != EQUAL:
                right, plain, ours = amounts
                print(
                    f"    {figure:24} right {right}, plain {plain}, ours {ours}:"
                    f" {verdict}"
                )


def command(server, odoo):
    modules = sorted({*manifest()["depends"], *databases.BESIDE})
    source = databases.template(server, odoo, modules)
    with contextlib.ExitStack() as stack:
        plain = stack.enter_context(databases.temporary(server, source, "flowsplain"))
        with step("Running the flows without the module"):
            before = _run(server, odoo, plain, "without", 0)
        ours = stack.enter_context(databases.temporary(server, source, "flowsours"))
        with step(f"Installing {MODULE}"):
            databases.install(server, odoo, ours, [MODULE], "plain-install")
        with step("Running the flows with the module"):
            after = _run(server, odoo, ours, "with", 9 if switched_on("ALL") else 1)
    rows = compare(after["flows"], before["results"], after["results"])
    if not rows:
        raise Failure("No flow was run.")
    _told(rows)
    names = ("flow", "policy", "figure", "right", "plain", "ours", "verdict")
    RESULT.write_text(
        json.dumps([dict(zip(names, row, strict=True)) for row in rows], indent=1)
    )
    counts = Counter(row[-1] for row in rows)
    print(f"{len(before['results'])} flows, {len(after['results'])} runs; figures:")
    for verdict in (EQUAL, BETTER, BOTH_WRONG, *FAILURES):
        print(f"    {counts[verdict]:5} {verdict}")
    print(f"details: {RESULT}, logs: {LOGS}/plain-*.log")
    return 1 if any(counts[verdict] for verdict in FAILURES) else 0
