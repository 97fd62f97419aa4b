"""Find a Chromium for the browser tests, or get one.

`python -m tests.support.browser` prints its path, or says how to get one and fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from playwright.sync_api import Browser, BrowserContext, Error, Frame, Page, Playwright

# The headless shell is the same engine without the windows around it, and needs half of the time.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
MAC_APPS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Pages under test must work without any other host.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
HOW_TO_GET_ONE = """\
No Chromium was found, and none could be installed. Get one in one of these ways:
  - name it:                CHROMIUM=/path/to/chromium make test
  - Debian:                 sudo apt-get install chromium
  - macOS:                  brew install --cask chromium
  - anywhere Playwright is: .venv/bin/python -m playwright install --with-deps chromium"""

PATIENCE_S = 30
"""How long something may be on its way; long, as a machine may be busy with other things."""

Run = Callable[[list[str]], bool]
Which = Callable[[str], str | None]


class BrowserMissing(Exception):
    """No browser was found and none could be installed; the message says how to get one."""


def installed(
    environment: Mapping[str, str], which: Which = shutil.which, apps: tuple[str, ...] = MAC_APPS
) -> str:
    """The path of a browser on this machine, "" where there is none.

    Raises:
        BrowserMissing: `CHROMIUM` is set, but names no program.
    """
    named = environment.get("CHROMIUM", "")
    if named:
        path = which(named)
        if path is None:
            raise BrowserMissing(f"CHROMIUM={named} names no program that can be run.")
        return path
    found = (which(name) for name in (*NAMES, *apps))
    return next((path for path in found if path), "")


def ensure(
    environment: Mapping[str, str] = os.environ,
    which: Which = shutil.which,
    run: Run | None = None,
    downloaded: Callable[[], str] | None = None,
    is_root: bool = hasattr(os, "geteuid") and os.geteuid() == 0,
) -> str:
    """The path of a browser, installed now where there was none.

    Args:
        environment: read for `CHROMIUM`.
        which: finds a program.
        run: runs a command and says whether it succeeded.
        downloaded: the path of Playwright's own browser, "" where it is not installed or does not start.
        is_root: whether packages may be installed without sudo.

    Raises:
        BrowserMissing: there is none and none could be installed.
    """
    run = run or _run
    downloaded = downloaded or _downloaded
    path = installed(environment, which) or downloaded()
    if path:
        return path
    run([sys.executable, "-m", "playwright", "install", "chromium"])
    path = downloaded()
    if path:
        return path
    if which("apt-get"):
        rights = [] if is_root else ["sudo", "-n"]
        if is_root or (which("sudo") and run(["sudo", "-n", "true"])):
            run([*rights, "apt-get", "-qq", "update"])
            install = [*rights, "apt-get", "-qq", "install", "--yes", "--no-install-recommends"]
            any(run([*install, package]) for package in ("chromium-headless-shell", "chromium"))
    path = installed(environment, which)
    if not path:
        raise BrowserMissing(HOW_TO_GET_ONE)
    return path


def _run(command: list[str]) -> bool:
    print("Getting a browser:", " ".join(command), file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        result = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=environment, timeout=900, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return result.returncode == 0


def _downloaded() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if path and Path(path).exists() and _starts(path) else ""


def _starts(path: str) -> bool:
    """Whether the program runs: a download may lack the system's libraries."""
    try:
        result = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return result.returncode == 0


class Chromium:
    """A browser that is started when it is needed, and anew after it was lost."""

    def __init__(self, playwright: Playwright, path: str) -> None:
        """Begin; nothing is started yet.

        Args:
            playwright: drives the browser.
            path: the program.
        """
        self._playwright = playwright
        self._path = path
        # Playwright does not tell the process's number; a switch that nobody else has finds it.
        self._mark = f"--paper-digest-tests={uuid4().hex}"
        self._browser: Browser | None = None
        self._profiles: dict[str, _Profile] = {}

    def new_context(self, **options: Any) -> BrowserContext:
        """A fresh profile; `options` as Playwright's `Browser.new_context` takes them.

        Service workers are blocked unless asked for: what passes one cannot be watched by a test.
        """
        options.setdefault("service_workers", "block")
        if self._browser is None or not self._browser.is_connected():
            arguments = [*ARGUMENTS, self._mark]
            self._browser = self._playwright.chromium.launch(executable_path=self._path, args=arguments)
        return self._browser.new_context(**options)

    @contextmanager
    def profile(self, *scripts: str, **options: Any) -> Iterator[BrowserContext]:
        """A profile that remembers nothing: the one that others had with the same arguments, emptied.

        A fresh one costs a second of a processor. What goes into every page of the profile, such as a
        script of `add_init_script` or a listener, would stay: who needs it takes `new_context`, or takes
        it out again.

        Args:
            scripts: to run in every page before its own.
            options: as those of `new_context`.
        """
        key = repr((scripts, sorted(options.items())))
        profile = self._profiles.pop(key, None)
        if profile is None or not profile.usable():
            context = self.new_context(**options)
            for script in scripts:
                context.add_init_script(script)
            profile = _Profile(context)
        try:
            yield profile.context
        finally:
            if profile.empty() and key not in self._profiles:
                self._profiles[key] = profile
            else:
                with suppress(Error):
                    profile.context.close()

    @contextmanager
    def watched(self, seconds: float) -> Iterator[None]:
        """Kill the browser when what is done meanwhile takes too long; calls that wait for it then fail."""
        timer = threading.Timer(seconds, self.kill)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def kill(self) -> None:
        """End the browser at once."""
        subprocess.run(["pkill", "-KILL", "-f", "--", self._mark], check=False)

    def close(self) -> None:
        """End the browser."""
        if self._browser is not None:
            self._browser.close()


def wait_until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait for what a page does not show, such as what it asked of the network.

    Args:
        page: waits meanwhile, so that its events come in.
        holds: says whether it is so by now.
    """
    patience = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < patience, "It did not come to that."
        page.wait_for_timeout(20)


class _Profile:
    """A profile that is used again, and what has to be forgotten in between."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self._origins: set[str] = set()
        # The window stays open by it: to open one costs more than a page in it.
        self._blank = context.new_page()
        self._session = context.new_cdp_session(self._blank)
        context.on("page", lambda page: page.on("framenavigated", self._visited))

    def _visited(self, frame: Frame) -> None:
        address = urlsplit(frame.url)
        if address.netloc:
            self._origins.add(f"{address.scheme}://{address.netloc}")

    def usable(self) -> bool:
        browser = self.context.browser
        return browser is not None and browser.is_connected()

    def empty(self) -> bool:
        """Forget everything; False where the browser is gone."""
        try:
            for page in self.context.pages:
                if page is not self._blank:
                    page.close()
            self.context.unroute_all()
            self.context.set_offline(False)
            self.context.clear_permissions()
            self.context.clear_cookies()
            for origin in self._origins:
                kinds = {"origin": origin, "storageTypes": "all"}
                self._session.send("Storage.clearDataForOrigin", kinds)
            self._session.send("Network.clearBrowserCache")
        except Error:
            return False
        self._origins.clear()
        return True


def main() -> int:
    """Print the browser's path, or how to get one."""
    try:
        print(ensure())
    except BrowserMissing as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
