"""The stylesheet and scripts, under names that change with their content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files as package_files

from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

_FOLDER = "assets/paper-digest"


def asset(name: str) -> str:
    """The text of one of the package's assets."""
    return package_files("paper_digest").joinpath(f"theme/assets/{name}").read_text(encoding="utf-8")


def _joined(*names: str) -> str:
    return "".join(map(asset, names))


def hashed(name: str, text: str) -> str:
    """The address of an asset, relative to the site's root: its name with a hash of its text in it."""
    stem, _, suffix = name.rpartition(".")
    return f"{_FOLDER}/{stem}.{hashlib.sha256(text.encode()).hexdigest()[:8]}.{suffix}"


@dataclass(frozen=True, slots=True)
class Assets:
    """Stylesheets and scripts: text by address, relative to the site's root.

    Attributes:
        files: what every page loads.
        search_page: the script of the search's results page, which loads it itself; {} for none.
        reading_page: the script of the reading list's page, which loads it itself.
    """

    files: dict[str, str]
    search_page: dict[str, str]
    reading_page: dict[str, str]

    @classmethod
    def load(cls, *, search: bool) -> Assets:
        """Read the package's stylesheet and scripts, those of the search where the site has it."""
        texts = {
            "paper-digest.css": _joined("paper-digest.css", "reading.css"),
            "paper-digest.js": _joined(
                "paper-digest.js", "glossary.js", "reading.js", "marks.js", "keyboard.js"
            ),
        }
        reading = _joined("reading-formats.js", "reading-list.js")
        page = asset("search-page.js")
        return cls(
            {hashed(name, text): text for name, text in texts.items()},
            {hashed("search-page.js", page): page} if search else {},
            {hashed("reading-list.js", reading): reading},
        )

    def announce(self, config: MkDocsConfig) -> None:
        """Have every page load them, once also after a rebuild."""
        config.extra_css = [path for path in config.extra_css if not path.startswith(f"{_FOLDER}/")]
        config.extra_javascript = [s for s in config.extra_javascript if not str(s).startswith(f"{_FOLDER}/")]
        for path in self.files:
            if path.endswith(".css"):
                config.extra_css.insert(0, path)
            else:
                script = ExtraScriptValue(path)
                script.defer = True
                config.extra_javascript.append(script)

    def publish(self, files: Files, config: MkDocsConfig) -> None:
        """Add them to the site."""
        for path, text in {**self.files, **self.search_page, **self.reading_page}.items():
            files.append(File.generated(config, path, content=text))
