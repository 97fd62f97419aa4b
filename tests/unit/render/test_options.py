"""Where sources are: in data, and where they can be edited."""

from __future__ import annotations

import pytest

from paper_digest.model import Position
from paper_digest.render.options import SourceLinks


@pytest.mark.parametrize(
    ("root", "docs", "path", "seen"),
    [
        (".", "site_src", "site_src/digests/2025/0106.md", "digests/2025/0106.md"),
        (".", "site_src", "weeks/0106.md", "../weeks/0106.md"),
        (".", "site_src", "../elsewhere/0106.md", "../../elsewhere/0106.md"),
        ("project", "docs", "weeks/0106.md", "../project/weeks/0106.md"),
        ("project", "docs", "../docs/0106.md", "0106.md"),
        (".", ".", "weeks/0106.md", "weeks/0106.md"),
        ("deep/project", ".", "weeks/0106.md", "deep/project/weeks/0106.md"),
        ("/p", "/p/site_src", "site_src/0106.md", "0106.md"),
    ],
)
def test_a_source_seen_from_the_pages(root: str, docs: str, path: str, seen: str) -> None:
    links = SourceLinks(root=root, docs=docs)
    assert links.from_docs(path) == seen
    # Nothing that is published says where the project lies.
    assert links.published_path(Position(path, 1)) == (
        path.removeprefix("../") if seen.startswith("../") else seen
    )


@pytest.mark.parametrize(
    ("template", "url"),
    [
        ("blob/main/{path}?plain=1", "https://example.org/r/blob/main/%E5%91%A8/a%20b.md?plain=1#L3"),
        ("edit/{path!q}", "https://example.org/r/edit/%E5%91%A8%2Fa%20b.md#L3"),
        ("edit/{path_noext}", "https://example.org/r/edit/%E5%91%A8/a%20b#L3"),
    ],
)
def test_a_template_of_edit_links(template: str, url: str) -> None:
    links = SourceLinks(root=".", docs="docs", repository="https://example.org/r/", template=template)
    assert links.edit_url(Position("docs/周/a b.md", 3)) == url
