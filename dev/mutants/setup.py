"""Mutants of the setup wing: planned, recorded, in the value of the goods."""

MUTANTS = [
    {
        "name": "setup-plan-a-client-says-the-minutes",
        "file": "models/setup/plan/private_context.py",
        "old": "    return own.minutes if isinstance(own, OwnMinutes) else None\n",
        "new": "    return own and own[0]\n",
        "tests": "TestSetupContext",
    },
    {
        "name": "setup-value-a-client-leaves-out-the-fixed-cost",
        "file": "models/setup/plan/private_context.py",
        "old": "    return env.context.get(CHARGE_KEY) is Charge.TIME_ONLY\n",
        "new": "    return bool(env.context.get(CHARGE_KEY))\n",
        "tests": "TestSetupContext",
    },
    {
        "name": "setup-value-report-by-reference",
        "file": "models/setup/value/pull_setup_report.py",
        "old": "            FROM (%s) peg\n",
        "new": "            FROM (SELECT run.production_id AS doc_id,"
        " so.id AS order_id, so.partner_id FROM stock_reference_production_rel run"
        " JOIN stock_reference_sale_rel link ON link.reference_id = run.reference_id"
        " JOIN sale_order so ON so.id = link.sale_id WHERE EXISTS (%s)) peg\n",
        "tests": "TestSetupReport",
    },
    {
        "name": "setup-plan-not-frozen",
        "file": "models/setup/plan/mrp_workorder.py",
        "old": "        workorders.setup_frozen = True\n",
        "new": "",
        "tests": "TestSetupFreeze",
    },
    {
        "name": "setup-plan-center-instead-of-operation",
        "file": "models/setup/plan/mrp_workorder.py",
        "old": "        if self.operation_id:\n"
        "            return self.operation_id._get_setup_plan(product, unit, center)\n",
        "new": "",
        "tests": "TestSetupPlan",
    },
    {
        "name": "setup-plan-one-run-for-any-quantity",
        "file": "models/setup/plan/estimate.py",
        "old": "            total = total.plus(one, times=count)\n",
        "new": "            total = total.plus(one)\n",
        "tests": "TestSetupArithmetic, TestSetupQuotation",
    },
    {
        "name": "setup-plan-each-backorder-sets-up",
        "file": "models/setup/plan/mrp_workorder.py",
        "old": "            workorder.setup_needed = False\n",
        "new": "            workorder.setup_needed = True\n",
        "tests": "TestSetupPlan, TestSetupFreeze, TestSetupValue",
    },
    {
        "name": "setup-record-run-time-is-setup",
        "file": "models/setup/record/mrp_workorder.py",
        "old": 'spans = self.time_ids.filtered("is_setup")._get_setup_spans()',
        "new": "spans = self.time_ids._get_setup_spans()",
        "tests": "TestSetupFigures",
    },
    {
        "name": "setup-record-typed-minutes-are-lost",
        "file": "models/setup/record/mrp_workorder.py",
        "old": "            change(minutes)\n",
        "new": "            return\n",
        "tests": "TestSetupTyped",
    },
    {
        "name": "setup-record-done-runs-change",
        "file": "models/setup/record/mrp_workorder.py",
        "old": '        if self.production_state == "done":\n',
        "new": "        if False:\n",
        "tests": "TestSetupRefused",
    },
    {
        "name": "setup-value-without-fixed-cost",
        "file": "models/setup/value/mrp_workorder.py",
        "old": "return self._get_setup_incurred(date) if date else "
        "self.setup_fixed_planned",
        "new": "return 0.0",
        "tests": "TestSetupValue",
    },
    {
        "name": "setup-value-whatever-the-date",
        "file": "models/setup/value/mrp_workorder.py",
        "old": 'min(self.time_ids.mapped("date_start")) <= date',
        "new": "True",
        "tests": "TestSetupValue",
    },
    {
        "name": "setup-value-entry-turned-round",
        "file": "models/setup/value/setup_entry.py",
        "old": "self._add(account, -fixed, label)\n"
        "                self._add(self.production, fixed, label)\n",
        "new": "self._add(account, fixed, label)\n"
        "                self._add(self.production, -fixed, label)\n",
        "tests": "TestSetupValue",
    },
    {
        "name": "setup-value-booked-on-no-day",
        "file": "models/setup/value/mrp_production.py",
        "old": "            entry.mark_absorbed()\n",
        "new": "            pass\n",
        "tests": "TestSetupReport",
    },
    {
        "name": "setup-value-spent-twice",
        "file": "models/setup/value/setup_entry.py",
        "old": "spent = workorder.setup_fixed_spent - workorder.setup_spent_posted",
        "new": "spent = workorder.setup_fixed_spent",
        "tests": "TestSetupSpending",
    },
    {
        "name": "setup-asks-all-lines-when-one-is-typed",
        "file": "models/setup/plan/sale_order_line.py",
        "old": "self.browse() if is_told_later(self.env.cr) else self\n",
        "new": "self\n",
        "tests": "TestSetupQuotation",
    },
    {
        "name": "setup-over-plan-without-reason",
        "file": "models/setup/record/mrp_workorder.py",
        "old": "return bool(is_over and not self.setup_reason_id and ",
        "new": "return bool(False and ",
        "tests": "TestSetupTimer",
    },
]
