"""A small client of the WebDriver protocol: headless Chromium by Debian's chromium-driver."""
import base64
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "Tab": "\ue004", "ArrowDown": "\ue015", "ArrowUp": "\ue013"}


def missing():
    """-> what the browser tests need and is not installed; None when all is there"""
    for program, package in (("chromedriver", "chromium-driver"), ("chromium", "chromium")):
        if not shutil.which(program):
            return f"{program} (Debian's package {package})"
    return None


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Browser:
    def __init__(self, dark=False, size=(1400, 900)):
        self.home = tempfile.mkdtemp(prefix="drydock-browser-")
        self.port = free_port()
        self.driver = subprocess.Popen(["chromedriver", f"--port={self.port}"], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
        self.wait(self.is_ready, 20, "chromedriver does not start")
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                     f"--user-data-dir={self.home}", f"--window-size={size[0]},{size[1]}", "--no-first-run",
                     "--disable-background-networking", "--disable-component-update"]
        if dark:
            arguments.append("--force-dark-mode")
        wanted = {"browserName": "chrome", "goog:loggingPrefs": {"browser": "ALL"},
                  "goog:chromeOptions": {"args": arguments, "binary": shutil.which("chromium")}}
        self.session = ""
        self.session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
        if dark:
            self.cdp("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]})

    def is_ready(self):
        try:
            return json.load(urllib.request.urlopen(f"http://127.0.0.1:{self.port}/status", timeout=2))["value"]["ready"]
        except OSError:
            return False

    def call(self, method, path, body=None):
        prefix = f"/session/{self.session}" if self.session else ""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{prefix}{path}", data=data, method=method,
                                         headers={"Content-Type": "application/json"})
        try:
            return json.load(urllib.request.urlopen(request, timeout=60))["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(json.load(error)["value"]["message"].split("\n")[0]) from None

    def cdp(self, command, parameters):
        return self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def open(self, address):
        self.call("POST", "/url", {"url": address})

    def run(self, script, *arguments):
        """runs JavaScript, `arguments` are its arguments -> what it returns"""
        return self.call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def text(self, selector):
        return self.run("const e = document.querySelector(arguments[0]); return e && e.innerText", selector)

    def content(self, selector):
        """the text of an element, that which is scrolled out of sight included"""
        return self.run("const e = document.querySelector(arguments[0]); return e && e.textContent", selector)

    def count(self, selector):
        return self.run("return document.querySelectorAll(arguments[0]).length", selector)

    def click(self, selector):
        found = self.call("POST", "/element", {"using": "css selector", "value": selector})
        self.call("POST", f"/element/{found[ELEMENT]}/click", {})

    def type(self, selector, text):
        found = self.call("POST", "/element", {"using": "css selector", "value": selector})
        self.call("POST", f"/element/{found[ELEMENT]}/value", {"text": text})

    def press(self, *keys):
        """keys for whatever has the focus"""
        actions = []
        for key in keys:
            value = KEYS.get(key, key)
            actions += [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}]
        self.call("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def watch(self, selector, part):
        """from now on the page looks by itself for a text in an element, see `seen`"""
        self.run("""
          const [selector, part] = arguments;
          window.seen = 0;
          const look = () => {
            if (window.seen || !document.querySelector(selector)?.textContent.includes(part)) return;
            watcher.disconnect();
            window.seen = -1;
            requestAnimationFrame(() => setTimeout(() => { window.seen = Date.now(); }));
          };
          const watcher = new MutationObserver(look);
          watcher.observe(document.body, {childList: true, subtree: true, characterData: true});
          look();""", selector, part)

    def seen(self, seconds=15):
        """-> when the text was painted, in seconds since 1970 to the millisecond"""
        return self.wait(lambda: max(0, self.run("return window.seen")), seconds, "the text never comes") / 1000

    def resize(self, width, height):
        self.cdp("Emulation.setDeviceMetricsOverride",
                 {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})

    def shot(self, path):
        with open(path, "wb") as out:
            out.write(base64.b64decode(self.call("GET", "/screenshot")))

    def errors(self):
        return [entry["message"] for entry in self.call("POST", "/se/log", {"type": "browser"})
                if entry["level"] == "SEVERE"]

    @staticmethod
    def wait(condition, seconds=10, why="it does not happen"):
        """-> the first value that counts"""
        end = time.monotonic() + seconds
        while True:
            value = condition()
            if value:
                return value
            if time.monotonic() > end:
                raise AssertionError(why() if callable(why) else why)
            time.sleep(0.02)

    def wait_text(self, selector, part, seconds=15):
        self.wait(lambda: part in (self.text(selector) or ""), seconds,
                  lambda: f"{selector} never shows {part!r}, but {(self.text(selector) or '')[:300]!r}")

    def close(self):
        try:
            self.call("DELETE", "")
        except (RuntimeError, OSError):
            pass
        self.driver.terminate()
        self.driver.wait()
        shutil.rmtree(self.home, ignore_errors=True)
