"""Find glosses in running text: brackets that hold the English of the Chinese before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from paper_digest.glossary.english import abbreviates, is_abbreviation, is_phrase
from paper_digest.urls import find_urls

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_BRACKETS = re.compile(r"[(（]([^()（）\n]{2,120})[)）]")
_MATH = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$|`[^`\n]+`", re.DOTALL)
# What a term may be made of; anything else is a boundary.
_RUN = re.compile(rf"[{HAN}A-Za-z0-9.+·‑–\- ]*")
_TOKEN = re.compile(rf"[{HAN}]|[A-Za-z0-9]+(?:[.+][A-Za-z0-9]*)*|[·‑–\- ]")
_HAN = re.compile(f"[{HAN}]")
_HAN_BLANK_HAN = re.compile(rf"(?<=[{HAN}])\s+(?=[{HAN}])")
_LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z0-9 +-]*\Z")
_QUOTED = re.compile(
    r"(?:“([^“”]{2,24})”|「([^「」]{2,24})」|《([^《》]{2,24})》|\"([^\"]{2,24})\"|'([^']{2,24})')\Z"
)
_EMPHASISED = re.compile(r"(\*\*|__|\*|_)([^*_\n]{2,30})\1\Z")
_QUOTES, _STRESS = frozenset("”」》\"'"), frozenset("*_")
_ITEMS = re.compile(r"\s*[,，;；:：、]\s*|\s+(?:or|aka)\s+")
_LEAD = re.compile(
    r"(?:即|简称为?|英文名?为?|又称|也称|亦称|称为|缩写为?|简写为?|记[为作]|或|or |i\.e\.,? ?|abbr\.? ?)\s*",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(r"如|e\.g|such as|for example|包括|包含|涵盖|以及|等\Z", re.IGNORECASE)
_CHINESE_TERM = re.compile(rf"[{HAN}A-Za-z0-9·‑–\- ]+")
_CLAUSE = re.compile(
    r"^(?:第|仅|约|共|含|其|该|此|由|从|自|在|以|需|无|非|更|最|较|均|可|不|未|已|为|是|有|当|用|左|右|上|下|见|参|支持|使用|采用|"
    r"通过|具有|具备|来自|优于|相比|我们|本文|中文|英文|版本?|原)|[了着是被把将]|(?:[版等中时后前者]|模式)$"
)
# The longest piece of text before a bracket that is looked at; no term comes near it.
_REACH = 48
_LONGEST_REVERSED = 16


class Gloss(NamedTuple):
    """A Chinese text and the English in the brackets behind it.

    Attributes:
        before: the text before the bracket up to the nearest boundary; the Chinese term is its end.
        whole: whether `before` as a whole is the term, since the text marks it so.
        phrase: the English written out, "" where there is an abbreviation only.
        abbreviation: "" where there is none.
    """

    before: str
    whole: bool
    phrase: str
    abbreviation: str


class Reversed(NamedTuple):
    """An English text and the Chinese in the brackets behind it; `sure` if its own long form agrees."""

    chinese: str
    phrase: str
    abbreviation: str
    sure: bool


class Expansion(NamedTuple):
    """An abbreviation and its long form, told in English."""

    phrase: str
    abbreviation: str


Found = Gloss | Reversed | Expansion


def tokens_of(text: str) -> tuple[str, ...]:
    """The Han characters, Latin words and connecting signs of a text, in order; all else is left out."""
    return tuple(_TOKEN.findall(text))


def han_count(text: str) -> int:
    """Number of Han characters in a text."""
    return len(_HAN.findall(text))


def find_glosses(text: str) -> Iterator[Found]:
    """Find what brackets in a text say of terms.

    Args:
        text: Markdown in any language.

    Yields:
        Glosses of all kinds, in the order of the text. Examples, lists, references, numbers, versions
        and names are left out.
    """
    text = masked(text)
    for match in _BRACKETS.finditer(text):
        items = _items(match[1])
        if not items:
            continue
        before = text[max(0, match.start() - _REACH) : match.start()].rstrip()
        if found := _gloss(before, items):
            yield found


def masked(text: str) -> str:
    """A text of the same length, with addresses, code and mathematics as signs that no term holds."""
    if "://" in text:
        for start, end in find_urls(text):
            text = text[:start] + "\0" * (end - start) + text[end:]
    return _MATH.sub(lambda found: "\0" * len(found[0]), text) if "$" in text or "`" in text else text


@lru_cache(maxsize=1 << 14)
def _items(inside: str) -> tuple[str, ...]:
    """The parts of what stands in brackets; none where it is an example or holds what no term does."""
    if "\0" in inside or "%" in inside or _EXAMPLE.search(inside):
        return ()
    items = [_LEAD.sub("", item.strip(" \t*_“”\"'「」"), count=1) for item in _ITEMS.split(inside)]
    return tuple(items) if 1 <= len(items) <= 3 and all(items) else ()


def _gloss(before: str, items: tuple[str, ...]) -> Found | None:
    chinese = [item for item in items if not item.isascii() and _HAN.search(item)]
    if chinese:
        return _reversed(before, chinese[0], items) if len(chinese) == 1 else None
    english = read_english(items)
    if not english:
        return None
    phrase, abbreviation = english
    run, whole = _run_before(before)
    latin = _LATIN_RUN.search(run) if run[-1:].isascii() else None
    told = _expansion(latin[0], phrase, abbreviation) if latin else None
    if told:
        return told
    return Gloss(run, whole, phrase, abbreviation) if _HAN.search(run) else None


@lru_cache(maxsize=1 << 14)
def read_english(items: tuple[str, ...]) -> tuple[str, str] | None:
    """Read a long form, an abbreviation, or both in either order.

    Args:
        items: one or two texts.

    Returns:
        Long form and abbreviation, "" where absent; None where the items are something else.
    """
    if len(items) == 1:
        (item,) = items
        if is_abbreviation(item):
            return "", item
        return (item, "") if is_phrase(item) else None
    if len(items) != 2:
        return None
    one, other = items
    for phrase, abbreviation in ((one, other), (other, one)):
        if is_phrase(phrase) and _may_abbreviate(abbreviation) and abbreviates(abbreviation, phrase):
            return phrase, abbreviation
    return None


def _may_abbreviate(text: str) -> bool:
    """Whether a text can be an abbreviation if its long form stands beside it."""
    return len(text) <= 16 and " " not in text and sum(letter.isupper() for letter in text) >= 2


def _run_before(before: str) -> tuple[str, bool]:
    """The text that a bracket can gloss, and whether it is marked as one piece."""
    last, inner = before[-1:], ""
    if last in _QUOTES and (quoted := _QUOTED.search(before)):
        inner = next(filter(None, quoted.groups()), "")
    if last in _STRESS and (emphasised := _EMPHASISED.search(before)):
        inner = emphasised[2]
    if inner:
        return (inner.strip(), True) if _CHINESE_TERM.fullmatch(inner.strip()) else ("", False)
    # What cannot be in a term is looked for from the right: a search from the left tries every place.
    run = _RUN.match(before[::-1])
    text = run[0][::-1] if run else ""
    return (_HAN_BLANK_HAN.split(text)[-1] if " " in text else text).strip(), False


def _expansion(latin: str, phrase: str, abbreviation: str) -> Expansion | None:
    """An abbreviation and its long form on two sides of a bracket, in either order."""
    words = latin.split()
    if phrase:
        short = abbreviation or words[-1]
        fits = words[-1] == short and _may_abbreviate(short) and abbreviates(short, phrase)
        return Expansion(phrase, short) if fits else None
    for count in range(1, min(len(words), 8) + 1):
        longer = " ".join(words[-count:])
        if count == 1 and "-" not in longer:
            continue
        same_start = longer[0].lower() == abbreviation[0].lower()
        if same_start and is_phrase(longer) and abbreviates(abbreviation, longer):
            return Expansion(longer, abbreviation)
    return None


def _reversed(before: str, chinese: str, items: Sequence[str]) -> Reversed | None:
    """`MLLM（多模态大语言模型）`: the Chinese stands in the brackets."""
    latin = _LATIN_RUN.search(before)
    if not latin or not _CHINESE_TERM.fullmatch(chinese) or _CLAUSE.search(chinese):
        return None
    if not 2 <= han_count(chinese) <= _LONGEST_REVERSED:
        return None
    others = [item for item in items if item != chinese]
    outside = latin[0].strip()
    if others:
        english = read_english((*others, outside.split()[-1]))
        return Reversed(chinese, *english, sure=True) if english else None
    english = read_english((outside,)) or read_english((outside.split()[-1],))
    return Reversed(chinese, *english, sure=False) if english else None
