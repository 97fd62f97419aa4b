"""Bodies: lines become paragraphs, and paragraphs are told apart by the script of their prose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from paper_digest.model import Bilingual, Language
from paper_digest.parse.language import has_han, language_of, likely_language

_RULE = re.compile(r"[ \t]{0,3}(?:(?:\*[ \t]?){3,}|(?:-[ \t]?){3,}|(?:_[ \t]?){3,})")
_MADE_BY_AI = re.compile(
    r"(?<=[。.!?！？…”\"\n])[ \t]*[(（【\[]?"
    r"(?:(?:由 ?)?(?:AI|人工智能|大模型) ?(?:自动)?生成的?(?:论文)?(?:摘要|总结|概要)"
    r"|AI[- ]generated (?:summary|abstract))[)）】\]]?[:：。.]?\s*",
    re.IGNORECASE,
)
_LONGEST_SUMMARY = 600
_KEEPS_TOGETHER = ("|", "-", "*", "+", ">", "<", " ", "\t")


class Row(NamedTuple):
    """A line of a body: its 0-based place, its text, and the number of the fence it stands in, else 0."""

    place: int
    text: str
    fence: int = 0


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


def read_body(rows: Iterable[Row], extras: Iterable[str] = ()) -> Body:
    """Join the lines of a body into Markdown by language.

    Paragraphs are told apart by script; what holds no prose of its own (code, mathematics, lists of
    names, tables) follows the paragraph before it, or the first one where it stands before all; a
    heading follows the paragraph behind it. A paragraph that changes its language from one line to
    the next is divided there. Lines stay as written; only blanks at a paragraph's end are dropped,
    and rules (`---`) at the body's ends.

    Args:
        rows: the body's lines, ascending; blank ones may be left out.
        extras: further paragraphs, without a language of their own, for the end.

    Returns:
        The text and its first lines.
    """
    chunks = [piece for chunk in _chunks(rows) for piece in _by_language(chunk)]
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


def _chunks(rows: Iterable[Row]) -> list[list[Row]]:
    """Runs of lines without a blank line, headings apart; a fence's blank lines divide nothing."""
    chunks: list[list[Row]] = []
    last = Row(-2, "")
    for row in rows:
        if not row.fence and not row.text.strip():
            continue
        joins = row.place == last.place + 1 or (row.fence and last.fence == row.fence)
        if joins and chunks and not _is_heading(row) and not _is_heading(last):
            # Blank lines of a fence that were not handed over are put back.
            chunks[-1].extend(Row(blank, "", row.fence) for blank in range(last.place + 1, row.place))
            chunks[-1].append(row)
        else:
            chunks.append([row])
        last = row
    return chunks


def _is_heading(row: Row) -> bool:
    return not row.fence and row.text.startswith("#")


def _by_language(rows: list[Row]) -> Iterable[_Chunk]:
    if len(rows) == 1 or rows[0].text.startswith(_KEEPS_TOGETHER) or any(row.fence for row in rows):
        return (_as_chunk(rows),)
    told = [language_of(row.text) for row in rows]
    if not ("zh" in told and "en" in told) or any(
        language == "en" and has_han(row.text) for row, language in zip(rows, told, strict=True)
    ):
        return (_as_chunk(rows),)
    pieces: list[list[Row]] = [[]]
    current: Language | None = None
    for row, language in zip(rows, told, strict=True):
        if language and current and language != current:
            pieces.append([])
        current = language or current
        pieces[-1].append(row)
    return [_as_chunk(piece) for piece in pieces]


def _as_chunk(rows: Sequence[Row]) -> _Chunk:
    text = "\n".join([row.text for row in rows])
    prose = "\n".join([row.text for row in rows if not row.fence])
    return _Chunk(
        text.rstrip(), rows[0].place + 1, language_of(prose) if prose else None, _is_heading(rows[0])
    )


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


def split_summary(text: str) -> tuple[str, str]:
    """Divide a text at boilerplate that says who made its first sentence, such as `AI 生成摘要`.

    Args:
        text: a body in one language.

    Returns:
        The one-sentence summary before it, "" where there is none, and the text.
    """
    match = _MADE_BY_AI.search(text, 0, _LONGEST_SUMMARY)
    if match is None or not text[match.end() :].strip():
        return "", text
    before = text[: match.start()].strip()
    return ("", text) if not before or "\n\n" in before else (before, text[match.end() :].lstrip())
