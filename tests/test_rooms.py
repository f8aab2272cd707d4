import ast
import inspect
from collections import defaultdict
from pathlib import Path

from odoo.tests import TransactionCase, tagged

from .. import models

PACKAGE = models.__name__ + "."

# What supply owns of core: (model, method) -> the steps that later rooms extend.
SEAMS = {
    ("sale.order", "_action_confirm"): (),
    ("sale.order.line", "_action_launch_stock_rule"): ("_pull_launch",),
    ("stock.rule", "run"): (
        "_pull_leave_supplied",
        "_pull_set_aside",
        "_pull_after_run",
    ),
    ("stock.rule", "_run_manufacture"): (),
    ("mrp.production", "create"): (),
    ("mrp.production", "action_confirm"): ("_pull_after_confirm",),
    ("mrp.production", "_post_run_manufacture"): (),
}


def find_rooms(folder):
    """Return the packages that hold models, in the order of their imports."""
    rooms = []
    for node in ast.parse((folder / "__init__.py").read_text()).body:
        for alias in getattr(node, "names", ()):
            package = folder / alias.name
            if package.is_dir():
                rooms += find_rooms(package) or [package]
    return rooms


@tagged("post_install", "-at_install")
class TestRooms(TransactionCase):
    """Rooms extend a model in the order of `models/__init__.py`: of a method that
    several define, the last room's is called first. The great methods of core have one
    owner."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = Path(models.__file__).parent
        cls.rooms = [
            room.relative_to(folder).as_posix().replace("/", ".")
            for room in find_rooms(folder)
        ]

    def _get_pull_room(self, definition):
        """Return the room of a class, None if it is none of ours."""
        if not definition.__module__.startswith(PACKAGE):
            return None
        room, _dot, _file = definition.__module__.removeprefix(PACKAGE).rpartition(".")
        return room

    def _get_definitions(self, model_name):
        """Return {method: its definitions in our rooms}, in the order of calls."""
        definitions = defaultdict(list)
        for definition in type(self.env[model_name]).mro():
            if self._get_pull_room(definition):
                for name, value in vars(definition).items():
                    if inspect.isfunction(value):
                        definitions[name].append(definition)
        return definitions

    def test_all_rooms_are_found(self):
        self.assertIn("supply", self.rooms)
        self.assertIn("costs.vectors", self.rooms)
        self.assertLess(self.rooms.index("memory"), self.rooms.index("supply"))

    def test_later_rooms_are_called_first(self):
        """Whatever methods they share now or one day."""
        extended = 0
        for model_name in self.env.registry:
            rooms = [
                self._get_pull_room(definition)
                for definition in type(self.env[model_name]).mro()
                if vars(definition).get("_name") == model_name
                and self._get_pull_room(definition)
            ]
            ranks = [self.rooms.index(room) for room in rooms]
            extended += len(set(rooms)) > 1
            with self.subTest(model=model_name):
                self.assertEqual(ranks, sorted(ranks, reverse=True), rooms)
        self.assertGreater(
            extended, 9, "Several rooms extend one model here and there."
        )

    def test_supply_owns_launch_run_and_confirm(self):
        for (model_name, method), steps in SEAMS.items():
            definitions = self._get_definitions(model_name)
            with self.subTest(model=model_name, method=method):
                owners = [self._get_pull_room(owner) for owner in definitions[method]]
                self.assertEqual(owners, ["supply"])
            for step in steps:
                with self.subTest(model=model_name, step=step):
                    self._check_step(step, definitions[step])

    def _check_step(self, step, definitions):
        """A step is defined by supply, and extended by later rooms with super()."""
        *extensions, owner = definitions
        self.assertEqual(self._get_pull_room(owner), "supply")
        self.assertTrue(inspect.getdoc(vars(owner)[step]), "A step has a contract.")
        self.assertTrue(extensions, "A step that nobody extends is none.")
        for extension in extensions:
            called = inspect.getsource(vars(extension)[step])
            self.assertIn(f").{step}(", called, self._get_pull_room(extension))
