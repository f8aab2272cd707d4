"""Calls that nobody's screen makes, and what their answers must not hold.

`Attack` says what to call, by a seed; who makes the calls, in a test or over RPC, gives
each outcome to `judge`.
"""

import json
import random
import re
from dataclasses import dataclass, field

from .access_table import AUDIENCES, COST, INTERNAL, METHODS, MODELS
from .access_world import AMOUNT, FOREIGN, SECRET

SLOW = 5  # seconds
# What Odoo tells people in words; all else is an error of somebody's.
WORDS = ("AccessError", "UserError", "ValidationError", "MissingError")
WORDS += ("RedirectWarning", "AccessDenied", "SessionExpiredException")
# Kinds that read the orders of colleagues, or what is made and bought for them.
READS_OTHERS = {"seller_all", "sales_manager", "buyer", "purchase_manager"}
READS_OTHERS |= {"operator", "planner", "storekeeper", "administrator"}
READS_OTHERS |= {"invoicing", "accountant", "account_manager", "costs", "internal"}
MODULE = "pull_through_production"
FRAME = re.compile(
    r'File "[^"]*?/(odoo|pull_through_production)/([^"]*)", line \d+, in (\w+)'
)

ODD = [
    *(None, False, True, 0, -1, 1, 2**31, 2**63, 1e12, 1e308, -0.5, float("nan")),
    *("", "abc", "%", "' OR 1=1 --", "<b>x</b>", "2026-02-30", "é" * 300, "\x00"),
    *(
        [],
        {},
        [[]],
        [None],
        ["abc"],
        {"a": 1},
        [[6, 0, [1]]],
        [[0, 0, {}]],
        [[1, 1, 1]],
    ),
]
OPERATORS = ["=", "!=", "in", "not in", "like", "ilike", "not ilike", "=like", "=ilike"]
OPERATORS += ["<", ">", "<=", ">=", "any", "not any", "child_of", "parent_of", "foo"]
CONTEXTS = [
    {},
    {"setup_time_only": True, "setup_minutes": 1, "setup_charge": "TIME_ONLY"},
    {"default_state": "done", "default_company_id": 1, "default_supply_policy": "pull"},
    {"default_create_uid": 1, "default_kind": "shortage", "default_minutes": 1e9},
    {"active_test": False, "lang": "xx_YY", "tz": "Nowhere"},
    {"skip_confirm": True, "pull_past_moves": True, "su": True, "uid": 1},
    {"product": 1, "unit": 1, "workcenter": 1},
]


@dataclass
class Call:
    """A call of a model's method by a kind of user."""

    kind: str
    model: str
    method: str
    args: list
    kwargs: dict = field(default_factory=dict)
    # Names of fields of ours that are asked for, or written.
    asked: tuple = ()
    written: tuple = ()

    def __str__(self):
        return f"{self.kind}: {self.model}.{self.method}{self.args} {self.kwargs}"[:600]


class Attack:
    """The calls of a seed, on a world.

    :param fields: {model: {field: (audience, whether people type it)}} of the table
    :param types: {model: {field: type}} of all fields of those models
    """

    def __init__(self, seed, world_ids, kinds, fields, types):
        self.random = random.Random(seed)
        self.ids = world_ids
        self.kinds = kinds
        self.fields = fields
        self.types = types
        self.models = sorted(set(fields) | set(MODELS))
        self.methods = [
            (model, name) for model, names in METHODS.items() for name in names
        ]

    def get_calls(self, count):
        makers = [
            (self._call_method, 5),
            (self._read, 4),
            (self._search, 5),
            (self._group, 3),
            (self._write, 5),
            (self._create, 3),
            (self._onchange, 2),
            (self._export, 1),
            (self._delete, 1),
            (self._copy, 1),
        ]
        functions, weights = zip(*makers, strict=True)
        for _number in range(count):
            call = self.random.choices(functions, weights)[0]()
            call.kind = self._pick_kind(call)
            call.kwargs["context"] = dict(self.random.choice(CONTEXTS))
            yield call

    def _pick_kind(self, call):
        """Return who calls: mostly somebody who may at least read the model."""
        rights = MODELS.get(call.model)
        may = rights.read if rights else INTERNAL
        for name in call.asked + call.written:
            may = may & AUDIENCES[self.fields[call.model][name][0]]
        insiders = [kind for kind in self.kinds if kind in may]
        if insiders and self.random.random() < 0.7:
            return self._pick(insiders)
        return self._pick(self.kinds)

    # === What to call ===

    def _call_method(self):
        model, name = self.random.choice(self.methods)
        args = [self._pick_ids(model)]
        if name in ("refresh", "action_start"):
            args = []
        if name == "refresh":
            args.append(self._pick([self._pick_ids("sale.order"), self._odd()]))
        elif name == "get_pull_change_preview":
            args.append(self._pick([self._get_change(), self._odd()]))
        elif self.random.random() < 0.1:
            args.append(self._odd())
        return Call("", model, name, args)

    def _get_change(self):
        lines = self._pick_ids("sale.order.line")
        values = {
            name: self._odd() if self.random.random() < 0.5 else 3
            for name in ("product_uom_qty", "customer_lead")
        }
        return {
            "order_line": [[1, line, values] for line in lines],
            "commitment_date": self._pick([False, "2026-12-24 12:00:00", self._odd()]),
            "state": self._pick(["cancel", "sale", None]),
        }

    def _read(self):
        model, names = self._pick_fields()
        ids = self._pick_ids(model)
        method = self._pick(["read", "web_read"])
        wanted = names if method == "read" else {name: {} for name in names}
        return Call("", model, method, [ids, wanted], asked=tuple(names))

    def _search(self):
        model, names = self._pick_fields()
        domain = [self._get_condition(model, name) for name in names]
        method = self._pick(["search", "search_count", "search_read"])
        return Call("", model, method, [domain], asked=tuple(names))

    def _get_condition(self, model, name):
        operator = self._pick(OPERATORS)
        value = self._odd_or(self._get_value(model, name), 0.3)
        if operator in ("in", "not in") and self.random.random() < 0.8:
            value = [value]
        if operator.endswith("any"):
            value = self._pick([[["id", ">", 0]], [["name", "ilike", "a"]], value])
        path = name
        if self.random.random() < 0.2:
            path += self._pick([".name", ".partner_id.email", ".amount", ".nothing"])
        return [path, operator, value]

    def _group(self):
        model, names = self._pick_fields()
        by = [self._get_group(model, name) for name in names[:2]]
        sums = ["__count"]
        if self.random.random() < 0.3:
            sums.append(f"{names[0]}:{self._pick(['sum', 'max', 'array_agg', 'foo'])}")
        args = [[["id", "in", self._pick_ids(model)]], by, sums]
        return Call("", model, "formatted_read_group", args, asked=tuple(names[:2]))

    def _get_group(self, model, name):
        is_date = self.types[model].get(name) in ("date", "datetime")
        if is_date != (self.random.random() < 0.1):
            return f"{name}:{self._pick(['month', 'week', 'hour', 'foo'])}"
        return name

    def _export(self):
        model, names = self._pick_fields()
        args = [self._pick_ids(model), names]
        return Call("", model, "export_data", args, asked=tuple(names))

    def _write(self):
        model, values = self._get_values()
        ids = self._pick_ids(model)
        method = self._pick(["write", "write", "web_save"])
        args = [ids, values, {"id": {}}] if method == "web_save" else [ids, values]
        written = tuple(values) if ids else ()
        return Call("", model, method, args, written=written)

    def _create(self):
        model, values = self._get_values()
        many = self._pick([values, [values], [values, values]])
        return Call("", model, "create", [many])

    def _onchange(self):
        model, values = self._get_values()
        spec = {name: {} for name in self.fields[model]}
        return Call("", model, "onchange", [[], values, list(values), spec])

    def _delete(self):
        model = self._pick([name for name in self.models if name.startswith("pull.")])
        return Call("", model, "unlink", [self._pick_ids(model)])

    def _copy(self):
        model, values = self._get_values()
        return Call("", model, "copy", [self._pick_ids(model)[:1], values])

    # === Parts ===

    def _pick(self, choices):
        return self.random.choice(choices)

    def _odd(self):
        return self._pick(ODD)

    def _odd_or(self, value, share):
        return self._odd() if self.random.random() < share else value

    def _pick_fields(self):
        model = self._pick(sorted(self.fields))
        names = sorted(self.fields[model])
        return model, self.random.sample(
            names, min(len(names), self._pick([1, 1, 2, 4]))
        )

    def _get_values(self):
        model, names = self._pick_fields()
        typed = [name for name, (_who, typed) in self.fields[model].items() if typed]
        if typed and self.random.random() < 0.6:
            names = [self._pick(sorted(typed))]
        return model, {
            name: self._odd_or(self._get_value(model, name), 0.25) for name in names
        }

    def _get_value(self, model, name):
        """Return a value that a field of this type takes."""
        kind = self.types[model].get(name)
        return {
            "many2one": lambda: self._pick([1, 2, 10**6]),
            "one2many": lambda: [[0, 0, {}]],
            "many2many": lambda: [[6, 0, [1, 2]]],
            "integer": lambda: self.random.randint(-5, 100),
            "float": lambda: self.random.uniform(-5, 1000),
            "monetary": lambda: self.random.uniform(-5, 1000),
            "boolean": lambda: self._pick([True, False]),
            "date": lambda: "2026-12-24",
            "datetime": lambda: "2026-12-24 12:00:00",
            "selection": lambda: self._pick(
                ["pull", "hybrid", "done", "open", "never"]
            ),
        }.get(kind, lambda: self._pick(["text", "S00001", False]))()

    def _pick_ids(self, model):
        """Return ids: mostly of one record, sometimes of none, some or odd ones."""
        by_owner = self.ids.get(model, {})
        owner = self._pick(["own", "own", "own", "other", "foreign"])
        known = by_owner.get(owner) or by_owner.get("own")
        fate = self.random.random()
        if fate < 0.05 or not known:
            return self._pick([[], [10**6], [2**31]])
        return self.random.sample(known, 1 if fate < 0.75 else min(3, len(known)))


# === What must not be ===


@dataclass
class Outcome:
    """How a call ended: its answer, or the name and the traceback of its error."""

    answer: object = None
    error: str = ""
    message: str = ""
    traceback: str = ""
    seconds: float = 0


def judge(call, outcome, fields):
    """Return what is wrong with the outcome of a call, or None."""
    if outcome.seconds > SLOW:
        return f"took {outcome.seconds:.1f} s"
    if outcome.error:
        if outcome.error.rpartition(".")[2] in WORDS:
            return _find_secret(call, outcome.message)
        return _is_ours(outcome.traceback) and f"error of ours: {outcome.error}"
    return (
        _find_forbidden(call, outcome.answer, fields.get(call.model, {}))
        or _find_secret(call, outcome.answer)
        or None
    )


def _is_ours(traceback):
    """Tell whether an error comes from what our code does, not from what it passes on:
    a method of ours that calls the same one of Odoo's with what it was given."""
    frames = FRAME.findall(traceback)
    for (root, path, name), following in zip(frames, [*frames[1:], None], strict=True):
        ours = root == MODULE or f"{MODULE}/" in path
        ours = ours and "/tests/" not in f"/{path}"
        if ours and (following is None or following[2] != name):
            return True
    return False


def _find_forbidden(call, answer, fields):
    if call.method == "export_data":
        answer = answer["datas"]
    for name in call.asked:
        audience, _typed = fields[name]
        if call.kind not in AUDIENCES[audience] and answer:
            return f"{name} is not for {call.kind}: {str(answer)[:200]}"
    for name in call.written:
        audience, typed = fields[name]
        if not typed or call.kind not in AUDIENCES[audience]:
            return f"{name} was written by {call.kind}"
    rights = MODELS.get(call.model)
    if not rights:
        return None
    operation = {"web_save": "write", "copy": "create"}.get(call.method, call.method)
    if _changes(operation, call) and call.kind not in rights.get(operation):
        return f"{operation} by {call.kind}"
    if call.kind not in rights.read and call.asked and answer:
        return f"read by {call.kind}: {str(answer)[:200]}"
    return None


def _changes(operation, call):
    return operation in ("write", "create", "unlink") and bool(call.args[0])


def _find_secret(call, answer):
    """Look for texts and amounts that who calls finds nowhere."""
    text = json.dumps(answer, default=str) if answer else ""
    sent = json.dumps([call.args, call.kwargs], default=str)
    for secret, may in (
        (FOREIGN, False),
        (SECRET, call.kind in READS_OTHERS),
        (f"{AMOUNT:.2f}", call.kind in COST),
        (f"{AMOUNT:,.2f}", call.kind in COST),
    ):
        if not may and secret in text and secret not in sent:
            return f"{secret} shown to {call.kind}: ...{_around(text, secret)}..."
    return None


def _around(text, secret):
    at = text.index(secret)
    return text[max(0, at - 120) : at + 80]


assert COST < INTERNAL
