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
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

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


def parts(job: Job, config: Path, saves: int) -> list[dict[str, float]]:
    """Seconds that rebuilds as those of `mkdocs serve` spend on reading, merging, planning and the rest."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from paper_digest.mkdocs_adapter.live import LiveSite

    from paper_digest.mkdocs_adapter import plugin

    spent: dict[str, float] = {}

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            started = time.perf_counter()
            try:
                return function(*arguments, **options)
            finally:
                spent[name] = time.perf_counter() - started

        return call

    for name in ("read_sources", "merge_sources", "plan_merged"):
        setattr(plugin, name, timed(name, getattr(plugin, name)))
    loaded = load_config(str(config))
    loaded.plugins.on_startup(command="serve", dirty=False)
    # As a server does that runs: it has threads, and takes what is not written from the plugin.
    ours: Any = loaded.plugins["paper-digest"]
    ours.live = LiveSite()
    build(loaded, serve_url="http://127.0.0.1/")
    waiting = threading.Event()
    threading.Thread(target=waiting.wait, daemon=True).start()
    found = []
    for number in range(1, saves + 1):
        save(job, number)
        started = time.perf_counter()
        build(load_config(str(config)), serve_url="http://127.0.0.1/")
        whole = time.perf_counter() - started
        found.append({**spent, "the rest": whole - sum(spent.values())})
    waiting.set()
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.build.serve", description="Time a save in serve."
    )
    parser.add_argument("--papers", type=int, default=10_000)
    parser.add_argument("--saves", type=int, default=3)
    parser.add_argument("--browser", action="store_true", help="until Chromium shows the page")
    parser.add_argument("--parts", action="store_true", help="what a rebuild spends its time on")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="serve-", dir=cache_folder()) as name:
        folder = Path(name)
        digests = copied(corpus_folder(options.papers), folder)
        job = PaperDigest().prepare(Case(options.papers, True, digests, folder))
        site_of.cache_clear()
        if options.parts:
            for spent in parts(job, folder / "mkdocs.yml", options.saves):
                print(", ".join(f"{name} {seconds:.2f} s" for name, seconds in spent.items()))
            return
        times = measure(job, folder / "mkdocs.yml", folder, options.saves, browser=options.browser)
    each = ", ".join(f"{seconds:.2f}" for seconds in times)
    print(f"{options.papers} papers: {statistics.median(times):.2f} s from save to page ({each})")


if __name__ == "__main__":
    main()
