"""A build on a terminal says where it is on one line; anywhere else it says nothing of that."""

from __future__ import annotations

import logging
import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from paper_digest.mkdocs_adapter.progress import Progress
from tests.support.samples import TWO_WEEKS
from tests.support.site import ROOT, run_mkdocs, write_project

MARK = "Paper Digest: "


def read_all(terminal: int) -> str:
    """What was written to a terminal, until all who write have closed it."""
    parts: list[bytes] = []
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            part = b""
        if not part:
            return b"".join(parts).decode()
        parts.append(part)


def screen(written: str) -> list[str]:
    """The lines that a terminal shows in the end: a carriage return goes back, what follows overwrites."""
    shown = []
    written = re.sub(r"\x1b\[[\d;]*m", "", written)
    for line in written.replace("\r\n", "\n").split("\n"):
        cells: list[str] = []
        for part in line.split("\r"):
            cells[: len(part)] = part
        shown.append("".join(cells).rstrip())
    return shown


def on_terminal(config: Path, *arguments: str) -> str:
    """What `mkdocs build` writes to a terminal."""
    ours, theirs = pty.openpty()
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        *arguments,
        "-f",
        str(config),
        "-d",
        str(config.parent / "site"),
    ]
    env = {**os.environ, "TERM": "xterm", "PYTHONPATH": str(ROOT / "plugins")}
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=env)
    os.close(theirs)
    written = read_all(ours)
    os.close(ours)
    assert process.wait() == 0, written
    return written


@pytest.fixture
def config(tmp_path: Path) -> Path:
    broken = "# About\n\n[None](papers/2501.99999.md)\n"
    return write_project(tmp_path, {**TWO_WEEKS, "site_src/about.md": broken})


def test_a_terminal_is_told_the_stages_and_keeps_only_the_log(config: Path) -> None:
    written = on_terminal(config, "build")
    stages = [part.strip() for part in re.findall(rf"\r{MARK}([^\r\n]*)", written)]
    names = list(dict.fromkeys(re.sub(r" [\d,/]+.*", "", stage) for stage in stages))
    assert names == [
        "Reading digests",
        "Planning pages for",
        "Writing pages",
        "Making the search index",
    ]
    assert len(stages) < 20, "a stage without a count is drawn again and again"
    lines = screen(written)
    assert not [line for line in lines if MARK in line]
    # Every line of the log stands alone, among them one that came while a stage was shown.
    logged = [line for line in lines if re.search(r"(INFO|WARNING) +-  ", line)]
    assert len(logged) >= 4
    assert all(line.startswith(("INFO", "WARNING")) for line in logged), logged
    assert any("2501.99999" in line for line in lines)


def test_pages_of_other_plugins_are_counted_too(tmp_path: Path) -> None:
    hook = {"hook.py": "def on_page_content(html, page, config, files): return html\n"}
    config = write_project(tmp_path, {**TWO_WEEKS, **hook}, {"hooks": ["hook.py"]})
    written = on_terminal(config, "build")
    assert f"{MARK}Reading pages 0/" in written
    assert f"{MARK}Writing pages 0/" in written
    assert not [line for line in screen(written) if MARK in line]


def test_a_quiet_build_is_silent(config: Path) -> None:
    assert on_terminal(config, "build", "--quiet") == ""


def test_no_terminal_no_line(config: Path) -> None:
    result = run_mkdocs(config, "build", "--site-dir", str(config.parent / "site"))
    assert result.returncode == 0
    assert MARK not in result.stderr + result.stdout
    assert "\r" not in result.stderr


@pytest.fixture
def terminal() -> Iterator[tuple[int, Progress]]:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w", encoding="utf-8") as stream:
        progress = Progress(stream)
        yield ours, progress
        progress.end()
    os.close(ours)


def written_so_far(terminal: int) -> str:
    """What was written; what was written in two goes may arrive in two."""
    parts = [os.read(terminal, 65536)]
    while select.select([terminal], [], [], 0.2)[0]:
        parts.append(os.read(terminal, 65536))
    return b"".join(parts).decode()


def test_a_line_of_the_log_takes_the_place_of_the_line(
    terminal: tuple[int, Progress], caplog: pytest.LogCaptureFixture
) -> None:
    ours, progress = terminal
    progress.stage("Writing pages", 20)
    assert written_so_far(ours) == f"\r{MARK}Writing pages 0/20"
    logging.getLogger("mkdocs").warning("Look!")
    assert screen(written_so_far(ours)) == [""]
    assert "Look!" in caplog.text


def test_a_shorter_stage_leaves_nothing_of_a_longer_one(terminal: tuple[int, Progress]) -> None:
    ours, progress = terminal
    progress.stage("Making the search index")
    progress.stage("Done")
    assert screen(written_so_far(ours)) == [f"{MARK}Done"]
    progress.end()
    assert screen(written_so_far(ours)) == [""]


def test_counts_stay_within_their_total(
    terminal: tuple[int, Progress], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("paper_digest.mkdocs_adapter.progress.SECONDS", 0)
    ours, progress = terminal
    progress.stage("Pages", 2)
    for _ in range(3):
        progress.step()
    assert screen(written_so_far(ours)) == [f"{MARK}Pages 2/2"]


def test_handlers_are_as_before_in_the_end(terminal: tuple[int, Progress]) -> None:
    _, progress = terminal
    handlers = [*logging.getLogger("mkdocs").handlers, *logging.getLogger().handlers]
    before = [list(handler.filters) for handler in handlers]
    progress.stage("One")
    progress.end()
    assert [list(handler.filters) for handler in handlers] == before


def test_a_terminal_that_went_away_stops_nothing() -> None:
    ours, theirs = pty.openpty()
    progress = Progress(os.fdopen(theirs, "w", encoding="utf-8"))
    os.close(ours)
    progress.stage("One")
    progress.stage("Two")
    progress.end()
