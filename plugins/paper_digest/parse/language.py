"""Telling English from Chinese by script."""

from __future__ import annotations

import re

from paper_digest.model import Bilingual, Language

_HAN_RANGES = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_HAN = re.compile(f"[{_HAN_RANGES}]")
_HAN_RUN = re.compile(f"[{_HAN_RANGES}]+")
_NOT_PROSE = re.compile(
    r"!\[[^\[\]]*\]\([^()]*\)|\]\([^()]*\)|https?://[^\s<>()（）]+|`[^`]*`|\$\$?[^$]*\$\$?|<[^<>]*>"
    r"|\\[A-Za-z]+|(?<![A-Za-z0-9-])[A-Za-z0-9-]{1,40}[/_@\\][A-Za-z0-9./\\@_-]+"
)
_TABLE_ROW = re.compile(r"(?m)^[ \t>]*\|.*$|^(?:[^|\n]*\|){2,}.*$")
_CAPTION = re.compile(r"[ \t>*_]*(?:fig(?:ure|\.)|table|图|表) ?\d", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]{2,}")
_SMALL_WORD = re.compile(r"(?<![A-Za-z])[a-z]{2,}")
_SENTENCE_END = re.compile(r"[.!?:][\"'”’)*_]*\s*$")
_SAMPLE = 20_000
_PROSE_WORDS = 10
_SENTENCE_WORDS = 3
_TITLE_WORDS = 3
_SEPARATORS = " \t:：|｜/-–—·,，;；"
_BRACKETS = {"(": ")", "（": "）", "[": "]", "【": "】", "《": "》"}


def has_han(text: str) -> bool:
    """Whether a text holds a Chinese character."""
    return _HAN.search(text) is not None


def language_of(text: str) -> Language | None:
    """The language of a paragraph, by the script of its prose.

    Tables, URLs, paths, pictures, code, mathematics and HTML count for nothing, and captions tell
    nothing. Chinese is what has at least one Chinese character for two Latin words. English is what
    is not Chinese and has ten words, or ends like a sentence; a third of its words must not begin
    with a capital, or they are names. The first 20,000 characters decide.

    Args:
        text: a paragraph, Markdown.

    Returns:
        The language, or None where there is too little prose to tell.
    """
    sample = text[:_SAMPLE]
    # Of most Chinese texts the first half has enough.
    half = len(sample) // 2
    if 5 * _count_han(sample[:half]) >= len(sample) > 0 or 5 * _count_han(sample) >= len(sample) > 0:
        return None if "|" in sample and not _prose(sample).strip() else "zh"
    prose = _prose(sample)
    han, words = _count_han(prose), len(_WORD.findall(prose))
    if han and 2 * han >= words:
        return "zh"
    if words < _SENTENCE_WORDS or _CAPTION.match(prose):
        return None
    small = len(_SMALL_WORD.findall(prose))
    return "en" if 3 * small >= words and (words >= _PROSE_WORDS or _is_sentence(prose, small)) else None


def _prose(sample: str) -> str:
    without_tables = _TABLE_ROW.sub(" ", sample) if "|" in sample else sample
    return _NOT_PROSE.sub(" ", without_tables)


def _is_sentence(prose: str, small: int) -> bool:
    """Whether a text of few words is one: it ends like a sentence, and most of its words are small."""
    return 2 * small >= len(_WORD.findall(prose)) and _SENTENCE_END.search(prose) is not None


def likely_language(text: str) -> Language:
    """The language of a text of any length: Chinese where it has a Chinese character."""
    return "zh" if has_han(text) else "en"


def _count_han(text: str) -> int:
    return sum(map(len, _HAN_RUN.findall(text)))


def split_title(title: str) -> Bilingual:
    """Tell apart the languages of a title that may hold both.

    `English title | 中文标题`, `English title（中文标题）`, `中文标题 (English title)` and the like are
    split where the English part has three words or more; any other title with a Chinese character
    is Chinese as a whole, such as `SelfCite：自监督对齐`.

    Args:
        title: inline Markdown.

    Returns:
        The title by language.
    """
    first = _HAN.search(title)
    if first is None:
        return Bilingual(en=title)
    head = title[: first.start()]
    if _ends_a_part(head) and len(_WORD.findall(head)) >= _TITLE_WORDS:
        english, opener = _cut_separator(head)
        if english:
            return Bilingual(en=english, zh=_without_closer(title[first.start() :], opener))
    tail = title[len(title) - _HAN_FREE_TAIL.match(title[::-1]).end() :]  # type: ignore[union-attr]
    opening = min((i for i in map(tail.find, "(（[【|｜/") if i >= 0), default=-1)
    if opening >= 0 and len(_WORD.findall(tail, opening)) >= _TITLE_WORDS:
        chinese = title[: len(title) - len(tail) + opening].rstrip(_SEPARATORS)
        return Bilingual(en=_without_closer(tail[opening + 1 :], tail[opening]).strip(), zh=chinese)
    return Bilingual(zh=title)


_HAN_FREE_TAIL = re.compile(f"[^{_HAN_RANGES}]*")


def _ends_a_part(head: str) -> bool:
    """Whether the text before the first Chinese character ends with a separator, not in mid-sentence."""
    trimmed = head.rstrip()
    return bool(trimmed) and (trimmed[-1] in _SEPARATORS or trimmed[-1] in _BRACKETS)


def _cut_separator(head: str) -> tuple[str, str]:
    trimmed = head.rstrip(_SEPARATORS)
    if trimmed and trimmed[-1] in _BRACKETS:
        return trimmed[:-1].rstrip(_SEPARATORS), trimmed[-1]
    return trimmed, ""


def _without_closer(text: str, opener: str) -> str:
    closer = _BRACKETS.get(opener, "")
    trimmed = text.rstrip()
    if closer and trimmed.endswith(closer) and text.count(opener) < text.count(closer):
        return trimmed[:-1].rstrip()
    return trimmed
