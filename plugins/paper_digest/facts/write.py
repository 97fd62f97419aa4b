"""Files of facts from records: the same records give the same bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from paper_digest import jsontext
from paper_digest.facts.records import SCHEMA, Record, hash_of, is_edited

_NEW_ID = re.compile(r"(\d{4})\.\d{4,5}")


def file_name(arxiv_id: str) -> str:
    """The name of the file that holds a paper: `2611.json` by the month of its id, else `other.json`."""
    match = _NEW_ID.fullmatch(arxiv_id)
    return f"{match[1]}.json" if match else "other.json"


def sealed(record: Record) -> Record:
    """The record with its hash, as a program writes it."""
    return replace(record, hash=hash_of(record)) if is_edited(record) else record


def facts_file(records: Mapping[str, Record]) -> bytes:
    """One file of facts: sorted ids, one field a line, so that changes can be read.

    Args:
        records: those of the file by arXiv id. Their hashes are written as they are, so that those of
            records that a person changed still tell so; new ones come from `sealed`.

    Returns:
        The file in UTF-8.
    """
    papers = [f"  {jsontext.compact(name)}: {_record(records[name])}" for name in sorted(records)]
    listed = ",\n".join(papers)
    return f'{{"schema": {SCHEMA}, "papers": {{\n{listed}\n}}}}\n'.encode()


def _record(record: Record) -> str:
    fields = msgspec.to_builtins(record, order="deterministic")
    lines = [f"    {jsontext.compact(name)}: {jsontext.compact(value)}" for name, value in fields.items()]
    return "{\n" + ",\n".join(lines) + "\n  }"
