"""From a corpus, its topics and its glossary to the trends, in one pass over the texts."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from types import MappingProxyType

from paper_digest.corpus import Corpus
from paper_digest.glossary import Term, TermFinder
from paper_digest.model import Paper
from paper_digest.topics import Assignment
from paper_digest.trends.names import Names, NamesIn, key_of, names_in
from paper_digest.trends.rising import rises, windows_of
from paper_digest.trends.values import Counts, First, Month, MonthCount, Subject, Trends, month_of

LEAST_PAPERS = 3
"""Papers that speak of a subject before it counts as taken up."""

LEAST_BEFORE = 20
"""Papers of earlier months that say nothing of a subject before it counts as new."""

Assignments = Mapping[str, tuple[Assignment, ...]]


def make_trends(
    corpus: Corpus,
    assignments: Assignments,
    terms: Sequence[Term] = (),
    names: Mapping[str, NamesIn] = MappingProxyType({}),
    mentions: Mapping[str, tuple[int, ...]] = MappingProxyType({}),
) -> Trends:
    """Count what the papers speak of, month by month.

    Args:
        corpus: merged digests and papers.
        assignments: topics of each paper by paper id.
        terms: the glossary's terms.
        names: what `names_in` says of papers, by paper id; it is asked for those that are absent.
        mentions: what `TermFinder(terms).found_in` says of papers, by paper id; likewise.

    Returns:
        The trends; time and size are linear in papers.
    """
    oldest_first = sorted(corpus.papers, key=lambda paper: paper.date or dt.date.max)
    months = [month_of(paper.date) if paper.date else "" for paper in oldest_first]
    papers = _counts(months)
    topics = _by_topic(oldest_first, months, assignments)
    subjects = _subjects(oldest_first, months, terms, names, mentions)
    windows = windows_of(papers)
    by_id = {subject.key: subject for subject in subjects}
    rising = rises(((key, subject.months) for key, subject in by_id.items()), windows)
    return Trends(
        months=_months(corpus, papers),
        topics=topics,
        windows=windows,
        rising_topics=rises(topics.items(), windows),
        rising_subjects=tuple((by_id[rise.id], rise) for rise in rising),
        firsts=_firsts(subjects, papers),
        undated=months.count(""),
    )


def _counts(months: Iterable[Month]) -> Counts:
    """How often each month occurs, earliest first; "" is none."""
    counted = Counter(months)
    return MappingProxyType({month: counted[month] for month in sorted(counted) if month})


def _months(corpus: Corpus, papers: Counts) -> tuple[MonthCount, ...]:
    digests = _counts(month_of(d.first_day) if d.first_day else "" for d in corpus.digests)
    return tuple(
        MonthCount(month, papers.get(month, 0), digests.get(month, 0))
        for month in sorted({*papers, *digests})
    )


def _by_topic(
    papers: Sequence[Paper], months: Sequence[Month], assignments: Assignments
) -> Mapping[str, Counts]:
    found: dict[str, list[Month]] = defaultdict(list)
    for paper, month in zip(papers, months, strict=True):
        for assignment in assignments.get(paper.id, ()):
            found[assignment.topic].append(month)
    return MappingProxyType({slug: _counts(found[slug]) for slug in sorted(found)})


def _subjects(
    papers: Sequence[Paper],
    months: Sequence[Month],
    terms: Sequence[Term],
    names: Mapping[str, NamesIn],
    mentions: Mapping[str, tuple[int, ...]],
) -> list[Subject]:
    """Terms and names that enough papers speak of; names that are terms count as such."""
    known = {
        key_of(form) for term in terms for form in (term.english, term.abbreviation, *term.variants) if form
    }
    spelling: dict[str, str] = {}
    tokens: list[str] = []
    met: set[str] = set()
    for paper in papers:
        own = names.get(paper.id) or names_in(paper.title, paper.abstract)
        tokens.append(own.tokens)
        for name in own.coined:
            if name in met:
                continue
            met.add(name)
            key = key_of(name)
            if key not in known and key.removesuffix("s") not in known:
                spelling.setdefault(key, name)
    wanted = Names(spelling)
    of_name: dict[str, list[int]] = defaultdict(list)
    for number, found in enumerate(tokens):
        for key in wanted.among(found):
            of_name[key].append(number)
    of_term: list[list[int]] = [[] for _ in terms]
    to_find = None
    for number, paper in enumerate(papers):
        spoken = mentions.get(paper.id)
        if spoken is None:
            to_find = to_find or TermFinder(terms)
            spoken = to_find.found_in(paper.title, paper.abstract)
        for term in spoken:
            of_term[term].append(number)

    def subject(found: list[int], term: Term | None, key: str) -> Subject:
        first = papers[found[0]].id
        counts = _counts(map(months.__getitem__, found))
        if term:
            chinese = term.renderings[0].chinese if term.renderings else ""
            return Subject(
                "term", term.id, term.english, chinese, term.abbreviation, counts, len(found), first
            )
        return Subject("name", key, spelling[key], "", "", counts, len(found), first)

    taken_up = [subject(found, terms[n], "") for n, found in enumerate(of_term) if len(found) >= LEAST_PAPERS]
    taken_up += [
        subject(of_name[key], None, key) for key in sorted(of_name) if len(of_name[key]) >= LEAST_PAPERS
    ]
    return taken_up


def _firsts(subjects: Iterable[Subject], papers: Counts) -> tuple[First, ...]:
    """When each subject came up first, but for what may be older than the digests."""
    earlier = dict(zip(papers, accumulate(papers.values(), initial=0), strict=False))
    firsts = [
        First(subject, month)
        for subject in subjects
        if (month := min(subject.months, default="")) and earlier[month] >= LEAST_BEFORE
    ]
    firsts.sort(key=lambda first: (-first.subject.total, first.subject.english))
    return tuple(sorted(firsts, key=lambda first: first.month, reverse=True))
