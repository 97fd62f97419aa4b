"""What stays in a site's folder is what the build before wrote there, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from paper_digest.cachefile import CacheFile
from paper_digest.memo import Memo, encode
from paper_digest.mkdocs_adapter.standing import SiteRecord, Standing, settle, stamp_of, take_away
from paper_digest.mkdocs_adapter.write import write_bytes


def page(site: Path, *paths: str) -> Standing:
    """Write a page's files; tell of them."""
    written = [(path, stamp_of(write_bytes(f"{site}/{path}", path.encode()))) for path in paths]
    return Standing(b"key", b"shell", tuple(written))


@pytest.fixture
def pages(tmp_path: Path) -> dict[str, Standing]:
    """Three pages, of which one has a Markdown file beside it."""
    return {
        "papers/a.md": page(tmp_path, "papers/a/index.html", "papers/a/index.md"),
        "papers/b.md": page(tmp_path, "papers/b/index.html"),
        "topics/c.md": page(tmp_path, "topics/c/page/2/index.html"),
    }


def left(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*"))


def settled(site: Path, pages: dict[str, Standing]) -> set[str]:
    return settle([site / "papers", site / "topics", site / "digests"], site, pages)


def same_size(path: Path) -> None:
    path.write_bytes(path.read_bytes()[::-1])


def same_times(path: Path) -> None:
    before = path.stat()
    same_size(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def another(path: Path) -> None:
    other = path.with_suffix(".new")
    other.write_bytes(path.read_bytes())
    other.replace(path)


def linked(path: Path) -> None:
    path.rename(path.parents[2] / "moved")
    path.symlink_to(path.parents[2] / "moved")


def foldered(path: Path) -> None:
    path.unlink()
    path.mkdir()


def test_what_nobody_has_touched_stands(tmp_path: Path, pages: dict[str, Standing]) -> None:
    before = left(tmp_path)
    assert settled(tmp_path, pages) == pages.keys()
    assert left(tmp_path) == before


@pytest.mark.parametrize("harm", [same_size, same_times, another, linked, foldered, Path.unlink])
@pytest.mark.parametrize("name", ["index.html", "index.md"])
def test_a_page_of_which_any_file_is_not_as_written_goes(
    tmp_path: Path, pages: dict[str, Standing], harm: Callable[[Path], None], name: str
) -> None:
    harm(tmp_path / "papers/a" / name)
    assert settled(tmp_path, pages) == {"papers/b.md", "topics/c.md"}
    assert not [path for path in left(tmp_path / "papers") if path.startswith("a")]


@pytest.mark.parametrize(
    "path", ["../mine", "{}/mine", "assets/mine", "papers/a/../../assets/mine", "", "papers"]
)
def test_what_a_foreign_record_names_elsewhere_is_not_touched(
    tmp_path: Path, pages: dict[str, Standing], path: str
) -> None:
    site = tmp_path / "site"
    own = page(site, "papers/a/index.html")
    for mine in (tmp_path / "mine", site / "assets/mine"):
        mine.parent.mkdir(exist_ok=True)
        mine.write_text("mine")
    named = path.format(tmp_path)
    stamp = stamp_of((site / named).stat())
    record = {
        "papers/a.md": own,
        "papers/b.md": Standing(b"", b"", ((named, stamp), ("papers/none", stamp))),
        "papers/c.md": Standing(b"", b"", ((named, b""), *own.files)),
    }
    assert settled(site, record) == {"papers/a.md"}
    assert (tmp_path / "mine").exists()
    assert (site / "assets/mine").exists()
    assert (site / "papers/a/index.html").exists()


def test_whatever_else_is_there_goes(tmp_path: Path, pages: dict[str, Standing]) -> None:
    before = left(tmp_path)
    page(tmp_path, "papers/a/more", "papers/new/index.html", "topics/c/feed.xml", "topics/c/d/e/f")
    (tmp_path / "topics" / "elsewhere").symlink_to(tmp_path / "papers")
    assert settled(tmp_path, pages) == pages.keys()
    assert left(tmp_path) == before


def test_pages_of_no_papers_any_more_go_with_their_folders(
    tmp_path: Path, pages: dict[str, Standing]
) -> None:
    page(tmp_path, "topics/c/page/index.html")
    take_away(tmp_path, pages.values())
    take_away(tmp_path, pages.values())
    assert left(tmp_path) == ["topics", "topics/c", "topics/c/page", "topics/c/page/index.html"]


def test_a_record_is_kept_for_its_folder_until_the_next(tmp_path: Path, pages: dict[str, Standing]) -> None:
    memo = Memo(CacheFile(tmp_path))

    def record(site: str = "/site", *, directory_urls: bool = True) -> SiteRecord:
        return SiteRecord(memo, site, directory_urls=directory_urls)

    assert record().before() == {}
    first = record()
    first.add(encode({"gone.md": pages["papers/a.md"]}))
    first.clear()
    for uri, standing in pages.items():
        first.add(encode({uri: standing}))
    first.finish()
    assert record().before() == pages
    assert record("/elsewhere").before() == record(directory_urls=False).before() == {}
    fewer = record()
    fewer.add(encode({}))
    fewer.finish()
    assert record().before() == {}
