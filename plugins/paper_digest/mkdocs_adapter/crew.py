"""Processes that work through tasks while the build does something else, and then joins in."""

from __future__ import annotations

import fcntl
import gc
import multiprocessing
import pickle
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from paper_digest.workers import can_fork, cores

T = TypeVar("T")

_PILE = 16 << 20
"""Bytes of results that a process holds while nobody takes them; then it waits."""

_PIPE = 1 << 20


class Crew(Generic[T]):
    """A function over many tasks. Processes begin with them at once; who takes results does some as well.

    As with `workers.in_order`, processes are forked, so that tasks need no copying. There is one for each
    core but this process's own: every process copies what it touches. Where none can be forked or it does
    not pay, tasks are done in this process as their results are taken.

    A `multiprocessing.Pool` receives results in a thread: while this process computes, that thread waits for
    the interpreter's lock at each piece that it reads, and the other processes for it.
    """

    def __init__(self, function: Callable[[T], bytes], tasks: Sequence[T], *, worth_it: bool) -> None:
        """Begin.

        Args:
            function: its errors can be pickled.
            tasks: what to apply it to.
            worth_it: whether there is enough to do for processes to pay.
        """
        self._function = function
        self._tasks = tasks
        self._processes: list[Any] = []
        self._coming: list[Connection] = []
        self._done: dict[int, bytes | Exception] = {}
        if worth_it and can_fork():
            self._begin(cores() - 1)

    def results(self) -> Iterator[bytes]:
        """The results in the order of the tasks.

        Raises:
            Exception: whatever the function raised, in place of its result.
        """
        if not self._processes:
            yield from map(self._function, self._tasks)
            return
        more = True
        for number in range(len(self._tasks)):
            while number not in self._done:
                self._receive(until_some=not more)
                if number in self._done:
                    break
                own = self._next()
                more = own is not None
                if own is not None:
                    self._done[own] = _result(self._function, self._tasks[own])
                elif not self._coming:
                    # Its process was lost.
                    self._done[number] = _result(self._function, self._tasks[number])
            done = self._done.pop(number)
            if isinstance(done, Exception):
                raise done
            yield done

    def close(self) -> None:
        """End the processes, whatever they are at."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join()
        for connection in self._coming:
            connection.close()
        self._processes, self._coming = [], []

    def _begin(self, others: int) -> None:
        fork = multiprocessing.get_context("fork")
        self._taken = fork.Value("L", 0)
        frozen = gc.get_freeze_count()
        # What is there before the fork will not become garbage, and looking at it would copy its pages.
        gc.freeze()
        try:
            for _ in range(others):
                here, there = fork.Pipe(duplex=False)
                # Enough for a result, so that it is read at one go.
                with suppress(AttributeError, OSError):
                    fcntl.fcntl(there.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)
                # Whoever goes without the results does not wait for the processes.
                process = fork.Process(target=self._work, args=(here, there), daemon=True)
                process.start()
                there.close()
                self._processes.append(process)
                self._coming.append(here)
        finally:
            if not frozen:
                gc.unfreeze()

    def _next(self) -> int | None:
        """The number of a task that nobody has taken yet."""
        with self._taken.get_lock():
            number: int = self._taken.value
            self._taken.value = number + 1
        return number if number < len(self._tasks) else None

    def _receive(self, *, until_some: bool) -> None:
        """Take what other processes have done; wait for the next of it, where there is nothing else to do."""
        for connection in wait(self._coming, None if until_some else 0):
            assert isinstance(connection, Connection)
            try:
                number, done = pickle.loads(connection.recv_bytes())
            except (EOFError, OSError):
                self._coming.remove(connection)
                connection.close()
                continue
            self._done[number] = done

    def _work(self, here: Connection, there: Connection) -> None:
        """What another process does."""
        here.close()
        pile = _Pile(there)
        while (number := self._next()) is not None:
            pile.add(pickle.dumps((number, _result(self._function, self._tasks[number]))))
        pile.close()


class _Pile:
    """Results on their way to another process, which takes them when it comes to it."""

    def __init__(self, there: Connection) -> None:
        self._there = there
        self._changed = threading.Condition()
        self._results: deque[bytes] = deque()
        self._bytes = 0
        self._sender = threading.Thread(target=self._send, daemon=True)
        self._sender.start()

    def add(self, result: bytes) -> None:
        """Add a result; wait where too many wait."""
        with self._changed:
            self._changed.wait_for(lambda: self._bytes < _PILE)
            self._results.append(result)
            self._bytes += len(result)
            self._changed.notify()

    def close(self) -> None:
        """Wait until all are taken."""
        self.add(b"")
        self._sender.join()

    def _send(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._results)
                result = self._results.popleft()
            if not result:
                return
            # Where nobody takes any, the process is about to be ended.
            with suppress(OSError):
                self._there.send_bytes(result)
            with self._changed:
                self._bytes -= len(result)
                self._changed.notify()


def _result(function: Callable[[T], bytes], task: T) -> bytes | Exception:
    try:
        return function(task)
    except Exception as error:
        return error
