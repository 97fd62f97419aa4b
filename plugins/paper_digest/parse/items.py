"""One scan of a file: its lines become items, which may be papers, and what stands between them."""

from __future__ import annotations

import re

from paper_digest import codes
from paper_digest.model import Role
from paper_digest.parse.entries import read_entry
from paper_digest.parse.lines import Item, Scan, find_fences, resolve_references, take_comments
from paper_digest.parse.links import is_label, names_paper, only_links
from paper_digest.parse.titles import heading_of, is_reference_name
from paper_digest.parse.values import key_value
from paper_digest.parse.vocabulary import label_kind
from paper_digest.sourcefile import Finding

BOLD, ENTRY, ROW = 7, 8, 99
_LONGEST = 20_000
_TAG = re.compile(
    r"</?(?:a|b|big|br|center|details|div|em|font|i|mark|p|small|span|strong|summary|u)\b[^<>]*>",
    re.IGNORECASE,
)
_ANCHOR = re.compile(r"<a\s[^<>]*?href=[\"']?([^\"'\s<>]+)[^<>]*>([^<>]*)</a>", re.IGNORECASE)
_MARK = re.compile(
    r"(?:[-*+•](?=[ \t])|\d{1,4}[.)](?=[ \t*\[])|\d{1,4}[、．）]|\[\d{1,4}\](?![(（:：])|[(（]\d{1,3}[)）])"
    r"[ \t]*"
)
_FIRST_OF_MARK = frozenset("-*+•0123456789[(（")
_SHORTCODE = re.compile(r":[a-z][a-z_]{1,30}:")
_CELL = re.compile(r"(?<!\\)\|")


def scan(lines: list[str], start: int) -> Scan:
    """Find the items of a file, in one pass over its lines from below and two from above.

    A fence or comment that is never closed is none, since it would swallow the rest of the file.

    Args:
        lines: the file's lines.
        start: index of the first line to look at.

    Returns:
        What was found.
    """
    lines = list(lines)
    size = len(lines)
    result = Scan(lines, start, [""] * size, [0] * size, bytearray(size), roles=[None] * size)
    find_fences(result)
    if any("%%" in line for line in lines):
        take_comments(result)
    if any("]:" in line for line in lines):
        resolve_references(result)
    scanner = _Scanner(result)
    for index in range(start, len(lines)):
        scanner.read(index)
    scanner.close_table()
    scanner.close(0, len(lines))
    for item in result.items:
        if item.form == "heading" and not result.cited[item.index] and is_reference_name(item.text):
            result.cited[item.index : item.end] = b"\1" * (item.end - item.index)
    return result


class _Scanner:
    """Reads lines one after the other, with the items that are open at the moment."""

    def __init__(self, result: Scan) -> None:
        self.scan = result
        self.open: list[Item] = []
        self.rows: list[int] = []
        self.blank = True
        self.plain = False

    def read(self, index: int) -> None:
        scan = self.scan
        line = scan.lines[index]
        text = line.strip()
        if scan.verbatim[index] or not text:
            self.close_table()
            self.blank = not text and not scan.verbatim[index]
            self.plain = False
            return
        quoted = text[0] == ">"
        if quoted:
            text = text.lstrip("> \t")
        if "<" in text and len(text) < _LONGEST:
            text = _TAG.sub("", _ANCHOR.sub(r"[\2](\1)", text)).strip() or text
        if ":" in text and _SHORTCODE.search(text):
            text = _SHORTCODE.sub(" ", text).strip()
        scan.texts[index] = text or line.strip()
        plain = False
        if "|" in text and self._is_row(index, text):
            self.rows.append(index)
        else:
            self.close_table()
            plain = self._read_text(index, text, quoted)
        self.blank, self.plain = False, plain

    def _read_text(self, index: int, text: str, quoted: bool) -> bool:
        """Read a line that is no table's; whether it is plain text."""
        first = text[:1]
        if first == "#":
            self._heading(index, text if quoted else self.scan.lines[index], quoted)
            return False
        if first in "=-" and text and not text.strip(first):
            if self.plain and not quoted and self._is_underlined(index):
                self._setext(index, 1 if first == "=" else 2)
            elif len(text) > 2:
                self.close(BOLD, index)
            return False
        line = self.scan.lines[index]
        indent = len(line) - len(line.lstrip(" \t")) if not quoted and line[0] in " \t" else 0
        if first in _FIRST_OF_MARK and (mark := _MARK.match(text)) and mark.end() < len(text):
            self._entry(index, text[mark.end() :], indent, indent + mark.end())
            return False
        in_list = bool(self.open) and self.open[-1].form == "entry"
        if self.blank and in_list and indent < 2 and not quoted:
            self.close(ENTRY + 1, index)
            self.open[-1].loose = self.open[-1].loose or index
        if first in "*_[【［<hH" and not (in_list and indent > 1) and len(text) < _LONGEST:
            return self._line(index, text)
        return True

    def close(self, depth: int, index: int) -> None:
        """End the open items of a depth or a greater one before a line."""
        while self.open and self.open[-1].depth >= depth:
            item = self.open.pop()
            # What follows the last item of a list belongs to it as such text does to the others.
            ends_early = item.loose and item.loose_before is False and depth < item.depth
            item.end = item.loose if ends_early else index

    def _add(self, item: Item) -> None:
        self.close(item.depth, item.index)
        self.open.append(item)
        self.scan.items.append(item)

    def _heading(self, index: int, line: str, quoted: bool) -> None:
        found = heading_of(line, index)
        if found is None:
            return
        if found.text:
            text = _TAG.sub("", found.text).strip() or found.text
            self._add(Item(index, index + 1, found.level, "heading", text, 0, quoted=quoted))
        else:
            self.scan.roles[index] = Role.DIAGNOSTIC
            self.scan.findings.append(Finding(index + 1, codes.EMPTY_HEADING, "This heading has no text."))

    def _is_underlined(self, index: int) -> bool:
        """Whether the line above one of `---` or `===` is a heading: a short one that is no sentence."""
        text = self.scan.texts[index - 1]
        above = self.scan.texts[index - 2] if index - 1 > self.scan.start else ""
        return (
            not above
            and len(text) < 200
            and text[-1] not in "。！？；，.;,:："
            and key_value(text) is None
            and not only_links(text)
        )

    def _setext(self, index: int, level: int) -> None:
        text = self.scan.texts[index - 1]
        # A bold or link line may have begun an item there.
        if self.open and self.open[-1].index == index - 1:
            self.scan.items.remove(self.open.pop())
        self._add(Item(index - 1, index + 1, level, "heading", text, 0))

    def _entry(self, index: int, text: str, at: int, indent: int) -> None:
        if is_field(text):
            return
        while self.open and self.open[-1].form == "entry" and at < self.open[-1].at:
            self.close(self.open[-1].depth, index)
        above = self.open[-1] if self.open and self.open[-1].form == "entry" else None
        item = Item(index, index + 1, ENTRY, "entry", text, 0, at, indent)
        if above and at < above.at + 2:
            item.depth, item.loose_before = above.depth, above.loose > 0
        elif above:
            item.depth = above.depth + 1
        self._add(item)

    def _line(self, index: int, text: str) -> bool:
        """Read a line that begins like a bold title or a link; whether it is plain text."""
        links = only_links(text)
        if links:
            titled = [link for link in links if not is_label(link)]
            if len(titled) == 1 and names_paper(titled[0].url):
                self._add(Item(index, index + 1, BOLD, "link", text, 0))
            return False
        if not text.startswith(("**", "__")) or key_value(text) is not None:
            return True
        entry = read_entry(text)
        if entry is None or entry.rest:
            return True
        self._add(Item(index, index + 1, BOLD, "bold", text, 0))
        return True

    def _is_row(self, index: int, text: str) -> bool:
        """Whether a line with a bar is a table's: it begins with one, or a table has begun or does here."""
        if text[0] == "|" or self.rows:
            return len(text) < _LONGEST
        below = self.scan.lines[index + 1].strip() if index + 1 < len(self.scan.lines) else ""
        return len(below) < _LONGEST and _is_rule(below.lstrip("> \t"))

    def close_table(self) -> None:
        """Make items of the table that ends here, or fields where it lists a paper's properties."""
        if not self.rows:
            return
        rows, self.rows, texts = self.rows, [], self.scan.texts
        rule = next((k for k, index in enumerate(rows) if k and _is_rule(texts[index])), 0)
        head = rows[rule - 1] if rule else -1
        data = [index for k, index in enumerate(rows) if k not in (rule, rule - 1) or not rule]
        names = _cells(texts[head]) if rule else ()
        pairs = {index: cells for index in data if len(cells := _cells(texts[index])) == 2}
        known = sum(label_kind(cells[0]) is not None for cells in pairs.values())
        known += len(names) == 2 and label_kind(names[0]) is not None and not label_kind(names[1])
        if pairs and len(pairs) == len(data) and (known > 1 or 2 * known >= len(data)):
            if len(names) == 2 and label_kind(names[0]) and not label_kind(names[1]):
                pairs[head] = names
            self._take_properties(rows, pairs)
            return
        kinds = tuple(map(label_kind, names))
        for index in data:
            if "/" in texts[index] or "rxiv" in texts[index].lower():
                self.scan.items.append(
                    Item(
                        index,
                        index + 1,
                        ROW,
                        "row",
                        "",
                        index + 1,
                        cells=_cells(texts[index]),
                        names=names,
                        kinds=kinds,
                        head=head,
                    )
                )

    def _take_properties(self, rows: list[int], pairs: dict[int, tuple[str, ...]]) -> None:
        """Write the rows of a table of properties as `key: value`."""
        for index in rows:
            if index in pairs:
                key, value = pairs[index]
                self.scan.texts[index] = self.scan.lines[index] = f"{key}: {value}" if value else key
            else:
                self.scan.roles[index] = Role.METADATA


def is_field(text: str) -> bool:
    """Whether the text of a list's item is a field, or links without a title, of what it stands below."""
    if key_value(text) is not None:
        return True
    links = only_links(text) if "/" in text or "rxiv" in text.lower() else None
    return links is not None and all(map(is_label, links))


def _is_rule(text: str) -> bool:
    return "-" in text and "|" in text and not text.strip("|:- \t")


def _cells(text: str) -> tuple[str, ...]:
    bare = text.strip().removeprefix("|")
    bare = bare[:-1] if bare.endswith("|") and not bare.endswith("\\|") else bare
    return tuple(cell.strip().replace("\\|", "|") for cell in _CELL.split(bare))
