"""The stylesheet and scripts, under names that change with their content."""

from __future__ import annotations

import hashlib
from importlib.resources import files as package_files

from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from msgspec import Struct

from paper_digest import jsontext
from paper_digest.render.words import strings

FOLDER = "assets/paper-digest"
"""Where they lie, relative to the site's root."""

_STYLES = (
    *("paper-digest.css", "icons.css", "terms.css", "trends.css", "cite/cite.css", "reading/reading.css"),
    "offline/offline.css",
    # Comes last: on paper it overrules what is on a screen.
    "print.css",
)


def asset(name: str) -> str:
    """The text of one of the package's assets."""
    return package_files("paper_digest").joinpath(f"theme/assets/{name}").read_text(encoding="utf-8")


def hashed(name: str, text: str) -> str:
    """The address of an asset, relative to the site's root: its name with a hash of its text in it."""
    stem, _, suffix = name.rpartition(".")
    return f"{FOLDER}/{stem}.{hashlib.sha256(text.encode()).hexdigest()[:8]}.{suffix}"


def with_words(script: str, prefix: str) -> str:
    """Put the interface's words into a script, in which `(WORDS)` stands for them.

    Args:
        script: the script.
        prefix: with what the words' keys begin; the script knows them without it.
    """
    start = f"{prefix}_"
    texts = {key.removeprefix(start): [t.en, t.zh] for key, t in strings().items() if key.startswith(start)}
    return script.replace("(WORDS)", f"({jsontext.compact(texts)})")


class Assets(Struct, frozen=True):
    """Stylesheets and scripts: text by address, relative to the site's root.

    Attributes:
        files: what every page loads.
        on_demand: scripts that a page loads when a reader asks for what they do: address and text by name.
    """

    files: dict[str, str]
    on_demand: dict[str, tuple[str, str]]

    @classmethod
    def load(cls, *, search: bool, offline: bool) -> Assets:
        """Read the package's stylesheet and scripts.

        Args:
            search: whether the site has its own search.
            offline: whether it works without a network.
        """
        texts = {
            "paper-digest.css": "".join(map(asset, _STYLES)),
            "paper-digest.js": asset("material.js")
            # Before what shows the results page, whose query it had to hide.
            + (with_words(asset("search-box.js"), "search") if search else "")
            + asset("paper-digest.js")
            + asset("glossary.js")
            + asset("terms.js")
            + asset("cite/button.js")
            + asset("reading/store.js")
            + with_words(asset("reading/marks.js"), "reading")
            + with_words(asset("reading/keyboard.js"), "key")
            + (asset("offline/register.js") if offline else ""),
        }
        cite = asset("cite/formats.js") + with_words(asset("cite/dialog.js"), "cite")
        reading = asset("reading/formats.js") + asset("reading/page.js")
        named = {"cite.js": cite, "reading.js": reading}
        if search:
            named["search-page.js"] = asset("search-page.js")
        if offline:
            named["offline.js"] = asset("offline/page.js")
        return cls(
            {hashed(name, text): text for name, text in texts.items()},
            {name.removesuffix(".js"): (hashed(name, text), text) for name, text in named.items()},
        )

    def addresses(self) -> dict[str, str]:
        """The address of each script that is loaded on demand, by its name."""
        return {name: address for name, (address, _) in self.on_demand.items()}

    def announce(self, config: MkDocsConfig) -> None:
        """Have every page load them, once also after a rebuild."""
        config.extra_css = [path for path in config.extra_css if not path.startswith(f"{FOLDER}/")]
        config.extra_javascript = [s for s in config.extra_javascript if not str(s).startswith(f"{FOLDER}/")]
        for path in self.files:
            if path.endswith(".css"):
                config.extra_css.insert(0, path)
            else:
                script = ExtraScriptValue(path)
                script.defer = True
                config.extra_javascript.append(script)

    def publish(self, files: Files, config: MkDocsConfig) -> None:
        """Add them to the site."""
        for path, text in [*self.files.items(), *self.on_demand.values()]:
            files.append(File.generated(config, path, content=text))
