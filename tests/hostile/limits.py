"""Runs the program under limits and measures what it took."""

import os
import resource
import signal
import subprocess
import tempfile
import time

SANITIZED = bool(os.environ.get("LONGHAND_SANITIZED"))
# Seconds are the clock's, or the processor's where the machine is busy with something else.
# A sanitizer's shadow memory and checks are not the program's: the net is wider there.
SECONDS = 60 if SANITIZED else 10
PATIENCE = 3  # times the limit by the clock, then the run is stopped
MEGABYTES = 4096 if SANITIZED else 1024
ADDRESS_SPACE = 3 << 30  # only keeps the machine alive; what counts is the memory that was really used


class Outcome:
    """How a run ended: exit code (negative: the signal), seconds, megabytes, what it said."""

    def __init__(self, code, seconds, megabytes, said, timed_out):
        self.code, self.seconds, self.megabytes = code, seconds, megabytes
        self.said, self.timed_out = said, timed_out

    def trouble(self):
        """Why it did not end by itself within the limits; "" when it did."""
        if self.timed_out:
            return f"still running after {self.seconds:.1f} s, {self.megabytes:.0f} MB\n{self.tail()}"
        if self.code < 0:
            return f"killed by {signal.Signals(-self.code).name} after {self.seconds:.1f} s\n{self.tail()}"
        if self.code not in (0, 1):
            return f"exit {self.code}\n{self.tail()}"
        if self.megabytes > MEGABYTES:
            return f"{self.megabytes:.0f} MB, {self.seconds:.1f} s"
        if self.seconds > SECONDS:
            return f"{self.seconds:.1f} s"
        return ""

    def tail(self):
        return self.said[-1500:]


def _limit(file_size):
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not SANITIZED:
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    if file_size is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))


def run(command, cwd, environment=None, user=None, file_size=None):
    """Runs @command in @cwd, as the numeric @user where told, with files of at most @file_size bytes."""
    with tempfile.TemporaryFile() as said:
        started = time.monotonic()
        process = subprocess.Popen(
            command, cwd=cwd, env={**os.environ, **(environment or {})}, stdin=subprocess.DEVNULL,
            stdout=said, stderr=said,
            preexec_fn=lambda: _limit(file_size), start_new_session=True, user=user, group=user,
            extra_groups=None if user is None else [])
        status, usage, timed_out = _wait(process, started)
        said.seek(0)
        text = said.read(1 << 20).decode("utf-8", "replace")
        took = time.monotonic() - started
        worked = took if timed_out else usage.ru_utime + usage.ru_stime
        return Outcome(os.waitstatus_to_exitcode(status), min(took, worked),
                       usage.ru_maxrss / 1024, text, timed_out)


def _wait(process, started):
    """Waits for @process, or stops it at the limit. Returns wait status, usage, and whether it was stopped."""
    timed_out = False
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return status, usage, timed_out
        if not timed_out and time.monotonic() - started > SECONDS * PATIENCE:
            timed_out = True
            os.killpg(process.pid, signal.SIGKILL)
        time.sleep(0.01)
