"""How well the rules of `topics/default.yml` find the topics of labelled papers.

Run `PYTHONPATH=plugins python benchmarks/topics_quality.py`. The papers' texts are read from
`../shared/corpus`; labels whose text is absent are left out and counted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from paper_digest.ids import arxiv_id_in
from paper_digest.model import Bilingual, Links, Metadata, Paper, Position
from paper_digest.topics import Taxonomy, classify, load_topics

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
TOPICS = ROOT / "plugins/paper_digest/topics/default.yml"
LABELS = MappingProxyType(
    {
        "dev": SHARED / "topics/dev_labels.json",
        "tuning": ROOT / "tests/golden/topics/tuning.json",
        "held out": ROOT / "tests/golden/topics/heldout.json",
    }
)
_LINK_LINE = re.compile(r"\s*\[(?P<title>[^\n]*)\]\(\s*(?P<url>\S+)\s*\)")


class Quality(NamedTuple):
    """Agreement over (paper, topic) pairs."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def paper(paper_id: str, title: Bilingual, abstract: Bilingual, metadata: Metadata = Metadata()) -> Paper:
    """A paper that has nothing but texts."""
    empty: Mapping[str, Position] = MappingProxyType({})
    return Paper(paper_id, "", title, abstract, metadata, Links(), (), None, Position("digest.md", 1), empty)


def read_papers(folder: Path) -> dict[str, Paper]:
    """Papers by arXiv id of all digests below a folder that are in the main form; the first mention wins."""
    papers: dict[str, Paper] = {}
    for file in sorted(folder.rglob("*.md")):
        for block in re.split(r"^#{1,2} ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            heading, _, rest = block.partition("\n")
            link = _LINK_LINE.match(rest)
            if link and (arxiv_id := arxiv_id_in(link["url"])):
                title = Bilingual(heading.strip(), link["title"].strip())
                body = Bilingual(zh=rest[link.end() :].strip())
                papers.setdefault(arxiv_id, paper(arxiv_id, title, body))
    return papers


def read_labels(file: Path) -> dict[str, list[str]]:
    """Topics by arXiv id; empty where the file is absent."""
    if not file.exists():
        return {}
    labels: dict[str, list[str]] = json.loads(file.read_text(encoding="utf-8"))
    return labels


def measure(pairs: Sequence[tuple[set[str], set[str]]]) -> Quality:
    """Micro-averaged precision and recall of found topics against labelled ones."""
    hits = sum(len(found & meant) for found, meant in pairs)
    found_all = sum(len(found) for found, _ in pairs)
    meant_all = sum(len(meant) for _, meant in pairs)
    return Quality(hits / found_all if found_all else 0.0, hits / meant_all if meant_all else 0.0)


def compare(
    labels: Mapping[str, Sequence[str]], papers: Mapping[str, Paper], taxonomy: Taxonomy
) -> list[tuple[set[str], set[str]]]:
    """Found and labelled topics of every labelled paper whose text is there."""
    return [
        ({one.topic for one in classify(papers[paper_id], taxonomy)}, set(topics))
        for paper_id, topics in sorted(labels.items())
        if paper_id in papers
    ]


def main() -> None:
    """Print micro-F1, precision and recall of each set of labels, in all and by topic."""
    taxonomy, diagnostics = load_topics(TOPICS.read_text(encoding="utf-8"), TOPICS.name)
    print(*diagnostics, sep="\n", end="\n" if diagnostics else "")
    papers = read_papers(SHARED / "corpus")
    for name, file in LABELS.items():
        labels = read_labels(file)
        pairs = compare(labels, papers, taxonomy)
        quality = measure(pairs)
        print(f"\n{name}: {len(pairs)} of {len(labels)} papers, micro-F1 {quality.f1:.3f}")
        print(f"{'topic':26}{'papers':>7}{'P':>7}{'R':>7}{'F1':>7}")
        for slug in (topic.slug for topic in taxonomy.topics):
            own = [(found & {slug}, meant & {slug}) for found, meant in pairs]
            one = measure(own)
            count = sum(len(meant) for _, meant in own)
            print(f"{slug:26}{count:7}{one.precision:7.2f}{one.recall:7.2f}{one.f1:7.2f}")
        print(f"{'all':26}{len(pairs):7}{quality.precision:7.2f}{quality.recall:7.2f}{quality.f1:7.2f}")


if __name__ == "__main__":
    main()
