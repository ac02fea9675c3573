"""The manuscript of the book: what each part must hold, and how it reads.

usage: run.py [LONGHAND]     (the program is not needed; tests/run.py hands it to every suite)

Prints for each chapter its words, cards, listings, drawings, tables and the share of its sentences that have
more than 30 words. Checks what the book promises of every part that is written out.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
from tap import Tap  # noqa: E402

CONTENT = ROOT / "content"
FULL_PARTS = ("01-foundations", "02-data-structures", "03-functions", "10-threads", "11-asyncio")
LEAST_WORDS, LEAST_CHAPTERS = 55000, 21
CHAPTER_WORDS = (1800, 3000)
LONG_SENTENCE, LONG_SHARE = 30, 0.10
PER_PART = {"TRADEOFF": 2, "ADR": 1, "CASE": 1, "GOTCHA": 6, "listings": 20, "run": 12, "drawings": 2, "tables": 3}
FENCE = re.compile(r"^(?:\s*>)*\s*(`{3,}|~{3,})(.*)$")
CARD = re.compile(r"^\s*>\s*\[!(\w+)\]")
DRAWN = ("dot", "diagram", "chart")


class Chapter:
    """A chapter's counts, and its prose without code, tables' rules, comments and marks."""

    def __init__(self, path):
        self.path = path
        self.counts = dict.fromkeys(("listings", "run", "drawings", "tables"), 0)
        self.text = path.read_text(encoding="utf-8")
        prose = self.take_code(re.sub(r"\A---\n.*?\n---\n", "", self.text, flags=re.S))
        self.take_cards(prose)
        self.paragraphs = [clean(p) for p in re.split(r"\n\s*(?:>\s*)?\n", "\n".join(prose)) if p.strip()]

    @property
    def name(self):
        return str(self.path.relative_to(CONTENT))

    @property
    def words(self):
        return sum(len(p.split()) for p in self.paragraphs)

    def take_code(self, text):
        """Counts the fenced blocks; returns the other lines."""
        prose, close, listing = [], None, None
        for line in text.splitlines():
            match = FENCE.match(line)
            if close is None and match:
                close, info = match[1], match[2].strip()
                self.count_block(info, listing)
                listing = info if not info.startswith("output") else None
            elif close is not None and match and match[1].startswith(close) and not match[2].strip():
                close = None
            elif close is None:
                if line.strip(" >"):
                    listing = None
                prose.append(line)
        return prose

    def count_block(self, info, before):
        language = re.split(r"[\s{,]", info, maxsplit=1)[0]
        if language in DRAWN:
            self.counts["drawings"] += 1
        elif language == "output":
            self.counts["run"] += bool(before and re.search(r"\brun\b", before) and "caption=" in before)
        elif "caption=" in info:
            self.counts["listings"] += 1

    def take_cards(self, prose):
        for line in prose:
            if match := CARD.match(line):
                self.counts[match[1]] = self.counts.get(match[1], 0) + 1
            self.counts["tables"] += line.startswith("Table:")

    def long_share(self):
        """The share of sentences with more than LONG_SENTENCE words, tables and lists left out."""
        sentences = [s for p in self.paragraphs if "|" not in p
                     for s in re.split(r"(?<=[.!?:])\s+(?=[A-Z`“\"(])|\n\n", p) if s.strip()]
        return sum(len(s.split()) > LONG_SENTENCE for s in sentences) / max(len(sentences), 1)


def clean(paragraph):
    paragraph = re.sub(r"<!--.*?-->", "", paragraph, flags=re.S)
    paragraph = re.sub(r"^\s*(?:>\s*)*(?:[-*+]|\d+\.)\s+", "\n\n", paragraph, flags=re.M)
    paragraph = re.sub(r"^\s*>\s?", "", paragraph, flags=re.M)
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", lambda link: link[1] or "reference", paragraph).strip()


def chapters_of(folder):
    return [Chapter(path) for path in sorted((CONTENT / folder).glob("*.md")) if path.name != "part.md"]


def test_chapter(tap, chapter, full):
    cards = " ".join(f"{kind}={n}" for kind, n in sorted(chapter.counts.items()) if kind.isupper())
    share = chapter.long_share()
    tap.note(f"{chapter.name}: {chapter.words} words, {chapter.counts['listings']} listings "
             f"({chapter.counts['run']} run), {chapter.counts['drawings']} drawings, {chapter.counts['tables']} tables, "
             f"{share:.1%} long sentences; {cards}")
    tap.check(f"{chapter.name}: few sentences over {LONG_SENTENCE} words", share < LONG_SHARE, f"{share:.1%}")
    tap.check(f"{chapter.name}: closes with a card to keep", chapter.counts.get("SUMMARY", 0) >= 1)
    if full:
        tap.check(f"{chapter.name}: its length", CHAPTER_WORDS[0] <= chapter.words <= CHAPTER_WORDS[1] + 600,
                  f"{chapter.words} words")
        last = chapter.text.rstrip().rsplit("\n<!--", 1)
        tap.check(f"{chapter.name}: says what was checked", len(last) == 2 and last[1].lstrip().startswith("checked:")
                  and chapter.text.rstrip().endswith("-->"))


def test_part(tap, folder, chapters):
    total = {key: sum(c.counts.get(key, 0) for c in chapters) for key in PER_PART}
    for key, least in PER_PART.items():
        tap.check(f"{folder}: at least {least} of {key}", total[key] >= least, f"{total[key]}")
    tap.check(f"{folder}: five or six chapters", 5 <= len(chapters) <= 6, f"{len(chapters)}")
    opener = CONTENT / folder / "part.md"
    tap.check(f"{folder}: has an opener", opener.exists() and "You will be able to" in opener.read_text(encoding="utf-8"))


def test_repeats(tap, chapters):
    """No chapter says what another has said: no sentence of ten words or more stands twice."""
    seen, twice = {}, []
    for chapter in chapters:
        for paragraph in chapter.paragraphs:
            for sentence in re.split(r"(?<=[.!?])\s+", paragraph):
                key = " ".join(sentence.lower().split())
                if len(key.split()) >= 10 and "|" not in key:
                    if seen.setdefault(key, chapter.name) != chapter.name:
                        twice.append(f"{seen[key]} and {chapter.name}: {key}")
    tap.none("no sentence stands in two chapters", twice)


def main():
    with Tap("manuscript") as tap:
        everything = []
        for folder in sorted(p.name for p in CONTENT.iterdir() if re.match(r"\d\d-", p.name) and p.name != "00-front"):
            chapters = chapters_of(folder)
            everything += chapters
            for chapter in chapters:
                test_chapter(tap, chapter, folder in FULL_PARTS)
            if folder in FULL_PARTS:
                test_part(tap, folder, chapters)
        new = [c for c in everything if c.path.parent.name in FULL_PARTS[1:]]
        tap.check(f"at least {LEAST_CHAPTERS} chapters beyond the first part", len(new) >= LEAST_CHAPTERS, f"{len(new)}")
        words = sum(c.words for c in everything)
        tap.note(f"{len(everything)} chapters, {words} words")
        tap.check(f"at least {LEAST_WORDS} words", words >= LEAST_WORDS, f"{words}")
        test_repeats(tap, everything)


if __name__ == "__main__":
    main()
