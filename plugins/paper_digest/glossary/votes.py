"""How sure it is that a Chinese text means an English term: glosses and texts in both languages vote.

A gloss tells what its Chinese means where it stands. That the same Chinese means the same English elsewhere
is a claim of its own, and needs most of the places where its English is known: other glosses of the Chinese,
and the English of titles and abstracts in both languages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from math import sqrt

from msgspec.structs import replace

from paper_digest.glossary.english import abbreviation_key, content_stems, term_key
from paper_digest.glossary.evidence import Evidence
from paper_digest.glossary.merging import rendering_key
from paper_digest.glossary.terms import Rendering, Term
from paper_digest.glossary.words import EVERYDAY
from paper_digest.topics.phrases import Matcher, normalise

LEAST_VOTES, LEAST_OF_WORD = 2, 4
"""Papers that have to say so; more where the English is one word, which may mean many things."""

LEAST_SHARE = 0.5
"""Part of the votes that has to be for it: the lower end of what so few votes allow."""

LEAST_TOLD = 0.05
"""Part of the papers that hold the Chinese whose votes have to be for it."""

COMMON = 0.08
"""Part of the papers that hold a term which every reader knows."""

_ENOUGH_TEXTS = 200
_EVERYDAY = frozenset(map(term_key, EVERYDAY))
# Nine times of ten the true share is above the lower end (one side of Wilson's interval, 1927,
# doi:10.1080/01621459.1927.10502953).
_Z = 1.2816


def is_everyday(term: Term) -> bool:
    """Whether a term is a word that every reader of AI papers knows."""
    return bool({term_key(term.english), term_key(term.abbreviation)} & _EVERYDAY)


def lower_share(votes: int, against: int) -> float:
    """The share of votes that is surely reached: the lower end of Wilson's interval.

    Args:
        votes: for it, not less than 0.
        against: likewise.

    Returns:
        0 to 1; 0 without votes.
    """
    n = votes + against
    if not n:
        return 0.0
    share, z = votes / n, _Z * _Z / n
    return (share + z / 2 - _Z * sqrt(share * (1 - share) / n + z / n / 4)) / (1 + z)


def with_votes(terms: Sequence[Term], evidence: Evidence) -> tuple[Term, ...]:
    """Say of each rendering whether it means its term wherever it stands, and which terms are common.

    Args:
        terms: as the glosses make them.
        evidence: what they were mined from.
    """
    renderings = sorted({one.chinese for term in terms for one in term.renderings})
    number = {chinese: n for n, chinese in enumerate(renderings)}
    matcher = Matcher([[chinese] for chinese in renderings]) if renderings else None
    held = Counter(chain.from_iterable(_held(text, matcher) for text in evidence.texts))
    scale = max(1.0, len(evidence.ids) / max(1, len(evidence.texts)))
    paired = Counter[int]()
    english: dict[int, list[tuple[frozenset[str], frozenset[str]]]] = {}
    for pair in evidence.pairs:
        words = frozenset(content_stems(pair.en)), frozenset(map(abbreviation_key, pair.en.split()))
        for one in _held(pair.zh, matcher):
            paired[one] += 1
            english.setdefault(one, []).append(words)
    glossed = Counter[str]()
    for term in terms:
        glossed.update({rendering_key(one.chinese): one.papers for one in term.renderings})

    def judged(term: Term, one: Rendering) -> Rendering:
        n = number[one.chinese]
        said = sum(_says(term, *words) for words in english.get(n, ()))
        votes = one.papers + said
        against = glossed[rendering_key(one.chinese)] - one.papers + paired[n] - said
        is_word = term.english.isalpha() and not term.abbreviation
        sure = (
            votes >= (LEAST_OF_WORD if is_word else LEAST_VOTES)
            and lower_share(votes, against) >= LEAST_SHARE
            and votes >= LEAST_TOLD * scale * held[n]
        )
        return replace(one, sure=one.own or sure)

    def complete(term: Term) -> Term:
        often = max(held[number[one.chinese]] for one in term.renderings)
        texts = len(evidence.texts)
        common = is_everyday(term) or (texts >= _ENOUGH_TEXTS and often >= COMMON * texts)
        found = tuple(judged(term, one) for one in term.renderings)
        return replace(term, renderings=found, common=common and not found[0].own)

    return tuple(map(complete, terms))


def _held(text: str, matcher: Matcher | None) -> Iterable[int]:
    """The renderings that a text holds, without those inside a longer one."""
    hits = matcher.hits(normalise(text)) if matcher else ()
    return {group for _, _, groups in hits for group in groups}


def _says(term: Term, stems: frozenset[str], words: frozenset[str]) -> bool:
    """Whether an English text says a term: all its words, or its abbreviation."""
    forms = (term.english, *term.variants)
    if any(set(own) <= stems for form in forms if (own := content_stems(form))):
        return True
    return bool(term.abbreviation) and abbreviation_key(term.abbreviation) in words
