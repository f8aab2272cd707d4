"""What an Odoo log says about its tests."""

import re
import time
from dataclasses import dataclass, field

from ground import tell

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

    def __init__(self, progress=False):
        self.results = Results()
        self._seen = set()
        self._open = None  # the record that continuation lines belong to
        self._progress = progress
        self._shown = None
        self._begin = time.monotonic()

    def __call__(self, line):
        record = _RECORD.match(line)
        if not record:
            if self._open is not None:
                self._open.append(line)
            return
        self._open = None
        level, logger = record.group("level", "logger")
        message = record["message"].rstrip()  # Odoo may append timings
        if level in ("ERROR", "CRITICAL"):
            self._on_error(logger, message, line)
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
        if self._progress and self._shown != (logger, qualified):
            self._shown = (logger, qualified)
            elapsed = time.monotonic() - self._begin
            tell(f"    {elapsed:4.0f} s  {test_tag(logger, qualified)}")

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
