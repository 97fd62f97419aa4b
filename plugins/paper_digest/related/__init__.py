"""Related papers: those nearest by text, in both languages at once."""

from paper_digest.related.papers import (
    COUNT,
    Nearest,
    Related,
    Text,
    begin_nearest,
    features_made,
    filled_up,
    found_when_asked,
    is_in_one_language,
    nearest_texts,
    related_papers,
    texts_of,
)

__all__ = [
    "COUNT",
    "Nearest",
    "Related",
    "Text",
    "begin_nearest",
    "features_made",
    "filled_up",
    "found_when_asked",
    "is_in_one_language",
    "nearest_texts",
    "related_papers",
    "texts_of",
]
