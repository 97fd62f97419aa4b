"""Glossary: English terms and their Chinese renderings, mined from what papers gloss in brackets."""

from paper_digest.glossary.evidence import Evidence, evidence_of
from paper_digest.glossary.load import load_overrides
from paper_digest.glossary.marks import Mark
from paper_digest.glossary.mentions import Mentions, TermIndex, ToFind
from paper_digest.glossary.mining import mine
from paper_digest.glossary.notes import PaperNotes, read_paper
from paper_digest.glossary.repeats import repeated, sentences_of
from paper_digest.glossary.terms import (
    Ban,
    Glossary,
    GlossaryOverrides,
    OwnTerm,
    Rendering,
    Term,
    pinyin,
)
from paper_digest.glossary.votes import is_everyday

__all__ = [
    "Ban",
    "Evidence",
    "Glossary",
    "GlossaryOverrides",
    "Mark",
    "Mentions",
    "OwnTerm",
    "PaperNotes",
    "Rendering",
    "Term",
    "TermIndex",
    "ToFind",
    "evidence_of",
    "is_everyday",
    "load_overrides",
    "mine",
    "pinyin",
    "read_paper",
    "repeated",
    "sentences_of",
]
