"""Python packages, Odoo itself, the browser and Node.js: found here, else installed."""

import functools
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from messages import Failure, step, tell
from paths import BUILD, CACHE, DATA, DEV, IS_ROOT, digest
from processes import lock, run

SERIES = "19.0"
PYTHONS = ((3, 11), (3, 12))
SYSTEM_PYTHON = "/usr/bin/python3"
SUITABLE = f"import sys; sys.exit(sys.version_info[:2] not in {PYTHONS})"
# What is installed, to the byte: NAME.in is compiled into NAME.txt (CONTRIBUTING.md).
REQUIREMENTS = DEV / "requirements"
BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
NODE_MINIMUM = (20, 19)  # what the linters ask for


@dataclass
class Odoo:
    """An Odoo that can be run: its interpreter, import path and exact version."""

    python: str
    path: list
    version: str

    def command(self, *args, program=("-m", "odoo")):
        # -P: a folder of the repository must never shadow a library
        return [self.python, "-P", *map(str, (*program, *args))]

    def environment(self, pg_environment, addons=None):
        """What Odoo is run with; `addons` holds the module if not this clone's."""
        env = dict(pg_environment)
        paths = [*map(str, self.path), env.get("PYTHONPATH", "")]
        env["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
        env["ODOO_RC"] = str(_write_configuration(addons or BUILD / "addons"))
        env["PYTHONUNBUFFERED"] = "1"
        return env


def works(*command, **kwargs):
    """Whether a probing command exists and ends well."""
    try:
        return not subprocess.run(command, capture_output=True, **kwargs).returncode
    except OSError:
        return False


def _write_configuration(addons):
    """Written beside the addons and renamed: another Odoo may be reading it."""
    path = addons.parent / "odoo.conf"
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(
        "[options]\n"
        f"addons_path = {addons}\n"
        f"data_dir = {DATA}\n"
        "http_interface = 127.0.0.1\n"
        f"screenshots = {BUILD / 'screenshots'}\n"
    )
    return draft.replace(path)


# -- system packages -----------------------------------------------------------


def apt_install(*packages):
    """Install Debian packages; without root say what is missing."""
    names = " ".join(packages)
    if not IS_ROOT or not shutil.which("apt-get"):
        raise Failure(
            f"Missing system packages: {names}\n"
            f"Install them and try again, e.g.: sudo apt-get install {names}"
        )
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300"]
    with lock("apt"), step(f"Installing system packages: {names}"):
        run([*apt, "update"], env=env)
        run([*apt, "install", "--no-install-recommends", *packages], env=env)


def need_browser(odoo):
    """Browser tests would otherwise be skipped silently."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not browser:
        apt_install("chromium", "fonts-dejavu-core")
        browser = shutil.which("chromium")
    if not browser or not works(browser, "--version"):
        raise Failure(f"The browser does not start: {browser or 'chromium'} --version")
    probe = odoo.command(program=("-c", "import websocket"))
    if not works(*probe, env=odoo.environment(os.environ)):
        raise Failure("The Python package websocket-client is missing.")
    return browser


# -- Python packages -----------------------------------------------------------


@functools.cache
def base_python():
    """The interpreter of Odoo and the linters: the one that PYTHON names, else the
    system's own, which is built for speed, else this one or another that will do."""
    named = [sys.executable] if os.environ.get("PYTHON") else []
    others = [shutil.which(f"python{major}.{minor}") for major, minor in PYTHONS]
    found = (*named, SYSTEM_PYTHON, sys.executable, *filter(None, others))
    suitable = [python for python in found if works(python, "-c", SUITABLE)]
    ready = [python for python in suitable if _makes_venvs(python)]
    if suitable:
        return (ready or suitable)[0]
    wanted = " or ".join(f"{major}.{minor}" for major, minor in PYTHONS)
    raise Failure(f"Python {wanted} is needed; this is {sys.version.split()[0]}.")


def _makes_venvs(python):
    return bool(shutil.which("uv")) or works(python, "-c", "import ensurepip")


def _make_venv(folder):
    python = base_python()
    shutil.rmtree(folder, ignore_errors=True)
    if shutil.which("uv"):
        run(["uv", "venv", "-q", "--python", python, folder])
        return
    if not _makes_venvs(python):
        apt_install("python3-venv")
    run([python, "-m", "venv", folder])


def _pip(folder):
    python = folder / "bin" / "python"
    if shutil.which("uv"):
        return ["uv", "pip", "install", "-q", "--python", python]
    return [python, "-m", "pip", "install", "-q", "--no-input"]


def venv(name, what):
    """A folder of the Python packages of a list, made once for each state of it.

    The list is whole: what is not in it is not installed, nor what has another hash,
    nor what would have to be built.
    """
    requirements = requirements_file(name)
    name = f"venv-{name}-{digest(requirements.read_text(), base_python())}"
    folder = CACHE / name
    done = folder / ".done"
    if done.exists():
        return folder
    with lock(name):
        if not done.exists():
            with step(f"Installing {what}"):
                _make_venv(folder)
                options = ("--no-deps", "--only-binary", ":all:", "--require-hashes")
                run([*_pip(folder), *options, "-r", requirements])
                done.touch()
    return folder


def requirements_file(name):
    return REQUIREMENTS / f"{name}.txt"


def odoo_venv():
    return str(venv("odoo", "Odoo's Python packages") / "bin" / "python")


def _with_websocket(python):
    """For an Odoo that brings its own interpreter: what browser tests need besides."""
    if works(python, "-c", "import websocket"):
        return []
    folder = venv("websocket", "websocket-client")
    return list(folder.glob("lib/python3*/site-packages"))


# -- Odoo ----------------------------------------------------------------------


def _release(folder):
    """(series, version) of the Odoo whose package `odoo` lies in folder, or None."""
    release = folder / "odoo" / "release.py"
    if not release.exists():
        return None
    code = (
        "import json, runpy, sys; r = runpy.run_path(sys.argv[1]);"
        "print(json.dumps([r['series'], r['version']]))"
    )
    return json.loads(run([sys.executable, "-c", code, release]))


def _checkout_version(folder, version):
    commit = subprocess.run(
        ["git", "-C", folder, "rev-parse", "HEAD"], capture_output=True, text=True
    )
    for root in (folder, *folder.parents):
        if (root / ".fetched").exists():
            return (root / ".fetched").read_text()
    return f"{version} {commit.stdout.strip()}".strip()


def _from_folder(given):
    root = Path(given).expanduser().resolve()
    for folder in (root, root / "usr/lib/python3/dist-packages", root.parent):
        found = _release(folder)
        if found and found[0].removeprefix("saas~") == SERIES:
            return Odoo(odoo_venv(), [folder], _checkout_version(folder, found[1]))
        if found:
            raise Failure(f"ODOO_PATH holds Odoo {found[0]}; {SERIES} is needed.")
    raise Failure(f"ODOO_PATH={given}: no Odoo there (neither checkout nor package).")


def _from_interpreter(python):
    code = "import json, odoo.release as r; print(json.dumps([r.series, r.version]))"
    probe = subprocess.run(
        [python, "-P", "-c", code], capture_output=True, text=True, cwd="/"
    )
    if probe.returncode:
        return None
    series, version = json.loads(probe.stdout.splitlines()[-1])
    return Odoo(python, _with_websocket(python), version) if series == SERIES else None


def _interpreter_of_command(name):
    script = shutil.which(name)
    if not script:
        return None
    with open(script, "rb") as file:
        first = file.readline(200).decode(errors="replace")
    words = re.sub(r"^#!", "", first).split() if first.startswith("#!") else []
    return shutil.which(words[-1]) if words and "python" in words[-1] else None


def _fetched():
    dest = CACHE / f"odoo-{SERIES}"
    if not (dest / ".fetched").exists():
        with lock("odoo"), step(f"Fetching Odoo {SERIES} (about 120 MB)"):
            env = {**os.environ, "ODOO_CACHE": str(CACHE / "odoo-fetch")}
            env["ODOO_SERIES"] = SERIES
            run([DEV / "fetch-odoo.sh", dest], env=env)
    return _from_folder(dest)


def find_odoo():
    """$ODOO_PATH, this Python's Odoo, the `odoo` command's, else the fetched one."""
    if given := os.environ.get("ODOO_PATH"):
        return _from_folder(given)
    candidates = [sys.executable, _interpreter_of_command("odoo")]
    for python in dict.fromkeys(filter(None, candidates)):
        if found := _from_interpreter(python):
            return found
    return _fetched()


# -- Node.js, for the linters --------------------------------------------------


def _node_works(node):
    shown = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    found = re.match(r"v(\d+)\.(\d+)", shown)
    return bool(found) and tuple(map(int, found.groups())) >= NODE_MINIMUM


def node_folder():
    """The folder with `node` and `npm`: the system's if new enough, else a wheel's."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _node_works(node):
        return Path(node).parent
    tell(f"    Node.js {'.'.join(map(str, NODE_MINIMUM))} or newer is not here")
    return venv("node", "Node.js for the linters") / "bin"
