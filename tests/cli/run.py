"""The program from outside: what its commands say, write, and end with.

usage: run.py LONGHAND
"""

import json
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import program  # noqa: E402
import tap  # noqa: E402

LONGHAND = str(pathlib.Path(sys.argv[1]).resolve())
CONTENT = ROOT / "content"
COMMANDS = ["build", "check", "cover", "dump", "help", "new", "notes", "preflight", "preview", "proof", "serve",
            "watch", "where"]
OLD = b"an older good file"
SECONDS = 120
ENVIRONMENT = {**program.ENVIRONMENT, "TERM": "xterm"}
ENVIRONMENT.pop("NO_COLOR", None)


def run(*arguments, cwd=".", **environment):
    """Runs the program. Its output is bytes, what it says on standard error text."""
    done = program.run(LONGHAND, *arguments, cwd=cwd, encoding=None, env={**ENVIRONMENT, **environment})
    done.stderr = done.stderr.decode()
    return done


def run_on_terminal(*arguments, cwd=".", **environment):
    """Runs the program with standard error on a terminal. Returns what appeared there."""
    return program.run_on_terminal(LONGHAND, *arguments, cwd=cwd, env={**ENVIRONMENT, **environment})


def write_book(folder, chapters, more=""):
    """A book of @chapters, a dict from file names to text; @more goes into book.yaml."""
    return program.write(folder, {
        "book.yaml": f"title: A small book\n{more}",
        "SUMMARY.md": "# Summary\n\n" + "".join(f"- [{name}]({name})\n" for name in chapters), **chapters})


def files_in(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def pages_of(dump):
    return sum(line.startswith(b"page ") for line in dump.splitlines())


# ---- Calls ----


def check_help(t, _):
    overview = run("--help")
    t.equal("--help succeeds", overview.returncode, 0)
    listed = re.findall(r"^  (\w+) +\S", overview.stdout.decode(), re.M)
    t.equal("--help lists every command in order", [name for name in listed if name != "longhand"], COMMANDS)
    t.equal("help is --help", run("help").stdout, overview.stdout)
    t.equal("-h is --help", run("-h").stdout, overview.stdout)
    for name in COMMANDS:
        told = run("help", name)
        t.check(f"help {name} tells its usage",
                told.returncode == 0 and told.stdout.startswith(f"Usage:\n  longhand {name} ".encode()), told.stdout)
        t.equal(f"{name} --help says the same", run(name, "--help").stdout, told.stdout)


def check_version(t, _):
    said = run("--version").stdout.decode()
    t.check("--version is one line", re.fullmatch(r"longhand \d+\.\d+\.\d+\n", said), said)
    manual = (ROOT / "docs/longhand.1").read_text()
    t.check("the manual is of this version", f'"{said.strip()}"' in manual, said)


def check_misuse(t, scratch):
    cases = {
        "no command": ([], "COMMAND"),
        "an unknown command": (["biuld"], "there is no command biuld; did you mean build?"),
        "an unknown first option": (["--versoin"], "there is no option --versoin; did you mean --version?"),
        "help for nothing": (["help", "frob"], "there is no command frob"),
        "an unknown option": (["build", "--formt=pdf"], "unknown option --formt=pdf; did you mean --format?"),
        "an unknown short option": (["build", "-z"], "unknown option -z"),
        "an option without its value": (["build", "--output"], "missing argument for --output"),
        "an unknown target": (["build", "--target", "pritn"], "--target is one of screen, print, not pritn; "
                              "did you mean print?"),
        "an unknown format": (["build", "-f", "docx"], "--format is one of pdf, png, dump, not docx"),
        "an unknown stage": (["dump", "x.md", "-s", "trees"], "did you mean tree?"),
        "too many arguments": (["build", "a", "b"], "b is one argument too many"),
        "too few arguments": (["dump"], "dump wants FILE"),
        "jobs below none": (["build", "-j", "-2", "a"], "--jobs is a number from 0 to 64, not -2"),
        "a value that nobody wants": (["build", "--quiet=yes", "a"], "--quiet takes no value"),
        "a page without its place": (["where", "a.pdf", "5"], "give FILE.pdf PAGE X Y"),
        "jobs that are no number": (["build", "-j", "many", "a"], "for -j"),
        "pictures to standard output": (["build", "-f", "png", "-o", "-", "a"], "png pages go to a folder"),
        "no book here": (["build"], "there is no book here"),
    }
    for name, (arguments, message) in cases.items():
        done = run(*arguments, cwd=scratch)
        t.check(f"{name} is a usage error with a hint",
                done.returncode == 2 and message in done.stderr and not done.stdout,
                f"{done.returncode} {done.stderr}")
    t.equal("a wrong call writes nothing", files_in(scratch), [])
    t.check("a hint names the command's help", "Try: longhand help build" in run("build", "--frob").stderr)


def check_documents(t, _):
    """Whatever an option is called in the program, it is called so in the manual and the completions."""
    texts = {name: (ROOT / "docs" / name).read_text().replace("\\-", "-")
             for name in ("longhand.1", "completion/longhand.bash", "completion/_longhand", "completion/longhand.fish")}
    for command in COMMANDS:
        usage = run("help", command).stdout.decode()
        for option in re.findall(r"--([a-z]+)", usage):
            for name, text in texts.items():
                wanted = f"-l {option}" if name.endswith(".fish") else f"--{option}"
                t.check(f"{name} knows {command} --{option}", wanted in text)


# ---- Books ----


def check_new(t, scratch):
    made = run("new", "my-first_book", cwd=scratch)
    book = scratch / "my-first_book"
    t.equal("new makes a book", made.returncode, 0)
    t.check("its title comes from the folder's name", 'title: "My first book"' in (book / "book.yaml").read_text())
    found = run("check", book, cwd=scratch)
    t.equal("the starter has no fault", (found.returncode, found.stdout), (0, b""))
    built = run("build", book, cwd=scratch)
    t.check("the starter builds", re.fullmatch(r"wrote out/my-first-book\.pdf: \d+ pages\n", built.stderr), built.stderr)
    pages = run("dump", book, "-s", "pages").stdout
    for shown in (b"Listing", b"Table", b"Verdict", b"Gotcha"):
        t.check(f"the starter shows {shown.decode()}", shown in pages)
    before = files_in(book)
    again = run("new", book, cwd=scratch)
    t.check("new leaves a folder with something in it alone",
            again.returncode == 1 and "already" in again.stderr and files_in(book) == before, again.stderr)
    (scratch / "empty").mkdir()
    t.equal("new fills an empty folder", run("new", "empty", cwd=scratch).returncode, 0)
    t.equal("new makes folders above", run("new", "a/b/c", cwd=scratch).returncode, 0)
    quoted = scratch / 'a "quoted\\" name'
    run("new", quoted)
    t.equal("a folder's odd name is no fault in the starter", run("check", quoted).returncode, 0)
    t.equal("new in a file's place fails", run("new", book / "book.yaml" / "x").returncode, 1)


def check_places(t, scratch):
    write_book(scratch / "content", {"a.md": "# One\n\nText.\n"}, "output: named\n")
    t.equal("content/ is meant when no book is named", run("build", "-q", cwd=scratch).returncode, 0)
    t.check("the output has book.yaml's name", (scratch / "out/named.pdf").is_file())
    t.equal("the folder here is meant", run("build", "-q", cwd=scratch / "content").returncode, 0)
    t.check("out/ is made where the user stands", (scratch / "content/out/named.pdf").is_file())
    (scratch / "näme.md").write_text("# Ünïcode\n\nText.\n")
    done = run("build", "näme.md", "-o", "ü.pdf", cwd=scratch, LC_ALL="C")
    t.equal("names need no locale", (done.returncode, done.stderr), (0, "wrote ü.pdf: 1 page\n"))
    run("build", "-f", "png", "-o", "pictures", "--dpi", "30", cwd=scratch)
    t.check("png makes a folder of pages", (scratch / "pictures/page-001.png").read_bytes().startswith(b"\x89PNG"))
    text = (scratch / "content/a.md").read_bytes()
    done = run("build", "content", "-o", "content/../content/a.md", cwd=scratch)
    t.check("a chapter is never written over",
            done.returncode == 1 and "is a chapter of the book" in done.stderr
            and (scratch / "content/a.md").read_bytes() == text, done.stderr)
    done = run("build", "nowhere", cwd=scratch)
    t.check("a book that is not there fails", done.returncode == 1 and done.stderr.startswith("longhand: "), done.stderr)


def check_streams(t, scratch):
    book = write_book(scratch / "book", {"a.md": "# One\n\nText.\n"})
    done = run("build", book, "-o", "-", cwd=scratch)
    t.check("-o - is standard output", done.stdout.startswith(b"%PDF-") and done.stdout.rstrip().endswith(b"%%EOF"))
    t.equal("what is said goes to standard error", done.stderr.split(":")[0], "wrote standard output")
    t.check("-o - makes no out/", not (scratch / "out").exists())
    dump = run("build", book, "-f", "dump", "-o", "-")
    t.equal("dump --stage pages is build --format dump", run("dump", book, "--stage", "pages").stdout, dump.stdout)
    t.check("the page dump has pages", pages_of(dump.stdout) > 0)
    for stage in ("tree", "galley"):
        t.check(f"dump --stage {stage} shows the text", b"Text." in run("dump", book / "a.md", "-s", stage).stdout)
    t.equal("nothing is said with -q", run("build", book, "-q", "-o", scratch / "x.pdf").stderr, "")
    said = run("build", book, "-o", scratch / "x.pdf").stderr
    t.check("a pipe gets no progress bar and no colour", "\033" not in said and "\r" not in said, said)
    with open("/dev/full", "w") as full:
        done = subprocess.run([LONGHAND, "--help"], stdout=full, stderr=subprocess.PIPE, check=False)
    t.check("a full standard output is an error", done.returncode == 1 and b"standard output" in done.stderr)
    with open("/dev/full", "w") as full:
        done = subprocess.run([LONGHAND, "build", book, "-o", "-"], stdout=full, stderr=subprocess.PIPE, check=False,
                              env=ENVIRONMENT)
    t.check("a PDF that can't be written is an error", done.returncode == 1 and b"wrote" not in done.stderr)


def check_chapters(t, scratch):
    book = write_book(scratch / "book", {f"{n}.md": f"# Chapter {n}\n\nText {n}.\n" for n in "abc"})
    whole = run("build", book, "-f", "dump", "-o", "-").stdout
    second = run("build", book, "-f", "dump", "-o", "-", "-c", "2").stdout
    t.check("--chapters leaves pages out", 0 < pages_of(second) < pages_of(whole))
    t.check("--chapters keeps the one", b"Text b." in second and b"Text a." not in second)
    for selection in ("9", "", "nonsense"):
        done = run("build", book, "-o", scratch / "x.pdf", "-c", selection)
        t.check(f'--chapters "{selection}" is an error', done.returncode == 1 and not (scratch / "x.pdf").exists(),
                done.stderr)


def check_failing_build(t, scratch):
    book = write_book(scratch / "book", {"a.md": "# One\n\nText.\n", "b.md": "# Two\n\nText.\n"})
    output = scratch / "x.pdf"
    output.write_bytes(OLD)
    (book / "a.md").write_bytes(b"# One\n\n\xff\n")
    done = run("build", book, "-o", output)
    t.equal("a chapter that can't be read fails the build", done.returncode, 1)
    t.equal("an older good file stays", output.read_bytes(), OLD)
    t.check("the message names the file, the line and the column", done.stderr.startswith("a.md:3:1: error: the byte"),
            done.stderr)
    t.check("nothing is said to be written", "wrote" not in done.stderr)
    (book / "SUMMARY.md").write_text("- [One](a.md)\n- [Two](b.md)\n- [Three](c.md)\n")
    (book / "book.yaml").write_text("title: A small book\nstyle: nosuch\n")
    said = run("build", book, "-o", output).stderr
    t.check("one run tells of the reading order, the style and the chapters",
            all(word in said for word in ("c.md", "nosuch", "a.md")), said)
    output.unlink()
    run("build", book, "-o", output)
    t.equal("no new file appears", [name for name in files_in(scratch) if not name.startswith("book/")], [])
    done = run("build", CONTENT, "-o", scratch / "no/such/folder/x.pdf")
    t.check("a missing folder is an error", done.returncode == 1 and "folder" in done.stderr, done.stderr)


def check_order(t, scratch):
    names = ["zeta.md", "alpha.md", "mid.md", "beta.md"]
    text = "# T\n\n" + "See [x](#nowhere).\n\n" * 3
    book = write_book(scratch / "book", {name: text for name in names})
    said = [run("check", book, "-j", jobs).stdout.decode() for jobs in (1, 4, 4, 64)]
    places = [(names.index(line.split(":")[0]), int(line.split(":")[1])) for line in said[0].splitlines()]
    t.check("every chapter has something to tell", {place[0] for place in places} == {0, 1, 2, 3}, said[0])
    t.equal("diagnostics come in the book's order", places, sorted(places))
    t.check("whatever the threads", all(other == said[0] for other in said), "\n".join(said))


def check_json(t, scratch):
    book = write_book(scratch / "book", {"a.md": '# T\n\nSee ["x"](#nowhere "\\").\n'}, "titel: x\n")
    done = run("check", book, "--format", "json")
    found = json.loads(done.stdout)
    t.equal("check fails when there are errors", done.returncode, 1)
    t.check("its JSON names file, line, code and message",
            any(item["file"] == "book.yaml" and item["line"] == 2 and item["severity"] == "error"
                and "titel" in item["message"] and item["code"] for item in found), done.stdout)
    t.equal("its JSON alone is on standard output, nothing beside", done.stderr, "")
    done = run("check", scratch / "nowhere", "-f", "json")
    t.check("it is JSON when there is no book too", done.returncode == 1 and len(json.loads(done.stdout)) == 1)
    sound = write_book(scratch / "sound", {"a.md": "# T\n\nText.\n"})
    done = run("check", sound, "-f", "json")
    t.equal("a sound book is an empty array", (done.returncode, json.loads(done.stdout)), (0, []))
    t.equal("check draws nothing", [name for name in files_in(scratch) if name.endswith(".pdf")], [])


def check_terminal(t, scratch):
    book = write_book(scratch / "book", {"a.md": "# T\n\nSee [x](#nowhere).\n"})
    said = run_on_terminal("build", book, cwd=scratch)
    t.check("a terminal sees colours", "\033[3" in said, said)
    t.check("a terminal sees progress", "\r" in said and "layout" in said, said)
    plain = run_on_terminal("build", book, cwd=scratch, NO_COLOR="1")
    t.check("NO_COLOR turns colours off", "\033[3" not in plain, plain)
    t.check("an empty NO_COLOR does not", "\033[3" in run_on_terminal("build", book, cwd=scratch, NO_COLOR=""))
    dumb = run_on_terminal("build", book, cwd=scratch, TERM="dumb")
    t.check("a dumb terminal sees neither", "\033" not in dumb, dumb)
    quiet = run_on_terminal("build", book, "-q", cwd=scratch)
    t.check("-q shows no progress", "layout" not in quiet, quiet)
    bar = re.sub(r"[^\r]*\r\x1b\[K", "", plain.replace("\r\n", "\n"))
    t.check("the bar is gone when the build is done", "[#" not in bar, plain)


def check_same_bytes(t, scratch):
    for options in (["-f", "pdf"], ["-f", "dump"], ["-f", "pdf", "-t", "print"]):
        outputs = []
        for jobs in (1, 4, 3):
            path = scratch / f"{jobs}"
            run("build", CONTENT, "-q", "-j", jobs, "-o", path, *options)
            outputs.append(path.read_bytes())
        t.check(f"{' '.join(options)}: any number of threads gives the same bytes",
                len(outputs[0]) > 10000 and outputs[0] == outputs[1] == outputs[2])


def check_extras(t, scratch):
    done = run("build", CONTENT, "-o", scratch / "x.pdf", "--timings", "--report", scratch / "report")
    lines = dict(re.findall(r"^(\w+) +([\d.]+) (?:ms|MiB)$", done.stderr, re.M))
    t.equal("--timings names every stage", list(lines), ["open", "style", "fonts", "parse", "references", "layout",
                                                         "makeup", "draw", "total", "memory"])
    stages = sum(float(lines[name]) for name in list(lines)[:-2])
    t.check("the total is the stages' sum", abs(stages - float(lines["total"])) < 0.1, done.stderr)
    report = json.loads((scratch / "report").read_text())
    t.check("--report counts the defects", report.get("off_grid") == 0 and "widows" in report
            and report["pages"] > 0 and isinstance(report["items"], list), str(report)[:500])
    done = run("build", CONTENT, "-o", scratch / "x.pdf", "--report", scratch / "no/folder")
    t.check("a report that can't be written is an error", done.returncode == 1 and "report" in done.stderr
            or "no/folder" in done.stderr, done.stderr)


def check_interrupt(t, scratch):
    """Stops builds at many moments: what is there is the old file or the whole new one, and nothing else."""
    whole = scratch / "whole.pdf"
    start = time.monotonic()
    run("build", CONTENT, "-q", "-o", whole)
    took = time.monotonic() - start
    folder = scratch / "interrupted"
    folder.mkdir()
    output = folder / "x.pdf"
    bad, stopped = [], 0
    for moment in range(24):
        output.write_bytes(OLD)
        child = subprocess.Popen([LONGHAND, "build", str(CONTENT), "-q", "-o", str(output)], env=ENVIRONMENT,
                                 stderr=subprocess.DEVNULL)
        time.sleep(took * (moment + 1) / 22)
        child.send_signal(signal.SIGINT)
        status = child.wait(SECONDS)
        stopped += status == -signal.SIGINT
        if output.read_bytes() not in (OLD, whole.read_bytes()) or files_in(folder) != ["x.pdf"] \
                or status not in (0, -signal.SIGINT):
            bad.append((moment, status, files_in(folder)))
    t.equal("an interrupted build leaves the old file or the new one", bad, [])
    t.check("the shell sees that it was interrupted", stopped > 0)


CHECKS = [check_help, check_version, check_misuse, check_documents, check_new, check_places, check_streams,
          check_chapters, check_failing_build, check_order, check_json, check_terminal, check_same_bytes,
          check_extras, check_interrupt]


def main():
    with tap.Tap("cli") as t:
        for check in CHECKS:
            scratch = pathlib.Path(tempfile.mkdtemp(prefix="longhand-cli-"))
            try:
                check(t, scratch)
            finally:
                shutil.rmtree(scratch)


main()
