"""Records of facts, and how their files are read.

A file is JSON: `{"schema": 1, "papers": {arXiv id: record}}`. Fields that have their default are left out,
so that a field that later versions add changes neither files nor hashes.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec
from msgspec import Struct, field

from paper_digest import codes
from paper_digest.diagnostics import Diagnostic
from paper_digest.ids import bare_arxiv_id
from paper_digest.sourcefile import SourceFile

SCHEMA = 1
"""The form of the files; files of another one are not read."""

Source = Literal["arxiv", "datacite", "huggingface", "snapshot"]
"""Who told the facts: arXiv's API, DataCite, Hugging Face, or a file of arXiv's bulk metadata."""


class Origin(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """Where a record's title, authors and abstract are from.

    Attributes:
        version: arXiv's version that they belong to, 0 where the source does not tell it.
        fetched: the day, in UTC, on which they were told.
        via: who told them.
    """

    version: int = 0
    fetched: datetime.date | None = None
    via: Source = "arxiv"


class WebLinks(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """Where code and project are, each as URL and who named it (`huggingface`, `abstract` or `comment`).

    Attributes:
        code, project: the links.
        fetched: the day on which Hugging Face was last asked for them, None where it was not.
    """

    code: tuple[tuple[str, str], ...] = ()
    project: tuple[tuple[str, str], ...] = ()
    fetched: datetime.date | None = None


class Machine(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """A machine's translation into one language.

    Attributes:
        title, abstract: its words.
        model: the name of the model.
        date: the day on which it was made.
        prompt, source: hashes of the prompt and of what was translated.
        findings: names of the checks that warned.
    """

    title: str = ""
    abstract: str = ""
    model: str = ""
    date: datetime.date | None = None
    prompt: str = ""
    source: str = ""
    findings: tuple[str, ...] = ()


class Record(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """What sources say of one paper; texts as they have them (TeX), white space collapsed.

    Attributes:
        arxiv: where the texts are from.
        title, abstract: in English. Paragraphs of the abstract are separated by one empty line.
        authors: names in the order of the paper, given name first.
        categories: arXiv's, the primary one first.
        published: the day of the first version.
        comment, doi, journal_ref, license: as arXiv has them; the license is an URL.
        venue: conference or journal and year, derived from comment and journal reference.
        withdrawn: whether the paper was withdrawn.
        links: code and project.
        machine: translations by language.
        hash: `hash_of` the record when it was written.
    """

    arxiv: Origin = Origin()
    title: str = ""
    authors: tuple[str, ...] = ()
    abstract: str = ""
    categories: tuple[str, ...] = ()
    published: datetime.date | None = None
    comment: str = ""
    doi: str = ""
    journal_ref: str = ""
    venue: str = ""
    license: str = ""
    withdrawn: bool = False
    links: WebLinks = WebLinks()
    machine: Mapping[Literal["en", "zh"], Machine] = field(default_factory=dict)
    hash: str = ""


_ENCODER = msgspec.json.Encoder(order="sorted")


def hash_of(record: Record) -> str:
    """The hash of all that a record says, 12 hexadecimal digits; its own field `hash` does not count."""
    data = _ENCODER.encode(msgspec.structs.replace(record, hash=""))
    return hashlib.sha256(data).hexdigest()[:12]


def is_edited(record: Record) -> bool:
    """Whether a person changed a record since it was written."""
    return record.hash != hash_of(record)


class _File(Struct):
    schema: int
    papers: dict[str, msgspec.Raw]


def parse_facts(source: SourceFile) -> tuple[dict[str, Record], tuple[Diagnostic, ...]]:
    """Read one file of facts.

    Args:
        source: the file.

    Returns:
        The records by arXiv id (without version, as `ids.bare_arxiv_id` gives it). Diagnostics `bad-facts`
        of what is left out, and `edited-facts` of records that a person changed, which are used.
    """
    text, found = source.decoded()
    diagnostics = [finding.at(source.path) for finding in found]
    try:
        file = msgspec.json.decode(text.encode("utf-8", "replace"), type=_File)
    except (msgspec.DecodeError, RecursionError) as error:
        message = f"This file is left out, as it is no file of facts: {error}."
        return {}, (*diagnostics, Diagnostic(source.path, 0, codes.BAD_FACTS, message))
    if file.schema != SCHEMA:
        message = f"This file is left out: it has schema {file.schema}, and {SCHEMA} is known."
        return {}, (*diagnostics, Diagnostic(source.path, 0, codes.BAD_FACTS, message))
    records: dict[str, Record] = {}
    for name, raw in file.papers.items():
        try:
            if bare_arxiv_id(name) != name:
                raise msgspec.ValidationError("its name is no arXiv id without version")
            record = _DECODER.decode(raw)
        except (msgspec.DecodeError, RecursionError) as error:
            message = f"The record {name!r} is left out: {error}."
            diagnostics.append(Diagnostic(source.path, _line(text, name), codes.BAD_FACTS, message))
            continue
        records[name] = record
        if is_edited(record):
            message = f"The record {name!r} was changed by hand; it is used, and never fetched again."
            diagnostics.append(Diagnostic(source.path, _line(text, name), codes.EDITED_FACTS, message))
    return records, tuple(diagnostics)


_DECODER = msgspec.json.Decoder(Record)


def parse_all(sources: Iterable[SourceFile]) -> tuple[dict[str, Record], tuple[Diagnostic, ...]]:
    """Read all files of facts.

    Args:
        sources: the files; of two records of one paper that of the first file is taken.

    Returns:
        As `parse_facts`.
    """
    records: dict[str, Record] = {}
    first: dict[str, str] = {}
    diagnostics: list[Diagnostic] = []
    for source in sources:
        own, found = parse_facts(source)
        diagnostics += found
        for name, record in own.items():
            if name in records:
                message = f"The record {name!r} is left out: {first[name]} has one too."
                line = _line(source.decoded()[0], name)
                diagnostics.append(Diagnostic(source.path, line, codes.BAD_FACTS, message))
            else:
                records[name], first[name] = record, source.path
    return records, tuple(diagnostics)


def _line(text: str, name: str) -> int:
    """The line on which a record begins, 0 where its name is written with escapes."""
    match = re.search(rf'"{re.escape(name)}"\s*:', text)
    return text.count("\n", 0, match.start()) + 1 if match else 0
