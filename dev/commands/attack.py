"""make test-attack: calls without sense on a real server, over JSON-RPC.

The calls are those of `tests/attack.py`, as in `make test`; here they are more, their
transactions are kept, and each goes through Odoo's web server.
"""

import json
import os
import subprocess
import time
import urllib.request

import databases
from messages import Failure, step, tell
from paths import BUILD, INSIDE_ODOO, LOGS
from processes import end, free_port, run_logged

SCRIPT = (INSIDE_ODOO / "attack.py").read_text()
COUNT, SEED = 20_000, 19
WORLD = BUILD / "attack-world.json"
RESULT = BUILD / "attack.json"
PATIENCE = 120  # seconds for the server to start


def _shell(server, odoo, name, call, on_line=None):
    """Run a function of the script in Odoo's shell."""
    source = LOGS / "attack.stdin"
    source.write_text(f"{SCRIPT}\n{call}\n")
    log = LOGS / "attack.log"
    with open(source) as stdin:
        code = run_logged(
            odoo.command("shell", "-d", name, "--no-http", "--log-level=error"),
            log,
            on_line,
            stdin=stdin,
            env=odoo.environment(server.env),
        )
    if code:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-30:])
        raise Failure(f"{tail}\nThe attack ended with code {code}; full log: {log}")


class _Server:
    """Odoo's web server, for as long as the block lasts."""

    def __init__(self, server, odoo, name):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = LOGS / "attack-server.log"
        options = ("-d", name, f"--db-filter=^{name}$", f"--http-port={self.port}")
        self.command = odoo.command(*options, "--max-cron-threads=0")
        self.env = odoo.environment(server.env)

    def __enter__(self):
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                [str(part) for part in self.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.env,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                raise Failure(f"The server does not start; its log: {self.log}")
            time.sleep(0.5)
        return self

    def _answers(self):
        try:
            return urllib.request.urlopen(f"{self.url}/web/health", timeout=5).status
        except OSError:
            return None

    def __exit__(self, *_error):
        end(self.process)


def command(server, odoo):
    count = int(os.environ.get("COUNT") or COUNT)
    seed = int(os.environ.get("SEED") or SEED)
    source = databases.module_template(server, odoo)
    RESULT.unlink(missing_ok=True)
    with databases.temporary(server, source, "attack") as name:
        with step("Making two companies to attack"):
            _shell(server, odoo, name, f"prepare(env, {str(WORLD)!r})")
        with _Server(server, odoo, name) as web:
            tell(f"==> {count} calls, seed {seed}; the server's log: {web.log}")
            words = (str(WORLD), web.url, name, seed, count, str(RESULT))
            _shell(server, odoo, name, f"attack{words!r}", tell)
    return _report(json.loads(RESULT.read_text()))


def _report(figures):
    findings = figures.pop("findings")
    for name, value in figures.items():
        print(f"{name}: {value}")
    print(f"{len(findings)} findings", flush=True)
    return 1 if findings else 0
