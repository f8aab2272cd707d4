import sys
import tempfile
from pathlib import Path
from types import ModuleType

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from .examples import seeded

NUMBERS = range(123_456_001, 123_457_000, 37)


@tagged("post_install", "-at_install")
class TestExamples(BaseCase):
    """A seed says the same examples always, or what failed could not be repeated."""

    def _get_examples(self):
        drawn = []

        @settings(max_examples=200, database=None)
        @given(st.integers(1, 10**9))
        def draw(number):
            drawn.append(number)

        seeded(draw)()
        return drawn

    def _load(self, source):
        """Load a module of this source, as if it had been written meanwhile."""
        folder = self.enterContext(tempfile.TemporaryDirectory())
        module = ModuleType("pull_examples_changed")
        module.__file__ = str(Path(folder, "changed.py"))
        Path(module.__file__).write_text(source)
        sys.modules[module.__name__] = module
        self.addCleanup(sys.modules.pop, module.__name__)

    def test_examples_of_a_seed_are_the_same_when_the_source_changes(self):
        before = self._get_examples()
        self._load(f"NUMBERS = {list(NUMBERS)}\n")
        self.assertEqual(self._get_examples(), before)
