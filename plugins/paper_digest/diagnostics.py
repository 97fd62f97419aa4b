"""Findings about sources: what is wrong, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct


class Severity(StrEnum):
    """How much a finding matters.

    An error means that something an editor wrote cannot be used as written; a warning that it is
    used, but probably not as meant. Both fail a strict build. A notice only informs.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


class Code(Struct, frozen=True, gc=False):
    """A kind of diagnostic.

    Attributes:
        name: stable identifier, shown in brackets behind each message.
        severity: how much findings of this kind matter.
        summary: what the finding says, in one line, for the reference.
        mend: what the editor does about it, in one imperative sentence.
    """

    name: str
    severity: Severity
    summary: str
    mend: str


class Diagnostic(Struct, frozen=True, gc=False):
    """One finding about one source.

    Attributes:
        path: the source's path as the editor knows it, with forward slashes.
        line: 1-based line, or 0 where the finding is about the whole file.
        code: the kind of finding.
        message: what was found, naming the text it was found in.
    """

    path: str
    line: int
    code: Code
    message: str

    @property
    def severity(self) -> Severity:
        """The severity of this finding's code."""
        return self.code.severity

    def __str__(self) -> str:
        """`path:line: message (how to mend it) [code]`, the form that editors and terminals link."""
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message} {self.code.mend} [{self.code.name}]"


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort findings by path, line, code and message, and drop exact repetitions.

    Args:
        diagnostics: findings in any order.

    Returns:
        The findings in the order in which they are reported.
    """
    unique = {(d.path, d.line, d.code.name, d.message): d for d in diagnostics}
    return tuple(unique[key] for key in sorted(unique))
