"""Related papers: those nearest by text, in both languages at once."""

from paper_digest.related.papers import (
    COUNT,
    Nearest,
    filled_up,
    nearest_texts,
    related_papers,
    texts_of,
)

__all__ = ["COUNT", "Nearest", "filled_up", "nearest_texts", "related_papers", "texts_of"]
