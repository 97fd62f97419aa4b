"""Read `glossary.yml`: YAML text in, the editor's terms and bans out, and findings with their lines."""

from __future__ import annotations

import re

import yaml

from paper_digest.codes import BAD_GLOSSARY
from paper_digest.diagnostics import Diagnostic, in_order
from paper_digest.glossary.terms import Ban, GlossaryOverrides, OwnTerm

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
    reader = _Reader(path)
    overrides = reader.overrides(text)
    return overrides, in_order(reader.found)


class _Reader:
    """Walks the YAML nodes of one file, which know their lines, and collects findings."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: list[Diagnostic] = []

    def report(self, line: int, message: str) -> None:
        self.found.append(Diagnostic(self.path, line, BAD_GLOSSARY, message))

    def wrong(self, node: yaml.Node, message: str) -> None:
        self.report(_line(node), message)

    def overrides(self, text: str) -> GlossaryOverrides:
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self.report(mark.line + 1 if mark else 0, f"The YAML cannot be read: {error.problem or error}.")
            root = None
        except yaml.YAMLError as error:
            self.report(0, f"The YAML cannot be read: {' '.join(str(error).split())}.")
            root = None
        except RecursionError:
            self.report(0, "The YAML is nested too deeply.")
            root = None
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
            line=_line(node),
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

    def mapping(self, node: yaml.Node, what: str, known: tuple[str, ...]) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, f"{what} must be a mapping with the keys {', '.join(known)}.")
            return {}
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            if name not in known:
                self.wrong(key, f"{what} knows no key “{name}”; it knows {', '.join(known)}.")
            elif name in found:
                self.wrong(key, f"{what} has the key “{name}” twice.")
            else:
                found[name] = value
        return found

    def texts(self, node: yaml.Node | None, what: str) -> list[tuple[str, int]]:
        """The texts of a list that hold something, each with its line; one text counts as a list of one."""
        items = [node] if isinstance(node, yaml.ScalarNode) and node.value else self.items(node, what)
        return [(text, _line(item)) for item in items if (text := self.text(item, what))]

    def items(self, node: yaml.Node | None, what: str) -> list[yaml.Node]:
        if node is None or (isinstance(node, yaml.ScalarNode) and not node.value):
            return []
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        self.wrong(node, f"{what} must be a list.")
        return []

    def text(self, node: yaml.Node, what: str) -> str:
        if isinstance(node, yaml.ScalarNode):
            return " ".join(str(node.value).split())
        self.wrong(node, f"{what} must be a text.")
        return ""


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
