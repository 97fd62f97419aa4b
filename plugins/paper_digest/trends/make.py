"""From what papers speak of to the trends."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from msgspec import Struct

from paper_digest.glossary import Term, is_everyday
from paper_digest.model import Date
from paper_digest.trends.names import Names, NamesIn, key_of
from paper_digest.trends.rising import rises, windows_of
from paper_digest.trends.values import Counts, First, Month, MonthCount, Subject, Trends, month_of

LEAST_PAPERS = 3
"""Papers that speak of a subject before it counts as taken up."""

LEAST_BEFORE = 20
"""Papers of earlier months that say nothing of a subject before it counts as new."""

LEAST_MISSED = 3
"""Earlier papers that would speak of a subject, were it as usual as since, before it counts as new."""


class PaperFacts(Struct, frozen=True, gc=False):
    """What counts of a paper.

    Attributes:
        id, date: the paper's.
        topics: slugs.
        names: what `names_in` says of it.
        terms: the numbers of the glossary's terms that it speaks of, see `glossary.Mentions`.
    """

    id: str
    date: Date | None
    topics: tuple[str, ...]
    names: NamesIn
    terms: tuple[int, ...]


def make_trends(
    papers: Iterable[PaperFacts], digest_days: Iterable[Date | None], terms: Sequence[Term]
) -> Trends:
    """Count what the papers speak of, month by month.

    Args:
        papers: the corpus; among papers of one date, the order given is kept.
        digest_days: the first day of each digest.
        terms: the glossary's terms.

    Returns:
        The trends; time and size are linear in papers.
    """
    oldest_first = sorted(papers, key=lambda paper: paper.date or dt.date.max)
    months = [month_of(paper.date) for paper in oldest_first]
    by_month = _counts(months)
    topics = _by_topic(oldest_first, months)
    subjects = [
        *_terms_taken_up(oldest_first, months, terms),
        *_names_taken_up(oldest_first, months, terms),
    ]
    windows = windows_of(by_month)
    by_key = {subject.key: subject for subject in subjects}
    rising = rises(((key, subject.months) for key, subject in by_key.items()), windows)
    digests = _counts(map(month_of, digest_days))
    return Trends(
        months=tuple(
            MonthCount(month, by_month.get(month, 0), digests.get(month, 0))
            for month in sorted({*by_month, *digests})
        ),
        topics=topics,
        windows=windows,
        rising_topics=rises(topics.items(), windows),
        rising_subjects=tuple((by_key[rise.id], rise) for rise in rising),
        firsts=_firsts(subjects, by_month),
        undated=months.count(""),
    )


def _counts(months: Iterable[Month]) -> Counts:
    """How often each month occurs, earliest first; "" is none."""
    counted = Counter(months)
    return {month: counted[month] for month in sorted(counted) if month}


def _by_topic(papers: Sequence[PaperFacts], months: Sequence[Month]) -> Mapping[str, Counts]:
    found: defaultdict[str, list[Month]] = defaultdict(list)
    for paper, month in zip(papers, months, strict=True):
        for topic in paper.topics:
            found[topic].append(month)
    return {slug: _counts(found[slug]) for slug in sorted(found)}


def _terms_taken_up(
    papers: Sequence[PaperFacts], months: Sequence[Month], terms: Sequence[Term]
) -> list[Subject]:
    """The terms that enough papers speak of."""
    spoken: list[list[int]] = [[] for _ in terms]
    for number, paper in enumerate(papers):
        for term in paper.terms:
            spoken[term].append(number)
    return [
        Subject(
            kind="term",
            id=term.id,
            english=term.english,
            chinese=term.renderings[0].chinese if term.renderings else "",
            abbreviation=term.abbreviation,
            months=_counts(months[number] for number in found),
            paper_ids=tuple(papers[number].id for number in found),
        )
        for term, found in zip(terms, spoken, strict=True)
        if len(found) >= LEAST_PAPERS and term.is_main and not is_everyday(term)
    ]


def _names_taken_up(
    papers: Sequence[PaperFacts], months: Sequence[Month], terms: Sequence[Term]
) -> list[Subject]:
    """The names that titles coin and enough papers speak of; names that are terms count as such."""
    known = {
        key_of(form) for term in terms for form in (term.english, term.abbreviation, *term.variants) if form
    }
    spelling: dict[str, str] = {}
    for name in dict.fromkeys(name for paper in papers for name in paper.names.coined):
        key = key_of(name)
        if key not in known and key.removesuffix("s") not in known:
            spelling.setdefault(key, name)
    vocabulary = Names(spelling)
    spoken: defaultdict[str, list[int]] = defaultdict(list)
    for number, paper in enumerate(papers):
        for key in vocabulary.among(paper.names.tokens):
            spoken[key].append(number)
    return [
        Subject(
            kind="name",
            id=key,
            english=spelling[key],
            chinese="",
            abbreviation="",
            months=_counts(months[number] for number in spoken[key]),
            paper_ids=tuple(papers[number].id for number in spoken[key]),
        )
        for key in sorted(spoken)
        if len(spoken[key]) >= LEAST_PAPERS
    ]


def _firsts(subjects: Iterable[Subject], papers: Counts) -> tuple[First, ...]:
    """When each subject came up first, but for what may be older than the digests."""
    earlier = dict(zip(papers, accumulate(papers.values(), initial=0), strict=False))
    dated = sum(papers.values())
    firsts = [
        First(subject, month)
        for subject in subjects
        if (month := min(subject.months, default=""))
        and earlier[month] >= LEAST_BEFORE
        and earlier[month] * sum(subject.months.values()) >= LEAST_MISSED * (dated - earlier[month])
    ]
    firsts.sort(key=lambda first: (-first.subject.total, first.subject.english))
    return tuple(sorted(firsts, key=lambda first: first.month, reverse=True))
