"""Sanitized HTML written anew, by a parser, in the form that a target takes."""

from __future__ import annotations

import html
from collections.abc import Collection, Mapping
from html.parser import HTMLParser
from types import MappingProxyType

from msgspec import Struct, field

VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})
MATHML = "http://www.w3.org/1998/Math/MathML"


class Notes(Struct):
    """Links that a text cannot hold, as notes below it; equal addresses have one number."""

    number: dict[str, int] = field(default_factory=dict)

    def of(self, url: str) -> int:
        """The number of an address."""
        return self.number.setdefault(url, len(self.number) + 1)


class Form(Struct, frozen=True):
    """What a target takes.

    Attributes:
        attributes: names of attributes that are kept.
        renamed: the tags that stand for others.
        notes: takes links, which become their words and a number; None keeps them.
    """

    attributes: Collection[str]
    renamed: Mapping[str, str] = MappingProxyType({})
    notes: Notes | None = None


def rewrite(markup: str, form: Form) -> str:
    """Write HTML anew.

    Args:
        markup: sanitized HTML.
        form: what is wanted.

    Returns:
        Well-formed XML that is HTML too, without pictures: these become their words.
    """
    writer = _Writer(form)
    writer.feed(markup)
    writer.close()
    return "".join(writer.parts)


class _Writer(HTMLParser):
    def __init__(self, form: Form) -> None:
        super().__init__(convert_charrefs=True)
        self.form = form
        self.parts: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "img":
            self.handle_data(values.get("alt", ""))
            return
        if tag == "a" and self.form.notes:
            self.links.append(values.get("href", ""))
            return
        kept = {name: value for name, value in values.items() if name in self.form.attributes}
        if tag == "math":
            kept["xmlns"] = MATHML
        told = "".join(f' {name}="{html.escape(value)}"' for name, value in kept.items())
        self.parts.append(f"<{self.form.renamed.get(tag, tag)}{told}{' /' if tag in VOID else ''}>")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.form.notes:
            url = self.links.pop() if self.links else ""
            if url:
                self.parts.append(f"<sup>[{self.form.notes.of(url)}]</sup>")
        elif tag not in VOID:
            self.parts.append(f"</{self.form.renamed.get(tag, tag)}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(html.escape(data, quote=False))
