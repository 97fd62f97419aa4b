"""Related papers: those nearest by text, in both languages at once."""

from paper_digest.related.papers import (
    COUNT,
    Nearest,
    Related,
    features_made,
    found_when_asked,
    nearest_one_by_one,
    nearest_texts,
    related_papers,
    texts_of,
)
from paper_digest.related.remembered import Features, begin_related

__all__ = [
    "COUNT",
    "Features",
    "Nearest",
    "Related",
    "begin_related",
    "features_made",
    "found_when_asked",
    "nearest_one_by_one",
    "nearest_texts",
    "related_papers",
    "texts_of",
]
