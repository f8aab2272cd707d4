"""Mutants of kanban: loops and cards."""

MUTANTS = [
    {
        "name": "kanban-dust-is-a-card",
        "file": "models/kanban/cards.py",
        "old": "if abs(number - nearest) <= DUST * max(1, abs(nearest)):",
        "new": "if number == nearest:",
        "tests": "TestKanbanArithmetic",
    },
]
