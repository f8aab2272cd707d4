import re
from pathlib import Path

from odoo.tests import BaseCase, tagged

FOLDER = Path(__file__).parents[1] / "dev" / "requirements"
PIN = re.compile(r"([\w.-]+)==([\w.+!-]+)")


def read_pins(path):
    """Return {package: its versions} of a list; the same package under one name."""
    pins = {}
    for name, version in PIN.findall(path.read_text()):
        pins.setdefault(re.sub(r"[-_.]+", "-", name).lower(), set()).add(version)
    return pins


@tagged("post_install", "-at_install")
class TestAccessPackages(BaseCase):
    """What the commands install is what was looked at: by version and by hash."""

    def test_what_is_asked_for_is_pinned_and_in_the_list(self):
        asked = sorted(FOLDER.glob("*.in"))
        self.assertGreater(len(asked), 4)
        for path in asked:
            lines = [line for line in path.read_text().splitlines() if line.strip()]
            for line in lines:
                self.assertTrue(PIN.fullmatch(line), f"{path.name}: {line}")
            listed = read_pins(path.with_suffix(".txt"))
            for name, versions in read_pins(path).items():
                self.assertLessEqual(versions, listed.get(name, set()), name)

    def test_every_package_of_a_list_has_hashes(self):
        for path in sorted(FOLDER.glob("*.txt")):
            packages = re.split(r"\n(?=\S)", path.read_text().strip())
            for package in packages:
                self.assertRegex(package, r"--hash=sha256:[0-9a-f]{64}", path.name)
                self.assertRegex(package.split()[0], PIN)

    def test_nothing_else_is_installed(self):
        folder = FOLDER.parent / "commands"
        installing = [
            path.name
            for path in folder.glob("*.py")
            if re.search(r"pip[\"', ]+install", path.read_text())
        ]
        self.assertEqual(installing, ["machine.py"])
        self.assertIn("--require-hashes", (folder / "machine.py").read_text())
