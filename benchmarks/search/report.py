"""The comparison as Markdown: figures of the sides in rows, each with its ratio to the first side's."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .box import Cost
from .quality import Quality


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of a side at one size.

    Attributes:
        name: the side.
        rows: by label the value; None where it could not be had.
        notes: what is to be said below the table.
    """

    name: str
    rows: Mapping[str, float | None]
    notes: tuple[str, ...] = ()


def summary(label: str, found: Sequence[Cost]) -> dict[str, float | None]:
    """Medians of the queries' costs, by label; None where no query was answered."""
    answered = [one for one in found if one.results]
    if not answered:
        return {f"{label}, s": None, f"{label}, kB": None, f"{label}, requests": None}
    return {
        f"{label}, s": statistics.median(one.seconds for one in answered),
        f"{label}, kB": statistics.median(one.bytes for one in answered) / 1000,
        f"{label}, requests": statistics.median(one.requests for one in answered),
    }


def table(sides: Sequence[Figures]) -> str:
    """A table with the sides as columns; from the second on, values have their ratio to the first's."""
    lines = [_line(("", *(side.name for side in sides))), "|---" * (len(sides) + 1) + "|"]
    for label in dict.fromkeys(label for side in sides for label in side.rows):
        values = [side.rows.get(label) for side in sides]
        cells = [number(values[0]), *(_with_ratio(value, values[0]) for value in values[1:])]
        lines.append(_line((label, *cells)))
    return "\n".join(lines)


def quality_table(sides: Mapping[str, Quality]) -> str:
    """A table of kinds of query: p10 and r10 of sets, rr of known items."""
    kinds = dict.fromkeys(kind for quality in sides.values() for kind in quality)
    lines = [_line(("kind", *sides)), "|---" * (len(sides) + 1) + "|"]
    lines += [_line((kind, *(_found(quality.get(kind, {})) for quality in sides.values()))) for kind in kinds]
    return "\n".join(lines)


def number(value: float | None) -> str:
    """A value with two or three digits that count."""
    if value is None:
        return "–"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _with_ratio(value: float | None, first: float | None) -> str:
    return f"{number(value)} (×{number(value / first)})" if value is not None and first else number(value)


def _found(metrics: Mapping[str, float]) -> str:
    if "rr" in metrics:
        return f"rr {metrics['rr']:.2f}"
    return f"p10 {metrics['p10']:.2f}, r10 {metrics['r10']:.2f}" if "p10" in metrics else "–"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
