"""A function's result from a process of its own, beside threads that a fork would not survive."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

R = TypeVar("R")


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
    # Nobody may be waiting any more.
    with suppress(OSError):
        sending.send(answer)
