"""Read `glossary.yml`: YAML text in, the editor's terms and bans out, and findings with their lines."""

from __future__ import annotations

import re

import yaml

from paper_digest.codes import BAD_GLOSSARY
from paper_digest.diagnostics import Diagnostic, in_order
from paper_digest.glossary.terms import Ban, GlossaryOverrides, OwnTerm
from paper_digest.yamlfile import YamlReader, line_of

_KEYS = ("english", "abbreviation", "chinese", "not", "also")
_HAN = re.compile(r"[\u3400-\u9fff]")


def load_overrides(text: str, path: str) -> tuple[GlossaryOverrides, tuple[Diagnostic, ...]]:
    """Read what an editor sets by hand.

    What cannot be used is reported and left out; the rest stands.

    Args:
        text: the file's text; "" where there is no file.
        path: its path as the editor knows it, for the findings.

    Returns:
        The overrides, and the findings in order.
    """
    reader = _Reader(path, BAD_GLOSSARY)
    overrides = reader.overrides(text)
    return overrides, in_order(reader.found)


class _Reader(YamlReader):
    """Reads terms and bans."""

    def overrides(self, text: str) -> GlossaryOverrides:
        root = self.root(text)
        parts = self.mapping(root, "The file", ("terms", "ban")) if root else {}
        bans = self.texts(parts.get("ban"), "ban")
        return GlossaryOverrides(self.terms(parts.get("terms")), tuple(Ban(*ban) for ban in bans), self.path)

    def terms(self, node: yaml.Node | None) -> tuple[OwnTerm, ...]:
        found: dict[str, OwnTerm] = {}
        for item in self.items(node, "terms"):
            term = self.term(item)
            if term and term.english.lower() in found:
                self.wrong(item, f"The term “{term.english}” is there twice.")
            elif term:
                found[term.english.lower()] = term
        return tuple(found.values())

    def term(self, node: yaml.Node) -> OwnTerm | None:
        parts = self.mapping(node, "A term", _KEYS)
        english = self.text(parts["english"], "english") if "english" in parts else ""
        if not re.search("[A-Za-z]", english):
            if isinstance(node, yaml.MappingNode):
                self.wrong(node, "A term has no English.")
            return None
        chinese = [
            text for text, line in self.texts(parts.get("chinese"), "chinese") if self.is_chinese(text, line)
        ]
        return OwnTerm(
            english=english,
            line=line_of(node),
            abbreviation=self.text(parts["abbreviation"], "abbreviation") if "abbreviation" in parts else "",
            chinese=tuple(dict.fromkeys(chinese)),
            unwanted=tuple(text for text, _ in self.texts(parts.get("not"), "not")),
            variants=tuple(text for text, _ in self.texts(parts.get("also"), "also")),
        )

    def is_chinese(self, text: str, line: int) -> bool:
        if _HAN.search(text):
            return True
        self.report(line, f"“{text}” holds no Chinese.")
        return False

    def texts(self, node: yaml.Node | None, what: str) -> list[tuple[str, int]]:
        """The texts of a list that hold something, each with its line; one text counts as a list of one."""
        items = [node] if isinstance(node, yaml.ScalarNode) and node.value else self.items(node, what)
        return [(text, line_of(item)) for item in items if (text := self.text(item, what))]
