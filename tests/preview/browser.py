"""Chromium, spoken to by WebDriver through chromedriver: only what these tests need, and no package but Python's own.

Both are Debian's: chromium and chromium-driver. missing() says what is not there.
"""

import base64
import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

SECONDS = 30
KEYS = {"left": "\ue012", "right": "\ue014", "home": "\ue011", "end": "\ue010", "tab": "\ue004", "enter": "\ue007",
        "space": " "}


def missing():
    """What is not installed of a browser and its driver; "" when both are there."""
    found = {"chromium": shutil.which("chromium") or shutil.which("google-chrome"), "chromedriver": shutil.which("chromedriver")}
    return " and ".join(name for name, path in found.items() if not path)


class Browser:
    """A headless browser of its own, in a `with`."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="longhand-browser-")
        self.driver = subprocess.Popen([shutil.which("chromedriver"), "--port=0"], stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL, text=True)
        self.session = None
        try:
            self.address = f"http://127.0.0.1:{self._port()}"
            self.session = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": {
                "browserName": "chrome",
                "goog:loggingPrefs": {"browser": "ALL"},
                "goog:chromeOptions": {"args": [
                    "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage",
                    f"--user-data-dir={self.folder}", "--force-color-profile=srgb"],
                    "binary": shutil.which("chromium") or shutil.which("google-chrome")}}}})["sessionId"]
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError, RuntimeError):
            if self.session:
                self._ask("DELETE", f"/session/{self.session}")
        self.driver.terminate()
        self.driver.wait(SECONDS)
        self.driver.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _port(self):
        for line in self.driver.stdout:
            if match := re.search(r"on port ([1-9]\d*)", line):
                return int(match[1])
        raise RuntimeError("chromedriver told no port")

    def _ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{path}: {error.read().decode()[:600]}") from None

    def ask(self, path, body=None, method="POST"):
        return self._ask(method, f"/session/{self.session}{path}", {} if body is None and method == "POST" else body)

    def tell(self, method, **parameters):
        """A command of the DevTools protocol."""
        return self.ask("/goog/cdp/execute", {"cmd": method, "params": parameters})

    def open(self, path, fragment=""):
        self.ask("/url", {"url": "about:blank"})
        self.ask("/url", {"url": pathlib.Path(path).resolve().as_uri() + fragment})

    def run(self, script, *arguments):
        """What @script, the body of a function, returns."""
        return self.ask("/execute/sync", {"script": script, "args": list(arguments)})

    def size(self, width, height, scale=1, phone=False):
        self.tell("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=phone)
        self.tell("Emulation.setTouchEmulationEnabled", enabled=phone)

    def media(self, **features):
        """media(prefers_color_scheme="dark", type="print")"""
        kind = features.pop("type", "")
        self.tell("Emulation.setEmulatedMedia", media=kind, features=[
            {"name": name.replace("_", "-"), "value": value} for name, value in features.items()])

    def key(self, *names):
        actions = [{"type": kind, "value": KEYS[name]} for name in names for kind in ("keyDown", "keyUp")]
        self.ask("/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def click(self, x, y):
        self.ask("/actions", {"actions": [{"type": "pointer", "id": "mouse", "actions": [
            {"type": "pointerMove", "x": int(x), "y": int(y)}, {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0}]}]})

    def swipe(self, x1, y1, x2, y2):
        self.tell("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x1, "y": y1}])
        self.tell("Input.dispatchTouchEvent", type="touchMove", touchPoints=[{"x": (x1 + x2) / 2, "y": (y1 + y2) / 2}])
        self.tell("Input.dispatchTouchEvent", type="touchMove", touchPoints=[{"x": x2, "y": y2}])
        self.tell("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def wait(self, script, *arguments):
        """Waits until @script returns something true, and returns it; None when it never does."""
        end = time.monotonic() + 5
        while time.monotonic() < end:
            if found := self.run(script, *arguments):
                return found
            time.sleep(0.05)
        return None

    def log(self):
        """What the console and the network had to say since the last call."""
        return [f"{entry['level']}: {entry['message']}" for entry in self.ask("/se/log", {"type": "browser"})]

    def picture(self, path):
        pathlib.Path(path).write_bytes(base64.b64decode(self.ask("/screenshot", method="GET")))
