"""The site as an app: where its files go, and what its service worker has to know of the finished site."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from importlib.resources import files as package_files
from urllib.parse import unquote

from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from paper_digest.build.writer import Writer
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
        (renderer.url(paper_uri(paper.id)), title_html(paper.title))
        for paper in page.papers
        if renderer.url(paper_uri(paper.id)) in kept
    ]
    return {"name": spans(digest_name(page.digest)), "url": renderer.url(page.uri), "papers": papers}


def write_service_worker(
    writer: Writer, renderer: Renderer, assets: Assets, files: Files, *, offline: bool
) -> None:
    """Write the service worker of a finished site; an editor's own stays.

    Args:
        writer: has written the site.
        renderer: of the site's plan.
        assets: the site's scripts.
        files: MkDocs's files.
        offline: whether the site works without a network; without, readers of an older build are freed.
    """
    if files.get_file_from_path(WORKER) is None:
        script = _worker_of(writer, renderer, assets, files) if offline else farewell_worker()
        writer.write(WORKER, script.encode())


def _worker_of(writer: Writer, renderer: Renderer, assets: Assets, files: Files) -> str:
    pages = [url for url in kept_pages(renderer.plan, renderer.url) if writer.find(_file_of(url))]
    offline_page = writer.find(OFFLINE_PAGE)
    loaded = _LOADED.findall(offline_page.read_text(encoding="utf-8")) if offline_page else []
    wanted = dict.fromkeys([*(path.removeprefix("./") for path in loaded), *assets.addresses().values()])
    parts = [path for path in wanted if writer.find(_file_of(path))]
    own = [
        file.dest_uri
        for file in files.documentation_pages(inclusion=InclusionLevel.is_included)
        if not isinstance(file.page, GeneratedPage)
    ]
    data = sorted(path.name for path in (writer.folder / "data").glob("*.json"))
    said = [*map(_file_of, pages), *parts, *sorted(own), *(f"data/{name}" for name in data)]
    return service_worker(_version(writer, said), pages, parts)


def _version(writer: Writer, paths: Iterable[str]) -> str:
    """A hash of what the site says: the pages that are kept, the editors' own, and the data of all papers."""
    found = hashlib.sha256()
    for path in paths:
        if file := writer.find(path):
            found.update(f"{path}\0{file.stat().st_size}\0".encode())
            found.update(file.read_bytes())
    return found.hexdigest()[:16]


def _file_of(url: str) -> str:
    """The file behind an address, both relative to the site's root."""
    path = unquote(url)
    return f"{path}index.html" if path.endswith("/") else path
