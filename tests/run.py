"""Runs every test and counts single cases.

usage: run.py BUILD [SANITIZED_BUILD] [SUITE…]

A suite is a test of meson's (`unit:base`, all of a group with `unit`) or a program of this folder (`pdf`,
`hostile`, `listings`, `preview`). A case counts once; it passes when it passes in each build it ran in. A program
that crashes, times out or tells fewer cases than it planned is one more failed case. The last line is
`N passed, M failed`.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
PROGRAMS = {  # seconds each may take
    "listings": 300, "pdf": 420, "hostile": 420, "manuscript": 60, "preview": 300, "property": 120}
CASE = re.compile(r"^(\s*)(not ok|ok)\b\s*(\d*)\s*-?\s*(.*)$")
PLAN = re.compile(r"^1\.\.(\d+)")
SANITIZER = {
    "ASAN_OPTIONS": "abort_on_error=0:exitcode=99:detect_stack_use_after_return=1",
    "UBSAN_OPTIONS": "halt_on_error=1:exitcode=99:print_stacktrace=1",
    "LSAN_OPTIONS": f"suppressions={HERE / 'leaks.txt'}:print_suppressions=0",
    "G_SLICE": "always-malloc",
}


class Tally:
    """The cases of all builds, by suite and name: passed, failed or skipped."""

    def __init__(self):
        self.cases = {}
        self.seconds = 0.0

    def add(self, suite, name, state, detail=""):
        """A failure in one build outweighs a pass in the other, a pass outweighs a skip."""
        order = ("skipped", "passed", "failed")
        old = self.cases.get((suite, name), ("skipped", ""))
        if order.index(state) >= order.index(old[0]):
            self.cases[suite, name] = (state, detail)

    def count(self, state, suite=None):
        return sum(1 for (s, _), (found, _) in self.cases.items() if found == state and suite in (None, s))


def parse_tap(text):
    """The cases told in @text, the innermost where they are nested, each (state, name, detail); and the
    plan, None when there was none."""
    cases, plan, deeper = [], None, {}
    for line in text.splitlines():
        if match := CASE.match(line):
            indent, name = len(match[1]), match[4].strip()
            state = "passed" if match[2] == "ok" else "failed"
            summary = any(depth > indent for depth in deeper)
            bad_inside = any(bad for depth, bad in deeper.items() if depth > indent)
            deeper = {depth: bad for depth, bad in deeper.items() if depth <= indent}
            if not summary or (state == "failed" and not bad_inside):
                cases.append(told_case(state, name))
            deeper[indent] = deeper.get(indent, False) or state == "failed"
        elif match := PLAN.match(line):
            plan = int(match[1])
        elif cases and line.lstrip().startswith("#") and cases[-1][0] == "failed":
            cases[-1][2].append(line.strip())
    return cases, plan


def told_case(state, name):
    if match := re.search(r"#\s*(SKIP|TODO)\b\s*(.*)$", name, re.I):
        return ("skipped", name[:match.start()].strip(), [match[2] or "no reason told"])
    return (state, name, [])


def count_tap(tally, suite, build, output, ended_well, trouble):
    """Adds the cases of one program's @output. What ended badly without saying why is a failed case."""
    cases, plan = parse_tap(output)
    for state, name, detail in cases:
        tally.add(suite, name, state, "\n".join([f"[{build}]"] + detail) if state == "failed" else
                  "; ".join(detail))
    failed = any(state == "failed" for state, _, _ in cases)
    if plan is not None and plan != len(cases) and not any(line[:1] == " " for line in output.splitlines()):
        tally.add(suite, "tells every case", "failed", f"[{build}] planned {plan}, told {len(cases)}: {trouble}")
    elif not ended_well and not failed or not cases:
        tally.add(suite, "ends well", "failed", f"[{build}] {trouble}")


def sanitized_environment(build):
    environment = dict(os.environ)
    if "sanitize" in build.name:
        environment.update(SANITIZER, LONGHAND_SANITIZED="1")
    return environment


def run_meson(tally, build, wanted):
    """Runs the tests that meson knows; those that speak TAP count by their cases, others as one."""
    log = build / "meson-logs" / "testlog.json"
    log.unlink(missing_ok=True)
    command = ["meson", "test", "-C", str(build), "--no-rebuild", "--quiet"]
    if "sanitize" in build.name:
        command += ["--timeout-multiplier", "5"]
    done = subprocess.run(command, env=sanitized_environment(build), stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace")
    if not log.exists():
        tally.add("meson", "runs", "failed", f"[{build.name}] {done.stdout[-2000:]}")
        return
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        test = json.loads(line)
        suite = test["name"].split(" / ")[-1]
        group = test["name"].split(" / ")[0].split(":")[-1]
        if not wanted or group in wanted or f"{group}:{suite}" in wanted:
            count_meson_test(tally, f"{group}:{suite}", build.name, test)


def count_meson_test(tally, suite, build, test):
    output = (test.get("stdout") or "") + "\n" + (test.get("stderr") or "")
    good = test["result"] in ("OK", "EXPECTEDFAIL")
    trouble = f"{test['result']}, exit {test['returncode']}\n" + output[-3000:]
    if any(CASE.match(line) for line in output.splitlines()):
        count_tap(tally, suite, build, test.get("stdout") or "", good, trouble)
    elif test["result"] == "SKIP":
        tally.add(suite, suite, "skipped", output.strip().splitlines()[-1] if output.strip() else "")
    else:
        tally.add(suite, suite, "passed" if good else "failed", f"[{build}] {trouble}")


def run_program(tally, build, name):
    """Runs one program of this folder against the longhand of @build."""
    limit = PROGRAMS[name] * (2 if "sanitize" in build.name else 1)
    command = [sys.executable, str(HERE / name / "run.py"), str(build / "src" / "longhand")]
    try:
        done = subprocess.run(command, env=sanitized_environment(build), stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace", timeout=limit)
        output, good, trouble = done.stdout, done.returncode == 0, f"exit {done.returncode}\n{done.stdout[-2000:]}"
    except subprocess.TimeoutExpired as error:
        output, good = (error.stdout or b"").decode(errors="replace"), False
        trouble = f"still running after {limit} s"
        tally.add(name, "ends in time", "failed", f"[{build.name}] {trouble}")
    count_tap(tally, name, build.name, output, good, trouble)
    for line in output.splitlines():
        if line.startswith("# ") and not line.startswith("#   "):
            print(f"  {name} [{build.name}]: {line[2:]}", flush=True)


def run_build(tally, build, wanted):
    started = time.monotonic()
    meson_wanted = [suite for suite in wanted if suite not in PROGRAMS]
    if not wanted or meson_wanted:
        run_meson(tally, build, meson_wanted)
    for name in PROGRAMS:
        if not wanted or name in wanted:
            if name == "listings" and "sanitize" in build.name:
                continue  # Python's work; `check --run` itself is cli's
            run_program(tally, build, name)
    seconds = time.monotonic() - started
    print(f"Ran the tests of {build.name} in {seconds:.0f} s.", flush=True)


def report(tally):
    """Prints what failed and was skipped, the count a suite, and the last line."""
    for (suite, name), (state, detail) in sorted(tally.cases.items()):
        if state == "failed":
            print(f"FAILED {suite}: {name}\n    " + detail.replace("\n", "\n    "))
    for (suite, name), (state, detail) in sorted(tally.cases.items()):
        if state == "skipped":
            print(f"skipped {suite}: {name}: {detail}")
    print()
    for suite in sorted({suite for suite, _ in tally.cases}):
        print(f"{suite:32} {tally.count('passed', suite):5} passed {tally.count('failed', suite):4} failed "
              f"{tally.count('skipped', suite):4} skipped")
    print(f"{tally.count('skipped')} skipped")
    print(f"{tally.count('passed')} passed, {tally.count('failed')} failed", flush=True)


def main(arguments):
    builds = [pathlib.Path(a).resolve() for a in arguments if (pathlib.Path(a) / "build.ninja").exists()]
    wanted = [a for a in arguments if not (pathlib.Path(a) / "build.ninja").exists()]
    assert builds, "no build folder was told"
    tally = Tally()
    for build in builds:
        run_build(tally, build, wanted)
    report(tally)
    return 1 if tally.count("failed") or not tally.count("passed") else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
