"""Related papers: those nearest by text, in both languages at once."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from math import log
from types import MappingProxyType
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, MatchKind

from paper_digest.glossary import Glossary
from paper_digest.model import Paper
from paper_digest.topics import Assignment

if TYPE_CHECKING:
    from numpy import float32, int32
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

COUNT = 5
"""Papers that are named beside one."""

_TITLE = 3
_TERM = 2
_CAP_SHARE = 0.1
_CAP = (40, 300)
_WORDS = 64
_BLOCK = 512
_HAN = re.compile(r"[\u3400-\u9fff]{2,}")
_WORD = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*", re.ASCII)
_INSIDE_WORD = re.compile(r"[a-z0-9]", re.ASCII)


def related_papers(
    papers: Sequence[Paper], assignments: Mapping[str, tuple[Assignment, ...]], glossary: Glossary
) -> Mapping[str, tuple[Paper, ...]]:
    """Find the papers that are nearest to each.

    A paper is a vector of the words and Han pairs of its titles and abstracts and of the glossary's
    terms, whichever language they are in, so that an English text finds a Chinese one. They weigh
    tf-idf, (1 + log tf) · log(N / df); near is the cosine. Only the strongest words of a paper count,
    and none that more than some hundred papers say, which keeps the time linear in papers.

    Args:
        papers: the corpus, newest first.
        assignments: topics of each paper by paper id, the main one first.
        glossary: terms whose renderings count as the same.

    Returns:
        For each paper id up to `COUNT` papers, the nearest first, never the paper itself; as many as
        there are others. Where texts have too little in common, neighbours in time follow, those of
        the same topic before others.
    """
    if len(papers) < 2:
        return MappingProxyType({paper.id: () for paper in papers})
    concepts = _Concepts(glossary)
    near = _nearest(_vectors(_weights(paper, concepts) for paper in papers))
    fill = _Neighbours(papers, assignments)
    return MappingProxyType(
        {
            paper.id: tuple(papers[other] for other in fill.up(at, found))
            for at, (paper, found) in enumerate(zip(papers, near, strict=True))
        }
    )


class _Concepts:
    """The terms of the glossary, found in texts of either language."""

    def __init__(self, glossary: Glossary) -> None:
        names: dict[str, str] = {}
        for term in glossary.terms:
            for name in (term.english, *term.variants, *(r.chinese for r in term.renderings)):
                if len(name) > 1:
                    names.setdefault(name.lower(), f"#{term.id}")
        self._names = list(names)
        self._concepts = list(names.values())
        self._automaton = AhoCorasick(self._names, matchkind=MatchKind.LeftmostLongest) if names else None

    def of(self, text: str) -> Iterator[str]:
        """The terms of a text in lower case, with repetitions."""
        if self._automaton is None:
            return
        for number, start, end in self._automaton.find_matches_as_indexes(text):
            if self._names[number].isascii():
                before, after = text[start - 1 : start], text[end : end + 1]
                if _INSIDE_WORD.match(before) or _INSIDE_WORD.match(after):
                    continue
            yield self._concepts[number]


def _weights(paper: Paper, concepts: _Concepts) -> Counter[str]:
    """How often each word, Han pair and term stands in a paper; more in the title."""
    title = f"{paper.title.en}\n{paper.title.zh}".lower()
    abstract = f"{paper.abstract.en}\n{paper.abstract.zh}".lower()
    found = (_words(title) + list(concepts.of(title)) * _TERM) * _TITLE
    found += _words(abstract)
    found += list(concepts.of(abstract)) * _TERM
    return Counter(found)


def _words(text: str) -> list[str]:
    """The words and Han pairs of a text in lower case, with repetitions."""
    found = _WORD.findall(text)
    found += [left + right for run in _HAN.findall(text) for left, right in pairwise(run)]
    return found


def _vectors(weights: Iterable[Counter[str]]) -> csr_array:
    """A row a paper, of length 1; columns that no or too many other papers have are empty."""
    # Here and not above: loading them takes longer than building a small site's plan.
    import numpy as np
    from scipy.sparse import csr_array

    column: dict[str, int] = {}
    columns, counts, ends = array("i"), array("f"), array("q", [0])
    for counted in weights:
        columns.extend(column.setdefault(word, len(column)) for word in counted)
        counts.extend(counted.values())
        ends.append(len(columns))
    rows = len(ends) - 1
    lengths = np.diff(np.frombuffer(ends, np.int64)).astype(np.int64)
    row = np.repeat(np.arange(rows), lengths)
    indices = np.frombuffer(columns, np.int32)
    frequency = np.bincount(indices, minlength=len(column))
    cap = max(_CAP[0], min(_CAP[1], rows * _CAP_SHARE))
    telling = ((frequency > 1) & (frequency <= cap))[indices]
    row, indices = row[telling], indices[telling]
    data = 1 + np.log(np.frombuffer(counts, np.float32)[telling])
    data *= (log(rows + 1) - np.log(frequency[indices])).astype(np.float32)
    strongest = np.lexsort((indices, -data, row))
    starts = np.searchsorted(row, np.arange(rows))
    kept = strongest[np.arange(len(row)) - starts[row] < _WORDS]
    matrix = csr_array((data[kept], (row[kept], indices[kept])), shape=(rows, len(column)))
    length = np.sqrt(matrix.multiply(matrix).sum(axis=1)).clip(1e-9)
    matrix.data /= np.repeat(length, np.diff(matrix.indptr)).astype(np.float32)
    return matrix


def _nearest(vectors: csr_array) -> Iterator[list[int]]:
    """For each row the rows that are nearest by cosine, nearest first; of equals the first."""
    others = vectors.T.tocsr()
    for start in range(0, vectors.shape[0], _BLOCK):
        product = (vectors[start : start + _BLOCK] @ others).tocsr()
        for row in range(product.shape[0]):
            part = slice(product.indptr[row], product.indptr[row + 1])
            best = _best(product.indices[part], product.data[part])
            yield [column for column in best if column != start + row][:COUNT]


def _best(columns: NDArray[int32], scores: NDArray[float32]) -> list[int]:
    """The columns of the `COUNT` + 1 highest scores, to five digits, and of their equals."""
    import numpy as np

    scores = scores.round(5)
    if len(scores) > COUNT + 1:
        least = np.partition(scores, len(scores) - COUNT - 1)[len(scores) - COUNT - 1]
        kept = np.flatnonzero(scores >= least)
        columns, scores = columns[kept], scores[kept]
    ordered: list[int] = columns[np.lexsort((columns, -scores))].tolist()
    return ordered


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

    def up(self, at: int, found: list[int]) -> list[int]:
        """Add neighbours to what was found until there are `COUNT`, or all."""
        if len(found) == COUNT:
            return found
        topic, place = self._place[at]
        group = self._of_topic[topic]
        near = (group[other] for other in _around(place, len(group)))
        candidates = dict.fromkeys(
            (*found, *islice(near, COUNT + len(found)), *islice(_around(at, self._total), 2 * COUNT))
        )
        return list(candidates)[:COUNT]


def _around(at: int, total: int) -> Iterator[int]:
    """The numbers below `total` by their distance to one, without it; of two the lower first."""
    for distance in range(1, total):
        yield from (other for other in (at - distance, at + distance) if 0 <= other < total)
