"""Mutants of the list of what there is to do about supply."""

MUTANTS = [
    {
        "name": "todo-orders-before-the-day",
        "file": "models/todo/purchase_actions.py",
        "old": "lambda line: line.order_id.date_order < self.clock.tomorrow",
        "new": "lambda line: True",
        "tests": "TestTodo",
    },
    {
        "name": "todo-orders-for-nobody",
        "file": "models/todo/purchase_actions.py",
        "old": "line.sudo()._get_pulled_needs() or line.sudo()._is_pull_direct()",
        "new": "True",
        "tests": "TestTodo",
    },
    {
        "name": "todo-takes-time-to-spare-for-early",
        "file": "models/todo/purchase_actions.py",
        "old": 'min(needs.mapped("date")) - timedelta(days=buffer)',
        "new": 'min(needs.mapped("date"))',
        "tests": "TestTodo",
    },
    {
        "name": "todo-releases-without-components",
        "file": "models/todo/run_actions.py",
        "old": '& Domain("reservation_state", "=", "assigned")',
        "new": "",
        "tests": "TestTodo",
    },
    {
        "name": "todo-says-twice",
        "file": "models/todo/pull_action.py",
        "old": "([a for a in alike if a.about] or alike)",
        "new": "alike",
        "tests": "TestTodo",
    },
    {
        "name": "todo-keeps-what-is-done",
        "file": "models/todo/pull_action.py",
        "old": "known.browse(row.id for row in by_key.values()).unlink()",
        "new": "pass",
        "tests": "TestTodo",
    },
    {
        "name": "todo-cancels-what-has-begun",
        "file": "models/todo/exception_actions.py",
        "old": "if exception.kind in (SENT, TOO_LATE) and",
        "new": "if exception.kind in SURPLUS_KINDS and",
        "tests": "TestTodo",
    },
    {
        "name": "todo-offers-what-is-refused",
        "file": "models/todo/pull_action.py",
        "old": "action.document in changeable and action.remedy",
        "new": "action.remedy",
        "tests": "TestTodo",
    },
]
