"""Related papers: those nearest by text, in both languages at once."""

from paper_digest.related.papers import (
    COUNT,
    Nearest,
    begin_related,
    nearest_texts,
    related_papers,
    texts_of,
)

__all__ = ["COUNT", "Nearest", "begin_related", "nearest_texts", "related_papers", "texts_of"]
