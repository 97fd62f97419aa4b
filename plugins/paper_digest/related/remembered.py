"""Related papers by what earlier builds found in the papers' texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from paper_digest.glossary import Glossary
from paper_digest.groups import Group
from paper_digest.memo import Memo, Shelf, encode, fingerprint
from paper_digest.model import Paper
from paper_digest.related.papers import (
    Text,
    begin_nearest,
    features_made,
    filled_up,
    found_when_asked,
    is_in_one_language,
    texts_of,
)
from paper_digest.topics import Assignment
from paper_digest.workers import can_fork


def begin_related(
    groups: Sequence[Group],
    assignments: Mapping[str, tuple[Assignment, ...]],
    glossary: Glossary,
    memo: Memo,
) -> Callable[[], Mapping[str, Sequence[Paper]]]:
    """Begin to find related papers beside other work; what is given back waits for them.

    Where there can be no other process, but another build may follow, as in the development server, they are
    found once somebody looks at them: few are before the next build.

    Args:
        groups: the papers of the corpus.
        assignments: topics of each paper by paper id, the main one first.
        glossary: terms that say the same in both languages.
        memo: remembers the features of texts.

    Returns:
        A function to call once, which gives what `related_papers` gives.
    """
    papers = [paper for group in groups for paper in group.papers]
    if memo.lasting and not can_fork():

        def features() -> list[bytes]:
            known = _Known(groups, assignments, glossary, memo)
            return known.with_made(features_made(known.texts(), known.features))

        return lambda: found_when_asked(papers, assignments, features)
    known = _Known(groups, assignments, glossary, memo)
    if len(papers) < 2:
        return lambda: filled_up(papers, assignments, [()] * len(papers))

    def keep(made: Mapping[int, bytes]) -> Mapping[int, bytes]:
        # To hand features from process to process takes several times the memory that they fill.
        if memo.store is None:
            return made if memo.lasting else {}
        known.keep(made)
        return {}

    near = begin_nearest(known.texts, known.features, keep)

    def result() -> Mapping[str, Sequence[Paper]]:
        found = near()
        if found.made:
            known.with_made(found.made)
        return filled_up(papers, assignments, found.others)

    return result


class _Known:
    """What is remembered of the features of papers' texts.

    Attributes:
        features: those that are, by the number of the paper.
    """

    def __init__(
        self,
        groups: Sequence[Group],
        assignments: Mapping[str, tuple[Assignment, ...]],
        glossary: Glossary,
        memo: Memo,
    ) -> None:
        self._groups, self._assignments, self._glossary = groups, assignments, glossary
        self._shelf: Shelf[tuple[bytes, ...]] = memo.shelf("features", tuple[bytes, ...])
        terms = memo.same("names", lambda: fingerprint(glossary.terms), glossary)
        self._keys = [
            self._shelf.key(
                group.texts,
                [[assigned.topic for assigned in assignments.get(paper.id, ())] for paper in group.papers],
                terms if any(map(is_in_one_language, group.papers)) else b"",
            )
            for group in groups
        ]
        self._known = self._shelf.known(self._keys)
        self.features: dict[int, bytes] = {}
        at = 0
        for key, group in zip(self._keys, groups, strict=True):
            self.features.update(enumerate(self._known.get(key, ()), start=at))
            at += len(group.papers)

    def texts(self) -> Iterator[Text | None]:
        """What each paper is compared by, None where its features are remembered."""
        papers = [paper for group in self._groups for paper in group.papers]
        unknown = (paper for number, paper in enumerate(papers) if number not in self.features)
        made = texts_of(unknown, self._assignments, self._glossary)
        return (None if number in self.features else next(made) for number in range(len(papers)))

    def with_made(self, made: Mapping[int, bytes]) -> list[bytes]:
        """The features of all papers, those made now too, which are remembered from here on."""
        new = self._by_group(made)
        self._shelf.remember({**self._known, **new}, new)
        features = {**self.features, **made}
        return [features[number] for number in range(len(features))]

    def keep(self, made: Mapping[int, bytes]) -> None:
        """Keep features for other builds, whatever process makes them."""
        new = {key: encode(features) for key, features in self._by_group(made).items()}
        self._shelf.keep(new, self._keys if new else None)

    def _by_group(self, made: Mapping[int, bytes]) -> dict[bytes, tuple[bytes, ...]]:
        new: dict[bytes, tuple[bytes, ...]] = {}
        at = 0
        for key, group in zip(self._keys, self._groups, strict=True):
            end = at + len(group.papers)
            if key not in self._known:
                new[key] = tuple(made[number] for number in range(at, end))
            at = end
        return new
