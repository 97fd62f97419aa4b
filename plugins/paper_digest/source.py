"""Finding the source files of a folder, and reading any bytes as text."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from paper_digest import codes
from paper_digest.diagnostics import Code, Diagnostic
from paper_digest.ids import arxiv_id_in

_SUFFIXES = (".markdown", ".md")
_FRONT_PAGES = re.compile(
    r"(?:readme|index|summary|license|licence|copying|notice|contributing|contributors|changelog|history"
    r"|code[-_]of[-_]conduct|security|support|authors|todo)(?:[._-][a-z_-]{1,10})?",
    re.IGNORECASE,
)
# Front pages that list papers in some repositories.
_LISTS = re.compile("readme|index|summary", re.IGNORECASE)
# Everything that HTML and XML forbid in text, apart from tab and line feed.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
# Of nothing but these, which most texts are, nothing is forbidden; to see that takes a third of the time.
_USUAL = re.compile("[ -~\u3000-\u9fff\n\uff00-\uffef\u2010-\u2027\t\xa0-\u200f\u202a-\ud7ff]*")
_BLANKS = str.maketrans({"\x0b": " ", "\x0c": " ", "\x85": " ", "\u2028": " ", "\u2029": " ", "\ufeff": None})
_HAS_BLANKS = re.compile("[\x0b\x0c\x85\u2028\u2029\ufeff]")
_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_COMMON_IN_CHINESE = re.compile(
    "[\u4e00-\u9fa5\u3000-\u301f\uff00-\uffef\u2010-\u2030\u0370-\u03ff\u2460-\u249b]"
)
_OFTEN_IN_CHINESE = re.compile("[的是在和了有为中与对一模型方法能大我们]")
_NON_ASCII = re.compile("[^\x00-\x7f]")


class SourceFile(Struct, frozen=True, gc=False):
    """One source file, read.

    Attributes:
        path: the path as the editor knows it, with forward slashes, for diagnostics.
        id: the path below its folder without suffix, with forward slashes.
        absolute: the file's absolute path.
        data: the file's bytes.
        sha256: hexadecimal hash of these.
    """

    path: str
    id: str
    absolute: str
    data: bytes
    sha256: str

    def decoded(self) -> tuple[str, tuple[Finding, ...]]:
        """The text, and what was found in its bytes; see `decode`."""
        return decode(self.data)


class Finding(NamedTuple):
    """A diagnostic that does not know its file yet: 1-based line (0: the whole file), code, message."""

    line: int
    code: Code
    message: str

    def at(self, path: str) -> Diagnostic:
        """The diagnostic of this finding in the file `path`."""
        return Diagnostic(path, self.line, self.code, self.message)


def find_sources(
    folder: Path, shown_as: str, without: Collection[Path] = ()
) -> tuple[list[SourceFile], tuple[Diagnostic, ...]]:
    """Read all Markdown files below a folder, or a single file.

    Files and folders whose name begins with a dot are left out. So are files named like a
    project's front pages (README, LICENSE, CONTRIBUTING, index, also as `README.zh-CN.md`), unless
    a table row, a heading or a line below a heading in them holds an arXiv id.

    Args:
        folder: the folder; links to folders in it are not followed. A file is read whatever its name,
            and its id is its whole path, since that may tell its date.
        shown_as: the folder's path as the editor knows it; "" or "." where it needs no mention.
        without: folders below it, spelled as its continuation, that hold something else.

    Returns:
        The files sorted by id; diagnostics `unreadable-file` and `duplicate-digest`, and `undecodable` of
        front pages that are left out. Reading never raises.
    """
    prefix = "" if shown_as in ("", ".") else shown_as.replace("\\", "/").rstrip("/") + "/"
    diagnostics: list[Diagnostic] = []
    if folder.is_file():
        source = _read(folder, prefix.rstrip("/"), prefix.strip("./"), diagnostics)
        return [source] if source else [], tuple(diagnostics)
    if not folder.is_dir():
        message = "This folder does not exist or cannot be read."
        return [], (Diagnostic(prefix.rstrip("/") or ".", 0, codes.UNREADABLE_FILE, message),)
    sources: dict[str, SourceFile] = {}
    for relative in _markdown_files(folder, prefix, without, diagnostics):
        source = _read(folder / relative, prefix + relative, relative, diagnostics)
        if source is None or (_is_front_page(relative) and not _counts(source, diagnostics)):
            continue
        if source.id in sources:
            message = f"{sources[source.id].path} has the same page as this file."
            diagnostics.append(Diagnostic(source.path, 0, codes.DUPLICATE_DIGEST, message))
        else:
            sources[source.id] = source
    return [sources[key] for key in sorted(sources)], tuple(diagnostics)


def _counts(front_page: SourceFile, diagnostics: list[Diagnostic]) -> bool:
    """Whether a front page holds papers; of one that may, but cannot be read, that is told."""
    text, findings = front_page.decoded()
    holds = _holds_papers(text)
    if not holds and _LISTS.match(front_page.id.rpartition("/")[2]):
        hidden = (finding for finding in findings if finding.code is codes.UNDECODABLE)
        diagnostics += [finding.at(front_page.path) for finding in hidden]
    return holds


def _markdown_files(
    folder: Path, prefix: str, without: Collection[Path], diagnostics: list[Diagnostic]
) -> list[str]:
    """Relative paths of the Markdown files below a folder, sorted, `x.md` after `x.markdown`'s fellows."""

    def unreadable(error: OSError) -> None:
        shown = prefix + os.path.relpath(error.filename or folder, folder).replace(os.sep, "/")
        message = f"This folder cannot be read: {error.strerror or type(error).__name__}."
        diagnostics.append(Diagnostic(_printable(shown), 0, codes.UNREADABLE_FILE, message))

    found: list[str] = []
    for parent, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and Path(parent, name) not in without
        )
        below = os.path.relpath(parent, folder).replace(os.sep, "/")
        start = "" if below == "." else below + "/"
        # A folder named like a file is reported, since an editor would miss what it was to hold.
        for name in (*names, *(name for name in folders if name.lower().endswith(_SUFFIXES))):
            if name.lower().endswith(_SUFFIXES) and not name.startswith("."):
                found.append(start + name)
    return sorted(found, key=lambda path: (os.path.splitext(path)[0], path[-3:].lower() != ".md", path))


def _read(file: Path, path: str, relative: str, diagnostics: list[Diagnostic]) -> SourceFile | None:
    shown = _printable(path)
    try:
        shown.encode("utf-8")
        if shown != path:
            raise OSError("its name is not UTF-8")
        data = file.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error) or type(error).__name__
        diagnostics.append(
            Diagnostic(shown, 0, codes.UNREADABLE_FILE, f"This file cannot be read: {reason}.")
        )
        return None
    identifier = unicodedata.normalize("NFC", os.path.splitext(relative)[0])
    return SourceFile(shown, identifier, os.path.abspath(file), data, hashlib.sha256(data).hexdigest())


def _printable(path: str) -> str:
    return path.encode("utf-8", "replace").decode("utf-8")


def _is_front_page(relative: str) -> bool:
    stem = os.path.splitext(relative.rpartition("/")[2])[0]
    return _FRONT_PAGES.fullmatch(stem) is not None


def _holds_papers(text: str) -> bool:
    """Whether a table row, a heading, or the first line below a heading names an arXiv paper."""
    fenced = below_heading = False
    for line in _lines(text):
        if line.startswith(("```", "~~~")):
            fenced = not fenced
        if fenced or not line.strip():
            continue
        if (below_heading or line.startswith(("|", "#"))) and arxiv_id_in(line):
            return True
        below_heading = line.startswith("#")
    return False


def _lines(text: str) -> Iterator[str]:
    return (line.lstrip() for line in text.split("\n"))


def decode(data: bytes) -> tuple[str, tuple[Finding, ...]]:
    """Read bytes as text: UTF-8, UTF-16 or UTF-32 with a byte order mark, GB18030, or what is left of it.

    Args:
        data: any bytes.

    Returns:
        The text and what was found. Line ends are single line feeds; forbidden control characters
        are U+FFFD; vertical tabs, form feeds and Unicode's line separators are blanks; byte order
        marks are gone.
    """
    text, findings = _to_text(data)
    if _USUAL.fullmatch(text):
        return text, findings
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _HAS_BLANKS.search(text):
        text = text.translate(_BLANKS)
    if _CONTROL.search(text):
        line = text.count("\n", 0, _CONTROL.search(text).start()) + 1  # type: ignore[union-attr]
        text, count = _CONTROL.subn("\ufffd", text)
        message = f"{count} control character(s), the first one here, were replaced."
        findings = (*findings, Finding(line, codes.CONTROL_CHARACTERS, message))
    return text, findings


def _to_text(data: bytes) -> tuple[str, tuple[Finding, ...]]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = data.decode(encoding, "replace")
            return text, (Finding(0, codes.ENCODING, f"This file is {encoding.upper()}."),)
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    replaced = data.decode("utf-8-sig", "replace")
    lost = replaced.count("\ufffd")
    # Real UTF-8 with a few broken bytes has far more sound characters than lost ones.
    if lost * 4 < len(_NON_ASCII.findall(replaced)):
        return replaced, (_undecodable(replaced, lost),)
    try:
        chinese = data.decode("gb18030")
    except UnicodeDecodeError:
        return replaced, (_undecodable(replaced, lost),)
    if _is_sensible_chinese(chinese):
        return chinese, (Finding(0, codes.ENCODING, "This file is GB18030 (GBK)."),)
    return replaced, (_undecodable(replaced, lost),)


def _is_sensible_chinese(text: str) -> bool:
    """Whether nearly all characters beyond ASCII are usual in Chinese, and some of them very frequent."""
    beyond = len(_NON_ASCII.findall(text))
    usual = len(_COMMON_IN_CHINESE.findall(text))
    return usual * 10 >= beyond * 9 and (beyond < 50 or len(_OFTEN_IN_CHINESE.findall(text)) * 50 >= beyond)


def _undecodable(text: str, lost: int) -> Finding:
    line = re.split("\r\n|\r|\n", text[: text.index("\ufffd")])
    return Finding(len(line), codes.UNDECODABLE, f"{lost} character(s), the first one here, are no text.")
