"""What searching costs and finds, beside Material's search and Pagefind: `python -m benchmarks.search`.

Prints Markdown. The labelled queries are asked where `../shared/search` and `../shared/corpus` are.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.build.corpora import cache_folder, corpus_folder
from benchmarks.build.measure import BuildError

from .box import QUERIES, costs, memory
from .quality import CORPUS, available, quality
from .report import Figures, quality_table, summary, table
from .serve import LOOPBACK, SLOW, Served, serve
from .sides import NAMES, Side, make_side

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)
BLANK = b"<!doctype html><title>Blank</title>"


def main() -> None:
    """Measure all sizes and sides."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--papers", type=int, nargs="*", default=[10_000], help="sizes of generated corpora")
    parser.add_argument("--sides", nargs="+", choices=NAMES, default=list(NAMES))
    parser.add_argument("--no-quality", action="store_true", help="costs alone")
    parser.add_argument("--limit", type=float, default=120, help="seconds for a side's queries on a line")
    chosen = parser.parse_args()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    print(f"{dt.date.today()}, {machine()}", flush=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        if available():
            print(f"\n{CORPUS.name}: the digests beside the project\n")
            compare(browser, CORPUS, chosen.sides, chosen.limit, labelled=not chosen.no_quality)
        else:
            print("\nNo quality: ../shared/search or ../shared/corpus is missing.")
        for papers in chosen.papers:
            print(f"\n{papers:,} generated papers\n")
            compare(browser, corpus_folder(papers), chosen.sides, chosen.limit, labelled=False)
        browser.close()


def machine() -> str:
    """The machine in a few words, with its load."""
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, load {load:.1f}"
    )


def compare(browser: Browser, digests: Path, names: Sequence[str], limit: float, *, labelled: bool) -> None:
    """Measure sides on digests and print the tables."""
    found, judged = [], {}
    for name in names:
        with _folder() as folder:
            try:
                side = make_side(name, digests, folder)
            except BuildError as error:
                print(f"{name} is left out: {error}", flush=True)
                continue
            with serve(side.site, {**side.pages, "blank.html": BLANK}) as served:
                found.append(measure(browser, side, served, limit))
                print(f"{side.name} measured, load {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)
                served.line = LOOPBACK
                if labelled:
                    judged[side.name] = quality(side, served, folder)
    print(table(found), flush=True)
    for note in (note for side in found for note in side.notes):
        print(f"\n{note}")
    if judged:
        print(f"\n{quality_table(judged)}", flush=True)


def measure(browser: Browser, side: Side, served: Served, limit: float) -> Figures:
    """All figures of a side."""
    papers = sum(1 for _ in side.site.glob("papers/*/index.html"))
    index, texts = side.index_sizes()
    # One that nobody counts: it fills the server's cache.
    memory(browser, side, served, QUERIES[:1])
    cold, warm = costs(browser, side, served, LOOPBACK, limit=limit)
    slow, _ = costs(browser, side, served, SLOW, limit=limit)
    served.line = LOOPBACK
    seconds, megabytes = side.building["seconds"], side.building["megabytes"]
    rows = {
        **summary("cold", cold),
        "cold at 9 Mbit/s, 60 ms, s": summary("slow", slow)["slow, s"],
        **summary("warm", warm),
        "memory over a blank page, MB": _memory(browser, side, served, QUERIES[:4]),
        "of that before a query, MB": _memory(browser, side, served, ()),
        "index building, ms a paper": seconds * 1000 / papers if seconds is not None else None,
        "index building, MB": megabytes,
        "index, bytes a paper": index / papers,
        "texts to show, bytes a paper": texts / papers,
    }
    fewest = min((one.results for one in (*cold, *warm, *slow)), default=0)
    notes = [f"{side.name}: a query drew {fewest} results only."] if fewest < 10 else []
    if len(cold) < len(QUERIES) or len(slow) < len(QUERIES):
        notes.append(
            f"{side.name}: {len(cold)} and {len(slow)} (slow line) of {len(QUERIES)} queries in time."
        )
    return Figures(side.name, rows, tuple(notes))


def _memory(browser: Browser, side: Side, served: Served, queries: Sequence[str]) -> float:
    return statistics.median(memory(browser, side, served, queries) for _ in range(3))


@contextmanager
def _folder() -> Iterator[Path]:
    cache_folder().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache_folder(), prefix="search-") as folder:
        yield Path(folder)


if __name__ == "__main__":
    main()
