from __future__ import annotations

import re
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_digest.model import Bilingual, Links, Metadata
from paper_digest.render import views
from paper_digest.render.links import ROOT
from paper_digest.render.words import Interface
from tests.support.papers import digest, paper

UI = Interface()


def test_titles() -> None:
    one = paper(en="A **bold** $x$ & more", zh="")
    assert views.plain_titles(one).zh == ""
    assert views.plain_titles(one).en.startswith("A bold ")
    assert "<strong>bold</strong>" in views.title_html(one.title)
    assert "data-solo" in views.title_html(one.title)


def test_paragraphs_are_aligned_where_they_are_as_many() -> None:
    rows = views.aligned(Bilingual("One.\n\nTwo.", "一。\n\n二。"))
    assert rows == (
        '<div lang="en"><p>One.</p></div><div lang="zh-CN"><p>一。</p></div>',
        '<div lang="en"><p>Two.</p></div><div lang="zh-CN"><p>二。</p></div>',
    )
    assert views.aligned(Bilingual("One.\n\nTwo.", "一。")) == (
        '<div lang="en"><p>One.</p><p>Two.</p></div><div lang="zh-CN"><p>一。</p></div>',
    )
    assert views.aligned(Bilingual(zh="一。\n\n二。")) == (
        '<div lang="zh-CN" data-solo><p>一。</p></div>',
        '<div lang="zh-CN" data-solo><p>二。</p></div>',
    )
    assert views.aligned(Bilingual()) == ()


def test_what_one_language_lacks_is_marked() -> None:
    assert 'data-only="zh"' in views.only_mark(Bilingual(zh="一"), UI)
    assert "Chinese only" in views.only_mark(Bilingual(zh="一"), UI)
    assert 'data-only="en"' in views.only_mark(Bilingual(en="One"), UI)
    assert views.only_mark(Bilingual("One", "一"), UI) == ""
    assert views.only_mark(Bilingual(), UI) == ""


def hrefs(markup: str) -> list[str]:
    return re.findall('href="([^"]*)"', markup)


def test_buttons_in_the_order_that_readers_want() -> None:
    links = Links(
        abstract="https://arxiv.org/abs/2501.00001",
        pdf="https://arxiv.org/pdf/2501.00001",
        html="https://arxiv.org/html/2501.00001",
        huggingface="https://huggingface.co/papers/2501.00001",
        code=("https://github.com/a/b", "https://github.com/a/c"),
        project=("https://a.io/?x=1&y=2",),
        other=("https://www.example.org/a/b/c/d",),
    )
    markup = views.buttons(links, UI)
    assert hrefs(markup) == [
        *(links.abstract, links.pdf, links.html, *links.code),
        *("https://a.io/?x=1&amp;y=2", links.huggingface, *links.other),
    ]
    assert ">example.org/a/b</a>" in markup
    assert len(hrefs(views.short_buttons(links, UI))) == 4


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//e.org", "", " https://e.org", "file:///x"]
)
def test_other_schemes_make_no_button(url: str) -> None:
    links = Links(abstract=url, pdf=url, code=(url,), project=(url,), other=(url,))
    assert views.buttons(links, UI) == ""
    assert views.short_buttons(links, UI) == ""


def test_openings() -> None:
    long = paper(body=Bilingual("A sentence. " * 60, "一句话。" * 100))
    opened = views.openings(long)
    assert 0 < len(opened.en) <= views.OPENING["en"]
    assert 0 < len(opened.zh) <= views.OPENING["zh"]
    assert opened.en.endswith(".")
    assert views.openings(paper(body=Bilingual())) == Bilingual()
    assert views.description(long, opened).startswith("A sentence.")
    assert len(views.description(long, opened)) <= 161
    assert views.description(paper(body=Bilingual(zh="一。")), Bilingual(zh="一。")) == "一。"
    assert views.description(paper(body=Bilingual()), Bilingual()) == ""


def test_translations_say_so() -> None:
    mark = Metadata(translated_from=MappingProxyType({"en": "zh"}))
    note = views.translated_note(paper(body=Bilingual("One.", "一。"), metadata=mark), UI)
    assert 'data-of="en"' in note
    assert "translated from the Chinese" in note
    assert views.translated_note(paper(body=Bilingual("One.", "一。")), UI) == ""


def test_what_a_digest_is_headed() -> None:
    assert "<strong>期</strong>" in views.digest_title(digest("a", title=Bilingual(zh="第一**期**")))
    assert "6 January 2025" in views.digest_title(digest("a", day="2025-01-06"))


@given(st.text(max_size=30), st.text(max_size=30))
def test_rows_hold_every_block_once(en: str, zh: str) -> None:
    rows = "".join(views.aligned(Bilingual(en, zh)))
    assert rows.count("<div") == rows.count("</div>")
    assert "\x00" not in rows.replace(ROOT, "\x00") or "\x00" in en + zh
