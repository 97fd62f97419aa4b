"""What the relative links and pictures of digests lead to: pages of digests, and pictures of the project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from paper_digest.corpus import Corpus
from paper_digest.model import Bilingual, Digest, Paper
from paper_digest.pictures import Picture, named_in, place_of
from paper_digest.plan.addresses import digest_uri

Found = tuple[tuple[str, str], ...]


class Targets:
    """The targets of relative links in one corpus."""

    def __init__(self, corpus: Corpus, pictures: Mapping[str, Picture]) -> None:
        """Prepare.

        Args:
            corpus: its digests' pages are what links may lead to.
            pictures: the pictures that may be shown, by path.
        """
        self._at = {digest.path: digest_uri(digest.id) for digest in corpus.digests}
        self._at |= {path: picture.address for path, picture in pictures.items()}

    def of_paper(self, paper: Paper) -> Found:
        """The relative links in a paper's texts and where they lead, first come first served."""
        at = paper.provenance
        texts = [
            (text, at[field].path)
            for field, text in (("abstract.en", paper.abstract.en), ("abstract.zh", paper.abstract.zh))
            if field in at
        ]
        texts += [(text, paper.source.path) for text in _both(paper.metadata.summary)]
        texts += [(text, other.source.path) for other in paper.variants for text in _both(other.text)]
        return self._of(texts)

    def of_digest(self, digest: Digest) -> Found:
        """The relative links in a digest's introduction and where they lead."""
        return self._of((text, digest.path) for text in _both(digest.introduction))

    def _of(self, texts: Iterable[tuple[str, str]]) -> Found:
        found: dict[str, str] = {}
        for text, path in texts:
            if "](" in text or "<" in text:
                for written in named_in(text):
                    if target := self._at.get(place_of(written, path)):
                        found.setdefault(written, target)
        return tuple(found.items())


def _both(text: Bilingual) -> tuple[str, str]:
    return text.en, text.zh
