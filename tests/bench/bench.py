"""Times a build of a book against the floor of floor.c.

usage: bench.py BUILD_FOLDER BOOK

Runs the floor, `longhand build --timings` and the same for a printer in turns, five times each, the whole of
the processes by the clock, and prints the medians: every stage's time, peak memory, the floor, how many times
the floor the build takes, and how many times the floor and how much above the build the printer's takes. The
goals are at most 6 times and at most 200 MB; at most 10 times and 60 per cent for the printer's. The machine
should have nothing else to do.

Then a chapter is proofed, and built alone, each from a cold start and in turns with the whole book; a third of
the book's time is the goal for both. The chapter is the one of median length of those that have a number.
"""

import os
import pathlib
import re
import shlex
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FONT = ROOT / "fonts" / "PlaypenSans_400Regular.ttf"
TURNS = 5
RATIO_GOAL, MEMORY_GOAL = 6.0, 200.0
PRESS_RATIO_GOAL, PRESS_GOAL = 10.0, 60.0
PRINTER = "offset"
CHAPTER_TURNS, CHAPTER_GOAL = 15, 1 / 3
STAGE = re.compile(r"^\s*(\S.*?)\s+([\d.]+) ms$", re.M)


def build_floor(build):
    """Compiles floor.c with the flags of a release build. Returns the program."""
    program = build / "floor"
    flags = shlex.split(subprocess.run(["pkg-config", "--cflags", "--libs", "glib-2.0", "harfbuzz"], check=True,
                                       capture_output=True, text=True).stdout)
    subprocess.run(["cc", "-std=gnu17", "-O2", str(HERE / "floor.c"), "-o", str(program), *flags, "-lmd4c"],
                   check=True)
    return program


def timed(command):
    """Milliseconds by the clock, peak memory in MB and what the program said."""
    with tempfile.TemporaryFile("w+") as said:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        took = (time.perf_counter() - started) * 1000
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        return took, usage.ru_maxrss / 1024, said.read(), process.returncode


def sources_of(book):
    """The folder whose Markdown the book is made of."""
    return book / "src" if (book / "src" / "SUMMARY.md").exists() else book


def turns(*commands, count=TURNS):
    """What @count runs of each command gave."""
    runs = [[] for _ in commands]
    for _ in range(count):
        for command, done in zip(commands, runs):
            done.append(timed(command))
    for took, _, said, code in [run for done in runs for run in done]:
        if code:
            sys.exit(f"bench: exit {code}\n{said[-3000:]}")
    return runs


def median_stages(builds):
    """Each stage's median, in the order they are told."""
    told = [dict((name, float(ms)) for name, ms in STAGE.findall(said)) for _, _, said, _ in builds]
    return [(name, statistics.median(run.get(name, 0.0) for run in told)) for name in told[0] if name != "total"]


def median_chapter(longhand, book, folder):
    """The number of the chapter that has a median count of pages, and the count."""
    lengths = []
    while len(lengths) < 99:
        pdf = folder / f"{len(lengths) + 1}.pdf"
        done = subprocess.run([longhand, "build", str(book), "--chapters", str(len(lengths) + 1), "-q", "-o", str(pdf)],
                              capture_output=True, check=False)
        if done.returncode:
            break
        lengths.append((int(pages_of(pdf)), len(lengths) + 1))
    return sorted(lengths)[len(lengths) // 2][::-1] if lengths else (None, 0)


def bench_chapter(longhand, book, folder):
    chapter, pages = median_chapter(longhand, book, folder)
    if not chapter:
        return
    out = ["-q", "-o", str(folder / "chapter.pdf")]
    whole, proof, alone = turns([longhand, "build", str(book), *out], [longhand, "proof", str(book), str(chapter), *out],
                                [longhand, "build", str(book), "--chapters", str(chapter), *out], count=CHAPTER_TURNS)
    whole_ms = statistics.median(run[0] for run in whole)
    print(f"chapter {chapter}, {pages} pages, medians of {CHAPTER_TURNS} beside builds of {whole_ms:.1f} ms")
    for name, runs in (("proof", proof), ("--chapters", alone)):
        took = statistics.median(run[0] for run in runs)
        print(f"  {name:12} {took:9.1f} ms, {took / whole_ms:.2f} of the build (goal {CHAPTER_GOAL:.2f})")


def pages_of(pdf):
    said = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True) if has("pdfinfo") else None
    match = re.search(r"Pages:\s+(\d+)", said.stdout) if said else None
    return match[1] if match else "?"


def has(program):
    return any((pathlib.Path(folder) / program).exists() for folder in os.get_exec_path())


def identical_neighbours(build, book):
    """How many neighbouring identical letters (ll, ee, oo …) of the running text show the same outline."""
    said = subprocess.run([str(build / "tests" / "bench" / "neighbours"), "fonts", str(sources_of(book))],
                          capture_output=True, text=True).stdout
    return "".join(f"  {line}\n" for line in said.splitlines()).rstrip() or "  no running text to look at"


def main(build, book):
    build, book = pathlib.Path(build), pathlib.Path(book)
    floor = build_floor(build)
    with tempfile.TemporaryDirectory() as folder:
        pdf, printed = pathlib.Path(folder) / "book.pdf", pathlib.Path(folder) / "printed.pdf"
        command = [str(build / "src" / "longhand"), "build", str(book), "--timings", "-q", "-o"]
        floors, builds, prints = turns([str(floor), str(sources_of(book)), str(FONT)], [*command, str(pdf)],
                                       [*command, str(printed), "--printer", PRINTER])
        print(f"{book}: {pages_of(pdf)} pages, {pdf.stat().st_size / 1e6:.2f} MB; {floors[0][2].strip()}")
    for name, took in median_stages(builds):
        print(f"  {name:12} {took:9.1f} ms")
    floor_ms = statistics.median(run[0] for run in floors)
    build_ms = statistics.median(run[0] for run in builds)
    memory = max(run[1] for run in builds)
    print(f"  {'memory':12} {memory:9.1f} MB at most (goal {MEMORY_GOAL:.0f})")
    print(f"  {'build':12} {build_ms:9.1f} ms, the whole process, median of {TURNS} "
          f"({min(r[0] for r in builds):.0f} … {max(r[0] for r in builds):.0f})")
    print(f"  {'floor':12} {floor_ms:9.1f} ms, the whole process, median of {TURNS} "
          f"({min(r[0] for r in floors):.0f} … {max(r[0] for r in floors):.0f})")
    print(f"  {'ratio':12} {build_ms / floor_ms:9.2f} times the floor (goal {RATIO_GOAL:.0f})")
    press_ms = statistics.median(run[0] for run in prints)
    stages = dict(median_stages(prints))
    print(f"for a printer ({PRINTER}): draw {stages['draw']:.1f} ms, press {stages['press']:.1f} ms, "
          f"{max(run[1] for run in prints):.1f} MB")
    print(f"  {'print build':12} {press_ms:9.1f} ms, the whole process, median of {TURNS} "
          f"({min(r[0] for r in prints):.0f} … {max(r[0] for r in prints):.0f})")
    print(f"  {'press':12} {(press_ms / build_ms - 1) * 100:9.0f} % above the build (goal {PRESS_GOAL:.0f})")
    print(f"  {'print ratio':12} {press_ms / floor_ms:9.2f} times the floor (goal {PRESS_RATIO_GOAL:.0f})")
    with tempfile.TemporaryDirectory() as folder:
        bench_chapter(str(build / "src" / "longhand"), book, pathlib.Path(folder))
    print(identical_neighbours(build, book))


main(*sys.argv[1:3])
