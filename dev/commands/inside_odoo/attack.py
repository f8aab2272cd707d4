"""What `make test-attack` does in Odoo's shell: a world to attack, and the attack."""

import collections
import dataclasses
import json
import time
from pathlib import Path

import requests

from odoo.addons.pull_through_production.tests.access_table import get_decisions
from odoo.addons.pull_through_production.tests.access_world import make_world
from odoo.addons.pull_through_production.tests.attack import Attack, Outcome, judge

TIMEOUT = 60  # seconds


def prepare(env, path):
    """Make the world, for good, and write down what the attack needs to know."""
    world = make_world(env)
    fields = get_decisions()
    types = {
        model: {name: field.type for name, field in env[model]._fields.items()}
        for model in fields
    }
    logins = {kind: user.login for kind, user in world.users.items()}
    env.cr.commit()
    told = {"ids": world.ids, "logins": logins, "fields": fields, "types": types}
    Path(path).write_text(json.dumps(told))


class Client:
    """Somebody with a session of their own; the public has none."""

    def __init__(self, url, database, kind, login):
        self.url = url
        self.session = requests.Session()
        if kind != "public":
            params = {"db": database, "login": login, "password": login}
            answer = self._post("/web/session/authenticate", params)
            assert answer["result"]["uid"], answer

    def _post(self, path, params):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        headers = {"Content-Type": "application/json"}
        url = f"{self.url}{path}"
        return self.session.post(url, body, headers=headers, timeout=TIMEOUT).json()

    def make(self, call):
        params = {
            "model": call.model,
            "method": call.method,
            "args": call.args,
            "kwargs": call.kwargs,
        }
        begin = time.monotonic()
        answer = self._post("/web/dataset/call_kw", params)
        outcome = Outcome(answer.get("result"), seconds=time.monotonic() - begin)
        if error := answer.get("error"):
            outcome.error = error["data"]["name"]
            outcome.message = error["data"].get("message") or ""
            outcome.traceback = error["data"].get("debug") or ""
        return outcome


def attack(path, url, database, seed, count, result):
    """Make the calls, tell the findings, and write down the figures."""
    told = json.loads(Path(path).read_text())
    clients = {
        kind: Client(url, database, kind, login)
        for kind, login in told["logins"].items()
    }
    parts = (told["ids"], [*clients], told["fields"], told["types"])
    begin, slowest = time.monotonic(), 0
    findings, outcomes = [], collections.Counter()
    for number, call in enumerate(Attack(seed, *parts).get_calls(count), 1):
        outcome = clients[call.kind].make(call)
        slowest = max(slowest, outcome.seconds)
        outcomes[outcome.error.rpartition(".")[2] or "answered"] += 1
        if complaint := judge(call, outcome, told["fields"]):
            findings.append({"complaint": complaint, **dataclasses.asdict(call)})
            print(f"{call}\n    {complaint}\n{outcome.traceback[-2500:]}", flush=True)
        if not number % 1000:
            seconds = time.monotonic() - begin
            print(
                f"{number} calls, {len(findings)} findings, {seconds:.0f} s", flush=True
            )
    figures = {
        "calls": count,
        "seed": seed,
        "findings": findings,
        "outcomes": dict(outcomes.most_common()),
        "slowest": round(slowest, 2),
        "seconds": round(time.monotonic() - begin),
    }
    Path(result).write_text(json.dumps(figures, default=str))
