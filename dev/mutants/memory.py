"""Mutants of memory: what one confirmation remembers."""

MUTANTS = [
    {
        "name": "memory-never-forgets",
        "file": "models/memory/memory.py",
        "old": "    if memory := get_memory(cr):\n        memory.forget()\n",
        "new": "    return\n",
        "tests": "TestBatchMemory, TestBatchLookups",
    },
    {
        "name": "memory-remembers-nothing",
        "file": "models/memory/memory.py",
        "old": "        if key not in answers:\n",
        "new": "        if True:\n",
        "tests": "TestBatchMemory, TestBatchLookups",
    },
    {
        "name": "memory-bom-of-any-company",
        "file": "models/memory/mrp_bom.py",
        "old": 'memory.topic("bom", asker, picking_type_id, company_id, bom_type)',
        "new": 'memory.topic("bom", asker, picking_type_id, bom_type)',
        "tests": "TestBatchLookups",
    },
    {
        "name": "memory-open-is-a-confirmation",
        "file": "models/memory/confirmation.py",
        "old": "    return get_under_way(cr, KEY) is not None\n",
        "new": "    from .memory import get_memory\n"
        "    return get_memory(cr) is not None\n",
        "tests": "TestConfirming",
    },
    {
        "name": "memory-operations-of-all-variants",
        "file": "models/memory/mrp_bom.py",
        "old": "                if not operation._skip_operation_line("
        "made, never_attribute_values)\n",
        "new": "",
        "tests": "TestBatchConfirmation",
    },
    {
        "name": "memory-no-work-order-waits",
        "file": "models/memory/mrp_workorder.py",
        "old": "        self._write_pull_predecessors(collected)\n",
        "new": "",
        "tests": "TestBatchConfirmation",
    },
    {
        "name": "memory-work-orders-stay-ready",
        "file": "models/memory/mrp_workorder.py",
        "old": "            if workorder.state != state:\n",
        "new": "            if workorder.state == state:\n",
        "tests": "TestBatchConfirmation",
    },
    {
        "name": "memory-rule-of-other-values",
        "file": "models/memory/stock_rule.py",
        "old": "*(tuple(records and records._ids) for records in looked_at),",
        "new": "",
        "tests": "TestBatchLookups",
    },
    {
        "name": "memory-moves-are-not-named",
        "file": "models/memory/stock_move.py",
        "old": 'browse(ids).write({"sale_line_id": line_id})',
        "new": "browse(ids)",
        "tests": "TestBatchConfirmation, TestConfirming",
    },
    {
        "name": "memory-first-run-is-linked",
        "file": "models/memory/mrp_production.py",
        "old": "        for vals in reversed(vals_list):\n",
        "new": "        for vals in vals_list:\n",
        "tests": "TestBatchConfirmation",
    },
    {
        "name": "memory-one-company-for-all",
        "file": "models/memory/pull_alike_mixin.py",
        "old": "zip(companies, (read(one)._ids for one in records), strict=True)",
        "new": "companies",
        "tests": "TestConfirming",
    },
    {
        "name": "memory-days-of-any-context",
        "file": "models/memory/product_product.py",
        "old": "environment_key(self.env, sorted(self.env.context))",
        "new": "environment_key(self.env)",
        "tests": "TestBatchLookups",
    },
]
