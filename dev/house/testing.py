"""make test: this module's suite in a fresh database."""

import os
import re
import shutil
import time

import databases
from ground import (
    BUILD,
    MODULE,
    REPO,
    free_port,
    manifest,
    run_logged,
    switched_on,
    tell,
)
from testlog import TestLog

_PART = re.compile(r"^([+-]?)(\*|\w*)(.*)$")


def test_tags(only):
    """ONLY as Odoo's --test-tags; what names no module means this one's tests."""
    parts = [part.strip() for part in re.split(r",(?![^\[]*\])", only) if part.strip()]
    tags = [_own_tag(part) for part in parts]
    if all(tag.startswith("-") for tag in tags):
        tags.insert(0, f"/{MODULE}")
    return ",".join(tags)


def _own_tag(part):
    file = re.fullmatch(r"(?:tests/)?(test_\w+?)(?:\.py)?((?::\w+)?(?:\.\w+)?)", part)
    if file and (REPO / "tests" / f"{file[1]}.py").exists():
        return f"/{MODULE}/tests/{file[1]}.py{file[2]}"
    if "/" in part.split("[")[0]:
        return part
    if re.match(r"Test\w+", part):
        part = f":{part}"
    sign, tag, rest = _PART.match(part).groups()
    return f"{sign}{tag}/{MODULE}{rest}"


def run(server, odoo):
    """Return (passed, failed) after telling everything that went wrong."""
    tags = test_tags(os.environ.get("ONLY", ""))
    source = databases.template(server, odoo, manifest()["depends"])
    screenshots = BUILD / "screenshots"
    shutil.rmtree(screenshots, ignore_errors=True)
    log = BUILD / "logs" / f"test-{time.strftime('%m%d-%H%M%S')}-{os.getpid()}.log"
    results = TestLog(progress=True)
    with databases.temporary(server, source, "test", switched_on("KEEP_DB")) as name:
        tell(f"==> Testing {tags} in database {name}; log: {log}")
        code = run_logged(
            odoo.command(
                *("-d", name, "-i", MODULE, "--test-tags", tags),
                *("--stop-after-init", f"--http-port={free_port()}"),
                f"--screenshots={screenshots}",
            ),
            log,
            results,
            env=odoo.environment(server.env),
        )
    return _report(results.results, code, log, screenshots, tags)


def _report(results, code, log, screenshots, tags):
    broken = [_block(tag, lines) for tag, lines in results.failed.items()]
    broken += [
        _block(f"skipped: {tag}", [reason]) for tag, reason in results.skipped.items()
    ]
    broken += [_block("error in the log", lines) for lines in results.log_errors]
    if not results.finished or (code and not broken):
        lines = log.read_text(errors="replace").splitlines()[-30:]
        broken += [_block(f"Odoo ended early, with code {code}", lines)]
    if not broken and not results.started:
        broken = [_block(f"no test was run by --test-tags {tags}", [])]
    for block in broken:
        print(block)
    for picture in sorted(screenshots.glob("**/*.png")) if broken else ():
        print(f"screenshot: {picture}")
    print(f"full log: {log}")
    return len(results.passed), len(broken)


def _block(title, lines):
    rule = "-" * 80
    text = "\n".join(lines).rstrip().replace(f"{BUILD / 'addons' / MODULE}/", "")
    return f"{rule}\n{title}\n{rule}\n{text}\n"


def command(server, odoo):
    passed, failed = run(server, odoo)
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0
