"""Random manuscripts: cards, tables and listings of all kinds at random places, and the words that must come out.

Every word but the shortest is unique and begins with the only letter z in it, so that it can be found wherever lines,
cells and pages have divided it. Words come in groups; a group stands wholly before the next. Inside a group they come
in order, but for a table's row, whose cells may be cut side by side.
"""

import random

KINDS = ("NOTE", "TRY", "STORY", "GOTCHA", "KEY", "SUMMARY", "ADR", "CASE", "TRADEOFF")
LETTERS = "abcdefghijklmnopqrstuvwxy"


class Manuscript:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.count = 0
        self.notes = 0
        self.groups = []        # of (words, in order)
        self.note_groups = []
        self.text = self.chapter()

    # ---- words

    def word(self, longest=11):
        length = self.random.randint(1, longest)
        if length < 6:
            return "".join(self.random.choice(LETTERS) for _ in range(length))
        code, n = "z", self.count
        self.count += 1
        for _ in range(4):
            code, n = code + LETTERS[n % 25], n // 25
        return code + "".join(self.random.choice(LETTERS) for _ in range(length - 5))

    def words(self, n, longest=11):
        return [self.word(80 if self.random.random() < 0.02 and longest > 10 else longest) for _ in range(n)]

    def say(self, n, longest=11):
        """@n words as a group of their own."""
        words = self.words(n, longest)
        self.groups.append((words, True))
        return " ".join(words)

    def dress(self, text):
        """Some of the words in code, bold, emphasis, links."""
        marks = (("`", "`"), ("**", "**"), ("*", "*"), ("[", "](#top)"), ("<mark>", "</mark>"))
        return " ".join("{}{}{}".format(*((m[0], w, m[1]) if self.random.random() < 0.08 else ("", w, "")))
                        for w in text.split(" ") for m in (self.random.choice(marks),))

    def call(self):
        """A footnote's call, now and then; its text goes to the end of the chapter."""
        if self.random.random() > 0.08 or self.notes > 12:
            return ""
        self.notes += 1
        self.note_groups.append(self.words(self.random.randint(1, 40)))
        return f"[^n{self.notes}]"

    # ---- blocks: lists of lines

    def paragraph(self, most=60):
        return [self.dress(self.say(self.random.randint(1, most))) + self.call()]

    def listing(self, most=40):
        lines = []
        for _ in range(self.random.randint(1, most)):
            indent = " " * self.random.choice((0, 0, 4, 4, 8, 12))
            lines.append(indent + self.say(self.random.randint(1, 7), self.random.choice((8, 11, 30))))
            if self.random.random() < 0.1:
                lines.append("")
        while lines[-1] == "":
            lines.pop()
        language = self.random.choice(("python", "text", "c", "console"))
        more = self.random.choice(("", ' {caption="' + "What it is" + '" file="a.py"}'))
        return [f"```{language}{more}", *lines, "```"]

    def items(self, depth=0):
        ordered, lines = self.random.random() < 0.4, []
        for number in range(1, self.random.randint(2, 7)):
            mark = f"{number}. " if ordered else "- "
            lines.append(mark + self.dress(self.say(self.random.randint(1, 25))))
            if depth < 2 and self.random.random() < 0.25:
                lines += [" " * len(mark) + line for line in self.items(depth + 1)]
        return lines

    def cell(self, columns, deep=True):
        kind = self.random.random()
        if kind < 0.15:
            return self.random.choice(("✓", "✗", "–", "")), []
        if kind < 0.3:
            return f"{self.random.choice(('', '−', '≥ '))}{self.random.randint(0, 20000) / 8:,}" + \
                self.random.choice(("", " ns", " %")), []
        longest = self.random.choice((8, 11, 80))  # few of the longest: the row must fit a page
        words = self.words(self.random.randint(1, max(1, (10 if longest == 80 else 40) // columns)), longest)
        if deep and kind < 0.4 and len(words) > 2:
            return f"<ul><li>{words[0]}</li><li>{' '.join(words[1:])}</li></ul>", words
        return self.random.choice((" ", " ", "<br>") if kind < 0.6 else (" ",)).join(words), words

    def table(self, most=40, columns=None, bold=None):
        columns = columns or self.random.randint(1, 6)
        rows = self.random.choice((1, 3, 6, self.random.randint(1, most)))
        heads = [self.words(self.random.randint(1, 2), 8) for _ in range(columns)]
        self.groups.append((sum(heads, []), False))
        names = [" ".join(h) if i != bold else f"**{' '.join(h)}**" for i, h in enumerate(heads)]
        lines = ["| " + " | ".join(names) + " |",
                 "|" + "|".join(self.random.choice(("---", "---", "---:", ":-:")) for _ in heads) + "|"]
        for _ in range(rows):
            cells = [self.cell(columns, bold is None) for _ in range(columns)]
            self.groups.append((sum((words for _, words in cells), []), False))
            lines.append("| " + " | ".join(text + (self.call() if words else "") for text, words in cells) + " |")
        return lines

    def tall_row(self):
        """A row that is higher than a page, and must be cut inside."""
        self.groups.append((["head"], False))
        words = self.words(self.random.randint(300, 700), 9)
        self.groups.append((words, False))
        return ["| head | b |", "|---|---|", f"| {' '.join(words)} | ✓ |"]

    # ---- cards

    def body(self, blocks):
        lines = []
        for _ in range(blocks):
            make = self.random.choice((self.paragraph, self.paragraph, self.items, lambda: self.listing(12),
                                       lambda: self.table(5)))
            lines += (self.tall_row() if self.random.random() < 0.02 else make()) + [""]
        return lines

    def labelled(self, labels):
        lines = []
        for label in labels:
            lines += [f"**{label}** " + self.dress(self.say(self.random.randint(1, 50))) + self.call(), ""]
            if self.random.random() < 0.4:
                lines += self.body(1)
        return lines

    def tradeoff(self):
        lines = self.paragraph() + [""] if self.random.random() < 0.7 else []
        columns = self.random.randint(3, 5)
        lines += self.table(16, columns, self.random.randint(1, columns - 1)) + [""]
        return lines + ["**Verdict** " + self.say(self.random.randint(3, 40))]

    def card(self, deep=True):
        kind = self.random.choice(KINDS)
        title = " " + self.say(self.random.randint(1, 9)) if kind not in ("NOTE", "KEY") or self.random.random() < 0.5 \
            else ""
        if kind == "TRADEOFF":
            lines = self.tradeoff()
        elif kind == "ADR":
            lines = self.labelled(("Status", "Context", "Decision", "Consequences"))
            lines += [f"{self.random.choice('+-')} {self.say(self.random.randint(1, 25))}" for _ in range(4)]
        elif kind == "CASE":
            lines = self.labelled(("Who", "They saw", "It was", "They kept"))
        else:
            lines = self.paragraph() + [""] + self.body(self.random.randint(0, 4))
            if deep and self.random.random() < 0.15:
                lines += self.card(False)
        return [f"> [!{kind}]{title}"] + ["> " + line for line in lines]

    # ---- the chapter

    def block(self):
        kind = self.random.random()
        if kind < 0.5:
            return self.card()
        if kind < 0.68:
            return self.table(200 if self.random.random() < 0.2 else 30)
        if kind < 0.86:
            return self.listing(200 if self.random.random() < 0.2 else 40)
        return self.items() if kind < 0.96 else self.tall_row()

    def chapter(self):
        lines = ["# Random {#top}", ""]
        for _ in range(self.random.randint(2, 7)):
            for _ in range(self.random.randint(0, 5)):
                lines += self.paragraph(90) + [""]
            if self.random.random() < 0.3:
                lines += ["## " + self.say(self.random.randint(1, 6)), ""]
            lines += self.block() + [""]
        lines += self.paragraph()
        for number, words in enumerate(self.note_groups, 1):
            lines += ["", f"[^n{number}]: {' '.join(words)}"]
        return "\n".join(lines) + "\n"
