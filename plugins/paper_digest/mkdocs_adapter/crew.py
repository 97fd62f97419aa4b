"""Processes that work through tasks while the build does something else."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 16
"""Results for each process that may wait until somebody takes them."""

_work: tuple[Callable[[Any], Any], Sequence[Any]] | None = None


class Crew(Generic[T, R]):
    """A function over many tasks. Processes begin with them at once; results are taken later.

    As with `workers.in_order`, processes are forked, so that tasks need no copying. Where that cannot be
    done or does not pay, tasks are done in this process as their results are taken.
    """

    def __init__(self, function: Callable[[T], R], tasks: Sequence[T], *, worth_it: bool) -> None:
        """Begin.

        Args:
            function: its results can be pickled.
            tasks: what to apply it to.
            worth_it: whether there is enough to do for processes to pay.
        """
        self._function = function
        self._tasks = tasks
        self._pool: Any = None
        self._coming: deque[Any] = deque()
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
        if worth_it and cores > 1 and threading.active_count() == 1:
            self._begin(cores)

    def results(self) -> Iterator[R]:
        """The results in the order of the tasks."""
        if self._pool is None:
            yield from map(self._function, self._tasks)
            return
        for number in range(len(self._tasks)):
            yield self._coming.popleft().get()
            following = number + len(self._coming) + 1
            if following < len(self._tasks):
                self._coming.append(self._pool.apply_async(_do, (following,)))

    def close(self) -> None:
        """End the processes, whatever they are at."""
        if self._pool is not None:
            self._pool.terminate()
            self._pool.join()
            self._pool = None

    def _begin(self, cores: int) -> None:
        global _work
        _work = (self._function, self._tasks)
        frozen = gc.get_freeze_count()
        # What is there before the fork will not become garbage, and looking at it would copy its pages.
        gc.freeze()
        try:
            self._pool = multiprocessing.get_context("fork").Pool(cores)
        finally:
            _work = None
            if not frozen:
                gc.unfreeze()
        for number in islice(range(len(self._tasks)), _AHEAD * cores):
            self._coming.append(self._pool.apply_async(_do, (number,)))


def _do(number: int) -> Any:
    assert _work is not None
    function, tasks = _work
    return function(tasks[number])
