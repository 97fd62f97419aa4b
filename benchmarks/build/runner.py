"""Alternated runs of all sides on the same papers, and their medians."""

from __future__ import annotations

import shutil
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.build.contents import marked, site_of
from benchmarks.build.corpora import cache_folder, corpus_folder
from benchmarks.build.hugo import Hugo
from benchmarks.build.material import Material, Zensical
from benchmarks.build.measure import BuildError, Output, Run, measure_output, run
from benchmarks.build.paper_digest_side import PaperDigest
from benchmarks.build.sides import Case, Job, Side, copied

SIDES: tuple[Side, ...] = (PaperDigest(), Hugo(), Material(), Zensical())


@dataclass(frozen=True, slots=True)
class Measured:
    """Medians of one side in one case.

    Attributes:
        side, version: what was run.
        papers: how many papers.
        warm: after one source was changed, with the site and all caches kept.
        seconds, processor: medians, in seconds.
        memory: the peak in bytes of a cold build that was not timed; 0 after warm runs.
        runs: seconds of each run.
        output: what was written; None after warm runs.
    """

    side: str
    version: str
    papers: int
    warm: bool
    seconds: float
    processor: float
    memory: int
    runs: tuple[float, ...]
    output: Output | None


@dataclass(frozen=True, slots=True)
class Settings:
    """What to run.

    Attributes:
        sides: names, in the order in which they alternate.
        runs: how often.
        limit: seconds that one build may take; a side that will take longer is left out.
        warm: whether to measure warm builds too.
        english: whether blocks hold English abstracts too.
    """

    sides: Sequence[str]
    runs: int
    limit: float
    warm: bool
    english: bool


def measure_all(sizes: Sequence[int], settings: Settings, found: list[Measured]) -> Iterator[str]:
    """Run everything, smallest corpus first.

    Args:
        sizes: papers of each corpus.
        settings: what to run.
        found: what has been measured is added here.

    Yields:
        Lines that say how far it is.
    """
    for papers in sorted(sizes):
        digests = corpus_folder(papers, english=settings.english)
        with tempfile.TemporaryDirectory(prefix="run-", dir=cache_folder()) as folder:
            yield from _measure_case(papers, digests, Path(folder), settings, found)


@dataclass(slots=True)
class _Trial:
    """One side in one case, and its runs so far."""

    side: Side
    job: Job
    cold: list[Run] = field(default_factory=list)
    warm: list[Run] = field(default_factory=list)
    output: Output | None = None
    memory: int = 0


def _measure_case(
    papers: int, digests: Path, folder: Path, settings: Settings, found: list[Measured]
) -> Iterator[str]:
    label = f"{papers} papers"
    trials: list[_Trial] = []
    for side in (side for side in SIDES if side.name in settings.sides):
        expected = expected_seconds(side.name, papers, found)
        if expected > settings.limit:
            yield f"{label}, {side.name}: left out, it would take about {expected:.0f} s"
            continue
        own = folder / side.name
        own.mkdir()
        trials.append(_Trial(side, side.prepare(Case(papers, copied(digests, own), own))))
        site_of.cache_clear()
    for number in range(1, settings.runs + 1):
        for trial in trials:
            for said in _run(trial, number, settings):
                yield f"{label}, {trial.side.name}, run {number}: {said}"
    for trial in trials:
        if trial.cold:
            yield f"{label}, {trial.side.name}: {_watch(trial, settings)}"
            found.append(_medians(trial, papers, warm=False))
        if trial.warm:
            found.append(_medians(trial, papers, warm=True))


def _run(trial: _Trial, number: int, settings: Settings) -> Iterator[str]:
    """Build once cold, and once more after a change where warm builds are wanted."""
    job = trial.job
    job.forget()
    try:
        taken = _build(job, settings)
        trial.cold.append(taken)
        yield f"{taken.seconds:.2f} s"
        trial.output = trial.output or measure_output(job.site)
        if settings.warm:
            job.edited.write_text(marked(job.edited.read_text(encoding="utf-8"), number), encoding="utf-8")
            taken = _build(job, settings)
            trial.warm.append(taken)
            stale = "" if shows(job, number) else "; it does not show what changed"
            yield f"warm {taken.seconds:.2f} s{stale}"
    except BuildError as error:
        yield str(error)
    shutil.rmtree(job.site, ignore_errors=True)


def _build(job: Job, settings: Settings, *, watched: bool = False) -> Run:
    """One build of a site: both of its programs, one after the other."""
    programs = [command for command in (job.command, job.then) if command]
    taken = [run(command, job.env, limit=2 * settings.limit, watched=watched) for command in programs]
    return Run(
        sum(one.seconds for one in taken),
        sum(one.processor for one in taken),
        max(one.memory for one in taken),
    )


def _watch(trial: _Trial, settings: Settings) -> str:
    """Build cold once more to see how much memory that takes; returns what to say of it."""
    trial.job.forget()
    try:
        trial.memory = _build(trial.job, settings, watched=True).memory
    except BuildError as error:
        return str(error)
    finally:
        shutil.rmtree(trial.job.site, ignore_errors=True)
    return f"{trial.memory / 1e6:.0f} MB"


def shows(job: Job, number: int) -> bool:
    """Whether the page of the changed paper says what was written into its source."""
    page = job.site / "papers" / job.paper / "index.html"
    return page.is_file() and f"第 {number} 次修订" in page.read_text(encoding="utf-8")


def expected_seconds(side: str, papers: int, found: Sequence[Measured]) -> float:
    """How long a cold build will take by what the next smaller one took; 0.0 where nothing is known."""
    known = [m for m in found if (m.side, m.warm) == (side, False) and m.papers < papers]
    largest = max(known, key=lambda m: m.papers, default=None)
    return largest.seconds * papers / largest.papers if largest else 0.0


def _medians(trial: _Trial, papers: int, *, warm: bool) -> Measured:
    runs = trial.warm if warm else trial.cold
    return Measured(
        side=trial.side.name,
        version=trial.side.version(),
        papers=papers,
        warm=warm,
        seconds=statistics.median(r.seconds for r in runs),
        processor=statistics.median(r.processor for r in runs),
        memory=0 if warm else trial.memory,
        runs=tuple(round(r.seconds, 3) for r in runs),
        output=None if warm else trial.output,
    )


def as_json(measured: Measured) -> dict[str, Any]:
    """A measurement for a JSON file; `from_json` reads it."""
    return asdict(measured)


def from_json(values: dict[str, Any]) -> Measured:
    """A measurement out of a JSON file."""
    output = Output(**values["output"]) if values["output"] else None
    return Measured(**{**values, "output": output, "runs": tuple(values["runs"])})
