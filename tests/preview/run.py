"""Previews: the sample's PDF looked through by other people's programs, pictures read byte by byte, and the web page
opened, leafed and measured in a real Chromium.

usage: run.py LONGHAND
"""

import json
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import browser  # noqa: E402
import program  # noqa: E402
import tap  # noqa: E402

LONGHAND = str(pathlib.Path(sys.argv[1]).resolve())
SECONDS = 240
PAGE_BYTES, PDF_BYTES = 150_000, 5_000_000
HOSTILE_TITLE = 'Tags <script>window.bad = 1</script> & "quotes"'


def run(*arguments):
    return program.run(LONGHAND, "preview", *arguments, seconds=SECONDS)


def said(*command):
    return program.run(*command, errors="replace", seconds=SECONDS).stdout


# ---- A small book ----

def paragraphs(word, n):
    """@n paragraphs of words that stand nowhere else in the book."""
    return "\n\n".join(" ".join(f"{word}{i:03}{k:02}x" for k in range(30)) for i in range(n))


def write_book(folder, sample):
    folder.mkdir(parents=True)
    (folder / "book.yaml").write_text(f"title: '{HOSTILE_TITLE}'\nauthor: A & B\ncopyright: Nobody's\n"
                                      f"cover: {{back: 'A `<b>` **blurb** <b>of tags</b>'}}\n{sample}")
    (folder / "SUMMARY.md").write_text("[Preface](preface.md)\n\n# The part\n\n- [Open](open.md)\n- [Closed](closed.md)\n"
                                       "- [Third](third.md)\n")
    (folder / "preface.md").write_text("# Preface\n\n" + paragraphs("prefatory", 3))
    (folder / "open.md").write_text(
        "# Open\n\nSee [the closed one](closed.md#secret) and [the open end](#end).\n\n" + paragraphs("openword", 22) +
        "\n\n## End {#end}\n\nAsk `x < y` of [^n], in [Third](third.md).\n\n[^n]: openfootnote.\n")
    (folder / "closed.md").write_text(
        "# Closed\n\n" + paragraphs("closedword", 4) + "\n\n## Secret {#secret}\n\n![closedalt picture](dot.svg)\n\n"
        "Back to [open](open.md).[^m]\n\n[^m]: closedfootnote.\n\n" + paragraphs("closedmore", 30))
    (folder / "dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90">'
                                    '<circle cx="45" cy="45" r="40" fill="#c22f38"/></svg>')
    (folder / "third.md").write_text("# Third\n\n![thirdalt dot](dot.svg)\n\n" + paragraphs("thirdword", 3))
    return folder


def only(folder, pattern):
    found = sorted(folder.glob(pattern))
    assert len(found) == 1, found
    return found[0]


# ---- The PDF ----

def strings(value):
    """Every string in qpdf's JSON @value."""
    if isinstance(value, dict):
        for key, inside in value.items():
            yield key
            yield from strings(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from strings(inside)
    elif isinstance(value, str):
        yield value


def objects_of(pdf):
    return json.loads(said("qpdf", "--json=2", pdf))["qpdf"][1]


def named_places(objects):
    return {name for value in objects.values() if isinstance(inside := value.get("value"), dict) and "/Names" in inside
            and isinstance(inside["/Names"], list) for name in inside["/Names"][::2]}


def destinations(objects):
    """Where annotations and outline lead."""
    for value in objects.values():
        inside = value.get("value")
        if isinstance(inside, dict) and "/Dest" in inside:
            yield inside["/Dest"]


def check_sample(t, folder, pdf):
    checked = subprocess.run(["qpdf", "--check", str(pdf)], capture_output=True, text=True, check=False)
    t.check("qpdf finds the sample sound", checked.returncode == 0, checked.stdout + checked.stderr)
    text = said("pdftotext", pdf, "-")
    objects = objects_of(pdf)
    everything = "\n".join(strings(list(objects.values()))) + said("mutool", "show", pdf, "outline")
    streams = said("qpdf", "--qdf", "--object-streams=disable", pdf, "-")
    t.check("chosen pages are in it", "openword00000x" in text and "openfootnote" in text and "thirdword" in text, text[:500])
    t.none("no word of what is left out is in the text", re.findall(r"(?:closedword|closedmore|prefatory|closedfoot)\w*", text))
    hidden = [word for word in ("closedword", "closedmore", "closedalt", "closedfootnote", "prefatory", "secret")
              if word in everything.lower() or word in streams.lower()]
    t.none("nor in outline, places, structure or metadata", hidden)
    t.check("a chosen picture's own words are there", "thirdalt" in everything)
    places = named_places(objects)
    t.check("it has places to link to", len(places) > 3, places)
    t.none("no link dangles", [name for name in destinations(objects) if name not in places])
    t.check("a link inside the sample works", any("open.md#end" in name for name in destinations(objects)),
            list(destinations(objects)))
    t.check("the mark at the foot is no text", "Sample ·" not in text)
    t.check("the contents name what is left out", re.search(r"Closed\s+\d+", said("pdftotext", "-layout", pdf, "-")))
    check_grey(t, pdf)
    check_folios(t, folder, pdf)


def inks_of(trace):
    """What each line of a traced page says -> the colour of its letters."""
    inks, rows = {}, {}
    for color, body in re.findall(r'<fill_text [^>]*color="([^"]*)"[^>]*>(.*?)</fill_text>', trace, re.S):
        for letter, y in re.findall(r'<g unicode="([^"]*)"[^>]* y="([-\d.]*)"', body):
            row = rows.setdefault(round(float(y) / 4), [])
            row.append(letter)
            inks.setdefault(round(float(y) / 4), set()).add(color)
    return {"".join(letters): inks[y] for y, letters in rows.items()}


def check_grey(t, pdf):
    pages = [n for n in range(1, 8) if re.search(r"^\s*Contents\s*$", said("pdftotext", "-f", n, "-l", n, pdf, "-"), re.M)]
    lines = inks_of(said("mutool", "trace", pdf, pages[0]))
    find = lambda word: next((inks for line, inks in lines.items() if word in line), None)  # noqa: E731
    grey, ink = find("Closed"), find("Open")
    t.check("what is left out is grey in the contents, the rest is not", grey and ink and len(grey) == 1 and not grey & ink,
            f"{grey} {ink}\n{list(lines)}")


def check_folios(t, folder, pdf):
    """The text of each page is that of the whole book's page with the same folio."""
    full = folder / "full.pdf"
    done = program.run(LONGHAND, "build", folder / "book", "-o", full, "-q")
    assert done.returncode == 0
    pages = lambda path: said("pdftotext", path, "-").split("\f")  # noqa: E731
    words = {text.strip() for text in pages(full)}
    own = [text for text in pages(pdf) if text.strip() and text.strip() not in words]
    t.check("but for cover, notice and closing every page is a page of the book", len(own) == 3 and "This is a sample" in own[1]
            and "That was the sample" in own[2], "\n----\n".join(own))


# ---- Pictures ----

def read_png(path):
    """Width, height, kind of colour and the palette's length; the pixels are inflated and measured."""
    data, at, rows, palette = path.read_bytes(), 8, b"", 0
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        assert zlib.crc32(kind + body) == struct.unpack(">I", data[at + 8 + length:at + 12 + length])[0], kind
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
        palette = length // 3 if kind == b"PLTE" else palette
        rows += body if kind == b"IDAT" else b""
        at += 12 + length
    assert len(zlib.decompress(rows)) == height * ((width * depth + 7) // 8 + 1)
    return width, height, colour, palette


def check_pictures(t, out, report):
    pictures = sorted((out / "pictures").iterdir())
    sizes = {path.name: read_png(path) for path in pictures}
    t.none("every picture has a palette of at most 256 colours",
           [f"{name}: {size}" for name, size in sizes.items() if size[2] != 3 or not 1 < size[3] <= 256])
    pages = [path for path in pictures if re.fullmatch(r"(cover|page-[a-z0-9]+)\.png", path.name)]
    t.none("pages are 900 pixels wide and below 150 kB",
           [f"{path.name}: {sizes[path.name]} {path.stat().st_size}" for path in pages
            if sizes[path.name][:2] != (900, 1286) or path.stat().st_size > PAGE_BYTES])
    t.equal("the banner is 1280 by 720", sizes["banner.png"][:2], (1280, 720))
    t.check("small and large ones have their widths", sizes["cover-small.png"][0] == 240 and sizes["cover-large.png"][0] == 1800)
    t.equal("the report lists the files", [(p["file"], p["bytes"], p["width"]) for p in report["pictures"]],
            [(f"pictures/{p.name}", p.stat().st_size, sizes[p.name][0]) for p in pictures])
    return sizes


def check_same_bytes(t, book, out, folder):
    files = lambda where: {str(p.relative_to(where)): p.read_bytes() for p in sorted(where.rglob("*")) if p.is_file()}  # noqa: E731
    run(book, "-o", folder / "again", "-j", "1", "-q")
    a, b = files(out), files(folder / "again")
    t.equal("the same files with one thread", sorted(a), sorted(b))
    t.none("and the same bytes in each", [name for name in a if a[name] != b.get(name)])


# ---- Choice ----

def chosen(book, out, *options):
    done = run(book, "-o", out, "-f", "json", "-q", *options)
    assert done.returncode == 0, done.stderr
    return {p["file"][len("pictures/"):-len(".png")] for p in json.loads(done.stdout)["pictures"]
            if re.fullmatch(r"pictures/page-[a-z0-9]+\.png", p["file"])}


def check_choice(t, folder):
    book, out = folder / "book", folder / "choice"
    front = chosen(book, out, "--pages", "1")
    t.check("--pages takes folios", {"page-003", "page-004", "page-005"} <= chosen(book, out, "--pages", "3-5"))
    t.check("roman ones too, and leaves blank pages out", chosen(book, out, "--pages", "i") <= front | {"page-i"})
    third = chosen(book, out, "--chapters", "third.md")
    t.equal("--chapters takes files and numbers alike", chosen(book, out, "-c", "3"), third)
    t.check("pictures of an earlier choice are taken away", not (out / "pictures" / "page-003.png").exists())
    text = (book / "book.yaml").read_text()
    head = text[:text.index("sample:")]
    for name, sample, wanted in (
            ("headings", "sample: {headings: [End]}", lambda c: 1 <= len(c - front) <= 2),
            ("a heading by its id", "sample: {headings: ['open.md#end']}", lambda c: 1 <= len(c - front) <= 2),
            ("a fraction", "sample: {fraction: 50%}", lambda c: len(c) >= 6),
            ("nothing, which is a tenth", "", lambda c: len(c) >= 1)):
        (book / "book.yaml").write_text(head + sample + "\n")
        found = chosen(book, out)
        t.check(f"sample: {name}", wanted(found), sorted(found))
    (book / "book.yaml").write_text(text)
    for name, options, code in (("folio", ["--pages", "2-900"], "no-such-page"), ("chapter", ["-c", "nine.md"], "no-such-chapter"),
                                ("page", ["--pages", ""], "empty-sample")):
        done = run(book, "-o", folder / "wrong", *options)
        t.check(f"a {name} that is not there is an error", done.returncode == 1 and code in done.stderr, done.stderr)
    t.check("and nothing is written", not (folder / "wrong").exists())
    done = run(book, "-o", book)
    t.check("the book's own folder is not written into", done.returncode == 1 and "own folder" in done.stderr
            and not (book / "index.html").exists(), done.stderr)
    (book / "book.yaml").write_text(head + "sample: {fraction: 60%}\n")
    chosen(book, out)
    first = re.search(r'data-first="([^"]*)"', (out / "index.html").read_text())[1]
    t.equal("the page opens where the reading begins", first, "page-003")
    (book / "book.yaml").write_text(text)
    foreign = folder / "foreign" / "pictures"
    foreign.mkdir(parents=True)
    (foreign / "page-999.png").write_text("mine")
    run(book, "-o", foreign.parent, "-q")
    t.check("pictures that are not ours stay", (foreign / "page-999.png").exists())
    (book / "book.yaml").write_text(head + "sample:\n  headings: [Nowhere]\n")
    done = run(book, "-o", folder / "wrong")
    t.check("a wrong heading is told with its place", "book.yaml:" in done.stderr and "no-such-heading" in done.stderr, done.stderr)
    (book / "book.yaml").write_text(text)


def check_bare_pictures(t, book, out, folder):
    """The sample's mark is in its PDF alone: pictures are the same whatever its size."""
    data = folder / "data"
    data.mkdir()
    for path in ROOT.iterdir():
        if path.name in ("styles", "fonts"):
            shutil.copytree(path, data / path.name)
    look = data / "styles" / "preview" / "preview.yaml"
    text = look.read_text()
    look.write_text(re.sub(r"(?m)^(\s+scale:).*", r"\1 3", text))
    t.check("the test changes the mark", look.read_text() != text)
    done = program.run(LONGHAND, "preview", book, "-o", folder / "bare", seconds=SECONDS,
                       env={**program.ENVIRONMENT, "LONGHAND_DATA": str(data)})
    t.equal("with another mark there is a preview", done.returncode, 0)
    pdf = lambda where: only(where, "*.pdf").read_bytes()  # noqa: E731
    t.check("the mark is in the PDF", pdf(folder / "bare") != pdf(out))
    t.none("and in no picture", [p.name for p in sorted((out / "pictures").iterdir())
                                 if p.read_bytes() != (folder / "bare" / "pictures" / p.name).read_bytes()])


def check_long_cover(t, folder):
    book = folder / "long"
    book.mkdir()
    many = ", ".join(f"Author Number{n}" for n in range(9))
    (book / "book.yaml").write_text(f"title: A book\nsubtitle: {'with a long line below its title ' * 3}\nauthor: {many}\n"
                                    f"cover: {{front: {'and a promise that is long too ' * 4}}}\n")
    (book / "SUMMARY.md").write_text("- [One](one.md)\n")
    (book / "one.md").write_text("# One\n\nText.\n")
    done = run(book, "-o", folder / "long-out", "-q")
    told = said("pdftotext", "-bbox", "-f", "1", "-l", "1", only(folder / "long-out", "*.pdf"), "-")
    words = re.findall(r'xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)<', told)
    t.check("long lines on the cover are there", done.returncode == 0 and {"Number8", "promise"} <= {word for _, _, word in words}, words)
    t.none("and inside it", [word for word in words if float(word[0]) > 490 or float(word[1]) > 700])


def check_shops(t, report, said_text):
    ten, twenty = report["shops"]
    t.check("it tells what shops show", ten["per_cent"] == 10 and twenty["pages"] >= ten["pages"] > 0, report["shops"])
    t.check("a tenth of front matter is a warning", ten["body_pages"] == 0 and "sample-front-matter" in said_text, said_text)


# ---- The web page ----

CONTRAST = """
const light = c => { const f = c.map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
  return .2126 * f[0] + .7152 * f[1] + .0722 * f[2]; };
const parse = text => { const n = text.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
const over = (a, b) => a.slice(0, 3).map((v, i) => v * a[3] + b[i] * (1 - a[3]));
const ground = e => { const stack = []; for (; e; e = e.parentElement) stack.unshift(parse(getComputedStyle(e).backgroundColor));
  return stack.reduce((b, a) => over(a, b), [255, 255, 255]); };
const wrong = [];
for (const e of document.querySelectorAll('body *')) {
  const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
  if (!own || e.closest('script, .hidden, .words:not(.seen)') || !e.checkVisibility() || e.disabled) continue;
  const style = getComputedStyle(e), back = ground(e), ink = over(parse(style.color), back);
  const [a, b] = [light(ink), light(back)].sort((x, y) => y - x), ratio = (a + .05) / (b + .05);
  const large = parseFloat(style.fontSize) >= 24;
  if (ratio < (large ? 3 : 4.5)) wrong.push(`${e.tagName} ${ratio.toFixed(2)} ${e.textContent.trim().slice(0, 40)}`);
}
return wrong;
"""

NAMES = """
const wrong = [], ids = new Set();
const name = e => e.getAttribute('aria-label') || (document.getElementById(e.getAttribute('aria-labelledby')) || e).textContent.trim()
  || [...e.querySelectorAll('img')].map(i => i.alt).join('');
for (const e of document.querySelectorAll('[id]')) { if (ids.has(e.id)) wrong.push('id twice: ' + e.id); ids.add(e.id); }
for (const e of document.querySelectorAll('a, button, section, article, [role=group]')) if (!name(e)) wrong.push('no name: ' + e.outerHTML.slice(0, 80));
for (const e of document.querySelectorAll('img')) if (!e.hasAttribute('alt')) wrong.push('no alt: ' + e.src);
for (const e of document.querySelectorAll('article.sheet')) if (!e.querySelector('.words').textContent.trim()) wrong.push('no words: ' + e.id);
for (const e of document.querySelectorAll('a[href^="#"]')) if (!ids.has(e.getAttribute('href').slice(1))) wrong.push('dangles: ' + e.href);
for (const a of ['aria-controls', 'aria-labelledby'])
  for (const e of document.querySelectorAll(`[${a}]`)) if (!ids.has(e.getAttribute(a))) wrong.push(a + ' leads nowhere');
for (const e of document.querySelectorAll('[aria-hidden=true] a, [aria-hidden=true] button')) wrong.push('hidden, but reached: ' + e.outerHTML.slice(0, 80));
for (const e of document.querySelectorAll('li')) if (!e.closest('ul, ol')) wrong.push('li outside a list');
let level = 0;
for (const e of document.querySelectorAll('h1, h2')) { const n = +e.tagName[1]; if (n > level + 1) wrong.push('skips a level: ' + e.textContent); level = n; }
if (document.querySelectorAll('h1').length !== 1) wrong.push('not one h1');
if (document.querySelectorAll('main').length !== 1) wrong.push('not one main');
if (!document.documentElement.lang) wrong.push('no language');
if (!document.title.trim()) wrong.push('no title');
return wrong;
"""

SHOWN = """return [...document.querySelectorAll('article.sheet')].filter(e => e.checkVisibility()).map(e => e.id)"""
PLACE = "return document.getElementById('place').textContent"
LOADED = """const shown = [...document.querySelectorAll('article.sheet img')].filter(e => e.checkVisibility());
return shown.length && shown.every(i => i.complete && i.naturalWidth > 0)"""


def check_opening(t, b, page):
    b.size(1280, 900)
    b.open_file(page)
    t.check("the page opens with the first shown book", b.run(SHOWN) == ["page-004", "page-005"], b.run(SHOWN))
    t.check("its pictures load", b.wait(LOADED))
    t.equal("the title is text, not a tag", [b.run("return document.title"), b.run("return window.bad || 0")],
            [HOSTILE_TITLE + ": look inside", 0])
    t.equal("so is the blurb, which is Markdown",
            b.run("return [document.querySelector('.blurb').textContent, document.querySelectorAll('.blurb b').length]"),
            ["A <b> blurb of tags", 0])
    foreign = b.run("return performance.getEntriesByType('resource').map(e => e.name).filter(n => !/^(file|data):/.test(n))")
    t.none("nothing comes from elsewhere", foreign)
    t.none("names and roles are right", b.run(NAMES))
    t.none("contrast is enough in light", b.run(CONTRAST))
    words = b.run("return document.querySelector('#page-003 .words').innerHTML")
    t.check("a page has its words as text", "openword00000x" in words and "<h3>Open</h3>" in words, words[:400])
    t.check("the page is not wider than its window", b.run("return document.documentElement.scrollWidth <= innerWidth"))


def check_leafing(t, b, page):
    b.open_file(page)
    b.run("document.getElementById('inside').focus()")
    start = b.run(PLACE)
    b.keys("right")
    after = b.run(PLACE)
    t.check("the right arrow leafs on", after != start, after)
    b.keys("left")
    t.equal("the left arrow leafs back", b.run(PLACE), start)
    b.keys("home")
    t.equal("Home leads to the cover", b.run(SHOWN), ["cover"])
    t.check("where there is nothing before it", b.run("return document.getElementById('before').disabled"))
    b.keys("left")
    t.equal("and leafing back stays there", b.run(SHOWN), ["cover"])
    b.keys("end")
    t.check("End leads to the last", b.run("return document.getElementById('after').disabled"))
    t.equal("which is the closing page", b.run(SHOWN), ["closing"])
    b.run("document.querySelector('.contents a[href=\"#page-003\"]').click()")
    t.check("an entry of the contents leads to its page", b.wait("return document.getElementById('page-003').checkVisibility()"))
    t.check("what is left out of the sample has no link",
            b.run("return [...document.querySelectorAll('.left-out')].some(e => e.textContent.includes('Closed') && !e.querySelector('a'))"))
    here = b.run(PLACE)
    x, y = b.run("const i = document.querySelector('#page-003 img'); i.scrollIntoView({block: 'center', behavior: 'instant'});"
                 "const r = i.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]")
    b.click(x, y)
    t.check("a click on the right page leafs on", b.run(PLACE) != here)
    b.run("document.getElementById('before').click()")
    t.equal("the button leafs back", b.run(PLACE), here)
    b.run("document.getElementById('words').click()")
    t.check("the words can be seen", b.run("return document.querySelector('#page-003 .words').getBoundingClientRect().height > 50"))
    t.none("with contrast enough", b.run(CONTRAST))
    t.equal("the address names the page", b.run("return location.hash.startsWith('#page')"), True)


def check_keyboard_reach(t, b, page):
    b.open_file(page)
    reached = []
    for _ in range(9):
        b.keys("tab")
        reached.append(b.run("const e = document.activeElement; return e.id || e.textContent.trim().slice(0, 20)"))
    t.check("Tab comes to the buttons, the way past the top first", reached[0] == "To the pages" and "after" in reached, reached)
    b.run("document.getElementById('after').focus()")
    here = b.run(PLACE)
    b.keys("enter")
    t.check("Enter on a button leafs", b.run(PLACE) != here)


def check_phone(t, b, page):
    b.size(390, 844, 2, True)
    b.open_file(page, "#page-004")
    t.equal("on a phone there is one page", b.run(SHOWN), ["page-004"])
    t.check("as wide as the phone lets it", b.run("return document.querySelector('#page-004 img').getBoundingClientRect().width") > 340)
    t.check("and no wider", b.run("return document.documentElement.scrollWidth <= 390"))
    y = b.run("const i = document.querySelector('#page-004 img'); i.scrollIntoView({block: 'center', behavior: 'instant'});"
              "const r = i.getBoundingClientRect(); return r.y + r.height / 2")
    b.swipe(300, y, 80, y)
    t.check("a swipe leafs on by one page", b.wait("return document.getElementById('page-005').checkVisibility()"), b.run(PLACE))
    b.swipe(80, y, 300, y)
    t.check("and back", b.wait("return document.getElementById('page-004').checkVisibility()"), b.run(PLACE))
    b.swipe(200, y, 220, y - 200)
    t.equal("scrolling does not leaf", b.run(SHOWN), ["page-004"])
    small = b.run("return [...document.querySelectorAll('.controls button, .button')].filter(e => e.checkVisibility()).map(e => "
                  "e.getBoundingClientRect()).filter(r => r.height < 44).length")
    t.equal("buttons are large enough for fingers", small, 0)
    t.none("contrast is enough on a phone", b.run(CONTRAST))


def check_media(t, b, page):
    b.size(1280, 900)
    b.media(prefers_color_scheme="dark")
    b.open_file(page)
    t.check("it is dark when the machine is", b.run("return getComputedStyle(document.body).backgroundColor") == "rgb(28, 27, 25)")
    t.none("with contrast enough", b.run(CONTRAST))
    b.media(prefers_reduced_motion="reduce")
    b.open_file(page)
    b.keys("right")
    t.equal("nothing moves for who wants it so", b.run("return document.getAnimations().length"), 0)
    b.media(prefers_reduced_motion="no-preference")
    b.open_file(page)
    b.run("document.getElementById('after').click()")
    t.equal("a leaf moves for others", b.run("return document.getAnimations().length"), 1)
    b.media(type="print")
    every = b.run("return document.querySelectorAll('article.sheet').length")
    t.equal("on paper all pages are there", len(b.run(SHOWN)), every)
    t.check("without buttons", not b.run("return document.querySelector('.controls').checkVisibility()"))
    t.equal("and nothing half faded in", b.run("return document.getAnimations().length"), 0)
    heights = b.run("return [...document.querySelectorAll('.spread')].map(s => s.getBoundingClientRect().height)")
    t.check("two open books on a sheet of A4 or Letter", max(heights) * 2 < (279 - 24) / 25.4 * 96 - 20, heights)
    b.media(type="")
    b.tell("Emulation.setScriptExecutionDisabled", value=True)
    b.open_file(page)
    b.tell("Emulation.setScriptExecutionDisabled", value=False)
    t.equal("without scripts too", len(b.run(SHOWN)), every)


def check_html(t, page):
    """What can be seen without a browser."""
    html = page.read_text()
    t.check("the title's tags are text in the page", "<script>window" not in html and "&lt;script&gt;window" in html)
    t.none("it asks nobody for anything", re.findall(r"""(?:src|srcset|url\(|@import)\W{0,3}(?:https?:)?//[^\s"')]+""", html))
    t.equal("it leads out to the shop alone", sorted(set(re.findall(r'https?://[^"<\s]+', html))), ["https://example.org/a?b=1&amp;c=2"])
    t.none("pictures that it shows are there", [name for name in re.findall(r'(?:src|href)="(pictures/[^"]+|[^"#:]+\.pdf)"', html)
                                                if not (page.parent / name).is_file()])
    words = re.search(r'id="page-003".*?<div class="words"[^>]*>(.*?)</div>\n</article>', html, re.S)[1]
    t.check("a page's words are beside its picture", words.startswith("<p>Chapter 1</p><h3>Open</h3>") and "openword00001x" in words, words[:300])
    text = " ".join(re.sub(r"<[^>]*>", " ", html).split())
    lost = [word for word in ("openword00000x openword00001x", "openword02128x openword02129x") if word not in text]
    t.none("words stand apart at the ends of lines", lost + re.findall(r"x(?:<[^>]*>)?openword\w*", html))
    t.check("code in them is code, escaped", "<code>x &lt; y</code>" in html)
    t.none("no word of what is left out is in it", re.findall(r"(?:closedword|closedmore|prefatory|closedalt)\w*", html))


def check_web(t, page):
    if lacking := browser.missing():
        t.skip("the web page in a browser", f"{lacking} not installed")
        return
    with browser.Browser() as b:
        check_opening(t, b, page)
        check_leafing(t, b, page)
        check_keyboard_reach(t, b, page)
        check_phone(t, b, page)
        check_media(t, b, page)
        t.none("the console has nothing to say", b.log())


# ---- Our own book ----

def check_content(t, folder):
    done = run(ROOT / "content", "-o", folder / "ours", "-f", "json", "-q")
    if not t.check("our own book has a preview", done.returncode == 0, done.stderr):
        return
    report = json.loads(done.stdout)
    t.check("its sample is below 5 MB", report["bytes"] < PDF_BYTES, report["bytes"])
    t.none("its pages are below 150 kB", [p for p in report["pictures"] if p["width"] == 900 and p["bytes"] > PAGE_BYTES])
    shown = [p["file"] for p in report["pictures"] if "/spread-" in p["file"]]
    t.check("it shows open books", len(shown) >= 2, shown)
    full = folder / "ours.pdf"
    program.run(LONGHAND, "build", ROOT / "content", "-o", full, "-q")
    pdf = only(folder / "ours", "*.pdf")
    whole, sample = said("pdftotext", full, "-").split("\f"), said("pdftotext", pdf, "-")
    kept = {page.strip() for page in sample.split("\f")}
    allowed = " ".join(" ".join(page.split()) for page in [sample.split("\f")[0], *whole] if page.strip() in kept)
    sample_words = " ".join(sample.split())
    left_out = [(number, page) for number, page in enumerate(whole, 1) if page.strip() and page.strip() not in kept]
    lines = [(number, " ".join(line.split())) for number, page in left_out for line in page.splitlines()]
    t.check("most of it is left out", len(left_out) > len(whole) / 2 and len(lines) > 1000, (len(left_out), len(lines)))
    t.none("it holds no line of a page that is left out", [f"page {number}: {line}" for number, line in lines
                                                         if len(line) > 20 and line in sample_words and line not in allowed])


def main():
    with tap.Tap("preview") as t, tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        book = write_book(folder / "book", "sample:\n  chapters: [1, third.md]\n  pages: [1]\n  show: [4-5]\n  buy: https://example.org/a?b=1&c=2\n")
        out = folder / "out"
        done = run(book, "-o", out, "-f", "json")
        if not t.check("a small book has a preview", done.returncode == 0, done.stderr):
            return
        report = json.loads(done.stdout)
        check_sample(t, folder, only(out, "*.pdf"))
        sizes = check_pictures(t, out, report)
        t.check("the shown pages are an open book", sizes.get("spread-004-005.png", (0,))[0] == 2000, sorted(sizes))
        check_same_bytes(t, book, out, folder)
        check_shops(t, report, done.stderr)
        check_bare_pictures(t, book, out, folder)
        check_long_cover(t, folder)
        check_choice(t, folder)
        check_content(t, folder)
        check_html(t, out / "index.html")
        check_web(t, out / "index.html")


if __name__ == "__main__":
    main()
