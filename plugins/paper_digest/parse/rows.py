"""Rows of a table that name a paper each."""

from __future__ import annotations

from paper_digest.parse.dates import read_day
from paper_digest.parse.draft import Draft
from paper_digest.parse.entries import read_entry
from paper_digest.parse.lines import Item
from paper_digest.parse.links import Link, is_label, names_paper, only_links
from paper_digest.parse.titles import without_emphasis
from paper_digest.parse.vocabulary import Kind, label_kind, link_label, says_nothing


def read_row(draft: Draft, row: Item) -> list[str]:
    """Read a row's cells, each by what the table's head calls its column.

    Without a head, a day, links, the first text (the title) and the second (the authors) are told by
    what they hold. Cells that say nothing (`null`, `-`, a bare label) are left out.

    Args:
        draft: the row's block, to be added to.
        row: the row.

    Returns:
        The texts that found no field, in order.
    """
    rest: list[str] = []
    texts: list[Kind] = ["title", "authors"]
    headed = bool(row.names)
    for number, cell in enumerate(row.cells):
        kind = row.kinds[number] if number < len(row.kinds) else None
        text = without_emphasis(cell)
        if says_nothing(text) or (not headed and label_kind(text)):
            continue
        if links := only_links(text):
            _read_links(draft, links, row.index + 1, kind, headed, rest)
            if "title" in texts and not all(map(is_label, links)):
                texts.remove("title")
        elif not headed and len(text) <= 12 and read_day(text):
            draft.take("published", text, row.index + 1)
        else:
            # Without a head, only a title may hold links among words.
            is_told = headed or not texts or (texts[0] != "title" and "](" in text)
            chosen = kind or (None if is_told else texts.pop(0))
            if left := _read_text(draft, text, row.index + 1, chosen):
                named = chosen is None and headed and number < len(row.names) and row.names[number]
                rest.append(f"{row.names[number]}: {left}" if named else left)
    return rest


def _read_links(
    draft: Draft, links: list[Link], line: int, kind: Kind | None, headed: bool, rest: list[str]
) -> None:
    """Read a cell of links: those of other sites than a paper's, in a column of no such kind, stay text."""
    for link in links:
        label = link_label(link.text)
        if kind in ("code", "project"):
            link = link._replace(text=kind)
        elif headed and not is_label(link) and not names_paper(link.url):
            rest.append(f"[{link.text}]({link.url})")
            continue
        elif headed and kind not in ("title", "paper") and not label:
            link = link._replace(text="")
        if not is_label(link):
            draft.add_title(link.text, line)
            link = link._replace(text="")
        draft.add_links([link], line, titles=False)


def _read_text(draft: Draft, text: str, line: int, kind: Kind | None) -> str:
    """Read a cell of words; gives what is left of it."""
    if kind in ("title", "paper") and (entry := read_entry(text)):
        return draft.add_entry(entry, line)
    if kind == "paper" and not draft.take(kind, text, line):
        kind = "title"
    elif kind == "paper":
        return ""
    return "" if kind and draft.take(kind, text, line) else text


def link_of_row(row: Item) -> str:
    """The address of the paper that a row names, "" where it names none."""
    for cell in row.cells:
        text = without_emphasis(cell)
        if "/" not in text and "rxiv" not in text.lower() and "." not in text:
            continue
        links = only_links(text)
        if links is None:
            entry = read_entry(text)
            links = list(entry.links) if entry else []
        for link in links:
            if names_paper(link.url) or link_label(link.text) in ("paper", "pdf"):
                return link.url
    return ""
