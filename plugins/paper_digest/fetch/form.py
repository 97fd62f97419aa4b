"""The form of a repository's digests, learned from the newest ones, and a new digest in that form."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

from msgspec import Struct

from paper_digest.model import Digest, Role

# How file names and title lines tell the first and the last day.
_NAMES = (
    "{first:%Y}/{first:%m%d}-{last:%m%d}",
    "{last:%Y}/{first:%m%d}-{last:%m%d}",
    "{first:%Y}/{first:%Y%m%d}-{last:%Y%m%d}",
    "{first:%Y%m%d}-{last:%Y%m%d}",
    "{first:%Y-%m-%d}-{last:%Y-%m-%d}",
    "{first:%Y-%m-%d}_{last:%Y-%m-%d}",
    "{last:%G}/W{last:%V}",
    "{last:%G}-W{last:%V}",
    "{last:%Y}/{last:%m}/{last:%d}",
    "{last:%Y}/{last:%m-%d}",
    "{last:%Y-%m-%d}",
    "{last:%Y%m%d}",
)
_DAYS = ("%Y-%m-%d", "%Y%m%d", "%Y.%m.%d", "%Y/%m/%d", "%y%m%d", "%m%d", "%m-%d", "%m.%d", "%m/%d")
_ARXIV_LINK = re.compile(
    r"\((?P<before>https?://[^\s()]*?)(?P<id>\d{4}\.\d{4,5})(?:v\d+)?(?P<after>[^\s()]*)\)"
)
_MARKS = re.compile(r"([\\\[\]*`]|(?<!\w)_|_(?!\w))")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_FORMULA = re.compile(r"(\$[^$]+\$)")
_NEWEST = 5


_T = TypeVar("_T")


class Form(Struct, frozen=True):
    """How a digest is written.

    Attributes:
        name: its id, with `{first}` and `{last}` as in `str.format`.
        suffix: of the file.
        title: the title line, in the same way; "" where digests have none.
        level: how many `#` papers' headings have.
        before, after: what stands around the arXiv id in links.
        heading_end, link_end: blanks at the ends of these lines.
        gap: empty lines between heading and link.
        weekdays: of first and last day; Monday is 0.
    """

    name: str = "{first:%Y}/{first:%m%d}-{last:%m%d}"
    suffix: str = ".md"
    title: str = ""
    level: int = 2
    before: str = "https://arxiv.org/abs/"
    after: str = ""
    heading_end: str = ""
    link_end: str = ""
    gap: int = 0
    weekdays: tuple[int, int] = (0, 4)

    def id_of(self, first: datetime.date, last: datetime.date) -> str:
        """The id of the digest of a period."""
        return self.name.format(first=first, last=last)

    def write(self, first: datetime.date, last: datetime.date, papers: Sequence[tuple[str, str]]) -> str:
        """A digest without abstracts, which the editor adds.

        Args:
            first: first day of the period.
            last: its last day.
            papers: arXiv id and title of each.
        """
        blocks = [self.title.format(first=first, last=last)] if self.title else []
        for arxiv_id, title in papers:
            written = markdown_of(title)
            blocks.append(
                f"{'#' * self.level} {written}{self.heading_end}\n"
                + "\n" * self.gap
                + f"[{written}]({self.before}{arxiv_id}{self.after}){self.link_end}"
            )
        return "\n\n".join(blocks) + "\n"


def learn(digests: Sequence[tuple[Digest, str]]) -> Form:
    """Learn the form of the newest digests; what they do not tell is as in the main form of digests.

    Args:
        digests: digests and their texts, in any order.
    """
    told = [
        (digest, text)
        for digest, text in digests
        if isinstance(digest.first_day, datetime.date)
        and isinstance(digest.last_day, datetime.date)
        and digest.blocks
    ]
    newest = sorted(told, key=lambda one: (str(one[0].last_day), one[0].id))[-_NEWEST:]
    if not newest:
        return Form()
    found = [_form_of(digest, text) for digest, text in reversed(newest)]
    main = Form()
    most = {
        field: Counter(getattr(one, field) for one in found).most_common(1)[0][0]
        for field in Form.__struct_fields__
    }
    # A name or title that could not be read is "": what the others have is used, if any.
    names = [one.name for one in found if one.name]
    return Form(**{**most, "name": names[0] if names else main.name})


def _form_of(digest: Digest, text: str) -> Form:
    first, last = digest.first_day, digest.last_day
    assert isinstance(first, datetime.date)
    assert isinstance(last, datetime.date)
    lines = text.replace("\r\n", "\n").split("\n")
    levels, gaps = Counter[int](), Counter[int]()
    heading_ends, link_ends = Counter[str](), Counter[str]()
    links = Counter[tuple[str, str]]()
    for block in digest.blocks:
        heading = lines[block.line - 1]
        levels[len(heading) - len(heading.lstrip("#"))] += 1
        heading_ends[_end(heading)] += 1
        line = block.lines.get("link", 0)
        if line > block.line and (match := _ARXIV_LINK.search(lines[line - 1])):
            links[match["before"], match["after"]] += 1
            link_ends[_end(lines[line - 1])] += 1
            gaps[min(line - block.line - 1, 1)] += 1
    main = Form()
    before, after = _most(links, (main.before, main.after))
    titles = [lines[at] for at, role in enumerate(digest.roles) if role is Role.ISSUE_TITLE]
    return Form(
        name=_name_of(digest.id, first, last),
        suffix=".markdown" if digest.path.endswith(".markdown") else ".md",
        title=_title_of(titles[0].rstrip(), first, last) if titles else "",
        level=_most(levels, main.level) or main.level,
        before=before,
        after=after,
        heading_end=_most(heading_ends, ""),
        link_end=_most(link_ends, ""),
        gap=_most(gaps, 0),
        weekdays=(first.weekday(), last.weekday()),
    )


def _most(counted: Counter[_T], default: _T) -> _T:
    return counted.most_common(1)[0][0] if counted else default


def _end(line: str) -> str:
    return line[len(line.rstrip(" ")) :]


def _name_of(digest_id: str, first: datetime.date, last: datetime.date) -> str:
    """The id with its days left open, "" where it tells none in a known way."""
    for pattern in _NAMES:
        shown = pattern.format(first=first, last=last)
        before = digest_id.removesuffix(shown)
        if before != digest_id and not any(sign.isdigit() for sign in before):
            return _braced(before) + pattern
    return ""


def _title_of(line: str, first: datetime.date, last: datetime.date) -> str:
    """The line with its days left open, "" where a number remains that the next digest would not have."""
    rest = line
    for day, name in ((first, "first"), (last, "last")):
        for form in _DAYS:
            shown = day.strftime(form)
            if shown in rest:
                rest = rest.replace(shown, f"\x00{name}:{form}\x01", 1)
                break
    shown = re.sub("\x00[^\x01]*\x01", "", rest)
    if any(sign.isdigit() for sign in shown):
        return ""
    return _braced(rest).replace("\x00", "{").replace("\x01", "}")


def _braced(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def markdown_of(title: str) -> str:
    """A title as Markdown that shows it as it is; formulas stay."""
    parts = _FORMULA.split(title)
    return "".join(part if at % 2 else _escaped(part) for at, part in enumerate(parts))


def _escaped(text: str) -> str:
    # A tag in a title is taken for one also behind a backslash.
    return _MARKS.sub(r"\\\1", _ENTITY.sub("&amp;", text)).replace("<", "&lt;")
