"""Mutants of learning: how long vendors and work centers really take."""

MUTANTS = [
    {
        "name": "learning-the-next-smaller-time",
        "file": "models/learning/quantiles.py",
        "old": "len(ordered)) - 1]",
        "new": "len(ordered)) - 2]",
        "tests": "TestLearning",
    },
    {
        "name": "learning-counts-days-before-it-is-wanted",
        "file": "models/learning/quantiles.py",
        "old": "max(approved, order_by)",
        "new": "approved",
        "tests": "TestLearning",
    },
    {
        "name": "learning-from-half-a-delivery",
        "file": "models/learning/observations.py",
        "old": "AND later.state NOT IN ('done', 'cancel')",
        "new": "AND FALSE",
        "tests": "TestLearning",
    },
    {
        "name": "learning-from-replacements",
        "file": "models/learning/observations.py",
        "old": "           AND move.origin_returned_move_id IS NULL\n",
        "new": "",
        "tests": "TestLearning",
    },
    {
        "name": "learning-from-time-that-nobody-logged",
        "file": "models/learning/observations.py",
        "old": "       AND ABS(work.duration - work.duration_expected) > 0.01\n",
        "new": "",
        "tests": "TestLearning",
    },
    {
        "name": "learning-is-taken-by-itself",
        "file": "models/learning/pull_lead_time.py",
        "old": "                record._write_changed(_get_figures(Learnt(found)))\n",
        "new": "                record._write_changed(_get_figures(Learnt(found)))\n"
        "                record.used = record._get_more(record.taken)\n"
        "                record.sudo().partner_id.pull_promise_days = record.used\n",
        "tests": "TestLearningTaken",
    },
    {
        "name": "learning-everybody-decides",
        "file": "models/learning/pull_lead_time.py",
        "old": "            if not record.may_take:\n",
        "new": "            if False:\n",
        "tests": "TestLearningTaken",
    },
    {
        "name": "promise-knows-nothing-learnt",
        "file": "models/promise/order_promise.py",
        "old": "center, minutes * center._get_pull_promise_factor(line.company_id)",
        "new": "center, minutes",
        "tests": "TestLearningTaken",
    },
]
