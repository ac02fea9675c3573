"""Compares what layout and makeup make of small manuscripts with what they should.

usage: run.py LONGHAND             compares each NAME.STAGE.expected with `longhand dump --stage STAGE NAME.md`
       run.py LONGHAND --write     rewrites them all; read the diff

An expected file holds the dump, then the messages. Every NAME.md needs at least one of NAME.galley.expected
and NAME.pages.expected: an empty one is enough to begin with.
"""

import difflib
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from tap import Tap  # noqa: E402

STAGES = ("galley", "pages")


def dump(longhand, stage, manuscript):
    """The dump and, below it, the messages."""
    ran = subprocess.run([longhand, "dump", "--stage", stage, manuscript.name], cwd=HERE, timeout=60,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
                         env=dict(os.environ, LANG="C.UTF-8"))
    said = "".join(f"! {line}\n" for line in ran.stderr.splitlines())
    return ran.stdout + (said and "\n" + said)


def compare(tap, longhand, stage, manuscript, expected):
    found = dump(longhand, stage, manuscript)
    wanted = expected.read_text(encoding="utf-8")
    diff = difflib.unified_diff(wanted.splitlines(), found.splitlines(), "expected", "found", lineterm="", n=1)
    tap.check(f"{manuscript.stem}, {stage}", found == wanted, "\n".join(diff))


def main(longhand, *options):
    longhand = str(pathlib.Path(longhand).resolve())
    with Tap("layout") as tap:
        for manuscript in sorted(HERE.glob("*.md")):
            files = [(stage, HERE / f"{manuscript.stem}.{stage}.expected") for stage in STAGES]
            there = [(stage, path) for stage, path in files if path.exists()]
            tap.check(f"{manuscript.stem} has an expected file", there)
            for stage, path in there:
                if "--write" in options:
                    path.write_text(dump(longhand, stage, manuscript), encoding="utf-8")
                else:
                    compare(tap, longhand, stage, manuscript, path)


main(*sys.argv[1:])
