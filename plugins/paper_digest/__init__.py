"""Paper Digest: a folder of bilingual paper digests becomes a static website."""

__version__ = "0.1.0"
