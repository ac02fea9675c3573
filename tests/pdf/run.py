"""Checks finished books with other people's programs: nothing lost, everything on its line, all links land.

usage: run.py LONGHAND [BOOK…]

Checks content/, and the book in $LONGHAND_CORPUS when it is set, or the books told. Reads the PDF with
pdftotext, pdffonts, mutool and qpdf; of our own only `dump --stage tree`, the manuscript as understood.
"""

import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import finder  # noqa: E402
import manuscript  # noqa: E402
import reader  # noqa: E402
import tap  # noqa: E402

SANITIZED = bool(os.environ.get("LONGHAND_SANITIZED"))
STEP = 18.0
HEADER_LINE = 4 * STEP
GRID_TOLERANCE = 0.1
ROUNDING = 0.005   # what the file cuts off its numbers
DEFECTS = ("off_grid", "overfull", "overflow", "widows", "orphans", "stranded_headings",
           "lost_text")
# Roles whose every baseline is a ruling, and those that lie on cards with a pitch of their own.
ON_GRID = ("body", "strong", "mark", "code", "quote", "term", "h1", "h2", "h3", "h4", "caption", "caption-label",
           "table-cell", "footnote", "part-chapter", "contents-chapter", "contents-section", "gotcha-label")
OFF_GRID = ("kbd", "superscript", "footnote-mark", "listing", "card-", "adr-", "case-", "continues", "folio",
            "running-head", "h2-number")


class Book:
    """A book as the program under test builds it."""

    def __init__(self, longhand, source, folder):
        self.longhand, self.source, self.folder = longhand, source, folder
        self.pdf, self.report = folder / "book.pdf", folder / "report"

    def build(self, pdf, *options):
        return subprocess.run([self.longhand, "build", str(self.source), "-o", str(pdf), "-q", *options],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")

    def tree(self):
        return reader.said(self.longhand, "dump", str(self.source), "--stage", "tree", "-q")


def check_build(t, book):
    done = book.build(book.pdf, "--report", str(book.report))
    good = t.check("builds", done.returncode == 0 and book.pdf.exists(), f"exit {done.returncode}\n{done.stdout[-3000:]}")
    return good or (book.pdf.exists() and book.report.exists())


def check_report(t, book):
    """The defects that a book must not have."""
    report = json.loads(book.report.read_text(encoding="utf-8"))
    items = "\n".join(json.dumps(item, ensure_ascii=False) for item in report["items"][:20])
    for name in DEFECTS:
        t.check(f"report: no {name}", report.get(name) == 0, f"{report.get(name)}\n{items}")
    counts = {name: n for name, n in report.items() if isinstance(n, int) and n and name != "pages"}
    t.note("; ".join(f"{n} {name}" for name, n in counts.items()) or "no defect at all")


def check_same_bytes(t, book):
    ways = {"a second build": (), "one job": ("--jobs", "1"), "four jobs": ("--jobs", "4")}
    first = book.pdf.read_bytes()
    for name, options in ways.items():
        again = book.folder / "again.pdf"
        book.build(again, *options)
        t.check(f"{name} gives the same bytes", again.exists() and again.read_bytes() == first)


def check_syntax(t, book):
    done = subprocess.run(["qpdf", "--check", str(book.pdf)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    t.check("qpdf finds no error", done.returncode == 0 and "WARNING" not in done.stdout, done.stdout[-1500:])


def check_fonts(t, book):
    found = reader.fonts(book.pdf)
    t.check("there are fonts", len(found) > 0)
    for i, quality in ((2, "embedded"), (3, "a subset"), (4, "with its Unicode")):
        t.none(f"every font is {quality}", [font for font in found if font[i] != "yes"])
    t.none("every font is TrueType", [font for font in found if "TrueType" not in font[1]])


# ---- Words ----

def chapter_pages(name, records, outline, after):
    """Where the outline says that a chapter begins: (index of its entry, page); the next entry of its title."""
    title = []
    for record in records:
        if not isinstance(record, str):
            if record.kind not in manuscript.INLINES and title:
                break
            title += [record.text or ""] if record.kind in ("text", "code") else []
    wanted = manuscript.squash("".join(title))
    for i in range(after, len(outline)):
        if manuscript.squash(outline[i].title).endswith(wanted):
            return i, outline[i].page
    return None


def check_words(t, book, structure):
    """Every word of every chapter is there, running text and code in order."""
    pages = [finder.Page(text) for text in reader.page_texts(book.pdf)]
    finding = finder.Finder(pages)
    entry, n_words = 0, 0
    for name, records in manuscript.chapters_of(book.tree(), book.source.name).items():
        is_opener = name.endswith("part.md")
        found = chapter_pages(name, records, structure.outline, 0 if is_opener else entry)
        if found:
            entry = entry if is_opener else found[0] + 1
            finding.begin(found[1])
        units = manuscript.units_of(name, records)
        lost = [unit for unit in units if not finding.find(unit)]
        n_words += sum(len(unit.words()) for unit in units)
        t.none(f"{name}: every word is there", [f"{unit.place}: {unit.kind}: {unit.text()[:200]}" for unit in lost])
    used, whole = sum(sum(page.used) for page in pages), sum(len(page.used) for page in pages)
    t.note(f"{n_words} words of the manuscript found, {used / whole:.1%} of the characters on {len(pages)} pages")


# ---- Places ----

def font_of(file):
    """The name inside a font's file: Caveat_700Bold.ttf is Caveat-Bold."""
    return re.sub(r"_\d+", "-", file.removesuffix(".ttf"))


def grid_fonts():
    """(font, size) that only roles on the grid use, from the style's own file."""
    style = (ROOT / "styles" / "classic-ruled.yaml").read_text(encoding="utf-8")
    files = dict(re.findall(r"^  ([\w-]+):\n    file: (\S+)$", style, re.M))
    roles = {name: (font_of(files[face]), float(size)) for name, face, size in
             re.findall(r"^  ([\w-]+): +\{face: ([\w-]+), +size: ([\d.]+)", style, re.M)}
    off = {pair for name, pair in roles.items() if name.startswith(OFF_GRID)}
    return {roles[name] for name in ON_GRID} - off


def index_fonts():
    """(font, size) of the index, and the pitch of its paper's rulings."""
    style = (ROOT / "styles" / "classic-ruled.yaml").read_text(encoding="utf-8")
    files = dict(re.findall(r"^  ([\w-]+):\n    file: (\S+)$", style, re.M))
    roles = re.findall(r"^  index[\w-]*: +\{face: ([\w-]+), +size: ([\d.]+)", style, re.M)
    pitch = re.search(r"^index:.*\n  pitch: +([\d.]+)", style, re.M)
    return {(font_of(files[face]), float(size)) for face, size in roles}, float(pitch[1])


def is_mark(text):
    """A blank, or an accent that is put on a letter."""
    return text.isspace() or bool(unicodedata.combining(text[:1]))


def check_glyphs(t, book, n_pages):
    """Baselines, the page's edges, and what a reader without /ActualText gets to see."""
    on_grid, checked = grid_fonts(), collections.Counter()
    in_index, pitch = index_fonts()
    index_pages = {glyph.page for glyph in reader.glyphs(book.pdf) if (glyph.font, glyph.size) in in_index}
    off, outside, unreadable = [], [], collections.Counter()
    for glyph in reader.glyphs(book.pdf):
        if (glyph.font, glyph.size) in on_grid | in_index and not is_mark(glyph.text):
            checked[glyph.font, glyph.size] += 1
            step, below = pitch if glyph.page in index_pages else STEP, glyph.y - HEADER_LINE
            if abs(below - step * round(below / step)) > GRID_TOLERANCE + ROUNDING:
                off.append(f"page {glyph.page + 1}: {glyph.text!r} of {glyph.font} {glyph.size} at y {glyph.y:.2f}")
        if not (0 < glyph.x and glyph.right < 504 and 0 < glyph.y < 720) and not glyph.text.isspace():
            outside.append(f"page {glyph.page + 1}: {glyph.text!r} at {glyph.x:.1f}, {glyph.y:.1f}")
        if glyph.text == "\ufffd":
            unreadable[glyph.page + 1] += 1
    t.check("body text is there", checked["PlaypenSans-Regular", 10.9] > 0)
    t.none(f"every baseline is a ruling within {GRID_TOLERANCE} pt", off)
    t.none("no character leaves the page", outside)
    t.check("every character reads as itself without /ActualText", not unreadable,
            f"{sum(unreadable.values())} characters read as U+FFFD; by page: {dict(unreadable.most_common(8))}")
    t.note(f"{sum(checked.values())} characters on rulings checked, on {n_pages} pages")


# ---- Links ----

def check_links(t, structure):
    inside = [link for link in structure.links if link.target is not None]
    t.check("there are links", len(inside) > 0)
    t.none("every link inside the book lands on a page",
           [f"page {link.page + 1}: {link.target}" for link in inside if structure.target(link) is None])
    t.none("every other link has an address",
           [f"page {link.page + 1}: {link.uri!r}" for link in structure.links
            if link.target is None and not re.match(r"(https?|ftp|mailto):|[\w./#-]+$", link.uri)])
    t.note(f"{len(inside)} links inside, {len(structure.links) - len(inside)} outside")


def check_outline(t, structure, texts):
    """Each line of the outline leads to a page that holds its title; nothing runs backwards."""
    squashed = [manuscript.squash(text) for text in texts]
    t.check("there is an outline", len(structure.outline) > 0)
    t.none("every line of the outline leads to its heading",
           [f"{entry.title!r}: page {entry.page + 1}" for entry in structure.outline
            if not holds_title(squashed[entry.page], entry.title)])
    t.none("the outline keeps the order of the pages",
           [f"{b.title!r}: page {b.page + 1} after {a.page + 1}" for a, b in zip(structure.outline, structure.outline[1:])
            if (b.page, b.top) < (a.page, a.top - 1)])


def holds_title(text, title):
    """A title may carry a number or a part's name that the page sets on lines of its own."""
    return all(manuscript.squash(word) in text for word in title.split())


def check_labels(t, structure, glyphs):
    """The folio printed on a page is the label that a viewer shows."""
    t.equal("every page has a label", len(structure.labels), len(structure.pages))
    printed = collections.defaultdict(str)
    for glyph in glyphs:
        if glyph.y < reader.HEAD and (glyph.font, glyph.size) == ("Caveat-Bold", 17.0):
            printed[glyph.page] += glyph.text
    t.check("there are folios", len(printed) > 0)
    t.none("every folio is its page's label",
           [f"page {page + 1}: {text.strip()!r}, label {structure.labels[page]!r}" for page, text in printed.items()
            if text.strip() != structure.labels[page]])


def check_contents(t, structure, glyphs, texts):
    """Each line of the contents ends in the label of the page where its link leads, and that page has its words."""
    first = next((i for i, entry in enumerate(structure.outline) if entry.title == "Contents"), None)
    if first is None:
        t.skip("the contents give the right pages", "the book has none")
        return
    start, stop = structure.outline[first].page, structure.outline[first + 1].page
    on_page = collections.defaultdict(list)
    for glyph in glyphs:
        if start <= glyph.page < stop:
            on_page[glyph.page].append(glyph)
    squashed = [manuscript.squash(text) for text in texts]
    wrong, right = [], 0
    for target, links in links_by_target(structure, start, stop).items():
        said = text_in(links[-1].rect, on_page[links[-1].page])
        place = structure.target(links[-1])
        label = structure.labels[place[0]] if place else None
        right += said == label
        if said != label:
            wrong.append(f"{target} is on page {label}; the contents say {said!r}")
        title = " ".join(text_in(link.rect, on_page[link.page]) for link in links[:-1])
        if place and not holds_title(squashed[place[0]], title):
            wrong.append(f"page {label} has no heading {title!r}")
    t.check("the contents lead to pages", right > 0)
    t.none("the contents give the right pages", wrong)


def check_page_references(t, structure, glyphs):
    """What a reference says of a page in brackets is the label of the page where it leads."""
    on_page = collections.defaultdict(list)
    for glyph in glyphs:
        on_page[glyph.page].append(glyph)
    wrong, right = [], 0
    for link in structure.links:
        said = re.search(r"\((?:page|p\.)[ \u00a0](\w+)\)", text_in(link.rect, on_page[link.page])) if link.target else None
        if said:
            place = structure.target(link)
            label = structure.labels[place[0]] if place else None
            right += said[1] == label
            if said[1] != label:
                wrong.append(f"page {link.page + 1}: {said[0]} leads to page {label}")
    t.none("every (page N) is the page that the link leads to", wrong)
    t.note(f"{right} references with their pages")


def links_by_target(structure, start, stop):
    """The links of these pages, those of one line of the contents together, left to right."""
    lines = collections.defaultdict(list)
    for link in structure.links:
        if start <= link.page < stop and link.target is not None:
            lines[str(link.target)].append(link)
    return lines


def text_in(rect, glyphs):
    left, top, right, bottom = rect
    return "".join(g.text for g in glyphs if left - 1 <= (g.x + g.right) / 2 <= right + 1 and top - 1 <= g.y <= bottom + 8).strip()


# ---- Parts of a book ----

def pictures(book, folder, *options):
    """The PNG files of the build, by name."""
    ran = subprocess.run([book.longhand, "build", book.source, "-q", "-f", "png", "--dpi", "40", "-o", folder, *options],
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    files = {path.name: path.read_bytes() for path in pathlib.Path(folder).glob("*.png")}
    return files if ran.returncode == 0 else {}


def check_part(t, book):
    """--chapters of one in the middle draws the very pages of the whole book."""
    middle = "4" if book.source.name == "content" else "10"
    with tempfile.TemporaryDirectory() as whole, tempfile.TemporaryDirectory() as part:
        all_pages = pictures(book, whole)
        some = pictures(book, part, "--chapters", middle)
        t.check(f"--chapters {middle} draws some of the pages", 0 < len(some) < len(all_pages),
                f"{len(some)} of {len(all_pages)}")
        t.none("byte for byte those of the whole book",
               [name for name, data in some.items() if all_pages.get(name) != data])


def check_book(t, book):
    if not check_build(t, book):
        return
    check_report(t, book)
    check_syntax(t, book)
    check_same_bytes(t, book)
    if SANITIZED:
        return  # the same bytes are read below for the other build
    structure, texts = reader.Structure(book.pdf), reader.page_texts(book.pdf)
    check_fonts(t, book)
    check_words(t, book, structure)
    check_glyphs(t, book, len(texts))
    check_links(t, structure)
    check_outline(t, structure, texts)
    check_labels(t, structure, reader.glyphs(book.pdf))
    check_contents(t, structure, reader.glyphs(book.pdf), texts)
    check_page_references(t, structure, reader.glyphs(book.pdf))
    check_part(t, book)


class Named:
    """Tells cases with the book's name before them."""

    def __init__(self, t, name):
        self.t, self.name = t, name

    def __getattr__(self, method):
        def told(text, *rest):
            return getattr(self.t, method)(f"{self.name}: {text}", *rest)
        return told


def main(longhand, *books):
    longhand = str(pathlib.Path(longhand).resolve())
    corpus = os.environ.get("LONGHAND_CORPUS")
    with tap.Tap("pdf") as t:
        for source in [pathlib.Path(b) for b in books] or [ROOT / "content"] + ([pathlib.Path(corpus)] if corpus else []):
            with tempfile.TemporaryDirectory() as folder:
                check_book(Named(t, source.name), Book(longhand, source, pathlib.Path(folder)))
        if not corpus and not books:
            t.skip("a second book", "LONGHAND_CORPUS names none")


main(*sys.argv[1:])
