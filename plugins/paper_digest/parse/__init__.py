"""Reading digests and overlays: text becomes values and diagnostics."""

from paper_digest.parse.digest import parse_digest
from paper_digest.parse.overlay import parse_overlay

__all__ = ["parse_digest", "parse_overlay"]
