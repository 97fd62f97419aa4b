"""Run a program and say what it took: time, and memory of all its processes together."""

from __future__ import annotations

import gzip
import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLED = 500
"""Pages at most whose size is taken, spread evenly over all."""


class BuildError(Exception):
    """A side did not build; the message ends with what it said last."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds on the clock and of processor time, and peak memory in bytes where it was watched."""

    seconds: float
    processor: float
    memory: int


@dataclass(frozen=True, slots=True)
class Output:
    """What a build wrote: files, their bytes, and mean bytes of a paper's page raw and gzipped."""

    files: int
    size: int
    page: float
    page_gzip: float


def run(command: Sequence[str], env: Mapping[str, str], *, limit: float, watched: bool = False) -> Run:
    """Run a program to its end, with Python's compiled modules kept as they are for users.

    Args:
        command: the program and its arguments.
        env: variables to add to the environment.
        limit: seconds after which it is stopped.
        watched: whether to measure memory too. It takes its time, above all from several processes.

    Returns:
        What it took. Memory is the greater of two figures, both sampled: the sum over all processes of
        what each has for itself and its part of what they share, and the most that one ever had.

    Raises:
        BuildError: it failed, or the time was up.
    """
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    process = subprocess.Popen(
        command, env={**inherited, **env}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    watcher = _Watcher(process.pid)
    if watched:
        watcher.start()
    before = os.times()
    try:
        said, _ = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise BuildError(f"{command[0]} took more than {limit:.0f} s.") from None
    finally:
        if watched:
            watcher.stop()
    seconds, after = time.perf_counter() - started, os.times()
    if process.returncode:
        raise BuildError(f"{' '.join(command)} failed:\n{said[-2000:]}")
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(seconds, processor, watcher.peak)


class _Watcher(threading.Thread):
    """Samples the memory of a process and all below it, as Linux tells it."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._pid = pid
        self._done = threading.Event()

    def run(self) -> None:
        while not self._done.wait(0.05):
            pids = list(_family(self._pid))
            shared_out = (
                [_number(f"/proc/{pid}/smaps_rollup", "Pss:") for pid in pids] if len(pids) > 1 else []
            )
            most = [_number(f"/proc/{pid}/status", "VmHWM:") for pid in pids]
            self.peak = max(self.peak, sum(shared_out), *most, 0)

    def stop(self) -> None:
        self._done.set()
        self.join()


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return
    for child in children:
        yield from _family(child)


def _number(file: str, field: str) -> int:
    """A field of a file under `/proc` that counts in kB, in bytes; 0 where the process has ended."""
    try:
        lines = Path(file).read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(field)), 0)


def measure_output(site: Path) -> Output:
    """The size of a site, and of its papers' pages."""
    files = size = 0
    for folder, _, names in os.walk(site):
        files += len(names)
        size += sum(os.stat(os.path.join(folder, name)).st_size for name in names)
    pages = sorted(site.glob("papers/*/index.html"))
    sample = [page.read_bytes() for page in pages[:: max(1, len(pages) // SAMPLED)]]
    count = max(1, len(sample))
    return Output(
        files,
        size,
        sum(map(len, sample)) / count,
        sum(len(gzip.compress(page, 9)) for page in sample) / count,
    )
