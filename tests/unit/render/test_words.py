from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_digest.model import Bilingual
from paper_digest.render.words import (
    BETWEEN,
    Interface,
    counted,
    date_in_words,
    digest_name,
    localized,
    opening,
    period_in_words,
    plain_both,
    spans,
    strings,
    words,
)
from tests.support.papers import digest

HAN = re.compile("[\u4e00-\u9fff]")
NAME = re.compile(r"\{[a-z]+\}")


def test_every_string_is_in_both_languages() -> None:
    for key, text in strings().items():
        assert text.en.strip() == text.en != "", key
        assert text.zh.strip() == text.zh != "", key
        assert not HAN.search(text.en), key
        assert set(NAME.findall(text.en)) == set(NAME.findall(text.zh)), key
        assert BETWEEN not in text.en + text.zh, key


@pytest.mark.parametrize(
    ("first", "last", "en", "zh"),
    [
        ("2025-03-31", "2025-04-04", "31 March – 4 April 2025", "2025年3月31日–4月4日"),
        ("2025-04-07", "2025-04-11", "7–11 April 2025", "2025年4月7日–11日"),
        ("2024-12-30", "2025-01-03", "30 December 2024 – 3 January 2025", "2024年12月30日–2025年1月3日"),
        ("2025-04-07", "2025-04-07", "7 April 2025", "2025年4月7日"),
        ("2025-04-07", None, "7 April 2025", "2025年4月7日"),
        ("2025-04-07", "2025-04-01", "7 April 2025", "2025年4月7日"),
    ],
)
def test_periods(first: str, last: str | None, en: str, zh: str) -> None:
    end = dt.date.fromisoformat(last) if last else None
    assert period_in_words(dt.date.fromisoformat(first), end) == Bilingual(en, zh)


@given(st.dates())
def test_a_date_names_its_day_month_and_year(day: dt.date) -> None:
    said = date_in_words(day)
    assert said.zh == f"{day.year}年{day.month}月{day.day}日"
    assert said.en == f"{day.day} {day:%B} {day.year}"


def test_what_a_digest_is_called() -> None:
    assert digest_name(digest("a", day="2025-04-07")).en == "7 April 2025"
    assert digest_name(digest("a", title=Bilingual(zh="第一期"))) == Bilingual(zh="第一期")
    assert digest_name(digest("a/b")) == Bilingual("a/b", "a/b")


def test_counts() -> None:
    assert counted("papers", 1).en == "1 paper"
    assert counted("papers", 2).en == "2 papers"
    assert counted("papers", 12345).en == "12,345 papers"
    with pytest.raises(KeyError):
        words("no such key")


def test_elements_of_both_languages() -> None:
    assert (
        spans(Bilingual("A & B", "甲<乙"))
        == '<span lang="en">A &amp; B</span><span lang="zh-CN">甲&lt;乙</span>'
    )
    assert spans(Bilingual("A", "A")) == "A"
    assert spans(Bilingual(zh="甲")) == '<span lang="zh-CN" data-solo>甲</span>'
    assert spans(Bilingual()) == ""
    assert localized("<p>A</p>", "", "div") == '<div lang="en" data-solo><p>A</p></div>'
    assert localized("A", "A", "div") == "<div>A</div>"


def test_plain_text_of_both_languages() -> None:
    assert plain_both(Bilingual("A", "甲")) == f"A{BETWEEN}甲"
    assert plain_both(Bilingual("A", "A")) == "A"
    assert plain_both(Bilingual(zh="甲")) == "甲"


def test_the_interface() -> None:
    ui = Interface()
    assert 'lang="zh-CN"' in ui.digests
    assert BETWEEN in ui.plain("digests")
    with pytest.raises(AttributeError):
        ui.no_such_string  # noqa: B018


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("Short.", 20, "Short."),
        ("One two. Three four five", 12, "One two."),
        ("one two three four", 9, "one two…"),
        ("第一句。第二句很长很长", 6, "第一句。"),
        ("没有句号的一段很长的话", 5, "没有句号的…"),
        ("x" * 30, 10, "x" * 5 + "…"),
    ],
)
def test_openings(text: str, limit: int, cut: str) -> None:
    assert opening(text, limit) == cut


@given(st.text(alphabet="ab .。，!?中文(", max_size=60), st.integers(4, 30))
def test_an_opening_is_the_beginning_and_short(text: str, limit: int) -> None:
    cut = opening(text, limit)
    assert len(cut) <= limit + 1
    assert text.startswith(cut.removesuffix("…"))
