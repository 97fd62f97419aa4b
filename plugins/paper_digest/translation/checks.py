"""Checks of a translation against its source, without a person and without a model.

The rules are those of Weblate, pofilter and other tools of translators, with limits that no human pair and no
real abstract at hand breaks wrongly; `tests/unit/translation` measures that.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from paper_digest.diagnostics import Severity
from paper_digest.model import Language

_ERROR, _WARNING, _NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE


class Finding(NamedTuple):
    """What a check found: its name, how much it matters, and a sentence."""

    check: str
    severity: Severity
    message: str


class Term(NamedTuple):
    """A term of the glossary: English forms, Chinese renderings, and renderings that are wrong."""

    english: tuple[str, ...]
    chinese: tuple[str, ...]
    banned: tuple[str, ...] = ()


_FORMULA = re.compile(r"\$\$[^$]+\$\$|(?<!\\)\$[^$\n]+\$")
_URL = re.compile(r"https?://[!-~]+")
_CODE = re.compile(r"`[^`\n]+`")
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9.\-_])(\d[\d,]*(?:\.\d+)?)\s?"
    r"(thousand|million|billion|trillion|[KMBT](?![A-Za-z0-9])|k(?![A-Za-z0-9])|万亿|千万|百万|十亿|千|万|亿)?"
)
_SCALE = {
    **{"k": 3, "K": 3, "thousand": 3, "千": 3, "万": 4, "M": 6, "million": 6, "百万": 6, "千万": 7, "亿": 8},
    **{"B": 9, "billion": 9, "十亿": 9, "T": 12, "trillion": 12, "万亿": 12},
}
_NAME = re.compile(
    r"\b(?:[A-Z][a-z]+(?:[A-Z][A-Za-z0-9]*)+|[A-Z]{2,}[A-Za-z0-9]*|[A-Z][A-Za-z]*-\d+[A-Za-z]?)\b"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTER = re.compile(r"[A-Za-z]")
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_RUN = re.compile(r"[A-Za-z][A-Za-z'-]*(?:[ ,;]+[A-Za-z][A-Za-z'-]*){8,}")
_STOP = re.compile(r"(?:[.!?。！？…)\]）】”\"'；;]|https?://[!-~]+)\s*$")
_SENTENCE = re.compile(r"[^。！？!?]{12,}[。！？!?]|[^.!?]{30,}[.!?](?=\s|$)")
_TEX = re.compile(r"\\[A-Za-z]{2,}")
_MARKUP = re.compile(r"^\s*(?:#{1,6}\s|```|~~~|[-*+]\s|\d+[.)]\s)", re.MULTILINE)
_TAG = re.compile(r"</?[a-z][a-z0-9-]*[^<>]*>", re.IGNORECASE)
_CHATTER = re.compile(
    r"^(?:好的|当然|以下是|下面是|译文|翻译|抱歉|Sure\b|Here is|Here's|As an AI|I can't|I cannot|I'm sorry)"
    r"|^(?:注|译注|译者注|备注|说明)\s*[:：]|直译|意译|译者",
    re.MULTILINE,
)
# Human pairs lie between 1.36 and 1.81 Han characters for an English word.
_SHORTEST, _LONGEST = 1.0, 2.4
_WORTH_A_RATIO = 30
_LEAST_HAN, _MOST_HAN = 0.40, 0.02


def compare(source: str, target: str, language: Language, terms: Iterable[Term] = ()) -> list[Finding]:
    """Check a translation against what it was made from.

    Args:
        source: Markdown in the other language.
        target: Markdown of the translation.
        language: of the translation.
        terms: of the glossary.

    Returns:
        What is wrong, errors first.
    """
    found = [
        *_formulas(source, target),
        *_urls(source, target),
        *_length(source, target, language),
        *_shape(source, target),
        *_numbers(source, target),
        *_names(source, target),
        *_terms(source, target, language, terms),
        *look(target, language, source),
    ]
    order = [_ERROR, _WARNING, _NOTICE]
    return sorted(dict.fromkeys(found), key=lambda one: order.index(one.severity))


def look(text: str, language: Language, source: str = "") -> list[Finding]:
    """Check a text by itself: its language, its end, doubled sentences, chatter, TeX.

    Args:
        text: Markdown.
        language: that it is meant to be in.
        source: what it was made from, where that is known; what stands there too is no fault.
    """
    return [
        *_language(text, language),
        *_chatter(text, source),
        *_doubled(text, source),
        *_end(text),
        *_tex(text),
    ]


def _bare(text: str) -> str:
    """A text without formulas, addresses and code."""
    return _CODE.sub(" ", _URL.sub(" ", _FORMULA.sub(" ", text)))


def _missing(more: Counter[str], fewer: Counter[str]) -> str:
    return ", ".join(sorted((more - fewer).elements()))[:200]


def _formulas(source: str, target: str) -> Iterator[Finding]:
    one, other = (Counter("".join(f.split()) for f in _FORMULA.findall(text)) for text in (source, target))
    if one != other:
        told = "; ".join(
            f"{word}: {names}"
            for word, names in (("lost", _missing(one, other)), ("new", _missing(other, one)))
            if names
        )
        yield Finding("formulas", _ERROR, f"Formulas differ ({told}).")


def _urls(source: str, target: str) -> Iterator[Finding]:
    one, other = ({url.rstrip(".,;:)]}>\"'") for url in _URL.findall(text)} for text in (source, target))
    if one != other:
        told = ", ".join(sorted(one ^ other))
        yield Finding("urls", _ERROR, f"Addresses differ: {told[:200]}.")


def _length(source: str, target: str, language: Language) -> Iterator[Finding]:
    english, chinese = (target, source) if language == "en" else (source, target)
    words, han = len(_WORD.findall(_bare(english))), len(_HAN.findall(_bare(chinese)))
    if words >= _WORTH_A_RATIO and not _SHORTEST <= han / words <= _LONGEST:
        yield Finding("length", _ERROR, f"{han} Chinese characters stand for {words} English words.")


def _shape(source: str, target: str) -> Iterator[Finding]:
    one, other = (
        len([p for p in re.split(r"\n\s*\n", text.strip()) if p.strip()]) for text in (source, target)
    )
    if one != other:
        yield Finding("paragraphs", _ERROR, f"The source has {one} paragraphs, the translation {other}.")
    for name, pattern in (("headings or lists", _MARKUP), ("tags", _TAG)):
        if len(pattern.findall(target)) > len(pattern.findall(source)):
            yield Finding("shape", _ERROR, f"The translation has {name} that the source has not.")


def _numbers(source: str, target: str) -> Iterator[Finding]:
    one, other = (set(_values(text)) for text in (source, target))
    if one != other:
        told = ", ".join(f"{value:g}" for value in sorted(one ^ other))
        yield Finding("numbers", _WARNING, f"Numbers differ: {told[:200]}.")


def _values(text: str) -> Iterator[float]:
    for match in _NUMBER.finditer(_bare(text)):
        digits = match[1].replace(",", "").rstrip(".")
        if digits and len(digits) < 16:
            yield round(float(digits) * 10.0 ** _SCALE.get(match[2] or "", 0), 6)


def _names(source: str, target: str) -> Iterator[Finding]:
    there = target.casefold()
    names = dict.fromkeys(name.removesuffix("s") for name in _NAME.findall(_bare(source)))
    gone = [name for name in names if name.casefold() not in there]
    if gone:
        yield Finding("names", _WARNING, f"Names are missing: {', '.join(gone)[:200]}.")


def _terms(source: str, target: str, language: Language, terms: Iterable[Term]) -> Iterator[Finding]:
    for term in terms:
        banned = [word for word in term.banned if word in target]
        if banned:
            yield Finding("banned", _ERROR, f"{', '.join(banned)} is no rendering of {term.english[0]}.")
        own, others = (term.english, term.chinese) if language == "zh" else (term.chinese, term.english)
        if not any(_holds(source, form) for form in own):
            continue
        if not any(_holds(target, form) for form in (*others, *term.english)):
            yield Finding("terms", _NOTICE, f"{own[0]} is not rendered as {' or '.join(others)}.")


def _holds(text: str, form: str) -> bool:
    if _HAN.search(form):
        return form in text
    return re.search(rf"(?<![A-Za-z]){re.escape(form)}s?(?![A-Za-z])", text, re.IGNORECASE) is not None


def _language(text: str, language: Language) -> Iterator[Finding]:
    bare = _bare(text)
    han, letters = len(_HAN.findall(bare)), len(_LETTER.findall(bare))
    share = han / (han + letters) if han + letters else 0.0
    if language == "en" and han and share > _MOST_HAN:
        yield Finding("language", _ERROR, f"{han} Chinese characters stand in the English text.")
    elif language == "zh" and share < _LEAST_HAN:
        yield Finding("language", _ERROR, f"Only {share:.0%} of the Chinese text is Chinese.")
    elif language == "zh" and (match := _RUN.search(bare)):
        yield Finding("language", _ERROR, f"Untranslated: {match[0][:80]}.")


def _chatter(text: str, source: str) -> Iterator[Finding]:
    for match in _CHATTER.finditer(text):
        if match[0] not in source:
            yield Finding("chatter", _ERROR, f"This is no part of an abstract: {match[0]}.")
            return


def _doubled(text: str, source: str) -> Iterator[Finding]:
    counts = Counter(" ".join(one.split()) for one in _SENTENCE.findall(text))
    for sentence, count in counts.items():
        if count > 1 and sentence not in source:
            yield Finding("doubled", _ERROR, f"A sentence stands there {count} times: {sentence[:60]}.")
            return


def _end(text: str) -> Iterator[Finding]:
    last = text.strip().rpartition("\n")[2]
    if last and not _MARKUP.match(last) and not _STOP.search(last.rstrip("*_`")):
        yield Finding("end", _ERROR, f"The text ends in the midst of a sentence: {text.strip()[-20:]}.")


def _tex(text: str) -> Iterator[Finding]:
    names: Sequence[str] = list(dict.fromkeys(_TEX.findall(_bare(text))))
    if names:
        yield Finding("tex", _WARNING, f"TeX outside of formulas: {', '.join(names)[:100]}.")
