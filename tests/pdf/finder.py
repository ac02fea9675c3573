"""Finds the manuscript's units in the text of the pages, each character of a page used once."""

import bisect
import itertools
import re
import unicodedata

from manuscript import ANY, PAGE, squash

AHEAD = 4       # pages between one unit and the next: a part's opener, blank pages, a long table
PIECES = 4      # pages that one paragraph may lie on
REFERENCE = ".{0,80}?"
PAGE_TOLD = r"(?:\((?:page|p\.))?(?:[\divxlc]+\))?"  # or one half of it, at a page's edge
PAGE_OF_LINK = re.compile(r"\s*\((?:page\s[0-9ivxlcdm]+|this\spage)\)")  # said after a link; nobody wrote it


class Page:
    """A page's text: its lines as the reader gives them, squashed, where its words begin and end, and which
    characters are used."""

    def __init__(self, text):
        lines = PAGE_OF_LINK.sub("", text).splitlines()
        words = [[word for word in map(squash, line.split()) if word] for line in lines]
        self.lines = ["".join(line) for line in words if line]
        self.edges = set(itertools.accumulate((len(word) for line in words for word in line), initial=0))
        self.text = "".join(self.lines)
        self.used = bytearray(len(self.text))
        self.starts, at = [], 0
        for line in self.lines:
            self.starts.append(at)
            at += len(line)

    def take(self, start, end):
        self.used[start:end] = b"\1" * (end - start)

    def is_free(self, start, end):
        return not any(self.used[start:end])

    def left_over(self):
        """The lines of which nothing is used."""
        return [line for line, start in zip(self.lines, self.starts)
                if not any(self.used[start:start + len(line)])]


def characters(parts):
    """The unit as a list of single characters, ANY and PAGE, so that it can be cut anywhere. A letter of a script
    that runs from the right is a class of all of its word: readers don't agree on the order of those."""
    out = []
    for part in parts:
        if part is ANY or part is PAGE:
            out.append(part)
        else:
            others = "".join(sorted({c for c in part if is_from_right(c)}))
            out += [f"[{re.escape(others)}]" if is_from_right(c) else c for c in part]
    return out


def is_from_right(character):
    return unicodedata.bidirectional(character) in ("R", "AL")


def pattern_of(wanted, between=""):
    signs = (REFERENCE if c is ANY else PAGE_TOLD if c is PAGE else c if len(c) > 1 else re.escape(c) for c in wanted)
    return re.compile(between.join(signs), re.S)


class Finder:
    """Looks for units from a place that only moves on."""

    def __init__(self, pages):
        self.pages = pages
        self.page, self.at = 0, 0      # where running text and code go on
        self.first = 0                 # page where the chapter begins

    def begin(self, page):
        """The next unit is on @page or after."""
        self.page, self.at, self.first = page, 0, page

    def find(self, unit):
        """Whether the unit is there; what it takes is used up."""
        if unit.kind == "code":
            return self._find_code(unit) or self._find_run(unit)
        return self._find_run(unit) if unit.kind == "run" else self._find_loose(unit)

    def _window(self, unit):
        """Pages to look on: notes are told at a chapter's end, but stand where they are called; a caption
        may have gone before."""
        stop = min(self.page + AHEAD + 1, len(self.pages))
        if unit.kind == "note":
            return range(self.first, stop)
        return [*range(self.page, stop), *range(max(self.page - 1, 0), self.page if unit.kind == "loose" else 0)]

    def _search(self, number, wanted, start, between=""):
        """The first free place of @wanted on a page that begins with a word."""
        page = self.pages[number]
        plain = "".join(wanted) if not between and all(isinstance(c, str) and len(c) == 1 for c in wanted) else None
        while True:
            if plain is not None:
                at = page.text.find(plain, start)
                span = (at, at + len(plain)) if at >= 0 else None
            else:
                match = pattern_of(wanted, between).search(page.text, start)
                span = match.span() if match else None
            if span is None or (span[0] in page.edges and page.is_free(*span)):
                return span
            start = span[0] + 1

    def _find_run(self, unit):
        wanted = characters(unit.parts)
        for between in ("", "-?"):  # the second for words that were hyphenated
            for number in self._window(unit):
                start = self.at if number == self.page else 0
                spans = self._whole_or_split(number, wanted, start, between)
                if spans:
                    for page, (first, last) in spans:
                        self.pages[page].take(first, last)
                    self.page, self.at = spans[-1][0], spans[-1][1][1]
                    return True
        return False

    def _whole_or_split(self, number, wanted, start, between, pieces=PIECES):
        span = self._search(number, wanted, start, between)
        if span:
            return [(number, span)]
        if pieces == 1 or number + 1 >= len(self.pages):
            return None
        span = self._search(number + 1, wanted, 0, between)
        if span:
            return [(number + 1, span)]
        longest = self._longest_beginning(number, wanted, start, between)
        for cut in range(longest, max(longest - 60, 0), -1):
            head = self._search(number, wanted[:cut], start, between)
            follows = wanted[cut - 1 if wanted[cut - 1] is PAGE else cut:]
            rest = head and head[1] in self.pages[number].edges and \
                self._whole_or_split(number + 1, follows, 0, between, pieces - 1)
            if rest:
                return [(number, head)] + rest
        return None

    def _longest_beginning(self, number, wanted, start, between):
        """How many of the first characters of @wanted stand together on the page."""
        good, bad = 0, len(wanted)
        while bad - good > 1:
            middle = (good + bad) // 2
            if self._search(number, wanted[:middle], start, between):
                good = middle
            else:
                bad = middle
        return good

    def _find_loose(self, unit):
        wanted = characters(unit.parts)
        for number in self._window(unit):
            starts = (self.at, 0) if number == self.page else (0,)
            for start, between in itertools.product(starts, ("", "-?")):
                spans = self._whole_or_split(number, wanted, start, between, 2)
                if spans:
                    for page, (first, last) in spans:
                        self.pages[page].take(first, last)
                    return True
        return self._find_words(unit)

    def _find_words(self, unit):
        """Each word of its own, on one page or two: the lines of a table's cells lie side by side."""
        for n_pages, number in itertools.product((1, 2), self._window(unit)):
            spans = []
            for word in unit.words():
                span = self._free_word(range(number, number + n_pages), word, spans)
                if not span:
                    break
                spans.append(span)
            else:
                for page, first, last in spans:
                    self.pages[page].take(first, last)
                return True
        return False

    def _free_word(self, numbers, word, spans):
        """A whole word of these pages that is not used yet, from where the text goes on."""
        for page in numbers:
            if page >= len(self.pages):
                break
            starts = (self.at, 0) if page == self.page else (0,)
            for start in starts:
                for match in re.finditer(re.escape(word), self.pages[page].text[start:]):
                    first, last = match.start() + start, match.end() + start
                    if self._is_whole_word(page, first, last) and not any(
                            p == page and first < b and a < last for p, a, b in spans):
                        return page, first, last
        return None

    def _is_whole_word(self, page, first, last):
        edges = self.pages[page].edges
        return first in edges and last in edges and self.pages[page].is_free(first, last)

    def _find_code(self, unit):
        """A line of code is a line of the page."""
        wanted = "".join(unit.parts)
        for number in self._window(unit):
            page = self.pages[number]
            first = bisect.bisect_left(page.starts, self.at) if number == self.page else 0
            for start, line in zip(page.starts[first:], page.lines[first:]):
                if line == wanted and page.is_free(start, start + len(line)):
                    page.take(start, start + len(line))
                    self.page, self.at = number, start + len(line)
                    return True
        return False
