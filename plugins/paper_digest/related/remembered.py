"""Related papers by what earlier builds found in the papers' texts."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from types import MappingProxyType

from paper_digest.glossary import Glossary
from paper_digest.groups import Group
from paper_digest.memo import Memo, Shelf, fingerprint
from paper_digest.model import Paper
from paper_digest.related.bridge import Bridge
from paper_digest.related.papers import (
    COUNT,
    Comparison,
    Nearest,
    Text,
    features_made,
    found_when_asked,
    is_in_one_language,
    nearest_one_by_one,
    nearest_texts,
    texts_of,
)
from paper_digest.topics import Assignment


class Features:
    """The features of papers' texts, by which papers are compared, as far as they are remembered."""

    def __init__(
        self,
        groups: Sequence[Group],
        assignments: Mapping[str, tuple[Assignment, ...]],
        glossary: Glossary,
        memo: Memo,
        made: Mapping[int, tuple[bytes, ...]] = MappingProxyType({}),
    ) -> None:
        """Look for what is remembered.

        Args:
            groups: the papers of the corpus.
            assignments: topics of each paper by paper id, the main one first.
            glossary: terms that say the same in both languages.
            memo: remembers the features of texts.
            made: what `features_ahead` has made, by the number of the group.
        """
        self.papers = [paper for group in groups for paper in group.papers]
        self.assignments = assignments
        self._groups = groups
        self._bridge = Bridge(glossary)
        self._shelf = _shelf(memo)
        terms = memo.same("names", lambda: fingerprint(glossary.terms), glossary)
        self._keys = [_key(self._shelf, group, assignments, terms) for group in groups]
        self._known = self._shelf.known(self._keys)
        new = {self._keys[number]: own for number, own in made.items()}
        if new:
            self._known |= new
            self._shelf.remember(self._known, new)

    @property
    def missing(self) -> int:
        """Of how many groups nothing is remembered."""
        return len(set(self._keys)) - len(self._known)

    def make(self, *, least: int, chunk: int) -> None:
        """Make those of all groups that are missing, on all cores; see `Shelf.recall`."""
        made = self._shelf.recall(self._groups, self._keys, self._of_group, least=least, chunk=chunk)
        self._known = dict(zip(self._keys, made, strict=True))

    def known(self) -> dict[int, bytes]:
        """Those that are remembered, by the number of the paper."""
        features: dict[int, bytes] = {}
        at = 0
        for key, group in zip(self._keys, self._groups, strict=True):
            features.update(enumerate(self._known.get(key, ()), start=at))
            at += len(group.papers)
        return features

    def texts(self) -> Iterator[Text | None]:
        """What each paper is compared by, None where its features are remembered."""
        for key, group in zip(self._keys, self._groups, strict=True):
            if key in self._known:
                yield from [None] * len(group.papers)
            else:
                yield from texts_of(group.papers, self.assignments, self._bridge)

    def keep(self, made: Mapping[int, bytes]) -> None:
        """Remember what was made of papers of which nothing was remembered, by their numbers."""
        new: dict[bytes, tuple[bytes, ...]] = {}
        at = 0
        for key, group in zip(self._keys, self._groups, strict=True):
            end = at + len(group.papers)
            if key not in self._known:
                new[key] = tuple(made[number] for number in range(at, end))
            at = end
        self._known |= new
        self._shelf.remember(self._known, new)

    def _of_group(self, group: Group) -> tuple[bytes, ...]:
        return _made(group, self.assignments, self._bridge)


def features_ahead(
    group: Group, assignments: Mapping[str, tuple[Assignment, ...]], memo: Memo
) -> tuple[bytes, ...]:
    """The features of papers, before there is a glossary; for any process but that of the build.

    Args:
        group: the papers.
        assignments: topics of each paper by paper id, the main one first.
        memo: remembers the features of texts.

    Returns:
        The features of each paper; () where they are remembered, or need what terms are in both languages.
    """
    shelf = _shelf(memo)
    if any(map(is_in_one_language, group.papers)) or shelf.stored([_key(shelf, group, assignments, b"")]):
        return ()
    return _made(group, assignments, Bridge(Glossary()))


def _shelf(memo: Memo) -> Shelf[tuple[bytes, ...]]:
    return memo.shelf("features", tuple[bytes, ...])


def _key(
    shelf: Shelf[tuple[bytes, ...]],
    group: Group,
    assignments: Mapping[str, tuple[Assignment, ...]],
    terms: bytes,
) -> bytes:
    topics = [[assigned.topic for assigned in assignments.get(paper.id, ())] for paper in group.papers]
    return shelf.key(group.texts, topics, terms if any(map(is_in_one_language, group.papers)) else b"")


def _made(
    group: Group, assignments: Mapping[str, tuple[Assignment, ...]], bridge: Bridge
) -> tuple[bytes, ...]:
    texts = texts_of(group.papers, assignments, bridge)
    return tuple(features_made(dict(enumerate(texts))).values())


def begin_related(
    features: Features,
    begin: Callable[[Comparison], Callable[[], Nearest]] | None = None,
    *,
    on_demand: bool = False,
) -> Mapping[str, Sequence[Paper]]:
    """Begin to find related papers beside other work; who looks at them first waits for all of them.

    Args:
        features: of the papers' texts.
        begin: begins with `compare`; see `nearest_texts`.
        on_demand: whether each is found once somebody looks at it instead, as few will be.

    Returns:
        What `related_papers` gives.
    """
    near = _one_by_one(features) if on_demand else _all_at_once(features, begin)
    return found_when_asked(features.papers, features.assignments, near)


def _one_by_one(features: Features) -> Callable[[], Callable[[int], tuple[int, ...]]]:
    def begin() -> Callable[[int], tuple[int, ...]]:
        features.keep(features_made({n: text for n, text in enumerate(features.texts()) if text}))
        known = features.known()
        return nearest_one_by_one([known[number] for number in range(len(known))])

    return begin


def _all_at_once(
    features: Features, begin_comparing: Callable[[Comparison], Callable[[], Nearest]] | None
) -> Callable[[], Callable[[int], tuple[int, ...]]]:
    if len(features.papers) < 2:
        return lambda: lambda _: ()
    wait = nearest_texts(features.texts(), features.known(), begin_comparing)

    def begin() -> Callable[[int], tuple[int, ...]]:
        found = wait()
        if found.made:
            features.keep(found.made)
        return _packed(found.others)

    return begin


def _packed(others: Sequence[tuple[int, ...]]) -> Callable[[int], tuple[int, ...]]:
    """What tells the numbers of the others of each paper, in a tenth of the memory of tuples."""
    absent = (-1,) * COUNT
    numbers = array("i", chain.from_iterable((*own, *absent[len(own) :]) for own in others))
    return lambda at: tuple(number for number in numbers[at * COUNT : (at + 1) * COUNT] if number >= 0)
