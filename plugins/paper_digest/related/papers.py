"""The papers to name beside each paper.

numpy takes 30 MB and 0.1 s to load. The functions here that need it import it, so that only processes that
compare papers do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from paper_digest.model import Paper
from paper_digest.related.translate import Translator
from paper_digest.topics import Assignment

COUNT = 5
"""Papers that are named beside one."""

_TOPIC = 2
"""How often a topic stands in a title."""

Assignments = Mapping[str, tuple[Assignment, ...]]


def is_in_one_language(paper: Paper) -> bool:
    """Whether a paper is in one language alone; the features of all others need no glossary."""
    title, abstract = paper.title, paper.abstract
    return bool(title.en or abstract.en) is not bool(title.zh or abstract.zh)


def paper_features(
    papers: Sequence[Paper], topics: Sequence[tuple[Assignment, ...]], translator: Translator
) -> tuple[bytes, ...]:
    """Count what papers are compared by: words of titles and abstracts, both languages in one text.

    A paper in one language alone says its terms in the other too, so that it finds papers in that one.
    Topics are words of the title.

    Args:
        papers: some papers; the features of each depend on no other.
        topics: those of each paper.
        translator: says terms in the other language; only papers in one language need it.

    Returns:
        The features of each paper, see `features.features_of`.
    """
    from paper_digest.related.features import features_of

    texts = []
    for paper, own in zip(papers, topics, strict=True):
        title, abstract = (f"{both.en}\n{both.zh}" for both in (paper.title, paper.abstract))
        if is_in_one_language(paper):
            title, abstract = translator.add_to(title), translator.add_to(abstract)
        for assignment in own:
            title += f"\ntopic{assignment.topic.replace('-', '')}" * _TOPIC
        texts.append((title, abstract))
    return tuple(features_of(texts))


def nearest_papers(features: Sequence[bytes]) -> list[tuple[int, ...]]:
    """Find the papers that are nearest to each by text.

    Args:
        features: of each paper, as `paper_features` gives them, newest paper first.

    Returns:
        For each paper the numbers of up to `COUNT` others, see `nearest.nearest`.
    """
    from paper_digest.related.nearest import nearest

    return nearest(features, COUNT)


def related(
    papers: Sequence[Paper], assignments: Assignments, nearest: Sequence[tuple[int, ...]]
) -> dict[str, tuple[Paper, ...]]:
    """Name related papers beside each.

    Args:
        papers: the corpus, newest first.
        assignments: topics of each paper by paper id, the main one first.
        nearest: what `nearest_papers` gives.

    Returns:
        For each paper id up to `COUNT` papers, the nearest first, never the paper itself; as many as
        there are others. Where texts have too little in common, neighbours in time follow, those of
        the same topic before others.
    """
    main = [next((one.topic for one in assignments.get(paper.id, ())), "") for paper in papers]
    of_topic: defaultdict[str, list[int]] = defaultdict(list)
    places = []
    for number, topic in enumerate(main):
        places.append(len(of_topic[topic]))
        of_topic[topic].append(number)
    found: dict[str, tuple[Paper, ...]] = {}
    for number, paper in enumerate(papers):
        numbers = nearest[number]
        if len(numbers) < COUNT:
            group = of_topic[main[number]]
            alike = (group[place] for place in _around(places[number], len(group)))
            fill = (*islice(alike, 2 * COUNT), *islice(_around(number, len(papers)), 2 * COUNT))
            numbers = tuple(dict.fromkeys((*numbers, *fill)))[:COUNT]
        found[paper.id] = tuple(papers[other] for other in numbers)
    return found


def _around(at: int, total: int) -> Iterator[int]:
    """The numbers below `total` by their distance to one, without it; of two the lower first."""
    for distance in range(1, total):
        yield from (other for other in (at - distance, at + distance) if 0 <= other < total)
