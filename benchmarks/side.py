"""One side of the benchmark in a process of its own: reads cases, writes figures.

Protocol: a JSON object per line on standard input, e.g. `{"lines": 10, "quantity": 1,
"run_size": 0, "operations": 1, "acts": ["confirm"]}`, answered by one line of JSON, a
list with one entry per act. Every case runs in a transaction that is rolled back, so
that each finds the same database.
"""

import argparse
import gc
import json
import os
import sys
import time

from acts import ACTS
from shop import Shop

import odoo
from odoo import SUPERUSER_ID, api
from odoo.orm.registry import Registry


def open_registry(database, install=()):
    """Load `database`, installing modules first when asked to."""
    odoo.tools.config.parse_config(
        [
            f"--database={database}",
            f"--addons-path={os.environ['PTP_ADDONS_PATH']}",
            f"--data-dir={os.path.join(os.environ['PTP_BUILD'], 'data')}",
            "--http-interface=127.0.0.1",
            "--log-level=warn",
            "--max-cron-threads=0",
        ],
        setup_logging=True,
    )
    return Registry.new(database, update_module=bool(install), install_modules=install)


def measure(registry, side, case):
    """Do the acts of one case in turn; return the figures and documents of each."""
    with registry.cursor() as cursor:
        env = api.Environment(cursor, SUPERUSER_ID, {})
        shop = Shop(env, side)
        shop.set_run_size(case["run_size"])
        shop.set_operations(case["operations"])
        order = shop.create_order(case)
        answers = [measure_act(ACTS[name], order, side) for name in case["acts"]]
        cursor.rollback()
    return answers


def measure_act(act, order, side):
    """Return queries, CPU seconds and wall seconds, and what the act made."""
    doing = act(order, side)
    next(doing)
    order.env.flush_all()
    order.env.invalidate_all()
    gc.collect()
    cursor = order.env.cr
    queries, cpu, wall = cursor.sql_log_count, time.process_time(), time.monotonic()
    next(doing)
    order.env.flush_all()
    figures = {
        "queries": cursor.sql_log_count - queries,
        "cpu": time.process_time() - cpu,
        "wall": time.monotonic() - wall,
    }
    return {**figures, "documents": next(doing)}


def serve(registry, side):
    """Answer cases until standard input closes."""
    for line in sys.stdin:
        answer = measure(registry, side, json.loads(line))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def prepare(registry, side, size):
    """Build the shop and commit it."""
    with registry.cursor() as cursor:
        Shop(api.Environment(cursor, SUPERUSER_ID, {}), side).build(size)
        cursor.commit()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", required=True)
    parser.add_argument("--side", choices=("plain", "module"), required=True)
    parser.add_argument("--size", type=int, required=True)
    arguments = parser.parse_args()
    install = ["pull_through_production"] if arguments.side == "module" else []
    registry = open_registry(arguments.database, install)
    prepare(registry, arguments.side, arguments.size)
    serve(registry, arguments.side)


if __name__ == "__main__":
    main()
