"""Compares the pages of small books with what they should say: the anatomy of a book, not its looks.

usage: run.py LONGHAND             compares each NAME/ with NAME.expected
       run.py LONGHAND --write     rewrites them all; read the diff

Books that are only long are made here, not kept. An expected file holds, for each page, its label and kind and the words of
each row from left to right, then the messages. A file NAME/options gives more options of the command.
"""

import pathlib
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import program  # noqa: E402
from tap import Tap  # noqa: E402

PAGE = re.compile(r'page (\d+) (\w+)(?: label="([^"]*)")?')
RUN = re.compile(r'  \w+ run y=(-?[\d.]+) x=(-?[\d.]+) .*? "((?:[^"\\]|\\.)*)"$')


def words_of(runs):
    """The rows of a page: words that share a baseline, raised ones with the row they stand on."""
    rows = []
    for y, x, text in sorted(runs):
        if rows and y - rows[-1][0] < 8:
            rows[-1][1].append((x, text))
        else:
            rows.append((y, [(x, text)]))
    return ["  " + re.sub(r" +", " ", " ".join(text for _, text in sorted(row))).rstrip() for _, row in rows]


def digest(dump):
    out, runs = [], []
    for line in dump.splitlines() + ["page 0 end"]:
        page, run = PAGE.match(line), RUN.match(line)
        if run:
            runs.append((float(run[1]), float(run[2]), run[3]))
        if page:
            out += words_of(runs)
            runs = []
            if page[2] != "end":
                out.append(f"page {page[1]} {page[2]} {page[3] or '-'}")
    return "\n".join(out) + "\n"


def long_index():
    """The manuscript of 2,000 entries in 500 paragraphs: a third of them sub-entries."""
    words = ("lock queue thread task frame cell heap list dict set tuple slot proxy cache page arena pool block loop "
             "future").split()
    lines = ["# Many entries", ""]
    for n in range(2000):
        word = words[n * 7 % len(words)]
        entry = f"{word}!of kind {n}" if n % 3 == 0 else f"{word} {n:04}"
        lines.append(f"<!-- index: {entry} -->Sentence {n} is short." + ("\n" if n % 4 == 3 else ""))
    return "\n".join(lines) + "\n"


LONG_TITLE = ("A title of two hundred characters that goes on and on because its author could not decide what to leave "
              "out of it, and so it must break over several lines, whatever it stands on: chapter, part")


def long_titles():
    """A chapter with its own contents, a part and sections, all with titles of 200 characters; a heading last."""
    sections = "".join(f"## Section {n}: {LONG_TITLE}\n\nText.\n\n" for n in range(1, 4))
    return {"SUMMARY.md": f"# Summary\n\n# {LONG_TITLE} one\n\n- [{LONG_TITLE} one](one.md)\n",
            "one.md": f"---\ntitle: >-\n  {LONG_TITLE}\ncontents: true\n---\n\nText.\n\n{sections}## The last thing\n"}


def parts():
    """A part with one chapter and a part with forty."""
    many = "".join(f"- [Chapter {n} of forty](c{n}.md)\n" for n in range(1, 41))
    files = {f"c{n}.md": f"# Chapter {n} of forty\n\nText.\n" for n in range(1, 41)}
    return {"SUMMARY.md": f"# Summary\n\n# Alone\n\n- [One](one.md)\n\n# Many\n\n{many}",
            "one.md": "# One\n\nSee [](c40.md), [](one.md) and [](c1.md).\n", **files}


def made_books(folder):
    """Books that are only long, by name."""
    books = {"index-of-2000-entries": {"SUMMARY.md": "- [One](one.md)\n", "one.md": long_index()},
             "long-titles": long_titles(), "parts-of-one-and-of-forty": parts()}
    for name, files in books.items():
        yield program.write(folder / name, {**files, "book.yaml": "title: Made\nfront:\n  title: no\n"})


def make(longhand, book):
    options = (book / "options").read_text().split() if (book / "options").exists() else []
    ran = program.dump(longhand, "pages", book, *options)
    return program.with_messages(digest(ran.stdout), ran)


def main(longhand, *options):
    longhand = str(pathlib.Path(longhand).resolve())
    with Tap("anatomy") as tap, tempfile.TemporaryDirectory() as folder:
        kept = sorted(path for path in HERE.iterdir() if path.is_dir() and path.name[0] != "_")
        for book in [*kept, *made_books(pathlib.Path(folder))]:
            expected = HERE / f"{book.name}.expected"
            if "--write" in options:
                expected.write_text(make(longhand, book), encoding="utf-8")
            else:
                program.compare(tap, book.name, make(longhand, book), expected)


main(*sys.argv[1:])
