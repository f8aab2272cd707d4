"""Mutants of advice: which supply policy suits a product."""

MUTANTS = [
    {
        "name": "advice-who-does-not-wait-waits",
        "file": "models/advisor/policies.py",
        "old": "if is_fast else [PUSH]",
        "new": "if is_fast else [PULL]",
        "tests": "TestAdvice",
    },
    {
        "name": "advice-weeks-of-the-server",
        "file": "models/advice/history.py",
        "old": "AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s",
        "new": "AT TIME ZONE 'UTC' AT TIME ZONE 'UTC'",
        "tests": "TestAdviceDemand",
    },
    {
        "name": "advice-what-comes-back-counts",
        "file": "models/advice/history.py",
        "old": "- COALESCE(returned.back, 0)",
        "new": "- 0",
        "tests": "TestAdviceDemand",
    },
    {
        "name": "advice-unknown-times-are-none",
        "file": "models/advice/history.py",
        "old": "days, 0))\n               FILTER (WHERE days IS NOT NULL)\n",
        "new": "days, 0))\n",
        "tests": "TestAdviceDemand",
    },
    {
        "name": "advice-waits-for-what-is-in-stock",
        "file": "models/advice/parts_reader.py",
        "old": 'return product.type == "consu" and product.effective',
        "new": 'return product.type == "consu" or product.effective',
        "tests": "TestAdvice",
    },
    {
        "name": "advice-switches-by-itself",
        "file": "models/advice/pull_advice.py",
        "old": '            values["saving"] = now - best if now else False\n',
        "new": '            values["saving"] = now - best if now else False\n'
        '            product.supply_policy = values["advice"]\n',
        "tests": "TestAdvice",
    },
    {
        "name": "advice-everybody-works-it-out",
        "file": "models/advice/pull_advice.py",
        "old": "        check_rows(self)\n        if not (self.env.su",
        "new": "        if False and not (self.env.su",
        "tests": "TestAdvice",
    },
    {
        "name": "advice-full-work-centers-pull",
        "file": "models/advice/comparison.py",
        "old": 'policies.get_best(is_fast, not busy["is_full"])',
        "new": "policies.get_best(is_fast)",
        "tests": "TestAdvice",
    },
    {
        "name": "advice-counts-the-product-twice",
        "file": "models/advice/comparison.py",
        "old": "load.add(*(-amount for amount in now.get(center, (0, 0))))",
        "new": "load",
        "tests": "TestAdvice",
    },
    {
        "name": "congestion-waits-for-nothing",
        "file": "models/advisor/congestion.py",
        "old": "return squares / 2 / (1 - utilisation)",
        "new": "return squares / 2",
        "tests": "TestAdvisorArithmetic",
    },
    {
        "name": "patterns-see-a-trend-in-chance",
        "file": "models/advisor/patterns.py",
        "old": "SURE = 1.96",
        "new": "SURE = 0.96",
        "tests": "TestAdvisorArithmetic",
    },
]
