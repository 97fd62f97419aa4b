"""The site as an app: where its files go, and what its service worker has to know of the finished site."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from importlib.resources import files as package_files
from pathlib import Path
from urllib.parse import unquote

from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from paper_digest.mkdocs_adapter.assets import FOLDER, Assets
from paper_digest.mkdocs_adapter.pages import GeneratedPage
from paper_digest.mkdocs_adapter.palette import first_palette
from paper_digest.outputs.offline import (
    ICONS,
    MANIFEST,
    OFFLINE_PAGE,
    WORKER,
    farewell_worker,
    kept_pages,
    manifest,
    service_worker,
)
from paper_digest.plan import HOME_URI, HomePage, paper_uri
from paper_digest.render.pages import Renderer
from paper_digest.render.views import title_html
from paper_digest.render.words import digest_name, spans

PAPER = "#fffdf9"
"""The background of the site's own palette, by daylight."""

_LOADED = re.compile(
    r"""<(?:script|link)\b[^>]*?\b(?:src|href)=["']?([^"'\s>?#:]+\.(?:css|js|png|svg|ico))["'\s>]"""
)


def prepare(config: MkDocsConfig, *, offline: bool) -> None:
    """Have the theme make the page that stands in for one that cannot be reached, or not."""
    config.theme.static_templates.discard(OFFLINE_PAGE)
    if offline:
        config.theme.static_templates.add(OFFLINE_PAGE)


def add_app(files: Files, config: MkDocsConfig) -> None:
    """Add manifest and icons to MkDocs's files; an editor's own stay."""
    background = PAPER if first_palette(config).get("primary") == "custom" else ""
    text = manifest(config.site_name, config.site_description or "", FOLDER, background)
    made: dict[str, str | bytes] = {MANIFEST: text}
    for name in ICONS:
        icon = package_files("paper_digest").joinpath("theme", "assets", "offline", name)
        made[f"{FOLDER}/{name}"] = icon.read_bytes()
    for path, content in made.items():
        if files.get_file_from_path(path) is None:
            files.append(File.generated(config, path, content=content))


def newest(renderer: Renderer) -> dict[str, object] | None:
    """The newest digest for the page without a network: its name, address and papers; None for none."""
    home = renderer.plan.pages.get(HOME_URI)
    page = home.newest if isinstance(home, HomePage) else None
    if page is None:
        return None
    kept = set(kept_pages(renderer.plan, renderer.url))
    papers: list[tuple[str, Markup]] = [
        (renderer.url(paper_uri(paper.id)), title_html(paper))
        for paper in page.papers
        if renderer.url(paper_uri(paper.id)) in kept
    ]
    return {"name": spans(digest_name(page.digest)), "url": renderer.url(page.uri), "papers": papers}


def write_service_worker(
    site: Path, renderer: Renderer, assets: Assets, files: Files, *, offline: bool
) -> None:
    """Write the service worker into a finished site; an editor's own stays.

    Args:
        site: the site's folder.
        renderer: of the site's plan.
        assets: the site's scripts.
        files: MkDocs's files.
        offline: whether the site works without a network; without, readers of an older build are freed.
    """
    if files.get_file_from_path(WORKER) is not None:
        return
    script = _worker_of(site, renderer, assets, files) if offline else farewell_worker()
    (site / WORKER).write_text(script, encoding="utf-8", newline="\n")


def _worker_of(site: Path, renderer: Renderer, assets: Assets, files: Files) -> str:
    pages = [url for url in kept_pages(renderer.plan, renderer.url) if _file_of(site, url).is_file()]
    loaded = _LOADED.findall(_file_of(site, OFFLINE_PAGE).read_text(encoding="utf-8"))
    wanted = dict.fromkeys([*(path.removeprefix("./") for path in loaded), *assets.addresses().values()])
    parts = [path for path in wanted if _file_of(site, path).is_file()]
    own = [
        file.dest_uri
        for file in files.documentation_pages(inclusion=InclusionLevel.is_included)
        if not isinstance(file.page, GeneratedPage)
    ]
    data = sorted(path.relative_to(site).as_posix() for path in (site / "data").glob("*.json"))
    return service_worker(_version(site, [*pages, *parts, *sorted(own), *data]), pages, parts)


def _version(site: Path, paths: Iterable[str]) -> str:
    """A hash of what the site says: the pages that are kept, the editors' own, and the data of all papers."""
    found = hashlib.sha256()
    for path in paths:
        file = _file_of(site, path)
        if file.is_file():
            found.update(f"{path}\0{file.stat().st_size}\0".encode())
            found.update(file.read_bytes())
    return found.hexdigest()[:16]


def _file_of(site: Path, url: str) -> Path:
    """The file behind an address relative to the site's root."""
    path = site / unquote(url)
    return path / "index.html" if url.endswith("/") else path
