"""Related papers: those nearest by text, in both languages at once."""

from paper_digest.related.papers import (
    COUNT,
    Comparison,
    Nearest,
    Related,
    compare,
    features_made,
    found_when_asked,
    get_ready,
    nearest_one_by_one,
    nearest_texts,
    related_papers,
    texts_of,
)
from paper_digest.related.remembered import Features, begin_related, features_ahead

__all__ = [
    "COUNT",
    "Comparison",
    "Features",
    "Nearest",
    "Related",
    "begin_related",
    "compare",
    "features_ahead",
    "features_made",
    "found_when_asked",
    "get_ready",
    "nearest_one_by_one",
    "nearest_texts",
    "related_papers",
    "texts_of",
]
