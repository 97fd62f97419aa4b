"""The digests of a whole year, where they are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_digest.diagnostics import Diagnostic, Severity
from paper_digest.model import Digest, Role
from paper_digest.parse import parse_digest
from paper_digest.parse.language import has_han
from paper_digest.sources import find_sources
from tests.unit.parse.test_properties import assert_nothing_lost

PROJECT = Path(__file__).parents[3]
FOLDER = PROJECT.parent / "shared" / "corpus"
Read = list[tuple[str, Digest, tuple[Diagnostic, ...]]]


@pytest.fixture(scope="module")
def read() -> Read:
    if not FOLDER.is_dir():
        pytest.skip("the year of digests is not at hand")
    sources, diagnostics = find_sources(FOLDER, "digests")
    assert not diagnostics
    return [(source.decoded()[0], *parse_digest(source)) for source in sources]


def test_every_heading_is_a_paper_with_a_link_and_a_text(read: Read) -> None:
    headings = sum(line.startswith("## ") for text, _, _ in read for line in text.split("\n"))
    blocks = [block for _, digest, _ in read for block in digest.blocks]
    assert len(read) == 51
    assert len(blocks) == headings == 801
    assert all(block.link and block.body.zh and not block.body.en for block in blocks)
    assert sum(bool(block.arxiv_id) for block in blocks) == 800


def test_every_title_is_found(read: Read) -> None:
    for text, digest, _ in read:
        lines = text.split("\n")
        for block in digest.blocks:
            link = next(line for line in lines[block.line : block.end_line] if line.strip())
            assert block.title
            assert bool(block.title.zh) == (has_han(link) or has_han(lines[block.line - 1]))


def test_nothing_is_lost(read: Read) -> None:
    for text, digest, _ in read:
        assert_nothing_lost(text, digest)
        assert not digest.introduction
        assert Role.DIAGNOSTIC not in digest.roles


def test_a_real_year_passes_a_strict_build(read: Read) -> None:
    found = [d for _, _, diagnostics in read for d in diagnostics if d.severity is not Severity.NOTICE]
    assert not found, "\n".join(map(str, found))


def test_every_digest_has_its_five_days(read: Read) -> None:
    for _, digest, _ in read:
        assert digest.first_day
        assert digest.last_day
        assert digest.last_day.toordinal() - digest.first_day.toordinal() == 4


def test_the_sample_of_the_project() -> None:
    sources, diagnostics = find_sources(PROJECT / "site_src" / "digests", "digests")
    digest, found = parse_digest(sources[0])
    headings = sum(line.startswith("## ") for line in sources[0].decoded()[0].split("\n"))
    assert (digest.id, len(digest.blocks), diagnostics, found) == ("2025/0331-0404", headings, (), ())
