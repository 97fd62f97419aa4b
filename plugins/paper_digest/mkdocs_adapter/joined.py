"""The theme's stylesheets and script with the plugin's behind them, as one file each: fewer to ask for."""

from __future__ import annotations

import re
from collections.abc import Iterable

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from msgspec import Struct

from paper_digest.mkdocs_adapter.assets import Assets, hashed
from paper_digest.mkdocs_adapter.environment import base_source

_STYLES = re.compile(r"assets/stylesheets/(?:main|palette)\.[0-9a-f]+\.min\.css")
_BUNDLE = re.compile(r"assets/javascripts/bundle\.[0-9a-f]+\.min\.js")
_SOURCE_MAP = re.compile(r"\n?(?://|/\*)# sourceMappingURL=\S+(?: \*/)?\s*$")
_LINK = '<link rel="stylesheet" href="{}">'
_SCRIPT = '<script src="{}"></script>'
_DEFERRED = '<script src="{}" defer></script>'


class Joined(Struct, frozen=True):
    """What takes the place of several tags in a row, where a page has them.

    Attributes:
        files: text by address, relative to the site's root.
        tags: patterns of tags in a row, and the tag in place of them.
    """

    files: dict[str, str]
    tags: tuple[tuple[re.Pattern[str], str], ...]

    @classmethod
    def make(cls, assets: Assets, env: jinja2.Environment, config: MkDocsConfig, files: Files) -> Joined:
        """Join what the theme's own template loads with the plugin's; nothing that cannot be found.

        Args:
            assets: the plugin's.
            env: the theme's templates.
            config: MkDocs's configuration.
            files: MkDocs's files, those of the theme too.
        """
        source = base_source(env)
        ours = {path.rpartition(".")[2]: path for path in assets.files}
        styles = [
            path for path in _STYLES.findall(source) if "/palette." not in path or config.theme.get("palette")
        ]
        links = [(_LINK, path) for path in (*styles, ours["css"])]
        scripts = [*((_SCRIPT, path) for path in _BUNDLE.findall(source)), (_DEFERRED, ours["js"])]
        texts: dict[str, str] = {}
        rows = []
        for name, tags, as_part in ("site.css", links, str), ("site.js", scripts, _guarded):
            *theirs, (_, last) = tags
            files_of = [files.get_file_from_path(path) for _, path in theirs]
            if not theirs or None in files_of:
                continue
            parts = [as_part(_SOURCE_MAP.sub("", file.content_string)) for file in files_of if file]
            text = "\n".join([*parts, assets.files[last]])
            path = hashed(name, text)
            texts[path] = text
            rows.append((_in_a_row(tags), tags[0][0].format(rf"\1{path}")))
        return cls(texts, tuple(rows))

    def load(self, page: str) -> str:
        """Have a page load one file where it loads several one right behind the other."""
        for row, tag in self.tags:
            page = row.sub(tag, page, count=1)
        return page


NOTHING_JOINED = Joined({}, ())
"""For pages that load each file alone."""


def _guarded(script: str) -> str:
    """A script whose failure stops nothing behind it, as if it stood in a file of its own."""
    return f"try{{(()=>{{{script}\n}})()}}catch(error){{reportError(error)}}"


def _in_a_row(tags: Iterable[tuple[str, str]]) -> re.Pattern[str]:
    """A pattern of tags with addresses, relative to one root, which is the pattern's group."""
    root, again = '([^"]*)', r"\1"
    patterns: list[str] = []
    for form, path in tags:
        before, after = map(re.escape, form.split("{}"))
        patterns.append(before + (again if patterns else root) + re.escape(path) + after)
    return re.compile(r"\s*".join(patterns))
