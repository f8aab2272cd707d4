"""Mutants of the promise record: what became of promises, and what made them late."""

MUTANTS = [
    {
        "name": "record-part-is-all",
        "file": "models/record/sale_order_line.py",
        "old": "return self.product_uom_id.compare(self.qty_delivered, ordered) >= 0",
        "new": "return ordered > 0",
        "tests": "TestRecord",
    },
    {
        "name": "record-returns-open-it-again",
        "file": "models/record/sale_order_line.py",
        "old": "return not is_waiting and bool(",
        "new": "return False and bool(",
        "tests": "TestRecord",
    },
    {
        "name": "record-who-comes-after-takes-over",
        "file": "models/record/root_cause.py",
        "old": "return self._get_past(line) or self._get_present(line)",
        "new": "return self._get_present(line)",
        "tests": "TestRecord",
    },
    {
        "name": "record-cause-is-kept-for-ever",
        "file": "models/record/root_cause.py",
        "old": 'kept["id"]) in self._open:',
        "new": 'kept["id"]) in set():',
        "tests": "TestRecord",
    },
    {
        "name": "record-as-late-as-feared",
        "file": "models/record/root_cause.py",
        "old": "minutes = min(minutes, (self.chain.moment - planned) / MINUTE)",
        "new": "pass",
        "tests": "TestRecord",
    },
    {
        "name": "record-due-is-open",
        "file": "models/record/pull_promise_record.py",
        "old": "OR line.pull_promised_date < %(now)s THEN 'no'",
        "new": "OR line.pull_promised_date < %(now)s THEN 'open'",
        "tests": "TestRecord",
    },
    {
        "name": "record-counts-what-is-not-due",
        "file": "models/record/pull_promise_record.py",
        "old": "WHEN 'no' THEN 0.0 END",
        "new": "ELSE 0.0 END",
        "tests": "TestRecord",
    },
    {
        "name": "record-a-return-is-a-delivery",
        "file": "models/placing/sale_order_line.py",
        "old": 'moves.filtered(lambda move: move.location_id.usage != "customer")',
        "new": "moves",
        "tests": "TestRecord",
    },
]
