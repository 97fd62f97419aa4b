"""arXiv's bulk metadata, one JSON object a line, as it is offered for download."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator
from pathlib import Path

import msgspec
from msgspec import Struct, field

from paper_digest.facts.records import Origin, Record
from paper_digest.fetch.arxiv import id_to_ask
from paper_digest.fetch.text import is_withdrawn, one_line, paragraphs, venue_of, web_address

# Of millions of lines only those that are asked for are decoded.
_ID = re.compile(rb'^\s*\{\s*"id"\s*:\s*"([^"]{1,40})"')


class _Version(Struct):
    version: str = ""
    created: str = ""


class _Line(Struct, rename="kebab"):
    id: str
    title: str
    abstract: str
    authors_parsed: list[list[str]] = field(default_factory=list, name="authors_parsed")
    categories: str | None = None
    comments: str | None = None
    journal_ref: str | None = None
    doi: str | None = None
    license: str | None = None
    versions: list[_Version] = field(default_factory=list)


def read_snapshot(path: Path, ids: Collection[str], day: datetime.date) -> Iterator[tuple[str, Record]]:
    """Find papers in the file.

    Args:
        path: the file.
        ids: arXiv ids without versions.
        day: the day that records tell as theirs.

    Yields:
        Each paper that is there; lines that cannot be read are left out.

    Raises:
        OSError: the file cannot be read.
    """
    by_id = {id_to_ask(one).encode(): one for one in ids}
    with path.open("rb") as lines:
        for line in lines:
            match = _ID.match(line)
            asked = by_id.get(match[1].replace(b"\\/", b"/")) if match else None
            if asked is None:
                continue
            try:
                found = msgspec.json.decode(line, type=_Line)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                continue
            yield asked, _record(found, day)


def _record(line: _Line, day: datetime.date) -> Record:
    comment = one_line(line.comments or "")
    names = (one_line(" ".join([*name[1:2], *name[:1], *name[2:3]])) for name in line.authors_parsed)
    return Record(
        arxiv=Origin(len(line.versions), day, "snapshot"),
        title=one_line(line.title),
        abstract=paragraphs(line.abstract),
        authors=tuple(name for name in names if name),
        categories=tuple((line.categories or "").split()),
        published=_day(line.versions[0].created) if line.versions else None,
        comment=comment,
        doi=one_line(line.doi or ""),
        journal_ref=one_line(line.journal_ref or ""),
        venue=venue_of(comment),
        license=web_address(line.license or ""),
        withdrawn=is_withdrawn(comment),
    )


def _day(created: str) -> datetime.date | None:
    """The day of `Sat, 1 Nov 2026 17:59:59 GMT`."""
    try:
        return datetime.datetime.strptime(created, "%a, %d %b %Y %H:%M:%S %Z").date()
    except ValueError:
        return None
