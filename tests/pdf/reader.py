"""Reads a finished PDF with other people's programs: pdftotext, pdffonts, mutool and qpdf."""

import collections
import html
import json
import os
import re
import subprocess
import tempfile

HEAD = 60       # points from the top: the running head and the folio lie above
STEXT = re.compile(r'<page id="page(\d+)"|<font name="([^"]*)" size="([^"]*)">|'
                   r'<char quad="([^"]*)" x="([^"]*)" y="([^"]*)" color="[^"]*" c="([^"]*)"/>')

# A drawn character: page from 0, the font's name and size, origin and right edge in points from the top left.
Glyph = collections.namedtuple("Glyph", "page font size x y right text")
Entry = collections.namedtuple("Entry", "level title page top")
Link = collections.namedtuple("Link", "page rect target uri")


def said(*command):
    """What a reading program prints; its complaints go with it."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode("utf-8")


def page_texts(pdf):
    """Each page's text in the order of its drawing, without head and folio."""
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", said("pdfinfo", str(pdf)))
    width, height = float(size[1]), float(size[2])
    text = said("pdftotext", "-raw", "-x", "0", "-y", str(HEAD), "-W", str(round(width)),
                "-H", str(round(height - HEAD)), str(pdf), "-")
    return text.split("\f")[:-1]


def fonts(pdf):
    """(name, type, embedded, subset, unicode) of each font."""
    rows = said("pdffonts", str(pdf)).splitlines()[2:]
    return [(row[:36].strip(), row[37:54].strip(), *row[71:].split()[:3]) for row in rows]


def glyphs(pdf):
    """Every character of the PDF, as mutool reads it."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "stext")
        said("mutool", "draw", "-q", "-F", "stext", "-o", path, str(pdf))
        page, font, size = 0, "", 0.0
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                for match in STEXT.finditer(line):
                    if match[1]:
                        page = int(match[1]) - 1
                    elif match[2]:
                        font, size = match[2].split("+")[-1], round(float(match[3]), 2)
                    else:
                        yield Glyph(page, font, size, float(match[5]), float(match[6]),
                                    float(match[4].split()[2]), html.unescape(match[7]))


class Structure:
    """Pages, labels, outline, named places and links, read from qpdf's JSON."""

    def __init__(self, pdf):
        data = json.loads(said("qpdf", "--json=2", "--json-key=pages", "--json-key=pagelabels", "--json-key=outlines",
                               "--json-key=qpdf", str(pdf)))
        self.objects = data["qpdf"][1]
        self.pages = [page["object"] for page in data["pages"]]
        self.number = {reference: i for i, reference in enumerate(self.pages)}
        self.heights = [self._box(i, "/TrimBox")[3] for i in range(len(self.pages))]
        self.labels = read_labels(data["pagelabels"], len(self.pages))
        self.outline = list(self._entries(data["outlines"], 0))
        self.names = self._names()
        self.links = [link for i in range(len(self.pages)) for link in self._links(i)]

    def value(self, reference):
        """The object that @reference names, or @reference itself when it is none."""
        if isinstance(reference, str) and re.fullmatch(r"\d+ \d+ R", reference):
            found = self.objects.get(f"obj:{reference}", {})
            return found["value"] if "value" in found else found.get("stream", {}).get("dict")
        return reference

    def _box(self, i, name):
        page = self.value(self.pages[i])
        while page is not None:
            for key in (name, "/MediaBox"):
                if key in page:
                    return [float(n) for n in self.value(page[key])]
            page = self.value(page.get("/Parent"))
        raise ValueError("a page without a size")

    def place(self, destination):
        """(page, points from its top) of an explicit destination."""
        page = self.number[destination[0]]
        return page, self.heights[page] - float(destination[3] or 0)

    def _entries(self, entries, level):
        for entry in entries:
            destination = self.value(entry["dest"])
            if isinstance(destination, str):
                destination = self.value(self._names()[destination])
            yield Entry(level, entry["title"], *self.place(destination))
            yield from self._entries(entry["kids"], level + 1)

    def _names(self):
        """Every named destination, whatever the tree that holds them."""
        root = self.value(self.objects["trailer"]["value"]["/Root"])
        tree = self.value(root.get("/Names", {})).get("/Dests")
        found, nodes = {}, [tree] if tree else []
        while nodes:
            node = self.value(nodes.pop())
            names = self.value(node.get("/Names", []))
            found.update(zip(names[::2], names[1::2]))
            nodes += self.value(node.get("/Kids", []))
        return found

    def _links(self, i):
        page = self.value(self.pages[i])
        for reference in self.value(page.get("/Annots", [])):
            note = self.value(reference)
            if note.get("/Subtype") != "/Link":
                continue
            action = self.value(note.get("/A", {}))
            target = note.get("/Dest", action.get("/D"))
            left, bottom, right, top = (float(n) for n in self.value(note["/Rect"]))
            rect = (left, self.heights[i] - top, right, self.heights[i] - bottom)
            yield Link(i, rect, target, (action.get("/URI") or "").removeprefix("u:"))

    def target(self, link):
        """(page, top) where an internal link leads; None when nowhere."""
        destination = link.target
        if isinstance(destination, str):
            destination = self.names.get(destination, self.value(destination))
        destination = self.value(destination)
        if isinstance(destination, dict):
            destination = self.value(destination.get("/D"))
        return self.place(destination) if isinstance(destination, list) and destination[0] in self.number else None


def read_labels(ranges, n_pages):
    """The label of each page, as a viewer shows it."""
    labels = []
    for this, following in zip(ranges, ranges[1:] + [{"index": n_pages}]):
        label = this["label"]
        prefix, style, start = label.get("/P", "").removeprefix("u:"), label.get("/S"), int(label.get("/St", 1))
        for n in range(start, start + following["index"] - this["index"]):
            labels.append(prefix + numeral(n, style))
    return labels


def numeral(n, style):
    if style is None:
        return ""
    if style == "/D":
        return str(n)
    roman = ""
    for value, sign in ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
                        (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        roman += sign * (n // value)
        n %= value
    return roman if style == "/r" else roman.upper()
