"""What a site publishes to be an app: the manifest, the service worker, and the page without a network."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config

from tests.conftest import SITE_URL, BuildSite
from tests.support.every_page import CONFIG, FILES, PAGES
from tests.support.site import BuiltSite, build, write_project

OFF = {"plugins": {"paper-digest": {"offline": False}}}


def build_of(site: BuiltSite) -> dict[str, Any]:
    """What the service worker knows of the site."""
    found = re.search(r"= \((\{.*\})\);", site.read("service-worker.js"))
    assert found
    known: dict[str, Any] = json.loads(found[1])
    return known


@pytest.fixture(scope="module")
def site(build_site: BuildSite) -> BuiltSite:
    return build_site(FILES, CONFIG)


def test_the_newest_digest_is_kept_and_all_that_its_pages_load(site: BuiltSite) -> None:
    known = build_of(site)
    newest = [PAGES["digest"], PAGES["paper"], PAGES["paper-zh"], PAGES["paper-en"], PAGES["paper-variant"]]
    assert known["pages"] == ["./", *newest, PAGES["reading-list"], "offline.html"]
    held = {path for path in known["assets"] if (site.directory / path).is_file()}
    assert held == set(known["assets"])
    page = site.read("papers/1706.03762/index.html")
    loaded = {
        path.removeprefix("../../") for path in re.findall(r'(?:src|href)="([^":]+\.(?:js|css))"', page)
    }
    assert loaded
    assert loaded <= held
    assert {"cite", "reading", "offline"} <= {Path(path).name.split(".")[0] for path in held}


def test_the_manifest_works_below_any_path(site: BuiltSite) -> None:
    manifest = json.loads(site.read("manifest.webmanifest"))
    assert (manifest["name"], manifest["short_name"]) == ("Paper Digest · 论文速递", "Paper Digest")
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("./", "./", "standalone")
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        data = (site.directory / icon["src"]).read_bytes()
        assert data.startswith(b"\x89PNG")
        assert "x".join(map(str, struct.unpack(">II", data[16:24]))) == icon["sizes"]


def test_no_page_carries_a_byte_for_it(site: BuiltSite) -> None:
    for path in site.files():
        if path.endswith(".html"):
            assert "manifest" not in site.read(path), path
            assert "service-worker" not in site.read(path), path
    assert "offline.html" not in site.read("sitemap.xml")


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("digests/2024/0318-0322.md", "语言智能体如何规划", "语言智能体怎样规划"),
        ("about.md", "Nobody.", "Somebody."),
        ("digests/2025/0331-0404.md", "Only English Here", "Only English There"),
    ],
)
def test_every_change_changes_the_worker(
    tmp_path: Path, site: BuiltSite, path: str, old: str, new: str
) -> None:
    text = str(FILES[f"site_src/{path}"])
    assert old in text
    config = write_project(tmp_path, {**FILES, f"site_src/{path}": text.replace(old, new)}, CONFIG)
    changed = build(config, tmp_path / "site", site_url=SITE_URL)
    assert build_of(changed)["version"] != build_of(site)["version"]


def test_one_input_makes_one_worker(tmp_path: Path, site: BuiltSite) -> None:
    again = build(write_project(tmp_path, FILES, CONFIG), tmp_path / "elsewhere", site_url=SITE_URL)
    assert again.read("service-worker.js") == site.read("service-worker.js")


def test_switched_off_the_worker_takes_itself_away(build_site: BuildSite) -> None:
    off = build_site(FILES, {**CONFIG, **OFF})
    worker = off.read("service-worker.js")
    assert "unregister" in worker
    assert "fetch" not in worker
    assert not {"manifest.webmanifest", "offline.html"} & set(off.files())
    assert not [path for path in off.files() if path.endswith(".js") and "serviceWorker" in off.read(path)]


def test_nothing_is_registered_while_somebody_writes(tmp_path: Path) -> None:
    config = write_project(tmp_path, FILES, CONFIG)
    loaded = load_config(str(config), site_dir=str(tmp_path / "site"))
    loaded.plugins.on_startup(command="serve", dirty=False)
    mkdocs_build(loaded)
    loaded.plugins.on_shutdown()
    served = BuiltSite(tmp_path / "site", config, ())
    assert "unregister" in served.read("service-worker.js")
    assert not [p for p in served.files() if p.endswith(".js") and "serviceWorker.register" in served.read(p)]


def test_an_editors_own_files_stay(tmp_path: Path) -> None:
    own = {"site_src/service-worker.js": "/* mine */", "site_src/manifest.webmanifest": '{"name": "mine"}'}
    built = build(write_project(tmp_path, {**FILES, **own}, CONFIG), tmp_path / "site")
    assert built.read("service-worker.js") == "/* mine */"
    assert json.loads(built.read("manifest.webmanifest")) == {"name": "mine"}


def test_a_site_without_digests_is_an_app_too(build_site: BuildSite) -> None:
    empty = build_site({"site_src/digests/.keep": "", "site_src/topics.yml": FILES["site_src/topics.yml"]})
    assert build_of(empty)["pages"] == ["./", PAGES["reading-list"], "offline.html"]
