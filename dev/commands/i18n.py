"""make i18n: the template of all texts, for translators."""

import databases
from messages import step
from paths import MODULE, REPO, manifest

TEMPLATE = REPO / "i18n" / f"{MODULE}.pot"


def command(server, odoo):
    source = databases.template(server, odoo, manifest()["depends"])
    with databases.temporary(server, source, "i18n") as name:
        with step(f"Installing {MODULE}"):
            databases.install(server, odoo, name, [MODULE], "i18n-install")
        with step(f"Writing {TEMPLATE.relative_to(REPO)}"):
            databases.odoo_quietly(
                *(server, odoo, "i18n-export", "i18n", "export", "-d", name, MODULE)
            )
    _leave_out_dates()
    return 0


def _leave_out_dates():
    """Without the dates of the export, the file changes only when a text does."""
    lines = TEMPLATE.read_text().splitlines(keepends=True)
    dated = ('"POT-Creation-Date:', '"PO-Revision-Date:')
    TEMPLATE.write_text("".join(ln for ln in lines if not ln.startswith(dated)))
