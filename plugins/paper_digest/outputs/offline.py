"""The site as an app that works without a network: its manifest and its service worker."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from importlib.resources import files

from paper_digest import jsontext
from paper_digest.plan import HOME_URI, READING_LIST_URI, HomePage, Plan, paper_uri
from paper_digest.render.words import halves, plain_both

WORKER = "service-worker.js"
MANIFEST = "manifest.webmanifest"
OFFLINE_PAGE = "offline.html"
ICONS = {"icon-192.png": "192x192", "icon-512.png": "512x512", "icon-maskable-512.png": "512x512"}
"""The app's icons, and their sizes."""

MOST_PAPERS = 100
"""Papers of the newest digest that are kept from the first visit on."""

MOST_SEEN = 200
"""Other pages that are kept once they were seen."""


def kept_pages(plan: Plan, url: Callable[[str], str]) -> list[str]:
    """The pages that a browser keeps from the first visit on, in the order in which they are read.

    Args:
        plan: the site.
        url: from a page's source path to its address relative to the site's root.

    Returns:
        Addresses relative to the site's root; "./" for the root itself.
    """
    home = plan.pages.get(HOME_URI)
    newest = home.newest if isinstance(home, HomePage) else None
    uris = [HOME_URI]
    if newest:
        uris += [newest.uri, *(paper_uri(paper.id) for paper in newest.papers[:MOST_PAPERS])]
    if READING_LIST_URI in plan.pages:
        uris.append(READING_LIST_URI)
    return [*(url(uri) or "./" for uri in uris), OFFLINE_PAGE]


def service_worker(version: str, pages: Sequence[str], assets: Sequence[str]) -> str:
    """The script that keeps pages.

    Args:
        version: changes whenever the site does.
        pages: what is kept from the first visit on, relative to the site's root.
        assets: what these pages load.
    """
    build = {"version": version, "most": MOST_SEEN, "pages": list(pages), "assets": list(assets)}
    return _script("worker.js").replace("(BUILD)", f"({jsontext.encode(build)})")


def farewell_worker() -> str:
    """The script that takes the service worker of an older build, and what it kept, away from readers."""
    return _script("off.js")


def _script(name: str) -> str:
    return files("paper_digest").joinpath("theme", "assets", "offline", name).read_text(encoding="utf-8")


def manifest(site_name: str, description: str, icons: str, background: str) -> str:
    """The web app manifest. Every address in it is relative, so that it works below any path.

    Args:
        site_name: plain text, one or both languages.
        description: plain text.
        icons: the folder of the icons, relative to the site's root.
        background: the colour of an empty window and of its title bar, "" where the theme's is not known.
    """
    name = halves(site_name)
    made = {
        "name": f"{name.en} · {name.zh}" if name.en != name.zh else name.en,
        "short_name": name.en,
        "description": plain_both(halves(description)),
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "background_color": background,
        "theme_color": background,
        "icons": [
            {
                "src": f"{icons}/{icon}",
                "sizes": sizes,
                "type": "image/png",
                "purpose": "maskable" if "maskable" in icon else "any",
            }
            for icon, sizes in ICONS.items()
        ],
    }
    return json.dumps(jsontext.without_absent(made), ensure_ascii=False, indent=1) + "\n"
