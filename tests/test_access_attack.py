import time
import traceback

from odoo import Command, api
from odoo.models import MAGIC_COLUMNS
from odoo.service.model import call_kw
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .access_table import AUDIENCES, get_decisions
from .access_world import make_world
from .attack import READS_OTHERS, Attack, Call, Outcome, judge

SEED = 19
COUNT = 2000
ODD_IDS = (["%"], "%", [None, 1], [1.5], [[1]], [{"id": 1}])
QUIET = (
    "odoo.sql_db",
    "odoo.models",
    "odoo.models.unlink",
    "odoo.domains",
    "odoo.fields",
)
QUIET += ("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")


@tagged("post_install", "-at_install")
class TestAccessAttack(TransactionCase):
    """Calls without sense, of all kinds of users: see `make test-attack` for more."""

    least_answered = 1 / 6

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = make_world(cls.env)
        cls.fields = get_decisions()
        cls.attack = Attack(
            SEED, cls.world.ids, [*cls.world.users], cls.fields, get_types(cls.env)
        )
        cls.env.invalidate_all()

    def _make(self, call):
        """Make a call as over RPC; nothing stays of it."""
        user = self.world.users[call.kind]
        env = api.Environment(self.env.cr, user.id, {})
        begin = time.monotonic()
        outcome = Outcome()
        try:
            with self.env.cr.savepoint() as savepoint:
                answer = call_kw(env[call.model], call.method, call.args, call.kwargs)
                env.flush_all()
                outcome.answer = answer
                savepoint.rollback()
        except Exception as error:
            outcome.error = type(error).__name__
            outcome.message = str(error)
            outcome.traceback = traceback.format_exc()
        self.env.invalidate_all()
        outcome.seconds = time.monotonic() - begin
        return outcome

    def test_calls_without_sense_get_nothing_and_break_nothing(self):
        wrong, answered = [], 0
        for call in self.attack.get_calls(COUNT):
            with mute_logger(*QUIET):
                outcome = self._make(call)
            answered += not outcome.error
            if complaint := judge(call, outcome, self.fields):
                wrong.append(f"{call}\n    {complaint}\n{outcome.traceback[-1500:]}")
        if wrong:
            self.fail(f"{len(wrong)} findings:\n" + "\n".join(wrong[:15]))
        self.assertGreater(answered, COUNT * self.least_answered)

    def test_rows_without_sense_are_refused(self):
        """Each method, called with ids that are none: what is wrong is said, and not
        found out by the database."""
        wrong = []
        for model, name in self.attack.methods:
            for kind in ("mixed", "operator", "administrator"):
                for ids in ODD_IDS:
                    call = Call(kind, model, name, [ids])
                    with mute_logger(*QUIET):
                        outcome = self._make(call)
                    if complaint := judge(call, outcome, self.fields):
                        wrong.append(f"{call}\n    {complaint}")
        if wrong:
            self.fail(f"{len(wrong)} findings:\n" + "\n".join(wrong[:15]))

    # === What a client says of records that are not saved ===

    def test_what_a_client_says_tells_nothing_of_others(self):
        """Fields that point to records of a colleague or of another company, set in a
        form: what we compute from them says nothing of these."""
        wrong, answered = [], 0
        for model, decided in self.fields.items():
            for kind, ids in self._get_forms(model).items():
                told = {
                    name: {}
                    for name, (audience, _typed) in decided.items()
                    if kind in AUDIENCES[audience]
                }
                for values in self._get_pointing(model):
                    call = Call(kind, model, "onchange", [ids, values, [*values], told])
                    with mute_logger(*QUIET):
                        outcome = self._make(call)
                    answered += not outcome.error
                    if complaint := judge(call, outcome, self.fields):
                        wrong.append(f"{call}\n    {complaint}")
        self.assertFalse(wrong, "\n".join(wrong[:15]))
        self.assertGreater(answered, 100)

    def _get_forms(self, model):
        """Return {kind: ids of the form}: who may make one, and who may change one;
        those first who may read the least."""
        forms = {}
        for kind in sorted(self.world.users, key=lambda kind: kind in READS_OTHERS):
            records = self.env[model].with_user(self.world.users[kind])
            mine = records.browse(self.world.get(model, "own"))
            if [] not in forms.values() and records.has_access("create"):
                forms[kind] = []
            elif not any(forms.values()) and mine._filtered_access("write"):
                forms[kind] = mine._filtered_access("write").ids[:1]
        return forms

    def _get_pointing(self, model):
        """Yield values of one field that leads to a record of others."""
        for name, field in self.env[model]._fields.items():
            if not field.relational or name in MAGIC_COLUMNS:
                continue
            for owner in ("foreign", "other"):
                for record in self.world.get(field.comodel_name, owner)[:1]:
                    is_one = field.type == "many2one"
                    yield {name: record if is_one else [Command.set([record])]}


def get_types(env):
    """Return {model: {field: type}} of the models of the table."""
    return {
        model: {name: field.type for name, field in env[model]._fields.items()}
        for model in get_decisions()
    }
