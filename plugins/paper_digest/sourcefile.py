"""One source file: its bytes, its text in any encoding, and what is found in it."""

from __future__ import annotations

import re
from typing import NamedTuple

from msgspec import Struct

from paper_digest import codes
from paper_digest.diagnostics import Code, Diagnostic

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
