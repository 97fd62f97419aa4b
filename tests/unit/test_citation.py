from __future__ import annotations

import pytest

from paper_digest.citation import is_journal, submission_month
from tests.support.papers import paper


@pytest.mark.parametrize(
    ("arxiv_id", "month"),
    [
        ("2504.01990", (2025, 4)),
        ("0704.0001", (2007, 4)),
        ("cs/0112017", (2001, 12)),
        ("hep-th/9901001", (1999, 1)),
        ("2513.00001", None),
    ],
)
def test_an_arxiv_id_tells_the_month(arxiv_id: str, month: tuple[int, int] | None) -> None:
    assert submission_month(paper(arxiv_id)) == month


def test_other_papers_tell_no_month() -> None:
    assert submission_month(paper("", link="https://example.org/")) is None


@pytest.mark.parametrize("venue", ["TMLR 2025", "Journal of the ACM", "Nature", "计算机学报"])
def test_journals(venue: str) -> None:
    assert is_journal(venue)


@pytest.mark.parametrize("venue", ["NeurIPS 2025", "Journal Club Workshop", "A Conference on Nature", ""])
def test_meetings(venue: str) -> None:
    assert not is_journal(venue)
