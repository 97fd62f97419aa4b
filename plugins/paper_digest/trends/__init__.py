"""Trends: how often topics, terms and names come up month by month, what rises, and what came first."""

from paper_digest.trends.make import PaperFacts, make_trends
from paper_digest.trends.names import NamesIn, names_in
from paper_digest.trends.values import (
    First,
    Month,
    MonthCount,
    Rise,
    Subject,
    Trends,
    Window,
    Windows,
    month_of,
    months_between,
)

__all__ = [
    "First",
    "Month",
    "MonthCount",
    "NamesIn",
    "PaperFacts",
    "Rise",
    "Subject",
    "Trends",
    "Window",
    "Windows",
    "make_trends",
    "month_of",
    "months_between",
    "names_in",
]
