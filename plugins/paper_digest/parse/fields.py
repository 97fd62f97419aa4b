"""The fields of a paper, gathered from wherever they stand."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from paper_digest.model import NO_METADATA, Bilingual, Date, Language, Metadata
from paper_digest.parse.dates import read_day
from paper_digest.parse.language import has_han
from paper_digest.parse.links import only_links
from paper_digest.parse.values import authors_of, items
from paper_digest.parse.vocabulary import Kind, says_nothing

_LONGEST_VALUE = 4000
_LONGEST_DATE = 60
_LISTS: tuple[Kind, ...] = ("topics", "tags", "code", "project")


class Fields:
    """Metadata while it is gathered.

    Attributes:
        told: the fields that were set, by the names of `Metadata`.
        lines: the 1-based line of each.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.told: dict[str, Any] = {}
        self.lines: dict[str, int] = {}
        self._summary: dict[Language, str] = {}

    def take_field(self, kind: Kind, value: str, line: int, language: Language | None = None) -> bool:
        """Take the value of a field; False where it does not fit its kind.

        A value that says nothing (`null`, 未知) is taken, and leaves the field empty.
        """
        if says_nothing(value):
            return True
        taken = len(value) <= _LONGEST_VALUE and self._take(kind, value, line, language)
        if taken:
            self.lines.setdefault(kind, line)
        return taken

    def _take(self, kind: Kind, value: str, line: int, language: Language | None) -> bool:
        if kind == "authors":
            names = authors_of(value)
            return self.take_names(names.names, names.others, line)
        if kind in _LISTS:
            more = urls_of(value) if kind in ("code", "project") else items(value)
            known = self.told.setdefault(kind, []) if more else []
            known.extend(item for item in more if item not in known)
            return bool(more)
        if kind == "summary":
            language = language or ("zh" if has_han(value) else "en")
            return self._summary.setdefault(language, value) is value
        fit: str | Date | None = value if len(value) <= 200 else None
        if kind == "pdf":
            fit = next(iter(urls_of(value)), None)
        elif kind == "published":
            fit = read_day(value) if len(value) <= _LONGEST_DATE else None
        return fit is not None and self.told.setdefault(kind, fit) is fit

    def take_names(self, names: Sequence[str], others: bool, line: int) -> bool:
        """Take authors, and whether there are others; False where there are no names."""
        known = self.told.setdefault("authors", []) if names else []
        known.extend(name for name in names if name not in known)
        self.told.update({"more_authors": True} if names and others else {})
        if names:
            self.lines.setdefault("authors", line)
        return bool(names)

    def metadata(self) -> Metadata:
        """The fields, as a value."""
        told: dict[str, Any] = {
            kind: tuple(value) if isinstance(value, list) else value for kind, value in self.told.items()
        }
        if self._summary:
            told["summary"] = Bilingual(en=self._summary.get("en", ""), zh=self._summary.get("zh", ""))
        return Metadata(**told) if told else NO_METADATA

    def translated_from(self, original: str, line: int) -> None:
        """Note the language, by its name, that the other language's text is a translation of."""
        if original[:2].lower() in ("en", "zh"):
            told = {"en": "zh"} if original[:2].lower() == "zh" else {"zh": "en"}
            self.told["translated_from"] = MappingProxyType(told)
            self.lines["translated_from"] = line


def urls_of(value: str) -> tuple[str, ...]:
    """The URLs of a value that holds nothing else; empty for any other value."""
    links = only_links(value)
    return tuple(link.url for link in links) if links else ()
