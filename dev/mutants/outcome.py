"""Mutants of outcome: what became of switched products."""

MUTANTS = [
    {
        "name": "outcome-counts-orders-before-the-switch",
        "file": "models/outcome/pull_switch_outcome.py",
        "old": "               AND sale.date_order >= switch.date\n",
        "new": "",
        "tests": "TestOutcome",
    },
    {
        "name": "outcome-counts-material-as-setup",
        "file": "models/outcome/pull_switch_outcome.py",
        "old": "SUM(cogs.amount) FILTER (WHERE cogs.kind IN %s) AS own",
        "new": "SUM(cogs.amount) FILTER (WHERE cogs.kind NOT IN %s) AS own",
        "tests": "TestOutcome",
    },
]
