from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, UndefinedError

from paper_digest.render import finish
from paper_digest.render.finish import compact
from paper_digest.render.options import Options
from paper_digest.render.templates import Templates
from paper_digest.render.words import interface


def templates(folder: Path, **sources: str) -> Templates:
    own = folder / "paper-digest" / "articles"
    own.mkdir(parents=True)
    for name, source in sources.items():
        (own / f"{name}.html").write_text(source, encoding="utf-8")
    values = {"ui": interface(), "shout": str.upper}
    return Templates(Options(template_dirs=(str(folder),)), values)


def by_jinja(source: str, **values: Any) -> str:
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return compact(environment.from_string(source).render(ui=interface(), shout=str.upper, **values))


@pytest.mark.parametrize(
    "source",
    [
        "<b>{{ ui.topics }}</b>\n  {{ui.papers}}\n",
        "<a aria-label=\"{{ ui.plain('breadcrumb') }}\">{{ text }}</a>",
        "{{ ui.topics }}\n  {% if text %}\n  {{ shout(text) }}\n  {% endif %}\nb",
        "{% raw %}{{ ui.topics }}{% endraw %}",
        "{{ ui.topics | striptags }} {{ ui('papers_n', n=3) }} {{ ui.count('papers', 2) }}",
        "{% macro m(x) %}{{ ui.topics }}{{ x }}{% endmacro %}{{ m(text) }}",
        "{% for one in text %}<i>{{ one }}</i>{% endfor %}{{ ui.plain('papers_n') }}",
    ],
)
def test_templates_say_what_jinja_says(tmp_path: Path, source: str) -> None:
    made = templates(tmp_path, own=source).fill("own", {"text": "<b>&"})
    assert made == by_jinja(source, text="<b>&")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "<ul>\n{% for x in text %}\n  <li>{{ x }}</li>\n{% endfor %}\n</ul>\n",
            "<ul><li>a</li><li>b</li></ul>",
        ),
        (
            '<p class="x">\n  {{ text }}\n</p>\n\n<div>\n  {{ text }}\n</div>',
            '<p class="x">ab</p><div>ab</div>',
        ),
        ("<p>x</p>\n{% if text %}\n<a>y</a>\n<a>z</a>\n{% endif %}\n", "<p>x</p><a>y</a>\n<a>z</a>"),
        ("<b>x</b>\n<i>y</i>\n<p>z</p>", "<b>x</b>\n<i>y</i><p>z</p>"),
        ("<p>\n</p>\n<pre>\n  x\n</pre>", "<p>\n</p>\n<pre>\n  x\n</pre>"),
        ("<p>x</p>\n{% raw %}{{ y }}{% endraw %}", "<p>x</p>\n{{ y }}"),
    ],
)
def test_line_ends_beside_blocks_go(tmp_path: Path, source: str, expected: str) -> None:
    assert templates(tmp_path, own=source).fill("own", {"text": "ab"}) == expected


def test_templates_import_and_extend_others(tmp_path: Path) -> None:
    made = templates(
        tmp_path,
        base="<p>{% block a %}{% endblock %}</p>",
        part="{% macro m() %}{{ shout(word) }}{% endmacro %}",
        own='{% extends "base.html" %}{% block a %}{{ word }}{% endblock %}',
        uses='{% from "part.html" import m with context %}{{ m() }}{% include "inside.html" %}',
        inside="{{ ui.topics }}{{ word }}",
    )
    assert made.fill("own", {"word": "x"}) == "<p>x</p>"
    assert made.fill("uses", {"word": "x"}) == f"X{interface().topics}x"


def test_one_page_leaves_nothing_to_the_next(tmp_path: Path) -> None:
    made = templates(tmp_path, own="{% set a = b %}{{ a }}", asks="{{ b }}")
    assert made.fill("own", {"b": 1}) == "1"
    with pytest.raises(UndefinedError):
        made.fill("asks", {})


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<pre>", "</pre>", " ", "\n", "\t", "\r\n", "\x1c", "\u3000", "a"]),
        max_size=16,
    ).map("".join)
)
def test_markup_without_verbatim_elements_is_compacted_the_same_quick_way(markup: str) -> None:
    pieces = finish._VERBATIM.split(markup)
    kept = [finish._INDENT.sub("\n", p) if i % 3 == 0 else p for i, p in enumerate(pieces) if i % 3 != 2]
    assert compact(markup) == "".join(kept).strip()
