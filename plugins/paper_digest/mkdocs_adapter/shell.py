"""The theme around articles: MkDocs's templates give finished pages, most of them by compiled shells."""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from typing import Any

import jinja2
from mkdocs.commands.build import get_context
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.nav import Navigation

from paper_digest.mkdocs_adapter.files import FilesWithPlan
from paper_digest.mkdocs_adapter.pages import TEMPLATE, GeneratedPage, PageMaker
from paper_digest.mkdocs_adapter.policy import with_policy
from paper_digest.render.finish import finish
from paper_digest.render.shell import Shells, Values

log: logging.LoggerAdapter[logging.Logger] = get_plugin_logger("paper_digest")


class PageTemplate(jinja2.Template):
    """A template of the theme, whose pages come out finished."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Render as Jinja does, and finish what is a page.

        Pages of the plan that no other plugin changed are filled into their shells.
        """
        context = dict(*args, **kwargs)
        if "base_url" not in context or not str(self.name).endswith(".html"):
            return super().render(context)
        page = context.get("page")
        shells: Shells | None = self.environment.globals.get("paper_digest_shells")  # type: ignore[assignment]
        if shells and isinstance(page, GeneratedPage) and page.is_as_made(context):
            return shells.page_html(page.planned.uri, page.url, page.values())
        return self.in_full(context)

    def in_full(self, context: MutableMapping[str, Any]) -> str:
        """Render a page by the theme, and finish it."""
        policy = str(self.environment.globals.get("paper_digest_policy", ""))
        return with_policy(finish(super().render(context)), policy)


def make_shells(env: jinja2.Environment, nav: Navigation, files: FilesWithPlan, maker: PageMaker) -> Shells:
    """What puts the theme around articles.

    Args:
        env: the theme's templates.
        nav: the site's navigation.
        files: MkDocs's files.
        maker: makes MkDocs's pages.
    """

    def in_full(uri: str, values: Values) -> str:
        config = maker.config
        page = maker.file(maker.renderer.plan.pages[uri]).page
        assert isinstance(page, GeneratedPage)
        page.read_source(config)
        page.put(values)
        page.set_contents()
        page.active = True
        try:
            template = env.get_template(TEMPLATE)
            assert isinstance(template, PageTemplate)
            return template.in_full(dict(get_context(nav, files.listed, config, page)))
        finally:
            page.active = False

    return Shells(in_full, [page.url for page in nav.pages])


def report(shells: Shells) -> None:
    """Warn of shells that gave something else than the theme, and forget it."""
    for uri, difference in shells.differences:
        log.warning(
            "Pages like %s are rendered in full, which is slower: their compiled shell gives %s. "
            "A template or plugin writes something of its own on each page.",
            uri,
            difference,
        )
    shells.differences.clear()
