"""What one search costs in Chromium: bytes and requests until the first ten results, time, memory."""

from __future__ import annotations

import functools
import http.server
import os
import re
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from playwright.sync_api import Browser, Page

Log = list[tuple[str, int]]
"""Path and bytes of each answer."""

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a query cost: bytes and requests for the index (without the script), milliseconds."""

    query: str
    bytes: int
    requests: int
    milliseconds: float


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    log: ClassVar[Log] = []
    delay = 0.0
    rate = 0.0
    line = threading.Lock()

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent."""

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Send a file over a line of limited speed, and count it."""
        data = source.read()
        time.sleep(self.delay)
        if self.rate:
            with self.line:
                time.sleep(len(data) / self.rate)
        outputfile.write(data)
        self.log.append((self.path, len(data)))


@contextmanager
def served(folder: Path, *, delay: float = 0.0, rate: float = 0.0) -> Iterator[tuple[str, Log]]:
    """Serve a folder on the loopback.

    Args:
        folder: what to serve.
        delay: seconds added to each answer.
        rate: bytes a second of all connections together; 0 for no limit.

    Yields:
        The URL, with a slash behind, and the log of paths and bytes.
    """
    log: Log = []
    handler = type("Handler", (_Handler,), {"log": log, "delay": delay, "rate": rate})
    make = functools.partial(handler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), make)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/", log
    finally:
        server.shutdown()
        server.server_close()


def ask(page: Page, query: str, **request: Any) -> dict[str, Any]:
    """Put a query to the real worker and wait for its answer."""
    answer: dict[str, Any] = page.evaluate(
        "request => bench.ask(request)", {"query": query, "language": "zh"} | request
    )
    return answer


def costs(browser: Browser, url: str, log: Log, queries: Sequence[str], *, warm: bool) -> list[Cost]:
    """Measure queries, each in a fresh context (cold) or one after the other (warm)."""
    found: list[Cost] = []
    context = page = None
    for query in queries:
        if page is None or not warm:
            if context is not None:
                context.close()
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"{url}bench.html")
            page.evaluate("bench.init()")
            if warm:
                ask(page, "的")
        log.clear()
        took = page.evaluate(
            "async query => { const start = performance.now(); await bench.ask({ query, language: 'zh' });"
            " return performance.now() - start; }",
            query,
        )
        sent = [size for path, size in log if not path.endswith((".js", ".html", ".ico"))]
        found.append(Cost(query, sum(sent), len(sent), took))
    if context is not None:
        context.close()
    return found


def memory(browser: Browser, url: str, queries: Sequence[str]) -> float:
    """Megabytes that the renderer holds after some queries, over a blank page (proportional set size)."""

    def measure(run: bool) -> float:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{url}blank.html")
        before = _renderers()
        page.goto(f"{url}bench.html" if run else f"{url}blank.html")
        if run:
            page.evaluate("bench.init()")
            for query in queries:
                ask(page, query)
        page.wait_for_timeout(500)
        after = _renderers()
        context.close()
        return after - before

    return measure(True) - measure(False)


def _renderers() -> float:
    """Megabytes (proportional set size) of the renderer processes that this process started."""
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
    total = 0.0
    for process in parents:
        above = process
        while above in parents and above != os.getpid():
            above = parents[above]
        if above != os.getpid():
            continue
        with suppress(OSError):
            folder = Path("/proc", str(process))
            if b"--type=renderer" in (folder / "cmdline").read_bytes():
                match = re.search(r"^Pss:\s+(\d+)", (folder / "smaps_rollup").read_text(), re.MULTILINE)
                total += int(match[1]) / 1024 if match else 0.0
    return total


def summary(found: Sequence[Cost]) -> str:
    """Medians and maxima, as one line."""
    sizes = [one.bytes / 1000 for one in found]
    times = [one.milliseconds for one in found]
    worst = max(found, key=lambda one: one.bytes)
    counts = [one.requests for one in found]
    return (
        f"{statistics.median(sizes):6.1f} kB (at most {max(sizes):.1f}: {worst.query}), "
        f"{statistics.median(counts):.0f} requests (at most {max(counts)}), "
        f"{statistics.median(times):.0f} ms (at most {max(times):.0f})"
    )
