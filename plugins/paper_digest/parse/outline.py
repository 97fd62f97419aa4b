"""Which items of a file are papers: the one rule, for headings, lists, bold lines, tables and whole files.

A paper is an item that carries its own title beside its own link or id. What stands above several is a
category or a section; what is cited in prose is a citation.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from paper_digest.parse.entries import read_entry
from paper_digest.parse.evidence import Evidence, evidence_of
from paper_digest.parse.language import has_han
from paper_digest.parse.lines import Item, Scan
from paper_digest.parse.links import arxiv_id_of, names_paper
from paper_digest.parse.titles import is_issue_name, is_section_name, looks_like_title, read_heading


class Found(NamedTuple):
    """A paper: its item, the index behind its last line, what is above it, and whether its level is odd."""

    item: Item
    end: int
    above: tuple[Item, ...] = ()
    odd: bool = False


def papers_of(scan: Scan) -> list[Found]:
    """Decide which items of a file are papers, by evidence in the file alone.

    - A heading is a paper if it links to one itself, or if link lines, fields or labelled links with
      its link follow at once. It is none if it names a part or an issue, or if it stands above papers
      and its link leads elsewhere.
    - Where no heading has its link at once, the headings of the level that names the most papers are:
      each names one, by link lines, fields and labels, wherever below it they stand.
    - The *paper level* is the one with the most headings that are papers. A heading at that level
      without link is one all the same if it looks like a title, has text, is written in a script that
      other papers' headings use, and stands above no links to papers.
    - A heading at another level is a paper, at an odd level, if a link to arXiv follows it at once.
    - Items of lists, bold lines, link lines and rows are papers if they begin with a title and link to
      a paper, on their own line or in a field; not within another paper, not below 参考文献 and the
      like, and not where a heading names the same paper.

    Args:
        scan: the scanned file.

    Returns:
        The papers in the file's order.
    """
    outline = _Outline(scan)
    if not any(one.key or one.others for one in outline.evidence):
        return []
    return list(outline.walk(with_references=False)) or list(outline.walk(with_references=True))


class _Outline:
    """The items of a file with their evidence, and the headings among them that are papers."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.items = items = scan.items
        starts = [item.index for item in items]
        self.after = [bisect_left(starts, item.end) for item in items]
        stop = following = len(scan.lines)
        self.evidence: list[Evidence] = [Evidence()] * len(items)
        for number in range(len(items) - 1, -1, -1):
            item = items[number]
            # The link lines below a heading are its own, as long as it stands above no list of them.
            until = stop if item.form in ("heading", "file") else following
            self.evidence[number] = evidence_of(scan, item, min(until, item.end))
            following = item.index
            stop = stop if item.form == "link" else item.index
        self.listed = [self._is_listed(item, e) for item, e in zip(items, self.evidence, strict=True)]
        self._listed_before = [0]
        for one in self.listed:
            self._listed_before.append(self._listed_before[-1] + one)
        self.strong = self._strong()
        self.level = 0
        self.papers = self._headings()

    def _is_listed(self, item: Item, evidence: Evidence) -> bool:
        """Whether an item of another form than a heading is a paper."""
        if not evidence.key or item.form in ("heading", "file", "link"):
            return False
        if item.form == "row":
            return True
        entry = read_entry(item.text)
        if entry is None:
            return "](" not in item.text and "://" not in item.text and len(item.text) < 300
        return not is_section_name(entry.title)

    def _listed_in(self, number: int) -> int:
        return self._listed_before[self.after[number]] - self._listed_before[number + 1]

    def _strong(self) -> list[bool]:
        """For each item, whether it is a heading (or the file) that has its own link at once."""
        strong = [False] * len(self.items)
        behind = [0] * (len(self.items) + 1)
        for number in range(len(self.items) - 1, -1, -1):
            inner = behind[number + 1] - behind[self.after[number]]
            strong[number] = self._is_strong(number, inner)
            behind[number] = behind[number + 1] + strong[number]
        return strong

    def _is_strong(self, number: int, inner: int) -> bool:
        item, evidence = self.items[number], self.evidence[number]
        if not evidence.key or item.form not in ("heading", "file"):
            return False
        if item.form == "heading" and is_section_name(item.text):
            return False
        if len(evidence.titled) > 2 or (len(evidence.titled) == 2 and not looks_like_title(item.text)):
            return False
        listed = self._listed_in(number)
        if evidence.byline or item.form == "file":
            return listed < 2 and (inner == 0 or item.form == "heading")
        return names_paper(evidence.key) or (listed == 0 and inner == 0)

    def _headings(self) -> dict[int, str]:
        """The headings that are papers at the paper level, by their place among the items."""
        headings = [n for n, item in enumerate(self.items) if item.form == "heading"]
        counts = Counter(self.items[n].depth for n in headings if self.strong[n])
        if counts:
            self.level = max(counts, key=lambda level: (counts[level], level))
            named = {n: key for n, key in self._weak(self.level).items() if not self._listed_in(n)}
            named |= {
                n: self.evidence[n].key for n in headings if self.strong[n] and self._depth(n) == self.level
            }
        elif any(self.listed) or (self.strong and self.strong[0]):
            return {}
        else:
            named = self._best_weak(headings)
        scripts = {has_han(self.items[n].text) for n in named}
        alone = (n for n in headings if self._depth(n) == self.level and n not in named)
        return named | {n: "" for n in alone if named and self._is_alike(n, scripts)}

    def _depth(self, number: int) -> int:
        return self.items[number].depth

    def _best_weak(self, headings: Sequence[int]) -> dict[int, str]:
        best: tuple[int, float, int] = (0, 0.0, 0)
        chosen: dict[int, str] = {}
        for level, total in sorted(Counter(map(self._depth, headings)).items()):
            named = self._weak(level)
            score = (len(set(named.values())), len(named) / total, level)
            if score > best:
                best, chosen, self.level = score, named, level
        return chosen

    def _weak(self, level: int) -> dict[int, str]:
        """The headings of a level below which exactly one paper is named, not counting citations."""
        named: dict[int, str] = {}
        current = -1
        keys: set[str] = set()

        def close() -> None:
            if current >= 0 and len(keys) == 1 and not is_section_name(self.items[current].text):
                named[current] = min(keys)

        for number, item in enumerate(self.items):
            if item.form == "heading" and item.depth <= level:
                close()
                current = number if item.depth == level and not item.quoted else -1
                keys = set()
            if current >= 0 and not self.scan.cited[item.index]:
                evidence = self.evidence[number]
                keys |= {evidence.key} - {""} or evidence.others
        close()
        return named

    def _is_alike(self, number: int, scripts: set[bool]) -> bool:
        """Whether a heading without link is like those of papers."""
        item, evidence = self.items[number], self.evidence[number]
        bare = evidence.key or evidence.titled or evidence.others or self._listed_in(number) or item.quoted
        inner = any(self.strong[number : self.after[number]])
        title = read_heading(item.text).title
        return (
            not bare
            and not inner
            and self._is_filled(number)
            and has_han(item.text) in scripts
            and looks_like_title(title)
        )

    def _is_filled(self, number: int) -> bool:
        return any(one.filled for one in self.evidence[number : self.after[number]])

    def walk(self, with_references: bool) -> Iterator[Found]:
        """The papers in order, each once it is known where it ends."""
        waiting: Found | None = None
        above: list[Item] = []
        end = 0
        enclosing = ""
        told = {key for key in self.papers.values() if key}
        for number, item in enumerate(self.items):
            while above and above[-1].end <= item.index:
                above.pop()
            if item.form == "heading":
                enclosing = enclosing if item.depth > self.level else self.papers.get(number, "")
            inside = item.index < end
            odd = self._is_odd(number, enclosing)
            listed = self.listed[number] or (item.form == "link" and bool(self.evidence[number].key))
            is_cited = self.scan.cited[item.index] and not with_references
            is_item = listed and not inside and not is_cited and self.evidence[number].key not in told
            if number in self.papers or odd or is_item or (item.form == "file" and self.strong[number]):
                if waiting:
                    yield waiting._replace(end=min(waiting.end, item.index))
                end = self._end(number)
                waiting = Found(
                    item, end, tuple(above), odd and not (item.depth > self.level and not enclosing)
                )
            elif not inside:
                above.append(item)
        if waiting:
            yield waiting

    def _is_odd(self, number: int, enclosing: str) -> bool:
        """Whether a heading at another level than the papers' is a paper all the same."""
        item, key = self.items[number], self.evidence[number].key
        if not self.strong[number] or item.form != "heading" or item.depth == self.level:
            return False
        if not arxiv_id_of(key):
            return False
        if item.depth < self.level:
            return not is_issue_name(item.text)
        is_title = not enclosing or looks_like_title(read_heading(item.text).title)
        return key != enclosing and is_title and not self.evidence[number].byline

    def _end(self, number: int) -> int:
        """The index behind a paper's last line: before the next heading of its level, or the papers'."""
        item = self.items[number]
        if item.form == "heading" and item.depth < self.level:
            behind = map(self.items.__getitem__, range(number + 1, len(self.items)))
            headings = (
                other.index for other in behind if other.form == "heading" and other.depth <= self.level
            )
            return next(headings, len(self.scan.lines))
        return item.end
