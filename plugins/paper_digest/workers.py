"""Using all cores: a function over many items, or beside other work, in forked processes."""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import islice
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

CHUNK = 64
"""Items that a process takes at a time."""

_AHEAD = 3
_LOOK_SECONDS = 0.2
WORTH_IT = 600
"""With fewer papers, processes do not pay."""

_task: tuple[Callable[[Any], Any], Sequence[Any], int] | None = None


def in_order(
    function: Callable[[T], R], items: Sequence[T], *, chunk: int = CHUNK, least: int = WORTH_IT
) -> Generator[R]:
    """Apply a function to every item, on all cores where that pays.

    Processes are forked, so that the function and the items need no copying, and work ahead of
    whoever takes the results. With few items, one core, other threads running (which a fork would
    not survive) or no fork at all, everything is done in this process as it is asked for.

    Args:
        function: pure, but for caches; its results can be pickled.
        items: what to apply it to.
        chunk: how many items a process takes at a time.
        least: with fewer items than this, processes do not pay.

    Yields:
        The results in the order of the items.
    """
    pool = _forked(function, items, chunk) if pays(len(items), least) else None
    if pool is None:
        yield from map(function, items)
        return
    # No more is made ahead than a few chunks, or the results would pile up.
    yield from _taken(pool, function, items, chunk, ahead=_AHEAD * cores())


def begin_in_order(
    function: Callable[[T], R], items: Sequence[T], *, chunk: int = CHUNK, least: int = WORTH_IT
) -> Iterator[R]:
    """Begin to apply a function to every item, as `in_order` does, in other processes beside other work.

    These go on whether or not results are taken. Until all are, no other process is forked.

    Args:
        function: as for `in_order`.
        items: likewise.
        chunk: likewise.
        least: likewise.

    Returns:
        The results in the order of the items. Where processes do not pay, they are made as they are taken.
    """
    pool = _forked(function, items, chunk) if pays(len(items), least) else None
    if pool is None:
        return map(function, items)
    return _taken(pool, function, items, chunk, ahead=len(items))


def _taken(
    pool: Any, function: Callable[[T], R], items: Sequence[T], chunk: int, *, ahead: int
) -> Generator[R]:
    """Have so many chunks made at once, and one more with each that is taken; give the results."""
    starts = iter(range(0, len(items), chunk))
    coming = deque((start, pool.apply_async(_apply, (start,))) for start in islice(starts, ahead))
    processes = list(pool._pool)

    def results() -> Generator[R]:
        with pool:
            while coming:
                start, result = coming.popleft()
                while not result.ready() and all(process.exitcode is None for process in processes):
                    result.wait(_LOOK_SECONDS)
                if not result.ready():
                    # With a process that was lost its chunk is; a pool would wait for it.
                    pool.terminate()
                    yield from map(function, items[start:])
                    return
                yield from result.get()
                coming.extend((start, pool.apply_async(_apply, (start,))) for start in islice(starts, 1))

    return results()


def _forked(function: Callable[[T], R], items: Sequence[T], chunk: int) -> Any:
    """A process for each core, all of which know function and items; see `_apply`.

    None where the system allows no more processes.
    """
    global _task
    _task = (function, items, chunk)
    try:
        with held():
            return multiprocessing.get_context("fork").Pool(cores())
    # A process, or one of the pool's own threads, may be one too many.
    except (OSError, RuntimeError):
        return None
    finally:
        _task = None


@contextmanager
def held() -> Iterator[None]:
    """Fork with all that is there held from the search for garbage.

    It will not become garbage, and looking at it would copy its pages.
    """
    frozen = gc.get_freeze_count()
    gc.freeze()
    try:
        yield
    finally:
        if not frozen:
            gc.unfreeze()


def _apply(start: int) -> list[Any]:
    assert _task is not None
    function, items, chunk = _task
    return [function(item) for item in items[start : start + chunk]]


class Helper(Generic[T, R]):
    """A process forked while there is little to copy, which waits for something to apply a function to.

    One that is forked later keeps all that was there for as long as it runs, whatever this process frees.
    What the function loads and needs is gone with the process.
    """

    def __init__(
        self,
        function: Callable[[T], R],
        ready: Callable[[], object] = lambda: None,
        otherwise: Callable[[T], R] | None = None,
    ) -> None:
        """Fork, where that can be done; see `can_fork`.

        Args:
            function: pure; what it takes and gives can be pickled.
            ready: what the process does meanwhile, such as to load what the function needs.
            otherwise: what gives the result where there is no such process; `function` if it is not given.
        """
        self._otherwise = otherwise or function
        self._process: Any = None
        self._owner = os.getpid()
        self._asked = False
        if can_fork():
            fork = multiprocessing.get_context("fork")
            self._here, there = fork.Pipe()
            # Whoever goes without a result does not wait for the process.
            process = fork.Process(target=_help, args=(there, self._here, function, ready), daemon=True)
            # The system may allow no more of them.
            with there, suppress(OSError):
                process.start()
                self._process = process

    def begin(self, value: T) -> Callable[[], R]:
        """Begin with the function.

        Args:
            value: what to apply it to; the only one.

        Returns:
            A function to call once, which waits for the result. Where there is no process, or it was
            lost, the result is made then and there; so it is in a process forked meanwhile.
        """
        if self._process:
            with suppress(OSError):
                self._here.send(value)
            self._asked = True
        return partial(self._result, value)

    def _result(self, value: T) -> R:
        if not self._process or os.getpid() != self._owner:
            return self._otherwise(value)
        try:
            received: R = self._here.recv()
        except (EOFError, OSError):
            received = self._otherwise(value)
        self.close()
        return received

    @property
    def busy(self) -> bool:
        """Whether whoever asks for the result now has to wait."""
        return bool(self._process and self._asked and not self._here.poll())

    def close(self) -> None:
        """End the process, whatever it is at."""
        if self._process and os.getpid() == self._owner:
            self._here.close()
            self._process.terminate()
            self._process.join()
            self._process = None


def _help(
    there: Connection, here: Connection, function: Callable[[Any], Any], ready: Callable[[], object]
) -> None:
    # Only the other process holds this end now, so that its end is noticed.
    here.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ready()
    # Nobody may have a question, or may be waiting any more.
    with suppress(EOFError, OSError):
        there.send(function(there.recv()))


def give_way() -> None:
    """Let other processes come first from now on; for a process of which nobody needs the result soon."""
    os.nice(10)


def aside(function: Callable[[T], R], value: T) -> Callable[[], R]:
    """Begin a function in a process of its own, where that can be done; see `Helper`."""
    return Helper(function).begin(value)


@contextmanager
def uncollected() -> Iterator[None]:
    """Make many values that all stay, without a search for garbage among them again and again."""
    wanted = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if wanted:
            gc.enable()


def give_back() -> None:
    """Give free memory back to the system, where the C library can do that and would not by itself."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim:
        trim(0)


def pays(items: int, least: int = WORTH_IT) -> bool:
    """Whether processes can be forked, and so many items are worth it."""
    return items >= least and can_fork()


def can_fork() -> bool:
    """Whether other processes can be forked, and there is a core for them."""
    return cores() > 1 and threading.active_count() < 2


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
