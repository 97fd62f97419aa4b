from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.utils import clean_directory

from paper_digest import workers
from paper_digest.mkdocs_adapter import old_site
from paper_digest.mkdocs_adapter.old_site import OldSite
from paper_digest.mkdocs_adapter.standing import Standing, stamp_of

pytestmark = pytest.mark.usefixtures("only_thread")


def write_site(site: Path, papers: int) -> None:
    for path in [*(f"papers/{n}/index.html" for n in range(papers)), "topics/a/index.html", ".git/HEAD", "a"]:
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(path, encoding="utf-8")


def left(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())


def test_folders_of_a_large_site_are_out_of_the_way_at_once_and_gone_in_the_end(tmp_path: Path) -> None:
    write_site(tmp_path, old_site._LARGE + 1)
    begun = OldSite(tmp_path)
    assert not (tmp_path / "papers").exists()
    begun.begin(dict)
    # The next build writes into folders of the same names.
    write_site(tmp_path, 1)
    begun.close()
    assert left(tmp_path) == [".git/HEAD", "a", "papers/0/index.html", "topics/a/index.html"]
    assert not (tmp_path / old_site._NAME).exists()


@pytest.mark.parametrize("forks", [True, False])
def test_pages_that_stand_are_back_once_mkdocs_has_emptied_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forks: bool
) -> None:
    monkeypatch.setattr(workers, "can_fork", lambda: forks)
    write_site(tmp_path, old_site._LARGE + 1)
    stamp = stamp_of((tmp_path / "papers/3/index.html").stat())
    begun = OldSite(tmp_path)
    clean_directory(str(tmp_path))
    standing = Standing(b"key", b"shell", (("papers/3/index.html", stamp),))
    recorded = {"papers/3.md": standing, "papers/none.md": Standing(b"", b"", (("papers/none", stamp),))}
    begun.begin(lambda: recorded)
    assert begun.standing() == {"papers/3.md": standing}
    assert left(tmp_path) == [".git/HEAD", "papers/3/index.html"]
    assert stamp_of((tmp_path / "papers/3/index.html").stat()) == stamp
    assert begun.standing() == {}


def test_a_small_site_is_left_to_mkdocs(tmp_path: Path) -> None:
    write_site(tmp_path, 2)
    before = left(tmp_path)
    for site in (tmp_path, tmp_path / "none"):
        begun = OldSite(site)
        begun.begin(lambda: pytest.fail("no record is needed"))
        begun.close()
    assert left(tmp_path) == before


def test_what_a_killed_build_left_is_taken_away(tmp_path: Path) -> None:
    write_site(tmp_path / old_site._NAME, 3)
    write_site(tmp_path, 2)
    begun = OldSite(tmp_path)
    begun.begin(dict)
    begun.close()
    assert not (tmp_path / old_site._NAME).exists()
