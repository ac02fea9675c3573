"""Between pages and manuscript: the map, proof sheets, what changed, comments brought back.

usage: run.py LONGHAND
"""

import collections
import html
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent))
import program  # noqa: E402
from tap import Tap  # noqa: E402

LONGHAND = os.path.abspath(sys.argv[1])
SEED = 20260
CONTENT = ROOT / "content"
SET = {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "--", "—": "---", "…": "...", "\u00a0": " "}
Word = collections.namedtuple("Word", "page x1 y1 x2 y2 baseline row file line column length text")


def run(*arguments, cwd=None, seconds=120):
    return program.run(LONGHAND, *arguments, cwd=cwd, seconds=seconds)


def read_map(text):
    """The words of a map, and the rows that it says have changed."""
    told = json.loads(text)
    words = [Word(page["page"], *word[:6], told["files"][word[6]], *word[7:])
             for page in told["pages"] for word in page["words"]]
    changed = {(page["page"], y) for page in told["pages"] for y in page.get("changed", [])}
    return words, changed


def map_inside(pdf):
    done = subprocess.run(["pdfdetach", "-save", "1", "-o", "/dev/stdout", str(pdf)], check=True, stdout=subprocess.PIPE)
    return done.stdout.decode()


def plain(text):
    """What is set and what is written, made the same."""
    text = html.unescape(re.sub(r"\\([^\w\s])", r"\1", text))
    for sign, written in SET.items():
        text = text.replace(sign, written)
    return re.sub(r"[`*]|<[^>]*>", "", text)


def written_at(folder, word):
    line = (folder / word.file).read_text(encoding="utf-8").split("\n")[word.line - 1]
    return line[word.column - 1:word.column - 1 + word.length]


# ---- The map


def pdf_words(pdf, page, cache={}):
    """The words of @page as pdftotext finds them: (text, box)."""
    if (pdf, page) not in cache:
        done = subprocess.run(["pdftotext", "-bbox", "-f", str(page), "-l", str(page), str(pdf), "-"], check=True,
                              stdout=subprocess.PIPE)
        tree = xml.etree.ElementTree.fromstring(re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"", done.stdout))
        cache[pdf, page] = [(node.text or "", [float(node.get(key)) for key in ("xMin", "yMin", "xMax", "yMax")])
                            for node in tree.iter("{http://www.w3.org/1999/xhtml}word")]
    return cache[pdf, page]


def stands_there(pdf, word):
    x, y = (word.x1 + word.x2) / 2, word.baseline - 2
    return any(word.text in text and box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1
               for text, box in pdf_words(pdf, word.page))


def test_map(tap, folder):
    pdf, path = folder / "book.pdf", folder / "book.json"
    done = run("build", CONTENT, "-o", pdf, "--map", path, "-q")
    if not tap.check("build --map writes a map", done.returncode == 0 and path.exists(), done.stderr):
        return
    words, _ = read_map(path.read_text())
    exact = [word for word in words if word.column]
    tap.check("nearly every word has its column", len(exact) > 0.95 * len(words), f"{len(exact)} of {len(words)}")
    tap.none("every exact word is written where the map says",
             [(word, written_at(CONTENT, word)) for word in exact if plain(written_at(CONTENT, word)) != plain(word.text)])
    chosen = random.Random(SEED).sample(exact, 200)
    tap.none("200 words stand where the map says, by pdftotext",
             [word for word in chosen if len(word.text) > 1 and word.text.isalnum() and not stands_there(pdf, word)])
    test_round_trip(tap, path, pdf, chosen)
    run("build", CONTENT, "-o", pdf, "--map", folder / "again.json", "-q", "-j", "1")
    tap.check("the map is the same with one job", (folder / "again.json").read_text() == path.read_text())


def test_round_trip(tap, path, pdf, chosen):
    there, back = [], []
    for word in chosen:
        x, y = (word.x1 + word.x2) / 2, (word.y1 + word.y2) / 2
        done = run("where", pdf, word.page, f"{x:.3f}", f"{y:.3f}", "--map", path)
        if done.stdout != f"{word.file}:{word.line}:{word.column}: {word.text}\n":
            there.append((word, done.stdout, done.stderr))
        done = run("where", f"content/{word.file}:{word.line}:{word.column}", "--map", path)
        place = f"sheet {word.page}, page "
        box = f"row {word.row}, {word.x1:.2f} {word.y1:.2f} {word.x2:.2f} {word.y2:.2f}: {word.text}"
        if not any(line.startswith(place) and line.endswith(box) for line in done.stdout.splitlines()):
            back.append((word, done.stdout, done.stderr))
    tap.none("200 words lead from the page to the manuscript", there)
    tap.none("200 words lead from the manuscript to the page", back)


INCLUDED = """# Code from elsewhere

```rust
# fn hidden() {
let seen = 1;
# }
```

```rust
{{#rustdoc_include ../listings/main.rs:part}}
```

> Quoted   words, with \\*stars\\*, an &amp; and a [link](one.md), then
> a second line -- dashed... and "quoted".
"""


def test_mdbook(tap, folder):
    book = folder / "mdbook"
    (book / "src").mkdir(parents=True)
    (book / "listings").mkdir()
    (book / "book.toml").write_text("[book]\ntitle = \"A book\"\n")
    (book / "src/SUMMARY.md").write_text("# Summary\n\n- [One](one.md)\n")
    (book / "src/one.md").write_text(INCLUDED)
    (book / "listings/main.rs").write_text("fn main() {\n    // ANCHOR: part\n    let third = 3;\n    // ANCHOR_END: part\n}\n")
    done = run("build", book, "-o", folder / "mdbook.pdf", "--map", folder / "mdbook.json", "-q")
    if not tap.check("an mdBook is mapped", done.returncode == 0, done.stderr):
        return
    words, _ = read_map((folder / "mdbook.json").read_text())
    places = {word.text: (word.file, word.line, word.column) for word in words}
    tap.equal("code behind a hidden line", places.get("seen"), ("src/one.md", 5, 5))
    tap.equal("code of an included file", places.get("third"), ("listings/main.rs", 3, 9))
    tap.equal("a word behind escapes", places.get("*stars*,"), ("src/one.md", 13, 24))
    tap.equal("an entity", places.get("&"), ("src/one.md", 13, 38))
    tap.equal("the second line of a quotation", places.get("second"), ("src/one.md", 14, 5))
    tap.equal("a word behind set dots", places.get("“quoted”."), ("src/one.md", 14, 34))


def test_where_errors(tap, folder):
    (folder / "bad.json").write_text('{"kind":"longhand-map","pages":[{"page":1,"words":[[1,2]]}]}')
    done = run("where", "one.md:3", "--map", folder / "bad.json")
    tap.check("a damaged map is told", done.returncode == 1 and "damaged" in done.stderr, done.stderr)
    done = run("where", "one.md", "--map", folder / "bad.json")
    tap.check("a place without a line is a usage error", done.returncode == 2, done.stderr)
    done = run("where", folder / "book.pdf", "one", "2", "3")
    tap.check("a page that is no number is a usage error", done.returncode == 2, done.stderr)
    done = run("where", folder / "book.pdf", "9", "200", "900", "--map", folder / "book.json")
    tap.check("a place beside the page is told", done.returncode == 1 and "504 × 720" in done.stderr, done.stderr + done.stdout)
    done = run("where", "one.md:99999", CONTENT)
    tap.check("a line that is nowhere is told", done.returncode == 1 and "nothing on the pages" in done.stderr, done.stderr)
    done = run("where", "01-foundations/01-objects-and-names.md:37", CONTENT)
    tap.check("without a map the book is laid out again", done.returncode == 0 and "sheet " in done.stdout, done.stderr)


# ---- Sheets

FAULTY = """# A chapter

This has a mispelled word and a  double space, and the
the doubled word. Oursalone is ours, `mispeled` is code, and [a linkk](https://example.org/linkk) is left out.
A \\"straight\\" quote. <!-- todo: say which machine -->

```python
def very_long_line(argument_one, argument_two, argument_three, argument_four, argument_five, argument_six):
    return 1
```

<!-- query: is this needed? -->

The end, read `utills.py` and src/utills.py again.
"""


def write_book(folder, **chapters):
    return program.write(folder, {
        "book.yaml": "title: A book\nlanguage: en\n",
        "SUMMARY.md": "# Summary\n\n" + "".join(f"- [{name}]({name}.md)\n" for name in chapters),
        **{f"{name}.md": text for name, text in chapters.items()}})


def text_of(pdf):
    return subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, stdout=subprocess.PIPE).stdout.decode()


def test_sheet(tap, folder):
    book = write_book(folder / "faulty", one=FAULTY, two="# Second\n\nAnother chapter, wiht a fault.\n")
    (book / "words.txt").write_text("# ours\nOursalone\n")
    pdf = folder / "faulty.pdf"
    done = run("proof", book, "one.md", "-o", pdf)
    if not tap.check("proof writes a PDF", done.returncode == 0, done.stderr):
        return
    info = subprocess.run(["pdfinfo", str(pdf)], check=True, stdout=subprocess.PIPE).stdout.decode()
    tap.check("a sheet is A4", "595.28 x 841.89" in info, info)
    check = subprocess.run(["qpdf", "--check", str(pdf)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    tap.check("qpdf finds nothing wrong", check.returncode == 0, check.stdout.decode())
    text = text_of(pdf)
    has_dictionary = "no dictionary" not in done.stderr
    for code in ("doubled-word", "double-space", "straight-quote", "wrapped-code-line"):
        tap.check(f"{code} is marked", code in text, text)
    tap.check("notes are listed with their places", "todo: say which machine" in text and "one.md:5:23" in text and
              "query: is this needed?" in text and "one.md:12:1" in text, text)
    tap.check("the other chapter is left out", "Another chapter" not in text, text)
    if not has_dictionary:
        tap.skip("a misspelt word is listed", "there is no dictionary")
    else:
        listed = text[text.index("Words that the dictionary lacks"):]
        tap.check("a misspelt word is listed", "mispelled" in listed, listed)
        tap.none("our words, code, links and paths are left out",
                 [word for word in ("Oursalone", "mispeled", "linkk", "utills", "wiht") if word in listed])
    listed = text[text.index("Faults of these pages"):]
    tap.none("faults are listed with row and place", [code for code, at in (
        ("doubled-word: “the”", "one.md:4:1"), ("double-space: “double”", "one.md:3:"), ("straight-quote", "one.md:5:"),
        ("wrapped-code-line", "one.md:8"))
        if not re.search(rf"page 1, row \d+ +{re.escape(code)}.*{re.escape(at)}", listed)])
    test_margins(tap, folder)
    again = folder / "again.pdf"
    run("proof", book, "one.md", "-o", again, "-j", "1")
    tap.check("the same bytes twice", again.read_bytes() == pdf.read_bytes())
    done = run("proof", book, "nine.md", "-o", folder / "no.pdf")
    tap.check("an unknown chapter is told", done.returncode == 1 and "no-such-chapter" in done.stderr, done.stderr)
    done = run("proof", book, "one.md", "--paper", "letter", "-o", again)
    info = subprocess.run(["pdfinfo", str(again)], check=True, stdout=subprocess.PIPE).stdout.decode()
    tap.check("--paper letter", "612 x 792" in info, info)


def boxes_of(pdf, page):
    told = subprocess.run(["pdftotext", "-bbox", "-f", str(page), "-l", str(page), str(pdf), "-"], check=True,
                          stdout=subprocess.PIPE).stdout.decode()
    return [(html.unescape(word), *map(float, box)) for *box, word in re.findall(
        r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', told)]


def test_margins(tap, folder):
    """What stands round the page is whole, clear of its neighbours and of the edge that printers leave white."""
    again = "a the the b the the of of c is is d in in, " * 6
    book = write_book(folder / "margins", one=f"# One\n\n{again}\n\n```python {{include=src/a-long-folder/main.py}}\n```\n")
    (book / "src" / "a-long-folder").mkdir(parents=True)
    (book / "src" / "a-long-folder" / "main.py").write_text("import sys\nprint(sys)\n")
    for paper, width in (("a4", 595.28), ("letter", 612)):
        done = run("proof", book, "one.md", "--paper", paper, "--no-spelling", "-o", folder / "margins.pdf")
        boxes = boxes_of(folder / "margins.pdf", 1) if tap.check(f"{paper}: margins are set", not done.returncode, done.stderr) else []
        small = [box for box in boxes if box[4] - box[2] < 11]
        tap.none(f"{paper}: nothing is near the edge", [box for box in boxes if box[1] < 11 or box[3] > width - 11])
        codes = [box for box in small if box[0].startswith("doubled-word") or box[0].startswith("×")]
        tap.check(f"{paper}: codes of a row are told once", 3 < len([box for box in codes if box[0].startswith("×")]) < 12, codes)
        tap.none(f"{paper}: and don't touch", [(a, b) for a in codes for b in codes if a < b and a[0][0] == b[0][0] and abs(a[2] - b[2]) < 6.5])
        words = [box[0] for box in boxes]
        tap.check(f"{paper}: another file's rows have its letter", "a:1" in words and "a:2" in words and
                  "src/a-long-folder/main.py" in words, words)


def test_true_pages(tap, folder):
    """The proof's words lie where the book's do, moved by the sheet's margins."""
    book, proof = folder / "book.pdf", folder / "third.pdf"
    run("build", CONTENT, "-o", book, "--map", folder / "book.json", "-q")
    done = run("proof", CONTENT, "3", "-o", proof, "--no-spelling")
    if not tap.check("a chapter is proofed by number", done.returncode == 0, done.stderr):
        return
    whole, _ = read_map((folder / "book.json").read_text())
    ours, _ = read_map(map_inside(proof))
    dx, dy = (595.28 - 504) / 2, (841.89 - 720) / 2
    key = lambda word, x, y: (word.file, word.line, word.column, word.text, round(word.x1 - x, 1), round(word.y1 - y, 1))
    known = {key(word, 0, 0) for word in whole}
    near = {(*k[:4], round(k[4] + i / 10, 1), round(k[5] + j / 10, 1)) for k in known for i in (-1, 0, 1) for j in (-1, 0, 1)}
    tap.none("every word lies as in the book", [word for word in ours if key(word, dx, dy) not in near])


def dumped_pages(book, *arguments):
    """Each drawn page's record by its number, what the outline says, and the complaint."""
    done = run("build", book, "-f", "dump", "-q", "-o", "-", *arguments)
    pages, _, outline = done.stdout.partition("\noutline ")
    records = re.split(r"^page (\d+) ", pages + "\n", flags=re.M)
    return dict(zip(map(int, records[1::2]), map(str.strip, records[2::2]))), outline, done.stderr


def test_chapters_alone(tap, folder):
    """A chapter alone has the very pages that it has in the book, to the last stroke: those of the other chapters are
    laid out without their text, and nothing moves for it."""
    book = folder / "alone"
    shutil.copytree(ROOT / "tests" / "gallery", book)
    for where, target in ((CONTENT, "screen"), (book, "print")):
        whole, outline, _ = dumped_pages(where, "-t", target)
        wrong, seen, number, pages = [], set(), 0, True
        while pages:
            number += 1
            pages, told, _ = dumped_pages(where, "-t", target, "--chapters", number)
            wrong += [(number, page) for page, record in pages.items() if whole.get(page) != record]
            wrong += [(number, "outline")] if pages and told != outline else []
            seen |= set(pages)
        tap.none(f"{where.name}, {target}: each chapter alone is as in the book", wrong)
        tap.check(f"{where.name}, {target}: most pages were looked at", 2 * len(seen) > len(whole),
                  f"{len(seen)} of {len(whole)}")


# ---- Changes


def is_prose(lines, i):
    """Whether @i is a plain line of a paragraph: no list, table, code, comment or setting."""
    fences = sum(1 for line in lines[:i] if line.startswith("```"))
    return fences % 2 == 0 and i > 6 and re.match(r"[A-Z][a-z]", lines[i]) and not lines[i].startswith("Table:")


def edit_word(chance, lines):
    """Changes a word. Returns: the places (line, column, length) of what is new."""
    while True:
        i = chance.choice([i for i in range(len(lines)) if is_prose(lines, i)])
        found = [m for m in re.finditer(r"(?<= )[a-z]{4,}(?= )", lines[i]) if lines[i][:m.start()].count("`") % 2 == 0 and
                 not re.search(r"\[[^\]]*$|\([^)]*$|[*=]\S*$", lines[i][:m.start()]) and "<!--" not in lines[i][:m.start()]]
        if found:
            match = chance.choice(found)
            lines[i] = lines[i][:match.start()] + "zzyzx" + lines[i][match.end():]
            return [(i + 1, match.start() + 1, 5)]


def edit_paragraph(chance, lines):
    """Moves a paragraph of one line up or down, over at least three others."""
    single = [i for i in range(1, len(lines) - 1) if is_prose(lines, i) and not lines[i - 1] and not lines[i + 1] and
              not re.search(r"\]\(|\[\^|<!--|:$", lines[i]) and len(lines[i].split()) > 6]
    far = [(i, k) for i in single for k in single if sum(min(i, k) < n < max(i, k) for n in single) >= 3]
    i, k = chance.choice(far)
    text = lines[i]
    if i < k:
        lines[k + 1:k + 1] = ["", text]
        del lines[i:i + 2]
    else:
        del lines[i:i + 2]
        lines[k:k] = [text, ""]
    return [(lines.index(text) + 1, 1, len(text))]


def edit_listing(chance, lines):
    """Adds a line to a listing."""
    opens = [i for i, line in enumerate(lines) if re.match(r"```python", line) and "include" not in line and lines[i + 1]]
    i = chance.choice(opens) + 1
    indent = re.match(r" *", lines[i])[0]
    lines.insert(i, f"{indent}zzyzx = 1")
    return [(i + 1, len(indent) + 1, 9)]


def rows_of(words, file, places):
    """The baselines (page, y) of the words that lie in @places."""
    return {(word.page, word.baseline) for word in words for line, column, length in places
            if word.file == file and word.line == line and word.column and
            word.column < column + length and word.column + word.length > column}


def same_rows(found, wanted):
    """A row is known by its baseline; a raised mark is of the row below it."""
    near = lambda one, others: any(one[0] == other[0] and abs(one[1] - other[1]) < 5 for other in others)
    return all(near(row, wanted) for row in found) and all(near(row, found) for row in wanted)


def test_changes(tap, folder):
    chance, new, wrong = random.Random(SEED), folder / "new", []
    chapters = sorted(CONTENT.glob("01-*/0[1-6]*.md"))
    edits = [edit_word] * 20 + [edit_paragraph] * 15 + [edit_listing] * 15
    shutil.copytree(CONTENT, new)
    for n, edit in enumerate(edits):
        chapter = chance.choice(chapters[:3] if edit is edit_paragraph else chapters)
        name = str(chapter.relative_to(CONTENT))
        lines = chapter.read_text(encoding="utf-8").split("\n")
        places = edit(chance, lines)
        (new / name).write_text("\n".join(lines), encoding="utf-8")
        done = run("proof", new, chapter.name, "--since", CONTENT, "--no-spelling", "-o", folder / "new.pdf")
        (new / name).write_text(chapter.read_text(encoding="utf-8"), encoding="utf-8")
        if done.returncode:
            wrong.append((n, edit.__name__, name, places, done.stderr))
            continue
        words, changed = read_map(map_inside(folder / "new.pdf"))
        wanted = rows_of(words, name, places)
        if not wanted or not same_rows(changed, wanted):
            wrong.append((n, edit.__name__, name, places, "found", sorted(changed), "wanted", sorted(wanted)))
    tap.none("50 edits mark exactly the edited rows", wrong)


CARDS = """# Cards

> [!ADR] ADR-007: Keep one queue
> **Status** Accepted, on the whole.
>
> **Decision** The queue is bounded, and mispelled.

> [!TRADEOFF] This or that
> **Context** Somebody has to choose.
>
> |      | This | That |
> |------|------|------|
> | Cost | low  | high |
>
> **Verdict** This, for now.

```diagram
+------+     +------+
| left | --> | gone |
+------+     +------+
```

Nothing else changes.
"""


def test_cards(tap, folder):
    """What a card takes apart or says again is marked, and looked up, where it stands."""
    old = write_book(folder / "cards-old", one=CARDS)
    edits = {"an ADR's title": ("one queue", "zzyzx queue", 3), "its number": ("ADR-007", "ADR-008", 3),
             "a label": ("**Decision**", "**Verdict**", 6), "what follows a label": ("is bounded", "zzyzx bounded", 6),
             "a trade-off's label": ("**Context**", "**Setting**", 9), "its verdict": ("for now", "zzyzx now", 15),
             "a heading that the contents say again": ("# Cards", "# Zzyzx", 1)}
    for n, (name, (before, after, line)) in enumerate(edits.items()):
        new = write_book(folder / f"cards-{n}", one=CARDS.replace(before, after))
        done = run("proof", new, "1", "--since", old, "--no-spelling", "-o", folder / "cards.pdf")
        words, changed = read_map(map_inside(folder / "cards.pdf")) if done.returncode == 0 else ([], set())
        wanted = {(word.page, word.baseline) for word in words if word.line == line}
        tap.check(f"{name} is marked", len(changed) == 1 and not {row[0] for row in changed} - {row[0] for row in wanted} and
                  any(abs(y - z) < 6 for _, y in changed for _, z in wanted), f"{changed} {wanted} {done.stderr}")
        tap.check(f"{name}: its place is told", "not shown" not in text_of(folder / "cards.pdf"))
    new = write_book(folder / "cards-drawing", one=CARDS.replace("gone", "here"))
    done = run("proof", new, "1", "--since", old, "--no-spelling", "-o", folder / "cards.pdf")
    tap.equal("a word of a drawing is marked, once", len(read_map(map_inside(folder / "cards.pdf"))[1]), 1)
    done = run("proof", old, "1", "-o", folder / "cards.pdf")
    if "no dictionary" in done.stderr:
        tap.skip("words behind a label are looked up", "there is no dictionary")
    else:
        tap.check("words behind a label are looked up", "mispelled" in text_of(folder / "cards.pdf").split("dictionary lacks")[-1])


def reflow(text):
    """The prose of a chapter broken into other lines."""
    lines = text.split("\n")
    for i in range(len(lines) - 1, -1, -1):
        if is_prose(lines, i) and len(lines[i]) > 80 and "<!--" not in lines[i]:
            at = lines[i].index(" ", 40) if " " in lines[i][40:] else -1
            if at > 0 and re.match(r"[a-z]{2,} ", lines[i][at + 1:]):
                lines[i] = lines[i][:at] + "\n" + lines[i][at + 1:]
    return "\n".join(lines)


def test_since(tap, folder):
    new = folder / "reflowed"
    shutil.copytree(CONTENT, new)
    chapter = sorted(new.glob("01-*/02*.md"))[0]
    text = chapter.read_text(encoding="utf-8")
    chapter.write_text(reflow(text), encoding="utf-8")
    tap.check("the test reflows", chapter.read_text(encoding="utf-8").count("\n") > text.count("\n") + 5)
    done = run("proof", new, "2", "--since", CONTENT, "--no-spelling", "-o", folder / "reflowed.pdf")
    _, changed = read_map(map_inside(folder / "reflowed.pdf")) if done.returncode == 0 else (0, {"failed"})
    tap.equal("a reflowed chapter marks nothing", changed, set())
    test_breaks(tap, folder)
    test_revision(tap, folder)


def test_breaks(tap, folder):
    """Lines put in before the chapter's end move the breaks after them and no others."""
    new, name = folder / "longer", "01-foundations/02-mutability.md"
    shutil.copytree(CONTENT, new)
    lines = (new / name).read_text(encoding="utf-8").split("\n")
    middle = max(i for i in range(len(lines) // 2) if is_prose(lines, i) and not lines[i - 1])
    more = "Words that nobody asked for, put in here to fill a page. " * 40
    lines[middle:middle] = [more, ""]
    (new / name).write_text("\n".join(lines), encoding="utf-8")
    pdf = folder / "longer.pdf"
    done = run("proof", new, "2", "--since", CONTENT, "--no-spelling", "-o", pdf)
    if not tap.check("a longer chapter is proofed", done.returncode == 0, done.stderr):
        return
    words, changed = read_map(map_inside(pdf))
    first = min(page for page, _ in changed)
    labels = [page["label"] for page in json.loads(map_inside(pdf))["pages"]]
    text = text_of(pdf)
    listed = text[text.index("Pages that begin with other words"):]
    told = re.findall(r"^\s*page (\d+)\s+begins", listed, re.M)
    tap.check("pages before the change are not told", told and set(told) <= set(labels[first - 1:]), f"{told} {labels} {first}")
    tap.check("a page after it is", labels[first] in told, f"{told} {labels} {first}")


def test_revision(tap, folder):
    book = write_book(folder / "repository" / "book", one="# One\n\nThe first paragraph stays as it is.\n\nThe second goes away.\n")
    git = lambda *arguments: subprocess.run(["git", "-c", "user.name=T", "-c", "user.email=t@example.org", *arguments],
                                            cwd=book.parent, check=True, stdout=subprocess.DEVNULL)
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "first")
    (book / "one.md").write_text("# One\n\nThe first paragraph remains as it is.\n\nSomething else altogether.\n")
    pdf = folder / "since.pdf"
    done = run("proof", book, "1", "--since", "HEAD", "--no-spelling", "-o", pdf)
    if tap.check("--since takes a revision of git's", done.returncode == 0, done.stderr):
        text = text_of(pdf)
        tap.check("removed words are in the list", "Taken out since HEAD" in text and "stays" in text and
                  "The second goes away." in text.replace("\n", " "), text)
        tap.check("the list says that no break moved", "every page begins as it did" in text, text)
    done = run("proof", book, "1", "--since", "no-such-thing", "-o", pdf)
    tap.check("an unknown revision is told", done.returncode == 1 and "no-history" in done.stderr, done.stderr)
    done = run("proof", book, "1", "--since", "--upload-pack=x", "-o", pdf)
    tap.check("an option is no revision", done.returncode != 0, done.stderr)


# ---- Comments


def annotate(pdf, out, annotations):
    """Adds @annotations (page, dictionary) by qpdf's JSON."""
    told = json.loads(subprocess.run(["qpdf", "--json=2", "--json-key=pages", "--json-key=qpdf", str(pdf)], check=True,
                                     stdout=subprocess.PIPE).stdout)
    objects, pages = told["qpdf"][1], told["pages"]
    next_id, changed = told["qpdf"][0]["maxobjectid"] + 1, {}
    for page, annotation in annotations:
        name = pages[page - 1]["object"]
        value = changed.setdefault(f"obj:{name}", {"value": objects[f"obj:{name}"]["value"]})["value"]
        changed[f"obj:{next_id} 0 R"] = {"value": {"/Type": "/Annot", **annotation}}
        value["/Annots"] = [*value.get("/Annots", []), f"{next_id} 0 R"]
        next_id += 1
    update = out.with_suffix(".json")
    head = dict(told["qpdf"][0], maxobjectid=next_id)
    update.write_text(json.dumps({"version": 2, "qpdf": [head, changed]}))
    subprocess.run(["qpdf", str(pdf), f"--update-from-json={update}", str(out)], check=True)


def test_notes(tap, folder):
    pdf, out = folder / "third.pdf", folder / "noted.pdf"
    run("proof", CONTENT, "3", "-o", pdf, "--no-spelling")
    words = [word for word in read_map(map_inside(pdf))[0] if word.column and len(word.text) > 3]
    chosen = random.Random(SEED).sample(words, 5)
    box = lambda word: [word.x1, 841.89 - word.y2, word.x2, 841.89 - word.y1]
    quad = lambda b: [b[0], b[3], b[2], b[3], b[0], b[1], b[2], b[1]]
    annotations = []
    for word, kind in zip(chosen, ("Highlight", "StrikeOut", "Text", "FreeText", "Ink")):
        rect = box(word) if kind != "Text" else [box(word)[0], box(word)[1], box(word)[0] + 1, box(word)[3]]
        annotation = {"/Subtype": f"/{kind}", "/Rect": rect, "/Contents": f"u:what about {kind}?", "/T": "u:Reader"}
        if kind in ("Highlight", "StrikeOut"):
            annotation["/QuadPoints"] = quad(box(word))
        annotations.append((word.page, annotation))
    annotations.append((chosen[0].page, {"/Subtype": "/Popup", "/Rect": [0, 0, 9, 9]}))
    annotate(pdf, out, annotations)
    done = run("notes", out)
    tap.equal("each comment is told, pop-ups and links are not", len(done.stdout.splitlines()), 5)
    for word, kind in zip(chosen, ("Highlight", "StrikeOut", "Text", "FreeText", "Ink")):
        wanted = f"{word.file}:{word.line}:{word.column}: {kind}"
        found = [line for line in done.stdout.splitlines() if line.startswith(wanted) and f"what about {kind}?" in line]
        tap.check(f"{kind} leads to its word", len(found) == 1, f"{wanted}\n{done.stdout}{done.stderr}")
    told = sorted(done.stdout.splitlines())
    turned = folder / "turned.pdf"
    subprocess.run(["qpdf", str(out), "--pages", ".", "z-1", "--", str(turned)], check=True)
    tap.equal("pages in another order lead to the same places", sorted(run("notes", turned).stdout.splitlines()), told)
    page = max(word.page for word in chosen)
    subprocess.run(["qpdf", str(out), "--pages", ".", str(page), "--", str(turned)], check=True)
    few = run("notes", turned).stdout.splitlines()
    tap.check("so does one page alone", few and set(few) <= set(told), f"{few} {told}")
    whole = [(1 + chosen[0].page, {"/Subtype": "/Square", "/Rect": [0, 0, 595, 841], "/Contents": "u:all of it"})]
    annotate(pdf, out, whole)
    done = run("notes", out)
    tap.check("a frame round a page says its first words", "all of it" in done.stdout and "…" in done.stdout and
              len(done.stdout) < 300, done.stdout)
    done = run("notes", pdf)
    tap.check("a proof without comments is told", not done.returncode and not done.stdout and "no comments" in done.stderr, done.stderr)
    done = run("notes", folder / "book.pdf")
    tap.check("a PDF without a map is told", done.returncode == 1 and "no map" in done.stderr, done.stderr)
    done = run("notes", HERE / "run.py")
    tap.check("what is no PDF is told", done.returncode == 1 and "no PDF" in done.stderr, done.stderr)


def main():
    with Tap("proof") as tap, tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for test in (test_map, test_mdbook, test_where_errors, test_sheet, test_true_pages, test_chapters_alone,
                     test_changes, test_cards, test_since, test_notes):
            test(tap, folder)


if __name__ == "__main__":
    main()
