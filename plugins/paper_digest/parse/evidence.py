"""What the lines of an item say of papers: the evidence that the rule of `outline` decides by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from paper_digest.ids import arxiv_id_in
from paper_digest.parse.entries import read_entry
from paper_digest.parse.lines import Item, Scan
from paper_digest.parse.links import Link, arxiv_id_of, is_label, names_paper, only_links, paper_links
from paper_digest.parse.rows import link_of_row
from paper_digest.parse.titles import read_heading, take_links
from paper_digest.parse.values import author_line, key_value
from paper_digest.parse.vocabulary import link_label

_TOP_LINES = 8
_LONGEST = 5000


class Evidence(NamedTuple):
    """What an item's own lines, up to the next item, say of papers.

    Attributes:
        key: the paper of its own link, as an address, else "".
        byline: whether that link is only a label among other words.
        others: papers that further links and fields below its own text name.
        titled: papers of link lines with titles.
        filled: whether there is any text.
    """

    key: str = ""
    byline: bool = False
    others: frozenset[str] = frozenset()
    titled: frozenset[str] = frozenset()
    filled: bool = False


def key_of(links: Iterable[Link], *, strict: bool = False) -> str:
    """What identifies the paper that links lead to: an arXiv id as its address, else the first address.

    Args:
        links: the links.
        strict: whether an address must be a paper's, or be called one by its label.

    Returns:
        The address, "" where no link leads to a paper, such as one that is called code.
    """
    first = ""
    for link in links:
        if identifier := arxiv_id_of(link.url):
            return f"https://arxiv.org/abs/{identifier}"
        label = link_label(link.text)
        fits = label not in ("code", "project") and (not strict or label or names_paper(link.url))
        first = first or (link.url if fits else "")
    return first


def _links_of_line(text: str) -> list[Link] | None:
    """The links of a line that is nothing else, or of a field that names the paper."""
    if len(text) > _LONGEST or ("/" not in text and "rxiv" not in text.lower()):
        return None
    if links := only_links(text):
        return links
    pair = key_value(text)
    if pair is None or pair.kind not in ("paper", "pdf"):
        return None
    if links := paper_links(pair.value):
        return links
    entry = read_entry(pair.value)
    return list(entry.links) if entry and entry.links else None


def _labelled(text: str) -> list[Link]:
    """The links among other words that a label calls the paper's."""
    if "](" not in text or len(text) > _LONGEST:
        return []
    return [
        link for link in take_links(text, 0, titled=False)[1] if link_label(link.text) in ("paper", "pdf")
    ]


def _own_key(item: Item) -> str:
    """The paper that an item's own line links to."""
    if item.form == "row":
        return key_of([Link("", link_of_row(item))] if link_of_row(item) else [], strict=True)
    if item.form == "heading":
        return key_of(read_heading(item.text).links)
    if item.form == "link":
        return key_of(only_links(item.text) or (), strict=True)
    entry = read_entry(item.text) if item.form != "file" else None
    return key_of(entry.links, strict=True) if entry else ""


def evidence_of(scan: Scan, item: Item, stop: int) -> Evidence:
    """Read an item's own line and those up to `stop` for the papers that they name."""
    key = _own_key(item)
    if item.form in ("row", "link"):
        return Evidence(key)
    strict = item.form != "heading"
    byline, filled, top = False, False, _TOP_LINES
    others: set[str] = set()
    titled: set[str] = set()
    for index in range(item.body, stop):
        text = scan.texts[index]
        if not text.strip(">") or scan.roles[index] is not None:
            filled = filled or scan.verbatim[index] > 0
            continue
        links = _links_of_line(text)
        found = key_of(links, strict=strict or not top) if links else ""
        if links and not key and top and found:
            key = found
        elif found:
            others.add(found)
        if links and any(not is_label(link) and arxiv_id_of(link.url) for link in links):
            titled.add(found)
        if links or (top and (key_value(text) or author_line(text).names)):
            top = max(top - 1, 0)
            continue
        filled = True
        called = key_of(_labelled(text))
        if called and top and not key:
            key, byline = called, True
        elif called:
            others.add(called)
        top = 0
    return Evidence(key, byline, frozenset(others), frozenset(titled), filled)


def bare_ids(scan: Scan, start: int, end: int) -> set[str]:
    """The arXiv papers that lines name by their ids or addresses, but not by links with titles."""
    named: set[str] = set()
    for index in range(start, end):
        text = scan.texts[index]
        if "rxiv" in text.lower() or "/papers/" in text:
            if "](" in text:
                _, links = take_links(text[:_LONGEST], 0, titled=False)
                named |= {identifier for link in links if (identifier := arxiv_id_of(link.url))}
            else:
                named |= {arxiv_id_in(text)}
    return named - {""}
