"""JSON Schemas: those that sites publish, and JSON Feed's."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema.protocols import Validator
from jsonschema.validators import validator_for

from tests.support.site import ROOT

_PUBLISHED = ROOT / "plugins/paper_digest/outputs/schemas"


def _validator(schema: Any) -> Validator:
    """What checks data; the schema itself is checked here, once."""
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


JSON_FEED = _validator(
    json.loads(Path(__file__).with_name("jsonfeed.schema.json").read_text(encoding="utf-8"))
)
"""JSON Feed 1.1, after https://www.jsonfeed.org/version/1.1/: no key beside those that it names."""


@cache
def published(name: str) -> Validator:
    """A schema that sites publish, with every key forbidden that it does not name.

    Programs may not forbid them, since keys may be added; what a site has must all be described.
    """
    schema = json.loads((_PUBLISHED / f"{name}.schema.json").read_text(encoding="utf-8"))
    _close(schema)
    return _validator(schema)


def _close(node: Any) -> None:
    if isinstance(node, dict):
        if "properties" in node and node.get("type") == "object":
            node.setdefault("additionalProperties", False)
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            _close(item)
