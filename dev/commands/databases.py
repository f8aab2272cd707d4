"""Databases and their filestores: cached templates, copies, and what is left over."""

import contextlib
import os
import shutil
import time

import machine
from messages import Failure, ModuleProgress, step, tell
from paths import (
    CACHE,
    DATA,
    LOCKS,
    LOGS,
    MODULE,
    REPO,
    digest,
    manifest,
    module_digest,
)
from processes import lock, run_logged

FILESTORE = DATA / "filestore"
PREPARE = REPO / "tests" / "company.py"
MODULE_TEMPLATES = 8  # as many are kept
# What customers have beside this module; more installs itself with them.
BESIDE = ("stock_dropshipping", "mrp_subcontracting", "stock_landed_costs")
PREGENERATE = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()\n"

# A test's documents are never committed: autovacuum would note that their tables are
# empty, and what is believed empty is read from end to end, again and again. So
# PostgreSQL is to know nothing of the tables. Whose server it is may forbid the second.
FORGET_STATISTICS = """
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT oid::regclass FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    LOOP
        EXECUTE 'ALTER TABLE ' || name || ' SET (autovacuum_enabled = off)';
    END LOOP;
    BEGIN
        UPDATE pg_class SET reltuples = -1, relpages = 0
            WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace
            AND reltuples < 50;
    EXCEPTION WHEN insufficient_privilege THEN NULL;
    END;
END $$
"""


def exists(server, name):
    return bool(server.sql("SELECT 1 FROM pg_database WHERE datname = %s", name))


def names(server, pattern="%"):
    statement = (
        "SELECT datname FROM pg_database"
        " WHERE datname LIKE %s AND NOT datistemplate AND datname <> %s ORDER BY 1"
    )
    return [name for (name,) in server.sql(statement, pattern, server.maintenance)]


def chosen(server, command):
    """The database that DB names for `make command`."""
    name = os.environ.get("DB", "")
    if not name or not exists(server, name):
        ours = [n for n in names(server) if "_template_" not in n]
        listed = ", ".join(ours) or "none yet"
        raise Failure(f"Say which: make {command} DB=name. There are: {listed}")
    return name


def drop(server, name):
    server.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(FILESTORE / name, ignore_errors=True)


def rename(server, old, new):
    shutil.rmtree(FILESTORE / new, ignore_errors=True)
    if (FILESTORE / old).exists():
        (FILESTORE / old).rename(FILESTORE / new)
    server.sql(f'ALTER DATABASE "{old}" RENAME TO "{new}"')


def copy(server, source, target):
    """Copy a database with its filestore, whose files are never rewritten."""
    drop(server, target)
    server.sql(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
    if (FILESTORE / source).exists():
        shutil.copytree(FILESTORE / source, FILESTORE / target, copy_function=_link)


def _link(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


# -- running Odoo on a database ------------------------------------------------


def odoo_quietly(server, odoo, log_name, *arguments, script=None, addons=None):
    """Run Odoo with its output in a log file; show the end of it on failure.

    `addons` holds the module if it is not this clone's.
    """
    log = LOGS / f"{log_name}.log"
    source = LOGS / f"{log_name}.stdin"
    source.write_text(script or "")
    with open(source) as stdin:
        code = run_logged(
            odoo.command(*arguments),
            log,
            ModuleProgress(),
            stdin=stdin,
            env=odoo.environment(server.env, addons),
        )
    source.unlink()
    if code:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-40:])
        raise Failure(f"{tail}\nOdoo ended with code {code}; full log: {log}")


def install(
    server, odoo, database, modules, log_name="install", demo=False, addons=None
):
    odoo_quietly(
        server,
        odoo,
        log_name,
        *("-d", database, "-i", ",".join(modules), "--stop-after-init"),
        *(["--with-demo"] if demo else []),
        addons=addons,
    )


# -- templates -----------------------------------------------------------------


def template(server, odoo, modules, demo=False):
    """The name of a database with these modules and their assets; made when missing."""
    requirements = machine.requirements_file("odoo").read_text()
    key = digest(odoo.version, *sorted(modules), demo, server.major, requirements)
    name = f"ptp_template_{key}"
    with lock(name):
        if not (exists(server, name) and (FILESTORE / name).exists()):
            _make_template(server, odoo, name, modules, demo)
    return name


def _make_template(server, odoo, name, modules, demo):
    draft = f"{name}_new"
    drop(server, draft)
    drop(server, name)
    listed = ", ".join(sorted(modules))
    with step(f"Installing {listed} into a template (once, 2 to 4 minutes)"):
        install(server, odoo, draft, modules, log_name="template", demo=demo)
    with step("Generating its web assets (once, about a minute)"):
        odoo_quietly(
            *(server, odoo, "template-assets", "shell", "-d", draft, "--no-http"),
            script=PREGENERATE,
        )
    (FILESTORE / draft).mkdir(parents=True, exist_ok=True)
    rename(server, draft, name)


# -- templates with the module -------------------------------------------------


def module_template(server, odoo):
    """The name of a database with this module, for its tests; made when missing.

    It is made anew when a file changes that the module's tables or records are made
    from. What Odoo said meanwhile stays in `install_log`.
    """
    source = template(server, odoo, manifest()["depends"])
    key = digest(source, module_digest(), PREPARE.read_text(), FORGET_STATISTICS)
    name = f"ptp_module_template_{key}"
    with lock(name):
        if not (exists(server, name) and install_log(name).exists()):
            _make_module_template(server, odoo, source, name)
        os.utime(LOCKS / name)  # in use: the oldest ones are dropped
    return name


def beside_template(server, odoo):
    """The name of a database with others beside this module; made when missing."""
    source = module_template(server, odoo)
    name = f"ptp_module_template_{digest(source, *BESIDE)}"
    with lock(name):
        if not (exists(server, name) and install_log(name).exists()):
            draft = f"{name}_new"
            drop(server, name)
            copy(server, source, draft)
            with step(f"Installing {', '.join(BESIDE)} beside it (about 30 seconds)"):
                install(server, odoo, draft, BESIDE, log_name="beside-template")
            shutil.copy2(LOGS / "beside-template.log", install_log(name))
            server.sql(FORGET_STATISTICS, db=draft)
            rename(server, draft, name)
        os.utime(LOCKS / name)
    return name


def install_log(name):
    return CACHE / "module-templates" / f"{name}.log"


def _make_module_template(server, odoo, source, name):
    _drop_old_module_templates(server)
    draft = f"{name}_new"
    drop(server, name)
    copy(server, source, draft)
    with step(f"Installing {MODULE} into a template (about 20 seconds)"):
        install(server, odoo, draft, [MODULE], log_name="module-template")
    with step("Preparing the companies of the tests"):
        odoo_quietly(
            *(server, odoo, "module-template-companies", "shell", "-d", draft),
            "--no-http",
            script=f"{PREPARE.read_text()}\nprepare(env)\n",
        )
    install_log(name).parent.mkdir(exist_ok=True)
    shutil.copy2(LOGS / "module-template.log", install_log(name))
    server.sql(FORGET_STATISTICS, db=draft)
    rename(server, draft, name)


def _drop_old_module_templates(server):
    """Keep those of the last changes, of this clone and others."""
    found = [LOCKS / name for name in names(server, "ptp\\_module\\_template\\_%")]
    found = [path for path in found if path.exists()]
    found.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in found[MODULE_TEMPLATES - 1 :]:
        with lock(path.name, wait=False) as alone:
            if alone:
                drop(server, path.name)
                install_log(path.name).unlink(missing_ok=True)


# -- databases of one command --------------------------------------------------


@contextlib.contextmanager
def temporary(server, source, kind, keep=False):
    """A copy of `source` under a name of its own, dropped at the end."""
    drop_left_over(server, kind)
    name = f"ptp_{kind}_{time.strftime('%m%d_%H%M%S')}_{os.getpid()}"
    with lock(name):
        copy(server, source, name)
        try:
            yield name
        finally:
            if keep:
                rename(server, name, f"{name}_kept")
                tell(f"Kept: make shell DB={name}_kept; dev/pg dropdb {name}_kept")
            else:
                drop(server, name)
    (LOCKS / name).unlink(missing_ok=True)


def drop_left_over(server, kind):
    """Drop the databases of commands that were killed: nobody holds their lock."""
    if not server.private:
        return
    for name in names(server, f"ptp\\_{kind}\\_%"):
        if name.endswith("_kept"):
            continue
        with lock(name, wait=False) as alone:
            if alone:
                tell(f"    dropping {name}, left over by a command that was killed")
                drop(server, name)
