"""A page's title can be had without rendering the page."""

from __future__ import annotations

from typing import get_args

from paper_digest.pipeline import plan_site
from paper_digest.plan import Page
from paper_digest.render.options import Options
from paper_digest.render.pages import Renderer
from paper_digest.sources import Sources
from tests.support.samples import TOPICS, WEEK_ONE, WEEK_TWO
from tests.support.sources import source_of


def test_the_title_of_every_kind_of_page_is_that_of_its_article() -> None:
    link = "https://arxiv.org/abs/2502.0000"
    papers = "".join(f"\n## P{n}\n\n{link}{n}\n\n- Authors: Ana One\n\nText {n}.\n" for n in (1, 2))
    digests = (source_of(WEEK_ONE + papers, "2025/0106-0110.md"), source_of(WEEK_TWO, "2025/0113-0117.md"))
    plan = plan_site(Sources(digests=digests, topics=TOPICS, topics_path="topics.yml")).plan
    renderer = Renderer(plan, Options())
    assert {type(page) for page in plan.pages.values()} == set(get_args(Page))
    for page in plan.pages.values():
        assert renderer.title(page) == renderer.article(page).title
