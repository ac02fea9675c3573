"""The cover: one sheet for a printer, one picture for shops.

usage: run.py LONGHAND
"""

import os
import pathlib
import re
import shutil
import struct
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import program  # noqa: E402
from tap import Tap  # noqa: E402

TRIM = (504, 720)
KDP_WHITE = 0.162144  # points a page
BOOK = """title: Python for Staff Engineers
subtitle: The definitive volume
author: The Longhand project
date: 2026-11-21
isbn: 978-3-16-148410-0
cover:
  front: A line of promise
  price: "€ 69"
  code: |
    def remember(event, log=[]):
        log.append(event)
  language: python
  circle: log=[]
  note: one list, every caller
  back: |
    ## A hook

    The blurb says **what it is about**.

    - [x] an item
"""


class Folder:
    """A small book, and the covers made of it."""

    def __init__(self, longhand, folder):
        self.longhand, self.path = longhand, pathlib.Path(folder)
        program.write(self.path, {"SUMMARY.md": "# Summary\n\n- [One](one.md)\n", "one.md": "# One\n\nText.\n"})
        self.say(BOOK)

    def say(self, book):
        (self.path / "book.yaml").write_text(book, encoding="utf-8")

    def cover(self, *arguments):
        return program.run(self.longhand, "cover", ".", *arguments, cwd=self.path)

    def text(self, name):
        return output("pdftotext", "-raw", self.path / name, "-")


def output(*command):
    return program.run(*command, errors="replace").stdout


def box(path, name):
    match = re.search(rf"{name}:\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)", output("pdfinfo", "-box", path))
    return tuple(float(number) for number in match.groups()) if match else None


def near(found, wanted):
    return found is not None and all(abs(f - w) < 0.06 for f, w in zip(found, wanted))


def test_wrap(tap, book):
    ran = book.cover("--printer", "kdp", "--pages", "640", "-o", "wrap.pdf", "--front", "front.png")
    tap.check("a wrap and a picture are made", ran.returncode == 0, ran.stderr)
    spine = 640 * KDP_WHITE
    media, trim = box(book.path / "wrap.pdf", "MediaBox"), box(book.path / "wrap.pdf", "TrimBox")
    tap.check("back, spine and front with bleed", near(media, (0, 0, 2 * TRIM[0] + spine + 18, TRIM[1] + 18)), str(media))
    tap.check("the trim lies inside the bleed", near(trim, (9, 9, 9 + 2 * TRIM[0] + spine, 9 + TRIM[1])), str(trim))
    text = book.text("wrap.pdf")
    for words in ("The definitive volume", "A line of promise", "A hook", "what it is about", "€ 69", "an item",
                  "one list, every caller", "ISBN 978-3-16-148410-0"):
        tap.check(f"“{words}” is on it", words in re.sub(r"\s+", " ", text), text)
    tall = {word: bottom - top for word, _, top, _, bottom in boxes(book.path / "wrap.pdf")}
    tap.check("the hook is larger than the blurb", tall.get("hook", 0) > 1.5 * tall.get("blurb", 99), str(tall))
    fonts = output("pdffonts", book.path / "wrap.pdf").splitlines()[2:]
    tap.check("its fonts are embedded", fonts and all(" yes yes " in font for font in fonts), "\n".join(fonts))
    first = (book.path / "wrap.pdf").read_bytes()
    book.cover("--printer", "kdp", "--pages", "640", "-o", "again.pdf", "--front", "front2.png")
    tap.check("the same bytes again", first == (book.path / "again.pdf").read_bytes() and
              (book.path / "front.png").read_bytes() == (book.path / "front2.png").read_bytes())


def test_spine(tap, book):
    words = "Python for Staff Engineers"
    thick = " ".join(book.text("wrap.pdf").split())
    book.cover("--printer", "kdp", "--pages", "60", "-o", "thin.pdf", "--front", "front.png")
    thin = " ".join(book.text("thin.pdf").split())
    tap.check("a thick spine has the title", thick.count(words) == 2, thick)
    tap.check("a thin one has none", thin.count(words) == 1, thin)
    book.cover("--printer", "kdp", "--pages", "641", "-o", "odd.pdf", "--front", "front.png")
    tap.check("pages come in the printer's multiples",
              near(box(book.path / "odd.pdf", "TrimBox"), (9, 9, 9 + 2 * TRIM[0] + 642 * KDP_WHITE)))
    book.cover("--printer", "kdp", "--paper", "cream", "--pages", "640", "-o", "cream.pdf", "--front", "front.png")
    tap.check("thicker paper, thicker spine",
              near(box(book.path / "cream.pdf", "TrimBox"), (9, 9, 9 + 2 * TRIM[0] + 640 * 0.18)))
    book.cover("--printer", "ingram", "--spine", "20", "--pages", "300", "-o", "told.pdf", "--front", "front.png")
    tap.check("a spine that is told",
              near(box(book.path / "told.pdf", "TrimBox"), (9, 9, 9 + 2 * TRIM[0] + 20 * 72 / 25.4)))


LONG = """title: The Rust Programming Language
subtitle: Second edition, covering the whole of the language and its tools in depth
author: Steve Klabnik, Carol Nichols, Chris Krycho, with contributions from the Rust Community
cover:
  front: A promise that is rather longer than the width of a cover lets it be without a second line
  code: |
    let first = format!("a line that is longer than the scrap");
    v.push(6);
  language: rust
  circle: v.push(6)
  note: a remark that is rather long as well
"""


def boxes(path):
    """[(word, left, top, right, bottom)] of the first page."""
    return [(word, *map(float, place)) for *place, word in re.findall(
        r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>',
        output("pdftotext", "-bbox", path, "-"))]


def test_long_texts(tap, book):
    """What is too long for a line takes two, or is smaller; nothing runs off the cover or into something else."""
    book.say(LONG)
    ran = book.cover("--printer", "kdp", "--pages", "400", "-o", "long.pdf", "--front", "front.png")
    tap.check("long texts fit", ran.returncode == 0, ran.stderr)
    words = boxes(book.path / "long.pdf")
    trim = box(book.path / "long.pdf", "TrimBox")
    spine = trim[0] + TRIM[0], trim[0] + TRIM[0] + 400 * KDP_WHITE
    front = [word for word in words if word[1] > spine[1]]
    for words_ in ("contributions from the Rust Community", "without a second line", "tools in depth", "long as well"):
        there = [word for word in front if word[0] in words_.split()]
        tap.check(f"“{words_}” lies on the front", {word[0] for word in there} >= set(words_.split()) and
                  all(spine[1] + 18 < word[1] and word[3] < trim[2] - 18 for word in there), str(there))
    tap.equal("a line of code that is wrapped has one number", [word[0] for word in front].count("1"), 1)
    on_spine = sorted((word[2], word[4], word[0]) for word in words if spine[0] < word[1] and word[3] < spine[1])
    tap.check("nothing lies on the spine's title", len(on_spine) > 3 and
              all(one[1] <= other[0] + 2 for one, other in zip(on_spine, on_spine[1:])), str(on_spine))
    for key, text in (("subtitle", LONG.replace("in depth", "in depth" * 60)), ("author", LONG.replace("Steve", "Steve" * 90)),
                      ("cover.note", LONG.replace("as well", "as well" * 30)),
                      ("cover.code", LONG.replace("    v.push", "    other();\n" * 40 + "    v.push"))):
        book.say(text)
        ran = book.cover("--printer", "kdp", "--pages", "400", "-o", "bad.pdf")
        tap.check(f"{key} without end is told", ran.returncode == 1 and "[cover-too-long]" in ran.stderr and
                  key in ran.stderr and not (book.path / "bad.pdf").exists(), ran.stderr)
    book.say("title: An Exhaustive Introduction to the Practice of Distributed Systems Engineering\nauthor: Nobody\n")
    ran = book.cover("--printer", "kdp", "--pages", "400", "-o", "title.pdf", "--front", "front.png")
    found = [word[0] for word in boxes(book.path / "title.pdf")] if ran.returncode == 0 else []
    tap.check("a long title is smaller, on the spine too", found.count("Engineering") == 2 and found.count("Nobody") == 2,
              ran.stderr)
    book.say(BOOK)


def test_barcode(tap, book):
    book.cover("--printer", "kdp", "--pages", "640", "-o", "wrap.pdf", "--front", "front.png")
    content = output("qpdf", "--qdf", "--object-streams=disable", book.path / "wrap.pdf", "-")
    tap.check("the bars are black ink alone", "0 0 0 1 k" in content)
    if shutil.which("zbarimg"):
        output("pdftoppm", "-r", "200", "-gray", "-png", "-singlefile", book.path / "wrap.pdf", book.path / "wrap")
        read = output("zbarimg", "-q", book.path / "wrap.png")
        tap.check("a reader reads the bars", "EAN-13:9783161484100" in read, read)
    else:
        tap.skip("a reader reads the bars", "zbarimg is not installed")
    book.say(BOOK.replace("978-3-16-148410-0", "0-306-40615-2"))
    book.cover("--printer", "kdp", "--pages", "640", "-o", "ten.pdf", "--front", "front.png")
    digits = re.sub(r"\D", "", book.text("ten.pdf"))
    tap.check("an ISBN-10 gets its EAN", "9780306406157" in digits, digits)
    book.say(BOOK.replace("isbn: 978-3-16-148410-0\n", ""))
    book.cover("--printer", "kdp", "--pages", "640", "-o", "none.pdf", "--front", "front.png")
    tap.check("without ISBN there are no bars", "ISBN" not in book.text("none.pdf"))
    book.say(BOOK)


def test_preflight(tap, book):
    """Every printer's wrap passes; a printer who takes less than the style draws makes it fail."""
    for printer in ("kdp", "ingram", "lulu", "offset", "x4"):
        ran = book.cover("--printer", printer, "--pages", "400", "--spine", "23", "-o", "wrap.pdf", "--front", "front.png")
        tap.check(f"{printer}: the wrap passes preflight", ran.returncode == 0 and "[" not in ran.stderr, ran.stderr)
    (book.path / "dry.yaml").write_text("extends: offset\nname: Dry\ncolour: {ink-limit: 100}\n", encoding="utf-8")
    (book.path / "far.yaml").write_text("extends: offset\nname: Far\nmargins: {top: 180}\n", encoding="utf-8")
    for printer, code in (("dry.yaml", 0), ("far.yaml", 1)):
        ran = book.cover("--printer", printer, "--pages", "400", "-o", "wrap.pdf", "--front", "front.png")
        tap.check(f"{printer}: what can be kept is kept, else it is told", ran.returncode == code and
                  ("[safe-zone]" in ran.stderr) == bool(code), ran.stderr)


def test_picture(tap, book):
    ran = book.cover("--width", "800", "--front", "shop.png")
    head = (book.path / "shop.png").read_bytes()[:24] if (book.path / "shop.png").exists() else b""
    size = struct.unpack(">II", head[16:24]) if len(head) == 24 else None
    tap.equal("the picture has its width", size, (800, 1143))
    tap.check("without a printer there is no wrap", ran.returncode == 0 and "pdf" not in ran.stderr, ran.stderr)


def test_mistakes(tap, book):
    for name, arguments, message in (
            ("an unknown printer", ("--printer", "nobody"), "nobody"),
            ("an unknown paper", ("--printer", "kdp", "--paper", "gold"), "it has white, cream"),
            ("too many pages", ("--printer", "kdp", "--pages", "900"), "binds at most 828 pages"),
            ("a spine that nobody knows", ("--printer", "ingram", "--pages", "300"), "--spine MM")):
        ran = book.cover(*arguments, "-o", "bad.pdf")
        tap.check(f"{name} is told", ran.returncode == 1 and message in ran.stderr, ran.stderr)
        tap.check(f"{name}: nothing is written", not (book.path / "bad.pdf").exists())
    book.say(BOOK + "    \n" + "\n\n".join(f"    Paragraph {i} of a blurb." for i in range(30)) + "\n")
    ran = book.cover("--printer", "kdp", "--pages", "640", "-o", "bad.pdf")
    tap.check("a blurb that is too long is told", ran.returncode == 1 and "[cover-too-long]" in ran.stderr, ran.stderr)
    book.say(BOOK)


def main():
    longhand = os.path.abspath(sys.argv[1])
    with Tap("cover") as tap, tempfile.TemporaryDirectory() as folder:
        book = Folder(longhand, folder)
        for test in (test_wrap, test_spine, test_long_texts, test_barcode, test_preflight, test_picture, test_mistakes):
            test(tap, book)


if __name__ == "__main__":
    main()
