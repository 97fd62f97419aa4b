"""Stages: pure functions, whose results are looked up in the page cache or made in the process pool.

A stage is declared: a name, a function, and the types of what goes in and out. `Build` does the rest. The
encoded inputs are the key of a result in the cache, and they are what is sent to another process.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct

from paper_digest.build.cache import Cache
from paper_digest.build.pool import Pool, Task

T = TypeVar("T")
R = TypeVar("R")

_KEY_BYTES = 16
# Fewer items are sooner made in this process than sent to another.
_WORTH_A_PROCESS = 4
_STREAMED_AT_ONCE = 256
_WRITTEN_AT_ONCE = 4 << 20


def nothing(*_shared: Any) -> None:
    """What `Stage.prepare` makes where a function needs its item alone."""


class Stage(Struct, Generic[T, R], frozen=True):
    """A pure function of an item and of what all items share.

    Attributes:
        name: an identifier; the name of its table in the cache.
        function: of a module; called with an item and with what `prepare` made.
        item: the type of an item, of types that msgspec encodes and decodes.
        result: the type of a result, likewise.
        shared: the types of what all items share.
        prepare: of a module; makes what the function needs of the shared values, such as a compiled search.
            Called once in each process.
        at_once: items that a task takes; 1 where a single item is worth a process.
    """

    name: str
    function: Callable[[T, Any], R]
    item: Any
    result: Any
    shared: tuple[Any, ...] = ()
    prepare: Callable[..., Any] = nothing
    at_once: int = 8


class Build:
    """Runs the stages of one build.

    Attributes:
        pool: does the work.
    """

    def __init__(self, cache: Cache, pool: Pool, salt: bytes = b"", *, in_memory: bool = False) -> None:
        """Begin.

        Args:
            cache: where results outlive the build.
            pool: does the work.
            salt: what every result depends on, such as the version of the code.
            in_memory: whether results are also held as objects, for the next build of this process.
        """
        self.pool = pool
        self.cache = cache
        self.salt = salt
        # A stage may be begun in parts: what a build has used of it is known at the end.
        self._used: defaultdict[str, set[bytes]] = defaultdict(set)
        self._memory: dict[str, dict[bytes, Any]] | None = {} if in_memory else None
        self._folder = tempfile.TemporaryDirectory(prefix="paper-digest-", ignore_cleanup_errors=True)

    def is_for(self, folder: Path | None) -> bool:
        """Whether its cache is in a folder."""
        return self.cache.folder == folder

    def begin(self, stage: Stage[T, R], items: Sequence[T], *shared: Any) -> Results[R]:
        """Begin to make the results of a stage, as far as they are not known.

        Args:
            stage: the stage.
            items: what results are made of.
            *shared: what all items share, of the types that the stage declares.

        Returns:
            The results, in the order of the items.
        """
        common = encode(shared)
        results = Results(stage, self, self._keys(stage, items, common))
        keys = results.keys
        unknown = {key: item for key, item in zip(keys, items, strict=True) if not results.knows(key)}
        if unknown:
            results.make(unknown, self._shared_file(common) if stage.shared else "")
        return results

    def stream(self, stage: Stage[T, R], items: Sequence[T], *shared: Any) -> Iterator[R]:
        """Begin to make the results of a stage; no more than some hundred are held at a time."""
        parts = [items[at : at + _STREAMED_AT_ONCE] for at in range(0, len(items), _STREAMED_AT_ONCE)]
        coming = deque(self.begin(stage, part, *shared) for part in parts[:2])

        def results() -> Iterator[R]:
            for part in [*parts[2:], None, None]:
                if coming:
                    yield from coming.popleft()
                if part:
                    coming.append(self.begin(stage, part, *shared))

        return results()

    def keys(self, stage: Stage[T, R], items: Sequence[T], *shared: Any) -> list[bytes]:
        """The key of each item's result: equal where all that the result is made of is equal."""
        return self._keys(stage, items, encode(shared))

    def _keys(self, stage: Stage[T, R], items: Sequence[T], common: bytes) -> list[bytes]:
        keys = [fingerprint(self.salt, stage.name, common, item) for item in items]
        self._used[stage.name].update(keys)
        return keys

    def drop_unused(self) -> None:
        """Let the cache drop results of other builds, where they outnumber those of this one by far."""
        for name, keys in self._used.items():
            self.cache.write(name, {}, keys)
        self._used.clear()

    def memory_of(self, stage: Stage[Any, R]) -> dict[bytes, R] | None:
        """The results of a stage that are held as objects, by key; None where none are."""
        return None if self._memory is None else self._memory.setdefault(stage.name, {})

    def close(self) -> None:
        """End the pool's processes and remove temporary files."""
        self.pool.close()
        self._folder.cleanup()

    def _shared_file(self, common: bytes) -> str:
        """A file with what items share, so that it is sent to each process once instead of with each task."""
        path = Path(self._folder.name, fingerprint(common).hex())
        if not path.exists():
            path.write_bytes(common)
        return str(path)


class Results(Generic[R]):
    """The results of a stage, in the order of its items. They are taken once.

    Attributes:
        keys: the key of each item's result.
    """

    def __init__(self, stage: Stage[Any, R], build: Build, keys: list[bytes]) -> None:
        """Look up what is known."""
        self.keys = keys
        self._stage = stage
        self._build = build
        self._memory = build.memory_of(stage)
        wanted = [key for key in keys if not self._memory or key not in self._memory]
        self._encoded = build.cache.read(stage.name, wanted)
        self._tasks: deque[tuple[list[bytes], Task[list[bytes]]]] = deque()
        self._new: dict[bytes, bytes] = {}

    def knows(self, key: bytes) -> bool:
        """Whether a result need not be made."""
        return key in self._encoded or bool(self._memory and key in self._memory)

    def make(self, items: dict[bytes, Any], shared: str) -> None:
        """Begin to make results.

        Args:
            items: by key of their results.
            shared: path of a file with what items share, "" for none.
        """
        stage, pool = self._stage, self._build.pool
        keys = list(items)
        size = stage.at_once
        begin = pool.begin if size == 1 or len(items) >= _WORTH_A_PROCESS else pool.postpone
        chunks = [keys[at : at + size] for at in range(0, len(keys), size)]
        tasks = [
            (chunk, begin(_make, stage, shared, _Items([items[key] for key in chunk], stage.item)))
            for chunk in chunks
        ]
        self._tasks.extend(tasks)

    def __iter__(self) -> Iterator[R]:
        """The results, each as soon as it is there; they are let go of as they are given."""
        left = Counter(self.keys)
        held: dict[bytes, R] = {}
        for key in self.keys:
            left[key] -= 1
            value = held.get(key) if self._memory is None else held.get(key, self._memory.get(key))
            if value is None:
                value = self._decoded(key)
            if left[key] or self._memory is not None:
                held[key] = value
            yield value
        if self._memory is not None:
            self._memory.clear()
            self._memory.update(held)
        self._save()

    def _decoded(self, key: bytes) -> R:
        while key not in self._encoded:
            self._take_task()
        value: R = decoder(self._stage.result).decode(self._encoded.pop(key))
        return value

    def all(self) -> list[R]:
        """Wait for all results."""
        return list(self)

    def only(self) -> R:
        """Wait for the one result of a stage of the whole site."""
        (result,) = self
        return result

    def _take_task(self) -> None:
        keys, task = self._tasks.popleft()
        made = dict(zip(keys, task.result(), strict=True))
        self._encoded |= made
        self._new |= made
        if sum(map(len, self._new.values())) > _WRITTEN_AT_ONCE:
            self._save()

    def _save(self) -> None:
        if self._new:
            self._build.cache.write(self._stage.name, self._new)
            self._new = {}


class _Items:
    """Items on their way to another process: encoded when they are sent, and not before."""

    def __init__(self, items: list[Any], kind: Any) -> None:
        self.items = items
        self._kind = kind

    def __reduce__(self) -> tuple[Any, ...]:
        return _received, (encode(self.items), self._kind)


def _received(encoded: bytes, kind: Any) -> _Items:
    return _Items(decoder(list[kind]).decode(encoded), kind)


def _make(stage: Stage[Any, Any], shared: str, items: _Items) -> list[bytes]:
    """Make results, in whichever process."""
    context = _context(stage, shared)
    return [encode(stage.function(item, context)) for item in items.items]


@lru_cache(maxsize=8)
def _context(stage: Stage[Any, Any], shared: str) -> Any:
    if not shared:
        return stage.prepare()
    return stage.prepare(*decoder(tuple[stage.shared]).decode(Path(shared).read_bytes()))  # type: ignore[name-defined]


@cache
def decoder(kind: Any) -> msgspec.msgpack.Decoder[Any]:
    """The decoder of a type; makes `UnicodeDecodeError` and `msgspec.DecodeError` of other bytes."""
    return msgspec.msgpack.Decoder(kind)


def encode(value: Any) -> bytes:
    """A value as bytes: MessagePack, mappings in their own order."""
    return _ENCODER.encode(value)


def fingerprint(*parts: Any) -> bytes:
    """A hash of values that tells any two of them apart, whichever build makes it: 16 bytes."""
    return hashlib.blake2b(_ENCODER.encode(parts), digest_size=_KEY_BYTES).digest()


def _plain(value: Any) -> Any:
    if isinstance(value, MappingProxyType):
        return dict(value)
    raise NotImplementedError(f"A {type(value).__name__} can be no part of a stage's input or result.")


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_plain)
