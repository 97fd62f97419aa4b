"""The development server: what a browser asks for is made when it asks.

A rebuild then takes no longer than its plan. While MkDocs builds, requests wait, so that all pages of one
answer come from one plan.
"""

from __future__ import annotations

import posixpath
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from paper_digest.build.writer import write_bytes
from paper_digest.mkdocs_adapter.search import INDEX_FOLDER
from paper_digest.mkdocs_adapter.shell import log

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from mkdocs.livereload import LiveReloadServer

POLL_SECONDS = 0.1
"""How often the server looks for changed sources; looking takes milliseconds."""

SETTLE_SECONDS = 0.05
"""How long it waits for further changes: one look finds all that were saved together."""

_HASHED = re.compile(r"assets/.*\.[0-9a-f]{8}\.(?:min\.)?(?:css|js)")
_KEPT = ("Cache-Control", "max-age=3600")


class Unwritten:
    """The files of one build that are made when they are asked for."""

    def __init__(
        self, site: Path, make: Callable[[str], bytes | None], make_index: Callable[[], Mapping[str, bytes]]
    ) -> None:
        """Begin.

        Args:
            site: the folder that MkDocs serves.
            make: makes the file at a path relative to the site's root, None where there is none.
            make_index: makes the files of the search index, by path; called once.
        """
        self._site = site
        self._make = make
        self._make_index: Callable[[], Mapping[str, bytes]] | None = make_index
        # Rendering shares caches, so that pages are made one after the other. They do not wait for the index.
        self._making = threading.Lock()
        self._indexing = threading.Lock()
        self._written: set[str] = set()
        self._closed = False

    def write(self, path: str) -> None:
        """Write the file at a path, or the page of a folder at a path without its slash.

        Raises:
            Exception: what went wrong while the file was made.
        """
        if path.startswith(f"{INDEX_FOLDER}/"):
            self._write_index()
        with self._making:
            for name in (path, f"{path}/index.html"):
                if self._closed or name in self._written:
                    return
                content = self._make(name)
                if content is not None:
                    write_bytes(str(self._site / name), content)
                    self._written.add(name)
                    return

    def _write_index(self) -> None:
        with self._indexing:
            if self._closed or self._make_index is None:
                return
            files = self._make_index()
            self._make_index = None
            for path, content in files.items():
                write_bytes(str(self._site / path), content)

    def close(self) -> None:
        """Finish what is being written, and write nothing any more."""
        self._closed = True
        with self._making:
            pass


class DevServer:
    """Stands before MkDocs's server: has what is asked for written, then lets MkDocs serve it."""

    def __init__(self) -> None:
        """Begin closed: nothing is built yet."""
        self._changed = threading.Condition()
        self._open = False
        self._unwritten: Unwritten | None = None
        self._error: Exception | None = None

    @classmethod
    def of_command(cls, command: str, *, dirty: bool) -> DevServer | None:
        """The server of `mkdocs serve` with live reload; None for other commands."""
        context = click.get_current_context(silent=True)
        # Who calls MkDocs from a program has no context, and may never begin a server.
        live = context is not None and bool(context.params.get("livereload"))
        return cls() if command == "serve" and live and not dirty else None

    def open(self, unwritten: Unwritten | None) -> None:
        """Let requests in after a build, which may have left files unwritten."""
        with self._changed:
            self._open, self._unwritten, self._error = True, unwritten, None
            self._changed.notify_all()

    def fail(self, error: Exception) -> None:
        """Let requests in after a build that failed; what it wrote may be half a site."""
        with self._changed:
            self._open, self._error = True, error
            self._changed.notify_all()

    def close(self) -> None:
        """Let requests wait, as a build begins; what is being written is finished first."""
        with self._changed:
            self._open, unwritten = False, self._unwritten
            self._unwritten = None
        if unwritten:
            unwritten.close()

    def serve(self, server: LiveReloadServer) -> None:
        """Stand before a server, and have it look for changes more often."""
        served = server.get_app()
        assert served is not None
        server.set_app(self._application(served, server.mount_path))
        pollers: list[Any] = [server.observer, *server.observer.emitters]
        for poller in pollers:
            poller._timeout = POLL_SECONDS
        server.build_delay = SETTLE_SECONDS

    def _application(self, served: WSGIApplication, mount_path: str) -> WSGIApplication:
        def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            path = _path_below(mount_path, environ["PATH_INFO"])
            if path is None:
                return served(environ, start_response)
            while True:
                unwritten = self._wait_until_open()
                if self._error:
                    return _failed(start_response, self._error)
                try:
                    if unwritten:
                        unwritten.write(path)
                except Exception as error:
                    log.error("%s", error)
                    log.debug("Making %s failed:", path, exc_info=True)
                    return _failed(start_response, error)
                answer = _Answer()
                body = served(environ, answer)
                # A build that began meanwhile took away what was written, and may have brought the page.
                if answer.status.startswith("404") and unwritten is not self._unwritten:
                    continue
                # Assets that are named by their content need not come again with every reload.
                kept = [_KEPT] if _HASHED.fullmatch(path) and answer.status.startswith("200") else []
                start_response(answer.status, [*answer.headers, *kept])
                return body

        return application

    def _wait_until_open(self) -> Unwritten | None:
        with self._changed:
            self._changed.wait_for(lambda: self._open)
            return self._unwritten


class _Answer:
    """What an application says before its body."""

    status = ""

    def __init__(self) -> None:
        self.headers: list[tuple[str, str]] = []

    def __call__(self, status: str, headers: list[tuple[str, str]], error: Any = None, /) -> Any:
        self.status, self.headers = status, headers


def _path_below(mount_path: str, asked: str) -> str | None:
    """The file that MkDocs's server takes for a request, relative to the site's root; None for none."""
    path = asked.encode("latin-1").decode("utf-8", "ignore")
    if not path.startswith(mount_path) or path.startswith("/livereload/"):
        return None
    name = path.removeprefix(mount_path) + ("index.html" if path.endswith("/") else "")
    return posixpath.normpath(f"/{name}").lstrip("/")


def _failed(start_response: StartResponse, error: Exception) -> Iterable[bytes]:
    message = f"500 Internal Server Error\n\n{error}\n".encode()
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(message)))]
    start_response("500 Internal Server Error", headers)
    return [message]
