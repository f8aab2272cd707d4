"""The test classes of this module, and how they are dealt to processes."""

import ast
import functools
import json

from paths import CACHE, MODULE, REPO

TESTS = REPO / "tests"
# The last times of this machine, and those to begin with on another.
LAST_TIMES = CACHE / "test-times.json"
FIRST_TIMES = REPO / "dev" / "commands" / "test_times.json"
# The tag of the classes that need other modules beside this one.
BESIDE = "beside"
UNKNOWN = 10.0  # seconds of a class that never ran
BROWSER = 25.0  # seconds until the pictures and scripts are ready


def find():
    """Yield (name, whether it needs a browser) of each test class: `test_x.TestY`.

    Without those that run beside other modules.
    """
    for name, node in _find_suites():
        if BESIDE not in _tagged(node):
            bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
            yield name, "HttpCase" in bases


def find_beside():
    """Return the names of the test classes that need other modules beside this one."""
    return [name for name, node in _find_suites() if BESIDE in _tagged(node)]


@functools.cache
def _find_suites():
    """Return [(name, node)] of all suites; all files are read once."""
    return [
        (f"{path.stem}.{node.name}", node)
        for path in sorted(TESTS.glob("test_*.py"))
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ClassDef) and _is_suite(node)
    ]


def _tagged(node):
    """Return what `@tagged(...)` says of a class."""
    return {
        word.value
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call)
        for word in decorator.args
        if isinstance(word, ast.Constant)
    }


def _is_suite(node):
    return any(
        isinstance(part, ast.FunctionDef) and part.name.startswith("test")
        for part in node.body
    )


def tag(name):
    """What --test-tags takes to run a class."""
    file, class_name = name.split(".")
    path = f"/{MODULE}/tests/{file}.py:{class_name}"
    return f"{BESIDE}{path}" if name in find_beside() else path


def read_times():
    """Return {class: seconds}."""
    times = {}
    for path in (FIRST_TIMES, LAST_TIMES):
        if path.exists():
            times.update(json.loads(path.read_text()))
    return times


def write_times(path, times):
    known = {name for name, _browser in find()} | {*find_beside()}
    rounded = {name: round(times[name], 1) for name in sorted(times) if name in known}
    path.write_text(json.dumps(rounded, indent=2) + "\n")


def deal(seconds, groups, processes=2):
    """Deal classes to processes so that they end at about the same time.

    The longest are dealt first, each to the process that would end first; a group of
    classes stays together.

    :param seconds: {class: seconds}
    :param groups: lists of classes, each class in one of them
    :return: for each process a list of classes

    >>> deal({"a": 5, "b": 4, "c": 2, "d": 2}, [["a"], ["b"], ["c", "d"]])
    [['a'], ['b', 'c', 'd']]
    >>> deal({"a": 5, "b": 4, "c": 3, "d": 2}, [["a"], ["b"], ["c"], ["d"]])
    [['a', 'd'], ['b', 'c']]
    """

    def length(names):
        return sum(seconds.get(name, UNKNOWN) for name in names)

    hands = [[] for _process in range(processes)]
    for group in sorted(groups, key=length, reverse=True):
        min(hands, key=length).extend(group)
    return hands


def split(names, processes=2):
    """Deal these classes by their last times, those with a browser to one process.

    They share the browser's pictures and scripts, which have to be made once.
    """
    with_browser = sorted({name for name, browser in find() if browser} & {*names})
    groups = [[name] for name in names if name not in with_browser]
    times = read_times()
    if with_browser:
        groups.append(with_browser)
        first = with_browser[0]
        times[first] = times.get(first, UNKNOWN) + BROWSER
    return deal(times, groups, processes)
