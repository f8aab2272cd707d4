"""What the benchmarks of reports share: many rows, and the times of views."""

import json
import os
import time
from pathlib import Path


def write_result(env, path, cases, **facts):
    """Write how long each case takes, and the facts, to a file."""
    times = {name: measure(env, case) for name, case in cases.items()}
    figures = {
        "seconds": {name: wall for name, (wall, _cpu) in times.items()},
        "cpu": {name: cpu for name, (_wall, cpu) in times.items()},
    }
    Path(path).write_text(json.dumps({**facts, **figures}))


def measure(env, case):
    """Return the seconds of wall and of CPU time, with nothing in Odoo's caches."""
    env.invalidate_all()
    begin, worked = time.perf_counter(), get_cpu(env)
    case()
    wall = round(time.perf_counter() - begin, 3)
    return wall, round(get_cpu(env) - worked, 3)


def get_cpu(env):
    """Return the CPU seconds of this process and, on this machine, its database's."""
    env.cr.execute("SELECT pg_backend_pid()")
    stat = Path(f"/proc/{env.cr.fetchone()[0]}/stat")
    own = time.process_time()
    if not (stat.exists() and "postgres" in stat.read_text()):
        return own
    ticks = stat.read_text().rsplit(")", 1)[1].split()[11:13]
    return own + sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def one_of(ids, index):
    """Return SQL for one of the ids: that at `index`, SQL too, over and over.

    Rows that were made at once have ids in sequence.
    """
    assert list(ids) == list(range(ids[0], ids[0] + len(ids)))
    return f"{ids[0]} + ({index}) % {len(ids)}"


def copy_rows(env, table, template, count, changes):
    """Return the ids of `count` copies of a row; `changes` is SQL by column."""
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_name = %s AND column_name != 'id'",
        [table],
    )
    columns = [f'"{name}"' for (name,) in env.cr.fetchall()]
    values = [changes.get(name.strip('"'), f"t.{name}") for name in columns]
    values = [value.replace("%", "%%") for value in values]
    env.cr.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) "
        f"SELECT {', '.join(values)} FROM {table} t, generate_series(1, %s) number "
        "WHERE t.id = %s RETURNING id",
        [count, template],
    )
    return [row for (row,) in env.cr.fetchall()]
