"""Compares what layout and makeup make of small manuscripts with what they should.

usage: run.py LONGHAND             compares each NAME.STAGE.expected with `longhand dump --stage STAGE NAME.md`
       run.py LONGHAND --write     rewrites them all; read the diff

An expected file holds the dump, then the messages. Every NAME.md needs at least one of NAME.galley.expected
and NAME.pages.expected: an empty one is enough to begin with.
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import program  # noqa: E402
from tap import Tap  # noqa: E402

STAGES = ("galley", "pages")


def main(longhand, *options):
    longhand = str(pathlib.Path(longhand).resolve())
    with Tap("layout") as tap:
        for manuscript in sorted(HERE.glob("*.md")):
            files = [(stage, HERE / f"{manuscript.stem}.{stage}.expected") for stage in STAGES]
            there = [(stage, path) for stage, path in files if path.exists()]
            tap.check(f"{manuscript.stem} has an expected file", there)
            for stage, path in there:
                ran = program.dump(longhand, stage, manuscript)
                found = program.with_messages(ran.stdout, ran)
                if "--write" in options:
                    path.write_text(found, encoding="utf-8")
                else:
                    program.compare(tap, f"{manuscript.stem}, {stage}", found, path)


main(*sys.argv[1:])
