"""The papers to name beside each paper."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType
from typing import overload

from msgspec import Struct

from paper_digest.glossary import Glossary
from paper_digest.later import Later
from paper_digest.model import Paper
from paper_digest.related.bridge import Bridge
from paper_digest.topics import Assignment
from paper_digest.workers import aside

COUNT = 5
"""Papers that are named beside one."""

_TOPIC = 2
"""How often a topic stands in a title."""


Text = tuple[str, str]
"""What a paper is compared by: its title and its abstract."""


def related_papers(
    papers: Sequence[Paper], assignments: Mapping[str, tuple[Assignment, ...]], glossary: Glossary
) -> Mapping[str, Sequence[Paper]]:
    """Find the papers that are nearest to each.

    Args:
        papers: the corpus, newest first.
        assignments: topics of each paper by paper id, the main one first.
        glossary: terms that say the same in both languages.

    Returns:
        For each paper id up to `COUNT` papers, the nearest first, never the paper itself; as many as
        there are others. Where texts have too little in common, neighbours in time follow, those of
        the same topic before others.
    """
    found = nearest_texts(texts_of(papers, assignments, Bridge(glossary)))
    return found_when_asked(papers, assignments, lambda: found().others.__getitem__)


def found_when_asked(
    papers: Sequence[Paper],
    assignments: Mapping[str, tuple[Assignment, ...]],
    begin: Callable[[], Callable[[int], tuple[int, ...]]],
) -> Mapping[str, Sequence[Paper]]:
    """What `related_papers` gives, with nothing done before somebody asks for one of them.

    Args:
        papers: the corpus, newest first.
        assignments: topics of each paper by paper id, the main one first.
        begin: gives what tells the numbers of the papers nearest by text to a paper of a number, the nearest
            first; called once at most.
    """
    search = _Search(papers, assignments, begin)
    return MappingProxyType({paper.id: Related(search, at) for at, paper in enumerate(papers)})


class Related(Sequence[Paper]):
    """Papers related to one; they are found as somebody looks at them."""

    __slots__ = ("_at", "_search")

    def __init__(self, search: _Search, at: int) -> None:
        """Note where to look."""
        self._search = search
        self._at = at

    @overload
    def __getitem__(self, index: int) -> Paper: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Paper]: ...
    def __getitem__(self, index: int | slice) -> Paper | Sequence[Paper]:
        """One of them, or some."""
        return self._search.of(self._at)[index]

    def __iter__(self) -> Iterator[Paper]:
        """All of them, the nearest first."""
        return iter(self._search.of(self._at))

    def __len__(self) -> int:
        """How many there are."""
        return len(self._search.of(self._at))

    def __eq__(self, other: object) -> bool:
        """Whether they are those of another sequence."""
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]


class _Search:
    """Finds related papers on demand. Threads may share it."""

    def __init__(
        self,
        papers: Sequence[Paper],
        assignments: Mapping[str, tuple[Assignment, ...]],
        begin: Callable[[], Callable[[int], tuple[int, ...]]],
    ) -> None:
        self._papers = papers
        self._lock = threading.Lock()
        self._near = Later(begin)
        self._fill = Later(lambda: _Neighbours(papers, assignments))

    def of(self, at: int) -> tuple[Paper, ...]:
        """The papers related to one, by its number."""
        with self._lock:
            found = self._near()(at)
            if len(found) < COUNT:
                found = self._fill().up(at, found)
            return tuple([self._papers[other] for other in found])


def is_in_one_language(paper: Paper) -> bool:
    """Whether what a paper is compared by depends on what terms are called in the other language."""
    title, abstract = paper.title, paper.abstract
    return bool(title.en or abstract.en) is not bool(title.zh or abstract.zh)


def texts_of(
    papers: Iterable[Paper], assignments: Mapping[str, tuple[Assignment, ...]], bridge: Bridge
) -> Iterator[Text]:
    """What papers are compared by: titles and abstracts, both languages in one text.

    A paper in one language alone says its terms in the other too, so that it finds papers in that one.
    Topics are words of the title.
    """
    for paper in papers:
        title, abstract = paper.title, paper.abstract
        named, told = f"{title.en}\n{title.zh}", f"{abstract.en}\n{abstract.zh}"
        if is_in_one_language(paper):
            named, told = bridge.over(named), bridge.over(told)
        for assignment in assignments.get(paper.id, ()):
            named += f"\ntopic{assignment.topic.replace('-', '')}" * _TOPIC
        yield named, told


class Nearest(Struct, frozen=True):
    """The nearest of each text.

    Attributes:
        others: for each text the numbers of the nearest others, at most `COUNT`, the nearest first.
        made: the features of texts of which none were known, by number; each follows from its text alone.
    """

    others: Sequence[tuple[int, ...]]
    made: Mapping[int, bytes]


Comparison = tuple[Mapping[int, Text], Mapping[int, bytes]]
"""What texts are to be compared: those of which no features are known, and the features of all others."""


def nearest_texts(
    texts: Iterable[Text | None],
    known: Mapping[int, bytes] = MappingProxyType({}),
    begin: Callable[[Comparison], Callable[[], Nearest]] | None = None,
) -> Callable[[], Nearest]:
    """Begin to find the nearest others of each text, in another process where that can be.

    Args:
        texts: what papers are compared by; papers near in time stand near each other. Those whose
            features are known may be left out.
        known: features of some texts, by number, that were made before.
        begin: begins with `compare`; None for a process that is begun now.

    Returns:
        A function to call once, which waits for the result.
    """
    unknown = {number: text for number, text in enumerate(texts) if text and number not in known}
    task = (unknown, dict(known))
    return begin(task) if begin else aside(compare, task)


def nearest_one_by_one(features: Sequence[bytes]) -> Callable[[int], tuple[int, ...]]:
    """What finds the nearest others of some texts only, in this process; as `nearest_texts` would.

    Args:
        features: of all texts, see `features_made`.
    """
    from paper_digest.related.nearest import nearest_to

    return nearest_to(features, COUNT)


def compare(task: Comparison) -> Nearest:
    """Find the nearest others of each text."""
    # Here and not above: loaded in a process of its own, the library leaves neither its memory nor its
    # threads behind, beside which no other process could be forked.
    from paper_digest.related.nearest import nearest

    texts, known = task
    made = features_made(texts)
    features = {**known, **made}
    return Nearest(nearest([features[number] for number in range(len(features))], COUNT), made)


def get_ready() -> None:
    """Load what `compare` needs, ahead of it."""
    import paper_digest.related.nearest  # noqa: F401


def features_made(texts: Mapping[int, Text]) -> dict[int, bytes]:
    """The features of texts, by the same numbers."""
    from paper_digest.related.features import features_of

    return dict(zip(texts, features_of(list(texts.values())), strict=True))


class _Neighbours:
    """Whom to name where texts tell of too few."""

    def __init__(self, papers: Sequence[Paper], assignments: Mapping[str, tuple[Assignment, ...]]) -> None:
        self._total = len(papers)
        main = [next((a.topic for a in assignments.get(paper.id, ())), "") for paper in papers]
        self._of_topic: dict[str, list[int]] = {}
        self._place: list[tuple[str, int]] = []
        for at, topic in enumerate(main):
            group = self._of_topic.setdefault(topic, [])
            self._place.append((topic, len(group)))
            group.append(at)

    def up(self, at: int, found: tuple[int, ...]) -> tuple[int, ...]:
        """Add neighbours to what was found until there are `COUNT`, or all."""
        topic, place = self._place[at]
        group = self._of_topic[topic]
        near = (group[other] for other in _around(place, len(group)))
        candidates = dict.fromkeys(
            (*found, *islice(near, COUNT + len(found)), *islice(_around(at, self._total), 2 * COUNT))
        )
        return tuple(candidates)[:COUNT]


def _around(at: int, total: int) -> Iterator[int]:
    """The numbers below `total` by their distance to one, without it; of two the lower first."""
    for distance in range(1, total):
        yield from (other for other in (at - distance, at + distance) if 0 <= other < total)
