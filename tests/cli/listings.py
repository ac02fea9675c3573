"""`longhand check --run` from outside: what it runs, what it finds wrong and where, and that nothing stays.

usage: listings.py LONGHAND
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


class Book:
    """A book of one chapter in a folder of its own, whose scratch folders are made beside it."""

    def __init__(self, folder, text, settings=""):
        self.folder, self.scratch = folder, folder / "tmp"
        self.scratch.mkdir(parents=True)
        program.write(folder, {"book.yaml": "title: A small book\n" + settings, "SUMMARY.md": "- [One](one.md)\n",
                               "one.md": "# One\n\n" + text})
        self.environment = {**program.ENVIRONMENT, "TMPDIR": str(self.scratch)}

    def check(self, *options, **environment):
        return program.run(LONGHAND, "check", "--run", *options, self.folder, env={**self.environment, **environment})

    def found(self, *options, **environment):
        """The findings of the running: (code, line, message)."""
        done = self.check("-f", "json", *options, **environment)
        return [(item["code"], item["line"], item["message"]) for item in json.loads(done.stdout)
                if item["code"].startswith("run")]


def fence(code, info="python {run}"):
    return f"```{info}\n{code}\n```\n\n"


# Each: the manuscript, its settings, and the one finding: code, line of the file, words of the message.
FAILURES = {
    "a wrong line of output": (fence('print("a")\nprint("b")') + fence("a\nc", "output"), "",
                               "run-output", 10, "prints “b”, not “c”"),
    "output that ends early": (fence('print("a")') + fence("a\nb", "output"), "", "run-output", 9, "before it prints “b”"),
    "output that goes on": (fence('print("a\\nb")') + fence("a", "output"), "", "run-output", 8, "goes on and prints “b”"),
    "an exception": (fence('def f():\n    raise ValueError("no")\n\n\nf()'), "", "run-failed", 5, "ValueError: no"),
    "an exception in a file of that name": (fence("1 / 0", 'python {file="src/x.py" run}'), "", "run-failed", 4,
                                            "ZeroDivisionError"),
    "a mistake in the syntax": (fence("x = 1\nx = ="), "", "run-failed", 5, "SyntaxError"),
    "an exit status": (fence("import sys\nsys.exit(3)"), "", "run-failed", 3, "exit status 3"),
    "a signal": (fence("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"), "", "run-failed", 3, "Killed"),
    "a shell's mistake": (fence("echo a\nnosuchprogram\nexit 1", "sh {run}"), "", "run-failed", 5, "nosuchprogram"),
    "an endless loop": (fence("while True: pass"), "run: {limit: 0.5}\n", "run-timeout", 3, "after 0.5 s"),
    "a long sleep": (fence("import time\ntime.sleep(100)"), "run: {limit: 0.5}\n", "run-timeout", 3, "after 0.5 s"),
    "endless output": (fence('while True: print("x" * 4000)'), "", "run-flood", 3, "16 MiB"),
    "endless errors": (fence("import sys\nwhile True: sys.stderr.write('x' * 4000)"), "", "run-flood", 3, "16 MiB"),
    "too much memory": (fence("x = bytes(3 << 30)"), "", "run-failed", 4, "MemoryError"),
    "something to read": (fence("input()"), "", "run-failed", 4, "EOFError"),
    "no interpreter": (fence("puts 1", "ruby {run}"), "", "run-no-interpreter", 3, "nothing is known to run ruby"),
    "an interpreter that is missing": (fence("1"), "run: {python: no-such-python}\n", "run-no-interpreter", 3,
                                       "there is no program no-such-python"),
    "no language": (fence("1", "{run}"), "", "run-no-interpreter", 3, "no language"),
    "an older interpreter": (fence("x", 'python {run needs="99.1"}'), "", "run-skipped", 3, "it needs 99.1"),
    "another interpreter than the default": (fence("x"), "run: {python: 'false'}\n", "run-failed", 3, "exit status 1"),
    "a listing in a card": ("> [!NOTE] Card\n> ```python {run}\n> 1 / 0\n> ```\n", "", "run-failed", 5, "ZeroDivision"),
}

SOUND = {
    "output without the ends of lines": fence('print("a  \\n\\nb\\n\\n")') + fence("a\n\nb   ", "output"),
    "anything where nothing is shown": fence('print("a")') + "A paragraph.\n\n" + fence("b", "output"),
    "`run` without braces": fence("print(1)", "python run") + fence("1", "output"),
    "other names of a language": fence("print(1)", "py {run}") + fence("1", "output"),
    "a traceback that is shown": fence('print("a")\n1 / 0', 'python {run file="x.py"}') + fence(
        'a\nTraceback (most recent call last):\n  File "x.py", line 2, in <module>\n    1 / 0\n    ~~^~~\n'
        "ZeroDivisionError: division by zero", "output"),
    "an interpreter that is new enough": fence("print(1)", 'python {run needs="3.2"}') + fence("1", "output"),
    "the same environment every time": fence("import os\nprint(hash('a') == hash('a'), os.environ['LANG'])\n"
                                             "print(os.environ['PYTHONHASHSEED'], sorted(os.listdir()))\n"
                                             "print('SECRET' in os.environ)")
                                       + fence("True C.UTF-8\n0 ['listing']\nFalse", "output"),
    "a file of its own": fence("open('x', 'w').write('y')\nprint(open('x').read())") + fence("y", "output"),
    "characters beyond ASCII": fence("print('äöü ☃')") + fence("äöü ☃", "output"),
    "a shell": fence('echo "$((6 * 7))"', "bash {run}") + fence("42", "output"),
    "code without the marks of callouts": "```python {run}\nprint(7 // 2) // <1>\n```\n\n```output\n3\n```\n\n1. Half.\n",
    "nothing to run": fence("1 / 0", "python"),
}


def check_failures(t, scratch):
    for number, (name, (text, settings, code, line, words)) in enumerate(FAILURES.items()):
        book = Book(scratch / str(number), text, settings)
        found = book.found()
        t.check(f"{name} is {code}", len(found) == 1 and found[0][:2] == (code, line) and words in found[0][2], found)
        t.equal(f"{name} leaves nothing behind", list(book.scratch.iterdir()), [])


def check_sound(t, scratch):
    for number, (name, text) in enumerate(SOUND.items()):
        done = Book(scratch / str(number), text).check(SECRET="1")
        t.equal(f"{name} is right", (done.returncode, done.stdout), (0, ""))


def check_included(t, scratch):
    """What fails in an included file is told with that file's line, regions inside left out of the count."""
    book = Book(scratch / "included", fence("", 'python {run include="code/x.py" region="all"}'))
    (book.folder / "code").mkdir()
    (book.folder / "code/x.py").write_text("import os\n# region all\na = 1\n# region inner\nb = 2\n# endregion\n\n"
                                           "print(c)    # <1>\n# endregion\n")
    done = book.check("-f", "json")
    t.equal("a failure in an included file has that file's line",
            [(item["file"], item["line"]) for item in json.loads(done.stdout) if item["code"] == "run-failed"],
            [("code/x.py", 8)])


def check_summary(t, scratch):
    text = fence("print(1)") + fence("2", "output") + fence("1", 'python {run needs="99"}') + fence("puts 1", "ruby")
    book = Book(scratch / "book", text)
    done = book.check()
    t.check("the summary counts what ran and what was skipped", done.stderr.startswith("1 listing run, 1 skipped"), done.stderr)
    t.equal("a failure is the book's: exit status 1", done.returncode, 1)
    t.check("-v says what was skipped", "needs 99" in book.check("-v").stdout)
    t.equal("-q says the error alone", (len(book.check("-q").stdout.splitlines()), book.check("-q").stderr), (1, ""))
    many = Book(scratch / "many", "".join(fence(f"print({n})") + fence(str(n % 7), "output") for n in range(20)))
    said = [many.check("-j", jobs).stdout for jobs in ("1", "4", "16")]
    t.check("any number of jobs finds the same in the same order",
            said[0] == said[1] == said[2] and len(said[0].splitlines()) == 13, said[0])
    plain = subprocess.run([LONGHAND, "check", book.folder], env=book.environment, capture_output=True, check=False)
    t.equal("nothing runs without --run", (plain.returncode, plain.stdout), (0, b""))


def check_settings(t, scratch):
    for number, (settings, words) in enumerate({
            "run: 3\n": "run must be a map", "run: {limit: soon}\n": "run.limit is a number",
            "run: {limit: -1}\n": "run.limit is a number", "run: {limit: 1e9}\n": "run.limit is a number",
            "run: {python: [a]}\n": "run.python names no program", "run: {python: ''}\n": "run.python names no program",
    }.items()):
        done = Book(scratch / str(number), "Text.\n", settings).check()
        t.check(f"{settings.strip()} is an error of book.yaml",
                done.returncode == 1 and done.stdout.startswith("book.yaml:2") and words in done.stdout, done.stdout)
    book = Book(scratch / "words", fence("print(1)"), "run: {python: 'python3 -c print(\"mine\")'}\n")
    (book.folder / "one.md").write_text("# One\n\n" + fence("1") + fence("mine", "output"))
    t.equal("an interpreter may have arguments", book.found(), [])


def processes_with(word):
    """How many processes have @word among their arguments."""
    n = 0
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            n += word in path.read_text().split("\0")
        except OSError:
            pass
    return n


def check_nothing_outlives(t, scratch):
    stay = f"{time.time_ns() % 10 ** 9 + 10 ** 6}"
    ways = {
        "in its group": f'import subprocess\nsubprocess.Popen(["sleep", "{stay}"])',
        "in a session of its own": f'import subprocess\nsubprocess.Popen(["sleep", "{stay}"], start_new_session=True)',
        "forked": f'import os\nif not os.fork(): os.setsid(); os.execlp("sleep", "sleep", "{stay}")',
        "behind a timeout": f'import subprocess\nsubprocess.run(["sleep", "{stay}"], start_new_session=True)',
    }
    for name, code in ways.items():
        Book(scratch / name, fence(code), "run: {limit: 1}\n").check()
        t.equal(f"a process {name} ends with the check", processes_with(stay), 0)
    many = "import os, time\nfor _ in range(40):\n    if not os.fork(): time.sleep(1000)\nprint('forked')"
    t.equal("forks are no failure", Book(scratch / "many", fence(many) + fence("forked", "output")).found(), [])
    book = Book(scratch / "interrupted", fence(f'import subprocess\nsubprocess.run(["sleep", "{stay}"])'),
                "run: {limit: 60}\n")
    child = subprocess.Popen([LONGHAND, "check", "--run", book.folder], env=book.environment, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while not processes_with(stay) and time.monotonic() < deadline:
        time.sleep(0.05)
    t.equal("the listing is running", processes_with(stay), 1)
    child.send_signal(signal.SIGINT)
    t.equal("the shell sees an interruption", child.wait(20), -signal.SIGINT)
    t.equal("an interruption ends the listings and removes their folders",
            (processes_with(stay), list(book.scratch.iterdir())), (0, []))


def check_network(t, scratch):
    """A server of the test's own on this machine is out of a listing's reach, its own loopback is not."""
    code = ("import socket\nserver = socket.create_server(('127.0.0.1', 0))\n"
            "socket.create_connection(server.getsockname())\nprint('own')")
    t.equal("a listing has a loopback", Book(scratch / "own", fence(code) + fence("own", "output")).found(), [])
    if subprocess.run(["unshare", "-Urn", "true"], capture_output=True, check=False).returncode:
        t.skip("a listing has no network", "this machine gives users no namespaces")
        return
    import socket
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = Book(scratch / "other", fence(f"import socket\nsocket.create_connection({server.getsockname()}, 5)")).found()
        t.check("a listing has no network", len(found) == 1 and "ConnectionRefusedError" in found[0][2], found)


def check_terminal(t, scratch):
    book = Book(scratch / "book", fence("print(1)"))
    said = program.run_on_terminal(LONGHAND, "check", "--run", book.folder, env={**book.environment, "TERM": "xterm"})
    t.check("a terminal sees how far it is", re.search(r"run +\[#+\] 100%", said), said)


CHECKS = [check_failures, check_sound, check_included, check_summary, check_settings, check_nothing_outlives,
          check_network, check_terminal]


def main():
    with tap.Tap("check-run") as t:
        for check in CHECKS:
            scratch = pathlib.Path(tempfile.mkdtemp(prefix="longhand-check-run-"))
            try:
                check(t, scratch)
            finally:
                shutil.rmtree(scratch)


main()
