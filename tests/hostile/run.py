"""Hostile input: whatever is fed in, the program ends by itself, soon, in little memory, with a clear message
or a correct PDF, and an older good PDF stays until a new one is whole.

usage: run.py LONGHAND [WORD…]     with words, only cases whose names hold one of them
"""

import contextlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import limits  # noqa: E402
import manuscripts  # noqa: E402
import tap  # noqa: E402

OLD = b"%PDF-1.5 an older good one\n"
NOBODY = 65534
BODY_FONT = "PlaypenSans_400Regular.ttf"


class Bench:
    """The program under test and the cases still to be told."""

    def __init__(self, longhand, words):
        self.longhand, self.words, self.results = longhand, words, []

    def wants(self, name):
        return not self.words or any(word in name for word in self.words)

    def told(self, name, trouble):
        self.results.append((name, trouble))

    def build(self, source, pdf, **limited):
        return limits.run([self.longhand, "build", str(source), "-o", str(pdf)], pdf.parent, **limited)


def pdf_trouble(pdf):
    """What qpdf finds wrong with @pdf; "" = nothing."""
    done = subprocess.run(["qpdf", "--check", str(pdf)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=120, text=True, errors="replace")
    return "" if done.returncode == 0 else done.stdout[-800:]


def outcome_trouble(outcome, pdf, must, says):
    """What is wrong with how a run ended, apart from the limits; "" = nothing."""
    if says and not re.search(says, outcome.said):
        return f"exit {outcome.code}, says nothing that matches {says!r}:\n{outcome.tail()}"
    if "TOP_SECRET" in outcome.said or "root:x:0" in outcome.said:
        return f"shows a file outside the book:\n{outcome.tail()}"
    if outcome.code == 0:
        return "builds, but should fail" if must == "fails" else built_trouble(pdf)
    return failed_trouble(outcome, pdf, must)


def built_trouble(pdf):
    if not pdf.exists() or pdf.read_bytes() == OLD:
        return "exit 0, but no new PDF"
    text = subprocess.run(["pdftotext", str(pdf), "-"], stdout=subprocess.PIPE, timeout=120).stdout
    if b"TOP_SECRET" in text or b"root:x:0" in text:
        return "the PDF holds a file from outside the book"
    return pdf_trouble(pdf)


def failed_trouble(outcome, pdf, must):
    if must == "builds":
        return f"fails, but should build:\n{outcome.tail()}"
    if not outcome.said.strip():
        return "fails without a word"
    if pdf.read_bytes() != OLD:
        return "fails and has touched the older good PDF"
    return left_behind(pdf.parent)


def left_behind(folder):
    """Files in @folder that no run should leave."""
    extra = [path.name for path in folder.iterdir() if path.name != "book.pdf"]
    return f"leaves behind {extra}" if extra else ""


@contextlib.contextmanager
def scratch():
    """A folder for a manuscript, and the path of an older good PDF in another."""
    with tempfile.TemporaryDirectory() as folder:
        source, out = pathlib.Path(folder, "in"), pathlib.Path(folder, "out")
        source.mkdir()
        out.mkdir()
        (out / "book.pdf").write_bytes(OLD)
        yield source, out / "book.pdf"


def try_manuscript(bench, name, must, says, make):
    with scratch() as (folder, pdf):
        outcome = bench.build(make(folder), pdf)
        trouble = outcome.trouble()
        cases = [(f"{name}: ends by itself in time and memory", trouble)]
        cases.append((f"{name}: gives a clear message or a correct PDF",
                      trouble or outcome_trouble(outcome, pdf, must, says)))
        return cases, outcome


def try_manuscripts(bench, t):
    """One at a time: their times and memory are measured."""
    slowest, largest = (0, ""), (0, "")
    for name, must, says, make in manuscripts.CASES:
        if bench.wants(name):
            cases, outcome = try_manuscript(bench, name, must, says, make)
            bench.results += cases
            slowest = max(slowest, (outcome.seconds, name))
            largest = max(largest, (outcome.megabytes, name))
    t.note(f"slowest: {slowest[0]:.1f} s, {slowest[1]}; largest: {largest[0]:.0f} MB, {largest[1]}")


def good_book(folder):
    return manuscripts.chapter(folder, "# One\n\n" + "A page of words. " * 200 + "\n")


@contextlib.contextmanager
def spoilt_data(spoil):
    """A copy of the program's data that @spoil has changed."""
    with tempfile.TemporaryDirectory() as data:
        data = pathlib.Path(data)
        shutil.copytree(ROOT / "fonts", data / "fonts")
        shutil.copytree(ROOT / "styles", data / "styles")
        spoil(data)
        yield data


def try_data(bench, name, spoil, says):
    """A good book with data that @spoil has changed."""
    if not bench.wants(name):
        return
    with scratch() as (folder, pdf), spoilt_data(spoil) as data:
        outcome = bench.build(good_book(folder), pdf, environment={"LONGHAND_DATA": str(data)})
        bench.told(name, outcome.trouble() or outcome_trouble(outcome, pdf, "fails", says))


def cut_font(data):
    font = data / "fonts" / BODY_FONT
    font.write_bytes(font.read_bytes()[:5000])


def scramble_font(data):
    font = data / "fonts" / BODY_FONT
    whole = bytearray(font.read_bytes())
    for i in range(3000, len(whole), 7):
        whole[i] ^= 0x5A
    font.write_bytes(bytes(whole))


def try_scrambled_font(bench):
    """A font of right tables and wrong contents may be refused or set badly, but nothing breaks."""
    name = "a font with scrambled tables"
    if not bench.wants(name):
        return
    with scratch() as (folder, pdf), spoilt_data(scramble_font) as data:
        bench.told(name, bench.build(good_book(folder), pdf, environment={"LONGHAND_DATA": str(data)}).trouble())


def try_no_data(bench):
    name = "a data folder that is not there"
    if bench.wants(name):
        with scratch() as (folder, pdf):
            outcome = bench.build(good_book(folder), pdf, environment={"LONGHAND_DATA": "/nonexistent"})
            bench.told(name, outcome.trouble() or outcome_trouble(outcome, pdf, "fails", "LONGHAND_DATA"))


def try_unreadable(bench, t):
    """A folder and a file without permissions, by a user whom permissions bind."""
    name = "an unreadable folder"
    if not bench.wants(name):
        return
    user = NOBODY if os.geteuid() == 0 else None
    if user and subprocess.run([bench.longhand, "--version"], user=user, group=user, extra_groups=[],
                               capture_output=True).returncode != 0:
        t.skip(name, "run as root, and nobody else may run this program where it lies")
        return
    with scratch() as (folder, pdf):
        for path in (folder.parent, folder, pdf.parent):
            path.chmod(0o777)
        source = manuscripts.book(folder, "Text.\n")
        (folder / "chapter.md").chmod(0)
        outcome = bench.build(source, pdf, user=user)
        bench.told("an unreadable chapter",
                   outcome.trouble() or outcome_trouble(outcome, pdf, "fails", r"chapter\.md"))
        folder.chmod(0)
        outcome = bench.build(source, pdf, user=user)
        bench.told(name, outcome.trouble() or outcome_trouble(outcome, pdf, "fails", r"(?i)permission|read"))
        folder.chmod(0o700)


def try_full_disk(bench, t):
    name = "a full disk"
    if not bench.wants(name):
        return
    with scratch() as (folder, _), tempfile.TemporaryDirectory() as disk:
        mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", disk], capture_output=True, text=True)
        if mount.returncode != 0:
            t.skip(name, f"mounting is not allowed here: {mount.stderr.strip()}")
            return
        try:
            pdf = pathlib.Path(disk, "book.pdf")
            pdf.write_bytes(OLD)
            outcome = bench.build(good_book(folder), pdf)
            bench.told(name, outcome.trouble() or outcome_trouble(outcome, pdf, "fails", r"(?i)space"))
        finally:
            subprocess.run(["umount", disk], check=True)


def try_small_files(bench):
    name = "a limit on the size of files"
    if bench.wants(name):
        with scratch() as (folder, pdf):
            outcome = bench.build(good_book(folder), pdf, file_size=4096)
            bench.told(name, outcome.trouble() or outcome_trouble(outcome, pdf, "fails", r"(?i)file"))


def try_outputs(bench):
    """Places where no PDF can be written."""
    places = [("an output folder that is not there", lambda out: out / "none" / "book.pdf"),
              ("an output that is a folder", lambda out: out / "folder"),
              ("an output on a full device", lambda out: pathlib.Path("/dev/full"))]
    for name, where in places:
        if bench.wants(name):
            with scratch() as (folder, pdf):
                (pdf.parent / "folder").mkdir()
                outcome = limits.run([bench.longhand, "build", str(good_book(folder)), "-o", str(where(pdf.parent)), "-q"],
                                     pdf.parent)
                (pdf.parent / "folder").rmdir()
                bench.told(name, outcome.trouble() or ("builds, but can't have" if outcome.code == 0 else
                                                       failed_trouble(outcome, pdf, "fails")))


def try_pipe(bench):
    name = "a chapter that is a pipe nobody writes to"
    if bench.wants(name):
        with scratch() as (folder, pdf):
            source = manuscripts.book(folder, "")
            (folder / "chapter.md").unlink()
            os.mkfifo(folder / "chapter.md")
            outcome = bench.build(source, pdf)
            bench.told(name, outcome.trouble() or outcome_trouble(outcome, pdf, "fails", r"chapter\.md"))


def main(longhand, *words):
    with tap.Tap("hostile") as t:
        bench = Bench(str(pathlib.Path(longhand).resolve()), words)
        try_manuscripts(bench, t)
        try_data(bench, "a missing font", lambda data: (data / "fonts" / BODY_FONT).unlink(), BODY_FONT)
        try_data(bench, "a font that is cut off", cut_font, BODY_FONT)
        try_data(bench, "a font that is no font", lambda data: (data / "fonts" / BODY_FONT).write_bytes(b"no font\n"),
                 BODY_FONT)
        try_data(bench, "a style that is not there", lambda data: (data / "styles" / "classic-ruled.yaml").unlink(),
                 "classic-ruled")
        try_scrambled_font(bench)
        try_no_data(bench)
        try_unreadable(bench, t)
        try_full_disk(bench, t)
        try_small_files(bench)
        try_outputs(bench)
        try_pipe(bench)
        for name, trouble in bench.results:
            t.check(name, not trouble, trouble)


main(*sys.argv[1:])
