"""The development server's site: what most of it consists of is written when a browser asks for it.

A rebuild then takes no longer than its plan. Pages of one rebuild all come from one plan: while MkDocs
builds, nothing is written here, and requests wait for the next one.
"""

from __future__ import annotations

import posixpath
import re
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

import click

from paper_digest.mkdocs_adapter.idle import IdleCollector
from paper_digest.mkdocs_adapter.template import log

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from mkdocs.livereload import LiveReloadServer

POLL_SECONDS = 0.1
"""How often the server looks for changed sources; looking takes milliseconds."""

SETTLE_SECONDS = 0.05
"""How long it waits for further changes: one look finds all that were saved together."""

_HASHED = re.compile(r"assets/.*\.[0-9a-f]{8}\.(?:min\.)?(?:css|js)")
_KEPT = ("Cache-Control", "max-age=3600")


class Unwritten(Protocol):
    """What a build left unwritten."""

    def write(self, path: str) -> None:
        """Write the file at a path relative to the site's root, if it is one of these."""

    def close(self) -> None:
        """Write nothing any more."""


def is_wrapped() -> bool:
    """Whether the command at work will tell plugins of its server: `mkdocs serve` with live reload."""
    context = click.get_current_context(silent=True)
    return bool(context and context.params.get("livereload"))


class LiveSite:
    """Stands before MkDocs's server: has what is asked for written, then lets MkDocs serve it."""

    def __init__(self) -> None:
        """Begin closed: nothing is built yet."""
        self._changed = threading.Condition()
        self._unwritten: Unwritten | None = None
        self._garbage = IdleCollector()

    def open(self, unwritten: Unwritten) -> None:
        """Let requests in after a build.

        Args:
            unwritten: what the build has not written.
        """
        with self._changed:
            self._unwritten = unwritten
            self._changed.notify_all()
        self._garbage.idle()

    def close(self) -> None:
        """Let requests wait, as a build begins; what is being written is finished first."""
        with self._changed:
            unwritten, self._unwritten = self._unwritten, None
        if unwritten:
            unwritten.close()
        self._garbage.busy()

    def end(self) -> None:
        """Close for good."""
        self.close()
        self._garbage.end()

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
                unwritten = self._opened()
                try:
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

    def _opened(self) -> Unwritten:
        with self._changed:
            self._changed.wait_for(lambda: self._unwritten is not None)
            assert self._unwritten is not None
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
