"""Topics: the taxonomy that an editor writes, and the rules that find a paper's topics by it."""

from paper_digest.topics.assign import Assignment, Evidence, Reason, classify, unknown_topics
from paper_digest.topics.load import load_topics
from paper_digest.topics.taxonomy import Rule, Settings, Taxonomy, Topic

__all__ = [
    "Assignment",
    "Evidence",
    "Reason",
    "Rule",
    "Settings",
    "Taxonomy",
    "Topic",
    "classify",
    "load_topics",
    "unknown_topics",
]
