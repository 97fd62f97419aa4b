"""`paper-digest check --source`: what people wrote, compared with the English of sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_digest.cli import main
from paper_digest.facts.records import Record
from paper_digest.facts.write import facts_file, sealed

EN = "We train Flow with 7B parameters on 337K samples. It needs $x^2$ steps. See https://github.com/a/b."
ZH = "我们用 33.7 万个样本训练拥有 7B 参数的 Flow。它需要 $x^2$ 步。见 https://github.com/a/b。"


def checked(folder: Path, chinese: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    digests, facts = folder / "digests", folder / "facts"
    digests.mkdir()
    facts.mkdir()
    text = f"## Flow of Things\n[事物之流](https://arxiv.org/abs/2501.00001)\n\n{chinese}\n"
    (digests / "2025-01-06.md").write_text(text, encoding="utf-8")
    (facts / "2501.json").write_bytes(facts_file({"2501.00001": sealed(Record(abstract=EN))}))
    status = main(["check", str(digests), "--facts", str(facts), "--source"])
    return status, capsys.readouterr().out


def test_a_right_translation_is_silent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(tmp_path, ZH, capsys) == (0, "1 digest: 0 errors, 0 warnings, 0 notices\n")


@pytest.mark.parametrize(
    ("chinese", "status", "said"),
    [
        (ZH.replace("$x^2$", "平方"), 1, "translation-wrong"),
        (ZH.replace("33.7", "35.7"), 0, "translation-doubtful"),
    ],
)
def test_a_wrong_one_is_named_with_its_line(
    tmp_path: Path, chinese: str, status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    result, out = checked(tmp_path, chinese, capsys)
    assert result == status
    assert "2025-01-06.md:4: " in out
    assert f"[{said}]" in out
