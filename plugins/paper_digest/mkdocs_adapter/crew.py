"""Processes that work through tasks while the build does something else, and then joins in."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from paper_digest.workers import can_fork, cores, held

T = TypeVar("T")
R = TypeVar("R")

PILE = 16 << 20
"""Bytes of results that a process holds while nobody takes them; then it waits."""

_PIPE = 1 << 20
_NUMBER = 4


class Crew(Generic[T, R]):
    """A function over many tasks. Processes begin with them at once; who takes results does some as well.

    As with `workers.in_order`, processes are forked, so that tasks need no copying. There is one for each
    core but this process's own: every process copies what it touches. Where none can be forked or it does
    not pay, tasks are done in this process as their results are taken.

    A `multiprocessing.Pool` would receive results in a thread, which has to wait for the interpreter's lock
    at each piece that it reads while this process computes, and the other processes with it.
    """

    def __init__(self, function: Callable[[T], R], tasks: Sequence[T], *, worth_it: bool) -> None:
        """Begin.

        Args:
            function: what it takes is not changed; its results can be pickled. A task may be done again
                where the process that had it was lost.
            tasks: what to apply it to.
            worth_it: whether there is enough to do for processes to pay.
        """
        self._function = function
        self._tasks = tasks
        self._processes: dict[Connection, Any] = {}
        self._numbers: int | None = None
        self._done: dict[int, tuple[Any, Exception | None]] = {}
        if worth_it and can_fork():
            self._begin(cores() - 1)

    def results(self) -> Iterator[R]:
        """The results in the order of the tasks.

        Raises:
            Exception: what the function raised for a task, where its result would come.
        """
        for number in range(len(self._tasks)):
            # Others' results are taken before each task of this process's own, or both would pile up.
            self._receive()
            while number not in self._done:
                if not self._processes:
                    self._do(number)
                elif (own := self._next()) is not None:
                    self._do(own)
                    self._receive()
                else:
                    self._receive(until_some=True)
            result, error = self._done.pop(number)
            if error:
                raise error
            yield result

    def close(self) -> None:
        """End the processes, whatever they are at."""
        processes, self._processes = self._processes, {}
        # Whoever is writing, and hears no signal, ends as nobody reads any more.
        for connection, process in processes.items():
            connection.close()
            process.terminate()
        for process in processes.values():
            process.join()
        if self._numbers is not None:
            os.close(self._numbers)
            self._numbers = None

    def _begin(self, others: int) -> None:
        fork = multiprocessing.get_context("fork")
        self._numbers = _numbers(len(self._tasks))
        with held():
            for _ in range(others):
                here, there = fork.Pipe(duplex=False)
                _widen(there.fileno())
                # Whoever goes without the results does not wait for the processes.
                process = fork.Process(target=self._work, args=(here, there), daemon=True)
                try:
                    process.start()
                except OSError:
                    # The system allows no more of them.
                    here.close()
                    break
                finally:
                    there.close()
                self._processes[here] = process

    def _next(self) -> int | None:
        """The number of a task that nobody has taken yet, which is taken now."""
        assert self._numbers is not None
        number = os.read(self._numbers, _NUMBER)
        return int.from_bytes(number, "little") if number else None

    def _do(self, number: int) -> None:
        self._done[number] = _outcome(self._function, self._tasks[number])

    def _receive(self, *, until_some: bool = False) -> None:
        """Take what other processes have done, perhaps waiting for the next of it."""
        for connection in wait(self._processes, None if until_some else 0):
            assert isinstance(connection, Connection)
            # With a process that was lost, all are gone.
            if connection not in self._processes:
                return
            try:
                number, *outcome = pickle.loads(connection.recv_bytes())
            except (EOFError, OSError):
                self._part_with(connection)
            # To read somebody's own error again may raise anything; who does the task here meets it itself.
            except Exception:
                self.close()
            else:
                self._done[number] = tuple(outcome)

    def _part_with(self, connection: Connection) -> None:
        """Let go of a process that has done its part; where it was lost, nobody knows which tasks with it.

        Then the others end too, and this process goes on alone: memory may have been short.
        """
        process = self._processes.pop(connection)
        connection.close()
        process.join()
        if process.exitcode:
            self.close()

    def _work(self, here: Connection, there: Connection) -> None:
        """What another process does."""
        # Only the process that takes results holds these ends now, so that its end is noticed.
        for connection in (here, *self._processes):
            connection.close()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        pile = _Pile(there)
        while not pile.unwanted and (number := self._next()) is not None:
            pile.add(pickle.dumps((number, *_outcome(self._function, self._tasks[number]))))
        pile.close()


class _Pile:
    """Results on their way to another process, which takes them when it comes to it.

    Attributes:
        unwanted: whether the other process is gone.
    """

    def __init__(self, there: Connection) -> None:
        self.unwanted = False
        self._there = there
        self._changed = threading.Condition()
        self._results: deque[bytes] = deque()
        self._bytes = 0
        self._sender = threading.Thread(target=self._send, daemon=True)
        self._sender.start()

    def add(self, result: bytes) -> None:
        """Add a result; wait where too many wait."""
        with self._changed:
            self._changed.wait_for(lambda: self._bytes < PILE or self.unwanted)
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
            try:
                self._there.send_bytes(result)
            except OSError:
                self.unwanted = True
            with self._changed:
                self._bytes -= len(result)
                self._changed.notify()


def _outcome(function: Callable[[T], R], task: T) -> tuple[R | None, Exception | None]:
    try:
        return function(task), None
    except Exception as error:
        return None, error


def _numbers(many: int) -> int:
    """A pipe from which every process takes the numbers of its tasks.

    Unlike a counter with a lock, it stays usable when a process is lost. What it has no room for is left to
    whoever takes results.
    """
    taking, giving = os.pipe()
    _widen(giving)
    os.set_blocking(giving, False)
    with suppress(BlockingIOError):
        for number in range(many):
            os.write(giving, number.to_bytes(_NUMBER, "little"))
    os.close(giving)
    return taking


def _widen(pipe: int) -> None:
    """Have a pipe hold a whole result, or all numbers, where the system can do that."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)
