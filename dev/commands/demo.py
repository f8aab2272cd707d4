"""make demo: the demo company in the database ptp_demo, served on this machine."""

import contextlib
import os
import socket
import subprocess
import time
import urllib.request

import databases
from messages import Failure, step, tell
from paths import BUILD, LOGS, MODULE, REPO, digest, manifest, module_digest
from processes import end, lock, run_logged, switched_on

NAME = "ptp_demo"
LOADER = REPO / "demo" / "load.py"
PRINTED = BUILD / "demo-printed.txt"


def _port():
    port = int(os.environ.get("DEMO_PORT") or 8069)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Failure(
                f"Port {port} is in use on this machine (an Odoo already running?).\n"
                "Choose another: make demo DEMO_PORT=8070"
            ) from None
    return port


# -- building ------------------------------------------------------------------


def _load(server, odoo, name):
    """Run demo/load.py as in `odoo shell`; keep what it prints."""
    if not LOADER.exists():
        tell("    there is no demo/load.py yet: the database holds no demo company")
        PRINTED.write_text("")
        return
    log = LOGS / "demo-load.log"
    source = LOGS / "demo-load.stdin"
    source.write_text(f"{LOADER.read_text()}\nenv.cr.commit()\n")
    arguments = ("shell", "-d", name, "--no-http", f"--logfile={log}")
    log.unlink(missing_ok=True)
    with open(source) as stdin:
        code = run_logged(
            odoo.command(*arguments),
            PRINTED,
            stdin=stdin,
            stderr=None,
            env=odoo.environment(server.env),
        )
    if code:
        tail = "\n".join(PRINTED.read_text(errors="replace").splitlines()[-30:])
        raise Failure(f"{tail}\ndemo/load.py failed with code {code}; log: {log}")


def _build(server, odoo, key):
    source = databases.template(server, odoo, manifest()["depends"])
    draft = f"{NAME}_new"
    databases.copy(server, source, draft)
    with step(f"Installing {MODULE} (about 15 seconds)"):
        databases.install(server, odoo, draft, [MODULE], log_name="demo-install")
    with step("Loading the demo company (once, about 3 minutes)"):
        _load(server, odoo, draft)
    databases.drop(server, NAME)
    databases.rename(server, draft, NAME)
    server.sql(f"COMMENT ON DATABASE \"{NAME}\" IS '{key}'")


def _built_key(server):
    rows = server.sql(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
        " WHERE datname = %s",
        NAME,
    )
    return rows[0][0] if rows else None


def _ensure(server, odoo):
    key = digest(odoo.version, server.major, module_digest("demo", "i18n"))
    with lock("demo-build"):
        if _built_key(server) == key and PRINTED.exists():
            tell(f"==> Database {NAME} is up to date")
            return
        with lock("demo-serving", wait=False) as alone:
            if not alone:
                raise Failure(
                    "The repository has changed, and another `make demo` serves the"
                    f" database {NAME}: stop that one first."
                )
            _build(server, odoo, key)


# -- serving -------------------------------------------------------------------


def _wait_until_up(url, process):
    for _attempt in range(240):
        if process.poll() is not None:
            raise Failure("Odoo ended while starting: see its log.")
        with contextlib.suppress(OSError):  # URLError is one
            urllib.request.urlopen(f"{url}/web/login", timeout=60).close()
            return
        time.sleep(0.5)
    raise Failure("Odoo does not answer.")


def _serve(server, odoo, port):
    path = LOGS / "demo-server.log"
    url = f"http://127.0.0.1:{port}"
    command = odoo.command(
        *("-d", NAME, f"--db-filter=^{NAME}$", "--no-database-list"),
        f"--http-port={port}",
    )
    with open(path, "w") as log:
        # a session of its own: Ctrl-C is for us, who then end it once and gently
        process = subprocess.Popen(
            command,
            env=odoo.environment(server.env),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        with step("Starting the web client"):
            _wait_until_up(url, process)
        print(f"\nOpen {url} (Ctrl-C stops it; log: {path})", flush=True)
        return process.wait()
    except KeyboardInterrupt:
        tell("\nStopping ...")
        return 0
    finally:
        end(process)


def command(server, odoo):
    serve = switched_on("DEMO_SERVE", "1")
    port = _port() if serve else None
    _ensure(server, odoo)
    print(PRINTED.read_text(errors="replace"), flush=True)
    if not serve:
        return 0
    with lock("demo-serving", shared=True):
        return _serve(server, odoo, port)
