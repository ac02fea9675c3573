"""A real Chromium, driven through chromedriver (WebDriver, DevTools) by nothing but Python's own library.

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

SECONDS = 60
KEYS = {"left": "\ue012", "up": "\ue013", "right": "\ue014", "down": "\ue015", "home": "\ue011", "end": "\ue010",
        "tab": "\ue004", "enter": "\ue007", "escape": "\ue00c", "space": " "}


def chromium():
    return shutil.which("chromium") or shutil.which("google-chrome")


def missing():
    """What is not installed of a browser and its driver; "" when both are there."""
    found = {"chromium": chromium(), "chromedriver": shutil.which("chromedriver")}
    return " and ".join(name for name, path in found.items() if not path)


class Browser:
    """One window of a headless browser with a home of its own, in a `with`."""

    def __init__(self, width=1280, height=900):
        self.width, self.height = width, height

    def __enter__(self):
        self.home = tempfile.mkdtemp(prefix="longhand-browser-")
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                       text=True, env=dict(os.environ, HOME=self.home))
        self.session = None
        try:
            self.address = f"http://127.0.0.1:{self._port()}"
            self.session = self._begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError, RuntimeError):
            if self.session:
                self._ask("DELETE", f"/session/{self.session}")
        self.driver.terminate()
        try:
            self.driver.wait(10)
        except subprocess.TimeoutExpired:
            self.driver.kill()
            self.driver.wait()
        self.driver.stdout.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def _port(self):
        for line in self.driver.stdout:
            if match := re.search(r"on port ([1-9]\d*)", line):
                return int(match[1])
        raise RuntimeError("chromedriver told no port")

    def _begin(self):
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                     "--hide-scrollbars", "--force-color-profile=srgb", "--force-device-scale-factor=1",
                     f"--window-size={self.width},{self.height}", f"--user-data-dir={self.home}/profile"]
        wanted = {"browserName": "chrome", "goog:loggingPrefs": {"browser": "ALL"},
                  "goog:chromeOptions": {"args": arguments, "binary": chromium()}}
        return self._ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]

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

    def tell(self, command, **parameters):
        """A command of the DevTools protocol."""
        return self.ask("/goog/cdp/execute", {"cmd": command, "params": parameters})

    # ---- The window ----

    def open(self, address):
        self.ask("/url", {"url": address})

    def open_file(self, path, fragment=""):
        """Opens it anew, also when only @fragment is another."""
        self.open("about:blank")
        self.open(pathlib.Path(path).resolve().as_uri() + fragment)

    def size(self, width, height, scale=1, phone=False):
        self.tell("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=phone)
        self.tell("Emulation.setTouchEmulationEnabled", enabled=phone)

    def media(self, **features):
        """media(prefers_color_scheme="dark", type="print")"""
        kind = features.pop("type", "")
        self.tell("Emulation.setEmulatedMedia", media=kind, features=[
            {"name": name.replace("_", "-"), "value": value} for name, value in features.items()])

    def allow_clipboard(self, origin):
        self.tell("Browser.grantPermissions", origin=origin, permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])

    # ---- What a person does ----

    def keys(self, *names):
        """Presses keys, by KEYS or as they are, wherever the focus is."""
        actions = [{"type": kind, "value": KEYS.get(name, name)} for name in names for kind in ("keyDown", "keyUp")]
        self.ask("/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def click(self, x, y):
        """Clicks at a place of the window."""
        self.ask("/actions", {"actions": [{"type": "pointer", "id": "mouse", "actions": [
            {"type": "pointerMove", "x": int(x), "y": int(y), "duration": 0}, {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0}]}]})

    def click_on(self, selector):
        self.click(*self.run("const e = document.querySelector(arguments[0]); e.scrollIntoView({block: 'nearest'});"
                             "const b = e.getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2]",
                             selector))

    def swipe(self, x1, y1, x2, y2):
        self.tell("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x1, "y": y1}])
        self.tell("Input.dispatchTouchEvent", type="touchMove", touchPoints=[{"x": (x1 + x2) / 2, "y": (y1 + y2) / 2}])
        self.tell("Input.dispatchTouchEvent", type="touchMove", touchPoints=[{"x": x2, "y": y2}])
        self.tell("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    # ---- What is seen ----

    def run(self, script, *arguments):
        """What @script, the body of a function, returns."""
        return self.ask("/execute/sync", {"script": script, "args": list(arguments)})

    def run_async(self, script, *arguments):
        """What @script gives to the function that is its last argument."""
        return self.ask("/execute/async", {"script": script, "args": list(arguments)})

    def wait(self, script, seconds=10):
        """Until @script returns something true; that, or None when it never does."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := self.run(script):
                return found
            time.sleep(0.02)
        return None

    def log(self):
        """(level, message) of all that the console and the network had to say since the last call."""
        return [(entry["level"], entry["message"]) for entry in self.ask("/se/log", {"type": "browser"})]

    def picture(self, path):
        """For who wants to look."""
        pathlib.Path(path).write_bytes(base64.b64decode(self.ask("/screenshot", method="GET")))
