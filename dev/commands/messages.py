"""What a command says to the person who typed it."""

import contextlib
import re
import sys
import time


class Failure(Exception):
    """Ends the command with a message."""


def tell(message=""):
    """Progress goes to stderr, so that a command's own output stays clean."""
    print(message, file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(what):
    tell(f"==> {what} ...")
    start = time.monotonic()
    yield
    tell(f"    done in {time.monotonic() - start:.1f} s")


class ModuleProgress:
    """Says every few seconds which module Odoo is loading."""

    pattern = re.compile(r"(?:Loading module|loading) (\S+) \((\d+/\d+)\)")

    def __init__(self, every=10):
        self.every = every
        self.start = self.last = time.monotonic()

    def __call__(self, line):
        found = self.pattern.search(line)
        now = time.monotonic()
        if found and now - self.last >= self.every:
            self.last = now
            tell(f"    {now - self.start:4.0f} s  module {found[2]}: {found[1]}")
