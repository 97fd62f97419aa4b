"""The sides: how each gets its site and index, and where its box and results are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from benchmarks.build.measure import run
from benchmarks.build.project import write_config

from .packages import JIEBA, pagefind, python_package

NAMES = ("paper-digest", "material", "pagefind")
LIMIT = 300.0
"""Seconds that a build may take."""
PAPERS_ALONE = """\
def on_page_markdown(markdown, page, **_):
    if not page.file.src_uri.startswith("papers/"):
        page.meta["search"] = {"exclude": True}
"""
"""Lists of papers would only repeat the papers in an index."""


@dataclass(frozen=True, slots=True)
class Side:
    """A site with a search.

    Attributes:
        name: the side, and its version.
        site: the folder to serve.
        page: the page with the box, a path; "" for the home page.
        box, result: selectors of the box and of a result's link.
        prefixes: paths of what is fetched for searching alone.
        texts: a path under which there is nothing but texts to show.
        building: figures of the index's build.
        pages: pages to serve beside the folder's.
    """

    name: str
    site: Path
    prefixes: tuple[str, ...]
    building: Mapping[str, float | None]
    page: str = ""
    box: str = ".md-search__input"
    result: str = ".md-search-result__item:not(.pd-all) > .md-search-result__link"
    texts: str = ""
    pages: Mapping[str, bytes] = field(default_factory=dict)

    def index_sizes(self) -> tuple[int, int]:
        """Bytes on disk of the index and of texts kept only to be shown."""
        files = [path for path in self.site.rglob("*") if path.is_file()]
        named = [(path.relative_to(self.site).as_posix(), path.stat().st_size) for path in files]
        data = [(path, size) for path, size in named if path.startswith(self.prefixes)]
        texts = sum(size for path, size in data if self.texts and path.startswith(self.texts))
        programs = sum(size for path, size in data if Path(path).suffix in {".js", ".css", ".pagefind"})
        return sum(size for _, size in data) - texts - programs, texts


def make_side(name: str, digests: Path, folder: Path) -> Side:
    """Build a side's site from digests, below a folder."""
    target = folder / name
    target.mkdir(parents=True, exist_ok=True)
    made = {"paper-digest": _own, "material": _material, "pagefind": _pagefind}
    return made[name](digests, target)


def _own(digests: Path, folder: Path) -> Side:
    config = write_config(folder, digests, folder / "site", search=True)
    building = _build(config, {})
    return Side("Paper Digest", folder / "site", ("search-index/",), building, texts="search-index/t/")


def _material(digests: Path, folder: Path) -> Side:
    """The theme's search over the papers' pages, with jieba as its manual has it for Chinese."""
    config = write_config(folder, digests, folder / "site", search=False)
    settings: dict[str, Any] = yaml.safe_load(config.read_text(encoding="utf-8"))
    settings["plugins"]["search"] = {"enabled": True, "lang": ["en", "zh"], "separator": r"[\s\u200b\-]"}
    hook = folder / "papers_alone.py"
    hook.write_text(PAPERS_ALONE, encoding="utf-8")
    settings["hooks"] = [str(hook)]
    config.write_text(yaml.safe_dump(settings, allow_unicode=True, sort_keys=False), encoding="utf-8")
    building = _build(config, {"PYTHONPATH": str(python_package(JIEBA))})
    prefixes = ("search/", "assets/javascripts/workers/", "assets/javascripts/lunr/")
    # Its index is made page by page, beside everything else, so that its memory cannot be told apart.
    return Side("Material", folder / "site", prefixes, {**building, "megabytes": None})


def _pagefind(digests: Path, folder: Path) -> Side:
    """Pagefind over the papers' pages, without what they say of their neighbours, as one Chinese site."""
    site = folder / "site"
    _build(write_config(folder, digests, site, search=False), {})
    name, command, env = pagefind()
    options = ["--glob", "papers/*/index.html", "--root-selector", "article", "--force-language", "zh"]
    options += ["--exclude-selectors", ".pd-neighbours, .pd-path"]
    taken = run([*command, "--site", str(site), "--silent", *options], env, limit=LIMIT)
    home = (site / "index.html").read_text(encoding="utf-8")
    head = (
        '<script src="pagefind/pagefind-ui.js"></script>'
        '<link rel="stylesheet" href="pagefind/pagefind-ui.css">'
    )
    box = (
        '<div id="find"></div><script>new PagefindUI({element: "#find", pageSize: 10, showImages: false,'
        " showSubResults: false, debounceTimeoutMs: 0})</script>"
    )
    page = home.replace("</head>", f"{head}</head>").replace("<main", f"{box}<main", 1)
    return Side(
        name,
        site,
        ("pagefind/",),
        {"seconds": taken.seconds, "megabytes": taken.memory / 2**20},
        page="find.html",
        box=".pagefind-ui__search-input",
        result=".pagefind-ui__result-link",
        texts="pagefind/fragment/",
        pages={"find.html": page.encode()},
    )


def _build(config: Path, env: Mapping[str, str]) -> dict[str, float | None]:
    """Build a site; what its index took."""
    paths = [env.get("PYTHONPATH", ""), os.environ.get("PYTHONPATH", "")]
    command = [sys.executable, "-m", "benchmarks.search.building", str(config)]
    done = subprocess.run(
        command,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=LIMIT,
    )
    figures: dict[str, float | None] = json.loads(done.stdout.splitlines()[-1])
    return figures
