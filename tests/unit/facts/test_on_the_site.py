"""Facts on the site: they fill what is empty, and pages say where words are from."""

from __future__ import annotations

import datetime
import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_digest.facts.records import Machine, Origin, Record, WebLinks
from paper_digest.facts.texts import name_in_unicode, to_markdown
from paper_digest.facts.write import facts_file, sealed
from paper_digest.model import Bilingual, Paper
from paper_digest.pipeline import plan_site
from paper_digest.render.options import Options
from paper_digest.render.pages import Renderer
from paper_digest.render.text import plain_text, render_blocks
from paper_digest.sourcefile import SourceFile
from paper_digest.sources import Sources

RECORD = Record(
    arxiv=Origin(version=2, fetched=datetime.date(2026, 11, 30), via="arxiv"),
    title=r"Flow of $\pi_0$: 10\% Faster",
    authors=(r"Ana M\"uller", "Bo Two"),
    abstract=r"We show $x_1 < y$ for [MASK] tokens. See \url{https://github.com/a/b}.",
    categories=("cs.RO", "cs.LG"),
    published=datetime.date(2024, 12, 31),
    comment="Accepted to NeurIPS 2026. 12 pages",
    doi="10.1000/xyz",
    venue="NeurIPS 2026",
    links=WebLinks(code=(("https://github.com/a/b", "huggingface"),)),
)
DIGEST = "## {title}\n[π0 的流](https://arxiv.org/abs/2501.00001)\n\n{body}\n"


def file(name: str, text: str) -> SourceFile:
    return SourceFile(name, name.rpartition(".")[0], f"/{name}", text.encode(), str(hash(text)))


def paper(
    record: Record = RECORD, title: str = "", body: str = "我们的中文摘要。", overlay: str = ""
) -> tuple[Paper, Renderer]:
    plan = plan_site(
        Sources(
            digests=(
                file(
                    "2025-01-06.md",
                    DIGEST.format(title=title, body=body)
                    if title
                    else f"[π0 的流](https://arxiv.org/abs/2501.00001)\n\n{body}\n",
                ),
            ),
            overlays=(file("2501.00001.md", overlay),) if overlay else (),
            facts=(file("2501.json", facts_file({"2501.00001": sealed(record)}).decode()),),
        )
    ).plan
    (found,) = plan.corpus.papers
    return found, Renderer(plan, Options(site_url="https://me.example/"))


def page_of(found: Paper, renderer: Renderer) -> str:
    page = renderer.plan.page_of(found)
    article = renderer.article(page)
    return article.head + article.content


def test_facts_fill_what_a_digest_leaves_empty() -> None:
    found, renderer = paper(title="Flow")
    assert found.title == Bilingual(en="Flow", zh="π0 的流")
    assert found.abstract.zh == "我们的中文摘要。"
    assert found.metadata.authors == ("Ana Müller", "Bo Two")
    assert found.links.code == ("https://github.com/a/b",)
    page = page_of(found, renderer)
    for part in (
        'name="citation_author" content="Ana Müller"',
        'name="citation_doi" content="10.1000/xyz"',
        'name="citation_publication_date" content="2024/12/31"',
        "Abstract: arXiv v2",
        "摘要来源：arXiv v2",
        "[MASK] tokens",
        "Accepted to NeurIPS 2026. 12 pages",
        'href="https://doi.org/10.1000/xyz"',
        "cs.RO, cs.LG",
        "31 December 2024",
    ):
        assert part in html.unescape(page), part
    assert "Chinese only" not in page


def test_people_come_before_facts() -> None:
    overlay = "---\nauthors: [Cy Three]\n---\n\nA person's own English abstract, which is what counts here.\n"
    found, renderer = paper(title="Flow", overlay=overlay)
    assert found.metadata.authors == ("Cy Three",)
    assert found.abstract.en.startswith("A person's own")
    assert not found.metadata.abstract_from
    assert "arXiv v2" not in page_of(found, renderer)


def test_a_paper_without_a_title_gets_the_source_s() -> None:
    found, renderer = paper()
    assert found.title.en == RECORD.title
    assert "<math" in page_of(found, renderer)


def test_facts_of_papers_that_no_digest_names_are_left_out() -> None:
    found, renderer = paper(title="Flow")
    assert len(renderer.plan.corpus.papers) == 1
    assert found.id == "2501.00001"


def test_a_machine_s_translation_is_labelled_until_somebody_writes_one() -> None:
    record = Record(
        abstract="We show things.",
        machine={
            "zh": Machine(abstract="我们展示了一些东西。", model="a-model", date=datetime.date(2026, 11, 30))
        },
    )
    found, renderer = paper(record, title="Flow", body="")
    assert found.abstract.zh == "我们展示了一些东西。"
    assert "Machine translation (a-model, 2026-11-30)" in page_of(found, renderer)
    found, renderer = paper(record, title="Flow")
    assert found.abstract.zh == "我们的中文摘要。"
    assert "Machine translation" not in page_of(found, renderer)


def test_a_withdrawn_paper_says_so() -> None:
    found, renderer = paper(Record(withdrawn=True, abstract="We show things."), title="Flow")
    page = page_of(found, renderer)
    assert "Withdrawn by its authors" in page
    assert "作者已撤稿" in page


@pytest.mark.parametrize(
    ("tex", "said"),
    [
        (r"10\% of \$5 and a_b", "10% of $5 and a_b"),
        ("the [MASK] token and <short> tags", "the [MASK] token and <short> tags"),
        (r"\textit{very} \textbf{bold} {\em words}", "very bold words"),
        ("``quoted'' -- and --- so", "“quoted” – and — so"),
        (r"Poincar\'e and M\"obius", "Poincaré and Möbius"),
        (
            r"see \url{https://a.b/c_d} or \href{https://e.f}{here}",
            "see https://a.b/c_d or here (https://e.f)",
        ),
        ("1. first\n\n- second", "1. first - second"),
        ("5 * 3 * 2 = #30", "5 * 3 * 2 = #30"),
    ],
)
def test_tex_is_read_as_words(tex: str, said: str) -> None:
    assert plain_text(to_markdown(tex)) == said


def test_formulas_stay() -> None:
    (block,) = render_blocks(to_markdown(r"For $\alpha_1 < \beta^*$ and $a*b*c$."))
    assert block.count("<math") == 2
    assert "<em>" not in block


WORDS = st.lists(
    st.text(st.sampled_from("abcXYZ019[]<>*_`#|-+.)(:!~^&\"' "), min_size=1, max_size=8),
    min_size=1,
    max_size=12,
)


@given(WORDS)
def test_no_word_is_lost(words: list[str]) -> None:
    tex = " ".join(words)
    kept = re.sub(r"[^A-Za-z0-9]", "", plain_text(to_markdown(tex)))
    assert kept == re.sub(r"[^A-Za-z0-9]", "", tex)


def test_names() -> None:
    assert name_in_unicode(r"Ana M\"uller") == "Ana Müller"
    assert name_in_unicode("Bo Two") == "Bo Two"
    assert name_in_unicode(r"{\L}ukasz Three") == "Łukasz Three"
