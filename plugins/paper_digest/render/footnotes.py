"""Footnotes of a text: in the order of their marks, each with an id that the mark leads to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zlib import crc32

from comrak import AstNode

DEFINITION, MARK = "FootnoteDefinition", "FootnoteReference"
PREFIX = "pd-fn-"
"""What ids of footnotes begin with."""


class Footnotes:
    """The footnotes of one text."""

    def __init__(self, text: str, nodes: Sequence[AstNode]) -> None:
        """Find them.

        Args:
            text: the text, which sets its ids apart from those of other texts on a page.
            nodes: its top-level nodes.
        """
        self._number: dict[str, int] = {}
        self._prefix = f"{PREFIX}{crc32(text.encode('utf-8', 'replace')):x}-"
        work, definitions = list(nodes), []
        while work:
            node = work.pop()
            value: Any = node.node_value
            name = type(value).__name__
            if name == MARK:
                self._number[value.value.name] = value.value.ix
            elif name == DEFINITION:
                definitions.append((value.value.name, node))
            work += node.children[::-1]
        last = len(self._number) + 1
        self._definitions = sorted(
            ((self._number.get(name, last), node) for name, node in definitions[::-1]),
            key=lambda one: one[0],
        )

    def definitions(self) -> list[AstNode]:
        """All notes in the order of their marks; those without a mark come last."""
        return [node for _, node in self._definitions]

    def id(self, name: str) -> str:
        """The id of a note, "" where no mark leads to it."""
        return f"{self._prefix}{self._number[name]}" if name in self._number else ""
