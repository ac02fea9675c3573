"""What a manuscript says, read from `longhand dump --stage tree`, as units that the pages must hold."""

import re
import unicodedata

ANY = object()   # in a unit: the text that a reference prints, a note's mark or a picture in the line
PAGE = object()  # in a unit: after a link's text, where the page that it leads to may be told
RECORD = re.compile(r'^( *)([a-z-]+)(?: (\d+):(\d+))?(.*)$')
TEXT = re.compile(r' (target=)?"((?:[^"\\]|\\.)*)"')
ESCAPE = re.compile(r"\\(.)")
DRAWN = re.compile(r'language="(dot|diagram|chart)"')
INLINES = {"text", "code", "break", "emph", "strong", "strike", "mark", "underline", "kbd", "sup", "sub", "link",
           "image", "note-ref", "anchor", "index", "query"}
RUNNING = {"title", "paragraph", "heading", "definition"}
INVISIBLE = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufe00-\ufe0f\ufeff]+")


class Unit:
    """One piece of text of the manuscript. `kind` is "run" (must come in order), "loose" (cells, titles
    of cards and captions, which a page may move), "note" (a footnote's), or "code" (one line of a listing). `parts` are
    words, ANY and PAGE."""

    def __init__(self, kind, place):
        self.kind, self.place, self.parts = kind, place, []

    def add(self, text):
        self.parts += words_of(text)

    def words(self):
        return [part for part in self.parts if isinstance(part, str)]

    def text(self):
        return " ".join("…" if part is ANY else part for part in self.parts if part is not PAGE)


def squash(text):
    """@text as it is compared: no blanks, no invisible signs, compatible forms made one."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text).replace("\u2010", "-"))


def words_of(text):
    return [word for word in map(squash, re.split(r"[^\S\u00a0\u202f]+", text)) if word]


def unescape(text):
    return ESCAPE.sub(lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), text)


class Record:
    """A line of the dump: its depth, kind, place, and for inlines the text (None = none)."""

    def __init__(self, line):
        match = RECORD.match(line)
        self.depth, self.kind = len(match[1]) // 2, match[2]
        self.place, self.rest = match[3], match[5]
        self.text = next((unescape(text) for target, text in TEXT.findall(self.rest) if not target), None)


def chapters_of(dump, single):
    """The records of each chapter of the @dump by its name, in order; code lines are plain strings."""
    chapters, name = {}, single
    for line in dump.split("\n"):
        if line.startswith("== "):
            name = line[3:]
        elif line.lstrip(" ").startswith("|"):
            chapters.setdefault(name, []).append(line.lstrip(" ")[1:])
        elif line:
            chapters.setdefault(name, []).append(Record(line))
    return chapters


def units_of(name, records):
    """The units of one chapter, in the order of the manuscript."""
    units, open_blocks, unit = [], [], None
    for record in records:
        if isinstance(record, str) and any(DRAWN.search(block.rest) for block in open_blocks):
            unit = None  # strokes, and words in an order of their own: tests/drawings looks at them
        elif isinstance(record, str):
            unit = Unit("code", f"{name}:{open_blocks[-1].place}")
            unit.add(record)
            units.append(unit)
        elif record.kind in INLINES and open_blocks:
            if unit is None or unit.kind == "code":
                unit = Unit(kind_of(open_blocks), f"{name}:{record.place}")
                units.append(unit)
            add_inline(unit, record)
        else:
            open_blocks = [block for block in open_blocks if block.depth < record.depth] + [record]
            unit = None
    units = [join_words(unit) for unit in units]
    return [without_colon(unit) for unit in units if unit.words()]


def kind_of(blocks):
    """Whether text in these blocks, the innermost last, runs or may be moved."""
    kinds = [block.kind for block in blocks]
    if "note" in kinds:
        return "note"
    if "cell" in kinds or kinds[-1] not in RUNNING:
        return "loose"
    return "loose" if kinds[-1] == "title" and "card" in kinds else "run"


def add_inline(unit, record):
    if record.kind in ("index", "anchor", "query"):
        return
    if record.kind == "break":
        unit.parts.append((record, " "))
    elif record.kind in ("note-ref", "image") or (record.kind == "link" and record.text is None):
        unit.parts.append((record, ANY))
    elif record.text is not None:
        unit.parts.append((record, record.text))


def join_words(unit):
    """Makes words of the texts that inlines gave: a word may begin in one and end in the next."""
    if unit.kind == "code":
        return unit
    texts, parts, whole, links = unit.parts, [], "", []
    for (record, text), following in zip(texts, texts[1:] + [None]):
        if text is ANY and is_full_link(record, following):
            links.append(record)
        elif text is ANY:
            parts += words_of(whole) + [ANY]
            whole = ""
        else:
            whole += text
        while links and (following is None or following[0].depth <= links[-1].depth):
            links.pop()
            parts += words_of(whole) + [PAGE]
            whole = ""
    unit.parts = parts + words_of(whole)
    return unit


def is_full_link(record, following):
    """A link whose text follows as its children."""
    return record.kind == "link" and following is not None and following[0].depth > record.depth


def without_colon(unit):
    """The page sets the number of a decision record apart from its title, without the colon."""
    if unit.kind == "loose" and isinstance(unit.parts[0], str) and re.fullmatch(r"ADR-\d+:", unit.parts[0]):
        unit.parts[0] = unit.parts[0][:-1]
    return unit
