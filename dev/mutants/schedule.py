"""Mutants of the room schedule: calendars, placement, load."""

PLACEMENT = "TestSchedulePlacement, TestScheduleProperties"

MUTANTS = [
    {
        "name": "schedule-work-goes-on-over-other-jobs",
        "file": "models/schedule/calendar.py",
        "old": "            if self._ends[index] - start >= work:\n",
        "new": "            if self._ends[index] > start:\n",
        "tests": PLACEMENT,
    },
    {
        "name": "schedule-load-outside-hours-is-forgotten",
        "file": "models/schedule/calendar.py",
        "old": "        for start, end, _what in spans:\n            self._add_gap",
        "new": "        for start, end, _what in spans:\n            if start == end:\n"
        "                continue\n            self._add_gap",
        "tests": PLACEMENT,
    },
    {
        "name": "schedule-a-minute-too-early",
        "file": "models/schedule/calendar.py",
        "old": "    return -((EPOCH - moment) // MINUTE) if up else",
        "new": "    return (moment - EPOCH) // MINUTE if up else",
        "tests": "TestSchedulePlacement",
    },
    {
        "name": "schedule-runs-do-not-follow",
        "file": "models/schedule/passes.py",
        "old": "            minute = other.finish if same else other.begin\n",
        "new": "            minute = turn\n",
        "tests": "TestScheduleProperties",
    },
    {
        "name": "schedule-first-work-center-whatever-it-takes",
        "file": "models/schedule/passes.py",
        "old": "placed[0].finish < best[0].finish",
        "new": "False",
        "tests": "TestSchedulePlacement",
    },
    {
        "name": "schedule-what-is-late-stays-taken",
        "file": "models/schedule/passes.py",
        "old": "        self.free.clear()\n        self.free.update(before)\n",
        "new": "",
        "tests": "TestScheduleBackward",
    },
    {
        "name": "schedule-late-lines-begin-in-the-past",
        "file": "models/schedule/passes.py",
        "old": "        return placed.begin < self.schedule.moment and not step.fixed\n",
        "new": "        return False\n",
        "tests": "TestScheduleBackward",
    },
    {
        "name": "schedule-buffers-are-forgotten",
        "file": "models/schedule/passes.py",
        "old": "(to_work(step.buffer) if self._buffers else 0)",
        "new": "0",
        "tests": "TestScheduleBackward",
    },
    {
        "name": "schedule-all-that-is-late-is-a-cause",
        "file": "models/schedule/placement.py",
        "old": "    return min(left, max(placed.finish -",
        "new": "    return min(left, abs(placed.finish -",
        "tests": "TestScheduleCauses, TestScheduleProperties",
    },
    {
        "name": "schedule-slack-where-the-end-is-late",
        "file": "models/schedule/placement.py",
        "old": "- self._placed[key].finish - max(late[key], 0)",
        "new": "- self._placed[key].finish",
        "tests": "TestScheduleBackward",
    },
    {
        "name": "schedule-hours-of-the-work-centers-zone",
        "file": "models/schedule/mrp_workcenter.py",
        "old": "            tz=timezone(calendar.tz),\n",
        "new": "",
        "tests": "TestScheduleHours",
    },
    {
        "name": "schedule-plans-count-twice",
        "file": "models/schedule/mrp_workcenter.py",
        "old": '                ("id", "not in", workorders.leave_id.ids),\n',
        "new": "",
        "tests": "TestScheduleLoad",
    },
    {
        "name": "schedule-what-was-begun-takes-all-its-time",
        "file": "models/schedule/mrp_workorder.py",
        "old": "max(self.duration_expected - self.duration, 0)",
        "new": "self.duration_expected",
        "tests": "TestScheduleLoad",
    },
    {
        "name": "schedule-late-work-is-forgotten",
        "file": "models/schedule/mrp_workorder.py",
        "old": "        return bool(placed and placed < now)\n",
        "new": "        return False\n",
        "tests": "TestScheduleLoad",
    },
    {
        "name": "schedule-the-placed-counts-before-a-persons-plan",
        "file": "models/schedule/mrp_workorder.py",
        "old": "        if self._is_pull_planned():\n            return self.date_start",
        "new": "        if not self.pull_date_start:\n            return self.date_start",
        "tests": "TestScheduleLoad",
    },
]
