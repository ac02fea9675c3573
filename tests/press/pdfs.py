"""PDFs made by hand: a clean one, to be spoiled by whoever asks for it. Plain bytes, PDF 1.4."""

import zlib

MM = 72 / 25.4
BLEED = 8.504
SLUG = 12
TRIM = (360, 504)
LEFT = SLUG + BLEED          # of the trim, in the page
WIDTHS = "[" + "500 " * 95 + "]"
CLEAN = "0 0 0 1 k BT /F0 10 Tf 60 300 Td (A line of text) Tj ET 0.5 w 0 0 0 1 K 60 200 m 200 200 l S\n"


def num(value):
    return f"{value:.3f}".rstrip("0").rstrip(".")


def box(x, y, width, height):
    return f"[{num(x)} {num(y)} {num(x + width)} {num(y + height)}]"


class Pdf:
    """A clean PDF/X-1a:2003 of two pages. Change its fields, then take bytes()."""

    def __init__(self):
        self.version = "1.4"
        self.objects = {}                 # extra ones, by number from 100
        self.catalog = ""                 # extra keys
        self.trailer = ""
        self.intent = "/OutputIntents[<</Type/OutputIntent/S/GTS_PDFX/OutputConditionIdentifier(FOGRA39)" \
                      "/RegistryName(http://www.color.org)/Info(Offset)>>]"
        self.info = {"Title": "(A test)", "CreationDate": "(D:20260101000000Z)", "ModDate": "(D:20260101000000Z)",
                     "GTS_PDFXVersion": "(PDF/X-1a:2003)", "Trapped": "/False"}
        self.id = "/ID[<00112233445566778899AABBCCDDEEFF><00112233445566778899AABBCCDDEEFF>]"
        self.pages = [self.page(), self.page()]
        self.resources = {"Font": {"F0": "10 0 R"}, "XObject": {}, "ExtGState": {}, "ColorSpace": {}, "Pattern": {},
                          "Shading": {}}
        self.font_file = "/FontFile2 12 0 R"

    @staticmethod
    def page():
        width, height = TRIM
        return {"MediaBox": box(0, 0, width + 2 * LEFT, height + 2 * LEFT),
                "BleedBox": box(SLUG, SLUG, width + 2 * BLEED, height + 2 * BLEED),
                "TrimBox": box(LEFT, LEFT, width, height), "content": CLEAN, "more": ""}

    def draw(self, text, page=0):
        """Adds to what a page draws. Its origin is the trim's lower left."""
        self.pages[page]["content"] += f"q 1 0 0 1 {num(LEFT)} {num(LEFT)} cm {text} Q\n"

    def add(self, number, dictionary, data=None):
        """An object of one's own; with @data a stream."""
        body = dictionary if isinstance(dictionary, bytes) else dictionary.encode()
        if data is not None:
            data = data if isinstance(data, bytes) else data.encode()
            body = body[:-2] + b"/Length %d>>\nstream\n" % len(data) + data + b"\nendstream"
        self.objects[number] = body

    def image(self, columns, rows, space="/DeviceCMYK", channels=4, value=20, more="", place=(72, 72)):
        """A picture drawn @place points large."""
        data = zlib.compress(bytes([value]) * (columns * rows * channels))
        self.add(100, f"<</Type/XObject/Subtype/Image/Width {columns}/Height {rows}/BitsPerComponent 8"
                      f"/ColorSpace{space}/Filter/FlateDecode{more}>>", data)
        self.resources["XObject"]["I0"] = "100 0 R"
        self.draw(f"{place[0]} 0 0 {place[1]} 100 100 cm /I0 Do")

    def form(self, number, content, more=""):
        self.add(number, f"<</Type/XObject/Subtype/Form/BBox[0 0 400 600]/Resources 3 0 R{more}>>", content)
        self.resources["XObject"][f"X{number}"] = f"{number} 0 R"

    def state(self, text):
        self.resources["ExtGState"]["G0"] = f"<<{text}>>"

    def numbered(self):
        resources = "<<" + "".join(f"/{kind}<<" + "".join(f"/{k} {v}" for k, v in entries.items()) + ">>"
                                   for kind, entries in self.resources.items()) + ">>"
        objects = {
            1: f"<</Type/Catalog/Pages 2 0 R{self.intent}{self.catalog}>>".encode(),
            3: resources.encode(),
            4: ("<<" + "".join(f"/{k} {v}" for k, v in self.info.items()) + ">>").encode(),
            10: f"<</Type/Font/Subtype/TrueType/BaseFont/ABCDEF+Test/FirstChar 32/LastChar 126/Widths{WIDTHS}"
                "/Encoding/WinAnsiEncoding/FontDescriptor 11 0 R>>".encode(),
            11: f"<</Type/FontDescriptor/FontName/ABCDEF+Test/Flags 32/FontBBox[0 -200 500 700]/ItalicAngle 0"
                f"/Ascent 700/Descent -200/CapHeight 700/StemV 80{self.font_file}>>".encode(),
            12: b"<</Length 4>>\nstream\nfont\nendstream",
        }
        kids = ""
        for index, page in enumerate(self.pages):
            number = 20 + 2 * index
            kids += f"{number} 0 R "
            boxes = "".join(f"/{key}{page[key]}" for key in ("MediaBox", "BleedBox", "TrimBox") if page.get(key))
            objects[number] = (f"<</Type/Page/Parent 2 0 R/Resources 3 0 R/Contents {number + 1} 0 R{boxes}"
                               f"{page['more']}>>").encode()
            data = page["content"] if isinstance(page["content"], bytes) else page["content"].encode("latin-1")
            extra = page.get("filter", "").encode()
            objects[number + 1] = b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), extra, data)
        objects[2] = f"<</Type/Pages/Kids[{kids}]/Count {len(self.pages)}>>".encode()
        return {**objects, **self.objects}

    def bytes_with_packed(self, number, pack):
        """The same with a cross-reference stream that says that object @number is in the object stream @pack."""
        out = bytearray(b"%PDF-1.5\n")
        objects, rows = self.numbered(), {number: b"\2" + pack.to_bytes(4, "big") + b"\0\0"}
        for each in sorted(objects):
            rows[each] = b"\1" + len(out).to_bytes(4, "big") + b"\0\0"
            out += b"%d 0 obj\n%s\nendobj\n" % (each, objects[each])
        size, start = max(rows) + 2, len(out)
        rows[size - 1] = b"\1" + start.to_bytes(4, "big") + b"\0\0"
        table = b"".join(rows.get(each, bytes(7)) for each in range(size))
        out += b"%d 0 obj\n<</Type/XRef/W[1 4 2]/Size %d/Root 1 0 R/Length %d>>\nstream\n%s\nendstream\nendobj\n" \
            b"startxref\n%d\n%%%%EOF\n" % (size - 1, size, len(table), table, start)
        return bytes(out)

    def bytes(self):
        out = bytearray(f"%PDF-{self.version}\n%\xe2\xe3\xcf\xd3\n".encode("latin-1"))
        objects, places = self.numbered(), {}
        for number in sorted(objects):
            places[number] = len(out)
            out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
        start, size = len(out), max(objects) + 1
        out += b"xref\n0 %d\n0000000000 65535 f \n" % size
        for number in range(1, size):
            out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
        out += f"trailer\n<</Size {size}/Root 1 0 R/Info 4 0 R{self.id}{self.trailer}>>\nstartxref\n{start}\n%%EOF\n" \
            .encode()
        return bytes(out)
