"""Where the time of one build goes: `python -m benchmarks.build.stages --papers 10000`.

Every stage counts its own time, without that of stages inside it. What runs in other processes
shows as waiting for them; `--one-core` keeps all in one process. `--functions 40` lists the costliest
functions instead, by a profiler that slows them down.
"""

from __future__ import annotations

import argparse
import cProfile
import functools
import importlib
import logging
import os
import pstats
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.build.corpora import cache_folder, corpus_folder
from benchmarks.build.project import write_config

PLACES = (
    ("start", "mkdocs.config.load_config"),
    ("read", "paper_digest.mkdocs_adapter.site.read_sources"),
    ("parse", "paper_digest.planning.parse_digest"),
    ("parse", "paper_digest.planning.parse_overlay"),
    ("merge", "paper_digest.pipeline.merge"),
    ("topics: load", "paper_digest.planning.load_topics"),
    ("topics: classify", "paper_digest.planning.classify"),
    ("glossary: read papers", "paper_digest.planning.read_paper"),
    ("glossary: mine", "paper_digest.planning.mine"),
    ("glossary: mentions", "paper_digest.glossary.mentions.TermIndex.mentions"),
    ("glossary: pinyin", "paper_digest.planning.pinyin"),
    ("related: features", "paper_digest.planning.paper_features"),
    ("related: nearest", "paper_digest.planning.nearest_papers"),
    ("trends", "paper_digest.planning.make_trends"),
    ("plan", "paper_digest.pipeline.make_plan"),
    ("engine: keys", "paper_digest.build.stages.Build._keys"),
    ("engine: cache", "paper_digest.build.cache.Cache.read"),
    ("engine: cache", "paper_digest.build.cache.Cache.write"),
    ("engine: wait", "paper_digest.build.pool.Task.result"),
    ("render: papers", "paper_digest.render.papers.PaperRenderer._article"),
    ("render: cards", "paper_digest.render.papers.PaperRenderer._card"),
    ("render: head", "paper_digest.render.papers.paper_head"),
    ("render: Markdown", "paper_digest.render.text.to_blocks"),
    ("render: lists", "paper_digest.render.pages.Renderer.article"),
    ("papers as Markdown", "paper_digest.site_files.paper_markdown"),
    ("data", "paper_digest.site_files._content"),
    ("shell: fill", "paper_digest.render.shell.Shells.page_html"),
    ("shell: full render", "paper_digest.mkdocs_adapter.shell.finish"),
    ("write", "paper_digest.build.writer.Writer.write"),
    ("write: publish", "paper_digest.build.writer.Writer.publish"),
    ("search: entries", "paper_digest.search_files.paper_entries"),
    ("search: index", "paper_digest.search_files.SearchFiles.index"),
    ("search: Material", "material.plugins.search.plugin.SearchPlugin.on_page_context"),
    ("search: Material", "material.plugins.search.plugin.SearchPlugin.on_post_build"),
    ("render: Jinja", "paper_digest.render.templates.Templates.fill"),
    ("render: Jinja", "jinja2.environment.Template.render"),
    ("write", "mkdocs.utils.write_file"),
    ("write", "mkdocs.utils.copy_file"),
    ("theme's files", "mkdocs.structure.files.Files.add_files_from_theme"),
    ("MkDocs: nav", "mkdocs.commands.build.get_navigation"),
    ("MkDocs: populate", "mkdocs.commands.build._populate_page"),
    ("MkDocs: build page", "mkdocs.commands.build._build_page"),
    ("MkDocs: static files", "mkdocs.structure.files.Files.copy_static_files"),
    ("MkDocs: static templates", "mkdocs.commands.build._build_theme_template"),
    ("MkDocs: the rest", "mkdocs.commands.build.build"),
)
"""Stages, and the functions that are theirs."""


@dataclass(slots=True)
class Stage:
    """Time spent in a stage, in seconds, and how often it was entered."""

    seconds: float = 0.0
    entered: int = 0


@dataclass(slots=True)
class Clock:
    """Times nested stages, each without those inside it."""

    now: Callable[[], float] = time.perf_counter
    stages: dict[str, Stage] = field(default_factory=dict)
    _running: list[str] = field(default_factory=list)
    _since: float = 0.0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what happens inside as a stage's."""
        self._switch()
        if not self._running or self._running[-1] != name:
            self.stages.setdefault(name, Stage()).entered += 1
        self._running.append(name)
        try:
            yield
        finally:
            self._switch()
            self._running.pop()

    def _switch(self) -> None:
        now = self.now()
        if self._running:
            self.stages[self._running[-1]].seconds += now - self._since
        self._since = now

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """A function that counts as a stage."""

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            with self.stage(name):
                return function(*args, **kwargs)

        return call


def watch(clock: Clock, places: tuple[tuple[str, str], ...] = PLACES) -> list[str]:
    """Put the clock around functions.

    Args:
        clock: what counts.
        places: pairs of a stage and the dotted name of a function or method.

    Returns:
        The names that do not exist: they have moved, and this module's table has to follow.
    """
    absent = []
    for stage, dotted in places:
        owner, name = _resolve(dotted)
        if owner is None or not hasattr(owner, name):
            absent.append(dotted)
        else:
            setattr(owner, name, clock.timed(stage, getattr(owner, name)))
    return absent


def _resolve(dotted: str) -> tuple[Any, str]:
    parts = dotted.split(".")
    for length in range(len(parts) - 1, 0, -1):
        try:
            owner: Any = importlib.import_module(".".join(parts[:length]))
        except ImportError:
            continue
        for part in parts[length:-1]:
            owner = getattr(owner, part, None)
        return owner, parts[-1]
    return None, parts[-1]


def table(clock: Clock, papers: int) -> str:
    """The stages by time, with milliseconds per paper."""
    total = sum(stage.seconds for stage in clock.stages.values())
    lines = [f"{'stage':26} {'entered':>8} {'seconds':>8} {'ms/paper':>9} {'share':>6}"]
    for name, stage in sorted(clock.stages.items(), key=lambda item: -item[1].seconds):
        share = stage.seconds / total
        per_paper = 1000 * stage.seconds / papers
        lines.append(f"{name:26} {stage.entered:8} {stage.seconds:8.2f} {per_paper:9.3f} {share:6.1%}")
    lines.append(f"{'all':26} {'':8} {total:8.2f} {1000 * total / papers:9.3f}")
    return "\n".join(lines)


def _build(config_file: Path) -> None:
    from mkdocs import config as mkdocs_config
    from mkdocs.commands import build

    config = mkdocs_config.load_config(str(config_file))
    config.plugins.on_startup(command="build", dirty=False)
    build.build(config)


def main() -> None:
    """Build once and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--papers", type=int, default=2000)
    parser.add_argument("--one-core", action="store_true", help="without worker processes")
    parser.add_argument("--search", action="store_true", help="with a search index")
    parser.add_argument("--english", action="store_true", help="with English abstracts too")
    parser.add_argument(
        "--functions", type=int, default=0, metavar="N", help="the N costliest functions instead"
    )
    parser.add_argument(
        "--cpu", action="store_true", help="count processor time, which a busy machine bends less"
    )
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    if options.one_core:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    digests = corpus_folder(options.papers, english=options.english)
    now = time.process_time if options.cpu else time.perf_counter
    with tempfile.TemporaryDirectory(dir=cache_folder()) as name:
        folder = Path(name)
        config_file = write_config(folder, digests, folder / "site", search=options.search)
        if options.functions:
            profiler = cProfile.Profile(now)
            profiler.runcall(_build, config_file)
            for order in ("tottime", "cumulative"):
                pstats.Stats(profiler).sort_stats(order).print_stats(options.functions)
            return
        clock = Clock(now)
        for dotted in watch(clock):
            print(f"Not found: {dotted}", file=sys.stderr)
        _build(config_file)
    print(table(clock, options.papers))


if __name__ == "__main__":
    main()
