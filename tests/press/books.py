"""Whole books for every printer, looked at with other people's programs: the same text on the same pages, the
same places, the right separations, nothing that PDF/X-1a forbids, and no false findings in good files that
others wrote. What needs Ghostscript is skipped without it.

usage: books.py LONGHAND [WORD…]     with words, only checks whose names hold one of them
"""

import collections
import json
import os
import pathlib
import re
import resource
import shlex
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(HERE)]
import program  # noqa: E402
import tap  # noqa: E402
from pdfs import Pdf  # noqa: E402
from rasters import dark, pages_of, plates, strays  # noqa: E402

LONGHAND = str(pathlib.Path(sys.argv[1]).resolve())
WORDS = sys.argv[2:]
SANITIZED = bool(os.environ.get("LONGHAND_SANITIZED"))
BOOK = ROOT / "tests/gallery"
PRINTERS = ["offset", "kdp"] if SANITIZED else ["kdp", "ingram", "lulu", "offset", "x4"]
SIZE = 504, 720                    # of the trim, points
SAMPLE = [9, 16, 22, 26, 33, 40]   # pages that are compared as pictures: text, cards, listings, tables, drawings


def run(*command, **more):
    return program.run(*command, seconds=500, encoding=None, **more)


def built(folder, name, *options, book=BOOK):
    pdf = folder / f"{name}.pdf"
    if pdf.exists():
        return pdf
    done = run(LONGHAND, "build", book, "-o", pdf, *options)
    if not pdf.exists():
        raise RuntimeError(f"{options}: {done.stderr.decode()}")
    return pdf


def texts(pdf):
    """The words of every page in the order of its content; pages that printers add hold none."""
    pages = run("pdftotext", "-raw", pdf, "-").stdout.decode().split("\f")[:-1]
    pages = [page.split() for page in pages]
    while pages and not pages[-1]:
        pages.pop()
    return pages


def words(pdf):
    """For each page [(word, x, y)]: the left edge and the top, points."""
    out = []
    for line in run("pdftotext", "-bbox", pdf, "-").stdout.decode().splitlines():
        if "<page" in line:
            out.append([])
        elif match := re.search(r'xMin="([\d.-]+)" yMin="([\d.-]+)".*?>(.*)</word>', line):
            out[-1].append((match[3], float(match[1]), float(match[2])))
    return out


def trims(pdf):
    """For each page where its trim begins, from the left and from the top."""
    told, boxes = run("pdfinfo", "-box", "-l", "9999", pdf).stdout.decode(), {}
    for page, name, box in re.findall(r"^Page +(\d+) (Media|Trim)Box:(.*)$", told, re.M):
        boxes.setdefault(int(page), {})[name] = [float(number) for number in box.split()]
    return [(boxes[i]["Trim"][0] - boxes[i]["Media"][0], boxes[i]["Media"][3] - boxes[i]["Trim"][3])
            for i in range(1, len(boxes) + 1)]


def column(pdf, screen, side):
    """How far most words of rectos (0) or versos (1) are from where they are on screen: the column's place there."""
    there, here, count = words(screen), words(pdf), collections.Counter()
    for i in range(side, len(there), 2):
        places = {word: (x, y) for word, x, y in there[i]}
        count.update((round(x - places[word][0], 1), round(y - places[word][1], 1)) for word, x, y in here[i]
                     if word in places and sum(other == word for other, _, _ in here[i]) == 1)
    return count.most_common(1)[0][0]


def shifts(pdf, screen):
    """Every page's way from the screen's page: one for all rectos, one for all versos."""
    sides = column(pdf, screen, 0), column(pdf, screen, 1)
    return [sides[i % 2] for i in range(len(words(screen)))]


# ---- One pagination ----


def check_pagination(t, folder):
    screen = built(folder, "screen")
    wanted = texts(screen)
    t.check("the screen's book has pages", len(wanted) > 40, len(wanted))
    for printer in PRINTERS:
        for inks in ("colour", "mono"):
            pdf = built(folder, f"{printer}-{inks}", "-p", printer, "--inks", inks)
            found = texts(pdf)
            wrong = [f"page {i + 1}" for i, (a, b) in enumerate(zip(found, wanted)) if a != b]
            t.none(f"{printer}, {inks}: every page holds the screen's words and folio",
                   wrong + ([f"{len(found)} pages, not {len(wanted)}"] if len(found) != len(wanted) else []))
    check_dumps(t, folder)


def check_dumps(t, folder):
    """The text dump says nothing of boxes and inks, so that one is like the other but for the column's place."""
    dumps = {}
    for target in ("screen", "print"):
        path = folder / f"{target}.txt"
        run(LONGHAND, "build", BOOK, "-f", "dump", "-t", target, "-o", path)
        dumps[target] = [re.sub(r"-?\d+\.\d+", "#", line) for line in path.read_text().splitlines()]
    differ = [f"{a}\n{b}" for a, b in zip(dumps["screen"], dumps["print"]) if a != b]
    t.check("the dumps of screen and print are the same", len(dumps["screen"]) > 1000 and not differ and
            len(dumps["screen"]) == len(dumps["print"]), "\n".join(differ[:9]))


def check_preflight(t, folder):
    for printer in PRINTERS:
        for inks in ("colour", "mono"):
            pdf = built(folder, f"{printer}-{inks}", "-p", printer, "--inks", inks)
            t.none(f"{printer}, {inks}: preflight finds nothing, warnings neither", findings(pdf, printer))


# ---- One geometry ----


def check_geometry(t, folder):
    screen = built(folder, "screen")
    there = words(screen)
    for printer in PRINTERS:
        for inks in ("colour", "mono"):
            pdf = built(folder, f"{printer}-{inks}", "-p", printer, "--inks", inks)
            moves, far, n = shifts(pdf, screen), [], 0
            for i, (page, wanted) in enumerate(zip(words(pdf), there)):
                places = {}
                for word, x, y in page:
                    places.setdefault(word, []).append((x - moves[i][0], y - moves[i][1]))
                for word, x, y in wanted:
                    n += 1
                    if not any(abs(x - a) < 0.15 and abs(y - b) < 0.15 for a, b in places.get(word, [])):
                        far.append(f"page {i + 1}: {word} at {x:.2f},{y:.2f}")
            # bold and thickened letters may part a word elsewhere
            t.check(f"{printer}, {inks}: words stand where they stand on screen", len(far) * 200 < n > 5000,
                    "\n".join([f"{len(far)} of {n}"] + far[:20]))
            t.check(f"{printer}, {inks}: the column is at most a few points from the style's place", max(
                abs(moves[i][k] - trims(pdf)[i][k] - (0 if k else 13.5 - 27 * (i % 2))) for i in (0, 1) for k in (0, 1)) < 9,
                moves[:2])
    check_pictures(t, folder, screen)


def check_pictures(t, folder, screen):
    """What is dark on one page is dark on the other, a pixel here or there."""
    for printer in PRINTERS[:2] if SANITIZED else ("kdp", "offset"):
        for inks in ("colour", "mono"):
            pdf = built(folder, f"{printer}-{inks}", "-p", printer, "--inks", inks)
            moves, wrong = shifts(pdf, screen), []
            for page in SAMPLE:
                pairs = list(both_ways(screen, pdf, page, moves[page - 1]))
                parts = [strays(*pair) for pair in pairs]
                if max(parts) > 0.01 or min(len(pair[0]) for pair in pairs) < 500:
                    wrong.append(f"page {page}: {parts[0]:.1%} and {parts[1]:.1%} of what is dark lie apart")
            t.none(f"{printer}, {inks}: pages look as on screen", wrong)


def both_ways(screen, pdf, page, move):
    """(dark pixels of one, everything darkish of the other), each way; the print's shifted back."""
    ours, theirs = pages_of(screen, page), pages_of(pdf, page)
    back = -move[0], -move[1]
    # the column moves, the paper does not: what is dark lies in the column or the head
    yield dark(ours, 90, (0, 0), SIZE), dark(theirs, 170, back, SIZE)
    yield dark(theirs, 80, back, SIZE), dark(ours, 190, (0, 0), SIZE)


# ---- Inks ----

TEXT = "# Plain\n\n## Words\n\n" + "\n\n".join("Plain words of a plain book. " * 25 for _ in range(40))


def write_plain(folder):
    return program.write(folder / "plain", {"book.yaml": "title: Plain\nauthor: Nobody\nlanguage: en\n",
                                            "SUMMARY.md": "# Summary\n\n- [Plain](plain.md)\n", "plain.md": TEXT})


def check_separations(t, folder):
    names = ("mono: no page has C, M or Y (inkcov)", "mono: the plates of C, M and Y are empty (tiffsep)",
             "colour: plain text is the body's two plates (tiffsep)")
    if not shutil.which("gs"):
        for name in names:
            t.skip(name, "no Ghostscript")
        return
    for printer in ("offset", "kdp"):
        pdf = built(folder, f"{printer}-mono", "-p", printer, "--inks", "mono")
        told = run("gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=inkcov", "-o", "-", pdf).stdout.decode()
        pages = re.findall(r"([\d.]+)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+) CMYK", told)
        t.check(f"{printer}, {names[0]}", len(pages) > 40 and all(float(part) == 0 for page in pages for part in page[:3]),
                [page for page in pages if any(float(part) for part in page[:3])][:5])
        told = plates(folder, pdf, 24, 24)[0]
        t.check(f"{printer}, {names[1]}", all(max(told[ink][2]) == 0 for ink in ("Cyan", "Magenta", "Yellow")) and
                max(told["Black"][2]) == 255, {ink: max(plate[2]) for ink, plate in told.items()})
    check_plain_text(t, names[2], folder)


def check_plain_text(t, name, folder):
    """Ink and paper have C and K, the margin line M; the head with the folio is above the first line of text."""
    pdf = built(folder, "plain", "-p", "offset", book=write_plain(folder))
    page = next(i for i, found in enumerate(texts(pdf)) if len(found) > 200 and "Words" not in found) + 1
    left, top = trims(pdf)[page - 1]
    scale, head = 100 / 72, 100                 # points from the trim's top that hold the head
    told = plates(folder, pdf, page, page)[0]
    columns = {}
    for ink, (width, height, samples) in told.items():
        below = samples[int((top + head) * scale) * width:]
        inked = {i % width for i in range(len(below)) if below[i]}
        columns[ink] = len(inked), max(inked, default=0) - min(inked, default=0)
    t.check(name, columns["Yellow"][0] == 0 and columns["Cyan"][0] > 400 and columns["Black"][0] > 300 and
            columns["Magenta"][1] < 6, f"{columns}, page {page}, {left}")


# ---- What PDF/X-1a forbids ----


def check_forbidden(t, folder):
    for printer in ("offset", "ingram"):
        pdf = built(folder, f"{printer}-colour", "-p", printer)
        text = run("qpdf", "--qdf", "--object-streams=disable", pdf, "-").stdout.decode("latin-1")
        text = re.sub(r"stream\n(?:(?!endstream).)*?[\x00-\x08](?:(?!endstream).)*endstream", "", text, flags=re.S)
        words_ = ["/Group", "/SMask", "/DeviceRGB", "/CalRGB", "/ICCBased", "/JavaScript", "/Annots", "/BM"]
        t.none(f"{printer}: nothing of what PDF/X-1a forbids", [word for word in words_ if re.search(word + r"\b", text)])
        t.none(f"{printer}: no constant alpha", re.findall(r"/ca\b.*|/CA\b.*", text))
        t.none(f"{printer}: no colour operator of RGB", re.findall(r"(?<![\w/(])(?:[\d.]+ ){3}(?:rg|RG)\s", text))
        t.check(f"{printer}: it was looked at", text.count(" k\n") > 200 and "/MediaBox" in text)


# ---- Good files of others ----

LENIENT = """extends: offset
name: Lenient
pdf: {source: this test of good files, checked: 2026-11-20, type: plain, version: 1.7, without: [encryption, scripts]}
boxes: {trim: no, crop: yes, inner: 0, outer: 0, top: 0, bottom: 0, bleed-optional: yes}
colour: {spaces: [grey, cmyk, rgb, spot, icc]}
pages: {least: 1, multiple: 1}
"""
CAIRO = r"""
#include <cairo-pdf.h>
int main(int argc, char **argv)
{
    cairo_surface_t *s = cairo_pdf_surface_create(argv[argc - 1], 504, 720);
    cairo_t *c = cairo_create(s);
    for (int page = 0; page < 2; page++) {
        cairo_select_font_face(c, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
        cairo_set_font_size(c, 11);
        cairo_set_source_rgb(c, 0, 0, 0);
        cairo_move_to(c, 90, 120);
        cairo_show_text(c, "Good words of another program");
        cairo_set_line_width(c, 1);
        cairo_move_to(c, 90, 200);
        cairo_line_to(c, 400, 200);
        cairo_stroke(c);
        cairo_set_source_rgba(c, 0.2, 0.4, 0.8, page ? 0.5 : 1);
        cairo_rectangle(c, 90, 300, 200, 100);
        cairo_fill(c);
        cairo_show_page(c);
    }
    cairo_destroy(c);
    cairo_surface_finish(s);
    cairo_surface_destroy(s);
    return 0;
}
"""
SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="672" height="960"><defs><linearGradient id="g"><stop offset="0"
stop-color="#fd0"/><stop offset="1" stop-color="#08f"/></linearGradient></defs><text x="140" y="200" font-size="20">Good
words</text><rect x="140" y="300" width="300" height="200" fill="url(#g)"/><path d="M140 600H500" stroke="#000"
stroke-width="2"/></svg>"""


def by_cairo(folder):
    source, program, pdf = folder / "good.c", folder / "good", folder / "cairo.pdf"
    source.write_text(CAIRO)
    flags = run("pkg-config", "--cflags", "--libs", "cairo", "cairo-pdf").stdout.decode()
    if run("cc", source, "-o", program, *shlex.split(flags)).returncode:
        return None
    run(program, pdf)
    return pdf


def by_ghostscript(folder):
    if not shutil.which("gs"):
        return None
    pdf = folder / "gs.pdf"
    run("gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", "-o", pdf, by_cairo(folder))
    return pdf


def by_rsvg(folder):
    if not shutil.which("rsvg-convert"):
        return None
    (folder / "good.svg").write_text(SVG)
    run("rsvg-convert", "-f", "pdf", "-o", folder / "rsvg.pdf", folder / "good.svg")
    return folder / "rsvg.pdf"


def by_libreoffice(folder):
    if not shutil.which("soffice"):
        return None
    (folder / "good.html").write_text("<p>Good words of another program</p>")
    run("soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, folder / "good.html")
    return folder / "good.pdf"


def by_chromium(folder):
    if not shutil.which("chromium"):
        return None
    (folder / "page.html").write_text("<style>@page{size:7in 10in;margin:1in}p+p{border-top:1px solid}</style><h1>Good</h1>"
                                      "<p>Words of <b>another</b> program<p>and <i>more</i> of them")
    run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
        f"--print-to-pdf={folder / 'chromium.pdf'}", folder / "page.html")
    return folder / "chromium.pdf" if (folder / "chromium.pdf").exists() else None


def by_mutool(folder):
    pdf = folder / "mutool.pdf"
    run("mutool", "clean", "-gggg", "-z", by_cairo(folder), pdf)
    return pdf


def rewritten(folder, *command):
    """The clean PDF/X-1a of pdfs.py, written again by another program."""
    clean, pdf = folder / "clean.pdf", folder / "rewritten.pdf"
    clean.write_bytes(Pdf().bytes())
    run(*[str(part).replace("IN", str(clean)).replace("OUT", str(pdf)) for part in command])
    return pdf


def findings(pdf, printer):
    done = run(LONGHAND, "preflight", pdf, "-p", printer, "-f", "json")
    if done.returncode not in (0, 1):
        return [done.stderr.decode()]
    return [f"{f['rule']}, page {f['page']}: {f['value']}" for f in json.loads(done.stdout)["findings"]]


def check_others(t, folder):
    lenient = folder / "lenient.yaml"
    lenient.write_text(LENIENT)
    for make in (by_cairo, by_ghostscript, by_rsvg, by_libreoffice, by_chromium, by_mutool):
        name = f"a good PDF {make.__name__.replace('_', ' ')} has no findings"
        pdf = make(folder)
        if pdf is None:
            t.skip(name, "there is no such program")
        else:
            t.none(name, findings(pdf, lenient))
    strict = HERE / "strict.yaml"
    t.none("a clean PDF/X-1a written again by qpdf has none",
           findings(rewritten(folder, "qpdf", "--object-streams=disable", "--stream-data=compress", "IN", "OUT"), strict))
    t.none("one made linear by qpdf has none", findings(rewritten(folder, "qpdf", "--linearize", "IN", "OUT"), strict))
    t.none("one cleaned by mutool has none", findings(rewritten(folder, "mutool", "clean", "-z", "IN", "OUT"), strict))


# ---- Writing ----


def check_full_disk(t, folder):
    pdf = folder / "whole.pdf"
    run(LONGHAND, "build", BOOK, "-o", pdf, "-p", "offset")
    old, names = pdf.read_bytes(), set(os.listdir(folder))
    for size in (1, 4096, 90000):      # a write beyond fails, since Python's children ignore SIGXFSZ here
        done = run(LONGHAND, "build", BOOK, "-o", pdf, "-p", "offset", "--inks", "mono", restore_signals=False,
                   preexec_fn=lambda size=size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
        t.check(f"room for {size} bytes only: the earlier file stays whole", done.returncode != 0 and
                pdf.read_bytes() == old, f"{done.returncode} {done.stderr.decode()[-300:]}")
    t.equal("nothing is left beside it", sorted(set(os.listdir(folder)) - names), [])


with tap.Tap("press-books") as t, tempfile.TemporaryDirectory() as scratch:
    for check in (check_pagination, check_preflight, check_geometry, check_separations, check_forbidden, check_others, check_full_disk):
        if not WORDS or any(word in check.__name__ for word in WORDS):
            check(t, pathlib.Path(scratch))
