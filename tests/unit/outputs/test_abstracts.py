"""Abstracts by year against their published schema."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

from paper_digest.model import Bilingual, Metadata
from paper_digest.outputs.abstracts import abstracts_json, papers_by_year
from paper_digest.plan import make_plan
from paper_digest.topics import Taxonomy
from tests.support.papers import block, corpus, digest, overlay
from tests.support.schemas import published

ONE = block("2501.00001", "One", "一", Bilingual(zh="一。\n\n$x$ <b>二</b>。"))
AGAIN = block("2501.00001", "Uno", "一", Bilingual(zh="改口了。"))
THREE = block("2401.00002", "Three", "三", Bilingual(en="3"))
CORPUS = corpus(
    digest("2025/0106", ONE, day="2025-01-06"),
    digest("2025/0113", AGAIN, day="2025-01-13"),
    digest("2024/0101", block("2401.00001", "Two", "二", Bilingual()), THREE, day="2024-01-01"),
    digest("old", block("", "Four", "四", Bilingual(zh="四。"))),
    overlays=(overlay("2501.00001", metadata=Metadata(summary=Bilingual(en="Short."))),),
)
PLAN = make_plan(CORPUS, Taxonomy(()), MappingProxyType({}))


def read(year: str, site_url: str = "https://example.org/") -> dict[str, Any]:
    text = abstracts_json(year, papers_by_year(PLAN)[year], site_url)
    data: dict[str, Any] = json.loads(text)
    published("abstracts").validate(data)
    assert len(text.splitlines()) == 2 + max(1, len(data["abstracts"]))
    return data


def test_every_year_has_a_file_newest_first() -> None:
    assert list(papers_by_year(PLAN)) == ["2025", "2024", "undated"]


def test_texts_are_as_they_were_written() -> None:
    assert read("2025") == {
        "schema": 1,
        "site_url": "https://example.org/",
        "year": "2025",
        "abstracts": [
            {
                "id": "2501.00001",
                "abstract": {"zh": "一。\n\n$x$ <b>二</b>。"},
                "summary": {"en": "Short."},
                "variants": [{"digest": "2025/0113", "title": {"en": "Uno"}, "abstract": {"zh": "改口了。"}}],
            }
        ],
    }


def test_papers_without_a_text_are_left_out() -> None:
    assert read("2024")["abstracts"] == [{"id": "2401.00002", "abstract": {"en": "3"}}]


def test_papers_without_a_date_have_a_file_of_their_own() -> None:
    data = read("undated", "")
    assert data["year"] == "undated"
    assert "site_url" not in data
    assert [paper["id"] for paper in data["abstracts"]] == ["four"]
