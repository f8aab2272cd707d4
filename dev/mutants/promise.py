"""Mutants of promise: the earliest dates of quotations."""

MUTANTS = [
    {
        "name": "promise-does-not-wait-for-components",
        "file": "models/promise/order_promise.py",
        "old": "            after=self._before[index],\n            previous",
        "new": "            after=(),\n            previous",
        "tests": "TestPromise",
    },
    {
        "name": "promise-knows-no-alternative",
        "file": "models/promise/order_promise.py",
        "old": '                        *operation["alternatives"],\n',
        "new": "",
        "tests": "TestPromise",
    },
    {
        "name": "promise-receipts-come-at-once",
        "file": "models/promise/order_promise.py",
        "old": "return came or self.moment",
        "new": "return self.moment",
        "tests": "TestPromise",
    },
    {
        "name": "promise-in-spite-of-what-is-missing",
        "file": "models/promise/order_promise.py",
        "old": ', ("missing", self.missing)):',
        "new": ",):",
        "tests": "TestPromise",
    },
    {
        "name": "promise-tells-vendors",
        "file": "models/promise/sale_order_line.py",
        "old": "PathWords(promise, self.env, self.env.user.has_group(BUYER))",
        "new": "PathWords(promise, self.env, True)",
        "tests": "TestPromise",
    },
    {
        "name": "promise-late-is-tight",
        "file": "models/promise/sale_order_line.py",
        "old": 'return "tight" if earliest <= asked else "late"',
        "new": 'return "tight"',
        "tests": "TestPromise",
    },
    {
        "name": "promise-goods-need-no-way",
        "file": "models/promise/order_promise.py",
        "old": 'key = ("move", index) if self._get_way(index) else index',
        "new": "key = index",
        "tests": "TestPromise",
    },
    {
        "name": "promise-delivers-at-once",
        "file": "models/promise/order_promise.py",
        "old": "Step(index, TRANSFER, max(way, 0), after=after, group=group)",
        "new": "Step(index, TRANSFER, 0, after=after, group=group)",
        "tests": "TestPromise",
    },
    {
        "name": "promise-of-what-nothing-replenishes",
        "file": "models/promise/order_promise.py",
        "old": 'if not rules or delays["no_vendor_found_delay"]:',
        "new": "if False:",
        "tests": "TestPromise",
    },
]
