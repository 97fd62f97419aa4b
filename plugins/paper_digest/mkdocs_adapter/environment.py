"""The theme's templates: found and compiled with less work than MkDocs and Jinja take by themselves."""

from __future__ import annotations

import os
from collections.abc import Callable

import jinja2
from mkdocs.theme import Theme

from paper_digest.render.compiled import CompiledTemplates

_COMPILED = CompiledTemplates()


def quicken(theme: Theme) -> None:
    """Have a theme's environment keep compiled templates, and pass over thousands of icons."""
    # MkDocs asks the theme for its environment before it tells plugins of it.
    theme.get_env = _quick(theme.get_env)  # type: ignore[method-assign]


def base_source(env: jinja2.Environment) -> str:
    """The theme's template of all pages, which names assets that change with each version; "" for none."""
    return env.loader.get_source(env, "base.html")[0] if env.loader else ""


def _quick(get_env: Callable[[], jinja2.Environment]) -> Callable[[], jinja2.Environment]:
    def get() -> jinja2.Environment:
        env = get_env()
        if type(env.loader) is jinja2.FileSystemLoader:
            env.loader = _ShownFiles(env.loader.searchpath)
        env.bytecode_cache = env.bytecode_cache or _COMPILED
        return env

    return get


class _ShownFiles(jinja2.FileSystemLoader):
    """Lists no hidden files: MkDocs, which asks, takes none of them, and Material has its icons there."""

    def list_templates(self) -> list[str]:
        found: set[str] = set()
        for root in self.searchpath:
            for folder, folders, names in os.walk(root):
                folders[:] = [name for name in folders if not name.startswith(".")]
                below = os.path.relpath(folder, root).replace(os.sep, "/")
                start = "" if below == "." else f"{below}/"
                found.update(start + name for name in names if not name.startswith("."))
        return sorted(found)
