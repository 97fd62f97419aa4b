"""Related papers: those nearest by text, in both languages at once."""

from paper_digest.related.papers import COUNT, is_in_one_language, nearest_papers, paper_features, related

__all__ = ["COUNT", "is_in_one_language", "nearest_papers", "paper_features", "related"]
