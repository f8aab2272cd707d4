"""Mutants of readiness: what would fail if an order were confirmed now."""

MUTANTS = [
    {
        "name": "readiness-stock-taken-twice",
        "file": "models/explosion/chain_walk.py",
        "old": "self._free[key] -= taken",
        "new": "self._free[key] -= 0",
        "tests": "TestReadinessNoSupply, TestReadinessOrders, TestReadinessUnits",
    },
    {
        "name": "readiness-early-is-late",
        "file": "models/readiness/walk.py",
        "old": "if day < today]",
        "new": "if day > today]",
        "tests": "TestReadinessCalendarsAndDates",
    },
    {
        "name": "readiness-needs-not-summed-up",
        "file": "models/readiness/walk.py",
        "old": "quantity=known.quantity + need.quantity,",
        "new": "quantity=known.quantity,",
        "tests": "TestReadinessPrices, TestReadinessNoSupply",
    },
    {
        "name": "readiness-only-the-first-level",
        "file": "models/explosion/chain_walk.py",
        "old": "        return below + self._make(\n",
        "new": "        return below or self._make([]) or [] and self._make(\n",
        "tests": "TestReadinessNoSupply",
    },
    {
        "name": "readiness-goes-round-in-circles",
        "file": "models/readiness/stock_rule.py",
        "old": "            if product in runs.product_id:\n",
        "new": "            if False:\n",
        "tests": "TestShortageBadData",
    },
    {
        "name": "readiness-runs-of-a-level-are-split-together",
        "file": "models/readiness/runs_walk.py",
        "old": "own.needs[uom._compute_quantity(quantity, unit)] += count\n",
        "new": "own.needs[uom._compute_quantity(quantity, unit) * count] += 1\n",
        "tests": "TestReadinessRuns",
    },
    {
        "name": "readiness-asks-about-many-lines",
        "file": "models/readiness/sale_order.py",
        "old": "total <= limit or not any(counted.is_split "
        "for counted in counts.values()):\n",
        "new": "total <= limit:\n",
        "tests": "TestReadinessRuns",
    },
    {
        "name": "readiness-walks-when-a-form-opens",
        "file": "models/readiness/told_later.py",
        "old": "    return get_under_way(cr, KEY) is not None\n",
        "new": "    return False\n",
        "tests": "TestReadinessOrders",
    },
    {
        "name": "readiness-remembers-nothing-as-an-answer",
        "file": "models/readiness/told_later.py",
        "old": "    env.invalidate_all()  # what was",
        "new": "    # what was",
        "tests": "TestReadinessOrders",
    },
    {
        "name": "readiness-half-a-pack",
        "file": "models/readiness/product_supplierinfo.py",
        "old": "findings = chosen._get_pack_findings(need)",
        "new": "findings = []",
        "tests": "TestReadinessPrices, TestShortageBadData",
    },
    {
        "name": "readiness-payment-is-refused",
        "file": "models/readiness/sale_order.py",
        "old": "return not (is_paid or is_machine or self.env.user.share)",
        "new": "return not (is_machine or self.env.user.share)",
        "tests": "TestReadinessOrders",
    },
]
