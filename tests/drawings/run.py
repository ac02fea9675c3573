"""Graphs: laid out by Graphviz, drawn by the hand.

usage: run.py LONGHAND

Small graphs and what their page then holds; graphs that are wrong, hostile or endless, and what must be said
of them; and the example graphs of Debian's graphviz-doc, laid out twice: from top to bottom, and by springs.
"""

import gzip
import os
import pathlib
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import program  # noqa: E402
from tap import Tap  # noqa: E402

EXAMPLES = pathlib.Path("/usr/share/doc/graphviz/examples/graphs")
TEXT = re.compile(r'^  text run .*role=(drawing-\S+) ink=(\S+).* "(.*)"$', re.MULTILINE)
PATH = re.compile(r"^  (card|stroke) path .*ink=(\S+) (filled|weight=\S+)", re.MULTILINE)


class Books:
    """Books of one chapter in a folder of their own."""

    def __init__(self, longhand, folder):
        self.longhand, self.folder, self.n = longhand, pathlib.Path(folder), 0

    def run(self, text, *arguments, seconds=60):
        self.n += 1
        path = self.folder / f"book{self.n}.md"
        path.write_text(text, encoding="utf-8")
        return program.run(self.longhand, *arguments, path.name, cwd=self.folder, seconds=seconds)

    def pages(self, graph, attributes=""):
        return self.run(block(graph, attributes), "dump", "--stage", "pages")


def block(graph, attributes=""):
    return f"# Graph\n\n````dot {attributes}\n{graph}\n````\n"


def words(ran):
    return {text: (role, ink) for role, ink, text in TEXT.findall(ran.stdout)}


def test_shapes(tap, books):
    ran = books.pages('digraph { a [shape=box label="request\\nHTTP, 2 KB"]; b [label="await f()" shape=box];'
                      ' a -> b [label="once" style=dashed color=green] }')
    found = words(ran)
    tap.check("the first line of a box heads it", found.get("request") == ("drawing-title", "blue"), ran.stdout)
    tap.check("its other lines are text", found.get("HTTP, 2 KB") == ("drawing-text", "ink"), ran.stdout)
    tap.check("code in a box is code", found.get("await f()") == ("drawing-code", "plum"), ran.stdout)
    tap.check("what is written on an edge is a note", found.get("once", ("",))[0] == "drawing-note", ran.stdout)
    paths = PATH.findall(ran.stdout)
    tap.check("boxes are filled with paper", paths.count(("stroke", "paper", "filled")) == 2, ran.stdout)
    tap.check("the edge has its ink", any(layer == "stroke" and ink == "green" for layer, ink, _ in paths),
              ran.stdout)
    ran = books.pages('digraph { subgraph cluster_a { label="event loop"; a; b } c [style=filled fillcolor="#cfe8cf"] }')
    tap.check("a cluster is a group", ("stroke", "code-card", "filled") in PATH.findall(ran.stdout), ran.stdout)
    tap.check("a pale colour becomes an ink of the style", ("stroke", "case-card", "filled") in PATH.findall(ran.stdout),
              ran.stdout)
    ran = books.pages('graph { layout=neato; a -- b; b -- c [style=dotted]; a [shape=point] }')
    tap.check("other layouts are known", ran.returncode == 0 and len(PATH.findall(ran.stdout)) > 4, ran.stderr)
    ran = books.pages('digraph { a [label=<<b>head</b><br/>text>]; b [shape=Mrecord label="{x|<p>y}"]; a -> b:p }')
    tap.check("HTML labels and records", {"head", "text", "x", "y"} <= set(words(ran)), ran.stdout + ran.stderr)


def test_inks(tap, books):
    ran = books.pages('digraph { a [style=filled fillcolor=red fontcolor=white]; b [fontcolor="#fefefe"] }')
    tap.check("white text is written in an ink that is seen", {"a", "b"} <= set(words(ran)) and
              "white" not in {ink for _, ink in words(ran).values()}, ran.stdout)


def test_rings(tap, books):
    for layout in ("twopi", "neato", "circo", "fdp"):
        ran = books.pages(f"graph {{ layout={layout}; a -- {{b c d e f g}}; b -- {{h i}} }}")
        places = [(float(x), float(y)) for y, x in
                  re.findall(r"^  text run y=(\S+) x=(\S+) .*role=drawing-", ran.stdout, re.MULTILINE)]
        near = min((abs(x1 - x2) + abs(y1 - y2) for i, (x1, y1) in enumerate(places) for x2, y2 in places[:i]),
                   default=0)
        tap.check(f"nodes keep their distance, by {layout}", len(places) == 9 and near > 36, ran.stdout)


def test_high(tap, books):
    chain = "digraph {" + " -> ".join(f"n{i}" for i in range(60)) + "}"
    figure = block(chain, '{#fig:high caption="It"}').partition("\n")[2]
    ran = books.run("# High\n\n" + "Words.\n\n" * 20 + "A line above it:\n\n" + figure, "dump", "--stage", "pages")
    page = next((p for p in re.split(r"^page ", ran.stdout, flags=re.MULTILINE) if '"n0"' in p), "")
    tap.check("a drawing as high as the page has its lead-in and its caption with it",
              '"A line above it:"' in page and '"Figure 1"' in page, ran.stdout)
    tap.check("a graph that is too high should be turned", "rankdir=LR" in ran.stderr, ran.stderr)


def test_figures(tap, books):
    text = ("See [](#fig:one).\n\n" + block("digraph { a }", '{#fig:one caption="The one"}').partition("\n")[2] +
            "\n> [!NOTE] Inside\n> ```dot\n> digraph { b -> c }\n> ```\n")
    ran = books.run("# Figures\n\n" + text, "dump", "--stage", "pages")
    tap.check("it is numbered as a figure", '"Figure 1"' in ran.stdout, ran.stdout)
    tap.check("a graph in a note is drawn", {"b", "c"} <= set(words(ran)), ran.stdout)


def test_wide(tap, books):
    ran = books.pages("digraph { rankdir=LR; " + " -> ".join(f'"stage number {i}"' for i in range(6)) + " }")
    roles = {role for role, _ in words(ran).values()}
    tap.check("titles give way before the drawing is made smaller", roles == {"drawing-text"}, ran.stdout)
    ran = books.pages("digraph { rankdir=LR; " + " -> ".join(f'"stage number {i}"' for i in range(30)) + " }")
    tap.check("text that becomes too small is told", "[small-drawing]" in ran.stderr, ran.stderr)


def test_mistakes(tap, books):
    for name, graph, message in (
            ("a mistake has its line", "digraph {\n  a -> b\n  c -> -> d\n}", ":6:1: error: syntax error in line 3"),
            ("an empty graph is told", "digraph { }", "error: the graph has nothing to draw"),
            ("no graph at all is told", "hello", "error: syntax error in line 1 near 'hello'"),
            ("an unknown layout is told", "digraph { layout=magic; a }", "error: Layout type: \"magic\"")):
        ran = books.run(block(graph), "check")
        tap.check(name, message in ran.stdout and ran.returncode == 1, ran.stdout)
    ran = books.run(block('digraph a { x [label="}"] /* } */ y [label=<<b>}</b>>] }\n// the end\n') +
                    block("digraph a { x }\n\ndigraph b { y }") + block("digraph { a }\n}"), "check")
    tap.equal("a second graph of a block is told", re.findall(r":\d+:1: warning: what follows the graph", ran.stdout),
              [":13:1: warning: what follows the graph", ":19:1: warning: what follows the graph"])
    ran = books.run("# Empty\n\n```diagram\n\n```\n", "check")
    tap.check("an empty diagram is told", ":3:1: error: the diagram has nothing to draw" in ran.stdout, ran.stdout)
    ran = books.run(block("digraph { a -> b }") + block("digraph {\n  b -> -> c\n}"), "check")
    tap.check("lines are counted for each graph", ":10:1:" in ran.stdout, ran.stdout)


def test_hostile(tap, books):
    edges = "".join(f"n{i} -> n{j}\n" for i in range(160) for j in range(160) if (i * 7 + j * 13) % 5 == 0)
    ran = books.run(block(f"digraph {{ {edges} }}") + block("digraph { well }"), "build", "-o", "slow.pdf")
    tap.check("an endless layout is given up", "[graph-failed]" in ran.stderr and ran.returncode == 1, ran.stderr)
    ran = books.pages("digraph {" + "subgraph {" * 50000 + "a" + "}" * 50000 + "}")
    tap.check("deep nesting ends", ran.returncode == 1 and "-graph]" in ran.stderr or "a" in words(ran), ran.stderr[:500])
    ran = books.pages('digraph { a [image="/etc/hostname" shapefile="/etc/hostname"] }')
    tap.check("no file is opened for a graph", ran.returncode == 0 and "a" in words(ran), ran.stderr)
    ran = books.pages('digraph { a [label="' + "x" * 300000 + '"] }')
    tap.check("an endless word ends", "[small-drawing]" in ran.stderr, ran.stderr[:500])


def test_bytes(tap, books):
    text = "".join(block(f"digraph {{ a{i} -> b{i} -> c{i}; a{i} -> c{i} }}") for i in range(7))
    outputs = []
    for jobs in (1, 4):
        books.n = 900  # the same name, which is the title
        books.run(text, "build", "-q", "--jobs", str(jobs), "-o", f"jobs{jobs}.pdf")
        outputs.append((books.folder / f"jobs{jobs}.pdf").read_bytes())
    tap.check("the same bytes with one job and with four", outputs[0] == outputs[1])


def read_example(path):
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def test_examples(tap, books):
    files = sorted(EXAMPLES.rglob("*.gv*")) if EXAMPLES.is_dir() else []
    if not files:
        tap.skip("Graphviz's own examples", "graphviz-doc is not installed")
    for path in files:
        graph = read_example(path)
        for layout in ("dot", "neato"):
            graph_as = re.sub(r"\{", f"{{ layout={layout}; ", graph, count=1)
            ran = books.pages(graph_as)
            drawn = len(PATH.findall(ran.stdout)) > 2
            tap.check(f"{path.name} by {layout}", ran.returncode == 0 and drawn, ran.stderr[:2000])


def main():
    longhand = os.path.abspath(sys.argv[1])
    with Tap("drawings") as tap, tempfile.TemporaryDirectory() as folder:
        books = Books(longhand, folder)
        for test in (test_shapes, test_inks, test_rings, test_figures, test_wide, test_high, test_mistakes,
                     test_hostile, test_bytes, test_examples):
            test(tap, books)


if __name__ == "__main__":
    main()
