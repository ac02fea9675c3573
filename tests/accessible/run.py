"""The screen's PDF against PDF/UA-1 (ISO 14289-1), as far as a program can see: everything on a page is tagged or an
artifact, figures have words, tables have heads, headings have no gaps, links are told, every character can be read.
A PDF that lacks something must not say that it is PDF/UA.

usage: run.py LONGHAND
"""

import base64
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tests"))
import program  # noqa: E402
import tap  # noqa: E402

LONGHAND = str(pathlib.Path(sys.argv[1]).resolve())
TYPES = {"Document", "Part", "Sect", "P", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH",
         "TD", "BlockQuote", "Code", "Figure", "Caption", "Div", "Note", "TOC", "TOCI", "Reference", "Link", "Quote"}
TOKEN = re.compile(rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)|<<|>>|<[0-9A-Fa-f\s]*>|\[|\]|/[^\s()<>\[\]/]+|[^\s()<>\[\]/]+", re.S)
PAINTS = {b"f", b"F", b"f*", b"S", b"s", b"B", b"B*", b"b", b"b*", b"Tj", b"TJ", b"'", b'"', b"Do", b"sh"}


class File:
    """A PDF's objects, as qpdf tells them."""

    def __init__(self, pdf):
        told = subprocess.run(["qpdf", "--json=2", "--json-stream-data=inline", "--decode-level=generalized", str(pdf), "-"],
                              capture_output=True, check=True).stdout
        self.objects = json.loads(told)["qpdf"][1]
        self.root = self.get(self.objects["trailer"]["value"]["/Root"])

    def get(self, value):
        """What @value refers to; a stream's dictionary."""
        while isinstance(value, str) and re.fullmatch(r"\d+ 0 R", value):
            entry = self.objects["obj:" + value]
            value = entry["stream"]["dict"] if "stream" in entry else entry["value"]
        return value

    def bytes(self, reference):
        return base64.b64decode(self.objects["obj:" + reference]["stream"]["data"])

    def pages(self, node=None):
        node = self.get(self.root["/Pages"]) if node is None else node
        for kid in node["/Kids"]:
            page = self.get(kid)
            if page["/Type"] == "/Pages":
                yield from self.pages(page)
            else:
                yield kid, page


def plain(text):
    return text.split(":", 1)[1] if isinstance(text, str) and text[:2] in ("u:", "b:") else ""


def wrong_content(pdf, number, page, wrong):
    """Painting outside marked content. Returns: the MCIDs that the page has."""
    marks, open_, operands = set(), [], []
    for token in TOKEN.findall(pdf.bytes(page["/Contents"])):
        if token in (b"BDC", b"BMC"):
            said = b" ".join(operands)
            mcid = re.search(rb"/MCID (\d+)", said)
            if mcid:
                marks.add(int(mcid[1]))
            open_.append(bool(mcid) or b"/Artifact" in said)
            operands = []
        elif token == b"EMC":
            open_.pop()
            operands = []
        elif token in PAINTS:
            if not any(open_):
                wrong.append(f"page {number}: {token.decode()} is neither tagged nor an artifact")
            operands = []
        elif re.fullmatch(rb"[A-Za-z*'\"][A-Za-z0-9*]*", token) and token not in (b"true", b"false", b"null"):
            operands = []
        else:
            operands.append(token)
    if open_:
        wrong.append(f"page {number}: marked content stays open")
    return marks


def wrong_pages(pdf, wrong):
    tree = pdf.get(pdf.get(pdf.root["/StructTreeRoot"])["/ParentTree"])["/Nums"]
    parents = dict(zip(tree[::2], tree[1::2]))
    for number, (_, page) in enumerate(pdf.pages(), 1):
        marks = wrong_content(pdf, number, page, wrong)
        row = pdf.get(parents.get(page.get("/StructParents"), []))
        if marks != set(range(len(row))):
            wrong.append(f"page {number}: {len(marks)} marks, {len(row)} elements")
        if page.get("/Tabs") != "/S":
            wrong.append(f"page {number}: the order of tabs is not the structure's")
        for reference in page.get("/Annots", []):
            link = pdf.get(reference)
            if not plain(link.get("/Contents", "")):
                wrong.append(f"page {number}: a link without Contents")
            element = pdf.get(parents.get(link.get("/StructParent")))
            if not element or element["/S"] != "/Link" or not any(
                    isinstance(kid, dict) and kid.get("/Obj") == reference for kid in element["/K"]):
                wrong.append(f"page {number}: a link that no Link holds")


def elements(pdf, reference, depth=0):
    """(reference, element, depth) in the order of reading."""
    element = pdf.get(reference)
    yield reference, element, depth
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        if isinstance(kid, str):
            yield from elements(pdf, kid, depth + 1)


def wrong_structure(pdf, wrong):
    last, notes = 0, []
    for reference, element, _ in elements(pdf, pdf.get(pdf.root["/StructTreeRoot"])["/K"]):
        kind = element["/S"][1:]
        if kind not in TYPES:
            wrong.append(f"{kind} is no standard type")
        if kind == "Figure" and not plain(element.get("/Alt", "")).strip():
            wrong.append(f"figure {reference} has no alternate text")
        if re.fullmatch(r"H[1-6]", kind):
            if int(kind[1]) > last + 1:
                wrong.append(f"{kind} after H{last}")
            last = int(kind[1])
        if kind == "TH" and pdf.get(element.get("/A", {})).get("/Scope") not in ("/Column", "/Row", "/Both"):
            wrong.append(f"the head {reference} has no scope")
        if kind == "Table" and not any(e["/S"] == "/TH" for _, e, _ in elements(pdf, reference)):
            wrong.append(f"the table {reference} has no head")
        if kind == "Note":
            notes.append(element.get("/ID"))
        if kind in ("TR", "LI", "TOCI"):
            up = pdf.get(element["/P"])["/S"]
            if up not in {"TR": ("/Table",), "LI": ("/L",), "TOCI": ("/TOC",)}[kind]:
                wrong.append(f"{kind} in {up}")
    if None in notes or len(set(notes)) != len(notes):
        wrong.append("a note without an ID of its own")


def wrong_fonts(pdf, wrong):
    for name, entry in pdf.objects.items():
        font = entry.get("value")
        if not isinstance(font, dict) or font.get("/Type") != "/Font":
            continue
        if font["/Subtype"] == "/Type0" and "/ToUnicode" not in font:
            wrong.append(f"{font['/BaseFont']} has no ToUnicode")
        if font["/Subtype"] == "/CIDFontType2":
            descriptor = pdf.get(font["/FontDescriptor"])
            if not {"/FontFile2", "/FontFile3"} & set(descriptor) or font.get("/CIDToGIDMap") != "/Identity":
                wrong.append(f"{name}: {font['/BaseFont']} is not embedded")


def wrong_catalog(pdf, wrong):
    if not plain(pdf.root.get("/Lang", "")):
        wrong.append("no language")
    if pdf.get(pdf.root.get("/ViewerPreferences", {})).get("/DisplayDocTitle") is not True:
        wrong.append("the title is not displayed")
    if pdf.get(pdf.root.get("/MarkInfo", {})).get("/Marked") is not True:
        wrong.append("it does not say that it is tagged")
    if b"<dc:title>" not in pdf.bytes(pdf.root["/Metadata"]):
        wrong.append("no title in XMP")


def look(path):
    """(what is wrong, whether it says PDF/UA-1)."""
    pdf, wrong = File(path), []
    for check in (wrong_catalog, wrong_structure, wrong_pages, wrong_fonts):
        check(pdf, wrong)
    return wrong, b">1</pdfuaid:part>" in pdf.bytes(pdf.root["/Metadata"])


# ---- Books ----

GOOD = """# One

Text with [a link](#two), [another](https://example.com/) and a note[^1].

## Two

| a | b |
|---|---|
| 1 | 2 |

![A grey square](grey.svg)

[^1]: A note.
"""
GREY = '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"><rect width="96" height="96" fill="#888"/></svg>'
LACKS = {
    "a figure without words": (GOOD.replace("A grey square", ""), "title: T\nlanguage: en\n"),
    "a level of headings left out": (GOOD.replace("## Two", "#### Two"), "title: T\nlanguage: en\n"),
    "a character without a glyph": (GOOD + "\n\U0001F6A8\n", "title: T\nlanguage: en\n"),
}


def build(folder, name, text, settings):
    book = program.write(folder / name.replace(" ", "-"), {
        "book.yaml": settings + "author: Nobody\n", "SUMMARY.md": "# Summary\n\n- [One](one.md)\n", "one.md": text,
        "grey.svg": GREY})
    return make(book, folder / f"{book.name}.pdf")


def make(book, pdf):
    program.run(LONGHAND, "build", book, "-o", pdf, "-q", seconds=200)
    return pdf


def check(t, folder):
    for name, pdf in (("a small book", build(folder, "good", GOOD, "title: T\nlanguage: en\n")),
                      ("the gallery", make(ROOT / "tests/gallery", folder / "gallery.pdf"))):
        wrong, says = look(pdf)
        t.none(f"{name} has what PDF/UA-1 asks", wrong)
        t.check(f"{name} says so", says)
        t.check(f"{name} is packed", b"/ObjStm" in pdf.read_bytes())
    for name, (text, settings) in LACKS.items():
        wrong, says = look(build(folder, name, text, settings))
        t.check(f"{name}: it is not said to be PDF/UA", not says, wrong)
    check_the_check(t, folder)


def check_the_check(t, folder):
    """A check that sees nothing would pass everything."""
    text = subprocess.run(["qpdf", "--qdf", "--object-streams=disable", str(folder / "good.pdf"), "-"], capture_output=True,
                          check=True).stdout
    for name, old, new in (("a link's Contents", b"/Contents (https", b"/Kontents (https"), ("a head's scope", b"/Scope", b"/Skope"),
                           ("an alternate text", b"/Alt", b"/Olt"), ("the order of tabs", b"/Tabs", b"/Taps"),
                           ("an artifact", b"/Artifact BMC", b"/Artefact BMC"), ("a font's Unicode", b"/ToUnicode", b"/TuUnicode")):
        broken = folder / "broken.pdf"
        broken.write_bytes(text.replace(old, new))
        t.check(f"the check sees {name} that is not there", old in text and look(broken)[0])


with tap.Tap("accessible") as t, tempfile.TemporaryDirectory() as scratch:
    check(t, pathlib.Path(scratch))
