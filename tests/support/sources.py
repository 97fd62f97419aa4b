"""Sources that tests make of texts."""

from __future__ import annotations

from hashlib import sha256
from os.path import splitext

from paper_digest.sourcefile import SourceFile


def source_of(text: str, path: str = "2025/0331-0404.md") -> SourceFile:
    """A source with this text, at this path below a folder named `digests`."""
    data = text.encode("utf-8", "replace")
    return SourceFile(
        f"digests/{path}", splitext(path)[0], f"/digests/{path}", data, sha256(data).hexdigest()
    )
