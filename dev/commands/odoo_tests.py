"""Odoo processes that run tests, and what their logs say."""

import re
import shutil
import subprocess
import time
from dataclasses import dataclass, field

from messages import tell
from paths import MODULE
from processes import end, free_port

_RECORD = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ (?P<level>[A-Z]+) \S+ "
    r"(?P<logger>[\w.]+): (?P<message>.*)$"
)
_STARTING = re.compile(r"^Starting ([\w.]+)\.(\w+) \.\.\.$")
_SKIPPED = re.compile(r"^skipped (?P<what>.+?) : (?P<reason>.*)$")
_BROKEN = re.compile(r"^(?:FAIL|ERROR): (?:Subtest )?(?P<what>.+)$")
_METHOD = re.compile(r"^([\w.]+)\.(\w+)(?: .*)?$")
_CLASS_LEVEL = re.compile(
    r"^(?:setUp|tearDown)(?:Class|Module) "
    r"\(odoo\.addons\.(\w+)\.([\w.]+?)(?:\.([A-Z]\w*))?\)"
)
_SUMMARY = re.compile(r"^\d+ failed, \d+ error\(s\) of (\d+) tests")
# what Odoo says again at the end, and what a page says when its test has ended
_NO_NEWS = re.compile(
    r"^(Module \S+: \d+ failures|\d+ failed, \d+ error|At least one test failed"
    r"|(Error|Exception) received after termination)"
)
_CLASS_SECONDS = re.compile(
    rf"^\t{MODULE}\.(?P<class>\w+\.\w+): (?P<seconds>[\d.]+)s \d+ queries$"
)
_BROWSER = re.compile(r"^(odoo\.addons\.[\w.]+)\.(\w+)\.(\w+)\.browser$")


def test_tag(logger, qualified, method=None):
    """What --test-tags takes to run exactly this test again."""
    path = logger.removeprefix("odoo.addons").replace(".", "/")
    return f"{path}.py:{qualified}" + (f".{method}" if method else "")


@dataclass
class Results:
    """Tests by their tag: /module/tests/test_file.py:Class.method."""

    started: list = field(default_factory=list)
    failed: dict = field(default_factory=dict)  # tag -> its log records
    skipped: dict = field(default_factory=dict)  # tag -> reason
    others: list = field(default_factory=list)  # other errors: (page's test, records)
    warnings: list = field(default_factory=list)  # each a list of lines
    seconds: dict = field(default_factory=dict)  # test_file.Class of ours -> its time
    finished: bool = False

    @property
    def passed(self):
        broken_classes = tuple(f"{tag}." for tag in self.failed)
        return [
            test
            for test in self.started
            if test not in self.failed
            and test not in self.skipped
            and not (broken_classes and test.startswith(broken_classes))
        ]

    @property
    def log_errors(self):
        """Errors of no failed test: a page's are told with its test's failure."""
        return [
            lines
            for page, lines in self.others
            if not (page and test_tag(*page.groups()) in self.failed)
        ]


class TestLog:
    """Feed it a log line by line; `results` then holds what happened."""

    def __init__(self, on_class=None):
        self.results = Results()
        self._seen = set()
        self._open = None  # the record that continuation lines belong to
        self._on_class = on_class
        self._shown = None

    def __call__(self, line):
        record = _RECORD.match(line)
        if not record:
            self._on_more(line)
            return
        self._open = None
        level, logger = record.group("level", "logger")
        message = record["message"].rstrip()  # Odoo may append timings
        if level in ("ERROR", "CRITICAL"):
            self._on_error(logger, message, line)
        elif level == "WARNING":
            self._open = [line]
            self.results.warnings.append(self._open)
        elif found := _STARTING.match(message):
            self._on_start(logger, *found.groups())
        elif found := _SKIPPED.match(message):
            self.results.skipped[self._tag(logger, found["what"])] = found["reason"]
        if _SUMMARY.match(message):
            self.results.finished = True

    def _on_start(self, logger, qualified, method):
        tag = test_tag(logger, qualified, method)
        if tag not in self._seen:
            self._seen.add(tag)
            self.results.started.append(tag)
        if self._on_class and self._shown != (logger, qualified):
            self._shown = (logger, qualified)
            self._on_class(test_tag(logger, qualified))

    def _on_more(self, line):
        if found := _CLASS_SECONDS.match(line):
            self.results.seconds[found["class"]] = float(found["seconds"])
        elif self._open is not None:
            self._open.append(line)

    def _on_error(self, logger, message, line):
        if _NO_NEWS.match(message):
            return
        found = _BROKEN.match(message)
        tag = found and self._tag(logger, found["what"])
        if tag:
            self._open = self.results.failed.setdefault(tag, [])
            self._open.append(f"{found[0]}")
        else:
            self._open = [line]
            self.results.others.append((_BROWSER.match(logger), self._open))

    def _tag(self, logger, what):
        if found := _CLASS_LEVEL.match(what):
            module, file, qualified = found.groups()
            return test_tag(f"odoo.addons.{module}.{file}", qualified or "")
        found = _METHOD.match(what)
        return found and test_tag(logger, *found.groups())


class Run:
    """One Odoo that runs tests on one database, its log read as it grows.

    :param tags: what --test-tags takes
    :param program: what Odoo's interpreter runs
    :param addons: the folder that holds the module, if not this clone's own
    :param env: {name: value} that its environment has more
    """

    def __init__(self, server, odoo, database, tags, log, **options):
        self.log = log
        self.screenshots = log.with_suffix(".screenshots")
        shutil.rmtree(self.screenshots, ignore_errors=True)
        self._reader = TestLog(options.get("on_class"))
        self._position = 0
        command = odoo.command(
            *("-d", database, "--test-tags", tags),
            *("--stop-after-init", f"--http-port={free_port()}"),
            *(f"--screenshots={self.screenshots}",),
            "--log-handler=odoo.tests.stats:DEBUG",
            program=options.get("program", ("-m", "odoo")),
        )
        self._output = open(log, "w")  # noqa: SIM115 (closed in finish)
        self.process = subprocess.Popen(
            command,
            env={
                **odoo.environment(server.env, options.get("addons")),
                **options.get("env", {}),
            },
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def results(self):
        """What the log says so far."""
        with open(self.log, errors="replace") as file:
            file.seek(self._position)
            while (line := file.readline()).endswith("\n"):
                self._reader(line.rstrip("\n"))
                self._position = file.tell()
        return self._reader.results

    @property
    def goes_on(self):
        return self.process.poll() is None

    def finish(self):
        """End it if it goes on, with the browser that it may have left behind."""
        end(self.process)
        self._output.close()


def wait_for(runs, on_tick=None):
    """Wait for runs that go on at the same time, and read their logs meanwhile."""
    try:
        while any(run.goes_on for run in runs):
            time.sleep(0.5)
            if on_tick:
                on_tick()
            for run in runs:
                _ = run.results
    finally:
        for run in runs:
            run.finish()


class Progress:
    """Tells every minute how many tests of each run have begun."""

    def __init__(self, runs):
        self.runs = runs  # {label: run}
        self.begin = self.told = time.monotonic()

    def __call__(self):
        if time.monotonic() - self.told < 60:
            return
        self.told = time.monotonic()
        far = ", ".join(
            f"{label} {len(run.results.started)}" for label, run in self.runs.items()
        )
        tell(f"    {(self.told - self.begin) / 60:3.0f} min  tests begun: {far}")
