"""Glossary: English terms and their Chinese renderings, mined from what papers gloss in brackets."""

from paper_digest.glossary.load import load_overrides
from paper_digest.glossary.marks import Mark, Marker, marker_of
from paper_digest.glossary.mentions import TermFinder, finder_of
from paper_digest.glossary.mining import evidence_of, mine
from paper_digest.glossary.notes import PaperNotes, read_paper
from paper_digest.glossary.terms import (
    Ban,
    Glossary,
    GlossaryOverrides,
    OwnTerm,
    Rendering,
    Term,
    chinese_order,
    learn,
    pinyin,
)

__all__ = [
    "Ban",
    "Glossary",
    "GlossaryOverrides",
    "Mark",
    "Marker",
    "OwnTerm",
    "PaperNotes",
    "Rendering",
    "Term",
    "TermFinder",
    "chinese_order",
    "evidence_of",
    "finder_of",
    "learn",
    "load_overrides",
    "marker_of",
    "mine",
    "pinyin",
    "read_paper",
]
