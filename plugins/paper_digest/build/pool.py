"""The process pool: pure functions on all cores."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Generic, TypeVar

R = TypeVar("R")


class Pool:
    """One process for each core, begun when there is first something for them to do, and kept.

    Where no process can be had, or one is lost, the work is done in this process when its result is wanted:
    what a pool runs is pure, so that it can be done again.
    """

    def __init__(self, processes: int | None = None) -> None:
        """Begin with none.

        Args:
            processes: how many to begin; 1 does all work in this process. None: one for each core.
        """
        self._processes = cores() if processes is None else processes
        self._executor: ProcessPoolExecutor | None = None

    @property
    def processes(self) -> int:
        """How many processes work at once."""
        return self._processes

    def begin(self, function: Callable[..., R], *arguments: Any) -> Task[R]:
        """Begin a function in another process.

        Args:
            function: of a module, pure.
            *arguments: what it is given; can be pickled, as its result can.

        Returns:
            The task, of which the result can be asked for once.
        """
        if self._processes < 2:
            return self.postpone(function, *arguments)
        try:
            self._executor = self._executor or _executor(self._processes)
            return Task(self._executor.submit(function, *arguments), function, arguments)
        # The system may allow no more processes or threads; a pool that lost a process takes no more tasks.
        except (OSError, RuntimeError):
            self._processes = 1
            return self.postpone(function, *arguments)

    def postpone(self, function: Callable[..., R], *arguments: Any) -> Task[R]:
        """Have a function called in this process when its result is asked for."""
        return Task(None, function, arguments)

    def close(self) -> None:
        """End all processes, whatever they are at."""
        executor, self._executor = self._executor, None
        if executor:
            running = list((executor._processes or {}).values())
            executor.shutdown(wait=False, cancel_futures=True)
            for process in running:
                process.terminate()
            # The executor itself waits for nothing any more.
            for process in running:
                process.join()


class Task(Generic[R]):
    """A function that was begun."""

    def __init__(
        self, future: Future[R] | None, function: Callable[..., R], arguments: tuple[Any, ...]
    ) -> None:
        """Hold what is needed to do the work here where its process is lost."""
        self._future = future
        self._function = function
        self._arguments = arguments

    def result(self) -> R:
        """Wait for the result.

        Raises:
            Exception: what the function raised.
        """
        if self._future is not None:
            try:
                return self._future.result()
            except BrokenProcessPool:
                pass
        return self._function(*self._arguments)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _executor(processes: int) -> ProcessPoolExecutor:
    # Forked processes have loaded everything already; other systems begin Python anew.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_ignore_interrupts)


def _ignore_interrupts() -> None:
    """A terminal's Ctrl-C reaches every process; the one that began this one ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
