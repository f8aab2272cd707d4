"""Mutants of shortage: needs without supply."""

MUTANTS = [
    {
        "name": "shortage-failing-needs-are-run",
        "file": "models/shortage/stock_rule.py",
        "old": "            if not any("
        'finding["severity"] == BLOCKING for finding in findings):\n',
        "new": "            if True:\n",
        "tests": "TestShortageBadData, TestReadinessProcurement",
    },
    {
        "name": "shortage-untold",
        "file": "models/shortage/stock_move.py",
        "old": "        if not short:\n            return\n",
        "new": "        return\n",
        "tests": "TestChangeByHand",
    },
    {
        "name": "shortage-solved-too-soon",
        "file": "models/shortage/pull_exception.py",
        "old": '            self._update_report({"quantity": missing})\n'
        "        return not missing\n",
        "new": "            pass\n        return True\n",
        "tests": "TestChangeByHand, TestShortageBadData",
    },
    {
        "name": "shortage-other-lines-fall-too",
        "file": "models/shortage/sale_order_line.py",
        "old": "        for line in pulled:\n",
        "new": "        for line in pulled[:0]:\n",
        "tests": "TestShortageBadData",
    },
    {
        "name": "shortage-minimum-of-what-was-added",
        "file": "models/shortage/pull_exception.py",
        "old": "product_qty=bought.product_qty, product_uom=bought.product_uom_id",
        "new": "product_qty=procurement.product_qty",
        "tests": "TestShortageBadData",
    },
]
