from __future__ import annotations

import datetime as dt
import re

from hypothesis import given
from hypothesis import strategies as st

from paper_digest.citation import bibtex, publication_month
from paper_digest.model import Metadata
from tests.support.papers import paper


def test_an_entry() -> None:
    one = paper("2504.01990", metadata=Metadata(authors=("A. One", "B & Two"), venue="NeurIPS 50%"))
    assert bibtex(one, "Agents: $O(n^2)$ & more", "智能体") == (
        "@misc{2504.01990,\n"
        "  title = {{Agents: $O(n^2)$ \\& more}},\n"
        "  author = {A. One and B \\& Two},\n"
        "  year = {2025},\n"
        "  month = {4},\n"
        "  eprint = {2504.01990},\n"
        "  archiveprefix = {arXiv},\n"
        "  howpublished = {NeurIPS 50\\%},\n"
        "  url = {https://arxiv.org/abs/2504.01990},\n"
        "  note = {智能体},\n"
        "}"
    )


def test_a_chinese_title_alone_is_the_title() -> None:
    entry = bibtex(paper(), "", "标题")
    assert "title = {{标题}}" in entry
    assert "note" not in entry


def test_the_month_of_publication() -> None:
    assert publication_month(paper("2504.01990")) == (2025, 4)
    assert publication_month(paper("0704.0001")) == (2007, 4)
    assert publication_month(paper("cs/0112017")) == (2001, 12)
    assert publication_month(paper("hep-th/9901001")) == (1999, 1)
    assert publication_month(paper("", link="https://example.org/")) is None
    told = paper("2504.01990", metadata=Metadata(published=dt.date(2024, 2, 3)))
    assert publication_month(told) == (2024, 2)


def test_a_paper_without_month_has_the_date_of_its_digest() -> None:
    entry = bibtex(paper("", link="https://example.org/"), "A", "")
    assert "year = {2025}" in entry
    assert "month = {1}" in entry


@given(st.text(max_size=40), st.text(max_size=40), st.lists(st.text(min_size=1, max_size=10), max_size=3))
def test_braces_are_balanced_whatever_the_text(en: str, zh: str, authors: list[str]) -> None:
    entry = bibtex(paper(metadata=Metadata(authors=tuple(authors))), en, zh)
    bare = re.sub(r"\\textbackslash\{\}|\\[{}&%#_]|\\textascii\w+\{\}", "", entry)
    depth = 0
    for char in bare:
        depth += (char == "{") - (char == "}")
        assert depth >= 0
    assert depth == 0
