"""make test-lifecycle: install, upgrade and uninstall on a database with data.

Once with this version alone, and once from each released version, whose code is taken
from the history of the repository.
"""

import io
import subprocess
import tarfile

import databases
from messages import Failure, step
from paths import BUILD, INSIDE_ODOO, MODULE, REPO, manifest

STEPS = (INSIDE_ODOO / "lifecycle.py").read_text()
RELEASES = {"19.0.1.0.0": "098a5b3b95944d551365f23e998767cbdddcf992"}


class Lifecycle:
    """The life of the module in one database; `addons` holds the code of the moment."""

    def __init__(self, server, odoo, name, label, addons=None):
        self.server = server
        self.odoo = odoo
        self.name = name
        self.label = label
        self.addons = addons

    def call(self, function):
        self._run(
            *(function, "shell", "-d", self.name, "--no-http"),
            script=f"{STEPS}\n{function}(env)\nenv.cr.commit()\n",
        )

    def install(self):
        self._run("install", "-d", self.name, "-i", MODULE, "--stop-after-init")

    def upgrade(self):
        """From here on the code is this clone's."""
        self.addons = None
        self._run("upgrade", "-d", self.name, "-u", MODULE, "--stop-after-init")

    def _run(self, log_name, *arguments, script=None):
        databases.odoo_quietly(
            *(self.server, self.odoo, f"lifecycle-{self.label}-{log_name}", *arguments),
            script=script,
            addons=self.addons,
        )


def _get_released_addons(version):
    """Return a folder with the module as it was released."""
    addons = BUILD / "releases" / version / "addons"
    if not (addons / MODULE / "__manifest__.py").exists():
        archive = subprocess.run(
            ["git", "archive", RELEASES[version]], cwd=REPO, capture_output=True
        )
        if archive.returncode:
            raise Failure(f"{version} is not in the history: {archive.stderr.decode()}")
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
            files.extractall(addons / MODULE, filter="data")
    return addons


def _live(server, odoo, source, label, addons=None):
    with databases.temporary(server, source, "lifecycle") as name:
        life = Lifecycle(server, odoo, name, label, addons)
        with step("Confirming an order in plain Odoo"):
            life.call("begin")
        with step(f"Installing {MODULE} {label}"):
            life.install()
        with step("Making, delivering and leaving open some orders"):
            life.call("fill")
        with step("Upgrading"):
            life.upgrade()
        with step("Looking at the orders again"):
            life.call("check")
        with step("Uninstalling"):
            life.call("uninstall")
        with step("Finishing the open orders and a new one in plain Odoo"):
            life.call("work_on")
    print(f"install, upgrade from {label} and uninstall: fine")


def command(server, odoo):
    """Each step fails with Odoo's own message; nothing is left behind."""
    source = databases.template(server, odoo, manifest()["depends"])
    current = manifest()["version"]
    _live(server, odoo, source, current)
    for version in RELEASES:
        _live(server, odoo, source, version, _get_released_addons(version))
    return 0
