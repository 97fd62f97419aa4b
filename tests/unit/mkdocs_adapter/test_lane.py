from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from paper_digest.mkdocs_adapter.lane import CHUNK, chunks
from paper_digest.plan import FeedsPage, Page


def pages(numbers: range) -> list[Page]:
    return [FeedsPage(f"papers/{number}.md", ()) for number in numbers]


@given(st.integers(0, 1000))
def test_chunks_hold_all_pages_in_order_and_no_more_than_a_process_should_at_once(count: int) -> None:
    made = list(chunks(pages(range(count)), CHUNK))
    assert [page for chunk in made for page in chunk] == pages(range(count))
    assert all(0 < len(chunk) <= 2 * CHUNK for chunk in made)


@given(st.integers(1, 30))
def test_most_chunks_are_the_same_after_pages_were_added_before_them(added: int) -> None:
    before = {str(chunk) for chunk in chunks(pages(range(1000, 4000)), CHUNK)}
    after = {str(chunk) for chunk in chunks(pages(range(1000 - added, 4000)), CHUNK)}
    assert len(before - after) * 3 < len(before)
