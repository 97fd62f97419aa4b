"""Folding and cutting up text, by the vectors that the browser runs too."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_digest.model import Bilingual
from paper_digest.outputs.search import SearchDocument
from paper_digest.outputs.search.fold import _PLAIN, fold, folded_codes, pairs_needed, simplified, text_of
from paper_digest.outputs.search.records import records_of
from paper_digest.outputs.search.terms import LONGEST, RUN, adjacency, joined, tails

GOLDEN: dict[str, list[Any]] = json.loads(
    (Path(__file__).parents[2] / "golden" / "search" / "text.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(("text", "folded"), GOLDEN["fold"])
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(("text", "runs"), GOLDEN["runs"])
def test_runs(text: str, runs: list[str]) -> None:
    assert [match[0] for match in RUN.finditer(fold(text))] == runs


@pytest.mark.parametrize(("word", "expected"), GOLDEN["tails"])
def test_tails(word: str, expected: list[str]) -> None:
    assert list(tails(word)) == expected


@pytest.mark.parametrize(("left", "right", "term"), GOLDEN["adjacency"])
def test_adjacency(left: str, right: str, term: str) -> None:
    assert adjacency(left, right) == term


@pytest.mark.parametrize(("left", "right", "tail"), GOLDEN["joined"])
def test_joined(left: str, right: str, tail: str) -> None:
    assert joined(left, right) == tail


@pytest.mark.parametrize(("left", "right", "term"), GOLDEN["crossing"])
def test_crossing(left: str, right: str, term: str) -> None:
    assert term in terms_in(left + right)


def terms_in(text: str) -> dict[str, int]:
    """The terms of a document with nothing but a Chinese title, with their weights."""
    record = records_of([SearchDocument("id", "", Bilingual("", text))])[0]
    pairs = [record.pairs[at : at + 2].rstrip("\0") for at in range(0, len(record.pairs), 2)]
    terms = [*pairs, *record.words.split("\n")]
    return dict(zip(terms, record.pair_weights + record.word_weights, strict=True))


def test_a_record_holds_each_term_once_with_its_weight() -> None:
    (record,) = records_of(
        [SearchDocument("2504.01990", "", Bilingual("", "模型模型好A"), Bilingual("models", "型好。好，天"))]
    )
    pairs = {record.pairs[at : at + 2]: record.pair_weights[at // 2] for at in range(0, len(record.pairs), 2)}
    assert pairs == {"模型": 3, "型模": 2, "型好": 3, "好a": 2, "天\0": 0}
    words = dict(zip(record.words.split("\n"), record.word_weights, strict=True))
    assert words == {"a": 2, "models": 0, "=2504.01990": 2}


MIXED = st.text(st.one_of(st.characters(), st.sampled_from("模型強Aée\u0301\u1100\u1161ｶﾞ—…İ𝐀")), max_size=30)


@given(MIXED)
def test_folding_by_table_is_folding(text: str) -> None:
    table = simplified() | _PLAIN
    assert text_of(folded_codes(text)) == unicodedata.normalize("NFKC", text).translate(table)


def test_terms_are_sorted_by_code_point() -> None:
    assert sorted(GOLDEN["order"]) == GOLDEN["order"]
    assert sorted(GOLDEN["order"], key=str.encode) == GOLDEN["order"]


def test_names_are_found_however_they_are_broken() -> None:
    for text in ("Qwen2.5-VL", "Qwen 2.5 VL", "Qwen-2.5-VL", "qwen2.5vl"):
        assert any(term.startswith("qwen25vl") for term in terms_in(text)), text
    for text in ("SWE-bench", "SWE bench", "SWEbench"):
        assert any(term.startswith("swebench") for term in terms_in(text)), text


def test_only_pairs_that_lead_to_a_present_character_are_needed() -> None:
    needed = pairs_needed("强a学")
    assert set(zip(needed[::2], needed[1::2], strict=True)) >= {("學", "学"), ("強", "强")}
    assert set(needed[1::2]) == {"强", "学"}
    assert pairs_needed("abc") == ""


def test_the_table_agrees_with_opencc() -> None:
    opencc = pytest.importorskip("opencc")
    convert = opencc.OpenCC("t2s").convert
    table = simplified()
    assert all(convert(chr(code)) == char for code, char in table.items())
    assert len(table) > 4000


@given(st.text())
def test_folding_leaves_one_form_of_width_and_composition(text: str) -> None:
    assert unicodedata.is_normalized("NFKC", fold(text))


@given(st.from_regex(r"[0-9A-Za-z]+(?:[-._'][0-9A-Za-z]+)*", fullmatch=True))
def test_tails_are_squashed_and_short(word: str) -> None:
    for tail in tails(word):
        squashed, _, place = tail.partition("-")
        assert squashed.isalnum()
        assert len(squashed) <= LONGEST
        assert not place or 0 < int(place, 36) < len(squashed)
