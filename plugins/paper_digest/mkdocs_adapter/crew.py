"""Processes that work through tasks while the build does something else, and then joins in."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from paper_digest.workers import can_fork, cores

T = TypeVar("T")
R = TypeVar("R")

AHEAD = 24
"""Tasks that each process may do while nobody takes results."""

WAITING = 2
"""Tasks that wait for each process while results are taken: enough that none is ever idle."""

_work: tuple[Callable[[Any], Any], Sequence[Any]] | None = None


class Crew(Generic[T, R]):
    """A function over many tasks. Processes begin with them at once; who takes results does some as well.

    As with `workers.in_order`, processes are forked, so that tasks need no copying. There is one for each
    core but this process's own: every process copies what it touches. Where none can be forked or it does
    not pay, tasks are done in this process as their results are taken.
    """

    def __init__(
        self, function: Callable[[T], R], tasks: Sequence[T], *, worth_it: bool, ahead: int = AHEAD
    ) -> None:
        """Begin.

        Args:
            function: its results can be pickled.
            tasks: what to apply it to.
            worth_it: whether there is enough to do for processes to pay.
            ahead: tasks that each process is given before results are taken.
        """
        self._function = function
        self._tasks = tasks
        self._pool: Any = None
        self._others = 0
        self._coming: dict[int, Any] = {}
        self._next = 0
        if worth_it and can_fork():
            self._begin(cores() - 1, ahead)

    def results(self) -> Iterator[R]:
        """The results in the order of the tasks."""
        if self._pool is None:
            yield from map(self._function, self._tasks)
            return
        own: dict[int, R] = {}
        for number in range(len(self._tasks)):
            while number not in own and not self._coming[number].ready():
                self._hand_out(WAITING)
                if self._next == len(self._tasks):
                    break
                own[self._next] = self._function(self._tasks[self._next])
                self._next += 1
            self._hand_out(WAITING)
            yield own.pop(number) if number in own else self._coming.pop(number).get()

    def close(self) -> None:
        """End the processes, whatever they are at."""
        if self._pool is not None:
            self._pool.terminate()
            self._pool.join()
            self._pool = None

    def _begin(self, others: int, ahead: int) -> None:
        global _work
        _work = (self._function, self._tasks)
        frozen = gc.get_freeze_count()
        # What is there before the fork will not become garbage, and looking at it would copy its pages.
        gc.freeze()
        try:
            self._pool = multiprocessing.get_context("fork").Pool(others)
        finally:
            _work = None
            if not frozen:
                gc.unfreeze()
        self._others = others
        self._hand_out(ahead)

    def _hand_out(self, most: int) -> None:
        """Give tasks to the other processes until so many wait for each."""
        waiting = sum(not coming.ready() for coming in self._coming.values())
        while waiting < most * self._others and self._next < len(self._tasks):
            self._coming[self._next] = self._pool.apply_async(_do, (self._next,))
            self._next += 1
            waiting += 1


def _do(number: int) -> Any:
    assert _work is not None
    function, tasks = _work
    return function(tasks[number])
