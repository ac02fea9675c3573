"""Times the way from a save to the new page on the screen, in a real Chromium.

usage: serve.py BUILD_FOLDER BOOK [CHAPTER]

Serves a chapter of a copy of the book, changes a word on the page that is seen, and takes the time until the
browser has painted the new page, by the same clock; then the same for a heading, which may be named anywhere in
the book. Prints medians, the worst, and the median as part of a full build. The goal is under 300 ms for a
chapter of 20 pages. The machine should have nothing else to do.
"""

import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import browser  # noqa: E402

TURNS = 25
GOAL = 300.0
SHOWN = "return Number(document.documentElement.dataset.shown || 0)"

# Notes the time, in ms since 1970, at which the next revision is painted.
LISTEN = """
const seen = Number(document.documentElement.dataset.shown);
window.painted = null;
document.addEventListener("longhand-shown", function look() {
  if (Number(document.documentElement.dataset.shown) <= seen) return;
  document.removeEventListener("longhand-shown", look);
  window.painted = performance.timeOrigin + performance.now();
});
"""


class Chapter:
    """The file of the page that is looked at, and a word of it to change."""

    def __init__(self, path):
        self.path = path
        self.text = path.read_text(encoding="utf-8")

    def save(self, old, new):
        """Returns when it was done, ms since 1970."""
        text = self.text.replace(old, new, 1)
        assert text != self.text, f"{old!r} is not in {self.path}"
        self.path.write_text(text, encoding="utf-8")
        return time.time() * 1000

    def restore(self):
        self.path.write_text(self.text, encoding="utf-8")


def settle(window, seen):
    window.wait(f"{SHOWN} > {seen}")
    time.sleep(0.1)


def time_saves(window, chapter, old, new):
    """Milliseconds from save to paint, TURNS times."""
    times = []
    for n in range(TURNS):
        window.run(LISTEN)
        saved = chapter.save(old, f"{new}{n}")
        times.append(window.wait("return window.painted") - saved)
        seen = window.run(SHOWN)
        chapter.restore()
        settle(window, seen)
    return times


def full_builds(longhand, book, folder):
    times = []
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run([longhand, "build", str(book), "-q", "-o", str(folder / "x.pdf")], check=False)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def report(what, times, build):
    median = statistics.median(times)
    print(f"{what:42} {median:6.0f} ms median, {max(times):6.0f} ms at most, {median / build:5.2f} of a full build")
    return median


def longest_file(window, book):
    """The name of the chapter's file that most of its pages come from."""
    files = window.run("return Object.keys(state.files)")
    return max(files, key=lambda name: (book / name).stat().st_size)


def bench(longhand, book, chapter, folder):
    build = full_builds(longhand, book, folder)
    server = subprocess.Popen([longhand, "serve", str(book), chapter, "--port", "0", "-q"], stdout=subprocess.PIPE, text=True)
    try:
        with browser.Browser() as window:
            window.open(server.stdout.readline().strip())
            window.wait(f"{SHOWN} > 0")
            name = longest_file(window, book)
            pages = window.run("return state.pages.length")
            source = Chapter(book / name)
            word, line = find_word(source.text)
            show(window, name, line)
            print(f"{name}, chapter of {pages} pages, full build {build:.0f} ms")
            median = report("a word, save to paint", time_saves(window, source, word, word + "x"), build)
            if heading := re.search(r"^## .*$", source.text, re.M):
                report("a heading, save to paint", time_saves(window, source, heading[0], heading[0] + " x"), build)
            print(f"goal: a word under {GOAL:.0f} ms: {'kept' if median < GOAL else 'MISSED'}")
    finally:
        server.terminate()
        server.wait()


def find_word(text):
    """A word of the running text near the file's middle that comes once, and its line."""
    lines = text.splitlines()
    for number in sorted(range(len(lines)), key=lambda n: abs(n - len(lines) // 2)):
        for word in re.findall(r"\b[a-z]{7,}\b", lines[number]):
            if text.count(word) == 1 and not re.search(r"[`#\[\]|<>]", lines[number]):
                return word, number + 1
    raise SystemExit("the chapter has no plain word to change")


def show(window, name, line):
    """Scrolls to the page that has the line."""
    count = window.run("return views.length")
    for n in range(count):
        window.run("document.querySelectorAll('.page')[arguments[0]].scrollIntoView()", n)
        window.wait("return views[%d].data.length || views[%d].page.kind === 'blank'" % (n, n), 2)
        if window.run("return views[arguments[0]].data.some((l) => l.file === arguments[1] && l.line >= arguments[2])", n, name, line):
            time.sleep(0.5)
            return


def main():
    build, book = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    reason = browser.missing()
    if reason:
        raise SystemExit(f"no benchmark: {reason} not installed")
    with tempfile.TemporaryDirectory(prefix="longhand-bench-") as folder:
        copy = pathlib.Path(folder) / "book"
        shutil.copytree(book, copy)
        bench(str(build / "src" / "longhand"), copy, sys.argv[3] if len(sys.argv) > 3 else "4", pathlib.Path(folder))


if __name__ == "__main__":
    os.environ.setdefault("LONGHAND_DATA", str(HERE.parents[1]))
    main()
