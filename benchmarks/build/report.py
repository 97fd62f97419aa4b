"""Measurements as tables of ratios, and into the documents: `python -m benchmarks.build.report`."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
import platform
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.build.runner import Measured, as_json, from_json
from benchmarks.build.scaling import forecast
from benchmarks.build.texts import ROOT

RESULTS = Path(__file__).parent / "results.json"
DOCUMENT = ROOT / "docs/benchmarks.md"
SCALING = ROOT / "docs/scaling.md"
REFERENCE = "hugo"
_BETWEEN = re.compile(r"(<!-- results -->\n).*?(<!-- end of results -->)", re.DOTALL)


def machine() -> dict[str, Any]:
    """What the measurements were made on: processor, cores, memory, system, date, load before."""
    try:
        processor = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    except OSError:
        processor = None
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": processor[1] if processor else platform.processor(),
        "cores": os.cpu_count(),
        "memory": f"{memory / 2**30:.0f} GiB",
        "python": platform.python_version(),
        "date": dt.date.today().isoformat(),
        "load": round(os.getloadavg()[0], 2),
    }


def save(found: Sequence[Measured], on: dict[str, Any], file: Path = RESULTS) -> None:
    """Write measurements for `load`."""
    data = {"machine": on, "measured": [as_json(m) for m in found]}
    file.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def load(file: Path = RESULTS) -> tuple[list[Measured], dict[str, Any]]:
    """Read measurements and the machine they were made on."""
    data = json.loads(file.read_text(encoding="utf-8"))
    return [from_json(values) for values in data["measured"]], data["machine"]


def report(found: Sequence[Measured], on: dict[str, Any]) -> str:
    """All tables, as Markdown."""
    parts = [
        f"{on['date']}, {on['processor']}, {on['cores']} cores, {on['memory']}, Python {on['python']}, "
        f"load {on['load']} before; {', '.join(dict.fromkeys(m.version for m in found))}; medians of "
        f"{max((len(m.runs) for m in found), default=0)} alternated runs.",
    ]
    for papers in sorted({m.papers for m in found if not m.warm}):
        parts.append(f"**{papers:,} papers, cold**")
        parts.append(_cold([m for m in found if (m.papers, m.warm) == (papers, False)]))
    growth, warm = _growth(found), _warm(found)
    if growth:
        parts += ["**Growth: time per paper**", growth]
    if warm:
        parts += ["**Warm: one paper changed, site and caches kept**", warm]
    return "\n\n".join(parts)


def _cold(rows: Sequence[Measured]) -> str:
    reference = next((m for m in rows if m.side == REFERENCE), None)
    lines = []
    for m in rows:
        output = m.output
        lines.append(
            [
                m.side,
                f"{m.seconds:.2f} s",
                _ratio(m.seconds, reference.seconds if reference else 0),
                f"{m.processor:.2f} s",
                f"{m.memory / 1e6:.0f} MB",
                _ratio(m.memory, reference.memory if reference else 0),
                f"{output.size / 1e6:.0f} MB" if output else "–",
                f"{output.files:,}" if output else "–",
                f"{output.page / 1000:.1f} kB" if output else "–",
                f"{output.page_gzip / 1000:.1f} kB" if output else "–",
            ]
        )
    head = [
        "side",
        "time",
        "× Hugo",
        "processor",
        "memory",
        "× Hugo",
        "site",
        "files",
        "a paper's page",
        "gzip",
    ]
    return _table(head, lines)


def _growth(found: Iterable[Measured]) -> str:
    groups: dict[str, list[Measured]] = {}
    for m in found:
        if not m.warm:
            groups.setdefault(m.side, []).append(m)
    lines = []
    for side, group in groups.items():
        ordered = sorted(group, key=lambda m: m.papers)
        for before, after in itertools.pairwise(ordered):
            ratio = (after.seconds / after.papers) / (before.seconds / before.papers)
            each = f"{1000 * after.seconds / after.papers:.2f} ms"
            sizes = f"{before.papers:,} → {after.papers:,}"
            lines.append([side, sizes, each, f"{ratio:.2f}"])
    return _table(["side", "papers", "time per paper", "ratio"], lines) if lines else ""


def _warm(found: Sequence[Measured]) -> str:
    lines = []
    for m in found:
        cold = next((c for c in found if not c.warm and (c.side, c.papers) == (m.side, m.papers)), None)
        if m.warm and cold:
            lines.append([m.side, f"{m.papers:,}", f"{m.seconds:.2f} s", _ratio(m.seconds, cold.seconds)])
    return _table(["side", "papers", "time", "× cold"], lines) if lines else ""


def _ratio(value: float, of: float) -> str:
    return f"{value / of:.2f}" if of else "–"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])


def write_documents(found: Sequence[Measured], on: dict[str, Any]) -> None:
    """Bring the tables of both documents up to date."""
    write_document(report(found, on), DOCUMENT)
    write_document(forecast(found), SCALING)


def write_document(text: str, document: Path) -> None:
    """Put tables between the marks of a document, in place of those that are there."""
    old = document.read_text(encoding="utf-8")
    document.write_text(_BETWEEN.sub(lambda match: f"{match[1]}{text}\n{match[2]}", old), encoding="utf-8")


def main() -> None:
    """Write the kept measurements into the documents."""
    write_documents(*load())


if __name__ == "__main__":
    main()
