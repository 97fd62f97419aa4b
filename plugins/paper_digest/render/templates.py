"""The templates of articles. Their text is trusted; all that they are given is escaped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined, Template
from jinja2.ext import Extension

from paper_digest.render.finish import VERBATIM_TAGS, compact
from paper_digest.render.options import Options

_BLOCK = r"</?(?:div|h[1-6]|li|nav|ol|p|section|ul)\b[^<>]*>"
_BEFORE = re.compile(rf"\s*\n\s*(?={_BLOCK})")
_AFTER = re.compile(rf"({_BLOCK})\s*\n\s*")


class Templates:
    """The templates by name."""

    def __init__(self, options: Options, values: Mapping[str, Any]) -> None:
        """Prepare.

        Args:
            options: says in which folders templates come before the package's own.
            values: what every template can use.
        """
        own = [FileSystemLoader(f"{folder}/paper-digest/articles") for folder in options.template_dirs]
        self._environment = Environment(
            loader=ChoiceLoader([*own, PackageLoader("paper_digest", "theme/articles")]),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
            auto_reload=False,
            extensions=[_WithoutLineEnds],
        )
        self._environment.globals |= values
        self._template = cache(self._load)

    def fill(self, name: str, values: Mapping[str, Any]) -> str:
        """Fill in a template.

        Args:
            name: the template's name without its ending.
            values: what it can use besides.

        Returns:
            HTML without indentation.
        """
        template, shared = self._template(name)
        # Jinja's own way to a context copies a chain of mappings, which takes longer than to fill it in.
        context = template.new_context({**shared, **values}, shared=True)
        try:
            markup = compact("".join(template.root_render_func(context)))
        except Exception:
            self._environment.handle_exception()
        # Material's search takes attributes of its own out of pages, and text that looks like one.
        return markup.replace("data-search-", "data&#45;search-")

    def _load(self, name: str) -> tuple[Template, dict[str, Any]]:
        """A template, and what it can use by itself."""
        template = self._environment.get_template(f"{name}.html")
        return template, dict(template.globals)


class _WithoutLineEnds(Extension):
    """Takes line ends beside blocks out of templates: nobody sees them, and every page would carry them."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Take them out, unless white space is meant somewhere."""
        meant = "raw" in source or any(tag in source for tag in VERBATIM_TAGS)
        return source if meant else _BEFORE.sub("", _AFTER.sub(r"\1", source))
