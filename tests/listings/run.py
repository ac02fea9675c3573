"""Checks every listing of the book's manuscript.

usage: run.py LONGHAND

`longhand check --run` runs the listings marked `run` and compares what they print with the `output` block
that follows them. Other Python must parse, unless it needs a newer Python (`needs="3.14"`). Interactive
sessions are replayed. Code keeps to the columns that a line of the page holds, and ids are given once.
"""

import ast
import contextlib
import doctest
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import tap  # noqa: E402

CONTENT = ROOT / "content"
COLUMNS = 76
DRAWN = ("dot", "diagram", "chart")  # become strokes
SECONDS = 250
FENCE = re.compile(r"^(?P<quote>(?:\s*>)*\s*)(?P<mark>`{3,}|~{3,})\s*(?P<info>[^`]*)$")
ATTRIBUTE = re.compile(r'([\w-]+)=("[^"]*"|\S+)|(#[\w:.-]+)|(\.[\w-]+)|([\w-]+)')
ID = re.compile(r"\{(?:[^}]*\s)?#([\w:.-]+)[^}]*\}")


class Listing:
    """A fenced block: its place, language, attributes and code."""

    def __init__(self, file, line, info):
        self.file, self.line = file, line
        language, _, rest = info.partition(" ")
        self.language = language.partition("{")[0].lower()
        self.attributes, self.flags, self.id = {}, set(), None
        for key, value, id_, class_, flag in ATTRIBUTE.findall(info[len(self.language):].strip(" {}")):
            if key:
                self.attributes[key] = value.strip('"')
            elif id_:
                self.id = id_[1:]
            else:
                self.flags.add(flag or class_)
        self.lines = []
        self.end = line

    @property
    def code(self):
        return "".join(line + "\n" for line in self.lines)

    @property
    def name(self):
        return f"{self.file.relative_to(CONTENT)}:{self.line}" + (f" {self.id}" if self.id else "")

    @property
    def needs(self):
        """The Python that it asks for, (3, 14); (3, 0) when it says nothing."""
        return tuple(int(part) for part in self.attributes.get("needs", "3.0").split("."))[:2]


def listings_of(file):
    """Every fenced block of @file, in order, with quote marks and the fence's indent taken off."""
    found, current, close = [], None, ""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        match = FENCE.match(line)
        if current is None:
            if match:
                current, close = Listing(file, number, match["info"].strip()), match["mark"]
                quote = match["quote"]
                found.append(current)
        elif match and match["mark"].startswith(close) and not match["info"].strip():
            current.end, current = number, None
        else:
            current.lines.append(line[len(quote):] if line.startswith(quote) else line.lstrip("> "))
    assert current is None, f"{file}:{current.line}: a fence that is never closed"
    for listing in found:
        read_include(listing)
    return found


def read_include(listing):
    """Takes the code of `include=`, only the region that `region=` names."""
    if include := listing.attributes.get("include"):
        lines = (CONTENT / include).read_text(encoding="utf-8").splitlines()
        if region := listing.attributes.get("region"):
            first = next(i for i, line in enumerate(lines) if line.strip().endswith(f"# region {region}"))
            last = next(i for i in range(first, len(lines)) if lines[i].strip().startswith("# endregion"))
            lines = lines[first + 1:last]
        listing.lines = lines


def check_runs(t, program, wanted):
    """Lets the program run the listings; @wanted are those that it must have run or skipped."""
    command = [program, "check", "--run", str(CONTENT)]
    environment = {**os.environ, "LONGHAND_DATA": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False)
    counted = re.search(r"^(\d+) listings? run, (\d+) skipped", done.stderr, re.M)
    t.equal("every listing marked `run` runs", int(counted[1]) + int(counted[2]) if counted else done.stderr,
            len(wanted))
    found = subprocess.run([*command, "--format", "json"], env=environment, capture_output=True, text=True,
                           timeout=SECONDS, check=False)
    trouble = [f"{item['file']}:{item['line']}: {item['message']}" for item in json.loads(found.stdout)
               if item["code"].startswith("run-") and item["severity"] == "error"]
    t.none("they print what the book says", trouble)
    if counted:
        t.note(f"{counted[0]}")


def check_syntax(listing):
    try:
        ast.parse(listing.code)
    except SyntaxError as error:
        if listing.needs > sys.version_info[:2]:
            return ""
        return f"line {error.lineno}: {error.msg}"
    return ""


def check_session(listing):
    """Replays a `>>>` session."""
    parser = doctest.DocTestParser()
    test = parser.get_doctest(listing.code, {}, listing.name, str(listing.file), 0)
    out = io.StringIO()
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
    with contextlib.redirect_stdout(io.StringIO()):
        runner.run(test, out=out.write)
    return out.getvalue()


def columns(line):
    """Cells of a monospaced page that @line takes."""
    wide = sum(1 for c in line if unicodedata.east_asian_width(c) in "WF")
    return len(line) + wide - sum(1 for c in line if unicodedata.combining(c))


def repeated_ids(files):
    """Ids that are given twice anywhere in the book, as `id: place, place`."""
    places = {}
    for file in files:
        inside = False
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            fence = re.match(r"^[>\s]*(`{3,}|~{3,})", line)
            if not inside or fence:
                for id_ in ID.findall(line):
                    places.setdefault(id_, []).append(f"{file.relative_to(CONTENT)}:{number}")
            inside = inside != bool(fence)
    return [f"{id_}: {', '.join(where)}" for id_, where in places.items() if len(where) > 1]


def check_all(t, listings):
    """A case a listing that is not run, in the order of the book."""
    for listing in (x for x in listings if x.language == "python" and "run" not in x.flags):
        wrong = check_syntax(listing)
        t.check(f"{listing.name} parses", not wrong, wrong)
    for listing in (x for x in listings if x.language == "pycon"):
        if listing.needs > sys.version_info[:2]:
            t.skip(f"{listing.name} replays", f"needs {listing.needs}, this is {sys.version_info[:2]}")
        else:
            wrong = check_session(listing)
            t.check(f"{listing.name} replays", not wrong, wrong)
    t.note(f"{len(listings)} listings")


def main():
    files = sorted(CONTENT.rglob("*.md"))
    with tap.Tap("listings") as t:
        listings = [listing for file in files for listing in listings_of(file)]
        t.check("the manuscript holds listings", len(listings) > 0)
        t.none(f"code keeps to {COLUMNS} columns",
               [f"{x.file.relative_to(CONTENT)}:{x.line + n}: {columns(line)} columns"
                for x in listings if x.language not in DRAWN
                for n, line in enumerate(x.lines, 1) if columns(line) > COLUMNS])
        t.none("ids are given once", repeated_ids(files))
        t.none("every `run` is of Python", [x.name for x in listings if "run" in x.flags and x.language != "python"])
        check_runs(t, sys.argv[1], [x for x in listings if "run" in x.flags])
        check_all(t, listings)


main()
