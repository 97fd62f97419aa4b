from __future__ import annotations

import re
from pathlib import Path

from paper_digest.codes import ALL_CODES

REFERENCE = Path(__file__).parents[2] / "docs" / "diagnostics.md"


def test_names_are_unique_and_texts_are_sentences() -> None:
    assert len({code.name for code in ALL_CODES}) == len(ALL_CODES) > 25
    for code in ALL_CODES:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code.name)
        assert code.summary.endswith(".")
        assert code.mend.endswith((".", "…)."))


def test_the_reference_lists_every_code() -> None:
    rows = [line for line in REFERENCE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert rows == [f"| `{c.name}` | {c.severity} | {c.summary} | {c.mend} |" for c in ALL_CODES]
