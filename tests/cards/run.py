"""Kinds of card that a style adds in YAML alone: a book whose style has five of its own.

usage: run.py LONGHAND
"""

import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import program  # noqa: E402
from tap import Tap  # noqa: E402


def main(longhand):
    with Tap("cards") as tap:
        ran = program.dump(pathlib.Path(longhand).resolve(), "pages", HERE / "book")
        pages = ran.stdout

        def said(pattern):
            return re.search(pattern, pages) is not None

        tap.check("the book is built", ran.returncode == 0, ran.stderr)
        tap.check("the card has its fill and its border", said(r"card path .* ink=mint-card fill") and
                  said(r"card path .* ink=mint weight=0\.8"), pages)
        tap.check("its stamp has its label, its number and its ink",
                  said(r'role=card-stamp ink=mint .*"BEFORE YOU SHIP 1\.1"'), pages)
        tap.check("its title and its labels have its ink", said(r'role=case-title ink=mint .*"Releasing a library"') and
                  said(r'role=case-label ink=mint .*"First"'), pages)
        tap.check("an alias means it, and both are counted", said(r'"BEFORE YOU SHIP 1\.2"'), pages)
        tap.check("references call it by its own word", said(r"Checklist\s1\.1") and said(r"Checklist\s1\.2"), pages)
        tap.check("other kinds are counted by themselves", said(r"Case study\s1\.1"), pages)
        tap.check("a note of another label", said(r'role=note-label ink=mint .*"By the way"'), pages)
        tap.check("a name taken from another kind's aliases", said(r'role=gotcha-label ink=mint .*"Hint:"'), pages)
        tap.check("the words of another comparison have its ink", said(r'role=card-label ink=mint .*"Context"') and
                  said(r'role=card-label ink=mint .*"Verdict"'), pages)
        tap.check("an unknown kind is a note called so", said(r'role=note-label ink=blue .*"Reminder"'), pages)
        tap.equal("and told once, with the kinds that there are",
                  [line.split(" warning: ")[1] for line in ran.stderr.splitlines()],
                  ["a card of the kind “Reminder” is not known; it becomes a note; write TRADEOFF, ADR, CASE, GOTCHA, "
                   "NOTE, TRY, STORY, KEY, SUMMARY, CHECKLIST, ASIDE, TIP or VERSUS [unknown-card]"])


main(*sys.argv[1:])
