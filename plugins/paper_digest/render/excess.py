"""What of a file's texts is beyond the limits, with its lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paper_digest import codes
from paper_digest.diagnostics import Diagnostic
from paper_digest.model import LANGUAGES, Bilingual, Block, Overlay
from paper_digest.render.markdown import exceeded
from paper_digest.sourcefile import SourceFile

_NOTHING = Bilingual()


def beyond_limits(
    file: SourceFile, parts: Sequence[Block | Overlay], introduction: Bilingual = _NOTHING
) -> Iterator[Diagnostic]:
    """Find the texts of a file that are shown as they were written, since they are too much.

    Args:
        file: a digest or overlay, read.
        parts: what is said of papers in it.
        introduction: what belongs to none of them.

    Yields:
        `beyond-limits`, at the line where what is too much begins, else where its text does.
    """
    lines: list[str] = []
    for text, line, one_line in _texts(parts, introduction):
        for what, start in exceeded(text, one_line=one_line).items():
            lines = lines or file.decoded()[0].split("\n")
            found = _line_of(start, lines, line)
            yield Diagnostic(file.path, found, codes.BEYOND_LIMITS, f"{what}.")


def _texts(parts: Sequence[Block | Overlay], introduction: Bilingual) -> Iterator[tuple[str, int, bool]]:
    """Each text, the line where it begins, and whether it is a title."""
    for part in parts:
        first = part.line if isinstance(part, Block) else 1
        body = part.body if isinstance(part, Block) else part.abstract
        for language in LANGUAGES:
            yield part.title.get(language), part.lines.get(f"title.{language}", first), True
            yield body.get(language), part.lines.get(f"abstract.{language}", first), False
            yield part.metadata.summary.get(language), part.lines.get(f"summary.{language}", first), False
    for language in LANGUAGES:
        yield introduction.get(language), 1, False


def _line_of(start: str, lines: Sequence[str], line: int) -> int:
    wanted = next((one for one in start.split("\n") if one.strip()), "").strip()
    if wanted:
        for number in range(line, len(lines) + 1):
            if wanted in lines[number - 1]:
                return number
    return line
