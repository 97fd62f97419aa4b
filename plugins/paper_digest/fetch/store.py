"""The folder of facts: what is in it, and how facts are added without losing any."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec.structs import replace

from paper_digest import codes
from paper_digest.facts.records import Machine, Record, WebLinks, is_edited, parse_all, parse_facts
from paper_digest.facts.write import facts_file, file_name, sealed
from paper_digest.model import Language
from paper_digest.sourcefile import SourceFile


class Store:
    """The facts on disk.

    Attributes:
        records: by arXiv id.
        diagnostics: what is wrong with the files.
        unreadable: names of files that hold what cannot be read; they are not written, as it would be lost.
        written: names of files that were written.
    """

    def __init__(self, folder: Path, shown_as: str) -> None:
        """Read the folder, which need not exist.

        Args:
            folder: where the files are.
            shown_as: its path as the editor knows it.
        """
        self._folder, self._shown_as = folder, shown_as
        sources = [self._source(path, path.read_bytes()) for path in sorted(folder.glob("*.json"))]
        self.records, self.diagnostics = parse_all(sources)
        bad = {one.path for one in self.diagnostics if one.code is codes.BAD_FACTS}
        self.unreadable = {path.rpartition("/")[2] for path in bad}
        self.written: set[str] = set()

    def path_of(self, arxiv_id: str) -> str:
        """The path of the file that holds a paper, as the editor knows it."""
        return self.path_of_file(file_name(arxiv_id))

    def path_of_file(self, name: str) -> str:
        """The path of a file of facts, as the editor knows it."""
        return f"{self._shown_as}/{name}"

    def is_kept(self, arxiv_id: str) -> bool:
        """Whether a paper's record is left as it is: a person changed it, or its file cannot be read."""
        record = self.records.get(arxiv_id)
        return file_name(arxiv_id) in self.unreadable or (record is not None and is_edited(record))

    def save(self, found: Mapping[str, Record]) -> tuple[str, ...]:
        """Add what was found to the files; each is replaced at once, and whole.

        Args:
            found: what a source says, by arXiv id.

        Returns:
            The ids whose records changed.

        Raises:
            OSError: a file cannot be written.
        """
        by_file: dict[str, dict[str, Record]] = {}
        for name, record in found.items():
            by_file.setdefault(file_name(name), {})[name] = record
        changed: list[str] = []
        for file, records in sorted(by_file.items()):
            changed += self._save(file, records)
        return tuple(changed)

    def save_translation(self, arxiv_id: str, language: Language, made: Machine) -> bool:
        """Add a machine's translation to a paper's record; whether the record changed.

        Raises:
            OSError: the file cannot be written.
        """
        record = Record(machine={language: made})
        return bool(self._save(file_name(arxiv_id), {arxiv_id: record}, with_translations))

    def _save(
        self,
        file: str,
        found: Mapping[str, Record],
        join: Callable[[Record | None, Record], Record] | None = None,
    ) -> list[str]:
        path = self._folder / file
        # Read again, as somebody may have changed it since.
        data = path.read_bytes() if path.exists() else b""
        records: dict[str, Record] = {}
        if data:
            records, diagnostics = parse_facts(self._source(path, data))
            if any(one.code is codes.BAD_FACTS for one in diagnostics):
                self.unreadable.add(file)
        if file in self.unreadable:
            return []
        changed = []
        for name, record in found.items():
            old = records.get(name)
            if old and is_edited(old):
                continue
            new = sealed((join or combined)(old, record))
            if new != old:
                records[name] = new
                changed.append(name)
        self.records.update(records)
        if changed:
            self._folder.mkdir(parents=True, exist_ok=True)
            _replace(path, facts_file(records))
            self.written.add(file)
        return changed

    def _source(self, path: Path, data: bytes) -> SourceFile:
        digest = hashlib.sha256(data).hexdigest()
        return SourceFile(f"{self._shown_as}/{path.name}", path.stem, str(path), data, digest)


def combined(old: Record | None, new: Record) -> Record:
    """A record with what a source says now.

    Hugging Face tells the links, and the texts only while nobody else does; the others tell all but links.
    A source that knows less than the one before it (DataCite has no journal reference) tells news only.

    Args:
        old: the record so far, None where there is none.
        new: what a source says.
    """
    if old is None:
        return new
    if new.arxiv.via == "huggingface":
        kept = old if old.arxiv.via != "huggingface" or not new.abstract else _unless_same(old, new)
        return replace(kept, links=_links(old.links, new.links))
    if new.arxiv.via == "datacite" and old.arxiv.via in ("arxiv", "snapshot"):
        if new.arxiv.version <= old.arxiv.version:
            return replace(old, withdrawn=old.withdrawn or new.withdrawn)
        new = replace(new, journal_ref=old.journal_ref)
    return _unless_same(old, new)


def with_translations(old: Record | None, new: Record) -> Record:
    """A record with further translations."""
    old = old or Record()
    return replace(old, machine={**old.machine, **new.machine})


def _unless_same(old: Record, new: Record) -> Record:
    """The new texts with the old links and translations; the day changes with the facts only."""
    new = replace(new, links=old.links, machine=old.machine, hash=old.hash)
    same = replace(new, arxiv=replace(new.arxiv, fetched=old.arxiv.fetched)) == old
    return old if same else new


def _links(old: WebLinks, new: WebLinks) -> WebLinks:
    """The new links, or the old ones where there are none now; the day changes with the links only."""
    new = replace(new, code=new.code or old.code, project=new.project or old.project)
    return old if old.fetched and replace(new, fetched=old.fetched) == old else new


def _replace(path: Path, data: bytes) -> None:
    """Put a file into place that is whole at every moment."""
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
