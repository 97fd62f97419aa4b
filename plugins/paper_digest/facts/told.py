"""What a record of facts tells of a paper, in the form in which overlays tell it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from paper_digest.diagnostics import Diagnostic
from paper_digest.facts.records import Machine as Translation
from paper_digest.facts.records import Record, parse_facts
from paper_digest.facts.texts import name_in_unicode, to_markdown
from paper_digest.ids import paper_id_of_arxiv
from paper_digest.model import Bilingual, Language, Machine, Metadata, Overlay
from paper_digest.sourcefile import SourceFile

_NAMES = {"arxiv": "arXiv", "snapshot": "arXiv", "datacite": "DataCite", "huggingface": "Hugging Face"}


def overlays_of(file: SourceFile) -> tuple[tuple[Overlay, ...], tuple[Diagnostic, ...]]:
    """Read a file of facts.

    Args:
        file: the file.

    Returns:
        What it tells of each paper, and what `parse_facts` found.
    """
    records, found = parse_facts(file)
    return tuple(overlay_of(name, record, file.path) for name, record in records.items()), found


def overlay_of(arxiv_id: str, record: Record, path: str) -> Overlay:
    """What one record tells; an abstract of a machine only where nobody else has one.

    Args:
        arxiv_id: without version.
        record: the facts.
        path: the file that they stand in.
    """
    title, abstract = to_markdown(record.title), to_markdown(record.abstract)
    made = {language: one for language, one in record.machine.items() if one.abstract or one.title}
    own: dict[Language, str] = {"en": abstract, "zh": ""}
    machine: dict[Language, Machine] = {
        language: Machine(one.model, one.date.isoformat() if one.date else "")
        for language, one in made.items()
        if one.abstract and not own[language]
    }
    return Overlay(
        path=path,
        paper_id=paper_id_of_arxiv(arxiv_id),
        # English is made from a digest's Markdown, Chinese from a source's TeX.
        title=Bilingual(en=title or _title(made, "en"), zh=to_markdown(_title(made, "zh"))),
        abstract=Bilingual(en=abstract or _abstract(made, "en"), zh=to_markdown(_abstract(made, "zh"))),
        metadata=Metadata(
            authors=tuple(filter(None, map(name_in_unicode, record.authors))),
            categories=record.categories,
            code=tuple(url for url, _ in record.links.code),
            project=tuple(url for url, _ in record.links.project),
            venue=record.venue,
            published=record.published,
            comment=name_in_unicode(record.comment),
            doi=record.doi,
            withdrawn=record.withdrawn,
            abstract_from=MappingProxyType({"en": _source(record)} if abstract else {}),
            machine=MappingProxyType(machine),
        ),
    )


def _title(made: Mapping[Language, Translation], language: Language) -> str:
    return made[language].title if language in made else ""


def _abstract(made: Mapping[Language, Translation], language: Language) -> str:
    return made[language].abstract if language in made else ""


def _source(record: Record) -> str:
    """Who has the abstract, such as `arXiv v2`; DataCite tells what arXiv told it."""
    name = _NAMES[record.arxiv.via]
    return f"{name} v{record.arxiv.version}" if record.arxiv.version else name
