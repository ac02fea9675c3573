"""The gallery: every component of the look, small, large, nested and cut by a page.

usage: run.py LONGHAND             compares the gallery's pages with gallery.expected
       run.py LONGHAND --write     rewrites it; read the diff, and look at out/gallery.pdf

The report of the whole gallery must count no defect; and what stands in boxes too small for it must be told.
"""

import json
import pathlib
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import program  # noqa: E402
from tap import Tap  # noqa: E402

NONE = ("off_grid", "overfull", "overflow", "widows", "orphans", "stranded_headings", "lost_text",
        "missing_glyphs", "short_pages")
EXPECTED = HERE / "gallery.expected"


def dump(longhand):
    ran = program.dump(longhand, "pages", HERE)
    return program.with_messages(ran.stdout, ran)


def report_of(longhand, book, folder):
    ran = program.run(longhand, "build", book, "-q", "-o", folder / "out.pdf", "--report", folder / "report.json",
                      cwd=HERE.parent)
    return ran, json.loads((folder / "report.json").read_text(encoding="utf-8"))


def test_defects(tap, longhand, folder):
    ran, report = report_of(longhand, HERE.name, folder)
    tap.check("builds", ran.returncode == 0, ran.stderr)
    for defect in NONE:
        told = [item for item in report["items"] if item.get("defect", "").replace("-", "_") in (defect, defect[:-1])]
        tap.check(f"no {defect}", report[defect] == 0, json.dumps(told, indent=1))


def overflows(longhand, folder, style):
    """What the report says about the gallery in classic-ruled changed by @style."""
    book = folder / "book"
    shutil.rmtree(book, ignore_errors=True)
    shutil.copytree(HERE, book, ignore=shutil.ignore_patterns("*.py", "*.expected", "__pycache__"))
    settings = (book / "book.yaml").read_text().replace("style: classic-ruled", "style: small.yaml")
    (book / "book.yaml").write_text(settings)
    (book / "small.yaml").write_text("extends: classic-ruled\n" + style)
    _, report = report_of(longhand, book, folder)
    return [item for item in report["items"] if item.get("defect") == "overflow"]


def test_overflow_is_seen(tap, longhand, folder):
    """Letters higher than the tab of a file's name, than the row of a table or of a trade-off."""
    tab = overflows(longhand, folder, "listing:\n  label-height: 5\n")
    tap.check("letters higher than their tab are told", len(tab) >= 2, tab)
    cells = overflows(longhand, folder, "table:\n  bottom-drop: 0.5\n")
    tap.check("letters lower than their cell are told", len([c for c in cells if "lower edge of its box" in c["message"]])
              > 20, cells[:9])
    cards = overflows(longhand, folder, "card:\n  cell-baseline: 2\n")
    tap.check("letters higher than a trade-off's cell are told",
              len([c for c in cards if "upper edge of its box" in c["message"]]) > 20, cards[:9])


def main(longhand, *options):
    longhand = str(pathlib.Path(longhand).resolve())
    if "--write" in options:
        EXPECTED.write_text(dump(longhand), encoding="utf-8")
        return
    with Tap("gallery") as tap, tempfile.TemporaryDirectory() as folder:
        program.compare(tap, "the pages are as expected", dump(longhand), EXPECTED)
        test_defects(tap, longhand, pathlib.Path(folder))
        test_overflow_is_seen(tap, longhand, pathlib.Path(folder))


main(*sys.argv[1:])
