"""Related papers: those nearest by text, in both languages at once."""

from paper_digest.related.papers import COUNT, related_papers

__all__ = ["COUNT", "related_papers"]
