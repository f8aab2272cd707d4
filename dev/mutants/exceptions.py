"""Mutants of exceptions: the record of what a person must decide."""

MUTANTS = [
    {
        "name": "exceptions-the-same-again",
        "file": "models/exceptions/pull_exception.py",
        "old": "            if subject in known:\n",
        "new": "            if False:\n",
        "tests": "TestExceptionsRecords",
    },
    {
        "name": "exceptions-last-in-line-is-responsible",
        "file": "models/exceptions/pull_exception.py",
        "old": 'return users.filtered("active")[:1]',
        "new": 'return users.filtered("active")[-1:]',
        "tests": "TestExceptionsRecords, TestExceptionsPeople",
    },
    {
        "name": "exceptions-activity-outlives-its-cause",
        "file": "models/exceptions/pull_exception.py",
        "old": "todo._get_own_activities().action_feedback(feedback=resolution)",
        "new": "todo._get_own_activities()",
        "tests": "TestExceptionsRecords, TestExceptionsPeople",
    },
    {
        "name": "exceptions-written-by-clients",
        "file": "models/exceptions/pull_exception.py",
        "old": "        if refused and not self.env.su:\n",
        "new": "        if False:\n",
        "tests": "TestExceptionsAccess",
    },
    {
        "name": "exceptions-solved-by-no-method",
        "file": "models/exceptions/pull_exception.py",
        "old": "return bool(method) and getattr(self, method)()",
        "new": "return False",
        "tests": "TestShortageBadData, TestChangeRemedies",
    },
    {
        "name": "exceptions-salesperson-of-the-run",
        "file": "models/exceptions/pull_exception.py",
        "old": "\n                + company.pull_supply_user_id",
        "new": "\n                + sellers",
        "tests": "TestExceptionsPeople",
    },
]
