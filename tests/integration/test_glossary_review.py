"""`paper-digest glossary --review`: what is printed is what `glossary.yml` takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_digest.cli import main
from paper_digest.glossary import load_overrides

DIGEST = """## One
[一](https://arxiv.org/abs/2504.00001)

本文防止：奖励黑客 (reward hacking)。

## Two
[二](https://arxiv.org/abs/2504.00002)

此处再谈奖励黑客，并提出：思维之链 (Thought Chain, TC)。
"""


def test_the_review_can_be_pasted_and_then_is_settled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    digest, own = tmp_path / "2025-04-01.md", tmp_path / "glossary.yml"
    digest.write_text(DIGEST, encoding="utf-8")
    assert main(["glossary", "--review", str(digest)]) == 0
    printed = capsys.readouterr().out
    overrides, found = load_overrides("terms:\n" + printed, "glossary.yml")
    assert found == ()
    assert [(term.english, term.chinese) for term in overrides.terms] == [
        ("reward hacking", ("奖励黑客",)),
        ("Thought Chain", ("思维之链",)),
    ], "what more papers hold comes first"
    own.write_text("terms:\n" + printed, encoding="utf-8")
    assert main(["glossary", "--review", str(digest), "--glossary", str(own)]) == 0
    assert capsys.readouterr().out == "# Nothing is doubtful.\n"
