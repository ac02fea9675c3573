"""What must be true of every page, tried on random manuscripts: the same ones every time.

usage: run.py LONGHAND [FIRST_SEED [SEEDS]]

Each of a hundred is built as text and its report read: everything stands on the grid, no two texts overlap, no word is lost or out
of its place, the report counts no defect, and it is done in 10 seconds.
"""

import itertools
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import program  # noqa: E402
from tap import Tap  # noqa: E402

from manuscript import Manuscript  # noqa: E402

SEEDS = 100
SECONDS = 10
STEP = 18
COUNTS = ("off_grid", "overfull", "overflow", "widows", "orphans", "stranded_headings", "lost_text", "missing_glyphs",
          "short_pages")
RULED = ("body", "strong", "mark", "h2", "table-head", "gotcha-title")
RUN = re.compile(r"^  (?:text|tape) run y=([-\d.]+) x=([-\d.]+) w=([-\d.]+) role=(\S+)(.*?) \"(.*)\"$")
ROLE = re.compile(r"^  ([a-z0-9-]+): +\{face: [^}]*size: ([\d.]+)")
HIGH, DEEP = 0.45, 0.08  # of the size: the part of a letter that nothing else may touch


def sizes_of(style):
    return {match[1]: float(match[2]) for match in map(ROLE.match, style.read_text().splitlines()) if match}


SIZES = sizes_of(HERE.parent.parent / "styles" / "classic-ruled.yaml")


class Run:
    """One text on a page."""

    def __init__(self, match):
        self.y, self.x, self.width = (float(match[i]) for i in (1, 2, 3))
        self.role, self.text = match[4], match[6]
        self.tagged = " tag=" in match[5]
        self.in_note = re.search(r" tag=\S*Note", match[5]) is not None
        self.hidden = " hidden" in match[5]
        scale = re.search(r"scale=([\d.]+)", match[5])
        self.scaled = scale is not None
        self.size = SIZES[self.role] * (float(scale[1]) if scale else 1)

    def touches(self, other):
        return min(self.x + self.width, other.x + other.width) - max(self.x, other.x) > 0.5 and \
            min(self.y + DEEP * self.size, other.y + DEEP * other.size) - \
            max(self.y - HIGH * self.size, other.y - HIGH * other.size) > 0.3

    def __str__(self):
        return f"{self.role} at {self.x:.1f}, {self.y:.1f}: {self.text[:50]}"


def pages_of(dump):
    """The runs of each page, as they are in the dump."""
    pages = []
    for line in dump.splitlines():
        if line.startswith("page "):
            pages.append([])
        elif match := RUN.match(line):
            pages[-1].append(Run(match))
    return pages


# ---- the properties: each gives what is wrong, empty when nothing is

def off_grid(pages):
    return [f"page {n}: {run}" for n, page in enumerate(pages, 1) for run in page
            if run.role in RULED and not run.scaled and abs(run.y / STEP - round(run.y / STEP)) * STEP > 0.1]


def overlaps(pages):
    found = []
    for n, page in enumerate(pages, 1):
        runs = sorted((run for run in page if run.text.strip() and not run.hidden), key=lambda run: run.y)
        for i, run in enumerate(runs):
            for other in itertools.takewhile(lambda o: o.y - o.size < run.y + run.size, runs[i + 1:]):
                if run.touches(other):
                    found.append(f"page {n}: {run}\n         {other}")
    return found


def only_letters(text):
    return re.sub(r"[^a-z]", "", text)


def stream_of(pages, notes):
    """All letters that are read, of the text or of the footnotes."""
    return "".join(only_letters(run.text) for page in pages for run in page if run.tagged and run.in_note == notes)


def lost_words(pages, manuscript):
    stream, notes = stream_of(pages, False), stream_of(pages, True)
    wrong, start = [], 0
    for words, in_order in manuscript.groups:
        least, at = start, start
        for word in words:
            if word[0] != "z" and not in_order:
                continue
            found = stream.find(word, at if in_order else least)
            if found < 0:
                wrong.append(f"{word} is {'out of its place' if word in stream else 'lost'}")
                continue
            start = max(start, found + len(word))
            at = found + len(word)
    for words in manuscript.note_groups:
        wrong += [f"{word} of a footnote is lost" for word in words if word not in notes]
    return wrong


def begins_with_card(page):
    """Whether what is read first on the page, after a heading, is of a pasted card."""
    roles = [run.role for run in page if run.tagged and run.role not in ("h2", "h2-number")]
    return roles and roles[0].startswith(("card-", "adr-", "case-"))


def counted(report, pages):
    """What the report says. A page may be short before a card: those are kept whole, or cut between sections."""
    kept = [item for item in report["items"]
            if item.get("defect") == "short-page" and begins_with_card(pages[item["page"]])]
    told = [json.dumps(item, ensure_ascii=False) for item in report["items"]
            if item.get("defect", "wrapped-code-line") != "wrapped-code-line" and item not in kept]
    return told + [name for name in COUNTS if report[name] > len(kept) * (name == "short_pages")]


# ---- running

def build(longhand, folder, seed, manuscript):
    path = folder / f"random-{seed}.md"
    path.write_text(manuscript.text, encoding="utf-8")
    out, report = folder / "out.txt", folder / "report.json"
    ran = program.run(longhand, "build", path, "-q", "-f", "dump", "-o", out, "--report", report, seconds=SECONDS)
    if ran.returncode != 0:
        raise RuntimeError(f"exit {ran.returncode}: {ran.stderr[-2000:]}")
    return out.read_text(encoding="utf-8"), json.loads(report.read_text(encoding="utf-8"))


def test_seed(tap, longhand, folder, seed):
    manuscript = Manuscript(seed)
    try:
        dump, report = build(longhand, folder, seed, manuscript)
    except (subprocess.TimeoutExpired, RuntimeError) as error:
        tap.check(f"{seed}: is built in {SECONDS} s", False, error)
        return
    pages = pages_of(dump)
    for name, wrong in (("stands on the grid", off_grid(pages)), ("does not overlap", overlaps(pages)),
                        ("is whole and in order", lost_words(pages, manuscript)),
                        ("has no defect", counted(report, pages))):
        tap.check(f"{seed}: {name}", not wrong, "\n".join(wrong[:6]))


def main(longhand, first=1, seeds=SEEDS):
    longhand = str(pathlib.Path(longhand).resolve())
    with Tap("property") as tap, tempfile.TemporaryDirectory() as folder:
        for seed in range(int(first), int(first) + int(seeds)):
            test_seed(tap, longhand, pathlib.Path(folder), seed)


main(*sys.argv[1:])
