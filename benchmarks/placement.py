"""How long placing orders takes: `python3 benchmarks/placement.py`, without Odoo.

Prints JSON: the CPU seconds of placing a quotation of 50 lines of three levels, forward
and backward, on work centers that do 2,000 other things each; how far the work grows
with the load and the lines; and how often more load ends an order earlier, by how much,
with and without passing (see `models/schedule/placement.py`).
"""

import json
import platform
import sys
import time
import types
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from random import Random

MODELS = Path(__file__).parents[1] / "models"
# A package of that name alone: the engine needs nothing of the module, nor of Odoo.
sys.modules["models"] = types.ModuleType("models")
sys.modules["models"].__path__ = [str(MODELS)]

NOW = datetime(2026, 1, 5, 8)
CENTERS = ("Saw", "Router", "Weld", "Paint", "Bench", "Pack")
DAY = 24 * 60
TRIES = 400  # orders placed with less and with more load

engine = import_module("models.schedule.placement")
calendar = import_module("models.schedule.calendar")


def main():
    sizes = [(50, 0), (50, 2000), (50, 8000), (200, 2000)]
    figures = {
        "machine": {"cpu": platform.processor() or platform.machine()}
        | {"python": platform.python_version()},
        "cases": [measure(*size) for size in sizes],
        "more_load": {
            "passing": count_earlier(True),
            "in_sequence": count_earlier(False),
        },
    }
    print(json.dumps(figures, indent=1))


def measure(lines, load):
    """Return the seconds that placing so many lines takes, beside so much load."""
    random = Random(19)
    begin = time.process_time()
    hours = make_hours(730)
    frees = {
        name: calendar.FreeTime(hours, make_load(random, load)) for name in CENTERS
    }
    figures = {"lines": lines, "load": load, "load_s": _since(begin)}
    schedule = engine.Schedule(NOW, frees)
    steps = make_order(random, lines)
    figures["steps"] = len(steps)
    begin = time.process_time()
    forward = schedule.place_forward(steps)
    figures["forward_s"] = _since(begin)
    begin = time.process_time()
    backward = schedule.place_backward(steps, forward.get_end() + timedelta(days=30))
    figures["backward_s"] = _since(begin)
    begin = time.process_time()
    backward.get_slack()
    figures["slack_s"] = _since(begin)
    figures["turned"] = len(backward.turned)
    figures["problems"] = len(forward.get_problems())
    return figures


def _since(begin):
    return round(time.process_time() - begin, 3)


def make_hours(days):
    """Monday to Friday, 8 to 12 and 13 to 17."""
    intervals = []
    for number in range(days):
        day = NOW.replace(hour=0) + timedelta(days=number)
        if day.weekday() < 5:
            for first, last in ((8, 12), (13, 17)):
                intervals.append((day.replace(hour=first), day.replace(hour=last)))
    return calendar.Hours(intervals)


def make_load(random, count):
    """Return jobs of half an hour to four hours, all over the two years."""
    load = []
    for number in range(count):
        start = NOW + timedelta(minutes=random.randrange(700 * DAY))
        end = start + timedelta(minutes=random.randrange(30, 240))
        load.append((start, end, number))
    return load


def make_order(random, lines):
    """Return the steps of lines of three levels: each made product needs two parts,
    which are bought or made in one to three operations."""
    steps = []
    for line in range(lines):
        steps += _make_product(random, (line,), line, 3)
    return steps


def _make_product(random, key, line, levels):
    if not levels:
        minutes = random.randrange(1, 15) * DAY
        return [engine.Step(key, engine.PURCHASE, minutes=minutes, group=line)]
    parts = [(*key, number) for number in range(2)]
    steps = []
    for part in parts:
        steps += _make_product(random, part, line, levels - 1)
    operations, before = [], []
    for number, center in enumerate(random.sample(CENTERS, random.randrange(1, 4))):
        others = random.sample(CENTERS, 1) if random.random() < 0.2 else []
        work = random.randrange(15, 180)
        centers = [(center, work), *((o, work + 20) for o in others if o != center)]
        operations.append((number, centers, before, ()))
        before = [number]
    return steps + engine.make_run(key, operations, after=parts, group=line)


def count_earlier(passing):
    """Return how often an order ends earlier once there is more load, and the most
    minutes; and by how much orders end later than with passing, on average."""
    random = Random(7)
    hours = make_hours(200)
    earlier, most, later = 0, 0, 0
    for _number in range(TRIES):
        load = {name: make_load(random, 300) for name in CENTERS}
        more = {name: load[name] + make_load(random, 300) for name in CENTERS}
        steps = make_order(random, 1)
        ends = [
            _place(hours, spans, steps, passing).get_end() for spans in (load, more)
        ]
        best = _place(hours, load, steps, True).get_end()
        gained = (ends[0] - ends[1]) // timedelta(minutes=1)
        later += (ends[0] - best) // timedelta(minutes=1)
        earlier += gained > 0
        most = max(most, gained)
    return {
        "orders": TRIES,
        "ended_earlier": earlier,
        "most_minutes": most,
        "minutes_later_than_passing": round(later / TRIES),
    }


def _place(hours, load, steps, passing):
    frees = {name: calendar.FreeTime(hours, spans) for name, spans in load.items()}
    return engine.Schedule(NOW, frees).place_forward(steps, passing=passing)


if __name__ == "__main__":
    main()
