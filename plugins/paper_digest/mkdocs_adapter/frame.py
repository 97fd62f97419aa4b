"""The script in every page's head: the language, and what is the same on all pages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation
from msgspec import Struct
from msgspec.structs import asdict

from paper_digest.mkdocs_adapter.environment import base_source
from paper_digest.mkdocs_adapter.palette import has_own_colours
from paper_digest.render.finish import compact, split_languages

_ROOT = "@@root@@"
_PIECE = re.compile(r"<!--piece:([a-z]+)-->")
_SCRIPT = re.compile(r"</?script>")
_MARKUP = ("toggles", "skip", "header", "menu", "tools", "tabs", "nav", "top", "footer", "dialog")
_WORKER = re.compile(r"assets/javascripts/workers/search\.[0-9a-f]+\.min\.js")


class SearchBox(Struct, frozen=True):
    """What the header's search box needs; addresses are relative to the site's root.

    Attributes:
        worker: the worker's script.
        page: the results page.
        script: the script of that page.
        words: the search's own words by key, English and Chinese.
    """

    worker: str
    page: str
    script: str
    words: dict[str, tuple[str, str]]


def make_frame(
    script: str,
    env: jinja2.Environment,
    config: MkDocsConfig,
    nav: Navigation,
    search: SearchBox | None,
    scripts: Mapping[str, str],
) -> str:
    """Render what is the same on all pages by the theme and put it into the script.

    Args:
        script: the package's `frame.js`, in which `PIECES` stands for the parts.
        env: the theme's templates.
        config: MkDocs's configuration.
        nav: the site's navigation; generated pages stand outside of it, so that it looks alike on all.
        search: the site's own search; None for the theme's.
        scripts: by name, the scripts that a page loads when a reader asks, relative to the site's root.

    Returns:
        The script. The parts are the same on every page but for the way to the site's root in links.
    """
    template = env.get_template("paper-digest/frame.html")
    context = {"config": config, "nav": nav, "page": None, "base_url": _ROOT}
    worker = search.worker if search else search_worker(env)
    rendered = template.render(
        **context,
        paper_digest_search=search,
        paper_digest_search_worker=worker,
        paper_digest_own_colours=has_own_colours(config),
    )
    names_and_pieces = _PIECE.split(rendered)[1:]
    pieces = dict(zip(names_and_pieces[::2], names_and_pieces[1::2], strict=True))
    palette = _SCRIPT.sub(";", pieces["palette"]).strip()
    markup = {name: compact(split_languages(pieces[name])) for name in _MARKUP}
    texts = json.dumps(markup, ensure_ascii=False)
    settings = json.dumps(asdict(search) if search else None, ensure_ascii=False)
    scope = json.dumps(config.extra.get("scope"))
    pages = {"readingList": pieces["list"].strip(), "glossary": pieces["glossary"].strip()}
    addresses = ", ".join(f'"{k}": {json.dumps(v)}' for k, v in {"scripts": dict(scripts), **pages}.items())
    others = f'"config": {pieces["config"].strip()}, "search": {settings}, "scope": {scope}, {addresses}'
    parts = f'{{...{texts}, "palette"() {{{palette}}}, {others}}}'
    return script.replace("(PIECES)", f"({parts})")


def with_worker(page: str, worker: str) -> str:
    """Name the site's own search worker in a page of the theme, in place of the theme's."""
    return _WORKER.sub(worker, page)


def search_worker(env: jinja2.Environment) -> str:
    """The path of the theme's search worker, whose name changes with each of its versions."""
    match = _WORKER.search(base_source(env))
    return match[0] if match else ""
