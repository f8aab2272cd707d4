"""Running the flows in one database."""

import json
import traceback
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from freezegun import freeze_time

from odoo.tools import mute_logger

from . import bought, documents, kits, made, returns, units  # noqa: F401 (flows)
from .books import HOURLY, SETUP_MINUTES, Books
from .flow import FLOWS


class _Undo(Exception):
    """Takes back all that a flow did."""


def run(env, path, policies=0, only=""):
    """Write {"flow, policy": figures} to a file, as JSON.

    :param policies: with how many of its policies each flow is run, beside none
    :param only: parts of the names of flows, with commas between
    """
    results = {}
    wanted = [part for part in only.split(",") if part]
    declared = {
        flow.name: {"words": flow.words, "right": flow.right, "mended": flow.mended}
        for flow in FLOWS
    }
    company = _make_company(env)
    begin = datetime.now().replace(microsecond=0)
    with freeze_time(begin) as clock, mute_logger("odoo.models.unlink"):
        for flow in FLOWS:
            if wanted and not any(part in flow.name for part in wanted):
                continue
            for policy in (None, *flow.policies[:policies]):
                clock.move_to(begin + timedelta(hours=1))
                key = f"{flow.name}, {policy or 'no policy'}"
                results[key] = _try(env, clock, company, flow, policy)
                _keep(path, declared, results)
    env.cr.rollback()


def _keep(path, declared, results):
    """After each flow: a look into the file tells how far they are."""
    Path(path).write_text(json.dumps({"flows": declared, "results": results}, indent=1))


def _try(env, clock, company, flow, policy):
    """Return the figures of a flow, or how it ended."""
    figures = {}
    try:
        with _taken_back(env):
            books = Books(env, clock, company, policy)
            extra = flow(books)
            figures = {**books.figures(), **extra}
            figures.update(_accounts(books, ""))
            figures["closed"] = books.closed()
            figures.update(_accounts(books, " closed"))
    except Exception as error:
        print(f"{flow.name}, {policy}", flush=True)
        traceback.print_exc()
        return {"error": f"{type(error).__name__}: {error}"}
    return figures


@contextmanager
def _taken_back(env):
    try:
        with env.cr.savepoint():
            yield
            env.flush_all()
            raise _Undo
    except _Undo:
        pass
    finally:
        env.cr.precommit.clear()
        env.cr.postcommit.clear()
        env.invalidate_all(flush=False)
        env.transaction.clear()
        env.registry.clear_cache()  # among others what configuration parameters say


def _accounts(books, when):
    """Return {"accounts": {code: balance}}, and the same without those of costs."""
    balances = {
        account: round(balance, 2)
        for account, balance in books.balances().items()
        if round(balance, 2)
    }
    others = set(balances) - set(books.cost_accounts())
    return {
        f"accounts{when}": {one.code: balance for one, balance in balances.items()},
        f"other accounts{when}": {one.code: balances[one] for one in others},
    }


def _make_company(env):
    dollar = env.ref("base.USD")
    dollar.active = True
    company = env["res.company"].create({"name": "Flows", "currency_id": dollar.id})
    env["account.chart.template"]._load("generic_coa", company, install_demo=False)
    admin = env.ref("base.user_admin")
    admin.company_ids += company
    admin.company_id = company
    admin.group_ids += env.ref("uom.group_uom") + env.ref("stock.group_production_lot")
    env = env(user=admin.id, context={"allowed_company_ids": company.ids})
    if not env["stock.warehouse"].search([("company_id", "=", company.id)]):
        env["stock.warehouse"].create({"company_id": company.id})
    for usage, name, code in (
        ("production", "Production", "100102"),
        ("inventory", "Adjustments", "510930"),
    ):
        account = _make_account(env, name, code)
        env["stock.location"].search(
            [("usage", "=", usage), ("company_id", "=", company.id)]
        ).valuation_account_id = account
    env["mrp.workcenter"].create(
        {
            "name": "Lathe of the flows",
            "costs_hour": HOURLY,
            "time_start": SETUP_MINUTES - 5,
            "time_stop": 5,
            "expense_account_id": _make_account(env, "Labour", "510910").id,
        }
    )
    return company


def _make_account(env, name, code):
    values = {"name": name, "code": code, "account_type": "expense"}
    return env["account.account"].create(values)
