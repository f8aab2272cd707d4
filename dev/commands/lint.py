"""make lint: every linter runs, every complaint is shown, one failure fails it."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import machine
import rooms
from messages import step, tell
from paths import CACHE, DEV, MODULE, REPO, digest
from processes import lock, run

LINT = DEV / "lint"
NOT_OURS = ("static/description/", "static/lib/", "i18n/", "dev/lint/package-lock.json")
PRETTIER = (".xml", ".js", ".cjs", ".scss", ".css", ".json", ".md", ".yml", ".yaml")


def _python_tools():
    return machine.venv("lint", "the Python linters")


def _node_modules(node):
    """node_modules for package-lock.json, installed once into the cache."""
    lock_file = LINT / "package-lock.json"
    folder = CACHE / f"node-{digest(lock_file.read_text())}"
    with lock("node"):
        if not (folder / ".done").exists():
            with step("Installing the JavaScript and XML linters"):
                folder.mkdir(exist_ok=True)
                for name in ("package.json", "package-lock.json"):
                    shutil.copy2(LINT / name, folder)
                env = {**os.environ, "PATH": f"{node}{os.pathsep}{os.environ['PATH']}"}
                run(
                    [node / "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
                    cwd=folder,
                    env=env,
                )
                (folder / ".done").touch()
    return folder / "node_modules"


def _files():
    """The repository's own text files, committed or about to be."""
    listed = run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPO,
    )
    names = sorted(set(filter(None, listed.split("\0"))))
    return [name for name in names if (REPO / name).is_file()]


def _copy_of_module(names, parent):
    """A plain copy under the module's name: OCA's checks skip a module that is the
    top of a git repository, and pylint takes a module's name from its folder."""
    copy = Path(parent) / MODULE
    for name in names:
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(REPO / name, target)
    return copy


class Linters:
    """Runs one linter after the other and counts those that complain."""

    def __init__(self):
        self.complaining = []

    def __call__(self, name, command, **kwargs):
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **kwargs,
        )
        if done.returncode:
            self.complaining.append(name)
            print(f"--- {name}\n{done.stdout}", flush=True)
        else:
            tell(f"    {name}: fine")


def _lint_python(check, tools, copy, fix):
    ruff = tools / "bin" / "ruff"
    cache = ("--cache-dir", CACHE / "ruff")
    fixing = ["--fix"] if fix else []
    formatting = [] if fix else ["--check"]
    check("ruff", [ruff, "check", "-q", *cache, *fixing, "."], cwd=REPO)
    check("ruff format", [ruff, "format", *cache, *formatting, "."], cwd=REPO)
    pylint = [tools / "bin" / "pylint", f"--rcfile={LINT / 'pylintrc'}"]
    # each room extends a model in a file of its own
    pylint += ["--disable=consider-merging-classes-inherited", "."]
    check("pylint-odoo", pylint, cwd=copy)
    env = {**os.environ, "PATH": f"{tools / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    oca = [tools / "bin" / "oca-checks-odoo-module", "--disable=prefer-readme-rst"]
    check("oca-checks-odoo-module", [*oca, copy], cwd=copy.parent, env=env)


def _lint_web(check, names, fix):
    node = machine.node_folder()
    modules = _node_modules(node)
    env = {
        **os.environ,
        "NODE_PATH": str(modules),
        "PATH": f"{node}{os.pathsep}{os.environ['PATH']}",
    }
    ours = [name for name in names if not name.startswith(NOT_OURS)]
    pretty = [name for name in ours if name.endswith(PRETTIER)]
    scripts = [name for name in ours if name.endswith(".js")]
    prettier = [
        *(modules / ".bin" / "prettier", "--log-level=warn"),
        *("--config", LINT / "prettier.config.cjs", "--ignore-path", os.devnull),
        "--write" if fix else "--check",
    ]
    eslint = [
        *(modules / ".bin" / "eslint", "--max-warnings=0"),
        *("-c", LINT / "eslint.config.cjs", *(["--fix"] if fix else [])),
    ]
    if pretty:
        check("prettier", [*prettier, *pretty], cwd=REPO, env=env)
    if scripts:
        check("eslint", [*eslint, *scripts], cwd=REPO, env=env)


def command(fix=False):
    tools = _python_tools()
    check = Linters()
    names = _files()
    _lint_web(check, names, fix)
    with tempfile.TemporaryDirectory() as parent:
        copy = _copy_of_module(_files(), parent)
        _lint_python(check, tools, copy, fix)
    if rooms.command(check=True):
        check.complaining.append("rooms")
    if check.complaining:
        print(f"lint: {', '.join(check.complaining)} complained")
        return 1
    tell("lint: nothing to complain about")
    return 0
