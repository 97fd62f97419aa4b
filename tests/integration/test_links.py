"""No link of a built site is broken under a sub-path, and no page loads anything from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SITE_URL, BuildSite
from tests.support.crawl import css_references, faults_of
from tests.support.samples import (
    CORPUS_CONFIG,
    CORPUS_FILES,
    SAMPLE_DIGEST,
    SHARED_CORPUS,
    TOPICS,
    TWO_WEEKS,
    WEEK_ONE,
)
from tests.support.site import ROOT, BuiltSite

BOTH_URL_MODES = pytest.mark.parametrize("directory_urls", [True, False], ids=["directories", "files"])
CHINESE = {
    "site_src/topics.yml": TOPICS,
    "site_src/digests/周报/第一期 a#b%20c?.md": "# 第一期（250106-250110）\n\n" + WEEK_ONE,
    "site_src/digests/周报/第二期.md": (
        "## 大模型的语音能力：一项综述\n[大模型的语音能力：一项综述](https://example.org/论文一)\n\n语音与智能体。\n\n"
        "## 大模型的语音能力：一项综述\n[大模型的语音能力：一项综述](https://example.org/论文二)\n\n另一篇同名论文。\n"
    ),
}


def sample_files() -> dict[str, str | bytes]:
    """The project's own pages and sources, to be built with other options."""
    folder = ROOT / "site_src"
    return {
        f"site_src/{p.relative_to(folder).as_posix()}": p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file()
    }


def assert_sound(site: BuiltSite) -> None:
    assert not site.failed, site.warnings
    faults = faults_of(site.directory, SITE_URL)
    assert not faults, "\n".join(faults[:40])


def test_the_sample_site(sample_site: BuiltSite) -> None:
    assert_sound(sample_site)


def test_the_sample_site_without_directory_urls(build_site: BuildSite) -> None:
    site = build_site(sample_files(), {"use_directory_urls": False})
    assert "papers/2504.01990.html" in site.files()
    assert_sound(site)


@BOTH_URL_MODES
def test_chinese_and_special_characters_in_addresses(build_site: BuildSite, directory_urls: bool) -> None:
    site = build_site(CHINESE, {"use_directory_urls": directory_urls}, strict=False)
    suffix = "/index.html" if directory_urls else ".html"
    slug = "大模型的语音能力-一项综述"
    expected = {f"papers/{slug}{suffix}", f"papers/{slug}-2{suffix}", f"digests/周报/第一期 a#b%20c?{suffix}"}
    assert expected <= set(site.files())
    assert_sound(site)


@BOTH_URL_MODES
@pytest.mark.parametrize(
    "config",
    [
        {"repo_url": "https://github.com/example/digests", "edit_uri": "edit/main/site_src/"},
        {"theme": {"name": "material", "font": False, "features": ["navigation.sections", "toc.integrate"]}},
    ],
    ids=["repository", "other features"],
)
def test_other_configurations(build_site: BuildSite, directory_urls: bool, config: dict[str, Any]) -> None:
    assert_sound(build_site(TWO_WEEKS, {"use_directory_urls": directory_urls, **config}, strict=False))


@BOTH_URL_MODES
def test_without_topics_no_page_links_to_them(build_site: BuildSite, directory_urls: bool) -> None:
    files = {"site_src/digests/2025/0106.md": WEEK_ONE}
    config = {"nav": ["index.md", "digests/index.md"], "use_directory_urls": directory_urls}
    site = build_site(files, config)
    assert not [path for path in site.files() if path.startswith("topics/")]
    assert_sound(site)


@BOTH_URL_MODES
@pytest.mark.skipif(not SHARED_CORPUS.is_dir(), reason="the large corpus is not beside the project")
def test_the_large_corpus(build_site: BuildSite, directory_urls: bool) -> None:
    # The same description as in test_corpus_site, so that it is built once.
    config = CORPUS_CONFIG if directory_urls else {**CORPUS_CONFIG, "use_directory_urls": False}
    site = build_site(CORPUS_FILES, config, strict=False)
    assert sum(path.startswith("papers/") for path in site.files()) > 700
    assert_sound(site)


PAGE = """<html><head><link rel="canonical" href="{url}a/">{head}</head><body id="top">{body}</body></html>"""


@pytest.mark.parametrize(
    ("head", "body", "said"),
    [
        ("", '<a href="../b/">x</a>', "leads nowhere"),
        ("", '<a href="#nope">x</a>', "an anchor that a/index.html lacks"),
        ("", '<a href="/repo/a/">x</a>', "breaks under a sub-path"),
        ("", '<a href="../../a/">x</a>', "leads nowhere"),
        ("", '<img src="https://cdn.example/x.png">', "from another host"),
        ("", '<a href="javascript:alert(1)">x</a>', "has the scheme 'javascript'"),
        ("", '<p style="background: url(//cdn.example/x.png)">x</p>', "from another host"),
        ('<link rel="stylesheet" href="https://cdn.example/x.css">', "", "from another host"),
        ('<link rel="icon" href="x.png">', "", "leads nowhere"),
        ('<style>@import "https://cdn.example/x.css";</style>', "", "from another host"),
        ('<meta property="og:url" content="{url}b/">', "", "which is no page"),
    ],
)
def test_the_crawler_finds_what_is_wrong(tmp_path: Path, head: str, body: str, said: str) -> None:
    page = tmp_path / "a" / "index.html"
    page.parent.mkdir()
    page.write_text(
        PAGE.format(url=SITE_URL, head=head.replace("{url}", SITE_URL), body=body), encoding="utf-8"
    )
    faults = faults_of(tmp_path, SITE_URL)
    assert len(faults) == 1
    assert said in faults[0]


def test_the_crawler_finds_nothing_wrong_with_a_sound_page(tmp_path: Path) -> None:
    page = tmp_path / "a" / "index.html"
    page.parent.mkdir()
    body = (
        '<a href="#top">x</a><a href=".">x</a><a href="../a/#top">x</a><a href="https://example.org/">x</a>'
    )
    page.write_text(PAGE.format(url=SITE_URL, head="", body=body), encoding="utf-8")
    assert faults_of(tmp_path, SITE_URL) == []


def test_addresses_in_style_sheets() -> None:
    css = "/* url(a) */ @import 'b.css'; x{background:url( \"c d.png\" )} y{mask:url(#m);src:url(e)}"
    assert sorted(css_references(css)) == ["b.css", "c d.png", "e"]


def test_the_sample_is_the_one_that_is_built(sample_site: BuiltSite) -> None:
    assert SAMPLE_DIGEST.is_file()
    assert "digests/2025/0331-0404/index.html" in sample_site.files()


@BOTH_URL_MODES
def test_digests_link_to_each_other_and_show_pictures_of_the_project(
    build_site: BuildSite, directory_urls: bool
) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
    files = {
        "site_src/topics.yml": TOPICS,
        "site_src/digests/2025/0106.md": WEEK_ONE,
        "site_src/digests/2025/0113.md": (
            "接着[上一期](0106.md)，图见 ![总览](img/all.png)。\n\n## Next\n\n"
            "[下一篇](https://arxiv.org/abs/2501.00009)\n\n比[上一期](./0106.md#x)更好。![图一](<img/all.png>)\n"
        ),
        "site_src/digests/2025/img/all.png": picture,
    }
    site = build_site(files, {"use_directory_urls": directory_urls})
    assert_sound(site)
    (published,) = [path for path in site.files() if path.startswith("pictures/")]
    assert (site.directory / published).read_bytes() == picture
    stem, digest = ("/index.html", "/") if directory_urls else (".html", ".html")
    page = site.read(f"papers/2501.00009{stem}")
    way = "../../" if directory_urls else "../"
    assert f'<a href="{way}digests/2025/0106{digest}" rel="noopener">上一期</a>' in page
    assert f'src="{way}{published}"' in page
    up = way + "../" if directory_urls else "../../"
    assert f'src="{up}{published}"' in site.read(f"digests/2025/0113{stem}")
    feeds = [path for path in site.files() if path.endswith(".xml") and "feed" in path]
    assert any(f"src=&quot;{SITE_URL}{published}" in site.read(path).replace('"', "&quot;") for path in feeds)
