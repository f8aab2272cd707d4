from odoo import Command, api
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .access_table import (
    AUDIENCES,
    BUYERS,
    CALLERS,
    COMPANY,
    MAKERS,
    METHODS,
    MINE,
    MODELS,
    ORDERS,
    OUTSIDE,
    SELLERS,
    SHARED,
    SUBJECTS,
    get_decisions,
)
from .access_world import make_world

# What nobody else made for them, and methods that need no record.
MINE_ALONE = {"pull.setup.record", "pull.cost.control", "pull.cost.control.day"}
MINE_ALONE |= {"pull.action", "pull.load.week", "pull.open.chain"}
MINE_ALONE |= {"pull.switch.dialog", "pull.switch.dialog.line"}
MINE_ALONE |= {"pull.rule.review", "pull.rule.review.line", "pull.decoupling.map"}
MINE_ALONE |= {"pull.cost.sheet.row", "pull.wip", "pull.wip.day"}
MINE_ALONE |= {"pull.accrual", "pull.accrual.day"}
OF_THE_MODEL = {"refresh", "action_control"}
OF_THE_MODEL |= {"action_open_load", "action_open_chains", "refresh_rows", "scan"}
OF_THE_MODEL |= {"action_adopt", "action_review", "action_open_variances"}
OF_THE_MODEL |= {"action_open_wip", "action_open_accruals"}
READING = {"read", "search", "search_count", "formatted_read_group", "export_data"}
QUIET = ("odoo.models", "odoo.addons.base.models.ir_model", "odoo.domains")
QUIET += ("odoo.addons.base.models.ir_rule", "odoo.sql_db", "odoo.models.unlink")
QUIET += ("odoo.osv.expression",)


@tagged("post_install", "-at_install")
class TestAccessMatrix(TransactionCase):
    """Each kind of user does with each model, field and method what the table says."""

    least_calls = 200

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = make_world(cls.env)
        cls.decisions = get_decisions()
        cls.env.invalidate_all()

    def setUp(self):
        super().setUp()
        self.wrong = []
        self.calls = 0

    def _as(self, kind):
        user = self.world.users[kind]
        context = {"allowed_company_ids": user.company_id.ids}
        return api.Environment(self.env.cr, user.id, context)

    def _call(self, kind, model, name, *args, **kwargs):
        """Return "done" or how it was refused, as over RPC; nothing stays of it."""
        self.calls += 1
        records = self._as(kind)[model]
        try:
            with mute_logger(*QUIET):
                if name in READING:
                    return "done", call_kw(records, name, list(args), kwargs)
                return "done", self._call_and_undo(records, name, args, kwargs)
        except AccessError:
            return "denied", None
        except UserError as error:
            return "refused", error

    def _call_and_undo(self, records, name, args, kwargs):
        try:
            with self.env.cr.savepoint() as savepoint:
                answer = call_kw(records, name, list(args), kwargs)
                records.env.flush_all()
                savepoint.rollback()
            return answer
        finally:
            self.env.invalidate_all()

    def _check(self, kind, model, expected, name, *args, **kwargs):
        outcome, answer = self._call(kind, model, name, *args, **kwargs)
        if outcome not in expected:
            self.wrong.append(f"{kind}: {model}.{name}{args}: {outcome}: {answer}")
        return answer

    def _check_nothing_wrong(self, least):
        """At least so many kinds took part, and none could do what it may not."""
        self.assertGreaterEqual(len(self.world.users), least)
        self.assertGreater(self.calls, self.least_calls)
        if self.wrong:
            self.fail(f"{len(self.wrong)} wrong:\n" + "\n".join(self.wrong[:40]))

    def _get_seen(self, kind, model):
        """Return some record of the model that Odoo shows them, or of anybody."""
        records = self._as(kind)[model]
        ids = self.world.get(model, "own")
        if records.has_access("read"):
            found = records.browse(ids)._filtered_access("read")[:1]
            found = found or records.search([], limit=1)
            if found:
                return found.ids, True
        return (ids or records.sudo().search([], limit=1).ids)[:1], False

    # === Rows of our models ===

    def _get_visible(self, kind, model):
        """Return (ids they see, ids they do not) of a model, by the table."""
        rights, get = MODELS[model], self.world.get
        own, other, foreign = (get(model, who) for who in ("own", "other", "foreign"))
        if kind not in rights.read:
            return [], [*own, *other, *foreign]
        if rights.rows == SHARED:
            return own, []
        if rights.rows == COMPANY:
            return [*own, *other], foreign
        if rights.rows == SUBJECTS:
            shown = {"own": kind in BUYERS, "other": kind in MAKERS, "foreign": False}
            ids = {True: [], False: []}
            for who, sees in shown.items():
                ids[sees] += get(model, who)
            return ids[True], ids[False]
        if rights.rows == MINE:
            mine = own if kind == "seller" and kind in SELLERS else []
            if model in MINE_ALONE:
                mine = []
            return mine, [*(own if not mine else []), *other, *foreign]
        self.assertEqual(rights.rows, ORDERS)
        if kind == "seller":
            return own, [*other, *foreign]
        if kind == "mixed":
            return [], [*own, *other, *foreign]
        return [*own, *other], foreign

    def test_rows_are_seen_by_who_may_see_them(self):
        for model in MODELS:
            for owner in ("own", "foreign"):
                if MODELS[model].rows != SHARED or owner == "own":
                    self.assertTrue(self.world.get(model, owner), f"{model} {owner}")
            for kind in self.world.users:
                self._check_rows(kind, model)
        self._check_nothing_wrong(18)

    def _check_rows(self, kind, model):
        seen, hidden = self._get_visible(kind, model)
        fields = self.decisions[model]
        names = [
            name for name in fields if not self.env[model]._fields[name].relational
        ]
        if kind not in MODELS[model].read:
            self._check(kind, model, ["denied"], "search_count", [])
            self._check(kind, model, ["denied"], "read", hidden[:1], ["id"])
            self._check_exported(kind, model, ["denied"], hidden[:1], names)
            self._check_groups(kind, model, ["denied"], hidden)
            return
        domain = [("id", "in", seen + hidden)]
        answer = self._check(kind, model, ["done"], "search_count", domain)
        if answer != len(seen):
            self.wrong.append(f"{kind}: {model}: sees {answer}, not {len(seen)}")
        if seen:
            self._check(kind, model, ["done"], "read", seen, ["display_name"])
        for record_id in (hidden[:1], hidden[-1:]):
            if record_id:
                self._check(kind, model, ["denied"], "read", record_id, ["id"])
                self._check_exported(kind, model, ["denied"], record_id, names)
        groups = self._check_groups(kind, model, ["done"], seen + hidden)
        if groups and sum(group["__count"] for group in groups) != len(seen):
            self.wrong.append(f"{kind}: {model}: counts {groups}, not {len(seen)}")

    def _check_groups(self, kind, model, expected, ids):
        domain = [("id", "in", ids)]
        name = "formatted_read_group"
        return self._check(kind, model, expected, name, domain, [], ["__count"])

    def test_rows_are_changed_by_who_may_change_them(self):
        for model, rights in MODELS.items():
            if not self.env[model]._auto:
                continue
            for kind in self.world.users:
                seen, hidden = self._get_visible(kind, model)
                ids = seen[:1] or hidden[:1]
                may = {
                    operation: kind in rights.get(operation) and bool(seen)
                    for operation in ("write", "create", "unlink")
                }
                self._check_may(kind, model, may["write"], "write", ids, {})
                if kind not in rights.create:
                    self._check_may(kind, model, False, "create", [{}])
                self._check_may(kind, model, may["unlink"], "unlink", ids)
        self._check_nothing_wrong(18)

    def _check_may(self, kind, model, may, *call):
        self._check(kind, model, ["done", "refused"] if may else ["denied"], *call)

    # === Fields ===

    def _each_field(self, operation):
        """Yield (kind, model, {field: its decision}, ids, whether they are shown) where
        Odoo gives rights on the model; where it gives none, nothing is given."""
        for model, fields in self.decisions.items():
            for kind in self.world.users:
                ids, readable = self._get_seen(kind, model)
                if not ids:
                    continue
                if self._as(kind)[model].has_access(operation):
                    yield kind, model, fields, ids, readable
                    continue
                if operation == "read":
                    self._check(kind, model, ["denied"], "read", ids, [*fields])
                    self._check(kind, model, ["denied"], "search_count", [])
                else:
                    self._check(
                        kind, model, ["denied"], "write", ids, {[*fields][0]: 0}
                    )

    def test_fields_are_read_and_exported_by_their_audience(self):
        for kind, model, fields, ids, readable in self._each_field("read"):
            seen = [
                name
                for name, (audience, _typed) in fields.items()
                if readable and kind in AUDIENCES[audience]
            ]
            if seen:
                self._check(kind, model, ["done"], "read", ids, seen)
                # Of records, an export shows names, for which Odoo asks for rights.
                plain = [n for n in seen if not self.env[model]._fields[n].relational]
                self._check_exported(kind, model, ["done"], ids, plain)
            for name in fields.keys() - seen:
                self._check(kind, model, ["denied"], "read", ids, [name])
                self._check_exported(kind, model, ["denied"], ids, [name])
        self._check_nothing_wrong(18)

    def _check_exported(self, kind, model, expected, ids, names):
        if kind in OUTSIDE:
            expected = ["denied", "refused"]
        self._check(kind, model, expected, "export_data", ids, names)

    def test_what_is_worked_out_of_hidden_records_is_not_exported(self):
        for model, fields in self.decisions.items():
            names = [n for n in fields if not self.env[model]._fields[n].store]
            for kind in self.world.users:
                hidden = self._as(kind)[model].browse(self.world.get(model, "foreign"))
                if hidden and not hidden[:1].has_access("read"):
                    for name in names:
                        ids = hidden[:1].ids
                        self._check_exported(kind, model, ["denied"], ids, [name])
        self._check_nothing_wrong(18)

    def test_fields_are_searched_sorted_and_grouped_by_their_audience(self):
        for kind, model, fields, _ids, _readable in self._each_field("read"):
            for name, (audience, _typed) in fields.items():
                field = self.env[model]._fields[name]
                expected = ["done"] if kind in AUDIENCES[audience] else ["denied"]
                if field.store or field.search:
                    domain = [(name, "!=", False), ("id", "=", 0)]
                    self._check(kind, model, expected, "search_count", domain)
                if field._description_sortable(self.env):
                    self._check_sorted(kind, model, expected, name)
                if field._description_groupable(self.env):
                    self._check_grouped(kind, model, expected, name)
        self._check_nothing_wrong(18)

    def _leads_to_hidden(self, kind, field):
        """Tell whether they may not read what the field holds."""
        return field.relational and not self._as(kind)[field.comodel_name].has_access(
            "read"
        )

    def _check_sorted(self, kind, model, expected, name):
        if self._leads_to_hidden(kind, self.env[model]._fields[name]):
            expected = ["denied", *expected]
        self._check(kind, model, expected, "search", [("id", "=", 0)], order=name)

    def _check_grouped(self, kind, model, expected, name):
        field = self.env[model]._fields[name]
        if self._leads_to_hidden(kind, field):
            expected = ["denied", *expected]
        if field.type in ("date", "datetime"):
            name = f"{name}:month"
        domain = [("id", "=", 0)]
        self._check(
            kind, model, expected, "formatted_read_group", domain, [name], ["__count"]
        )

    def test_fields_are_written_by_who_may_type_them(self):
        for kind, model, fields, ids, readable in self._each_field("write"):
            records = self._as(kind)[model].browse(ids)
            may_write = readable and bool(records._filtered_access("write"))
            for name, (audience, typed) in fields.items():
                field = self.env[model]._fields[name]
                if not (field.store or field.inverse):
                    continue
                may = may_write and typed and kind in AUDIENCES[audience]
                value = self._get_value(model, field, ids)
                self._check_may(kind, model, may, "write", ids, {name: value})
        self._check_nothing_wrong(18)

    def _get_value(self, model, field, ids):
        """Return a value that the field may have: what it holds."""
        value = self.env[model].browse(ids).sudo()[field.name]
        if field.type == "many2one":
            return value.id
        if field.type in ("one2many", "many2many"):
            return [Command.link(record.id) for record in value]
        return field.convert_to_write(value, self.env[model])

    # === Methods ===

    def test_methods_are_called_by_who_may_call_them(self):
        arguments = {"refresh": [[]], "get_pull_change_preview": [{}]}
        arguments["scan"] = ["nothing"]
        for model, methods in METHODS.items():
            for kind in self.world.users:
                ids, readable = self._get_seen(kind, model)
                for name, callers in methods.items():
                    may = kind in CALLERS[callers] and readable
                    if callers == "writers":
                        records = self._as(kind)[model].browse(ids)
                        may = bool(readable and records._filtered_access("write"))
                    args = [ids, *arguments.get(name, [])]
                    if name in OF_THE_MODEL:
                        args = arguments.get(name, [])
                        may = kind in (MODELS[model].create or CALLERS[callers])
                    expected = {True: ["done"], False: ["denied"]}[may]
                    if callers == "document":
                        expected = ["done", "denied"]
                    expected.append("refused")
                    self._check(kind, model, expected, name, *args)
        self._check_nothing_wrong(18)

    def test_methods_refuse_records_that_are_not_shown(self):
        for model, methods in METHODS.items():
            for kind in self.world.users:
                for owner in ("other", "foreign"):
                    self._check_hidden(kind, model, methods, owner)
        self._check_nothing_wrong(18)

    def _check_hidden(self, kind, model, methods, owner):
        records = self._as(kind)[model]
        hidden = records.browse(self.world.get(model, owner)[:1])
        if not hidden or (
            records.has_access("read") and hidden._filtered_access("read")
        ):
            return
        for name in methods.keys() - OF_THE_MODEL:
            args = [{}] if name == "get_pull_change_preview" else []
            expected = ["denied", "refused"]
            self._check(kind, model, expected, name, hidden.ids, *args)
