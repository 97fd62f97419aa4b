"""What rises: a subject's share of the latest months against its own share of the months before.

The measure is the log-odds ratio with an informative Dirichlet prior of Monroe, Colaresi and Quinn,
"Fightin' Words: Lexical Feature Selection and Evaluation for Identifying the Content of Political
Conflict", Political Analysis 16 (2008), 372-403, doi:10.1093/pan/mpn018. A paper has a subject or has
not, so that their multinomial is a binomial here, and the whole variance can be kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import log, sqrt

from paper_digest.trends.values import Counts, Rise, Window, Windows, months_before

RECENT = 3
"""Calendar months that count as now, up to the last one with papers."""

PAST = 12
"""Calendar months before those that they are compared with."""

LEAST_PAPERS = 20
"""Papers that each of the two needs, lest one good week become a trend."""

LEAST_RECENT = 4
"""Papers of a subject among the latest that make a rise."""

PRIOR = 100.0
"""How many papers at the usual share are added to both sides."""

THRESHOLD = 1.96
"""Standard errors that make a rise: by chance 1 steady subject of 40 is that far up."""


def windows_of(papers: Counts) -> Windows | None:
    """The months to compare.

    Args:
        papers: all papers by month.

    Returns:
        The latest months and those before, None where either has too few papers.
    """
    if not papers:
        return None
    last = max(papers)
    start = months_before(last, RECENT - 1)
    before = [month for month in papers if months_before(start, PAST) <= month < start]
    if not before:
        return None
    recent, past = Window(start, last, 0), Window(min(before), months_before(start, 1), 0)
    recent, past = (Window(w.first, w.last, w.count(papers)) for w in (recent, past))
    return Windows(recent, past) if min(recent.papers, past.papers) >= LEAST_PAPERS else None


def compare(recent: int, recent_all: int, past: int, past_all: int) -> tuple[float, float]:
    """How much more often something comes up than it used to.

    With k of n papers now, K of N before, and a prior of A papers of which a = A (k + K) / (n + N) have
    it, the measure is the difference of the log-odds of (k + a) of (n + A) and of (K + a) of (N + A);
    its variance is the sum of the reciprocals of the four numbers. What is rare stays near 0 until there
    is evidence.

    Args:
        recent: papers that have it now; not more than `recent_all`.
        recent_all: papers now.
        past: papers that had it before.
        past_all: papers before.

    Returns:
        The log-odds ratio and the same in standard errors; zeros where all papers or none have it.
    """
    share = (recent + past) / (recent_all + past_all) if recent_all + past_all else 0.0
    if not 0 < share < 1:
        return 0.0, 0.0
    prior = PRIOR * share
    have, had = recent + prior, past + prior
    lack, lacked = recent_all + PRIOR - have, past_all + PRIOR - had
    odds = log(have / lack) - log(had / lacked)
    return odds, odds / sqrt(1 / have + 1 / lack + 1 / had + 1 / lacked)


def rises(subjects: Iterable[tuple[str, Counts]], windows: Windows | None) -> tuple[Rise, ...]:
    """Those that rise, strongest first.

    Args:
        subjects: id and papers by month of each.
        windows: what to compare; nothing rises where it is None.

    Returns:
        The rises; of equal ones the first by id comes first.
    """
    if windows is None:
        return ()
    found = []
    for name, months in subjects:
        now, before = windows.recent.count(months), windows.past.count(months)
        if now < LEAST_RECENT:
            continue
        odds, score = compare(now, windows.recent.papers, before, windows.past.papers)
        if score >= THRESHOLD:
            found.append(Rise(name, now, before, odds, score))
    return tuple(sorted(found, key=lambda rise: (-rise.score, rise.id)))
