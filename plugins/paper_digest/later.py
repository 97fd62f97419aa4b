"""Values that wait until somebody asks for them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Later(Generic[T]):
    """A value that is made once, when it is first asked for. Threads may share it."""

    def __init__(self, make: Callable[[], T]) -> None:
        """Note how it is made; what that holds is let go of afterwards."""
        self._lock = threading.Lock()
        self._make: Callable[[], T] | None = make

    def __call__(self) -> T:
        """The value."""
        with self._lock:
            if self._make:
                self._value = self._make()
                self._make = None
            return self._value

    def __eq__(self, other: object) -> bool:
        """Whether it is the same value as another one's."""
        return isinstance(other, Later) and bool(self() == other())

    __hash__ = None  # type: ignore[assignment]
