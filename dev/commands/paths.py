"""Where things lie: the repository, the cache, and this clone's part of it."""

import ast
import hashlib
import os
from pathlib import Path

from messages import Failure

MODULE = "pull_through_production"
REPO = Path(__file__).resolve().parents[2]
DEV = REPO / "dev"
INSIDE_ODOO = Path(__file__).with_name("inside_odoo")
IS_ROOT = os.getuid() == 0
# folders and files that do not reach the database
_UNRELATED = {
    *("tests", "benchmarks", "dev", "demo", "migrations", "i18n"),
    *(".ci", ".git", "__pycache__"),
}


def _cache_folder():
    """Root's cache lies outside root's home: PostgreSQL runs as `nobody` there."""
    if chosen := os.environ.get("PTP_CACHE"):
        return Path(chosen).expanduser().resolve()
    if IS_ROOT:
        return Path("/var/cache/pull-through-production")
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "pull-through-production"


CACHE = _cache_folder()
# What belongs to this clone alone: logs, screenshots, its addons folder.
BUILD = CACHE / "clones" / hashlib.sha256(str(REPO).encode()).hexdigest()[:10]
LOGS = BUILD / "logs"
DATA = CACHE / "odoo-data"
LOCKS = CACHE / "locks"


def prepare_folders():
    """Make the cache and this clone's folder, and expose the repository as a module."""
    if IS_ROOT:
        os.umask(0o022)  # PostgreSQL's user must be able to read its programs
    for folder in (LOCKS, BUILD / "addons", LOGS, DATA):
        folder.mkdir(parents=True, exist_ok=True)
    if IS_ROOT:
        CACHE.chmod(0o755)
    link = BUILD / "addons" / MODULE
    if not link.is_symlink() or link.resolve() != REPO:
        link.unlink(missing_ok=True)
        link.symlink_to(REPO)


def manifest():
    path = REPO / "__manifest__.py"
    if not path.exists():
        raise Failure(f"{path} is missing: the repository root must be the module.")
    return ast.literal_eval(path.read_text())


def digest(*parts):
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:12]


def module_digest(*also):
    """Changes when a file changes that a database with the module is made from.

    :param also: names of folders that count too, of those left out otherwise
    """
    found = hashlib.sha256()
    for path in sorted(_module_files(_UNRELATED.difference(also))):
        found.update(f"{path.relative_to(REPO)}\0".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def _module_files(unrelated):
    for path in REPO.rglob("*"):
        inner = path.relative_to(REPO).parts
        if inner[0] in unrelated or "__pycache__" in inner or not path.is_file():
            continue
        if len(inner) > 1 or path.suffix == ".py":
            yield path
