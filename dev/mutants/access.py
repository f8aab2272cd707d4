"""Mutants of access: who sees, writes and calls what."""

MUTANTS = [
    {
        "name": "access-clients-write-what-is-kept",
        "file": "models/access.py",
        "old": '            operation == "write"\n',
        "new": '            operation == "never"\n',
        "tests": "TestAccessPeople",
    },
    {
        "name": "access-groups-of-hidden-records",
        "file": "models/access.py",
        "old": 'if field and field.type == "many2many" and',
        "new": 'if field and field.type == "never" and',
        "tests": "TestAccessMatrix",
    },
    {
        "name": "access-methods-without-rights",
        "file": "models/access.py",
        "old": "    records.check_access(operation)\n",
        "new": "",
        "tests": "TestAccessMatrix",
    },
    {
        "name": "access-rows-outlive-the-order",
        "file": "models/rows/ir_rule.py",
        "old": "return domain & get_domain(orders)",
        "new": "return domain",
        "tests": "TestAccessPeople",
    },
    {
        "name": "access-report-names-all-orders",
        "file": "models/setup/value/pull_setup_report.py",
        "old": '        if self.env.su:\n            return SQL("TRUE")\n',
        "new": '        if True:\n            return SQL("TRUE")\n',
        "tests": "TestAccessPeople",
    },
    {
        "name": "access-operations-show-setup",
        "file": "models/setup/plan/mrp_routing_workcenter.py",
        "old": "        if not may_see_costs(self.env):\n            return res\n",
        "new": "",
        "tests": "TestAccessPeople",
    },
    {
        "name": "access-hint-reckons-with-the-price",
        "file": "models/setup/plan/sale_order_line.py",
        "old": "factor or 1.0, product.lst_price)",
        "new": "factor or 1.0, self.price_unit)",
        "tests": "TestAccessPeople",
    },
    {
        "name": "access-past-costs-of-all-companies",
        "file": "models/costs/past/past_moves.py",
        "old": "AND company_id = %s AND date > %s",
        "new": "AND company_id + %s > 0 AND date > %s",
        "tests": "TestAccessPeople",
    },
    {
        "name": "access-week-of-setup",
        "file": "models/setup/record/mrp_workorder.py",
        "old": "        if minutes > SETUP_MINUTES_MAX:\n",
        "new": "        if False:\n",
        "tests": "TestAccessPeople",
    },
]
