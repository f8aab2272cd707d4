"""Locks and child processes."""

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time

from messages import Failure, tell
from paths import LOCKS


def switched_on(name, default="0"):
    return os.environ.get(name, default).lower() not in ("", "0", "no", "false")


# -- locks ---------------------------------------------------------------------


@contextlib.contextmanager
def lock(name, shared=False, wait=True):
    """Hold a named lock; with wait=False yield None when somebody else holds it.

    The system drops a lock when its holder dies, so none is ever stale.
    """
    mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    with open(LOCKS / name, "a") as file:
        taken = _try_lock(file, mode, seconds=2 if wait else 0)
        if not taken and not wait:
            yield None
            return
        if not taken:
            tell(f"    waiting for another command (lock {name})")
            fcntl.flock(file, mode)
        yield file


def _try_lock(file, mode, seconds):
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(file, mode | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.05)


# -- processes -----------------------------------------------------------------


def exit_on_sigterm():
    """Let `finally` blocks run when somebody ends us."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def end(process, patience=20):
    """End a process that we started, with what it started in its own session."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    with contextlib.suppress(ProcessLookupError):  # a browser may outlive its Odoo
        os.killpg(process.pid, signal.SIGKILL)


def run(command, **kwargs):
    """Run quietly; on failure show the end of what it printed."""
    done = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        **kwargs,
    )
    if done.returncode:
        tail = "\n".join(done.stdout.splitlines()[-25:])
        shown = " ".join(map(str, command))[:300]
        raise Failure(f"{tail}\nThis command failed ({done.returncode}): {shown}")
    return done.stdout


def run_logged(
    command,
    log,
    on_line=None,
    stdin=subprocess.DEVNULL,
    stderr=subprocess.STDOUT,
    **kwargs,
):
    """Run with all output in the file `log`, a call per line; return the exit code.

    With `stderr=None` only the standard output is logged: the rest is for who waits.
    """
    with open(log, "w", errors="replace") as file:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            errors="replace",
            start_new_session=True,
            **kwargs,
        )
        try:
            for line in process.stdout:
                file.write(line)
                file.flush()
                if on_line:
                    on_line(line.rstrip("\n"))
            return process.wait()
        finally:
            end(process)


def run_attached(command, **kwargs):
    """Run with our own stdin and stdout; Ctrl-C is the child's business."""
    process = subprocess.Popen([str(part) for part in command], **kwargs)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return process.wait()
    finally:
        signal.signal(signal.SIGINT, before)
        end(process)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
