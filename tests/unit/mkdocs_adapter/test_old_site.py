from __future__ import annotations

from pathlib import Path

import pytest

from paper_digest.mkdocs_adapter import old_site
from paper_digest.mkdocs_adapter.old_site import OldSite

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
    # The next build writes into folders of the same names.
    write_site(tmp_path, 1)
    begun.close()
    assert left(tmp_path) == [".git/HEAD", "a", "papers/0/index.html", "topics/a/index.html"]
    assert not (tmp_path / old_site._NAME).exists()


def test_a_small_site_is_left_to_mkdocs(tmp_path: Path) -> None:
    write_site(tmp_path, 2)
    before = left(tmp_path)
    OldSite(tmp_path).close()
    assert left(tmp_path) == before
    OldSite(tmp_path / "none").close()


def test_what_a_killed_build_left_is_taken_away(tmp_path: Path) -> None:
    write_site(tmp_path / old_site._NAME, 3)
    write_site(tmp_path, 2)
    OldSite(tmp_path).close()
    assert not (tmp_path / old_site._NAME).exists()


def test_where_no_process_can_be_begun_mkdocs_does_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(old_site, "_can_fork", lambda: False)
    write_site(tmp_path, old_site._LARGE + 1)
    OldSite(tmp_path).close()
    assert (tmp_path / "papers/0/index.html").is_file()
