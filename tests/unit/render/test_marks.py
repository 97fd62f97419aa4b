from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_digest.glossary import Mark, Rendering, Term
from paper_digest.model import Bilingual
from paper_digest.render.marks import mark_terms
from paper_digest.render.text import render_blocks
from tests.support.derived import marks_of
from tests.support.payloads import CODE, MARKDOWN, RAW

CLOSED = {"a", "code", "pre", "math", "kbd", "h3", "h4", "h5", "h6", "dfn"}


def mark(text: str, says: str = "term", before: str = "", after: str = "") -> Mark:
    return Mark("zh", text, before, after, says)


class Reader(HTMLParser):
    """The text of a fragment, its marks and all else."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.others: list[object] = []
        self.titles: list[str] = []
        self.inside: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "dfn":
            ((name, says),) = attrs
            assert name == "title"
            assert not CLOSED & set(self.inside)
            self.titles.append(says or "")
        else:
            self.others.append((tag, attrs))
        if tag not in ("br", "hr"):
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.inside.pop() == tag
        if tag != "dfn":
            self.others.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    ("markup", "marked"),
    [
        ("<p>用思维链推</p>", '<p>用<dfn title="term">思维链</dfn>推</p>'),
        ("<p>思维链与思维链</p>", '<p><dfn title="term">思维链</dfn>与思维链</p>'),
        (
            '<p><a href="x" title="> 思维链">思维链</a>是思维链</p>',
            '<p><a href="x" title="> 思维链">思维链</a>是<dfn title="term">思维链</dfn></p>',
        ),
        ("<h3>思维链</h3>", "<h3>思维链</h3>"),
        ("<p><code>思维链</code></p>", "<p><code>思维链</code></p>"),
        ("<p><math><mi>思维链</mi></math></p>", "<p><math><mi>思维链</mi></math></p>"),
        ("<p><b>思维链</b></p>", '<p><b><dfn title="term">思维链</dfn></b></p>'),
        ("<p>思<b>维链</b></p>", "<p>思<b>维链</b></p>"),
    ],
)
def test_places(markup: str, marked: str) -> None:
    assert mark_terms([markup], [mark("思维链")]) == (marked,)


def test_the_first_place_of_all_blocks_is_marked() -> None:
    blocks = mark_terms(["<p>甲</p>", "<p>思维链</p>", "<p>思维链</p>"], [mark("思维链")])
    assert blocks == ("<p>甲</p>", '<p><dfn title="term">思维链</dfn></p>', "<p>思维链</p>")


def test_letters_beside_a_term_tell_it_from_a_longer_one() -> None:
    (block,) = mark_terms(["<p>多模态大语言模型，用大语言模型</p>"], [mark("大语言模型", before="用")])
    assert block == '<p>多模态大语言模型，用<dfn title="term">大语言模型</dfn></p>'


def test_latin_terms_are_whole_words_and_no_character_references() -> None:
    (block,) = mark_terms(["<p>MLLM &amp; LLMs, amp LLM</p>"], [mark("LLM"), mark("amp")])
    assert block == '<p>MLLM &amp; LLMs, <dfn title="term">amp</dfn> <dfn title="term">LLM</dfn></p>'


def test_what_a_mark_says_is_escaped() -> None:
    (block,) = mark_terms(["<p>Q&amp;A</p>"], [mark("Q&A", '"><script>')])
    assert block == '<p><dfn title="&quot;&gt;&lt;script&gt;">Q&amp;A</dfn></p>'


WORDS = ("思维链", "维链推", "press", "alert", "amp", "script", "onerror", "carrier", "LLM", "x", "Q&A", "lt")
TERMS = [
    Term(
        word.lower(),
        word if word.isascii() else f"term-{n}",
        "",
        (Rendering(word, 0, own=True),),
        (),
        n,
        None,
        (),
    )
    for n, word in enumerate(WORDS)
]
SIGNS = ["# ", "（", "）", " ", "<b>", "</b>", "&", "<", ">", '"', "https://x.org/", "|", "- ", "\n\n", "İ"]
PIECES = st.sampled_from(
    [
        *WORDS,
        *RAW.values(),
        *MARKDOWN.values(),
        *CODE.values(),
        "**",
        "`",
        "$",
        "[",
        "](https://x.org)",
        "\n",
        *SIGNS,
    ]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=12).map("".join))
def test_marks_change_nothing_but_themselves(text: str) -> None:
    blocks = render_blocks(text)
    marks = marks_of(TERMS, Bilingual(zh=text))
    before, after = Reader("".join(blocks)), Reader("".join(mark_terms(blocks, marks)))
    assert after.text == before.text
    assert after.others == before.others
    assert len(after.titles) <= len(marks)
    assert set(after.titles) <= {one.says for one in marks}


@given(st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=12).map("".join))
def test_any_text_can_be_marked_at_any_place(text: str) -> None:
    blocks = render_blocks(text)
    marks = [mark(word) for word in (*WORDS, "p", "<", "&", ";", " ", '"', "div", "href")]
    before, after = Reader("".join(blocks)), Reader("".join(mark_terms(blocks, marks)))
    assert after.text == before.text
    assert after.others == before.others
