"""Mutants of `models/under_way.py`: what outlives a rollback, and what does not."""

MUTANTS = [
    {
        "name": "under-way-ends-with-a-savepoint",
        "file": "models/under_way.py",
        "old": "        states = _states.get(cr)\n",
        "new": "        states = None\n",
        "tests": "TestUnderWay, TestChangeFailingLine",
    },
    {
        "name": "under-way-forgets-what-stands",
        "file": "models/under_way.py",
        "old": "            self._cr.precommit.add(self._mark)\n",
        "new": "            pass\n",
        "tests": "TestUnderWay, TestChangeFailingLine",
    },
    {
        "name": "under-way-keeps-what-is-rolled-back",
        "file": "models/under_way.py",
        "old": " for n, note in notes.items() if n <= number}",
        "new": " for n, note in notes.items()}",
        "tests": "TestUnderWay",
    },
]
