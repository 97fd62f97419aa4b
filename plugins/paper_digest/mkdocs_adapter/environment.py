"""The theme's templates: found and compiled with less work than MkDocs and Jinja take by themselves."""

from __future__ import annotations

import os
from collections.abc import Callable

import jinja2
from mkdocs.theme import Theme

from paper_digest.later import Later
from paper_digest.mkdocs_adapter.pages import TEMPLATE
from paper_digest.render import templates as articles
from paper_digest.render.compiled import Compiled, CompiledTemplates, compile_templates
from paper_digest.workers import Helper, can_fork, give_way, uncollected

_COMPILED = CompiledTemplates()
# Every site needs these, and what they name.
_NEEDED = ("main.html", TEMPLATE)


def quicken(theme: Theme) -> None:
    """Have a theme's environment keep compiled templates, and pass over thousands of icons."""
    # MkDocs asks the theme for its environment before it tells plugins of it.
    theme.get_env = _quick(theme.get_env)  # type: ignore[method-assign]


_Code = tuple[list[Compiled], list[Compiled]]


def compile_beside(theme: Theme) -> Helper[None, _Code] | None:
    """Begin to compile the templates of pages and articles in a process of its own, while digests are read.

    Args:
        theme: has been quickened.

    Returns:
        The process; None where no other can be had, or an earlier build of this one has compiled them.
    """
    if not (can_fork() and _COMPILED.is_empty and articles.COMPILED.is_empty):
        return None
    pages = theme.get_env()
    names = [*_NEEDED, *sorted(theme.static_templates)]
    own = articles.environment_of([theme.custom_dir] if theme.custom_dir else [])

    @uncollected()
    def compiled(_: None) -> _Code:
        return compile_templates(pages, names), compile_templates(own, own.list_templates())

    # What reads digests comes first. What is not compiled there is compiled when somebody wants it.
    helper: Helper[None, _Code] = Helper(compiled, give_way, lambda _: ([], []))
    coming = Later(helper.begin(None))
    _COMPILED.expect(pages, lambda: coming()[0])
    articles.COMPILED.expect(own, lambda: coming()[1])
    return helper


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
