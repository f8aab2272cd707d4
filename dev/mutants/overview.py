"""Mutants of the overview of work center load."""

MUTANTS = [
    {
        "name": "overview-all-in-the-first-week",
        "file": "models/overview/weeks.py",
        "old": "first, last = max(start, self._starts[index]), min(end, ",
        "new": "first, last = start, max(end, ",
        "tests": "TestOverviewLoad",
    },
    {
        "name": "overview-nothing-is-late",
        "file": "models/overview/pull_load_week.py",
        "old": "if due and end > due else []",
        "new": "if not due else []",
        "tests": "TestOverviewLoad",
    },
    {
        "name": "overview-reservations-are-work",
        "file": "models/overview/pull_load_week.py",
        "old": '{"pull.reservation": "reserved", ',
        "new": '{"pull.reservation": "other", ',
        "tests": "TestOverviewLoad",
    },
    {
        "name": "overview-chains-of-orders-one-may-not-know",
        "file": "models/overview/pull_open_chain.py",
        "old": "        told = lines._get_pull_told_domain()\n",
        "new": "        told = Domain.TRUE\n",
        "tests": "TestOverviewChains",
    },
]
