"""Mutants of advisor: demand, lots, safety stock, where to hold stock."""

MUTANTS = [
    {
        "name": "advisor-lot-below-its-break",
        "file": "models/advisor/lot_size.py",
        "old": "lot = max(sqrt(2 * fixed * demand / (rate * price)), start)",
        "new": "lot = sqrt(2 * fixed * demand / (rate * price))",
        "tests": "TestAdvisorProperties",
    },
    {
        "name": "advisor-incremental-lots-cost-no-more-to-place",
        "file": "models/advisor/lot_size.py",
        "old": "order_cost + (before if incremental else 0)",
        "new": "order_cost",
        "tests": "TestAdvisorProperties",
    },
    {
        "name": "advisor-variation-of-all-buckets",
        "file": "models/advisor/demand.py",
        "old": "    sizes = [bucket for bucket in _get_wanted(buckets) if bucket]\n",
        "new": "    sizes = _get_wanted(buckets)\n",
        "tests": "TestAdvisorProperties",
    },
    {
        "name": "advisor-returns-vanish",
        "file": "models/advisor/demand.py",
        "old": "                netted[index - 1] += back\n",
        "new": "                netted[index - 1] += 0\n",
        "tests": "TestAdvisorProperties",
    },
    {
        "name": "advisor-probability-follows-demand-alone",
        "file": "models/advisor/demand.py",
        "old": "1.0 if bucket else 0.0, beta)",
        "new": "1.0, beta)",
        "tests": "TestAdvisorArithmetic",
    },
    {
        "name": "advisor-one-unit-too-many",
        "file": "models/advisor/safety_stock.py",
        "old": "stock, beyond = 0, ratio\n",
        "new": "stock, beyond = 1, ratio * ratio\n",
        "tests": "TestAdvisorArithmetic",
    },
    {
        "name": "advisor-customers-wait-at-most",
        "file": "models/advisor/stages.py",
        "old": "reversed(times) if is_customer else times",
        "new": "times",
        "tests": "TestAdvisorDecoupling",
    },
    {
        "name": "advisor-cut-edges-are-forgotten",
        "file": "models/advisor/decoupling.py",
        "old": "inbound[customer] = max(inbound[customer], limits[supplier])",
        "new": "pass",
        "tests": "TestAdvisorDecoupling",
    },
    {
        "name": "advisor-serves-later-than-it-can",
        "file": "models/advisor/decoupling.py",
        "old": "return self._shorten(tree.solve())",
        "new": "return tree.solve()",
        "tests": "TestAdvisorDecoupling",
    },
    {
        "name": "advisor-demand-is-not-pooled",
        "file": "models/advisor/decoupling.py",
        "old": "variances[supplier] += variances[stage]",
        "new": "variances[supplier] = max(variances[supplier], variances[stage])",
        "tests": "TestAdvisorDecoupling",
    },
]
