"""The evidence of a glossary: all that is read of the papers to mine it, and no more."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from paper_digest.glossary.notes import PaperNotes, chinese_text
from paper_digest.model import Bilingual, Date, Paper

# Up to so many papers all teach. Of more, so many teach the lexicon, and a part of these the cohesion of
# characters, since more text says little that is new.
_ENOUGH_PAPERS = 3000
_ENOUGH_TEXTS = 1000


class Evidence(Struct, frozen=True):
    """What a glossary is mined from, beside what the editor sets; most of any text is not.

    Attributes:
        ids, dates: of each paper.
        notes: what `read_paper` says of each paper, without `small`.
        small: those of the glossed words that some Chinese text writes without a capital, by alphabet.
        titles: titles in both languages, which teach which words translate each other.
        pairs: texts that say the same in both languages, titles and abstracts; they vote.
        texts: Chinese texts, which teach which characters hold together.
    """

    ids: tuple[str, ...] = ()
    dates: tuple[Date | None, ...] = ()
    notes: tuple[PaperNotes, ...] = ()
    small: tuple[str, ...] = ()
    titles: tuple[Bilingual, ...] = ()
    pairs: tuple[Bilingual, ...] = ()
    texts: tuple[str, ...] = ()


def evidence_of(papers: Sequence[Paper], notes: Sequence[PaperNotes]) -> Evidence:
    """Select what the glossary of a corpus depends on. Linear in papers.

    Args:
        papers: merged papers; among papers of one date, the order given is kept.
        notes: what `read_paper` says of each.
    """
    teachers = _teachers(papers)
    texts = teachers if len(papers) <= _ENOUGH_PAPERS else teachers[:_ENOUGH_TEXTS]
    small = frozenset[str]().union(*(paper.small for paper in notes))
    glossed = {seen.gloss.phrase.lower() for paper in notes for seen in paper.glosses}
    return Evidence(
        ids=tuple(paper.id for paper in papers),
        dates=tuple(paper.date for paper in papers),
        notes=tuple(replace(paper, small=()) for paper in notes),
        small=tuple(sorted(small & glossed)),
        titles=tuple(paper.title for paper in teachers if _is_pair(paper.title)),
        pairs=tuple(pair for paper in teachers for pair in (paper.title, paper.abstract) if _is_pair(pair)),
        texts=tuple(chinese_text(paper.title, paper.abstract) for paper in texts),
    )


def _is_pair(text: Bilingual) -> bool:
    return bool(text.en and text.zh) and text.en != text.zh


def _teachers(papers: Sequence[Paper]) -> Sequence[Paper]:
    """So many of the papers as are enough to learn from; a new paper takes the place of one at most."""
    if len(papers) <= _ENOUGH_PAPERS:
        return papers
    ranks = [zlib.crc32(paper.id.encode("utf-8", "surrogatepass")) for paper in papers]
    chosen = sorted(range(len(papers)), key=lambda number: (ranks[number], number))
    return [papers[number] for number in chosen[:_ENOUGH_PAPERS]]
