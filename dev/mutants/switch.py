"""Mutants of switch: a person's switch to another supply policy, and back."""

MUTANTS = [
    {
        "name": "switch-undo-overwrites-hands",
        "file": "models/switch/pull_switch.py",
        "old": "            alone._check_undo()\n",
        "new": "",
        "tests": "TestSwitch",
    },
    {
        "name": "switch-takes-off-the-route-of-all",
        "file": "models/switch/switch_plan.py",
        "old": "if routes and is_own:",
        "new": "if routes:",
        "tests": "TestSwitch",
    },
    {
        "name": "switch-everybody-switches",
        "file": "models/switch/pull_switch.py",
        "old": '        templates.check_access("write")\n',
        "new": "",
        "tests": "TestSwitch",
    },
    {
        "name": "switch-counts-what-waits-for-orders",
        "file": "models/switch/switch_facts.py",
        "old": "max(here[product] - passing[product], 0)",
        "new": "max(here[product], 0)",
        "tests": "TestSwitchRunDown",
    },
    {
        "name": "switch-overrules-a-person",
        "file": "models/switch/pull_switch.py",
        "old": "if template.effective_supply_policy != HYBRID:",
        "new": "if not template.effective_supply_policy:",
        "tests": "TestSwitchRunDown",
    },
    {
        "name": "switch-forgets-the-last-unit",
        "file": "models/switch/stock_move.py",
        "old": '        self.env["pull.switch"]._end_run_downs(moves.product_id)\n',
        "new": "",
        "tests": "TestSwitchRunDown",
    },
    {
        "name": "switch-hybrid-holds-safety-stock",
        "file": "models/switch/switch_plan.py",
        "old": "want.safety if policy == PUSH else 0.0",
        "new": "want.safety",
        "tests": "TestSwitch",
    },
    {
        "name": "adopt-one-document-is-a-habit",
        "file": "models/switch/adoption.py",
        "old": "HABIT = 2",
        "new": "HABIT = 1",
        "tests": "TestSwitchAdopt",
    },
    {
        "name": "reordering-whole-lot-for-a-share",
        "file": "models/advisor/reordering.py",
        "old": "least + sqrt(share) * lot",
        "new": "least + lot",
        "tests": "TestAdvisorArithmetic",
    },
]
