"""How long an editor waits: `python -m benchmarks.build.serve --papers 10000`.

`mkdocs serve` runs, one digest is saved, and the clock stops when the server gives the paper's new page,
or, with `--browser`, when Chromium shows it in a page that was open before. `--parts` times rebuilds
in this process instead, by what they spend on reading, merging, planning and all the rest.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from benchmarks.build.contents import marked, site_of
from benchmarks.build.corpora import cache_folder, corpus_folder
from benchmarks.build.measure import BuildError
from benchmarks.build.paper_digest_side import PaperDigest
from benchmarks.build.sides import Case, Job, copied

TELL = """
requestAnimationFrame(function look() {
    const text = document.querySelector("footer") && document.body.textContent
    requestAnimationFrame(text ? () => console.log(Date.now(), text) : look)
})
"""
"""Has a page say when its article has been drawn, to the millisecond: asking from outside comes late."""

PATIENCE = 300.0
"""Seconds after which a page is not waited for any longer."""


def wait_for(url: str, text: str, server: subprocess.Popen[bytes]) -> float:
    """Ask for a page until it holds a text.

    Args:
        url: the page.
        text: what it has to hold.
        server: the process that serves it.

    Returns:
        Seconds that it took.

    Raises:
        BuildError: the server ended, or the time was up.
    """
    started = time.perf_counter()
    while time.perf_counter() - started < PATIENCE:
        if server.poll() is not None:
            raise BuildError(f"The server ended with status {server.returncode}.")
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE) as response:
                if text in response.read().decode():
                    return time.perf_counter() - started
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.02)
    raise BuildError(f"{url} did not show {text!r} within {PATIENCE:.0f} s.")


def measure(job: Job, config: Path, folder: Path, saves: int, *, browser: bool) -> list[float]:
    """Seconds from each save to the page that shows it, as the server gives it or as a browser draws it."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{found.getsockname()[1]}"
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "-q",
        "serve",
        "--livereload",
        "-f",
        str(config),
        "-a",
        address,
    ]
    # MkDocs writes the site that it serves into the folder for temporary files.
    env = {**os.environ, **job.env, "TMPDIR": str(folder)}
    server = subprocess.Popen(command, env=env)
    url = f"http://{address}/papers/papers/{job.paper}/"
    try:
        wait_for(url, job.paper, server)
        with shown(url) if browser else nullcontext(lambda text: wait_for(url, text, server)) as wait:
            times = []
            for number in range(1, saves + 1):
                time.sleep(1.0)
                save(job, number)
                times.append(wait(f"第 {number} 次修订"))
            return times
    finally:
        server.terminate()
        server.wait()


def save(job: Job, number: int) -> None:
    """Save the digest with a mark in its text."""
    job.edited.write_text(marked(job.edited.read_text(encoding="utf-8"), number), encoding="utf-8")


@contextmanager
def shown(url: str) -> Iterator[Callable[[str], float]]:
    """Open a page in Chromium; gives what waits until it shows a text, and tells the seconds."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        page.add_init_script(TELL)
        page.goto(url)

        def wait(text: str) -> float:
            started = time.time()
            told = page.wait_for_event(
                "console", lambda message: text in message.text, timeout=1000 * PATIENCE
            )
            return int(told.text.split()[0]) / 1000 - started

        yield wait
        browser.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.build.serve", description="Time a save in serve."
    )
    parser.add_argument("--papers", type=int, default=10_000)
    parser.add_argument("--saves", type=int, default=3)
    parser.add_argument("--browser", action="store_true", help="until Chromium shows the page")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="serve-", dir=cache_folder()) as name:
        folder = Path(name)
        digests = copied(corpus_folder(options.papers), folder)
        job = PaperDigest().prepare(Case(options.papers, digests, folder))
        site_of.cache_clear()
        times = measure(job, folder / "mkdocs.yml", folder, options.saves, browser=options.browser)
    each = ", ".join(f"{seconds:.2f}" for seconds in times)
    print(f"{options.papers} papers: {statistics.median(times):.2f} s from save to page ({each})")


if __name__ == "__main__":
    main()
