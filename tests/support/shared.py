"""What is made once in a run of the tests, whichever of its processes needs it first."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, TypeVar

from filelock import FileLock

Made = TypeVar("Made")
Make = Callable[[Path], Made]


class Shared:
    """Values that processes share through a folder; the first that asks for one makes it, the others wait."""

    def __init__(self, folder: Path) -> None:
        """Begin.

        Args:
            folder: of this run alone, the same in every process of it; is made.
        """
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._known: dict[str, Any] = {}

    def get(self, key: object, make: Make[Made]) -> Made:
        """The value of a key.

        Args:
            key: names it, by its `repr`.
            make: makes it, given a fresh folder for files that it needs; what it returns can be pickled.
        """
        name = sha256(repr(key).encode()).hexdigest()[:16]
        if name not in self._known:
            self._known[name] = self._shared(name, make)
        made: Made = self._known[name]
        return made

    def _shared(self, name: str, make: Make[Any]) -> Any:
        kept = self._folder / f"{name}.pickle"
        with FileLock(self._folder / f"{name}.lock"):
            if not kept.exists():
                made = make(Path(mkdtemp(prefix=f"{name}-", dir=self._folder)))
                kept.write_bytes(pickle.dumps(made))
            return pickle.loads(kept.read_bytes())
