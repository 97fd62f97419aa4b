"""Forms that people write digests in: a folder each, with the papers that it must give.

`expected.json` says all of a paper that is not empty; `has_en` and `has_zh` are parts of its text.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from paper_digest.corpus import merge
from paper_digest.diagnostics import Diagnostic, Severity
from paper_digest.model import Paper
from paper_digest.parse import parse_digest
from paper_digest.sourcefile import SourceFile
from paper_digest.sources import find_sources

FOLDER = Path(__file__).parents[2] / "golden" / "formats"
CASES = sorted(path for path in FOLDER.iterdir() if path.is_dir())


def read(folder: Path) -> tuple[tuple[Paper, ...], list[Diagnostic]]:
    sources, found = find_sources(folder, "")
    digests = []
    diagnostics = list(found)
    for source in sources:
        digest, more = parse_digest(source)
        digests.append(digest)
        diagnostics += more
    corpus, more = merge(digests, [])
    return corpus.papers, [*diagnostics, *more]


def said(paper: Paper) -> dict[str, Any]:
    """What is known of a paper, without what is empty."""
    told = paper.metadata
    data = {
        "id": paper.id,
        "en": paper.title.en,
        "zh": paper.title.zh,
        "text_en": paper.abstract.en,
        "text_zh": paper.abstract.zh,
        "authors": list(told.authors),
        "more_authors": told.more_authors,
        "tags": list(told.tags),
        "venue": told.venue,
        "published": str(told.published or ""),
        "tldr_en": told.summary.en,
        "tldr_zh": told.summary.zh,
        "code": list(paper.links.code),
        "project": list(paper.links.project),
        "category": " | ".join(paper.categories),
        "date": str(paper.date or ""),
    }
    return {key: value for key, value in data.items() if value}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_papers_of_a_form(case: Path) -> None:
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    papers, diagnostics = read(case / "input")
    found = {paper.id: said(paper) for paper in papers}
    for wanted in expected["papers"]:
        own = found.get(wanted["id"], {})
        for key, text in (("has_en", "text_en"), ("has_zh", "text_zh")):
            if key in wanted:
                assert [part for part in wanted.pop(key) if part not in own.get(text, "")] == []
                own.pop(text)
    assert found == {wanted["id"]: wanted for wanted in expected["papers"]}
    reported = {f"{d.path}:{d.line} {d.code.name}" for d in diagnostics if d.severity is not Severity.NOTICE}
    assert reported == set(expected.get("findings", ()))
    shown = " ".join(f"{paper.title} {paper.abstract} {paper.metadata}" for paper in papers)
    assert not [word for word in expected.get("hidden", ()) if word in shown]


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("设 $x^2$，而 $y$ 不变。见[主页](https://example.org/a)。", ()),
        ("方法，代码见[主页](https://example.org/a)", ()),
        ("高效，简洁，[代码](https://github.com/example/a)", ()),
        ("张三，欧阳一二 · [代码](https://github.com/example/a)", ("张三", "欧阳一二")),
        ("Ann One, Bo Two · [code](https://github.com/example/a)", ("Ann One", "Bo Two")),
    ],
)
def test_names_beside_links_are_authors_and_words_are_text(line: str, authors: tuple[str, ...]) -> None:
    text = (
        f"## A Title of Some Length\n[一个标题](https://arxiv.org/abs/2501.00001)\n\n{line}\n\n我们的摘要。\n"
    )
    source = SourceFile("a.md", "a", "/a.md", text.encode(), "")
    (block,) = parse_digest(source)[0].blocks
    assert block.metadata.authors == authors
    assert "我们的摘要" in block.body.zh
    assert authors or line.split("[")[0] in block.body.zh
