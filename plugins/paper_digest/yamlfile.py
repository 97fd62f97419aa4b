"""Reading a YAML file that an editor writes by hand: its nodes know their lines, and so do findings."""

from __future__ import annotations

import yaml

from paper_digest.diagnostics import Code, Diagnostic

# In C where libyaml is there; a taxonomy takes a thirtieth of the time.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# In C, nesting by the ten thousand would crash the interpreter.
_DEEPEST = 100


class YamlReader:
    """Walks the nodes of one file and collects what is wrong with them.

    Attributes:
        path: the file's path as the editor knows it.
        found: the findings so far.
    """

    def __init__(self, path: str, code: Code) -> None:
        """Begin with a file.

        Args:
            path: its path as the editor knows it.
            code: the kind of its findings.
        """
        self.path = path
        self.found: list[Diagnostic] = []
        self._code = code

    def report(self, line: int, message: str) -> None:
        """Add a finding at a 1-based line, 0 for the whole file."""
        self.found.append(Diagnostic(self.path, line, self._code, message))

    def wrong(self, node: yaml.Node, message: str) -> None:
        """Add a finding at a node."""
        self.report(line_of(node), message)

    def root(self, text: str) -> yaml.Node | None:
        """The node of the whole file; None where it holds nothing, or cannot be read, which is reported."""
        try:
            if not _is_too_deep(text):
                return yaml.compose(text, Loader=_LOADER)
            self.report(0, "The YAML is nested too deeply.")
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = min(mark.line, text.count("\n")) + 1 if mark else 0
            self.report(line, f"The YAML cannot be read: {error.problem or error}.")
        except (yaml.YAMLError, UnicodeEncodeError) as error:
            self.report(0, f"The YAML cannot be read: {' '.join(str(error).split())}.")
        return None

    def mapping(self, node: yaml.Node, what: str, known: tuple[str, ...]) -> dict[str, yaml.Node]:
        """The values of a mapping by key; keys that are not known, or there twice, are reported.

        Args:
            node: the mapping.
            what: what findings call it.
            known: the keys that it may have.

        Returns:
            The nodes of its values, {} where it is no mapping.
        """
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

    def items(self, node: yaml.Node | None, what: str) -> list[yaml.Node]:
        """The nodes of a list, [] where there is nothing or no list."""
        if node is None or (isinstance(node, yaml.ScalarNode) and not node.value):
            return []
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        self.wrong(node, f"{what} must be a list.")
        return []

    def text(self, node: yaml.Node, what: str) -> str:
        """The text of a scalar with its white space folded, "" where it is none."""
        if isinstance(node, yaml.ScalarNode):
            return " ".join(str(node.value).split())
        self.wrong(node, f"{what} must be a text.")
        return ""


def _is_too_deep(text: str) -> bool:
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            return True
    return False


def line_of(node: yaml.Node) -> int:
    """The 1-based line on which a node begins."""
    return int(node.start_mark.line) + 1
