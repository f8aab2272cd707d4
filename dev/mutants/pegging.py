"""Mutants of pegging: which supply serves which need."""

MUTANTS = [
    {
        "name": "pegging-nobody-moves-on",
        "file": "models/pegging/allocation.py",
        "old": "        for other, used in list(flows):\n",
        "new": "        for other, used in ():\n",
        "tests": "TestSupplyArithmetic, TestPegging",
    },
    {
        "name": "pegging-newest-supply-first",
        "file": "models/pegging/graph.py",
        "old": "return (not done, not is_move, supply.id)",
        "new": "return (not done, not is_move, -supply.id)",
        "tests": "TestPegging, TestScreensServed, TestChangeQuantity",
    },
    {
        "name": "pegging-no-surplus",
        "file": "models/pegging/graph.py",
        "old": "        return offered - sum(\n",
        "new": "        return 0 * sum(\n",
        "tests": "TestChangeQuantity",
    },
    {
        "name": "pegging-more-than-there-is",
        "file": "models/pegging/graph.py",
        "old": "excess = max(sum(shares.values()), 1)",
        "new": "excess = 1",
        "tests": "TestChangeSurplus",
    },
    {
        "name": "pegging-without-rivals",
        "file": "models/pegging/graph.py",
        "old": "        grown = moves\n        while True:\n",
        "new": "        grown = moves\n        while False:\n",
        "tests": "TestPegging",
    },
]
