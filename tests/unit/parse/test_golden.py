"""Golden cases: one file a form, with its text and all that is read out of it.

`UPDATE_GOLDEN=1 pytest tests/unit/parse/test_golden.py` writes what is read now into the files,
to be compared by eye.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from msgspec import Struct

from paper_digest.model import Block, Digest, Month
from paper_digest.parse import parse_digest
from tests.support.sources import source_of

FOLDER = Path(__file__).parents[2] / "golden" / "parse"
CASES = sorted(FOLDER.glob("*.yml"))
RESULT = "\n# What is read.\n"


def as_data(value: Any) -> Any:
    """A value as plain data, without empty fields."""
    if isinstance(value, Month):
        return value.isoformat()
    if isinstance(value, Struct):
        named = ((name, getattr(value, name)) for name in value.__struct_fields__)
        hidden = {"id", "path", "roles"} if isinstance(value, Digest) else set()
        shown = {name: as_data(item) for name, item in named if name not in hidden}
        return {
            name: item for name, item in shown.items() if item not in (None, "", [], {}) and item is not False
        }
    if isinstance(value, Mapping):
        return {key: value[key] for key in sorted(value)}
    if isinstance(value, tuple):
        return [as_data(item) for item in value]
    return value if value is None or isinstance(value, int | str) else str(value)


def read(case: dict[str, Any]) -> dict[str, Any]:
    source = source_of(case["text"], case["path"])
    digest, diagnostics = parse_digest(source)
    data: dict[str, Any] = {"digest": as_data(digest), "roles": ranges(digest)}
    data["diagnostics"] = [f"{d.line} {d.severity} {d.code.name}: {d.message}" for d in diagnostics]
    return data


def ranges(digest: Digest) -> str:
    """The roles of the lines, as `1 block title, 2 link, 4-6 body`."""
    spans: list[list[Any]] = []
    for number, role in enumerate(digest.roles, start=1):
        if role is None:
            continue
        if spans and spans[-1][2] == role and all(r is None for r in digest.roles[spans[-1][1] : number - 1]):
            spans[-1][1] = number
        else:
            spans.append([number, number, role])
    return ", ".join(f"{a} {role}" if a == b else f"{a}-{b} {role}" for a, b, role in spans)


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_golden(file: Path) -> None:
    written = file.read_text(encoding="utf-8")
    case = yaml.safe_load(written)
    found = read(case)
    if os.environ.get("UPDATE_GOLDEN"):
        told = yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=110)
        file.write_text(written.partition(RESULT)[0] + RESULT + told, encoding="utf-8")
    expected = {key: case.get(key) for key in found}
    assert found == expected


def test_every_case_says_what_it_is_about() -> None:
    assert len(CASES) > 20
    assert all(yaml.safe_load(file.read_text(encoding="utf-8"))["about"] for file in CASES)


def test_the_cases_cover_every_field_of_a_block() -> None:
    told = [yaml.safe_load(file.read_text(encoding="utf-8"))["digest"] for file in CASES]
    seen = {name for digest in told for block in digest.get("blocks", ()) for name in block}
    assert seen == set(Block.__struct_fields__)
