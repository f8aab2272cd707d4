"""Mutants of kanban: loops and cards."""

MUTANTS = [
    {
        "name": "kanban-dust-is-a-card",
        "file": "models/kanban/cards.py",
        "old": "if abs(number - nearest) <= DUST * max(1, abs(nearest)):",
        "new": "if number == nearest:",
        "tests": "TestKanbanArithmetic",
    },
    {
        "name": "kanban-debt-is-forgotten",
        "file": "models/kanban/contents.py",
        "old": "self.surplus = self._round(self.surplus - left)",
        "new": "self.surplus = max(self._round(self.surplus - left), 0.0)",
        "tests": "TestKanbanProperty",
    },
    {
        "name": "kanban-emptied-again",
        "file": "models/kanban/loops/pull_kanban_card.py",
        "old": "card.state in (FULL, IN_USE))._become_empty(True)",
        "new": "card.state)._become_empty(True)",
        "tests": "TestKanbanCards",
    },
    {
        "name": "kanban-lines-of-cards-join",
        "file": "models/kanban/flows/purchase_order_line.py",
        "old": "            return lines.browse()\n",
        "new": "            pass\n",
        "tests": "TestKanbanCards",
    },
    {
        "name": "kanban-cancelled-orders-itself-again",
        "file": "models/kanban/loops/pull_kanban_loop.py",
        "old": '            & Domain("is_cancelled", "=", False)\n',
        "new": "",
        "tests": "TestKanbanCards",
    },
    {
        "name": "kanban-needs-take-from-anywhere",
        "file": "models/kanban/flows/stock_move.py",
        "old": "                move.location_id = own.location_id\n",
        "new": "                pass\n",
        "tests": "TestKanbanPolicy",
    },
    {
        "name": "kanban-usage-of-other-places",
        "file": "models/kanban/sizing/usage.py",
        "old": "       AND source.inside != source.target\n",
        "new": "",
        "tests": "TestKanbanSizing",
    },
]
