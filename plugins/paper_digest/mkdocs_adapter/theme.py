"""What the theme's templates, and the script in every page's head, need to know of the site."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import jinja2
from jinja2.bccache import Bucket
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.theme import Theme

from paper_digest import jsontext
from paper_digest.mkdocs_adapter.assets import Assets, asset, hashed
from paper_digest.mkdocs_adapter.config import PluginConfig
from paper_digest.mkdocs_adapter.search import WORKER_PATH
from paper_digest.plan import GLOSSARY_URI, READING_LIST_URI, SEARCH_URI
from paper_digest.render.pages import Renderer
from paper_digest.render.words import plain_both, words

_THEME_WORKER = re.compile(r"assets/javascripts/workers/search\.[0-9a-f]+\.min\.js")
_COLOURS = {"scheme": "default", "primary": "indigo", "accent": "indigo"}
"""What a palette says of colours, and what it means where it does not."""


def head_script(
    env: jinja2.Environment,
    config: MkDocsConfig,
    assets: Assets,
    url: Callable[[str], str],
    options: PluginConfig,
) -> tuple[str, str]:
    """The script in every page's head.

    Args:
        env: the theme's templates.
        config: MkDocs's configuration.
        assets: the site's other scripts.
        url: from a source path to an address relative to the site's root.
        options: the plugin's.

    Returns:
        Its address relative to the site's root, and its text.
    """
    palettes = config.theme.get("palette")
    analytics = config.extra.get("analytics") or {}
    pages = {"readingList": READING_LIST_URI, "glossary": GLOSSARY_URI, "search": SEARCH_URI}
    site = {
        "analytics": analytics.get("property", "") if analytics.get("provider") == "google" else "",
        "language": options.default_language or "",
        "features": config.theme.get("features") or [],
        "palette": [_option(env, one) for one in palettes] if isinstance(palettes, list) else [],
        "pages": {name: url(uri) for name, uri in pages.items()},
        "scope": config.extra.get("scope") or "",
        "siteName": html.unescape(config.site_name),
        "scripts": assets.addresses(),
        "worker": WORKER_PATH if options.search else "",
    }
    text = asset("head.js").replace("(SITE)", f"({jsontext.encode(site)})")
    return hashed("head.js", text), text


def _option(env: jinja2.Environment, palette: dict[str, Any]) -> dict[str, Any]:
    """A palette that readers can choose, as the script in the head puts it into the header."""
    colours = {name: str(palette.get(name) or usual).replace(" ", "-") for name, usual in _COLOURS.items()}
    toggle = palette.get("toggle") or {}
    icon = env.get_template(f".icons/{toggle['icon']}.svg").render() if toggle else ""
    media = palette.get("media") or ""
    return {"colours": {"media": media, **colours}, "name": toggle.get("name", ""), "icon": icon}


class CompiledTemplates(jinja2.BytecodeCache):
    """Templates as they were compiled, for the next build of this process: a quarter of a rebuild."""

    def __init__(self) -> None:
        """Begin with none."""
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template that was compiled from the same text."""
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template."""
        self._compiled[bucket.key] = bucket.bytecode_to_string()


def keep_compiled(theme: Theme, templates: CompiledTemplates) -> None:
    """Have a theme's environment take templates that an earlier build compiled."""
    get_env = theme.get_env

    def get() -> jinja2.Environment:
        env = get_env()
        env.bytecode_cache = templates
        return env

    theme.get_env = get  # type: ignore[method-assign]


def tell_templates(env: jinja2.Environment, renderer: Renderer, head: str, *, search: bool) -> None:
    """Give the theme's templates what they need beyond what MkDocs gives them.

    Args:
        env: the theme's templates.
        renderer: the renderer of the site's plan.
        head: address of the script in every page's head.
        search: whether the site has its own search; its worker then takes the place of the theme's.
    """
    planned = renderer.plan.pages
    env.globals["paper_digest_words"] = lambda key: plain_both(words(key))
    env.globals["paper_digest_url"] = lambda uri: renderer.url(uri) if uri in planned else ""
    env.globals["paper_digest_head"] = head
    env.globals["paper_digest_worker"] = WORKER_PATH if search else ""
    env.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    if search:
        link = env.filters["url"]

        @jinja2.pass_context
        def url(context: jinja2.runtime.Context, value: str) -> str:
            return str(link(context, WORKER_PATH if _THEME_WORKER.fullmatch(str(value)) else value))

        env.filters["url"] = url
