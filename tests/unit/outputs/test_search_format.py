"""The writer and the reader of the search index speak of the same format."""

from __future__ import annotations

from paper_digest.outputs.search import worker_script
from paper_digest.outputs.search.build import MANIFEST


def test_the_worker_asks_for_the_manifest_that_is_written() -> None:
    assert f'"{MANIFEST}"'.encode() in worker_script()
