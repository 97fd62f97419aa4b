"""`mkdocs serve` in a process of its own, for tests that edit sources while it runs."""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from tests.support.site import ROOT

PATIENCE_S = 120
"""How long a build may take on a busy machine."""

# A process that is started where interrupts are ignored, as in the background, ignores them too.
_MKDOCS = """\
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from mkdocs.__main__ import cli
cli(prog_name="mkdocs")
"""

_RELOADING = re.compile(rb"<script>\s*var livereload = .*?livereload\((\d+), \d+\);\s*</script>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def content(self) -> bytes:
        """The body without the script that loads the page anew."""
        return _RELOADING.sub(b"", self.body)

    @property
    def epoch(self) -> str:
        """The build that a page is of, as its script knows it."""
        match = _RELOADING.search(self.body)
        assert match, "the page does not load itself anew"
        return match[1].decode()


@dataclass(frozen=True, slots=True)
class Development:
    """A running development server.

    Attributes:
        port: on 127.0.0.1.
        mount: the path of the site's root, with slashes at both ends.
        folder: where MkDocs puts its temporary site.
        log: what the server prints.
    """

    port: int
    mount: str
    folder: Path
    log: Path

    @property
    def url(self) -> str:
        """The URL of the site's root."""
        return f"http://127.0.0.1:{self.port}{self.mount}"

    def ask(self, path: str, method: str = "GET") -> Answer:
        """Ask for a path below the site's root."""
        return self._ask(self.mount + quote(path), method)

    def wait_for_build(self, epoch: str) -> None:
        """Wait, as a page does, until there is a newer build than the one of an epoch."""
        while int(self._ask(f"/livereload/{epoch}/1").body) <= int(epoch):
            pass

    def site(self) -> Path:
        """The temporary site."""
        (site,) = self.folder.glob("mkdocs_*")
        return site

    def _ask(self, path: str, method: str = "GET") -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        try:
            connection.request(method, path)
            response = connection.getresponse()
            return Answer(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()


@contextmanager
def developing(config: Path, *arguments: str, mount: str = "/sub/") -> Iterator[Development]:
    """Run `mkdocs serve` for a project.

    Args:
        config: its `mkdocs.yml`, whose `site_url` ends with the mount.
        arguments: further arguments of the command.
        mount: the path of the site's root.
    """
    port = _free_port()
    folder = config.parent / f"temporary-{port}"
    folder.mkdir()
    log = folder / "log.txt"
    path = os.pathsep.join([str(ROOT / "plugins"), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    command = [sys.executable, "-c", _MKDOCS, "serve", "-f", str(config), "-a", f"127.0.0.1:{port}"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *(arguments or ["--livereload"])],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**os.environ, "PYTHONPATH": path, "TMPDIR": str(folder)},
        )
        server = Development(port, mount, folder, log)
        try:
            _wait_for_server(process, server)
            yield server
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(PATIENCE_S)
            finally:
                process.kill()


def _free_port() -> int:
    """A port that nobody takes before the server does: none of those that systems give to connections."""
    while True:
        # Not of `random`, which begins anew with the same numbers in every process that runs tests.
        port = 20_000 + secrets.randbelow(10_000)
        with socket.socket() as free, suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port


def _wait_for_server(process: subprocess.Popen[bytes], server: Development) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        assert process.poll() is None, server.log.read_text()
        try:
            server.ask("index.html", "HEAD")
        except ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("The server did not come up.\n" + server.log.read_text())
