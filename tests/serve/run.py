"""`longhand watch` and `longhand serve`: followed saves, notes, hostile requests, and a real browser.

usage: run.py LONGHAND
"""

import base64
import hashlib
import http.client
import json
import os
import pathlib
import re
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import browser  # noqa: E402
from tap import Tap  # noqa: E402

SLOW = 6 if os.environ.get("LONGHAND_SANITIZED") else 1

ONE = """# One

The first paragraph has two lines
of manuscript, and this is the second.

> [!GOTCHA] A title {#gotcha}
>
> In the card.

```python {#lst:a caption="A listing"}
def f():
    return 1
```

| Head | Other |
|------|-------|
| left | right |

- an item
- another \\
  with a break

## A heading {#place}

The end, see [](#lst:a) and [](two.md#far).
"""
TWO = "# Two\n\nAnother chapter.\n\n## Far {#far}\n\nAway.\n"


class Book:
    """A small book in a folder of its own. Use it in a `with`."""

    def __enter__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="longhand-serve-"))
        self.write("book.yaml", "title: Serving\nauthor: The tests\ndate: 2026-11-21\n")
        self.write("SUMMARY.md", "# Summary\n\n- [One](one.md)\n- [Two](two.md)\n")
        self.write("one.md", ONE)
        self.write("two.md", TWO)
        return self

    def __exit__(self, *unused):
        shutil.rmtree(self.path, ignore_errors=True)

    def write(self, name, text):
        data = text if isinstance(text, bytes) else text.encode()
        (self.path / name).write_bytes(data)

    def replace(self, name, text):
        """As editors do that write beside and rename."""
        (self.path / f".{name}.new").write_bytes(text.encode())
        os.replace(self.path / f".{name}.new", self.path / name)

    def read(self, name):
        return (self.path / name).read_text(encoding="utf-8")


class Server:
    """`longhand serve` on a book. Use it in a `with`."""

    def __init__(self, longhand, book, *arguments):
        self.command = [longhand, "serve", str(book.path), *arguments, "--port", "0", "-j", "2"]

    def __enter__(self):
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.address = self.process.stdout.readline().strip()
        self.port = urllib.parse.urlsplit(self.address).port
        page = self.get("/")[1].decode()
        self.token = re.search(r'longhand-token" content="([0-9a-f]{32})"', page)[1]
        return self

    def __exit__(self, *unused):
        self.process.send_signal(signal.SIGINT)
        self.status = self.process.wait(20 * SLOW)
        self.process.stdout.close()
        self.log.close()

    def said(self):
        self.log.flush()
        self.log.seek(0)
        return self.log.read()

    def request(self, method, path, body=None, headers=None, host=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20 * SLOW)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", host or f"127.0.0.1:{self.port}")
        for key, value in (headers or {}).items():
            connection.putheader(key, value)
        if body is not None and "Content-Length" not in (headers or {}):
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders()
        if body:
            connection.send(body)
        answer = connection.getresponse()
        result = answer.status, answer.read(), dict(answer.getheaders())
        connection.close()
        return result

    def get(self, path, **more):
        return self.request("GET", path, **more)

    def state(self):
        return json.loads(self.get("/state.json")[1])

    def wait(self, good, seconds=10):
        """The first state for which @good holds; the last one when none does."""
        end = time.monotonic() + seconds * SLOW
        while True:
            state = self.state()
            if good(state) or time.monotonic() > end:
                return state
            time.sleep(0.02)

    def post(self, path, fields, **headers):
        all_headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Longhand-Token": self.token}
        all_headers.update({key.replace("_", "-"): value for key, value in headers.items()})
        status, body, _ = self.request("POST", path, urllib.parse.urlencode(fields).encode(), all_headers)
        return status, json.loads(body)

    def note(self, line, text, file="one.md", hash=None):
        return self.post("/note", {"file": file, "line": line, "text": text,
                                   "hash": hash or self.state()["files"].get(file, "")})

    def lines(self):
        """Every line of every page."""
        return [dict(line, page=page["index"]) for page in self.state()["pages"]
                for line in json.loads(self.get(f"/lines/{page['index']}.json")[1])]

    def pictures(self):
        return [self.get(f"/page/{page['index']}.svg")[1] for page in self.state()["pages"]]


class Socket:
    """The least of a WebSocket that reads what the server tells."""

    def __init__(self, server, origin=None, host=None):
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=20 * SLOW)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = ["GET /live HTTP/1.1", f"Host: {host or f'127.0.0.1:{server.port}'}", "Upgrade: websocket",
                 "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13"]
        if origin is None:
            origin = f"http://127.0.0.1:{server.port}"
        if origin:
            lines.append(f"Origin: {origin}")
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self.buffer = b""
        head = b""
        while b"\r\n\r\n" not in head:
            chunk = self.socket.recv(4096)
            if not chunk:
                break
            head += chunk
        head, _, self.buffer = head.partition(b"\r\n\r\n")
        self.status = int(head.split()[1]) if head else 0

    def _take(self, n):
        while len(self.buffer) < n:
            chunk = self.socket.recv(65536)
            if not chunk:
                raise OSError("closed")
            self.buffer += chunk
        taken, self.buffer = self.buffer[:n], self.buffer[n:]
        return taken

    def read(self):
        """The next text as JSON; None when the server closes."""
        while True:
            first, length = self._take(2)
            if length == 126:
                length = struct.unpack(">H", self._take(2))[0]
            elif length == 127:
                length = struct.unpack(">Q", self._take(8))[0]
            data = self._take(length)
            if first & 15 == 1:
                return json.loads(data)
            if first & 15 == 8:
                return None

    def close(self):
        self.socket.close()


# ---- watch ----


def free_port():
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def read_until(process, wanted, seconds=20):
    """What @process says on standard error until @wanted comes."""
    text, end = "", time.monotonic() + seconds * SLOW
    while not (wanted in text and text.endswith("\n")) and time.monotonic() < end:
        if select.select([process.stderr], [], [], 0.1)[0]:
            chunk = os.read(process.stderr.fileno(), 65536).decode(errors="replace")
            if not chunk:
                break
            text += chunk
    return text


def test_watch(tap, longhand):
    with Book() as book:
        out = book.path / "made.pdf"
        process = subprocess.Popen([longhand, "watch", str(book.path), "-o", str(out)], stderr=subprocess.PIPE)
        first = read_until(process, "Watching")
        tap.check("watch builds at once", out.exists() and "wrote" in first, first)
        before = out.read_bytes()
        book.write("one.md", ONE.replace("first paragraph", "very first paragraph"))
        said = read_until(process, "wrote")
        tap.check("watch builds again after a save", out.read_bytes() != before and "one.md changed" in said, said)
        book.replace("two.md", TWO + "\nMore.\n")
        said = read_until(process, "wrote")
        tap.check("watch sees a file that was renamed into its place", "two.md changed" in said, said)
        tap.check("watch calls a file by its own name", ".new" not in said, said)
        good = out.read_bytes()
        book.write("one.md", ONE + "\nSee [](#nowhere).\n")
        said = read_until(process, "not written")
        tap.check("watch tells an error and keeps the last good PDF",
                  "nowhere" in said and "is still that of" in said and out.read_bytes() == good, said)
        for n in range(30):
            book.write("one.md", ONE + f"\n{n}\n")
        said = read_until(process, "wrote")
        more = read_until(process, "wrote", 0.6 / SLOW)
        tap.check("a burst of saves is one build, or two", (said + more).count("wrote") <= 2, said + more)
        book.write("book.yaml", "title: Another\nauthor: The tests\ndate: 2026-11-21\n")
        said = read_until(process, "wrote")
        tap.check("watch follows book.yaml", "book.yaml changed" in said, said)
        time.sleep(0.4)
        said = read_until(process, "wrote", 0.3)
        tap.equal("its own PDF does not start another build", said, "")
        process.send_signal(signal.SIGINT)
        tap.equal("Ctrl-C ends watch", process.wait(10 * SLOW), -signal.SIGINT)
        process.stderr.close()
        tap.equal("nothing is left beside the PDF", sorted(p.name for p in book.path.iterdir()),
                  ["SUMMARY.md", "book.yaml", "made.pdf", "one.md", "two.md"])


# ---- following ----


def test_following(tap, longhand):
    with Book() as book, Server(longhand, book, "1") as server:
        state = server.state()
        tap.equal("only the chapter's pages are served", len(state["pages"]), len({p["index"] for p in state["pages"]}))
        tap.equal("the chapter's file is known", list(state["files"]), ["one.md"])
        tap.check("there are no findings of other chapters", all(f.get("file") != "two.md" for f in state["findings"]))
        lines = server.lines()
        for words, number in {"The first paragraph": 3, "In the card": 8, "return 1": 12, "left": 17, "an item": 19,
                              "A heading": 23, "The end": 25}.items():
            line = next(line for line in lines if words in line["text"])
            tap.equal(f"“{words}” has its file and line", (line["file"], line["line"]), ("one.md", number))
        live = Socket(server)
        tap.equal("the socket opens", live.status, 101)
        told = live.read()
        book.write("one.md", ONE.replace("The end", "The very end"))
        new = live.read()
        tap.check("a save is told", new["revision"] > told["revision"])
        changed = [i for i, (a, b) in enumerate(zip(told["pages"], new["pages"])) if a["look"] != b["look"]]
        tap.check("only the page that changed has another picture", 0 < len(changed) <= 1 or len(new["pages"]) == 1,
                  str(changed))
        tap.check("the new words are in its lines", any("very end" in line["text"] for line in server.lines()))
        book.write("one.md", "\n" + ONE.replace("The end", "The very end"))
        moved = live.read()
        tap.check("a blank line moves the places", [p["lines"] for p in moved["pages"]] != [p["lines"] for p in new["pages"]])
        tap.equal("which are told anew", next(line["line"] for line in server.lines() if "return 1" in line["text"]), 13)
        live.close()


def test_renewed_is_as_new(tap, longhand):
    """Whatever was edited in whatever order, the pages are those of a server that is started afterwards."""
    edits = [("one.md", lambda t: t.replace("first paragraph", "first and only paragraph")),
             ("two.md", lambda t: t.replace("## Far", "## Very far")),
             ("one.md", lambda t: t + "\n## More {#more}\n\n```python {caption=\"Two\"}\nx = 1\n```\n" * 1),
             ("two.md", lambda t: t + "\nSee [](one.md#more) and [](#lst:a).[^1]\n\n[^1]: A note.\n"),
             ("one.md", lambda t: t.replace("# One", "# One, renamed")),
             ("one.md", lambda t: t.replace("caption=\"A listing\"", "caption=\"Another\"").replace("def f", "def g")),
             ("two.md", lambda t: t + "\n> [!TRADEOFF] Weigh {#to:x}\n>\n> Two things.\n\n**term** – what it is\n"),
             ("two.md", lambda t: t + "\n```dot\ndigraph { a -> b -> c; }\n```\n"),
             ("two.md", lambda t: t.replace("b -> c", "b -> d; a -> d")),
             ("one.md", lambda t: t + "\nAs [](#to:x) says. <!-- index: saying -->\n"),
             ("two.md", lambda t: t + "\nA word word, and an tree.\n"),
             ("one.md", lambda t: t + "\nAnother another one , here.\n"),
             ("two.md", lambda t: t.replace("an tree", "a tree"))]
    with Book() as book, Server(longhand, book) as server:
        for name, edit in edits:
            revision = server.state()["revision"]
            book.write(name, edit(book.read(name)))
            server.wait(lambda state, seen=revision: state["revision"] > seen)
        renewed = server.wait(is_read), server.pictures(), server.lines()
        with Server(longhand, book) as fresh:
            new = fresh.wait(is_read), fresh.pictures(), fresh.lines()
        tap.equal("renewed pages have the looks of new ones", [p["look"] for p in renewed[0]["pages"]],
                  [p["look"] for p in new[0]["pages"]])
        tap.check("and their pictures", renewed[1] == new[1])
        tap.check("and their lines", renewed[2] == new[2])
        tap.equal("and their findings", renewed[0]["findings"], new[0]["findings"])
        tap.equal("faults of the text too", [code for code in codes(renewed[0]) if code != "card-shape"],
                  ["doubled-word", "doubled-word", "space-before-sign"])


# ---- what a proofreader finds ----


def is_read(state):
    """Whether the findings are those of the text as it is shown."""
    return state["read"]


def codes(state):
    return sorted(finding["code"] for finding in state["findings"])


def checked(longhand, book):
    """Code, message, hint, file and line of what `check` says."""
    ran = subprocess.run([longhand, "check", str(book.path), "--format", "json"], capture_output=True, text=True, timeout=60 * SLOW)
    return sorted(told(item) for item in json.loads(ran.stdout))


def told(item):
    return tuple(item.get(key) or "" for key in ("code", "message", "hint", "file")) + (item.get("line") or 0,)


FAULTS = """
The the word is doubled, and an tree , tall, stands \\"here\\".

> [!NOTE] A card
>
> A word that teh dictionary lacks, and zorblat.

"""


def test_faults(tap, longhand):
    with Book() as book:
        book.write("one.md", ONE + FAULTS)
        book.write("two.md", TWO + FAULTS)
        with Server(longhand, book, "1") as server:
            state = server.wait(is_read)
            found = {(f["code"], f["file"], f["line"]) for f in state["findings"]}
            first = len(ONE.splitlines()) + 2
            tap.check("a doubled word is told with its code and place", ("doubled-word", "one.md", first) in found, str(found))
            tap.check("others too", {"article", "straight-quotes", "space-before-sign"} <= set(codes(state)), str(found))
            tap.equal("those of the chapter that is shown", {f["file"] for f in state["findings"]}, {"one.md"})
            tap.check("with the page", all(f["page"] in [p["index"] for p in state["pages"]] for f in state["findings"]))
            tap.check("words are not looked up in a book without a list", "spelling" not in codes(state))
            live = Socket(server)
            live.read()
            book.write("one.md", "\n" + book.read("one.md").replace("an tree", "a tree"))
            news = live.read()
            while not any(f["line"] == first + 1 for f in news["findings"]):
                news = live.read()
            tap.check("a fault that is mended goes, the others move with their lines",
                      "article" not in codes(news) and "doubled-word" in codes(news), str(news["findings"]))
            live.close()
        with Server(longhand, book) as server:
            tap.equal("all of a book are those of check", sorted(map(told, server.wait(is_read)["findings"])), checked(longhand, book))
            book.write("one.md", b"# One\n\nNot \xff\xfe UTF-8.\n")
            state = server.wait(lambda s: not s["current"])
            tap.check("pages that stay keep their faults", "doubled-word" in codes(state), str(codes(state)))


def test_fault_switches(tap, longhand):
    with Book() as book:
        book.write("one.md", ONE + FAULTS + "<!-- todo: later -->\n\n```python\n" + "x = " + "1 + " * 60 + "1\n```\n")
        with Server(longhand, book) as server:
            all_codes = set(codes(server.wait(is_read)))
            tap.check("a line of code that had to be broken is told", "wrapped-code-line" in all_codes, str(all_codes))
            tap.check("comments of the author are notes alone", "todo" not in all_codes and server.state()["notes"])
            book.write("book.yaml", book.read("book.yaml") + "lint: [doubled-word, wrapped-code-line]\n")
            state = server.wait(lambda s: is_read(s) and "doubled-word" not in codes(s))
            tap.equal("lint: leaves the same out as in check", set(codes(state)), all_codes - {"doubled-word", "wrapped-code-line"})
            book.write("two.md", TWO + "\nMore.\n")
            state = server.wait(lambda s: s["revision"] > state["revision"] and is_read(s))
            tap.equal("when a chapter is saved, too", set(codes(state)), all_codes - {"doubled-word", "wrapped-code-line"})


def test_spelling(tap, longhand):
    with Book() as book:
        book.write("one.md", ONE + FAULTS)
        book.write("words.txt", "Longhand\n")
        with Server(longhand, book) as server:
            state = server.wait(is_read)
            if "no dictionary" in server.said():
                tap.skip("words against a dictionary", "hunspell has none")
                return
            said = {f["message"]: f.get("hint", "") for f in state["findings"] if f["code"] == "spelling"}
            tap.check("a word that is in no dictionary is told, with the nearest", any("“teh”" in m and "“the”" in h for m, h in said.items()),
                      str(said))
            tap.equal("all as in check", sorted(map(told, state["findings"])), checked(longhand, book))
            pages = [p["look"] for p in state["pages"]]
            book.write("words.txt", "Longhand\nzorblat\n")
            state = server.wait(lambda s: is_read(s) and s["revision"] > state["revision"])
            words = [f["message"] for f in state["findings"] if f["code"] == "spelling"]
            tap.check("a word that is put into words.txt is known", len(words) == len(said) - 1 and "zorblat" not in str(words), str(words))
            tap.equal("and the pages are what they were", [p["look"] for p in state["pages"]], pages)
            os.unlink(book.path / "words.txt")
            state = server.wait(lambda s: is_read(s) and "spelling" not in codes(s))
            tap.check("without the list no word is doubted", "spelling" not in codes(state) and "article" in codes(state))
            book.write("book.yaml", book.read("book.yaml") + "lint: {spelling: yes}\n")
            state = server.wait(lambda s: is_read(s) and "spelling" in codes(s))
            tap.equal("but where the book asks for it", sorted(map(told, state["findings"])), checked(longhand, book))


def test_saves_while_reading(tap, longhand):
    """Saves that come while a long book is read wait for no end of it, and the last one's faults are told."""
    many = "".join(f"\nThe the word number{n} recieve{'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10 % 10]}x is an tree.\n" for n in range(200))
    with Book() as book:
        book.write("words.txt", "Longhand\n")
        book.write("two.md", TWO + many)
        with Server(longhand, book) as server:
            for n in range(30):
                book.write(("one.md", "two.md", "words.txt")[n % 3], (ONE, TWO + many, "Longhand\n")[n % 3] + f"\nanother another{n} {n}\n")
                time.sleep(0.02)
            book.write("one.md", ONE + "\nThe last last one.\n")
            state = server.wait(lambda s: is_read(s) and any("“last”" in f["message"] for f in s["findings"]), 60)
            tap.check("the last save's faults are told", any("“last”" in f["message"] for f in state["findings"]))
            tap.equal("and nothing else of its file", [f["code"] for f in state["findings"] if f.get("file") == "one.md"], ["doubled-word"])
            tap.check("the server still runs", server.process.poll() is None)


def test_bad_manuscripts(tap, longhand):
    with Book() as book, Server(longhand, book) as server:
        good = server.state()
        book.write("one.md", b"# One\n\nNot \xff\xfe UTF-8.\n")
        state = server.wait(lambda s: not s["current"])
        tap.check("a chapter that can't be read is told", any(f["severity"] == "error" and f.get("file") == "one.md"
                                                             for f in state["findings"]), str(state["findings"]))
        tap.check("the last good pages stay", not state["current"] and
                  [p["look"] for p in state["pages"]] == [p["look"] for p in good["pages"]])
        tap.equal("they can still be fetched", server.get(f"/page/{state['pages'][0]['index']}.svg")[0], 200)
        os.unlink(book.path / "one.md")
        time.sleep(0.3)
        tap.check("a file that is removed leaves them too", server.wait(lambda s: not s["current"])["pages"])
        book.write("one.md", ONE)
        state = server.wait(lambda s: s["current"])
        tap.check("all is well when it comes back", state["current"] and not state["findings"], str(state["findings"]))
        book.write("book.yaml", "title: [\n")
        state = server.wait(lambda s: not s["current"])
        tap.check("a broken book.yaml leaves the pages", not state["current"] and len(state["pages"]) == len(good["pages"]))
        book.write("book.yaml", "title: Serving\nauthor: The tests\ndate: 2026-11-21\n")
        state = server.wait(lambda s: s["current"])
        tap.check("and mended is mended", state["current"])
        book.write("one.md", ONE + "\nSee [](#nowhere).\n")
        state = server.wait(lambda s: any(f.get("code") for f in s["findings"]))
        tap.check("a mistake that can be set is shown on new pages", state["current"] and
                  any("nowhere" in f["message"] and f.get("page") is not None for f in state["findings"]), str(state["findings"]))
        tap.check("the server still runs", server.process.poll() is None)


# ---- notes ----


def printed(server):
    """What the pages say, without where it was written."""
    return [line["text"] for line in server.lines()]


def test_notes(tap, longhand):
    places = {3: "end of a paragraph's line", 4: "end of a paragraph", 6: "card's title with an id", 8: "inside a card",
              11: "first line of a listing", 12: "second line of a listing", 15: "table head", 17: "table row",
              19: "list item", 20: "before a hard break", 23: "heading with an id", 25: "last line", 1: "chapter's title"}
    for line, name in places.items():
        with Book() as book, Server(longhand, book) as server:
            text = printed(server)
            status, told = server.note(line, "is this so?")
            state = server.wait(lambda s: s["notes"])
            body = book.read("one.md")
            tap.check(f"note: {name}", status == 200 and body.count("<!-- query:") == 1 and len(state["notes"]) == 1 and
                      printed(server) == text, f"{status} {told}\n{body}")
            lines = body.splitlines()
            at = next((n for n, l in enumerate(lines, 1) if "<!-- query:" in l), 0)
            meant = re.search(r"query: (\d+) lines? (below|above): ", lines[at - 1])
            target = at + (int(meant[1]) if meant[2] == "below" else -int(meant[1])) if meant else at
            wanted = ONE.splitlines()[line - 1].rstrip(" \\")
            found = re.sub(r" *<!-- query:.*?-->", "", lines[target - 1]).rstrip(" \\") if at else ""
            next_line = lines[at] if at and at < len(lines) else ""
            tap.check(f"note lands on its line: {name}", wanted in (found, next_line),
                      f"{wanted!r} {found!r} {next_line!r}")
            status, told = server.post("/undo", {})
            tap.check(f"undo: {name}", status == 200 and book.read("one.md") == ONE, str(told))


def test_note_texts(tap, longhand):
    texts = {"closes the comment": "a --> b <script>alert(1)</script>", "control characters": "bell \x07 and \x1b[31m",
             "lines": "one\r\ntwo\n\nthree", "dashes": "--- what -- is ---> this--", "quotes": "`x` \"y\" & <b>",
             "more": "ä → 漢 😀"}
    for name, text in texts.items():
        with Book() as book, Server(longhand, book) as server:
            before = printed(server)
            status, told = server.note(3, text)
            state = server.wait(lambda s: s["notes"])
            words = re.findall(r"\w+", text)
            tap.check(f"note text: {name}", status == 200 and len(state["notes"]) == 1 and printed(server) == before and
                      all(word in state["notes"][0]["text"] for word in words), f"{told} {state['notes']}")
            tap.check(f"one comment, no control characters: {name}",
                      book.read("one.md").count("-->") == 1 and not re.search(r"[\x00-\x09\x0b-\x1f]", book.read("one.md")))
    with Book() as book, Server(longhand, book) as server:
        for name, text in {"empty": "", "blank": " \n ", "too long": "x" * 2001}.items():
            status, told = server.note(3, text)
            tap.check(f"a note that is {name} is refused with a reason", status == 400 and len(told["error"]) > 10)
        for name, (line, file) in {"no such line": (9999, "one.md"), "line 0": (0, "one.md"), "no chapter": (1, "book.yaml"),
                                   "out of the book": (1, "../../etc/passwd"), "absolute": (1, "/etc/passwd")}.items():
            status, told = server.note(line, "x", file=file)
            tap.check(f"a note to {name} is refused with a reason", status in (400, 409) and len(told["error"]) > 10,
                      f"{status} {told}")
        tap.equal("nothing was written", book.read("one.md"), ONE)


def test_line_ends(tap, longhand):
    with Book() as book:
        crlf = ONE.replace("\n", "\r\n").encode("utf-8-sig")
        book.write("one.md", crlf)
        os.chmod(book.path / "one.md", 0o640)
        with Server(longhand, book) as server:
            for line in (3, 12):
                status, _ = server.note(line, "x")
                found = (book.path / "one.md").read_bytes()
                tap.check(f"CRLF and BOM stay, note at line {line}", status == 200 and found.startswith(b"\xef\xbb\xbf") and
                          not re.search(rb"(?<!\r)\n", found))
                server.wait(lambda s: s["notes"])
                server.post("/undo", {})
            tap.equal("and come back", (book.path / "one.md").read_bytes(), crlf)
            tap.equal("the file's rights stay", (book.path / "one.md").stat().st_mode & 0o777, 0o640)


def test_notes_at_once(tap, longhand):
    with Book() as book, Server(longhand, book) as server:
        seen = server.state()["files"]["one.md"]
        answers = [server.note(4, "the lower", hash=seen), server.note(12, "in the code", hash=seen),
                   server.note(3, "the upper", hash=seen), server.note(25, "the last", hash=seen)]
        body = book.read("one.md")
        tap.check("four notes on one version all land", [status for status, _ in answers] == [200] * 4 and
                  all(word in body for word in ("the lower", "the upper", "in the code", "the last")), f"{answers}\n{body}")
        lines = body.splitlines()
        tap.check("each on its line", "the upper" in lines[2] and "the lower" in lines[3] and
                  next(l for l in lines if "the last" in l).startswith("The end"), body)
        results = []
        seen = server.wait(lambda s: len(s["notes"]) == 4)["files"]["one.md"]
        threads = [threading.Thread(target=lambda n=n: results.append(server.note(19, f"note {n}", hash=seen)))
                   for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        tap.check("eight at the same moment all land", all(f"note {n}" in book.read("one.md") for n in range(8)) and
                  all(status == 200 for status, _ in results), str(results))
        for _ in range(12):
            server.post("/undo", {})
        tap.equal("twelve undos bring the file back", book.read("one.md"), ONE)
        tap.equal("one more has nothing to undo", server.post("/undo", {})[0], 400)


def test_notes_while_saving(tap, longhand):
    with Book() as book, Server(longhand, book) as server:
        seen = server.state()["files"]["one.md"]
        book.write("one.md", ONE.replace("The end", "Quite the end"))
        status, told = server.note(4, "too late", hash=seen)
        tap.check("a note on what was saved meanwhile is refused", status == 409 and "saved meanwhile" in told["error"] and
                  "too late" not in book.read("one.md"), f"{status} {told}")
        server.wait(lambda s: s["files"]["one.md"] != seen)
        tap.equal("and taken on the new page", server.note(4, "in time")[0], 200)
        server.wait(lambda s: s["notes"])
        book.write("one.md", ONE)  # an editor that had the file open before
        state = server.wait(lambda s: s["lost"])
        tap.check("a note that is written over is told", [note["text"] for note in state["lost"]] == ["in time"], str(state["lost"]))
        server.post("/forget", {})
        tap.equal("until somebody has seen it", server.state()["lost"], [])
        os.unlink(book.path / "one.md")
        status, told = server.note(4, "nowhere", hash=seen)
        tap.check("a note to a file that is gone is refused", status == 410 and "no longer there" in told["error"], f"{status} {told}")
        tap.check("and makes none", not (book.path / "one.md").exists())
    with Book() as book, Server(longhand, book) as server:
        lost = race(book, server)
        tap.equal("an author who saves a hundred times loses nothing", lost, [])
        tap.equal("no file is left behind", sorted(p.name for p in book.path.iterdir()),
                  ["SUMMARY.md", "book.yaml", "one.md", "two.md"])


def stays(book, words):
    """Whether @words are in the chapter; what was exchanged for a note too late comes back at once."""
    end = time.monotonic() + 2 * SLOW
    while words not in book.read("one.md"):
        if time.monotonic() > end:
            return False
        time.sleep(0.001)
    return True


def race(book, server):
    """The author saves by rename, again and again, while notes are left; what of the author's was lost."""
    lost, stop = [], threading.Event()

    def author():
        for n in range(100):
            text = book.read("one.md") if n % 2 else ONE
            text = re.sub(r"\nSaved \d+\n", "", text) + f"\nSaved {n}\n"
            book.replace("one.md", text)
            time.sleep(0.004)
            if not stays(book, f"Saved {n}"):
                lost.append(n)
        stop.set()

    thread = threading.Thread(target=author)
    thread.start()
    while not stop.is_set():
        server.note(4, "from a reader")
    thread.join()
    return lost


# ---- hostile requests ----


def raw(server, data, seconds=1):
    """What the server answers to @data, b"" when it hangs up."""
    answer = b""
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=seconds) as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while chunk := connection.recv(65536):
                answer += chunk
    except OSError:
        pass
    return answer


def test_guard(tap, longhand):
    with Book() as book, Server(longhand, book) as server:
        here = f"127.0.0.1:{server.port}"
        listening = [line.split()[1] for line in open("/proc/net/tcp", encoding="ascii").readlines()[1:]
                     if line.split()[3] == "0A" and int(line.split()[1].split(":")[1], 16) == server.port]
        tap.equal("it listens on 127.0.0.1 alone", listening, [f"0100007F:{server.port:04X}"])
        tap.equal("localhost is a name of it", server.get("/", host=f"localhost:{server.port}")[0], 200)
        for host in ("evil.example", f"evil.example:{server.port}", "127.0.0.1", f"127.0.0.1.evil.example:{server.port}",
                     f"127.0.0.1:{server.port + 1}", "", f"[::1]:{server.port}"):
            status = server.get("/state.json", host=host or " ")[0]
            tap.check(f"host “{host}” is refused", status in (400, 403), str(status))
        for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
                        {"Sec-Fetch-Site": "same-site"}, {"Origin": f"http://127.0.0.1:{server.port + 1}"},
                        {"Origin": f"https://{here}"}):
            tap.equal(f"{headers} is refused", server.get("/state.json", headers=headers)[0], 403)
        tap.equal("our own origin is not", server.get("/state.json", headers={"Origin": f"http://{here}",
                                                                             "Sec-Fetch-Site": "same-origin"})[0], 200)
        fields = {"file": "one.md", "line": 3, "text": "x", "hash": server.state()["files"]["one.md"]}
        tap.equal("writing needs the token", server.post("/note", fields, X_Longhand_Token="0" * 32)[0], 403)
        tap.equal("the whole of it", server.post("/note", fields, X_Longhand_Token=server.token[:-1])[0], 403)
        tap.equal("and an origin of ours", server.post("/note", fields, Origin="http://evil.example")[0], 403)
        tap.equal("a GET writes nothing", server.get("/note?" + urllib.parse.urlencode(fields))[0], 405)
        for method in ("PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "POST"):
            tap.check(f"{method} of a page is refused", server.request(method, "/", headers={"Content-Length": "0"})[0]
                      in (400, 405, 501))
        tap.equal("a large body is refused", server.request("POST", "/note", b"x" * 3000000, {
            "X-Longhand-Token": server.token})[0], 413)
        tap.equal("the manuscript is as it was", book.read("one.md"), ONE)
        for path in ("/../one.md", "/%2e%2e/one.md", "/one.md", "/page/../one.md", "/page/1.svg/../../one.md", "//etc/passwd",
                     "/etc/passwd", "/page/-1.svg", "/page/99999.svg", "/page/1", "/page/.svg", "/page/1x.svg",
                     "/page/99999999999999999999.svg", "/lines/%00.json", "/serve.js/", "/styles/serve/serve.js", "/book.yaml"):
            status, body, _ = server.get(path)
            tap.check(f"{path} is nothing", status in (400, 404) and b"first paragraph" not in body and b"root:" not in body,
                      f"{status} {body[:80]}")
        headers = server.get("/")[2]
        policy = headers.get("Content-Security-Policy", "")
        tap.check("the page's policy allows no script of others", "default-src 'none'" in policy and
                  "unsafe" not in policy and "frame-ancestors 'none'" in policy, policy)
        tap.check("types are not guessed, and no other site may take it", headers.get("X-Content-Type-Options") == "nosniff" and
                  headers.get("Cross-Origin-Resource-Policy") == "same-origin")
        index = server.get("/")[1].decode()
        tap.check("the page has no script or style inside", not re.search(r"<script(?![^>]*src=)|<style|style=|\son\w+=", index))
        tap.check("and asks nobody else", not re.search(r"https?://", index + server.get("/serve.js")[1].decode() +
                                                        server.get("/serve.css")[1].decode()))
        for name, more in {"a foreign origin": {"origin": "http://evil.example"}, "no origin": {"origin": ""},
                           "a foreign host": {"host": "evil.example"}}.items():
            live = Socket(server, **more)
            tap.check(f"a socket from {name} hears nothing", live.status != 101 or live.read() is None)
            live.close()


def test_abuse(tap, longhand):
    with Book() as book, Server(longhand, book) as server:
        broken = [b"", b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x00\xff" * 500, b"GET / HTTP/1.1\r\n\r\n",
                  b"GET " + b"/a" * 60000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", b"X" * 300000,
                  b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 20000 + b"\r\n",
                  f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nHost: evil.example\r\n\r\n".encode(),
                  f"GET http://evil.example/state.json HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode(),
                  f"POST /note HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nX-Longhand-Token: {server.token}\r\n"
                  f"Transfer-Encoding: chunked\r\n\r\nffffffff\r\nabc".encode(),
                  f"POST /note HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nX-Longhand-Token: {server.token}\r\n"
                  f"Content-Length: -5\r\n\r\n".encode(),
                  f"POST /note HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nX-Longhand-Token: {server.token}\r\n"
                  f"Content-Length: 12\r\n\r\n%zz=%&=&&&=&".encode()]
        answers = [raw(server, data) for data in broken]
        tap.check("broken requests get an error or nothing",
                  all(not answer or answer.split()[1][:1] == b"4" or answer.split()[1] == b"505" for answer in answers),
                  "\n".join(str(answer[:90]) for answer in answers))
        tap.equal("and the next good one its answer", server.get("/")[0], 200)
        idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(100)]
        tap.equal("a hundred who say nothing hold nobody up", server.get("/state.json")[0], 200)
        for connection in idle:
            connection.close()
        index = server.state()["pages"][0]["index"]
        good = []

        def many(n):
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
            for k in range(n):
                path = ("/", "/state.json", f"/page/{index}.svg", f"/lines/{index}.json", "/nothing")[k % 5]
                connection.request("GET", path, headers={"Host": f"127.0.0.1:{server.port}"})
                answer = connection.getresponse()
                body = answer.read()
                good.append(answer.status == (404 if path == "/nothing" else 200) and len(body) > 1)
            connection.close()

        threads = [threading.Thread(target=many, args=(100,)) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        tap.check("a thousand fast requests from ten are all answered", len(good) == 1000 and all(good),
                  f"{len(good)} {good.count(False)}")
        lives = [Socket(server) for _ in range(10)]
        first = [live.read()["revision"] for live in lives]
        book.write("one.md", ONE + "\nFor all.\n")
        tap.check("ten browsers are all told", all(live.read()["revision"] > seen for live, seen in zip(lives, first)))
        for live in lives:
            live.socket.sendall(b"\x81\xff" + b"\xff" * 50)  # an endless text, and gone
            live.close()
        aborted = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(20)]
        for connection in aborted:
            connection.sendall(f"GET /page/{index}.svg HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
        for n in range(20):
            book.write("one.md", ONE + f"\n{n}\n")
            server.get(f"/page/{index}.svg")
        tap.equal("saves under fire are followed", server.wait(
            lambda s: any("19" == line["text"] for line in server.lines()))["current"], True)
        tap.check("the server still runs", server.process.poll() is None)
    tap.equal("and ends on Ctrl-C", server.status, -signal.SIGINT)


def test_command(tap, longhand):
    with Book() as book:
        taken = socket.socket()
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = subprocess.run([longhand, "serve", str(book.path), "--port", str(port)], capture_output=True, text=True, timeout=60)
        tap.check("a port that is taken is told, with what to do", ran.returncode == 1 and "--port" in ran.stderr, ran.stderr)
        taken.close()
        ran = subprocess.run([longhand, "serve", str(book.path / "none")], cwd=book.path.parent, capture_output=True, text=True, timeout=60)
        tap.check("a book that isn't there is told", ran.returncode == 1 and ran.stderr, ran.stderr)
        ran = subprocess.run([longhand, "serve", str(book.path), "99"], capture_output=True, text=True, timeout=60)
        tap.check("a chapter that isn't there is told", ran.returncode == 1 and "99" in ran.stderr, ran.stderr)
        ran = subprocess.run([longhand, "serve", "--port", "70000", str(book.path)], capture_output=True, text=True, timeout=60)
        tap.equal("a port that is none is a usage error", ran.returncode, 2)
        port = free_port()
        proof = subprocess.Popen([longhand, "proof", str(book.path), "1", "--serve", str(port)], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True)
        tap.equal("proof --serve takes a port behind it", proof.stdout.readline().strip(), f"http://127.0.0.1:{port}/")
        proof.send_signal(signal.SIGINT)
        said = proof.communicate(timeout=20 * SLOW)[1]
        tap.check("and not for a chapter", " in " in said and "error" not in said, said)
        book.write("one.md", "\xff".encode("latin-1"))
        with Server(longhand, book) as server:
            state = server.state()
            tap.check("a book that can't be made yet is served with its error", state["pages"] == [] and state["findings"])
            book.write("one.md", ONE)
            tap.check("and shown once it can", server.wait(lambda s: s["current"])["pages"])


# ---- a real browser ----

SHOWN = "return Number(document.documentElement.dataset.shown || 0)"


def wait_for(window, revision):
    return window.wait(f"{SHOWN} >= {revision}", 10 * SLOW)


def wait_followed(window, book):
    """Until the window shows the chapter as it is in its file now. Another revision, of an earlier save or note, won't do."""
    digest = hashlib.sha256((book.path / "one.md").read_bytes()).hexdigest()
    return window.wait(f"return state.files['one.md'] === '{digest}' && "
                       "Number(document.documentElement.dataset.shown) >= state.revision", 10 * SLOW)


def line_box(window, words):
    """Where the line with @words is in the window, scrolled into it."""
    return window.wait("""const b = [...document.querySelectorAll('.lines button')].find(b => b.textContent.includes(%s));
        if (!b) return null; b.scrollIntoView({block: 'center'}); const r = b.getBoundingClientRect();
        return [r.left + r.width / 2, r.top + r.height / 2]""" % json.dumps(words))


def test_browser(tap, longhand):
    reason = browser.missing()
    if reason:
        tap.skip("a real browser", f"{reason} not installed")
        return
    with Book() as book:
        book.write("one.md", ONE + "\n".join(f"\nParagraph {n} of many, so that there are pages to scroll.\n" * 8 for n in range(20)))
        with Server(longhand, book, "1") as server, browser.Browser() as window:
            window.allow_clipboard(server.address.rstrip("/"))
            window.open(server.address)
            tap.check("the pages are shown", wait_for(window, 1) and window.run(
                "return [...document.querySelectorAll('.page img')].some(i => i.complete && i.naturalWidth > 0)"))
            follow_in_browser(tap, book, window)
            choose_in_browser(tap, book, server, window)
            notes_in_browser(tap, book, server, window)
            faults_in_browser(tap, book, window)
            narrow_in_browser(tap, window)
            names_in_browser(tap, window)
            tap.none("the console has no complaints", [said for level, said in window.log() if level in ("WARNING", "SEVERE")])


def follow_in_browser(tap, book, window):
    window.run("document.querySelectorAll('.page')[3].scrollIntoView(); scrollBy(0, 123)")
    time.sleep(0.5)
    before = window.run("return scrollY")
    number = window.run("return document.querySelectorAll('.page')[3].textContent.match(/Paragraph (\\d+) of many/)[1]")
    asked = "return performance.getEntriesByType('resource').filter(e => e.name.includes('.svg')).length"
    fetched = window.run(asked)
    book.write("one.md", book.read("one.md").replace(f"Paragraph {number} of many", f"Changed {number} of many", 1))
    tap.check("a save is followed", wait_followed(window, book))
    tap.equal("the place is kept", window.run("return scrollY"), before)
    near = window.run("return [...document.querySelectorAll('.page')].filter(p => p.view.near).length")
    tap.check("only the page that changed is fetched", window.run(asked) - fetched <= 2 < near + 2,
              f"{window.run(asked) - fetched} of {near}")
    tap.check("the new words are on it", line_box(window, f"Changed {number} of many"))


def choose_in_browser(tap, book, server, window):
    lines = book.read("one.md").splitlines()
    number = next(n for n, line in enumerate(lines, 1) if line.startswith("The first paragraph"))
    window.run("scrollTo(0, 0)")
    window.click(*line_box(window, "The first paragraph has"))
    tap.equal("a click tells the line's place", window.wait("return document.getElementById('place').hidden ? null : "
              "document.getElementById('place-text').textContent"), f"one.md:{number}")
    window.wait("return document.getElementById('place-copied').textContent")
    tap.equal("and copies it", window.run_async("const done = arguments[0]; navigator.clipboard.readText().then(done, e => "
              "done(String(e)))"), f"one.md:{number}")
    window.keys("escape", "down", "down", "enter")
    here = window.run("return [chosen.view.data[chosen.number].text, document.activeElement.getAttribute('aria-current')]")
    tap.check("arrows go from line to line", here[1] == "true" and "first paragraph" not in here[0], str(here))
    tap.check("Enter tells its place", window.run("return document.getElementById('place-text').textContent")
              .startswith("one.md:"))
    window.keys("+")
    wide = window.run("return document.querySelector('.page').clientWidth")
    window.keys("-", "-")
    tap.check("+ and - change the size", window.run("return document.querySelector('.page').clientWidth") < wide)
    window.keys("0")


def notes_in_browser(tap, book, server, window):
    lines = book.read("one.md").splitlines()
    number = next(n for n, line in enumerate(lines, 1) if line.startswith("The first paragraph"))
    window.click(*line_box(window, "The first paragraph has"))
    window.keys("n")
    tap.check("n opens a note", window.wait("return document.getElementById('note').open"))
    window.keys(*"Is this <b>so</b> --> really?")
    window.click_on("#note-leave")
    tap.check("the note is listed", window.wait("return document.querySelector('#notes li')?.textContent.includes('<b>so</b>')"))
    tap.check("and in the manuscript at that line", "<!-- query: Is this" in book.read("one.md").splitlines()[number - 1],
              book.read("one.md")[:400])
    tap.check("the line is marked", window.wait("return document.querySelector('.lines .noted') !== null"))
    tap.check("the dialog is closed and empty", window.run(
        "return !document.getElementById('note').open && document.getElementById('note-text').value === ''"))
    window.keys("u")
    tap.check("u takes it back", window.wait("return !document.querySelector('#notes li')") and
              book.read("one.md").splitlines() == lines)
    window.click(*line_box(window, "The first paragraph has"))
    window.keys("n")
    window.wait("return document.getElementById('note').open")
    window.keys(*"kept")
    wait_followed(window, book)
    book.write("one.md", "\n\n" + book.read("one.md"))
    wait_followed(window, book)
    window.click_on("#note-leave")
    tap.check("a note that was begun before a save follows its line", window.wait("return document.querySelector('#notes li')")
              and "kept" in book.read("one.md").splitlines()[number + 1], book.read("one.md")[:300])
    window.keys("u")
    window.wait("return !document.querySelector('#notes li')")
    wait_followed(window, book)
    window.click(*line_box(window, "The first paragraph has"))
    book.write("one.md", "\n" + book.read("one.md"))
    wait_followed(window, book)
    window.keys("n")
    window.wait("return document.getElementById('note').open")
    tap.equal("a line that was chosen before a save is meant where it is now",
              window.run("return document.getElementById('note-place').textContent"), f"one.md:{number + 3}")
    window.keys("escape")


def faults_in_browser(tap, book, window):
    lines = book.read("one.md").splitlines()
    book.write("one.md", book.read("one.md").replace("A heading {#place}\n", "A heading {#place}\n\nHere here is a fault.\n"))
    number = len(lines) - len(book.read("one.md").partition("Here here")[2].splitlines()) + 3
    button = "[...document.querySelectorAll('#findings button')].find(b => b.textContent.includes('doubled-word'))"
    tap.check("a doubled word is listed with its code", window.wait(f"return Boolean({button})", 10 * SLOW))
    tap.check("and its place", f"one.md:{number}" in window.run(f"return {button}.textContent"), window.run(f"return {button}.textContent"))
    wait_followed(window, book)
    window.run(f"{button}.click()")
    tap.check("a click leads to the line", window.wait(
        "return chosen && chosen.view.data[chosen.number].text.includes('Here here') && "
        f"document.getElementById('place-text').textContent === 'one.md:{number}'"))


def narrow_in_browser(tap, window):
    window.size(390, 800, phone=True)
    time.sleep(0.3)
    fits = window.run("return document.documentElement.scrollWidth <= innerWidth && "
                      "document.querySelector('.page').getBoundingClientRect().right <= innerWidth")
    tap.check("a narrow screen needs no scrolling sideways", fits)
    if window.run("return !document.getElementById('desk').classList.contains('alone')"):
        window.click_on("#toggle")
    tap.check("the panel can be put away", window.run("return getComputedStyle(document.getElementById('panel')).display") == "none")
    window.click_on("#toggle")
    tap.check("and comes up again", window.run("return document.getElementById('panel').getBoundingClientRect().bottom <= innerHeight + 1"
                                              " && document.getElementById('toggle').getAttribute('aria-expanded') === 'true'"))
    window.size(1280, 900)


NAMES = """
const bad = [];
for (const e of document.querySelectorAll('button, textarea, main, aside, article, dialog')) {
  const name = e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.[0]?.textContent ||
      document.getElementById(e.getAttribute('aria-labelledby'))?.textContent;
  if (!name) bad.push(e.outerHTML.slice(0, 80));
}
return bad;"""

CONTRAST = """
const parts = (c) => c.match(/[\\d.]+/g).map(Number);
const light = (c) => { const [r, g, b] = parts(c).slice(0, 3).map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const ground = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
  if ((parts(c)[3] ?? 1) > 0.5) return c; } return 'rgb(255, 255, 255)'; };
const bad = [];
for (const e of document.querySelectorAll('#bar *, #panel *, .page h2')) {
  if (!e.childNodes.length || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || !e.offsetParent) continue;
  const a = light(getComputedStyle(e).color), b = light(ground(e));
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (ratio < 4.5) bad.push(`${ratio.toFixed(2)} ${e.outerHTML.slice(0, 80)}`);
}
return bad;"""


def names_in_browser(tap, window):
    tap.none("everything has a name", window.run(NAMES))
    for dark in (False, True):
        window.media(prefers_color_scheme="dark" if dark else "light")
        time.sleep(0.2)
        tap.none(f"contrast is 4.5 or more, {'dark' if dark else 'light'}", window.run(CONTRAST))
    window.media(prefers_color_scheme="light")
    tap.check("the picture's words can be read without it", window.run(
        "return [...document.querySelectorAll('.lines button')].some(b => b.textContent.includes('manuscript'))"))


def main():
    longhand = os.path.abspath(sys.argv[1])
    with Tap("serve") as tap:
        for test in (test_watch, test_following, test_renewed_is_as_new, test_faults, test_fault_switches, test_spelling,
                     test_saves_while_reading, test_bad_manuscripts, test_notes, test_note_texts,
                     test_line_ends, test_notes_at_once, test_notes_while_saving, test_guard, test_abuse, test_command,
                     test_browser):
            if len(sys.argv) < 3 or test.__name__.removeprefix("test_") in sys.argv[2:]:
                test(tap, longhand)


if __name__ == "__main__":
    main()
