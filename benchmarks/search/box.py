"""What one search costs a reader: a query put into a side's box in Chromium, until ten results are drawn."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Error, Page

from .serve import Line, Served
from .sides import Side

QUERIES = ("强化学习", "大语言模型", "diffusion", "视频生成", "reward model", "智能体", "agent", "多模态")
"""Queries with ten results or more on every side."""
PATIENCE = 60.0
"""Seconds for one query at most; then it counts as never answered."""

# Puts a query, as pasting does, and gives milliseconds until the frame with ten links (or, where they
# stay fewer, with the last of them) and how many there are. Settled: ten, or 1.5 s without a change.
_ASK = """
async ([box, result, query, patience]) => {
  const input = document.querySelector(box);
  const count = () => document.querySelectorAll(result).length;
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const put = (text) => {
    input.value = text;
    for (const type of ["input", "keyup"]) input.dispatchEvent(new Event(type, { bubbles: true }));
  };
  input.focus();
  if (input.value) {
    put("");
    const end = performance.now() + 3000;
    while (count() && performance.now() < end) await pause(20);
  }
  let changed = 0, seen = 0;
  const start = performance.now();
  const observer = new MutationObserver(async () => {
    if (count() === seen || seen >= 10) return;
    seen = count();
    await frame();
    changed = performance.now();
  });
  observer.observe(document.body, { childList: true, subtree: true });
  put(query);
  while (performance.now() - start < patience * 1000) {
    await pause(25);
    if (changed && (seen >= 10 || (seen && performance.now() - changed > 1500))) break;
  }
  observer.disconnect();
  return [changed - start, seen];
}
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """A query's cost: seconds, bytes and requests until results are drawn, and how many, up to ten."""

    query: str
    seconds: float
    bytes: int
    requests: int
    results: int


def ask(page: Page, side: Side, query: str) -> tuple[float, int]:
    """Seconds until the results of a query are drawn, and how many they are; 0 for none in time."""
    milliseconds, results = page.evaluate(_ASK, [side.box, side.result, query, PATIENCE])
    return (milliseconds / 1000, results) if results else (PATIENCE, 0)


def costs(
    browser: Browser, side: Side, served: Served, line: Line, *, limit: float
) -> tuple[list[Cost], list[Cost]]:
    """Ask all queries over a line.

    Args:
        browser: where to ask.
        side: whom to ask.
        served: the side's site.
        line: how it is served.
        limit: seconds after which no further query is begun.

    Returns:
        Costs in a fresh profile on a page that has just loaded, which hold what the page had fetched
        for its search before; and those of a second query behind the first, another of the list.
    """
    cold: list[Cost] = []
    warm: list[Cost] = []
    started = time.perf_counter()
    for number, query in enumerate(QUERIES):
        if cold and time.perf_counter() - started > limit:
            break
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        with suppress(Error):
            page = context.new_page()
            served.line = line
            served.log.clear()
            page.goto(served.url + side.page, timeout=PATIENCE * 1000)
            cold.append(Cost(query, *_cost(page, side, served, query)))
            served.log.clear()
            second = QUERIES[(number + 1) % len(QUERIES)]
            warm.append(Cost(second, *_cost(page, side, served, second)))
        context.close()
    return cold, warm


def _cost(page: Page, side: Side, served: Served, query: str) -> tuple[float, int, int, int]:
    seconds, results = ask(page, side, query)
    return seconds, *served.cost(side.prefixes), results


def memory(browser: Browser, side: Side, served: Served, queries: Sequence[str]) -> float:
    """Megabytes that the tab's process holds after some queries, over a blank page.

    Proportional set size: what is shared with other processes counts in parts; workers are in it.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{served.url}blank.html")
    page.wait_for_timeout(500)
    before = _renderers()
    page.goto(served.url + side.page)
    for query in queries:
        ask(page, side, query)
    page.wait_for_timeout(1000)
    after = _renderers()
    context.close()
    return after - before


def _renderers() -> float:
    """Megabytes of the renderer processes that this process started."""
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
    total = 0.0
    for process in parents:
        above = process
        while above in parents and above != os.getpid():
            above = parents[above]
        with suppress(OSError):
            folder = Path("/proc", str(process))
            if above == os.getpid() and b"--type=renderer" in (folder / "cmdline").read_bytes():
                match = re.search(r"^Pss:\s+(\d+)", (folder / "smaps_rollup").read_text(), re.MULTILINE)
                total += int(match[1]) / 1024 if match else 0.0
    return total
