"""Tables with a paper in each row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct

from paper_digest.model import Block, Role
from paper_digest.parse.blocks import Roles, finish
from paper_digest.parse.dates import read_day
from paper_digest.parse.draft import Draft
from paper_digest.parse.links import only_links
from paper_digest.parse.metadata import KeyValue, label_kind, paper_links
from paper_digest.parse.outline import Scan
from paper_digest.parse.titles import without_emphasis
from paper_digest.parse.vocabulary import Kind
from paper_digest.source import Finding

_RULE = re.compile(r"\|?[ \t:|-]*-[ \t:|-]*")
_CELL = re.compile(r"(?<!\\)\|")
_NOTHING = frozenset(("", "-", "–", "—", "null", "none", "n/a", "na", "nan", "无", "暂无", "todo", "tbd"))
_FEWEST_CELLS = 3
_LONGEST = 50_000


class Row(Struct, frozen=True):
    """A table row that names a paper: its line's index, its cells, and its columns' kinds if told."""

    index: int
    cells: tuple[str, ...]
    kinds: tuple[Kind | None, ...]


class Tables(NamedTuple):
    """The rows that name papers, and the indexes of the lines that head their tables."""

    rows: list[Row]
    heads: list[int]


def read_tables(scanned: Scan) -> Tables:
    """Find the table rows of a file that name papers by a link or an arXiv id.

    Args:
        scanned: the file.

    Returns:
        The rows with three cells or more, with the kinds that the table's head gives its columns.
    """
    tables = Tables([], [])
    kinds: tuple[Kind | None, ...] = ()
    head: list[int] = []
    for index in range(scanned.start, len(scanned.lines)):
        text = scanned.lines[index].strip()
        if not text.startswith("|") or scanned.verbatim[index] or len(text) > _LONGEST:
            kinds, head = (), []
            continue
        if _is_rule(text):
            head.append(index)
            kinds = (
                tuple(label_kind(cell) for cell in _cells(scanned.lines[head[0]])) if len(head) > 1 else ()
            )
            continue
        cells = _cells(text)
        if len(cells) >= _FEWEST_CELLS and any(paper_links(without_emphasis(cell)) for cell in cells):
            tables.rows.append(Row(index, cells, kinds if len(kinds) >= len(cells) else ()))
            tables.heads.extend(head)
            head = []
        elif not head:
            head = [index]
    return tables


def _is_rule(text: str) -> bool:
    return not text.strip("|:- \t") and "-" in text


def _cells(text: str) -> tuple[str, ...]:
    return tuple(cell.strip().replace("\\|", "|") for cell in _CELL.split(text.strip())[1:]) if text else ()


def read_rows(scanned: Scan, tables: Tables, roles: Roles, findings: list[Finding]) -> Iterator[Block]:
    """Read each row as a block.

    Cells are read by the table's head where it names their columns; without one, a day, links, the
    first text (the title) and the second (the authors) are told by what they hold. Cells that say
    nothing (`null`, `-`, a bare label) are left out.

    Args:
        scanned: the file.
        tables: its rows.
        roles: the roles of its lines, to be filled in.
        findings: to be added to.

    Yields:
        The blocks in the file's order.
    """
    for index in tables.heads:
        roles[index] = Role.METADATA
    for row in tables.rows:
        draft = Draft(row.index + 1)
        _read_cells(draft, row)
        roles[row.index] = Role.TITLE
        yield finish(draft, scanned, (), row.index + 1, may_be_empty=True)
        findings.extend(draft.findings)


def _read_cells(draft: Draft, row: Row) -> None:
    line = row.index + 1
    texts: list[Kind] = ["title", "authors"]
    kinds: Sequence[Kind | None] = row.kinds or (None,) * len(row.cells)
    for cell, kind in zip(row.cells, kinds, strict=False):
        text = without_emphasis(cell)
        if text.casefold() in _NOTHING or (kind is None and label_kind(text)):
            continue
        if links := only_links(text):
            if kind in ("code", "project"):
                links = [link._replace(text=kind) for link in links]
            elif kind != "title" and row.kinds:
                links = [link._replace(text="") for link in links]
            draft.add_links(links, line, titles=True)
        elif kind is None and not row.kinds and not draft.gathered.published and _is_day(text):
            draft.take(KeyValue("published", text), line)
        else:
            chosen = kind or (texts.pop(0) if texts and not row.kinds else None)
            if chosen is None or not draft.take(KeyValue(chosen, text), line):
                draft.extras.append(cell)


def _is_day(text: str) -> bool:
    return len(text) <= 12 and read_day(text) is not None
