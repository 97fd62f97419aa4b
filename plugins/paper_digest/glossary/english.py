"""The English side of a gloss: what is a term, what an abbreviation, which spellings are one."""

from __future__ import annotations

import re
from functools import lru_cache

from paper_digest.glossary.words import FUNCTION, NO_TERM

_WORD = re.compile(r"[A-Za-z0-9]+")
_PHRASE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 '’&+.-]*[A-Za-z0-9+])?")
_ABBREVIATION = re.compile(r"(?:[A-Za-z]{1,3}[234]|3D)?[A-Za-z][A-Za-z&-]{0,11}|[A-Z]{1,3}[234][A-Z]{1,4}s?")
# Numbers that are part of what a term says, as in 3D reconstruction, 4-bit quantization, text2sql.
_NUMBERED_WORD = re.compile(
    r"[234]d|\d+d?|[1-9]|[a-z]{1,5}[234][a-z]{1,5}|(?:top|pass|best)\d?|[a-z]+[123]?d"
)
_CAMEL = re.compile(r"[a-z]{2,}[A-Z][a-z]|[a-z]{3,}[A-Z]|^[A-Z][a-z]{2,}[A-Z]")
_ROMAN = re.compile(r"[ivx]{2,}")
_NAME = re.compile(r"[A-Z]{2,}-[A-Z][a-z]")
_WORD_ENDING = re.compile(
    r"(?:tion|sion|ing|ity|ment|ness|ance|ence|ism|ics|ive|able|ible|ally|ized?|ised?|ology|ship|hood|er|or|wise|ory)s?$"
)
_KEEPS_S = ("ss", "us", "is", "ics", "ias", "sis")
# Inflected forms of one word share their first letters: reason, reasoning; optimize, optimization.
_STEM = 6


def squash(text: str) -> str:
    """Letters and digits alone, in lower case: `Chain-of-Thought` → `chainofthought`."""
    return "".join(_WORD.findall(text)).lower()


@lru_cache(maxsize=1 << 15)
def term_key(text: str) -> str:
    """What all spellings of one English term share: no case, hyphens, blanks or plural.

    Args:
        text: an English term.

    Returns:
        A key such as `largelanguagemodel`; "" where the text has no letters.
    """
    words = [word.lower() for word in _WORD.findall(text.replace("’", "'").replace("'s", ""))]
    return "".join(singular(word) for word in words)


@lru_cache(maxsize=1 << 15)
def abbreviation_key(text: str) -> str:
    """What all spellings of one abbreviation share: `LLMs` and `LLM` → `LLM`."""
    bare = re.sub(r"(?<=[A-Z0-9])(?:'|’)?s$", "", text)
    return "".join(_WORD.findall(bare)).upper()


def is_plural_abbreviation(text: str) -> bool:
    """Whether an abbreviation is written with a plural s, as `LLMs`."""
    return bool(re.search(r"[A-Z0-9]s$", text))


def singular(word: str) -> str:
    """The singular of one regular English word; others come back as they are."""
    lower = word.lower()
    if len(word) < 4 or not lower.endswith("s") or lower.endswith(_KEEPS_S):
        return word
    if lower.endswith("ies") and len(word) > 4 and lower not in ("series", "species"):
        return word[:-3] + "y"
    if lower.endswith(("xes", "ches", "shes", "sses")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=1 << 15)
def content_stems(text: str) -> tuple[str, ...]:
    """The words that carry a term's meaning, cut to stems that inflected forms share.

    Args:
        text: an English phrase.

    Returns:
        One lower-case stem a word, in order.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    return tuple(singular(word)[:_STEM] for word in words if word not in FUNCTION)


@lru_cache(maxsize=1 << 15)
def is_abbreviation(text: str) -> bool:
    """Whether a text looks like an abbreviation: few letters, half of them capitals at least.

    `LLMs`, `MoE`, `T2I`, `DiT` are; `Mamba`, `Qwen2.5`, `VideoBench` are not. Parts before a hyphen may
    be words, as in `Video-LLM`.
    """
    if not _ABBREVIATION.fullmatch(text) or len(text) < 2:
        return False
    last = text.rpartition("-")[2] or text
    if last != text and (len(last) < 2 or last.lower() in NO_TERM):
        return False
    letters = [letter for letter in last if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return capitals >= 2 and 2 * capitals >= len(letters) - last.endswith("s")


def is_phrase(text: str) -> bool:
    """Whether a text can be an English term written out.

    Names of models, versions, data sets and institutions, numbers, units, references and addresses
    are none.
    """
    if not _PHRASE.fullmatch(text) or len(text) > 80:
        return False
    if " " not in text and _NAME.search(text):
        return False
    words = text.replace("-", " ").split()
    if not 1 <= len(words) <= 10 or not any(len(word) > 2 and word[1:].islower() for word in words):
        return False
    return all(_is_word(word) for word in words)


def _is_word(word: str) -> bool:
    bare = word.strip(".'’").lower()
    if (
        not bare
        or bare in NO_TERM
        or _ROMAN.fullmatch(bare)
        or "." in word.strip(".")
        or bare.endswith("bench")
    ):
        return False
    if any(letter.isdigit() for letter in bare):
        return bool(_NUMBERED_WORD.fullmatch(bare)) and not bare.isdigit()
    return not _CAMEL.search(word) or is_abbreviation(word)


def is_ordinary_word(word: str) -> bool:
    """Whether a capitalised word is a word rather than a name, by how it ends."""
    return word[:1].islower() or bool(_WORD_ENDING.search(word.lower()))


@lru_cache(maxsize=1 << 15)
def abbreviates(abbreviation: str, phrase: str) -> bool:
    """Whether an abbreviation stands for a phrase.

    Its letters must occur in the phrase in order, the first one at the start of a word, and at least
    half of them at starts of words.

    Args:
        abbreviation: such as `MoE`.
        phrase: such as `Mixture-of-Experts`.
    """
    letters = abbreviation_key(abbreviation).lower().replace("2", "t").replace("4", "f")
    words = [word.lower() for word in _WORD.findall(phrase)]
    joined = "".join(words)
    starts, at = set(), 0
    for word in words:
        starts.add(at)
        at += len(word)
    if not letters or len(letters) >= len(joined) or letters[0] not in {word[0] for word in words}:
        return False
    place, hits = -1, 0
    for number, letter in enumerate(letters):
        nearest = joined.find(letter, place + 1)
        if nearest < 0:
            return False
        at_start = next((s for s in sorted(starts) if s > place and joined[s] == letter), -1)
        # A start far ahead skips words that the other letters need; take it only if all still fits.
        place = at_start if at_start >= 0 and _fits(letters[number + 1 :], joined, at_start) else nearest
        hits += place in starts
    return 2 * hits >= len(letters)


def _fits(letters: str, joined: str, at: int) -> bool:
    """Whether letters occur in order behind an offset."""
    for letter in letters:
        at = joined.find(letter, at + 1)
        if at < 0:
            return False
    return True
