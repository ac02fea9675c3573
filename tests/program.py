"""The program under test: how it is called, and how what it says is held against what is kept."""

import contextlib
import difflib
import os
import pathlib
import pty
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[1]
ENVIRONMENT = {**os.environ, "LONGHAND_DATA": str(ROOT), "LANG": "C.UTF-8"}


def run(*command, seconds=120, **more):
    """Runs @command, whose words need not be text, with nothing to read; what it says is text of UTF-8."""
    more = {"encoding": "utf-8", "env": ENVIRONMENT, **more}
    return subprocess.run([str(word) for word in command], capture_output=True, stdin=subprocess.DEVNULL,
                          timeout=seconds, check=False, **more)


def run_on_terminal(*command, seconds=120, **more):
    """Runs @command with standard error on a terminal. Returns what appeared there."""
    ours, theirs = pty.openpty()
    more = {"env": ENVIRONMENT, **more}
    child = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=theirs, **more)
    os.close(theirs)
    said = b""
    with contextlib.suppress(OSError):  # EIO: the last who wrote is gone
        while piece := os.read(ours, 65536):
            said += piece
    os.close(ours)
    child.wait(seconds)
    return said.decode()


def dump(longhand, stage, book, *options):
    """What @stage makes of @book, as text and messages."""
    return run(longhand, "dump", "--stage", stage, *options, book.name, cwd=book.parent, seconds=60)


def with_messages(text, ran):
    """@text and, below it, what was said on standard error: as it is kept."""
    said = "".join(f"! {line}\n" for line in ran.stderr.splitlines())
    return text + (said and "\n" + said)


def compare(tap, name, found, expected):
    """The case @name: the file @expected holds @found. A file that is missing holds nothing."""
    wanted = expected.read_text(encoding="utf-8") if expected.exists() else ""
    diff = difflib.unified_diff(wanted.splitlines(), found.splitlines(), "expected", "found", lineterm="", n=2)
    return tap.check(name, found == wanted, "\n".join(diff))


def write(folder, files):
    """Makes @folder with @files in it, a dict from names to text or bytes. Returns: the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder
