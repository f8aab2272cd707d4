"""Mutants of pegging: which supply serves which need."""

MUTANTS = [
    {
        "name": "pegging-nobody-moves-on",
        "file": "models/pegging/allocation.py",
        "old": "                for taker in self.takers[supply]:\n",
        "new": "                for taker in ():\n",
        "tests": "TestSupplyArithmetic, TestPegging",
    },
    {
        "name": "pegging-newest-supply-first",
        "file": "models/pegging/graph.py",
        "old": "return (not done, not is_move, supply.id)",
        "new": "return (not done, not is_move, -supply.id)",
        "tests": "TestPegging",
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
    {
        "name": "pegging-asks-in-sudo-for-a-client",
        "file": "models/pegging/pull_pegged_mixin.py",
        "old": "return model.search(Domain(domain))",
        "new": "return model.sudo().search(Domain(domain))",
        "tests": "TestPeggingAccess",
    },
    {
        "name": "pegging-tells-of-all-orders",
        "file": "models/pegging/sale_order_line.py",
        "old": "        return self & self.browse(self.sudo()._search(domain))\n",
        "new": "        return self\n",
        "tests": "TestPeggingAccess",
    },
    {
        "name": "pegging-finds-what-it-does-not-tell",
        "file": "models/pegging/pull_pegged_mixin.py",
        "old": "        if not all_orders:\n",
        "new": "        if False:\n",
        "tests": "TestPeggingAccess",
    },
    {
        "name": "pegging-walks-change-the-planner",
        "file": "models/pegging/walks.py",
        "old": '    _set_planner(env.cr, SQL("DEFAULT"))\n',
        "new": "",
        "tests": "TestPegging",
    },
    {
        "name": "pegging-walks-are-compiled",
        "file": "models/pegging/walks.py",
        "old": '        cr.execute("SET LOCAL jit = off")\n',
        "new": "",
        "tests": "TestPegging",
    },
]
