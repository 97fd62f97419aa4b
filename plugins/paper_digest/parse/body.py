"""Bodies: lines become paragraphs, and paragraphs are told apart by script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from paper_digest.model import Bilingual, Language
from paper_digest.parse.language import has_han, language_of, likely_language

_RULE = re.compile(r"[ \t]{0,3}(?:(?:\*[ \t]?){3,}|(?:-[ \t]?){3,}|(?:_[ \t]?){3,})")
_KEEPS_TOGETHER = ("|", "-", "*", "+", ">", "<", " ", "\t")


class _Chunk(NamedTuple):
    text: str
    line: int
    language: Language | None
    is_heading: bool


class Body(NamedTuple):
    """A text by language, and the 1-based line at which each language begins (0: nowhere)."""

    text: Bilingual
    en_line: int
    zh_line: int


NO_BODY = Body(Bilingual(), 0, 0)


def read_body(
    lines: Sequence[str], indexes: Sequence[int], verbatim: Sequence[int], extras: Iterable[str] = ()
) -> Body:
    """Join the lines of a body into Markdown by language.

    Paragraphs are told apart by script; what holds no prose of its own (code, mathematics, lists of
    names, tables) follows the paragraph before it, or the first one where it stands before all; a
    heading follows the paragraph behind it. A paragraph that changes its language from one line to
    the next is divided there. Lines stay as written; only blanks at a paragraph's end are dropped,
    and rules (`---`) at the body's ends.

    Args:
        lines: all lines of the file.
        indexes: 0-based indexes of the lines that are the body's, ascending; blank ones may be left out.
        verbatim: for each line of the file, the number of the fence or comment that it stands in, else 0.
        extras: further paragraphs, without a language of their own, for the end.

    Returns:
        The text and its first lines.
    """
    chunks = [
        piece for chunk in _chunks(lines, indexes, verbatim) for piece in _by_language(chunk, lines, verbatim)
    ]
    chunks = _without_outer_rules(chunks)
    chunks += [_Chunk(extra, 0, None, False) for extra in extras]
    if not chunks:
        return NO_BODY
    if len(chunks) == 1:
        languages: list[Language] = [chunks[0].language or likely_language(chunks[0].text)]
    else:
        languages = _settle(chunks)
    texts: dict[Language, list[str]] = {"en": [], "zh": []}
    first: dict[Language, int] = {}
    for chunk, language in zip(chunks, languages, strict=True):
        texts[language].append(chunk.text)
        first.setdefault(language, chunk.line)
    joined = Bilingual(en="\n\n".join(texts["en"]), zh="\n\n".join(texts["zh"]))
    return Body(joined, first.get("en", 0), first.get("zh", 0))


def _chunks(lines: Sequence[str], indexes: Sequence[int], verbatim: Sequence[int]) -> list[list[int]]:
    """Runs of lines without a blank line, headings apart; a fence's blank lines divide nothing."""
    chunks: list[list[int]] = []
    last = -2
    for index in indexes:
        fence = verbatim[index]
        if not fence and not lines[index].strip():
            continue
        joins = index == last + 1 or (fence and last >= 0 and verbatim[last] == fence)
        if joins and not _is_heading(lines, index, fence) and not _is_heading(lines, last, verbatim[last]):
            # Blank lines of a fence were not handed over; they are put back.
            chunks[-1].extend(range(last + 1, index + 1))
        else:
            chunks.append([index])
        last = index
    return chunks


def _is_heading(lines: Sequence[str], index: int, fence: int) -> bool:
    return not fence and lines[index].startswith("#")


def _by_language(indexes: list[int], lines: Sequence[str], verbatim: Sequence[int]) -> Iterable[_Chunk]:
    if len(indexes) == 1:
        line = lines[indexes[0]]
        return (_Chunk(line.rstrip(), indexes[0] + 1, language_of(line), line.startswith("#")),)
    first = lines[indexes[0]]
    if verbatim[indexes[0]] or first.startswith(_KEEPS_TOGETHER) or any(map(verbatim.__getitem__, indexes)):
        return (_as_chunk(indexes, lines, verbatim),)
    told = [language_of(lines[index]) for index in indexes]
    if not ("zh" in told and "en" in told) or any(
        language == "en" and has_han(lines[index]) for index, language in zip(indexes, told, strict=True)
    ):
        return (_as_chunk(indexes, lines, verbatim),)
    pieces: list[list[int]] = [[]]
    current: Language | None = None
    for index, language in zip(indexes, told, strict=True):
        if language and current and language != current:
            pieces.append([])
        current = language or current
        pieces[-1].append(index)
    return [_as_chunk(piece, lines, verbatim) for piece in pieces]


def _as_chunk(indexes: list[int], lines: Sequence[str], verbatim: Sequence[int]) -> _Chunk:
    text = "\n".join(lines[index] for index in indexes).rstrip()
    prose = [lines[index] for index in indexes if not verbatim[index]]
    return _Chunk(text, indexes[0] + 1, language_of("\n".join(prose)) if prose else None, False)


def _without_outer_rules(chunks: list[_Chunk]) -> list[_Chunk]:
    start, end = 0, len(chunks)
    while start < end and _is_rule(chunks[start].text):
        start += 1
    while end > start and _is_rule(chunks[end - 1].text):
        end -= 1
    return chunks[start:end]


def _is_rule(text: str) -> bool:
    return len(text) < 80 and _RULE.fullmatch(text) is not None


def _settle(chunks: list[_Chunk]) -> list[Language]:
    """Give every chunk a language: its own, else the one before, for headings the one behind."""
    behind: list[Language | None] = [None] * len(chunks)
    following: Language | None = None
    for number in range(len(chunks) - 1, -1, -1):
        behind[number] = following
        following = chunks[number].language or following
    settled: list[Language] = []
    before: Language | None = None
    for number, chunk in enumerate(chunks):
        if chunk.is_heading:
            own = chunk.language or ("zh" if has_han(chunk.text) else None)
            language = own or behind[number] or before
        else:
            language = chunk.language or before or behind[number]
        language = language or likely_language("\n".join(piece.text for piece in chunks))
        settled.append(language)
        before = language
    return settled
