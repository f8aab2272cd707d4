"""Mutants of supply: need to runs and purchases, stock first."""

MUTANTS = [
    {
        "name": "supply-all-in-one-run",
        "file": "models/supply/stock_rule.py",
        "old": "quantities = split_into_runs(quantity, bom.run_size, uom.rounding)",
        "new": "quantities = [quantity]",
        "tests": "TestSupplyRuns",
    },
    {
        "name": "supply-runs-unlinked",
        "file": "models/supply/mrp_production.py",
        "old": "                if waiting - finished.move_dest_ids:\n",
        "new": "                if not waiting:\n",
        "tests": "TestSupplyRuns",
    },
    {
        "name": "supply-runs-confirmed-one-by-one",
        "file": "models/supply/stock_rule.py",
        "old": "        if p.supply_policy and get_under_way("
        "self.env.cr, RUNS_ARE_LINKED) is None:\n",
        "new": "        if False:\n",
        "tests": "TestSupplyRuns",
    },
    {
        "name": "supply-needs-share-a-run",
        "file": "models/supply/stock_rule.py",
        "old": 'return (*domain, (0, "=", 1))',
        "new": "return domain",
        "tests": "TestSupplyChain, TestSupplyNeeds",
    },
    {
        "name": "supply-days-merged",
        "file": "models/supply/stock_rule.py",
        "old": 'return (*key, values["date_planned"].date(), line_id)',
        "new": "return key",
        "tests": "TestSupplyPurchase, TestSupplyNeeds",
    },
    {
        "name": "supply-backorder-without-policy",
        "file": "models/supply/stock_move.py",
        "old": "            **super()._get_backorder_move_vals(),\n"
        '            "supply_policy": self._get_pull_decision(),\n',
        "new": "            **super()._get_backorder_move_vals(),\n",
        "tests": "TestPegging",
    },
    {
        "name": "supply-stock-promised-twice",
        "file": "models/supply/stock_move.py",
        "old": "move.product_qty - move._get_pull_own_quantity()\n                )",
        "new": "0\n                )",
        "tests": "TestStockFirstOrders",
    },
    {
        "name": "supply-arrived-goods-are-free",
        "file": "models/supply/stock_move.py",
        "old": "promises[product] += max(min(waiting, wanted) - taken, 0)",
        "new": "promises[product] += 0",
        "tests": "TestStockFirstOrders",
    },
    {
        "name": "supply-pulls-what-stock-gives",
        "file": "models/supply/stock_move.py",
        "old": "shortage = self.product_qty - taken",
        "new": "shortage = self.product_qty",
        "tests": "TestStockFirstOrders",
    },
    {
        "name": "supply-gives-stock-back-first",
        "file": "models/supply/stock_move.py",
        "old": "given_back = min(pulled, -move.product_qty)",
        "new": "given_back = 0",
        "tests": "TestStockFirstOrders, TestChangeVariety",
    },
    {
        "name": "supply-shortage-never-covered",
        "file": "models/supply/needs.py",
        "old": "missing = move.product_qty - covered",
        "new": "missing = move.product_qty",
        "tests": "TestScreensLineState",
    },
    {
        "name": "supply-run-numbers-stay",
        "file": "models/supply/mrp_production.py",
        "old": 'if old != new and run.state != "done":',
        "new": "if False:",
        "tests": "TestChangeNumbers",
    },
    {
        "name": "supply-expected-first",
        "file": "models/supply/line_state.py",
        "old": "self.date = max(self.date or expected, expected)",
        "new": "self.date = min(self.date or expected, expected)",
        "tests": "TestScreensLineState",
    },
]
