"""Compares the highlighter's spans for one small listing a language with what they should be.

usage: golden.py HIGHLIGHT_DUMP LANGUAGES GOLDEN_FOLDER          compares NAME.txt with NAME.spans
       golden.py HIGHLIGHT_DUMP LANGUAGES GOLDEN_FOLDER --write  rewrites every NAME.spans

Every language must have its NAME.txt; a missing NAME.spans fails.
"""

import difflib
import pathlib
import subprocess
import sys


def spans_of(dump, languages, name, listing):
    return subprocess.run([dump, languages, name, listing], check=True, stdout=subprocess.PIPE,
                          text=True, encoding="utf-8").stdout


def compare(expected_file, found):
    """Prints how the spans differ; tells whether they do."""
    if not expected_file.exists():
        print(f"{expected_file}: is missing; write it with --write, then read it")
        return True
    expected = expected_file.read_text(encoding="utf-8")
    sys.stdout.writelines(difflib.unified_diff(expected.splitlines(True), found.splitlines(True),
                                               str(expected_file), "found"))
    return expected != found


def main(dump, languages, folder, *options):
    folder = pathlib.Path(folder)
    names = sorted(path.stem for path in pathlib.Path(languages).glob("*.yaml"))
    assert names, f"no languages in {languages}"
    wrong = 0
    for n, name in enumerate(names, 1):
        found = spans_of(dump, languages, name, folder / f"{name}.txt")
        if "--write" in options:
            (folder / f"{name}.spans").write_text(found, encoding="utf-8")
        else:
            differs = compare(folder / f"{name}.spans", found)
            wrong += differs
            print(f"{'not ok' if differs else 'ok'} {n} - {name}")
    print(f"1..{len(names)}")
    sys.exit(wrong > 0)


main(*sys.argv[1:])
