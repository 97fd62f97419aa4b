"""The papers to name beside each paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

from paper_digest.glossary import Glossary
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
) -> Mapping[str, tuple[Paper, ...]]:
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
    return filled_up(papers, assignments, nearest_texts(texts_of(papers, assignments, glossary))().others)


def filled_up(
    papers: Sequence[Paper],
    assignments: Mapping[str, tuple[Assignment, ...]],
    nearest: Sequence[tuple[int, ...]],
) -> Mapping[str, tuple[Paper, ...]]:
    """The related papers of each paper, once those nearest by text are known.

    Args:
        papers: the corpus, newest first.
        assignments: topics of each paper by paper id, the main one first.
        nearest: for each paper the numbers of the nearest others, the nearest first.
    """
    fill = _Neighbours(papers, assignments)
    return MappingProxyType(
        {
            paper.id: tuple(papers[other] for other in fill.up(at, found))
            for at, (paper, found) in enumerate(zip(papers, nearest, strict=True))
        }
    )


def texts_of(
    papers: Sequence[Paper], assignments: Mapping[str, tuple[Assignment, ...]], glossary: Glossary
) -> list[Text]:
    """What papers are compared by: titles and abstracts, both languages in one text.

    A paper in one language alone says its terms in the other too, so that it finds papers in that one.
    Topics are words of the title.
    """
    bridge = Bridge(glossary)
    texts = []
    for paper in papers:
        title, abstract = paper.title, paper.abstract
        named, told = f"{title.en}\n{title.zh}", f"{abstract.en}\n{abstract.zh}"
        if len({*title.languages, *abstract.languages}) == 1:
            named, told = bridge.over(named), bridge.over(told)
        for assignment in assignments.get(paper.id, ()):
            named += f"\ntopic{assignment.topic.replace('-', '')}" * _TOPIC
        texts.append((named, told))
    return texts


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest of each text.

    Attributes:
        others: for each text the numbers of the nearest others, at most `COUNT`, the nearest first.
        made: the features of texts of which none were known, by number; each follows from its text alone.
    """

    others: Sequence[tuple[int, ...]]
    made: Mapping[int, bytes]


def nearest_texts(
    texts: Sequence[Text], known: Mapping[int, bytes] = MappingProxyType({})
) -> Callable[[], Nearest]:
    """Begin to find the nearest others of each text; it takes nothing but the texts.

    Args:
        texts: what papers are compared by; papers near in time stand near each other.
        known: features of some texts, by number, that were made before.

    Returns:
        A function to call once, which waits for the result.
    """
    if len(texts) < 2:
        return lambda: Nearest([()] * len(texts), {})
    return aside(_nearest, (texts, known))


def _nearest(task: tuple[Sequence[Text], Mapping[int, bytes]]) -> Nearest:
    # Here and not above: loaded in a process of its own, the library leaves neither its memory nor its
    # threads behind, beside which no other process could be forked.
    from paper_digest.related.features import features_of
    from paper_digest.related.nearest import nearest

    texts, known = task
    unknown = [number for number in range(len(texts)) if number not in known]
    made = dict(zip(unknown, features_of([texts[number] for number in unknown]), strict=True))
    features = {**known, **made}
    return Nearest(nearest([features[number] for number in range(len(texts))], COUNT), made)


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
        if len(found) == COUNT:
            return found
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
