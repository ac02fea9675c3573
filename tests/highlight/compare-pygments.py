"""Compares our Python classes with Pygments' over a hundred files of Python's own library.

usage: compare-pygments.py HIGHLIGHT_DUMP LANGUAGES [LIBRARY]

Of all .py files below LIBRARY (sorted by path, 1 KB to 300 KB) a hundred are taken at equal
distances. For each character that is no white space, Pygments' token type, mapped to our classes
below, must be ours; the test passes at 98 % and prints the figure.
"""

import glob
import os
import subprocess
import sys

WANTED_FILES = 100
WANTED_SHARE = 0.98
SMALLEST, LARGEST = 1_000, 300_000
SKIPPED = 77
OUR_CLASSES = ("text keyword def builtin string number comment decorator operator "
               "prompt output added removed key").split()

try:
    import pygments
    from pygments.lexers import PythonLexer
    from pygments.token import Token
except ImportError:
    print("SKIP: this Python has no Pygments (Debian: python3-pygments)")
    sys.exit(SKIPPED)

# The longest prefix decides. Magic names (__init__) are one token type wherever they stand; what
# they are here, the name being defined or a name used, is told by the token before.
CLASS_OF = {
    Token: "text",
    Token.Keyword: "keyword",
    Token.Operator.Word: "keyword",
    Token.Name.Function: "def",
    Token.Name.Class: "def",
    Token.Name.Builtin: "builtin",
    Token.Name.Exception: "builtin",
    Token.Name.Decorator: "decorator",
    Token.Literal.String: "string",
    Token.Literal.Number: "number",
    Token.Comment: "comment",
    Token.Operator: "operator",
    Token.Punctuation: "operator",
}


# Pygments counts them among the builtins; for us they are names like any other parameter.
PLAIN_NAMES = {"self", "cls"}


def class_of(token, value, after_def):
    if token is Token.Name.Builtin.Pseudo and value in PLAIN_NAMES:
        return "text"
    if token is Token.Name.Function.Magic and not after_def:
        return "text"
    while token not in CLASS_OF:
        token = token.parent
    return CLASS_OF[token]


def pygments_classes(text):
    """One class for each character."""
    classes = []
    after_def = False
    for _, token, value in PythonLexer().get_tokens_unprocessed(text):
        classes += [class_of(token, value, after_def)] * len(value)
        if value.strip():
            after_def = value == "def"
    return classes


def our_classes(text, letters):
    """One class for each character, from one letter for each byte."""
    classes = []
    byte = 0
    for character in text:
        classes.append(OUR_CLASSES[ord(letters[byte]) - ord("A")])
        byte += len(character.encode())
    return classes


def readable(path):
    if not SMALLEST <= os.path.getsize(path) <= LARGEST:
        return False
    try:
        open(path, encoding="utf-8", newline="").read()
        return True
    except UnicodeDecodeError:
        return False


def choose_files(library):
    """The hundred files, at equal distances in the sorted list."""
    paths = sorted(glob.glob(os.path.join(library, "**", "*.py"), recursive=True))
    paths = [path for path in paths if os.path.isfile(path) and readable(path)]
    if len(paths) < WANTED_FILES:
        return []
    return [paths[i * len(paths) // WANTED_FILES] for i in range(WANTED_FILES)]


def compare_file(path, letters, differences):
    """Counts the characters that agree, and all; adds those that differ to `differences`."""
    text = open(path, encoding="utf-8", newline="").read()
    agree = count = 0
    for i, (ours, theirs) in enumerate(zip(our_classes(text, letters), pygments_classes(text))):
        if text[i].isspace():
            continue
        count += 1
        agree += ours == theirs
        if ours != theirs:
            differences[ours, theirs] = differences.get((ours, theirs), 0) + 1
            if os.environ.get("SHOW"):
                line = text.count("\n", 0, i) + 1
                print(f"{path}:{line}: {text[i]!r} {ours}, Pygments {theirs}")
    return agree, count


def main(dump, languages, library="/usr/lib/python3.11"):
    paths = choose_files(library)
    if not paths:
        print(f"SKIP: fewer than {WANTED_FILES} Python files in {library}")
        sys.exit(SKIPPED)
    output = subprocess.run([dump, "--letters", languages, "python", *paths], check=True,
                            stdout=subprocess.PIPE, text=True).stdout.splitlines()
    assert len(output) == len(paths)
    agree = count = 0
    differences = {}
    worst = []
    for path, letters in zip(paths, output):
        good, all_of_it = compare_file(path, letters, differences)
        agree, count = agree + good, count + all_of_it
        worst.append((good / all_of_it, path))
    for share, path in sorted(worst)[:5]:
        print(f"  {share:8.3%}  {path}")
    for (ours, theirs), number in sorted(differences.items(), key=lambda item: -item[1])[:8]:
        print(f"  {number:6} characters are {ours}, Pygments says {theirs}")
    print(f"{agree / count:.3%} of {count} characters in {len(paths)} files agree with "
          f"Pygments {pygments.__version__} (wanted: {WANTED_SHARE:.0%})")
    sys.exit(agree < WANTED_SHARE * count)


main(*sys.argv[1:])
