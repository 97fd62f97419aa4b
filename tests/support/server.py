"""A server that answers as GitHub Pages does for a project's site: under a sub-path, with its 404 page."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = "/repo/"


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    extensions_map = {  # noqa: RUF012 - the base class declares it so
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".xml": "application/xml; charset=utf-8",
    }

    def __init__(self, *args: object, prefix: str, directory: str) -> None:
        self.prefix = prefix
        super().__init__(*args, directory=directory)  # type: ignore[arg-type]

    def send_head(self):  # type: ignore[no-untyped-def]
        path = urlsplit(self.path).path
        if path + "/" == self.prefix:
            return self._redirect(self.prefix)
        if not path.startswith(self.prefix):
            return self._not_found(Path("outside the site"))
        below = path.removeprefix(self.prefix)
        local = Path(self.translate_path("/" + below))
        if local.is_dir() and not path.endswith("/"):
            return self._redirect(path + "/")
        if not (local / "index.html" if local.is_dir() else local).is_file() or (
            path.endswith("/") and not local.is_dir()
        ):
            return self._not_found(Path(self.directory) / "404.html")
        self.path = "/" + below
        return super().send_head()

    def _redirect(self, path: str) -> None:
        query = urlsplit(self.path).query
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", path + (f"?{query}" if query else ""))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _not_found(self, page: Path) -> None:
        body = page.read_bytes() if page.is_file() else b"Not found"
        self.send_response(HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the test says what went wrong."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of connections that a closing page broke off."""


@contextmanager
def serve(directory: Path, prefix: str = PREFIX) -> Iterator[str]:
    """Serve a built site while the context is open.

    Args:
        directory: the site.
        prefix: the path that the site is under, with a slash at both ends.

    Yields:
        The URL of the site's root, with a slash at its end.
    """
    handler = functools.partial(_Handler, prefix=prefix, directory=str(directory))
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{prefix}"
        finally:
            server.shutdown()
            thread.join()
