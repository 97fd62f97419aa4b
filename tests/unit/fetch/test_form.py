from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_digest.fetch.form import Form, learn, markdown_of
from paper_digest.model import Digest
from paper_digest.parse import parse_digest
from paper_digest.sourcefile import SourceFile
from paper_digest.sources import Folder, read_sources
from tests.support.site import ROOT

MONDAY, FRIDAY = datetime.date(2026, 11, 23), datetime.date(2026, 11, 27)
CORPUS = ROOT.parent / "shared" / "corpus"


def digest(name: str, text: str) -> tuple[Digest, str]:
    data = text.encode()
    return parse_digest(SourceFile(f"digests/{name}.md", name, f"/{name}.md", data, ""))[0], text


def block(heading: str = "## A Title", link: str = "[题](https://arxiv.org/abs/2611.00001)") -> str:
    return f"{heading}\n{link}\n\n文字。\n"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2026/1116-1120", "2026/1123-1127"),
        ("2026/20261116-20261120", "2026/20261123-20261127"),
        ("20261116-20261120", "20261123-20261127"),
        ("2026-11-20", "2026-11-27"),
        ("papers-2026-11-20", "papers-2026-11-27"),
        ("2026/11/20", "2026/11/27"),
        ("2026-W47", "2026-W48"),
        ("weekly/2026/1116-1120", "weekly/2026/1123-1127"),
    ],
)
def test_names_are_learned(name: str, expected: str) -> None:
    assert learn([digest(name, block())]).id_of(MONDAY, FRIDAY) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("# 每周AI论文速递（261116-261120）", "# 每周AI论文速递（261123-261127）"),
        ("# Papers of 2026-11-16 to 2026-11-20", "# Papers of 2026-11-23 to 2026-11-27"),
        ("# Weekly {papers}", "# Weekly {papers}"),
        ("# Issue 47 of the year", ""),
    ],
)
def test_title_lines_are_learned(title: str, expected: str) -> None:
    form = learn([digest("2026/1116-1120", f"{title}\n\n{block()}\n{block()}")])
    text = form.write(MONDAY, FRIDAY, [("2611.00009", "New")])
    assert text.startswith(f"{expected}\n\n## New\n" if expected else "## New\n")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (block("### A"), "### New\n[New](https://arxiv.org/abs/2611.00009)\n"),
        (block("## A  ", "[题](https://arxiv.org/abs/2611.00001)  "), None),
        (
            block("## A\n", "[题](https://huggingface.co/papers/2611.00001)"),
            "## New\n\n[New](https://huggingface.co/papers/2611.00009)\n",
        ),
        (
            block("## A", "[题](https://arxiv.org/pdf/2611.00001.pdf)"),
            "## New\n[New](https://arxiv.org/pdf/2611.00009.pdf)\n",
        ),
    ],
)
def test_blocks_are_learned(written: str, expected: str | None) -> None:
    form = learn([digest("2026/1116-1120", written)])
    expected = expected or "## New  \n[New](https://arxiv.org/abs/2611.00009)  \n"
    assert form.write(MONDAY, FRIDAY, [("2611.00009", "New")]) == expected


def test_what_most_of_the_newest_five_have_counts() -> None:
    newest = [digest(f"2026/11{day:02}-11{day + 4:02}", block("## A")) for day in (2, 9, 16)]
    old = [digest(f"2025/11{day:02}-11{day + 4:02}", block("# A")) for day in (3, 10, 17, 24)]
    assert learn([*old, *newest]).level == 2


def test_without_digests_the_main_form_is_taken() -> None:
    assert learn([]) == Form()
    assert Form().id_of(MONDAY, FRIDAY) == "2026/1123-1127"


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1).map(str.strip))
def test_titles_hold_nothing_that_ends_a_link(title: str) -> None:
    written = markdown_of(title)
    outside = written.replace("\\\\", "").replace("\\[", "").replace("\\]", "")
    assert "$" in title or not {"[", "]"} & set(outside)


def test_titles_come_back_from_a_digest() -> None:
    titles = ["A [MASK] *star* <b> `code`", "Flow of $\\pi_0$ at 10%", "snake_case _x_ \\ back", "C# and F#"]
    form = Form()
    text = form.write(MONDAY, FRIDAY, [(f"2611.0000{at}", title) for at, title in enumerate(titles, 1)])
    parsed, _ = digest("2026/1123-1127", text)
    assert [one.arxiv_id for one in parsed.blocks] == [f"2611.0000{at}" for at in range(1, 5)]
    assert [one.title.en for one in parsed.blocks] == list(map(markdown_of, titles))


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
def test_the_form_of_real_digests_is_learned() -> None:
    files = read_sources([Folder(Path(CORPUS), "corpus")]).digests
    form = learn([(parse_digest(file)[0], file.decoded()[0]) for file in files])
    assert form == Form()
