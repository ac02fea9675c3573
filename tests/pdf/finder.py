"""Finds the manuscript's units in the text of the pages, each character of a page used once."""

import re

from manuscript import ANY, squash

AHEAD = 4       # pages between one unit and the next: a part's opener, blank pages, a long table
PIECES = 4      # pages that one paragraph may lie on
REFERENCE = ".{0,80}?"


class Page:
    """A page's text: its lines as the reader gives them, squashed, and which characters are used."""

    def __init__(self, text):
        self.lines = [line for line in map(squash, text.splitlines()) if line]
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
    """The unit as a list of single characters and ANY, so that it can be cut anywhere."""
    out = []
    for part in parts:
        out += [ANY] if part is ANY else list(part)
    return out


def pattern_of(wanted, between=""):
    return re.compile(between.join(REFERENCE if c is ANY else re.escape(c) for c in wanted), re.S)


class Finder:
    """Looks for units from a place that only moves on."""

    def __init__(self, pages):
        self.pages = pages
        self.page, self.at = 0, 0      # where running text goes on
        self.line = (0, 0)             # where code goes on
        self.first = 0                 # page where the chapter begins

    def begin(self, page):
        """The next unit is on @page or after."""
        self.page, self.at, self.line, self.first = page, 0, (page, 0), page

    def find(self, unit):
        """Whether the unit is there; what it takes is used up."""
        if unit.kind == "code":
            return self._find_code(unit) or self._find_run(unit)
        return self._find_run(unit) if unit.kind == "run" else self._find_loose(unit)

    def _window(self, unit):
        """Pages to look on: notes are told at a chapter's end, but stand where they are called."""
        start = {"run": self.page, "code": self.page, "note": self.first}.get(unit.kind, max(self.page - 1, 0))
        return range(start, min(self.page + AHEAD + 1, len(self.pages)))

    def _search(self, number, wanted, start, between=""):
        """The first free place of @wanted on a page."""
        page = self.pages[number]
        plain = "".join(wanted) if ANY not in wanted and not between else None
        while True:
            if plain is not None:
                at = page.text.find(plain, start)
                span = (at, at + len(plain)) if at >= 0 else None
            else:
                match = pattern_of(wanted, between).search(page.text, start)
                span = match.span() if match else None
            if span is None or span[0] == span[1] or page.is_free(*span):
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
        longest = self._longest_beginning(number, wanted, start, between)
        for cut in range(longest, max(longest - 60, 0), -1):
            rest = self._whole_or_split(number + 1, wanted[cut:], 0, between, pieces - 1)
            if rest:
                return [(number, self._search(number, wanted[:cut], start, between))] + rest
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
            for between in ("", "-?"):
                spans = self._whole_or_split(number, wanted, 0, between, 2)
                if spans:
                    for page, (first, last) in spans:
                        self.pages[page].take(first, last)
                    return True
        return self._find_words(unit)

    def _find_words(self, unit):
        """Each word of its own, on one page or two: the lines of a table's cells lie side by side."""
        for number in self._window(unit):
            spans = []
            for part in unit.parts:
                span = None if part is ANY else self._free_word(number, part, spans)
                if part is not ANY and not span:
                    break
                spans += [span] if span else []
            else:
                for page, first, last in spans:
                    self.pages[page].take(first, last)
                return True
        return False

    def _free_word(self, number, word, spans):
        for page in (number, number + 1):
            start = 0
            while page < len(self.pages):
                at = self.pages[page].text.find(word, start)
                if at < 0:
                    break
                end = at + len(word)
                if self.pages[page].is_free(at, end) and not any(p == page and at < b and a < end
                                                                  for p, a, b in spans):
                    return page, at, end
                start = at + 1
        return None

    def _find_code(self, unit):
        """A line of code is a line of the page, or several where it was too long for one."""
        wanted = "".join(unit.parts)
        number, first = self.line
        for page_number in range(number, min(number + AHEAD + 1, len(self.pages))):
            page = self.pages[page_number]
            for i in range(first if page_number == number else 0, len(page.lines)):
                if page.lines[i] == wanted and page.is_free(page.starts[i], page.starts[i] + len(wanted)):
                    page.take(page.starts[i], page.starts[i] + len(wanted))
                    self.line = (page_number, i + 1)
                    self._move_on(page_number, page.starts[i] + len(wanted))
                    return True
        return False

    def _move_on(self, page, at):
        if (page, at) > (self.page, self.at):
            self.page, self.at = page, at
