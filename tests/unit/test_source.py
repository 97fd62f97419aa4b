from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from paper_digest import codes
from paper_digest.sourcefile import decode
from paper_digest.sources import find_sources

CHINESE = "大语言模型的推理能力与强化学习，我们提出了一种新的方法。\n"


@pytest.mark.parametrize(
    ("data", "text", "found"),
    [
        (CHINESE.encode(), CHINESE, []),
        (CHINESE.encode("utf-8-sig"), CHINESE, []),
        (CHINESE.encode("utf-16"), CHINESE, [codes.ENCODING]),
        (b"\xfe\xff" + CHINESE.encode("utf-16-be"), CHINESE, [codes.ENCODING]),
        (CHINESE.encode("gb18030"), CHINESE, [codes.ENCODING]),
        (CHINESE.encode() + b"\xff", CHINESE + "\ufffd", [codes.UNDECODABLE]),
        (b"caf\xe9 au lait", "caf\ufffd au lait", [codes.UNDECODABLE]),
        (b"a\r\nb\rc\n", "a\nb\nc\n", []),
        (b"a\x00b\x07", "a\ufffdb\ufffd", [codes.CONTROL_CHARACTERS]),
        ("a\u2028b\x0bc\ufeff".encode(), "a b c", []),
        (b"", "", []),
    ],
)
def test_decode(data: bytes, text: str, found: list[object]) -> None:
    decoded, findings = decode(data)
    assert decoded == text
    assert [finding.code for finding in findings] == found


def test_decode_tells_the_line_of_the_first_fault() -> None:
    assert decode(b"a\r\nb\n\xff")[1][0].line == 3
    assert decode(b"a\nb\x00")[1][0].line == 2


def test_decode_leaves_nothing_that_html_forbids() -> None:
    kept = set()
    for number in (*range(0xD800), *range(0xE000, 0x10000)):
        letter = chr(number)
        text, _ = decode(f"中{letter}文".encode())
        if text == f"中{letter}文":
            kept.add(letter)
    forbidden = {chr(number) for number in (*range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF, 0xFEFF)}
    forbidden |= {
        letter for letter in map(chr, range(0x2030)) if unicodedata.category(letter) in {"Cc", "Zl", "Zp"}
    }
    assert kept & forbidden == {"\t", "\n"}
    assert len(kept) > 60_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "2025/0331-0404.md": "## A",
        "2025/0407-0411.markdown": "## B",
        ".hidden/x.md": "",
        ".x.md": "",
        "README.md": "# Digests\n\n- [week](2025/0331-0404.md)\n\n```\n## T\n[标题](https://arxiv.org/abs/2503.1)\n```\n",
        "ReadMe.zh-CN.md": "# 说明",
        "LICENSE.md": "MIT",
        "sub/index.md": "# Index",
        "cv/README.md": "|2025-03-19|**Title**|A|[2503.14847](https://arxiv.org/abs/2503.14847)|",
        "notes.txt": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_find_sources_leaves_out_what_holds_no_papers(folder: Path) -> None:
    sources, diagnostics = find_sources(folder, "docs/digests/")
    assert [source.id for source in sources] == ["2025/0331-0404", "2025/0407-0411", "cv/README"]
    assert sources[0].path == "docs/digests/2025/0331-0404.md"
    assert sources[0].decoded() == ("## A", ())
    assert len(sources[0].sha256) == 64
    assert not diagnostics


def test_find_sources_reports_what_it_cannot_read(folder: Path) -> None:
    (folder / "gone.md").symlink_to(folder / "nowhere")
    (folder / "folder.md").mkdir()
    (folder / "2025" / "0331-0404.markdown").write_text("## C")
    sources, diagnostics = find_sources(folder, ".")
    assert len(sources) == 3
    assert {(d.path, d.code) for d in diagnostics} == {
        ("gone.md", codes.UNREADABLE_FILE),
        ("folder.md", codes.UNREADABLE_FILE),
        ("2025/0331-0404.markdown", codes.DUPLICATE_DIGEST),
    }


def test_find_sources_of_a_missing_folder(tmp_path: Path) -> None:
    sources, diagnostics = find_sources(tmp_path / "none", "digests")
    assert (sources, [d.code for d in diagnostics]) == ([], [codes.UNREADABLE_FILE])


def test_what_may_hide_the_papers_of_a_front_page_is_told(tmp_path: Path) -> None:
    table = "|2025-03-19|**Title**|A|[2503.14847](https://arxiv.org/abs/2503.14847)|"
    (tmp_path / "README.md").write_bytes(b"".join(bytes([0xFF, byte]) for byte in table.encode()))
    (tmp_path / "index.md").write_text("# Digests\n", encoding="utf-8")
    (tmp_path / "LICENSE.md").write_bytes(b"\xa9 2025")
    sources, diagnostics = find_sources(tmp_path, "digests")
    assert sources == []
    assert {(found.path, found.code) for found in diagnostics} == {("digests/README.md", codes.UNDECODABLE)}
