"""Using all cores: a function over many items in forked processes, or one in a process beside threads."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Sequence
from itertools import islice
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_CHUNK = 64
_AHEAD = 3
WORTH_IT = 600
"""With fewer papers, processes do not pay."""

_task: tuple[Callable[[Any], Any], Sequence[Any], int] | None = None


def in_order(
    function: Callable[[T], R], items: Sequence[T], *, chunk: int = _CHUNK, least: int = WORTH_IT
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
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    if len(items) < least or cores < 2 or threading.active_count() > 1:
        yield from map(function, items)
        return
    global _task
    _task = (function, items, chunk)
    # What is there before the fork will not become garbage, and looking at it would copy its pages.
    gc.freeze()
    try:
        with multiprocessing.get_context("fork").Pool(cores) as pool:
            starts = iter(range(0, len(items), chunk))
            # No more is made ahead than a few chunks, or the results would pile up.
            coming = deque(pool.apply_async(_apply, (start,)) for start in islice(starts, _AHEAD * cores))
            while coming:
                yield from coming.popleft().get()
                coming.extend(pool.apply_async(_apply, (start,)) for start in islice(starts, 1))
    finally:
        _task = None
        gc.unfreeze()


def _apply(start: int) -> list[Any]:
    assert _task is not None
    function, items, chunk = _task
    return [function(item) for item in items[start : start + chunk]]


class GivenUp(Exception):
    """A process was ended before it had a result."""


class Elsewhere(Generic[R]):
    """A function's result from a process of its own, which other threads do not slow down.

    The process is begun anew rather than forked, so that it may use all cores itself.
    """

    def __init__(self, function: Callable[..., R], *arguments: Any) -> None:
        """Start the process.

        Args:
            function: of a module; its arguments and its result can be pickled.
            arguments: what it is given.
        """
        context = multiprocessing.get_context("spawn")
        self._receiving, sending = context.Pipe(duplex=False)
        self._process = context.Process(target=_send, args=(sending, function, arguments))
        self._process.start()
        # Only the process holds this end now, so that its end is noticed.
        sending.close()

    def result(self) -> R:
        """Wait for the result.

        Raises:
            GivenUp: the process was ended.
            Exception: what the function raised.
        """
        try:
            result, error = self._receiving.recv()
        except (EOFError, OSError):
            raise GivenUp from None
        finally:
            self._process.join()
        if error is not None:
            raise error
        return result  # type: ignore[no-any-return]

    def give_up(self) -> None:
        """End the process."""
        self._process.terminate()


def _send(sending: Connection, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    # A terminal's Ctrl-C reaches every process; the one that started this one ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answer: tuple[Any, Exception | None]
    try:
        answer = (function(*arguments), None)
    except Exception as error:
        answer = (None, error)
    sending.send(answer)
