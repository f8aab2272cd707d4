"""Mutants of dropship: what vendors ship straight to customers."""

MUTANTS = [
    {
        "name": "dropship-all-is-wanted",
        "file": "models/pegging/direct.py",
        "old": "        return share_out(offers, self.get_wanted(line, product))\n",
        "new": "        return offers\n",
        "tests": "TestDropshipOwnRoute",
    },
    {
        "name": "dropship-nothing-is-missing",
        "file": "models/pegging/direct.py",
        "old": "        missing = self.get_wanted(line, product) - offered\n",
        "new": "        missing = 0\n",
        "tests": "TestDropshipOwnRoute",
    },
    {
        "name": "dropship-what-is-ordered-has-come",
        "file": "models/pegging/direct.py",
        "old": '        if purchase.state == "purchase":\n',
        "new": '        if purchase.state == "never":\n',
        "tests": "TestDropshipOwnRoute",
    },
    {
        "name": "dropship-no-root",
        "file": "models/pegging/chain.py",
        "old": 'if flow and purchase.state != "purchase":',
        "new": "if False:",
        "tests": "TestDropshipOwnRoute",
    },
    {
        "name": "dropship-bought-twice",
        "file": "models/dropship/stock_rule.py",
        "old": "        if unit.compare(missing, asked) >= 0:\n",
        "new": "        if missing:\n",
        "tests": "TestDropshipOwnRoute",
    },
    {
        "name": "dropship-gives-up-the-confirmed-first",
        "file": "models/dropship/direct_change.py",
        "old": "            for part in reversed(parts):\n",
        "new": "            for part in parts:\n",
        "tests": "TestDropshipOwnRoute",
    },
    {
        "name": "dropship-buyers-own-goes-too",
        "file": "models/dropship/direct_change.py",
        "old": "min(parts[part] - kept[part], max(excess, 0))",
        "new": "parts[part] - kept[part]",
        "tests": "TestDropshipOwnRoute",
    },
    {
        "name": "dropship-dates-stay",
        "file": "models/dropship/sale_order_line.py",
        "old": "purchase._is_pull_awaited():",
        "new": "not purchase:",
        "tests": "TestDropshipOwnRoute",
    },
    {
        "name": "dropship-transfer-stays-cancelled",
        "file": "models/dropship/purchase_order_line.py",
        "old": '        known = exceptions.mapped("res_id")\n',
        "new": "        known = []\n",
        "tests": "TestDropshipOwnRoute",
    },
    {
        "name": "dropship-serves-twice",
        "file": "models/shortage/purchase_order_line.py",
        "old": "            line.sale_line_id = False\n",
        "new": "            customer_line = line.sale_line_id\n",
        "tests": "TestDropshipOwnRoute",
    },
]
