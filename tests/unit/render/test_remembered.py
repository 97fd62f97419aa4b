"""What is remembered of papers is used as long as it is what rendering them gives, and no longer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paper_digest.cachefile import CacheFile
from paper_digest.glossary import Glossary, Rendering, Term
from paper_digest.memo import Memo
from paper_digest.model import Bilingual, Paper
from paper_digest.plan import PaperPage, Plan, make_plan
from paper_digest.render.options import Options
from paper_digest.render.pages import Article, Renderer
from paper_digest.render.remembered import Heard, Remembered
from paper_digest.topics import Taxonomy
from tests.support.papers import block, corpus, digest

TEXTS = (
    "We study chain of thought, and $k$ reward models.",
    "A reward model of the world model.",
    "Nothing.",
)
NAMES = ("chain of thought", "reward model", "world model", "thought")
TERMS = st.lists(
    st.builds(
        lambda name, chinese, count: Term(
            name.replace(" ", "-"), name, "", (Rendering(chinese, count),), (), count, None, ()
        ),
        st.sampled_from(NAMES),
        st.sampled_from(["思维链", "奖励模型", "世界模型"]),
        st.integers(1, 9),
    ),
    unique_by=lambda term: term.english,
    max_size=3,
)


def planned(terms: Sequence[Term]) -> Plan:
    blocks = [
        block(f"2501.{number:05}", f"Title {number}", f"标题 {number}", body=Bilingual(en=text))
        for number, text in enumerate(TEXTS, start=1)
    ]
    glossary = Glossary(tuple(terms))
    return make_plan(
        corpus(digest("2025/0106", *blocks)), Taxonomy(()), MappingProxyType({}), glossary=glossary
    )


class Counted(Renderer):
    """Counts the papers that it renders."""

    rendered = 0

    def paper_and_card(self, page: PaperPage) -> tuple[Article, str]:
        self.rendered += 1
        return super().paper_and_card(page)


class Looked(Remembered):
    """Counts the papers whose marks it looks for, one by one."""

    looked = 0

    def _heard(self, paper: Paper, before: Heard | None) -> tuple[Heard, bool]:
        self.looked += 1
        return super()._heard(paper, before)


def articles(terms: Sequence[Term], memo: Memo) -> tuple[list[tuple[Article, bytes]], int, int]:
    plan = planned(terms)
    renderer = Counted(plan, Options())
    remembered = Looked(renderer, memo)
    pages = [page for page in plan.pages.values() if isinstance(page, PaperPage)]
    found, together = remembered.find(pages)
    known = remembered.known(found)
    made = [remembered.make(page, one, known) for page, one in zip(pages, found, strict=True)]
    for page, one in zip(pages, made, strict=True):
        remembered.take(page, one.kept)
    assert together
    remembered.take_together(*together)
    remembered.finish()
    return [(one.article, one.kept.card) for one in made], renderer.rendered, remembered.looked


@settings(max_examples=25, deadline=None)
@given(glossaries=st.lists(TERMS, min_size=2, max_size=5))
def test_whatever_the_glossary_becomes_articles_are_those_of_a_first_build(
    glossaries: list[list[Term]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    memo = Memo(CacheFile(tmp_path_factory.mktemp("cache")))
    for terms in glossaries:
        assert articles(terms, memo)[0] == articles(terms, Memo())[0]


def test_nothing_is_kept_together_of_one_paper() -> None:
    plan = planned([])
    page = next(page for page in plan.pages.values() if isinstance(page, PaperPage))
    assert Remembered(Renderer(plan, Options()), Memo()).find([page])[1] is None


def test_a_term_that_a_paper_does_not_mark_changes_nothing_of_it(tmp_path: Path) -> None:
    memo = Memo(CacheFile(tmp_path))

    def terms(chinese: str, count: int) -> list[Term]:
        return [
            Term(name, name, "", (Rendering(one, count),), (), count, None, ())
            for name, one in (("chain of thought", "思维链"), ("world model", chinese))
        ]

    assert articles(terms("世界模型", 5), memo)[1] == 3
    assert articles(terms("世界模型", 5), memo)[1] == 0
    assert articles(terms("环境模型", 5), memo)[1] == 1
    assert articles(terms("环境模型", 6), memo)[1] == 0


def test_papers_are_looked_for_together_as_long_as_nothing_is_told_of_their_terms_anew(
    tmp_path: Path,
) -> None:
    memo = Memo(CacheFile(tmp_path))

    def terms(english: str, count: int) -> list[Term]:
        return [Term(english, english, "", (Rendering("思维链", count),), (), count, None, ())]

    looked = [
        articles(terms(english, count), memo)[2]
        for english, count in (
            ("chain of thought", 5),
            ("chain of thought", 5),
            ("chain of thought", 6),
            ("chain of thought", 6),
            ("world model", 6),
        )
    ]
    assert looked == [3, 0, 3, 0, 3]
