"""A site on the loopback, sent as hosts send it, over a line as slow as wanted; all answers counted."""

from __future__ import annotations

import gzip
import http.server
import mimetypes
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

GZIPPED = {".css", ".html", ".js", ".json", ".svg", ".xml"}
"""What hosts compress; the indexes' own formats are compressed already."""


@dataclass(frozen=True, slots=True)
class Line:
    """How answers travel: seconds before each, and bytes a second of all together (0: no limit)."""

    delay: float = 0.0
    rate: float = 0.0


LOOPBACK = Line()
SLOW = Line(delay=0.06, rate=9e6 / 8)


@dataclass(slots=True)
class Served:
    """A server: its URL with a slash behind, its line, and path and bytes of each answer."""

    url: str = ""
    line: Line = LOOPBACK
    log: list[tuple[str, int]] = field(default_factory=list)

    def cost(self, prefixes: tuple[str, ...]) -> tuple[int, int]:
        """Bytes and requests of the answers whose paths begin so."""
        sizes = [size for path, size in self.log if path.startswith(prefixes)]
        return sum(sizes), len(sizes)


@contextmanager
def serve(folder: Path, pages: Mapping[str, bytes]) -> Iterator[Served]:
    """Serve a folder.

    Args:
        folder: the site.
        pages: further pages by path.
    """
    served, one_at_a_time, ready = Served(), threading.Lock(), dict[str, bytes]()

    def content(path: str) -> bytes | None:
        if path not in ready:
            file = folder / (path if path and not path.endswith("/") else f"{path}index.html")
            if path not in pages and not file.is_file():
                return None
            data = pages[path] if path in pages else file.read_bytes()
            ready[path] = gzip.compress(data, 6) if _gzipped(path) else data
        return ready[path]

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # One packet an answer: in two, the second waits 40 ms for the first one's acknowledgement.
        wbufsize = -1
        disable_nagle_algorithm = True

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path).removeprefix("/")
            found = content(path)
            data = found or b""
            line = served.line
            time.sleep(line.delay)
            if line.rate:
                with one_at_a_time:
                    time.sleep(len(data) / line.rate)
            served.log.append((path, len(data)))
            self.send_response(200 if found is not None else 404)
            self.send_header("Content-Type", _type(path))
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Cache-Control", "max-age=600")
            if data and _gzipped(path):
                self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(data)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    served.url = f"http://127.0.0.1:{server.server_address[1]}/"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()


def _gzipped(path: str) -> bool:
    return not path or path.endswith("/") or Path(path).suffix in GZIPPED


def _type(path: str) -> str:
    if not path or path.endswith("/"):
        return "text/html"
    return mimetypes.guess_type(path)[0] or "application/octet-stream"
