"""From papers to authors: one for each name, but where the editor says otherwise."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from paper_digest.authors.load import OwnAuthor
from paper_digest.ids import slug
from paper_digest.model import Paper

_RESERVED = frozenset({"index", "readme"})

LEAST_PAPERS = 2
"""Papers that an author needs for a page."""

LARGEST_TEAM = 60
"""Most authors of a paper whose authors count as having worked together; beyond, all would have with all."""

MOST_COAUTHORS = 24
"""Co-authors that a page names: those of most papers."""


class CoAuthor(Struct, frozen=True):
    """Another author with a page, and in how many papers they are beside the page's own."""

    slug: str
    name: str
    count: int


class Author(Struct, frozen=True):
    """An author of at least two papers.

    Attributes:
        slug: their page's address.
        name: as the site writes it.
        papers: newest first.
        coauthors: those of most common papers first.
    """

    slug: str
    name: str
    papers: tuple[Paper, ...]
    coauthors: tuple[CoAuthor, ...] = ()

    @property
    def letter(self) -> str:
        """The first letter of the family name, "#" where it is not Latin."""
        first = unicodedata.normalize("NFKD", self.sorted_by[0][:1]).upper()[:1]
        return first if "A" <= first <= "Z" else "#"

    @property
    def sorted_by(self) -> tuple[str, str]:
        """Family name and whole name, folded; the family name is the last word."""
        folded = unicodedata.normalize("NFKD", self.name).casefold()
        return folded.split()[-1], folded


class Authors(Struct, frozen=True):
    """The authors of a site.

    Attributes:
        authors: all that have a page, by letter and name.
        slugs: for each paper id the slug of each of its authors, "" for one without a page; papers none of
            whose authors has one are left out.
    """

    authors: tuple[Author, ...] = ()
    slugs: Mapping[str, tuple[str, ...]] = MappingProxyType({})


def find_authors(papers: Iterable[Paper], own: Sequence[OwnAuthor] = ()) -> Authors:
    """Find the authors of at least two papers.

    Names are matched letter by letter, as the ACL Anthology does: one string is one person until the editor
    merges or splits it. An address goes to whoever needed it first, so that none changes with new papers.

    Args:
        papers: newest first.
        own: what the editor says of names.

    Returns:
        The authors. Time and size are linear in papers.
    """
    listed = tuple(papers)
    person_of = _Persons(own)
    persons = {paper.id: [person_of(name, paper.id) for name in paper.metadata.authors] for paper in listed}
    papers_of: dict[_Person, list[Paper]] = defaultdict(list)
    for paper in listed:
        for person in dict.fromkeys(persons[paper.id]):
            papers_of[person].append(paper)
    known = {person: own for person, own in papers_of.items() if len(own) >= LEAST_PAPERS}
    address = _addresses(known, own)
    authors = [
        Author(address[person], person[0], tuple(theirs), _coauthors(person, theirs, persons, address))
        for person, theirs in known.items()
    ]
    authors.sort(key=lambda one: (one.letter == "#", *one.sorted_by, one.slug))
    slugs = {
        paper_id: found
        for paper_id, group in persons.items()
        if any(found := tuple([address.get(person, "") for person in group]))
    }
    return Authors(tuple(authors), MappingProxyType(slugs))


_Person = tuple[str, int]
"""A name as the site writes it, and the editor's entry that says whose it is, -1 for none."""


class _Persons:
    """Tells who a name on a paper is."""

    def __init__(self, own: Sequence[OwnAuthor]) -> None:
        self._own = own
        self._whole = {name: at for at, one in enumerate(own) if not one.papers for name in one.names}
        self._split = {(name, p): at for at, one in enumerate(own) for name in one.names for p in one.papers}

    def __call__(self, name: str, paper_id: str) -> _Person:
        at = self._split.get((name, paper_id), self._whole.get(name, -1))
        return (self._own[at].name, at) if at >= 0 else (name, -1)


def _addresses(known: Mapping[_Person, Sequence[Paper]], own: Sequence[OwnAuthor]) -> dict[_Person, str]:
    """The slugs of authors: the editor's, else given in the order in which their pages came to be."""

    def began(person: _Person) -> tuple[int, str, _Person]:
        second = known[person][-LEAST_PAPERS]
        return second.date.toordinal() if second.date else 0, second.id, person

    address: dict[_Person, str] = {p: own[p[1]].slug for p in known if p[1] >= 0 and own[p[1]].slug}
    taken = {*_RESERVED, *address.values()}
    numbers: dict[str, int] = {}
    for person in sorted(known.keys() - address.keys(), key=began):
        stem = slug(person[0]) or "author"
        # All smaller numbers behind this stem are taken.
        found, number = stem, numbers.get(stem, 1)
        while found in taken:
            number += 1
            found = f"{stem}-{number}"
        numbers[stem] = number
        taken.add(found)
        address[person] = found
    return address


def _coauthors(
    person: _Person,
    papers: Sequence[Paper],
    persons: Mapping[str, Sequence[_Person]],
    address: Mapping[_Person, str],
) -> tuple[CoAuthor, ...]:
    counts: Counter[_Person] = Counter()
    for paper in papers:
        group = persons[paper.id]
        if len(group) <= LARGEST_TEAM:
            counts.update({other for other in group if other in address and other != person})
    common = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_COAUTHORS]
    return tuple([CoAuthor(address[other], other[0], count) for other, count in common])
