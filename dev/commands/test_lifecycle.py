"""make test-lifecycle: install, upgrade and uninstall on a database with data."""

import databases
from messages import step
from paths import INSIDE_ODOO, MODULE, manifest

STEPS = (INSIDE_ODOO / "lifecycle.py").read_text()


def _shell(server, odoo, database, call):
    databases.odoo_quietly(
        *(server, odoo, f"lifecycle-{call}", "shell", "-d", database, "--no-http"),
        script=f"{STEPS}\n{call}(env)\nenv.cr.commit()\n",
    )


def command(server, odoo):
    """Each step fails with Odoo's own message; nothing is left behind."""
    source = databases.template(server, odoo, manifest()["depends"])
    with databases.temporary(server, source, "lifecycle") as name:
        with step("Confirming an order in plain Odoo"):
            _shell(server, odoo, name, "begin")
        with step(f"Installing {MODULE}"):
            databases.install(server, odoo, name, [MODULE], "lifecycle-install")
        with step("Making, delivering and leaving open some orders"):
            _shell(server, odoo, name, "fill")
        with step("Upgrading"):
            databases.odoo_quietly(
                *(server, odoo, "lifecycle-upgrade", "-d", name, "-u", MODULE),
                "--stop-after-init",
            )
        with step("Looking at the orders again"):
            _shell(server, odoo, name, "check")
        with step("Uninstalling"):
            _shell(server, odoo, name, "uninstall")
        with step("Finishing the open orders and a new one in plain Odoo"):
            _shell(server, odoo, name, "work_on")
    print("install, upgrade and uninstall: fine")
    return 0
