"""What a run of `paper-digest enrich` came to, as text, JSON or annotations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec
from msgspec import Struct

from paper_digest.diagnostics import Diagnostic
from paper_digest.facts.records import Record
from paper_digest.fetch.enrich import Result


class Outcome(Struct, frozen=True):
    """What is reported.

    Attributes:
        wanted: the papers that the run was for.
        result: what came of them.
        diagnostics: what is wrong with files of facts.
        requests: how many were sent, by host.
        files: the files that were written.
        records: the facts on disk.
    """

    wanted: Sequence[str]
    result: Result
    diagnostics: Sequence[Diagnostic]
    requests: Mapping[str, int]
    files: Sequence[str]
    records: Mapping[str, Record]

    @property
    def known(self) -> int:
        """How many of the papers have facts."""
        return sum(one in self.records for one in self.wanted)


def notes(outcome: Outcome) -> list[tuple[str, str]]:
    """What an editor should know, as severity and sentence."""
    result = outcome.result
    lines = [("warning", f"{one}: {_of(outcome, one)} was withdrawn") for one in result.withdrawn]
    lines += [("warning", f"{one}: no source knows this paper; check its link") for one in result.absent]
    lines += [("warning", f"{one}: not answered ({why})") for one, why in result.unanswered.items()]
    lines += [("notice", f"{one}: links not known ({why})") for one, why in result.without_links.items()]
    return lines


def _of(outcome: Outcome, name: str) -> str:
    return f"“{outcome.records[name].title}”"


def as_text(outcome: Outcome) -> str:
    """A line for each note, and the numbers."""
    result = outcome.result
    lines = [f"{one.severity}: {one}" for one in outcome.diagnostics]
    # Thousands of papers have one reason to lack their links.
    reasons: dict[str, int] = {}
    for why in result.without_links.values():
        reasons[why] = reasons.get(why, 0) + 1
    lines += [f"{severity}: {line}" for severity, line in notes(outcome) if severity != "notice"]
    lines += [f"notice: links of {count:,} papers not known ({why})" for why, count in reasons.items()]
    lines += [f"written: {path}" for path in outcome.files]
    lines.append(
        f"{outcome.known:,} of {len(outcome.wanted):,} papers have facts: "
        f"{len(result.changed):,} new or changed, "
        f"{len(result.absent):,} absent, {len(result.unanswered):,} not answered"
    )
    sent = [f"{name} {count:,}" for name, count in outcome.requests.items()]
    lines.append(f"requests: {', '.join(sent) or 'none'}")
    return "\n".join([*lines, ""])


def as_json(outcome: Outcome) -> str:
    """One JSON document; every field is there, empty ones too."""
    result = outcome.result
    told = {
        "schema": 1,
        "wanted": len(outcome.wanted),
        "known": outcome.known,
        "changed": sorted(result.changed),
        "absent": sorted(result.absent),
        "not_answered": [{"id": one, "reason": why} for one, why in result.unanswered.items()],
        "without_links": [{"id": one, "reason": why} for one, why in result.without_links.items()],
        "withdrawn": sorted(result.withdrawn),
        "files": list(outcome.files),
        "requests": dict(outcome.requests),
        "diagnostics": [
            {"path": one.path, "line": one.line, "code": one.code.name, "message": one.message}
            for one in outcome.diagnostics
        ],
    }
    return msgspec.json.encode(told).decode() + "\n"


def as_github(outcome: Outcome) -> str:
    """Workflow commands that GitHub shows as annotations, and the numbers."""
    lines = [
        f"::{one.severity.value} file={one.path},line={one.line or 1},title={one.code.name}::"
        + _escaped(one.message)
        for one in outcome.diagnostics
    ]
    lines += [f"::{severity} title=enrich::{_escaped(line)}" for severity, line in notes(outcome)]
    return "\n".join([*lines, as_text(outcome).splitlines()[-2], ""])


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


FORMATS: Mapping[str, Callable[[Outcome], str]] = {"text": as_text, "json": as_json, "github": as_github}
"""The forms of `--format`."""
