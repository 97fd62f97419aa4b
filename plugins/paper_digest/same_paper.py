"""Whether what a digest says of a paper can be of the paper that its link leads to."""

from __future__ import annotations

import re

from paper_digest.model import Bilingual

LEAST_SHARED = 0.3
"""The least part of the shorter title's words that two titles of one paper have in common."""

_WORD = re.compile(r"[a-z0-9]+")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*")
_SMALL = frozenset(
    {"a", "an", "and", "are", "as", "at", "be", "by", "can", "do", "for", "from", "how", "in", "into", "is"}
    | {"it", "its", "of", "on", "or", "over", "the", "to", "toward", "towards", "via", "what", "when", "with"}
)


def is_another(title: str, text: Bilingual, source_title: str, source_abstract: str) -> bool:
    """Whether a digest speaks of another paper than the source does.

    Papers get new titles between versions, so that unlike titles do not suffice: neither may two names (as
    GPT-4 or AlphaFold; acronyms such as LLM say nothing) be in both texts, or one of the digest's title.

    Args:
        title: the digest's English title.
        text: the digest's text.
        source_title: the source's title.
        source_abstract: the source's abstract, in English.
    """
    ours, theirs = _words(title), _words(source_title)
    if min(len(ours), len(theirs)) < 2 or len(ours & theirs) >= LEAST_SHARED * min(len(ours), len(theirs)):
        return False
    known = _names(f"{source_title} {source_abstract}")
    return not _names(title) & known and len(_names(f"{text.en} {text.zh}") & known) < 2


def _words(title: str) -> set[str]:
    return set(_WORD.findall(title.lower())) - _SMALL


def _names(text: str) -> set[str]:
    return {name.lower() for name in _NAME.findall(text) if _is_name(name)}


def _is_name(word: str) -> bool:
    letters = word.removesuffix("s")
    if letters.isalpha() and letters.isupper():
        return False
    return len(word) > 1 and (any(sign.isdigit() for sign in word) or any(map(str.isupper, word[1:])))
