"""What `check` finds in text: one small manuscript a fault, clean ones, hostile ones, and the book.

usage: run.py LONGHAND
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import tap  # noqa: E402

LONGHAND = str(pathlib.Path(sys.argv[1]).resolve())
CONTENT = ROOT / "content"
SECONDS = 60
DICTIONARIES = [pathlib.Path("/usr/share/hunspell"), pathlib.Path("/usr/share/myspell/dicts")]
HAS_BRITISH = any((folder / "en_GB.aff").exists() for folder in DICTIONARIES)
ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in ("DICPATH", "NO_COLOR")}
ENVIRONMENT["LONGHAND_DATA"] = str(ROOT)

# Of each code: the manuscript below its title, which begins at line 3, and where what it finds stands.
FAULTS = {
    "doubled-word": [("It waits for the the lock.\n", "3:18"), ("It *is in* in the heap.\n", "3:12"),
                     ("The lock and\nand the key.\n", "4:1"), ("> [!NOTE] The the lock\n> Text.\n", "3:15")],
    "straight-quotes": [('He said \\"yes.\n', "3:9")],
    "double-space": [("One lock.  Another lock.\n", "3:12")],
    "article": [("It is a error.\n", "3:7"), ("It is an lock.\n", "3:7"), ("An number of locks.\n", "3:1")],
    "sentence-case": [("It stops. then it goes on.\n", "3:11")],
    "space-before-sign": [("A lock , and a key.\n", "3:8"), ("A lock .\n", "3:8"), ("A lock : The key.\n", "3:8")],
    "space-after-sign": [("A lock,and a key.\n", "3:7"), ("It waits.The lock is held.\n", "3:9")],
    "doubled-sign": [("A lock,, and a key.\n", "3:7"), ("It waits..\n", "3:9")],
    "spaced-hyphen": [("A lock - and a key.\n", "3:8")],
    "hyphen-range": [("See pages 3-5 for it.\n", "3:11")],
    "spaced-dots": [("It waits . . . and waits.\n", "3:10")],
    "unpaired-bracket": [("A lock (and a key.\n", "3:8"), ("A lock) and a key.\n", "3:7")],
    "unpaired-quote": [("He said “yes and went.\n", "3:9"), ("He said yes” and went.\n", "3:12")],
    "odd-character": [("A lo\u200bck.\n", "3:5"), ("It isnâ€™t held.\n", "3:7")],
    "placeholder": [("TODO: write about locks.\n", "3:1"), ("Lorem ipsum dolor.\n", "3:1"), ("Held for XXX ms.\n", "3:10")],
    "vague-link": [("The rest is [here](https://example.org/locks).\n", "3:14")],
    "heading-stop": [("## Locks.\n\nText.\n", "3:9")],
    "uneven-dash": [("A lock— with a key.\n", "3:3"), ("A lock —with a key.\n", "3:8")],
    "heading-level": [("## Locks\n\nText.\n\n#### Keys\n\nText.\n", "7:6"), ("### Locks\n\nText.\n", "3:5")],
    "repeated-heading": [("## Locks\n\nText.\n\n## Locks\n\nText.\n", "7:4")],
    "empty-section": [("## Locks\n\n## Keys\n\nText.\n", "3:4"), ("Text.\n\n## `lock`\n", "5:5")],
    "image-alt": [("![](dot.png)\n", "3:1"), ("A dot ![](dot.png) is here.\n", "3:7")],
    "todo": [("<!-- todo: more about locks -->\n\nText.\n", "3:1"), ("Text.<!-- query: is it so? -->\n", "3:6")],
}
# Of each code that a book must ask for.
OPTIONAL = {
    "listing-caption": [("```python\nx = 1\n```\n", "3:1")],
    "table-caption": [("| a | b |\n|---|---|\n| 1 | 2 |\n", "3:1")],
}
SPELLING = [("It waits for the lokc.\n", "3:18"), ("## Lokcs\n\nText.\n", "3:4"), ("- a well-knwon lock\n", "3:10")]
# Of each code about lines on pages: the lines of a paragraph, and which of them it is found in.
ON_PAGES = {
    "word-stack": [(["a lock here", "A key and more", "key, too", "key again!"], None), (["key one", "key, two", "(key) three"], 2),
                   (["one lock", "two lock,", "three lock."], 2), (["key one", "key two", "no lock", "key three"], None)],
    "short-last-line": [(["a lock and a key", "too."], 1), (["a lock and a key", "too so."], None), (["Key."], None)],
    "hyphen-stack": [(["one lock and a half-", "open door, self-", "shut door, full-", "grown"], 2),
                     (["one lock and a half-", "open door, self-", "shut door"], None)],
    "dash-first": [(["a lock", "– and a key"], 1), (["a lock", "… and a key"], 1), (["– a lock", "and a key"], None)],
}

CLEAN = '''# Locks and keys: an overview

An hour, a unique key, a European lock, an 8-bit word, a one-off and an honest error. He had had it; that that holds
is clear. “Quoted (with brackets), and ‘more’,” he said… The interval [0, 1) is half open. Pages 3–5, on 2024-01-02,
in Listing 1-2 and in Listings 10-17 and 10-18, call 555-1234, version 3.13.0, and a range of −5 to 5 °C.

Code is nobody's business: `the the  a error ,, "x" - . . .`, [`here`](https://example.org/the-the), C++, `i`th, e.g. this,
i.e. that, etc. and so on. See https://example.org/a,b;c..d?e=(f or write to <somebody@example.org>. Node.js, A/B, 10%,
--force, #1, v1.2-rc1, x86-64, TCP/IP, f(x), snake_case and camelCase are names. Is it so? It is! Wait: no. He said —
rarely — nothing; or—once—all. Pre– and post–war.

```python
the the = "a error ,,"  # TODO: lorem ipsum - . . .
print( "teh" )
```

## Headings

1. First point, etc.
2. Second point
   a) sub-point

> [!NOTE] What is it?
> “A quotation that goes on
>
> “in another paragraph.”

| a | -  |  spaced   |
|---|----|-----------|
| 1 | .. |  a and b… |

### Deeper

Text with a note.[^1]

### Deeper still

Line one,\\
line two: *emphasis*, **strong**, ~~struck~~ and H~2~O, x^2^.

## Others

### Deeper

It is below another heading. ![A dot](dot.png)

<img src="dot.png" alt="">

[^1]: The note's text, isn't it?
'''

PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000"
                    "000301010018dd8db00000000049454e44ae426082")


def run(*arguments, cwd=None, **environment):
    return subprocess.run([LONGHAND, *map(str, arguments)], cwd=cwd, capture_output=True, timeout=SECONDS * 4,
                          stdin=subprocess.DEVNULL, env={**ENVIRONMENT, **environment}, check=False)


def write_book(folder, text, settings="", words=None):
    """A book of one chapter; @words is its own list, None = it has none."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "book.yaml").write_text(f"title: A small book\n{settings}")
    (folder / "SUMMARY.md").write_text("# Summary\n\n- [One](one.md)\n")
    (folder / "one.md").write_text(text if text.startswith("# ") else f"# One\n\n{text}")
    (folder / "dot.png").write_bytes(PNG)
    if words is not None:
        (folder / "words.txt").write_text(words)
    return folder


def findings(book, **environment):
    """What check says of @book, as (code, "line:column")."""
    done = run("check", book, "--format=json", **environment)
    return [(item["code"], f"{item.get('line', 0)}:{item.get('column', 0)}") for item in json.loads(done.stdout)]


def settings_of(codes, word):
    return "lint: {" + ", ".join(f"{code}: {word}" for code in codes) + "}\n"


# ---- One by one ----


def check_codes(t):
    """The program, its manual and this file know the same codes."""
    source = (ROOT / "src/lint/lint.c").read_text()
    table = source[source.index("lints[LH_N_LINTS]"):source.index("static const guint32 optional")]
    codes = set(re.findall(r'\[LH_LINT_\w+\] =\s*\{\s*"([a-z-]+)"', table))
    on_pages = {*ON_PAGES, "hyphen-over-page"}
    t.equal("every code has a manuscript here", sorted({*FAULTS, *OPTIONAL, "spelling", *on_pages}), sorted(codes))
    manual = (ROOT / "docs/longhand.1").read_text().replace("\\-", "-")
    section = manual[manual.index(".SH PROOFREADING"):]
    section = section[:section.index(".SH", 4)]
    t.none("the manual explains every code", [code for code in codes if f".B {code}\n" not in section])


def check_faults(t, scratch):
    for code, cases in FAULTS.items():
        for i, (text, place) in enumerate(cases):
            book = write_book(scratch / f"{code}-{i}", text)
            name = f"{code} is found{f' ({i + 1})' if i else ''}"
            t.equal(f"{name}, and nothing else", findings(book), [(code, place)])
        write_book(book, text, settings_of([code], "no"))
        t.equal(f"{code}: no switches it off", findings(book), [])
        write_book(book, text, f"lint: [{code}]\n")
        t.equal(f"[{code}] leaves it out", findings(book), [])


def check_optional(t, scratch):
    for code, cases in OPTIONAL.items():
        for text, place in cases:
            book = write_book(scratch / code, text)
            t.equal(f"{code} is not looked for", findings(book), [])
            write_book(book, text, settings_of([code], "yes"))
            t.equal(f"{code}: yes looks for it", findings(book), [(code, place)])
    asked = settings_of(OPTIONAL, "yes")
    captioned = ('```python {caption="One"}\nx = 1\n```\n\n```output\n1\n```\n\nTable: Two\n\n'
                 "| a | b |\n|---|---|\n| 1 | 2 |\n")
    t.equal("captions satisfy it", findings(write_book(scratch / "captioned", captioned, asked)), [])


def check_clean(t, scratch):
    t.equal("a clean manuscript has no fault", findings(write_book(scratch / "clean", CLEAN)), [])
    spaced = "Il attend : la clé ; vraiment ? Oui ! Il dit an error, a error. et puis.\n"
    book = write_book(scratch / "french", spaced, "language: fr\n")
    t.equal("English rules are for English, blanks are French", findings(book), [])


def check_settings(t, scratch):
    book = write_book(scratch / "unknown", "Text.\n", "lint: {duobled-word: no}\n")
    done = run("check", book)
    t.check("a code that there is not is an error with the nearest",
            done.returncode == 1 and b"book.yaml:2:8: error: lint: there is no fault \xe2\x80\x9cduobled-word\xe2\x80\x9d; "
            b"did you mean \xe2\x80\x9cdoubled-word\xe2\x80\x9d? [unknown-lint]" in done.stdout, done.stdout.decode())
    t.equal("build says it too", run("build", book, "-o", scratch / "x.pdf").returncode, 1)
    for name, settings, code in (("neither yes nor no", "lint: {todo: maybe}\n", "bad-value"),
                                 ("a word", "lint: todo\n", "wrong-type"),
                                 ("a map in a list", "lint: [{todo: no}]\n", "bad-value"),
                                 ("no text", "lint: ['']\n", "bad-value")):
        done = run("check", write_book(scratch / "bad", "Text.\n", settings))
        t.check(f"lint: with {name} is an error", done.returncode == 1 and f"[{code}]".encode() in done.stdout,
                done.stdout.decode())
    write_book(scratch / "bad", "Text.\n", "lint:\n")
    t.equal("lint: may be empty", findings(scratch / "bad"), [])
    long_line = "```text\n" + "x" * 200 + "\n```\n"
    t.equal("a layout defect is told", findings(write_book(scratch / "defect", long_line)), [("wrapped-code-line", "4:0")])
    write_book(scratch / "defect", long_line, "lint: {wrapped-code-line: no}\n")
    t.equal("it can be switched off like the others", findings(scratch / "defect"), [])
    done = run("check", scratch / "defect")
    t.check("then it does not count", b"0 errors, 0 warnings" in done.stderr, done.stderr.decode())


# ---- Lines on pages ----


def check_pages(t, scratch):
    """Paragraphs whose lines end where their author says."""
    for code, cases in ON_PAGES.items():
        for i, (lines, found_in) in enumerate(cases):
            book = write_book(scratch / f"{code}-{i}", "\\\n".join(lines) + "\n")
            wanted = [] if found_in is None else [(code, found_in + 3)]
            found = [(name, int(place.split(":")[0])) for name, place in findings(book)]
            t.equal(f"{code} is {'found' if wanted else 'not seen in what is none'} ({i + 1})", found, wanted)
            write_book(book, "\\\n".join(lines) + "\n", settings_of([code], "no"))
            if wanted:
                t.equal(f"{code}: no switches it off ({i + 1})", findings(book), [])
    many = "".join(f"{i} lines of {'half' if i % 2 else 'full'}-\\\n" for i in range(80)) + "all\n"
    book = write_book(scratch / "turn", many, "lint: [hyphen-stack, short-last-line]\n")
    t.equal("hyphen-over-page is found at both turns", [code for code, _ in findings(book)], ["hyphen-over-page"] * 2)
    write_book(book, many, "lint: [hyphen-stack, hyphen-over-page, short-last-line]\n")
    t.equal("hyphen-over-page can be left out", findings(book), [])
    items = json.loads(run("check", write_book(scratch / "page", "a lock\\\n– a key\n"), "-f", "json").stdout)
    t.check("what is on a page tells which", items and items[0].get("page", 0) > 1, items)


# ---- Spelling ----


def check_spelling(t, scratch):
    book = write_book(scratch / "missing", "A lokc.\n", words="lock\n")
    done = run("check", book, DICPATH=str(scratch))
    t.check("without a dictionary it is said, and nothing is doubted",
            done.returncode == 0 and not done.stdout and "there is no dictionary for “en”" in done.stderr.decode(),
            done.stderr.decode())
    t.check("-q does not say it", b"dictionary" not in run("check", "-q", book, DICPATH=str(scratch)).stderr)
    if not HAS_BRITISH:
        t.skip("spelling", "hunspell's en_GB is not installed")
        return
    british = "language: en-GB\n"
    for i, (text, place) in enumerate(SPELLING):
        book = write_book(scratch / f"spelling-{i}", text, british, words="# ours\n")
        t.equal(f"a word in no dictionary is found ({i + 1})", findings(book), [("spelling", place)])
    book = write_book(scratch / "own", "The lokc and Lokc.\n", british, words="# ours\n\nlokc\n")
    t.equal("the book's own words are right", findings(book), [])
    book = write_book(scratch / "none", "A lokc.\n", british)
    t.equal("a book without words.txt is not looked up", findings(book), [])
    write_book(book, "A lokc.\n", british + "lint: {spelling: yes}\n")
    t.equal("unless it asks for it", findings(book), [("spelling", "3:3")])
    write_book(book, "A lokc.\n", british + "lint: {spelling: no}\n", words="")
    t.equal("spelling: no switches it off", findings(book), [])
    clean = "A lock's colour, isn’t it? The `lokc` in NASA, iLokc, x86, lokc.py, [lokc](https://lokc.org) and /usr/lokc.\n"
    t.equal("code, names, paths and links are not looked up",
            findings(write_book(scratch / "names", clean, british, words="")), [])
    done = run("check", write_book(scratch / "near", "A lokc.\n", british, words=""))
    t.check("a near word is told", "did you mean “lock”?" in done.stdout.decode(), done.stdout.decode())
    done = run("check", write_book(scratch / "german", "Ein Wort.\n", "language: de-AT\n", words=""))
    t.check("another language's dictionary is not taken", not done.stdout, done.stdout.decode())


# ---- Formats ----


def check_formats(t, scratch):
    settings = "lint: {repeated-heading: yes}\n"
    book = write_book(scratch / "top" / "my, book: 1", "<!-- todo: 50%, at: least -->\n\nThe the lock.\n", settings)
    (scratch / "top" / ".git").mkdir()
    lines = run("check", book, "-f", "github").stdout.decode().splitlines()
    t.equal("annotations are escaped, their paths begin at the checkout's top", lines, [
        "::warning file=my%2C book%3A 1/one.md,line=3,col=1,title=todo::left to do: 50%25, at: least",
        "::warning file=my%2C book%3A 1/one.md,line=5,col=5,title=doubled-word::“the” stands twice; delete one"])
    t.equal("wherever it is run", run("check", "-f", "github", cwd=book).stdout.decode().splitlines(), lines)
    t.equal("it says nothing else", run("check", book, "-f", "github").stderr, b"")
    bare = write_book(scratch / "bare", "[](#nowhere)\n")
    done = run("check", bare, "-f", "github")
    t.check("an error is one, and the end is 1",
            done.returncode == 1 and done.stdout.decode().startswith(f"::error file={bare}/one.md,line=3,"),
            done.stdout.decode())
    items = json.loads(run("check", book, "-f", "json").stdout)
    t.equal("JSON has the same", [(item["severity"], item["code"], item["file"], item["line"], item["column"])
                                  for item in items],
            [("warning", "todo", "one.md", 3, 1), ("warning", "doubled-word", "one.md", 5, 5)])
    text = run("check", book)
    t.equal("and lines to read", text.stdout.decode().splitlines()[1],
            "one.md:5:5: warning: “the” stands twice; delete one [doubled-word]")
    t.equal("faults of text are no errors", text.returncode, 0)
    one, four = (run("check", CONTENT, "-f", "json", "-j", jobs).stdout for jobs in ("1", "4"))
    t.equal("one thread and four find the same", one, four)


# ---- Hostile ----


def check_hostile(t, scratch):
    many = 20000
    texts = {
        "quotes": '\\"' * many, "brackets": "( [ " * many, "emphasis": "*the* the\n\n" * 4000, "marks": "a\u0301" * many,
        "doubled blanks": "a  b " * many, "a line of links": "[here](x.md) " * 3000, "comments": "<!--" * many,
        "todos": "<!-- todo: x -->\n\n" * 5000, "headings": "## a\n\n" * 5000, "dots": ". " * many,
        "ranges": "Listings " + "1-2 and " * many, "characters": "\u200b\ufffd\u202e\ufffc " * many,
        "cells": "|a|b|\n|-|-|\n" + '| "x"  y,, | ( the the |\n' * 3000, "one word": "x" * 200000,
        "doubtful words": "\n\n".join(" ".join(f"qzx{chr(97 + i % 26)}{chr(97 + j % 26)}kw" for j in range(26))
                                      for i in range(200)),
        "long words": "\n\n".join("abcdefghij" * 5 + chr(97 + i % 26) * (i // 26 % 9 + 1) for i in range(300)),
        "a long heading": "## " + "a " * 20000 + "\n\n" + "### b\n\nText.\n\n" * 3000,
        "blanks at the end": "a \\\n" * 5000, "half a dash": "—" * many, "signs": ",;.!?-…" * many,
    }
    for name, text in texts.items():
        book = write_book(scratch / name.replace(" ", "-"), text, "language: en-GB\n", words="")
        started = time.monotonic()
        done = run("check", book, "-f", "json")
        took = time.monotonic() - started
        t.check(f"{name}: ends in time with JSON",
                done.returncode in (0, 1) and took < SECONDS and isinstance(json.loads(done.stdout), list),
                f"{took:.1f} s, exit {done.returncode}: {done.stderr.decode()[-1500:]}")
    book = write_book(scratch / "list", "A lokc.\n", words="x" * 100000 + "\n" + "\x00\xff\n" * 1000 + "/\n//a\n*b\n")
    done = run("check", book)
    t.check("an odd word list does no harm", done.returncode in (0, 1), done.stderr.decode()[-1500:])


# ---- The book ----


def prose_of(book):
    return "\n".join(path.read_text() for path in sorted(book.rglob("*.md")))


def check_book(t):
    done = run("check", CONTENT, "--format=json")
    found = [f"{item['file']}:{item.get('line')}:{item.get('column')}: {item['message']} [{item['code']}]"
             for item in json.loads(done.stdout)]
    on_pages = [line for line in found if re.search(r"\[(short-last-line|hyphen-\w+|word-stack|dash-first)\]$", line)]
    if HAS_BRITISH:
        t.none("every word of the book is in the dictionary or its list", [x for x in found if "[spelling]" in x])
        t.check("the dictionary was opened", b"dictionary" not in done.stderr, done.stderr.decode())
    else:
        t.skip("every word of the book is in the dictionary or its list", "hunspell's en_GB is not installed")
    t.none("its text has no fault", [x for x in found if "[spelling]" not in x and x not in on_pages])
    # Which lines stand below each other changes with every sentence; one in some hundred pages is a good book's.
    t.check("its pages have hardly any", len(on_pages) <= 4, "\n".join(on_pages))
    words = [line for line in (CONTENT / "words.txt").read_text().splitlines() if line and not line.startswith("#")]
    t.equal("its own words are in order, each once", words, sorted(set(words), key=lambda word: (word.lower(), word)))
    prose = prose_of(CONTENT)
    t.none("each is used", [word for word in words if not re.search(rf"\b{re.escape(word)}\b", prose, re.I)])
    for name in ("starter", "tests/gallery"):
        done = run("check", ROOT / name, "--format=json")
        t.none(f"{name} has no fault either", [item for item in json.loads(done.stdout) if item["code"] not in
                                               ("wrapped-code-line", "unknown-card")])


def main():
    with tap.Tap("lint") as t, tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder).resolve()
        check_codes(t)
        check_faults(t, scratch / "faults")
        check_optional(t, scratch / "optional")
        check_clean(t, scratch / "clean")
        check_settings(t, scratch / "settings")
        check_pages(t, scratch / "pages")
        check_spelling(t, scratch / "spelling")
        check_formats(t, scratch / "formats")
        check_hostile(t, scratch / "hostile")
        check_book(t)


main()
