"""What the test programs of this folder say, in TAP: `ok 1 - name`, `not ok 2 - name`, `# SKIP reason`."""

import sys
import traceback


class Tap:
    """Counts and prints the cases of one program. Use it in a `with`: an exception is a failed case."""

    def __init__(self, suite):
        self.suite = suite
        self.count = 0
        self.failed = 0

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind and kind is not SystemExit:
            self.check("runs to its end", False, "".join(traceback.format_exception(kind, error, trace)))
        print(f"1..{self.count}", flush=True)
        sys.exit(1 if self.failed else 0)

    def _say(self, word, name, detail=""):
        self.count += 1
        print(f"{word} {self.count} - {name}", flush=True)
        for line in str(detail).splitlines()[:40]:
            print(f"#   {line}", flush=True)

    def check(self, name, good, detail=""):
        """One case; @detail is told only when it fails. Returns whether it is good."""
        if good:
            self._say("ok", name)
        else:
            self.failed += 1
            self._say("not ok", name, detail)
        return bool(good)

    def equal(self, name, found, wanted):
        return self.check(name, found == wanted, f"found  {found!r}\nwanted {wanted!r}")

    def none(self, name, wrong):
        """A case that is good when the list @wrong is empty; its first entries are told."""
        more = f"\n… and {len(wrong) - 20} more" if len(wrong) > 20 else ""
        return self.check(name, not wrong, "\n".join(str(item) for item in wrong[:20]) + more)

    def skip(self, name, reason):
        self._say("ok", f"{name} # SKIP {reason}")

    def note(self, text):
        print(f"# {text}", flush=True)
