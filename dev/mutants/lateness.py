"""Mutants of lateness: why orders are late, and who is told."""

MUTANTS = [
    {
        "name": "lateness-without-a-plan",
        "file": "models/lateness/sale_order_line.py",
        "old": "planned = placing.get_planned(self.order_id.pull_plan)",
        "new": "planned = {}",
        "tests": "TestLateness",
    },
    {
        "name": "lateness-told-again-and-again",
        "file": "models/lateness/sale_order.py",
        "old": "if not self.pull_is_told_late and late >",
        "new": "if late >",
        "tests": "TestLateness",
    },
    {
        "name": "lateness-tells-vendors",
        "file": "models/lateness/sale_order_line.py",
        "old": "self.env.su or self.env.user.has_group(BUYER)",
        "new": "True",
        "tests": "TestLateness",
    },
    {
        "name": "lateness-hits-whom-others-hit",
        "file": "models/lateness/sale_order_line.py",
        "old": "for c in line._get_pull_causes() if belongs(c))",
        "new": "for c in line._get_pull_causes())",
        "tests": "TestLateness",
    },
    {
        "name": "lateness-any-minute-is-told",
        "file": "models/lateness/sale_order.py",
        "old": "late > self.company_id.pull_late_hours * 60",
        "new": "late > 0",
        "tests": "TestLateness",
    },
]
