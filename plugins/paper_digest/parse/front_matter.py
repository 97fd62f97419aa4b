"""Front matter: YAML between lines of `---`, or TOML between lines of `+++`, with the lines of its keys."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import yaml
from msgspec import Struct

from paper_digest import codes
from paper_digest.model import Date
from paper_digest.parse.dates import Period, read_period
from paper_digest.parse.values import items
from paper_digest.parse.vocabulary import KEYS_OF_OTHER_PROGRAMS, says_nothing
from paper_digest.sourcefile import Finding

_FENCE = re.compile(r"-{3,}[ \t]*|\.\.\.[ \t]*")
_KEY_LINE = re.compile(r"[\"']?[\w.-][\w .-]{0,60}[\"']?[ \t]*:(?:[ \t]|$)")
_SIMPLE = re.compile(r"([A-Za-z_][\w-]{0,40})[ \t]*:[ \t]+(\S.*)")
_TOML_KEY = re.compile(r"[ \t]*[\"']?([\w-]{1,60})[\"']?[ \t]*=")
_LONGEST = 1_000_000
# Brackets or marks of blocks in a row: whoever composes them needs as many frames.
_TOO_DEEP = re.compile(r"(?:[\[{][ \t]*|[-?:][ \t]+){50}")
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class _Scalars(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A loader whose plain scalars all stay text: no invalid dates, no huge numbers, no `no` as false."""

    yaml_implicit_resolvers: Mapping[str, object] = MappingProxyType({})


class Entry(Struct, frozen=True):
    """One key of the front matter.

    Attributes:
        key: the key in lower case, blanks and hyphens as underscores.
        shown: the key as written.
        value: its text, or the texts of its list, "" where it says nothing; None for any other kind.
        line: 1-based line of the key.
    """

    key: str
    shown: str
    value: str | tuple[str, ...] | None
    line: int


@dataclass(slots=True)
class FrontMatter:
    """A file's front matter.

    Attributes:
        entries: by key; of a key named twice, the last.
        end: number of lines that it takes, from the file's top; 0 where there is none.
        findings: what was found so far; readers of values add to it.
        used: keys that a reader asked for.
    """

    entries: dict[str, Entry] = field(default_factory=dict)
    end: int = 0
    findings: list[Finding] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def __contains__(self, key: str) -> bool:
        """Whether a key has a value that is not empty."""
        entry = self.entries.get(key)
        return entry is not None and bool(entry.value)

    def line(self, *keys: str) -> int:
        """The 1-based line of the first of the keys that is there, else 1."""
        return next((self.entries[key].line for key in keys if key in self.entries), 1)

    def text(self, *keys: str) -> str:
        """The text of the first of the keys that has one; a list is joined with commas, and reported."""
        for entry in self._given(*keys):
            if isinstance(entry.value, str):
                return entry.value.strip()
            self._report(entry, "should be a text, not a list")
            return ", ".join(entry.value or ())
        return ""

    def values(self, *keys: str) -> tuple[str, ...]:
        """The text, or the texts of the list, of the first of the keys that has any."""
        for entry in self._given(*keys):
            values = (entry.value,) if isinstance(entry.value, str) else entry.value or ()
            return tuple(text for value in values if (text := value.strip()))
        return ()

    def period(self, *keys: str) -> Period | None:
        """The date or period of the first of the keys; what is no date is reported."""
        for entry in self._given(*keys):
            value = entry.value if isinstance(entry.value, str) else " ".join(entry.value or ())
            if period := read_period(value):
                return period
            self.findings.append(Finding(entry.line, codes.BAD_DATE, f"{_cut(value)!r} is no date."))
            return None
        return None

    def day(self, *keys: str) -> Date | None:
        """The first date of `period`."""
        period = self.period(*keys)
        return period.first if period else None

    def _given(self, *keys: str) -> Iterator[Entry]:
        self.used.update(keys)
        for key in keys:
            entry = self.entries.get(key)
            if entry is None:
                continue
            if entry.value is None:
                self._report(entry, "should be a text or a list of texts")
            elif entry.value:
                yield entry

    def _report(self, entry: Entry, message: str) -> None:
        self.findings.append(Finding(entry.line, codes.FRONT_MATTER_TYPE, f"`{entry.shown}` {message}."))

    def report_unused(self, known: frozenset[str]) -> None:
        """Report the keys that nothing read.

        Args:
            known: all keys that this kind of file may have, for suggestions.
        """
        for entry in self.entries.values():
            if entry.key in self.used or entry.key in known:
                continue
            near = difflib.get_close_matches(entry.key, sorted(known), n=1, cutoff=0.8)
            if near and entry.key not in KEYS_OF_OTHER_PROGRAMS:
                message = f"`{_cut(entry.shown)}` is not a key here; did you mean `{near[0]}`?"
                self.findings.append(Finding(entry.line, codes.UNKNOWN_KEY, message))
            else:
                message = f"`{_cut(entry.shown)}` is not a key here."
                self.findings.append(Finding(entry.line, codes.IGNORED_KEY, message))


def read_front_matter(lines: list[str]) -> FrontMatter:
    """Read the front matter of a file.

    It is there where the first line that is not blank is `---` or `+++` and a key follows; a rule above
    the first heading is none. What is broken is reported with its line, and the keys that hold a text
    on one line are read all the same.

    Args:
        lines: the file's lines.

    Returns:
        The front matter, with `end` 0 where there is none.
    """
    start = next((number for number, line in enumerate(lines[:100]) if line.strip()), 0)
    opener = lines[start].rstrip() if lines else ""
    if opener != "+++" and (not _FENCE.fullmatch(opener) or opener.startswith(".")):
        return FrontMatter()
    is_toml = opener == "+++"
    closes = re.compile(r"\+{3}[ \t]*").fullmatch if is_toml else _FENCE.fullmatch
    key = _TOML_KEY if is_toml else _KEY_LINE
    first = next((line for line in lines[start + 1 : start + 100] if line.strip()), "")
    close = next((i for i in range(start + 1, len(lines)) if closes(lines[i])), 0)
    if not close:
        message = f"The front matter that begins here is never closed with `{opener[:3]}`."
        findings = [Finding(start + 1, codes.BAD_FRONT_MATTER, message)] if key.match(first) else []
        return FrontMatter(findings=findings)
    inner = lines[start + 1 : close]
    opens = key.match(first) or first[:1] in ("[" if is_toml else "{\"'") or closes(first)
    if not opens and not (first.startswith("#") and any(map(key.match, inner))):
        return FrontMatter()
    findings = []
    # The line breaks before the first key keep the line numbers those of the file.
    text = "\n" * (start + 1) + "\n".join(inner)
    try:
        if len(text) > _LONGEST:
            raise ValueError("it is longer than a million characters")
        found = _toml_entries(text) if is_toml else _entries(text, findings)
        entries = {entry.key: entry for entry in found}
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        findings = [_error(error, start + 1)]
        entries = {entry.key: entry for entry in _simple_entries(inner, start + 2)}
    return FrontMatter(entries, close + 1, findings)


def _toml_entries(text: str) -> Iterator[Entry]:
    """The entries of TOML, those of its tables too."""
    line_of = {m[1]: n for n, line in enumerate(text.split("\n"), 1) if (m := _TOML_KEY.match(line))}
    waiting = list(tomllib.loads(text).items())
    for shown, value in waiting:
        if isinstance(value, dict):
            waiting += value.items()
            continue
        listed = isinstance(value, list)
        read = tuple(_clean(str(one)) for one in value) if listed else _clean(str(value))
        yield Entry(shown.lower().replace("-", "_"), shown, read, line_of.get(shown, 1))


def _entries(text: str, findings: list[Finding]) -> Iterator[Entry]:
    """The entries of a YAML mapping; of a key that is there twice, both, and a finding."""
    if deep := _TOO_DEEP.search(text):
        mark = yaml.Mark("", 0, text.count("\n", 0, deep.start()), 0, None, 0)
        raise yaml.MarkedYAMLError(problem="it is nested too deeply", problem_mark=mark)
    root = yaml.compose(text, Loader=_Scalars)
    if not isinstance(root, yaml.MappingNode):
        if root is not None and root.value:
            problem = "it should be keys and values"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=root.start_mark)
        return
    seen: set[str] = set()
    for key, value in root.value:
        shown = key.value if isinstance(key, yaml.ScalarNode) else ""
        name, line = re.sub(r"[\s-]+", "_", shown.strip().lower()), key.start_mark.line + 1
        if name in seen:
            findings.append(Finding(line, codes.FRONT_MATTER_TYPE, f"`{_cut(shown)}` is there twice."))
        seen.add(name)
        yield Entry(name, shown, _value(value), line)


def _value(node: yaml.Node) -> str | tuple[str, ...] | None:
    """A text, or the texts of a list, in which a mapping counts for its `name`; None for all else."""
    if isinstance(node, yaml.ScalarNode):
        return _clean(node.value)
    if not isinstance(node, yaml.SequenceNode):
        return None
    named = [_named(one) if isinstance(one, yaml.MappingNode) else one for one in node.value]
    if not all(isinstance(one, yaml.ScalarNode) for one in named):
        return None
    return tuple(text for one in named if (text := _clean(one.value)))


def _named(mapping: yaml.MappingNode) -> yaml.Node:
    empty = yaml.ScalarNode("", "")
    return next((value for key, value in mapping.value if key.value == "name"), empty)


def _clean(text: str) -> str:
    """A text without what no text file should hold, as YAML's escapes may; "" where it says nothing."""
    return "" if says_nothing(text) else _NO_TEXT.sub("\ufffd", text)


def _simple_entries(inner: list[str], first_line: int) -> Iterator[Entry]:
    """The entries that hold a text or a list on one line, of YAML or TOML that is broken elsewhere."""
    for number, line in enumerate(inner[:1000], start=first_line):
        if not (match := _SIMPLE.fullmatch(line.rstrip().replace(" = ", ": ", 1))):
            continue
        text = match[2].strip()
        is_list = text[0] == "[" and text[-1] == "]"
        if is_list or (text[0] in "\"'" and text[-1] == text[0] and len(text) > 1):
            text = text[1:-1]
        value = items(text) if is_list else text
        if value and value[0][0] not in "{&*!|>%@`\"'":
            yield Entry(match[1].lower().replace("-", "_"), match[1], value, number)


def _error(error: Exception, fallback: int) -> Finding:
    mark = getattr(error, "problem_mark", None)
    told = re.search(r"at line (\d{1,7})", str(error)) if isinstance(error, tomllib.TOMLDecodeError) else None
    line = mark.line + 1 if mark else int(told[1]) if told else fallback
    problem = getattr(error, "problem", None) or str(error).split("\n")[0][:200] or type(error).__name__
    name = "TOML" if isinstance(error, tomllib.TOMLDecodeError) else "YAML"
    return Finding(line, codes.BAD_FRONT_MATTER, f"The front matter is not {name}: {problem}.")


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else text[:79] + "…"
