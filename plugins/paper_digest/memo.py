"""Results of pure functions, remembered from one build to the next by what they were made from.

A memo knows nothing of files; where results are kept is a `Store`'s business.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from paper_digest.workers import CHUNK, WORTH_IT, in_order

S = TypeVar("S")
T = TypeVar("T")

_KEY_BYTES = 16


class Store(Protocol):
    """Where encoded results outlive a build, in stages by name. It may forget any of them at any time."""

    def read(self, stage: str, keys: Collection[bytes]) -> Mapping[bytes, bytes]:
        """Those of some results that are kept, by key."""
        ...

    def write(self, stage: str, new: Mapping[bytes, bytes], used: Collection[bytes] | None) -> None:
        """Keep new results; others than those used may be forgotten, if it is told which are."""
        ...


class Shelf(Generic[T]):
    """The results of one stage.

    Attributes:
        lasting: whether results are held for a next build in this process.
    """

    def __init__(self, stage: str, kind: Any, store: Store | None, salt: bytes) -> None:
        """Begin with what the store has.

        Args:
            stage: the stage's name, an identifier.
            kind: the type of its results, made of types that msgspec decodes: dataclasses, tuples, text.
            store: where results are kept; None where they last as long as the memo.
            salt: what every result depends on beside its own key.
        """
        self._stage = stage
        self._store = store
        self._salt = salt
        self.lasting = True
        self._decoder = msgspec.msgpack.Decoder(kind)
        self._live: dict[bytes, T] = {}

    def key(self, *parts: Any) -> bytes:
        """The key of a result that is made from some values and nothing else."""
        return fingerprint(self._stage, self._salt, *parts)

    def recall(
        self,
        items: Sequence[S],
        keys: Sequence[bytes],
        make: Callable[[S], T],
        *,
        least: int = WORTH_IT,
        chunk: int = CHUNK,
    ) -> list[T]:
        """The results of all items, of which those that nobody remembers are made, on all cores.

        Args:
            items: what results are made from; all that the site has of them, so that others are forgotten.
            keys: each item's key, as `Shelf.key` makes it.
            make: makes the result of an item.
            least: with fewer items to make, processes do not pay.
            chunk: how many items a process takes at a time.

        Returns:
            A result for each item, in order.
        """
        known = self.known(keys)
        missing = {key: item for key, item in zip(keys, items, strict=True) if key not in known}
        # Encoded where they are made: that is how they are kept, and the fastest way out of a process.
        made = in_order(lambda item: encode(make(item)), list(missing.values()), least=least, chunk=chunk)
        results = self.take(known, dict(zip(missing, made, strict=True)))
        return [results[key] for key in keys]

    def known(self, keys: Collection[bytes]) -> dict[bytes, T]:
        """Those of some results that are remembered, by key."""
        known = {one: self._live[one] for one in keys if one in self._live}
        if self._store and len(known) < len(keys):
            stored = self._store.read(self._stage, {one for one in keys if one not in known})
            decoded = map(self._decoded, stored.items())
            known.update((one, value) for one, value in decoded if value is not None)
        return known

    def remember(self, results: Mapping[bytes, T], new: Collection[bytes]) -> None:
        """Remember all results of this build by key, and no others, of which some are new."""
        self._settle(results, {one: encode(results[one]) for one in new} if self._store else {})

    def take(self, known: dict[bytes, T], new: Mapping[bytes, bytes]) -> dict[bytes, T]:
        """All results of this build by key: those that were known, and new ones that come encoded."""
        known.update((one, self._decoder.decode(value)) for one, value in new.items())
        self._settle(known, new)
        return known

    def _settle(self, results: Mapping[bytes, T], new: Mapping[bytes, bytes]) -> None:
        self._live = dict(results) if self.lasting else {}
        if self._store and new:
            self._store.write(self._stage, new, results.keys())

    def stored(self, keys: Collection[bytes]) -> dict[bytes, T]:
        """Those of some results that are kept in the store, by key; they are not held in memory."""
        encoded = self._store.read(self._stage, keys) if self._store else {}
        decoded = map(self._decoded, encoded.items())
        return {key: value for key, value in decoded if value is not None}

    def keep(self, new: Mapping[bytes, bytes], used: Collection[bytes] | None = None) -> None:
        """Keep results that were encoded elsewhere; with `used`, others may be forgotten."""
        if self._store and (new or used):
            self._store.write(self._stage, new, used)

    def _decoded(self, stored: tuple[bytes, bytes]) -> tuple[bytes, T | None]:
        """A result from its bytes, None where they are none of its type."""
        try:
            return stored[0], self._decoder.decode(stored[1])
        except (msgspec.DecodeError, UnicodeDecodeError):
            return stored[0], None


class Keys(Collection[bytes]):
    """Keys as `Shelf.key` makes them, in a tenth of the memory of a set."""

    def __init__(self) -> None:
        """Begin with none."""
        self._joined = bytearray()

    def add(self, key: bytes) -> None:
        """Add a key, which should not be there yet."""
        self._joined += key

    def __len__(self) -> int:
        """How many were added."""
        return len(self._joined) // _KEY_BYTES

    def __iter__(self) -> Iterator[bytes]:
        """All of them, in the order in which they were added."""
        for at in range(0, len(self._joined), _KEY_BYTES):
            yield bytes(self._joined[at : at + _KEY_BYTES])

    def __contains__(self, key: object) -> bool:
        """Whether a key was added; looks through all."""
        return any(key == own for own in self)


class Memo:
    """The results of all stages.

    Attributes:
        store: where they are kept; None where they last as long as the memo.
        salt: what every result depends on.
        lasting: whether another build may follow in this process; results are held in memory for it.
    """

    def __init__(self, store: Store | None = None, salt: bytes = b"") -> None:
        """Begin.

        Args:
            store: where results are kept; None to remember only while the memo lives.
            salt: what every result depends on, such as the version of the code that makes them.
        """
        self.store = store
        self.salt = salt
        self.lasting = True
        self._shelves: dict[str, Shelf[Any]] = {}
        self._same: dict[str, tuple[tuple[Any, ...], Any]] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process with what is kept in the store alone."""
        return Memo, (self.store, self.salt)

    def shelf(self, stage: str, kind: Any) -> Shelf[Any]:
        """The results of a stage, the same at every call; see `Shelf`."""
        if stage not in self._shelves:
            self._shelves[stage] = Shelf(stage, kind, self.store, self.salt)
        shelf = self._shelves[stage]
        shelf.lasting = self.lasting
        return shelf

    def same(self, name: str, make: Callable[[], T], *parts: Any) -> T:
        """What the build before made of equal values, else what is made of these now.

        Args:
            name: what is made; the same name always stands for the same function.
            make: makes it, of nothing but the parts.
            parts: immutable values. Those that are the very objects of the build before are seen at once to
                be equal, and so are their parts.
        """
        before = self._same.get(name)
        if before and before[0] == parts:
            made: T = before[1]
            return made
        made = make()
        if self.lasting:
            self._same[name] = (parts, made)
        return made


def encode(value: Any) -> bytes:
    """A value as bytes: MessagePack, mappings in their own order."""
    return _ENCODER.encode(value)


def fingerprint(*parts: Any) -> bytes:
    """A hash of values that tells any two of them apart, whichever build makes it: 16 bytes."""
    return hashlib.blake2b(_ENCODER.encode(parts), digest_size=_KEY_BYTES).digest()


def _plain(value: Any) -> Any:
    if isinstance(value, MappingProxyType):
        return dict(value)
    raise NotImplementedError(f"No part of a key or result may be a {type(value).__name__}.")


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_plain)
