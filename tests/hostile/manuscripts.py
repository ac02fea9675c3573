"""Manuscripts that nobody should have written, made when they are needed.

Each function fills an empty folder and returns the path of what to build. NAMES tells what it is, and what the
run must end with: "fails" (a message that names the file), "builds", or "either".
"""

import random
import struct
import zlib

CASES = []


def case(name, must="either", says=None):
    """Registers a manuscript; @says is a pattern that what the program says must match."""
    def register(function):
        CASES.append((name, must, says, function))
        return function
    return register


def chapter(folder, text, name="chapter.md"):
    path = folder / name
    if isinstance(text, str):
        text = text.encode("utf-8")
    path.write_bytes(text)
    return path


def book(folder, text, **files):
    """A book of one chapter; further files by name with `__` for the dot."""
    (folder / "SUMMARY.md").write_text("# Summary\n\n- [One](chapter.md)\n")
    chapter(folder, text)
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_bytes(content)
    return folder


# ---- text ----

@case("an empty file", "builds")
def empty(folder):
    return chapter(folder, "")


@case("a file of nothing but blank lines", "builds")
def blank(folder):
    return chapter(folder, "\n" * 100_000)


@case("a binary file", "fails", r"chapter\.md")
def binary(folder):
    return chapter(folder, random.Random(1).randbytes(1 << 20))


@case("a file with a NUL", "fails", r"chapter\.md")
def nul(folder):
    return chapter(folder, b"# Title\n\nOne \0 two.\n")


@case("a file that is not UTF-8", "fails", r"chapter\.md:3.*UTF-8")
def latin_1(folder):
    return chapter(folder, "# Title\n\nCafé.\n".encode("latin-1"))


@case("100,000 quotes in one another")
def quotes(folder):
    return chapter(folder, ">" * 100_000 + " deep\n")


@case("100,000 lists in one another")
def lists(folder):
    return chapter(folder, "- " * 100_000 + "deep\n")


@case("100,000 brackets in one another", "builds")
def brackets(folder):
    return chapter(folder, "[" * 100_000 + "deep" + "]" * 100_000 + "\n")


@case("100,000 links in one another")
def links(folder):
    return chapter(folder, "[" * 100_000 + "deep" + "](x)" * 100_000 + "\n")


@case("100,000 openings of emphasis", "builds")
def emphasis(folder):
    return chapter(folder, "*a **b _c " * 30_000 + "\n")


@case("100,000 HTML tags in one another")
def tags(folder):
    return chapter(folder, "<div>" * 100_000 + "deep" + "</div>" * 100_000 + "\n")


@case("100,000 inline tags in one another")
def inline_tags(folder):
    return chapter(folder, "x " + "<b>" * 100_000 + "deep" + "</b>" * 100_000 + "\n")


@case("20 MB in one paragraph", "fails", r"chapter\.md.*8 MiB")
def large_paragraph(folder):
    words = "every word of this paragraph is a short one and there is no end to it ".encode()
    return chapter(folder, words * (20_000_000 // len(words)) + b"\n")


@case("4 MB in one paragraph")
def paragraph(folder):
    words = "every word of this paragraph is a short one and there is no end to it ".encode()
    return chapter(folder, words * (4_000_000 // len(words)) + b"\n")


@case("a word of 1 MB", "builds")
def word(folder):
    return chapter(folder, "a" * 1_000_000 + "\n")


@case("100,000 accents on one letter", "builds")
def accents(folder):
    return chapter(folder, "e" + "\u0301" * 100_000 + " and on\n")


@case("letters with several accents", "builds")
def accented(folder):
    return chapter(folder, "Tie\u0302\u0301ng Vi\u1ec7t Ti\u1ebfng, o\u0323\u0302\u0301 and a\u0301\u0301\u0301\n")


@case("20,000 headings", "builds")
def headings(folder):
    return chapter(folder, "".join(f"## Heading {i}\n\n" for i in range(20_000)))


@case("a heading of 100 KB")
def heading(folder):
    return chapter(folder, "# " + "long heading " * 8_000 + "\n\nText.\n")


@case("20,000 footnotes in one paragraph")
def footnotes(folder):
    calls = " ".join(f"word[^{i}]" for i in range(20_000))
    return chapter(folder, calls + "\n\n" + "".join(f"[^{i}]: Note {i}.\n\n" for i in range(20_000)))


@case("a footnote that calls itself")
def own_footnote(folder):
    return chapter(folder, "Word[^1].\n\n[^1]: Note[^1] and [^2].\n\n[^2]: See[^1].\n")


@case("a table of 10,000 rows", "builds")
def table(folder):
    return chapter(folder, "| a | b |\n|---|---|\n" + "".join(f"| {i} | cell {i} |\n" for i in range(10_000)))


@case("a table of 2,000 columns")
def wide_table(folder):
    row = "|" + " x |" * 2_000 + "\n"
    return chapter(folder, row + "|" + "---|" * 2_000 + "\n" + row * 3)


@case("a table cell of 100 KB")
def cell(folder):
    return chapter(folder, "| a | b |\n|---|---|\n| " + "word " * 20_000 + "| x |\n")


@case("a line of code of 1 MB", "builds")
def code_line(folder):
    return chapter(folder, "```python\nx = '" + "y" * 1_000_000 + "'\n```\n")


@case("40,000 lines of code", "builds")
def code(folder):
    return chapter(folder, "```python\n" + "x = [1, 'two', None]  # three\n" * 40_000 + "```\n")


@case("a listing that is never closed", "builds")
def open_fence(folder):
    return chapter(folder, "Text.\n\n```python\n" + "x = 1\n" * 100)


@case("front matter that is never closed")
def open_front(folder):
    return chapter(folder, "---\ntitle: Endless\n" + "key: value\n" * 1_000)


@case("a card in a card, 1,000 deep")
def cards(folder):
    return chapter(folder, "".join("> " * i + f"[!NOTE] Card {i}\n" for i in range(1, 1_001)))


@case("attributes without end")
def attributes(folder):
    return chapter(folder, "```python {" + "#a .b c=d " * 50_000 + "\nx = 1\n```\n\n## Title {" + "#a " * 50_000 + "}\n")


# ---- books ----

@case("a summary 1,000 levels deep")
def deep_summary(folder):
    book(folder, "Text.\n")
    lines = "".join("  " * i + f"- [Level {i}](chapter.md)\n" for i in range(1_000))
    (folder / "SUMMARY.md").write_text("# Summary\n\n" + lines)
    return folder


@case("a summary that lists itself")
def own_summary(folder):
    book(folder, "Text.\n")
    (folder / "SUMMARY.md").write_text("# Summary\n\n- [Me](SUMMARY.md)\n- [One](chapter.md)\n")
    return folder


@case("a summary of chapters that do not exist", "fails", r"gone\.md")
def gone(folder):
    (folder / "SUMMARY.md").write_text("# Summary\n\n- [Gone](gone.md)\n")
    return folder


@case("a book.yaml that doubles itself", "fails", r"book\.yaml")
def yaml_bomb(folder):
    lines = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 40))
    return book(folder, "Text.\n", book__yaml=lines.encode())


@case("a book.yaml 100,000 levels deep", "fails", r"book\.yaml")
def deep_yaml(folder):
    return book(folder, "Text.\n", book__yaml=b"title: " + b"[" * 100_000 + b"]" * 100_000 + b"\n")


@case("an mdBook chapter that includes itself")
def own_include(folder):
    (folder / "src").mkdir()
    (folder / "book.toml").write_text('[book]\ntitle = "Loop"\n')
    book(folder / "src", "Text.\n\n{{#include chapter.md}}\n\n```\n{{#include chapter.md}}\n{{#include chapter.md}}\n```\n")
    return folder


@case("a book folder without a summary", "fails", r"SUMMARY\.md")
def nothing(folder):
    return folder


# ---- pictures ----

def png(width, height, data=b"", **chunks):
    """A PNG with that size in its header and @data as its pixels."""
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
            + chunk(b"IDAT", data) + chunk(b"IEND", b""))


PICTURE = "# One\n\n![A picture](picture.png)\n\nText.\n"


@case("a PNG of 60,000 × 60,000 pixels in 100 bytes", says=r"picture\.png")
def png_header(folder):
    return book(folder, PICTURE, picture__png=png(60_000, 60_000))


@case("a PNG whose few bytes unfold to 400 MB")
def png_bomb(folder):
    rows = zlib.compressobj(9)
    data = b"".join(rows.compress(bytes(1 + 4 * 10_000)) for _ in range(10_000)) + rows.flush()
    return book(folder, PICTURE, picture__png=png(10_000, 10_000, data))


@case("a PNG that is cut off", says=r"picture\.png")
def png_cut(folder):
    return book(folder, PICTURE, picture__png=png(100, 100, zlib.compress(bytes(401 * 100)))[:60])


@case("a JPEG of 65,500 × 65,500 pixels in 30 bytes", says=r"picture\.jpg")
def jpeg_header(folder):
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, 65_500, 65_500, 3) + b"\x01\x11\x00\x02\x11\x01\x03\x11\x01"
    return book(folder, PICTURE.replace("png", "jpg"), picture__jpg=b"\xff\xd8" + frame + b"\xff\xd9")


def svg_book(folder, body, head=""):
    drawing = f'<?xml version="1.0"?>\n{head}<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100">{body}</svg>'
    return book(folder, PICTURE.replace("png", "svg"), picture__svg=drawing.encode())


@case("an SVG 100,000 levels deep", says=r"picture\.svg")
def deep_svg(folder):
    return svg_book(folder, "<g>" * 100_000 + '<path d="M0 0h9"/>' + "</g>" * 100_000)


@case("an SVG whose entities unfold without end", says=r"picture\.svg")
def svg_entities(folder):
    rows = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    return svg_book(folder, "<text>&e11;</text>", f'<!DOCTYPE svg [<!ENTITY e0 "lol">{rows}]>\n')


@case("an SVG that reads a file of the machine", says=r"picture\.svg")
def svg_file(folder):
    return svg_book(folder, '<image href="/etc/passwd" width="9" height="9"/><text y="9">&f;</text>',
                    '<!DOCTYPE svg [<!ENTITY f SYSTEM "file:///etc/passwd">]>\n')


@case("an SVG that uses itself", says=None)
def svg_loop(folder):
    return svg_book(folder, '<g id="a"><use href="#b"/><use href="#b"/></g><g id="b"><use href="#a"/><use href="#a"/></g>')


@case("an SVG of a billion points wide", says=None)
def huge_svg(folder):
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="1e9" height="1e9"><rect width="1e9" height="1e9"/></svg>'
    return book(folder, PICTURE.replace("png", "svg"), picture__svg=drawing)


# ---- ways out of the book ----

def with_secret(folder, text):
    """A book one folder down, with a file beside it that it must not read."""
    (folder / "secret.py").write_text("TOP_SECRET = 'do not print'\n")
    (folder / "secret.png").write_bytes(png(1, 1, zlib.compress(bytes(5))))
    inside = folder / "book"
    inside.mkdir()
    return book(inside, text)


@case("an include that leads out of the book", "fails", r"chapter\.md:3")
def include_out(folder):
    return with_secret(folder, '# One\n\n```python {include="../secret.py"}\n```\n')


@case("an include by absolute path", "fails", r"chapter\.md:3")
def include_absolute(folder):
    return with_secret(folder, f'# One\n\n```python {{include="{folder}/secret.py"}}\n```\n')


@case("an include through a link that leads out", "fails", r"chapter\.md:3")
def include_link(folder):
    inside = with_secret(folder, '# One\n\n```python {include="inner.py"}\n```\n')
    (inside / "inner.py").symlink_to("../secret.py")
    return inside


@case("a picture that leads out of the book", says=r"chapter\.md:3")
def picture_out(folder):
    return with_secret(folder, "# One\n\n![Out](../secret.png)\n")


@case("an mdBook include that leads out of the book", says=r"chapter\.md:\d")
def mdbook_out(folder):
    inside = folder / "book"
    (inside / "src").mkdir(parents=True)
    (folder / "secret.py").write_text("TOP_SECRET = 'do not print'\n")
    (inside / "book.toml").write_text('[book]\ntitle = "Out"\n')
    book(inside / "src", "# One\n\n```python\n{{#include ../../secret.py}}\n```\n")
    return inside


@case("a chapter that leads out of the book", "fails", r"SUMMARY\.md")
def chapter_out(folder):
    inside = with_secret(folder, "Text.\n")
    (inside / "SUMMARY.md").write_text("# Summary\n\n- [Out](../secret.py)\n")
    return inside
