"""Papers rendered ahead are what rendering them one by one gives."""

from __future__ import annotations

import multiprocessing
from types import MappingProxyType

import pytest

from paper_digest.memo import Memo
from paper_digest.plan import PaperPage, make_plan
from paper_digest.render import templates
from paper_digest.render.ahead import Ahead
from paper_digest.render.compiled import Compiled, CompiledTemplates
from paper_digest.render.options import Options
from paper_digest.render.pages import Renderer
from paper_digest.render.remembered import Remembered
from paper_digest.topics import Taxonomy
from paper_digest.workers import Helper
from tests.support.papers import block, corpus, digest


def test_articles_and_cards_are_the_same_and_no_process_stays() -> None:
    blocks = [block(f"2501.{number:05}", f"Title {number}", f"标题 {number}") for number in range(1, 701)]
    plan = make_plan(corpus(digest("2025/0106", *blocks)), Taxonomy(()), MappingProxyType({}))
    alone, ahead = Renderer(plan, Options()), Renderer(plan, Options())
    articles = Ahead(ahead, Remembered(ahead, Memo()))
    for page in plan.pages.values():
        assert articles.article(page) == alone.article(page)
    assert sum(isinstance(page, PaperPage) for page in plan.pages.values()) == 700
    assert multiprocessing.active_children() == []


def test_templates_that_another_process_compiles_are_not_waited_for_in_yet_others(
    only_thread: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = [block(f"2501.{number:05}", f"Title {number}", f"标题 {number}") for number in range(1, 701)]
    plan = make_plan(corpus(digest("2025/0106", *blocks)), Taxonomy(()), MappingProxyType({}))
    wanted = Renderer(plan, Options())
    page = next(page for page in plan.pages.values() if isinstance(page, PaperPage))
    article = wanted.article(page)
    monkeypatch.setattr(templates, "COMPILED", CompiledTemplates())
    helper: Helper[None, list[Compiled]] = Helper(lambda _: [], otherwise=lambda _: [])
    templates.COMPILED.expect(templates.environment_of([]), helper.begin(None))
    renderer = Renderer(plan, Options())
    assert Ahead(renderer, Remembered(renderer, Memo())).article(page) == article
    helper.close()
