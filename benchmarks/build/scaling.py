"""What the measurements say of sites that nobody has measured: the arithmetic of `docs/scaling.md`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.build.runner import Measured

PAGES_LIMIT = 1_000_000_000
"""Bytes that a site on GitHub Pages may have (https://docs.github.com/pages, "Usage limits")."""
MEMORY_LIMIT = 24 * 2**30
SHARD_SECONDS = 600
"""How long the build of one shard may take: short enough to be started anew without regret."""


@dataclass(frozen=True, slots=True)
class Slope:
    """What each further paper costs, by two measured sizes, and what is there without any.

    Attributes:
        papers: the larger of the sizes.
        seconds, memory, size, files: per paper: seconds, bytes of memory, bytes and files of the site.
        base: bytes of memory at no papers.
    """

    papers: int
    seconds: float
    memory: float
    size: float
    files: float
    base: float


def slope(found: Sequence[Measured], *, side: str = "paper-digest") -> Slope | None:
    """Take the slope between the smallest and the largest cold build of a side; None without two."""
    builds = sorted(
        (m for m in found if (m.side, m.warm) == (side, False) and m.output),
        key=lambda m: m.papers,
    )
    if len(builds) < 2 or not builds[0].output or not builds[-1].output:
        return None
    small, large = builds[0], builds[-1]
    more = large.papers - small.papers
    memory = (large.memory - small.memory) / more
    return Slope(
        papers=large.papers,
        seconds=(large.seconds - small.seconds) / more,
        memory=memory,
        size=(builds[-1].output.size - builds[0].output.size) / more,
        files=(builds[-1].output.files - builds[0].output.files) / more,
        base=small.memory - memory * small.papers,
    )


def forecast(found: Sequence[Measured], papers: int = 1_000_000) -> str:
    """The arithmetic for one size as a Markdown table."""
    s = slope(found)
    if s is None:
        return "Not measured yet: `python -m benchmarks.build --save`."
    rows = [
        ("measured up to", f"{s.papers:,} papers"),
        ("a paper more: time", f"{1000 * s.seconds:.2f} ms"),
        ("a paper more: memory", f"{s.memory / 1000:.1f} kB"),
        ("a paper more: site", f"{s.size / 1000:.1f} kB in {s.files:.2f} files"),
        ("GitHub Pages' 1 GB holds", f"{_round(PAGES_LIMIT / s.size):,} papers"),
        ("24 GiB of memory hold", f"{_round((MEMORY_LIMIT - s.base) / s.memory):,} papers"),
        (f"{papers:,} papers: time", f"{papers * s.seconds / 60:.0f} min"),
        (f"{papers:,} papers: memory", f"{(s.base + papers * s.memory) / 1e9:.1f} GB"),
        (f"{papers:,} papers: site", f"{papers * s.size / 1e9:.1f} GB"),
        (f"{papers:,} papers: files", f"{papers * s.files / 1e6:.2f} million"),
        (f"papers in a shard of {SHARD_SECONDS // 60} minutes", f"{_round(SHARD_SECONDS / s.seconds):,}"),
    ]
    lines = [("", "whole site"), ("---", "---"), *rows]
    return "\n".join(f"| {label} | {value} |" for label, value in lines)


def _round(value: float) -> int:
    """A count to two digits: no forecast is better than that."""
    digits = len(str(int(value))) - 2
    return int(round(value, -digits)) if digits > 0 else int(value)
