"""Pictures and links between digests: what may be shown, and where links lead."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_digest.pictures import LARGEST_PICTURE, named_in, place_of
from paper_digest.pipeline import plan_site
from paper_digest.plan import DigestPage
from paper_digest.sources import Folder, Sources, read_sources

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def project(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "site" / "digests"
    (folder / "2025").mkdir(parents=True)
    (folder / "2025" / "2025-01-06.md").write_text(
        f"# 周报\n\n见[上周](../2024-12-30.md)。\n\n## One\n\n[一](https://arxiv.org/abs/2501.00001)\n\n{text}\n",
        encoding="utf-8",
    )
    (folder / "2024-12-30.md").write_text(
        "## Two\n\n[二](https://arxiv.org/abs/2412.00001)\n\n上周的摘要。\n", encoding="utf-8"
    )
    return folder


def read(folder: Path) -> Sources:
    return read_sources([Folder(folder, "digests")], root=folder.parent)


def left_out(sources: Sources) -> list[str]:
    return [
        f"{one.line}: {one.message}" for one in sources.diagnostics if one.code.name == "picture-left-out"
    ]


def test_links_lead_to_pages_and_pictures_to_addresses_of_their_content(tmp_path: Path) -> None:
    folder = project(tmp_path, "摘要[前篇](../2024-12-30.md#two)，图：![图](../../figures/a%20b.png)。")
    (tmp_path / "site" / "figures").mkdir()
    (tmp_path / "site" / "figures" / "a b.png").write_bytes(PNG)
    sources = read(folder)
    assert left_out(sources) == []
    plan = plan_site(sources).plan
    (picture,) = sources.pictures.values()
    assert picture.address.startswith("pictures/")
    (page,) = [page for page in plan.paper_pages if page.paper.arxiv_id == "2501.00001"]
    assert dict(page.targets) == {
        "../2024-12-30.md#two": "digests/2024-12-30.md",
        "../../figures/a%20b.png": picture.address,
    }
    digest = plan.pages["digests/2025/2025-01-06.md"]
    assert isinstance(digest, DigestPage)
    assert digest.targets == (("../2024-12-30.md", "digests/2024-12-30.md"),)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("gone.png", None, "there is no such file"),
        ("a.png", b"<script>alert(1)</script>", "its content is not that of a .png file"),
        ("a.png", PNG + b"\0" * LARGEST_PICTURE, "it is larger than 5 MB"),
        ("../../../secret.png", PNG, "it lies outside of the project"),
    ],
)
def test_a_picture_that_may_not_be_shown_is_named(
    name: str, content: bytes | None, why: str, tmp_path: Path
) -> None:
    folder = project(tmp_path, f"摘要。![图]({name})")
    if content is not None:
        (folder / "2025" / name).resolve().write_bytes(content)
    sources = read(folder)
    assert left_out(sources) == [f"9: The picture {name} is not published: {why}."]
    assert not sources.pictures


def test_no_link_leads_out_of_the_project(tmp_path: Path) -> None:
    folder = project(tmp_path, "摘要。![图](a.png)")
    (tmp_path / "secret.png").write_bytes(PNG)
    (folder / "2025" / "a.png").symlink_to(tmp_path / "secret.png")
    assert left_out(read(folder)) == [
        "9: The picture a.png is not published: it lies outside of the project."
    ]


def test_drawings_that_can_hold_scripts_are_no_pictures(tmp_path: Path) -> None:
    folder = project(tmp_path, "摘要。![图](a.svg)")
    (folder / "2025" / "a.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert not read(folder).pictures


def test_addresses_in_a_text() -> None:
    text = '[a](b.md) ![c](<d e.png> "t") <img src="f.png"> [g](https://h) [i](/j) [k](#l) [m](n(1).md)'
    assert list(named_in(text)) == ["b.md", "d e.png", "f.png", "n(1).md"]
    assert place_of("../b%20c.md?x#y", "digests/2025/a.md") == "digests/b c.md"
