"""arXiv's Atom API (https://info.arxiv.org/help/api/user-manual.html): questions, and what answers say.

Ids are sent by POST, since a GET of some hundred is refused; `max_results` is told, since ten is the default.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

from paper_digest.facts.records import Origin, Record
from paper_digest.fetch.text import is_withdrawn, one_line, paragraphs, venue_of
from paper_digest.fetch.values import Question, Reply, Told, Unusable
from paper_digest.ids import arxiv_id_of_url

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_VERSION = re.compile(r"v(\d+)$")
_BAD_ID = re.compile(r"#incorrect_id_format_for_(.+)$")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SUBJECT_CLASS = re.compile(r"^([a-z-]+)\.[A-Za-z]{2}/")


def id_to_ask(arxiv_id: str) -> str:
    """An id as sources know it: old ones without subject class, `math/0309136` for `math.GT/0309136`."""
    return _SUBJECT_CLASS.sub(r"\1/", arxiv_id)


class Arxiv:
    """arXiv, 200 papers a question."""

    name = "arxiv"
    size = 200
    twice = True

    def question(self, ids: Sequence[str]) -> Question:
        """The request for papers."""
        listed = ",".join(id_to_ask(one) for one in ids)
        form = (("id_list", listed), ("start", "0"), ("max_results", str(len(ids))))
        return Question("/api/query", form=form)

    def read(self, reply: Reply, ids: Sequence[str], day: datetime.date) -> Told:
        """Read a feed, in any order; see `Source.read`."""
        if reply.status in (413, 414):
            return Told(too_long=True)
        entries = list(feed_entries(reply))
        by_id = {id_to_ask(one): one for one in ids}
        found: dict[str, Record] = {}
        for entry in entries:
            address = _text(entry, f"{_ATOM}id")
            if match := _BAD_ID.search(address):
                wrong = by_id.get(match[1]) or by_id.get(match[1].replace("_", "/"))
                if wrong is None:
                    raise Unusable(f"it answered that {one_line(match[1])[:40]!r} is no id")
                return Told(rejected=(wrong,))
            asked = by_id.get(id_to_ask(arxiv_id_of_url(address)))
            record = record_of(entry, day)
            # Both a version and the current one may come back.
            if asked and record and record.arxiv.version >= _version_of(found.get(asked)):
                found[asked] = record
        if reply.status != 200:
            raise Unusable(f"it answered {reply.status}")
        return Told(found)


def _version_of(record: Record | None) -> int:
    return record.arxiv.version if record else 0


def feed_entries(reply: Reply) -> Iterator[ElementTree.Element]:
    """The entries of an Atom feed.

    Raises:
        Unusable: the answer is no feed, is cut off, or declares entities, which could grow without end.
    """
    try:
        text = reply.body.decode("utf-8")
        # Text that is parsed as such has no other encoding, in which this could hide.
        if "<!DOCTYPE" in text:
            raise Unusable("its answer is no feed")
        # A control character in one abstract would cost the whole batch.
        root = ElementTree.fromstring(_FORBIDDEN.sub("", text))
    except (UnicodeDecodeError, ElementTree.ParseError, RecursionError):
        raise Unusable("its answer is no feed, or half of one") from None
    if root.tag != f"{_ATOM}feed":
        raise Unusable("its answer is no feed")
    return root.iterfind(f"{_ATOM}entry")


def record_of(entry: ElementTree.Element, day: datetime.date) -> Record | None:
    """The record of an entry, None where it has no title or no abstract."""
    title, abstract = one_line(_text(entry, f"{_ATOM}title")), paragraphs(_text(entry, f"{_ATOM}summary"))
    if not title or not abstract:
        return None
    version = _VERSION.search(_text(entry, f"{_ATOM}id"))
    comment = one_line(_text(entry, f"{_ARXIV}comment"))
    names = (one_line(_text(author, f"{_ATOM}name")) for author in entry.iterfind(f"{_ATOM}author"))
    return Record(
        arxiv=Origin(int(version[1]) if version else 0, day, "arxiv"),
        title=title,
        abstract=abstract,
        authors=tuple(name for name in names if name),
        categories=_categories(entry),
        published=day_of(_text(entry, f"{_ATOM}published")),
        comment=comment,
        doi=one_line(_text(entry, f"{_ARXIV}doi")),
        journal_ref=one_line(_text(entry, f"{_ARXIV}journal_ref")),
        venue=venue_of(comment),
        withdrawn=is_withdrawn(comment),
    )


def _categories(entry: ElementTree.Element) -> tuple[str, ...]:
    primary = entry.find(f"{_ARXIV}primary_category")
    all_of_them = [*([primary] if primary is not None else []), *entry.iterfind(f"{_ATOM}category")]
    terms = (one_line(category.get("term", "")) for category in all_of_them)
    return tuple(dict.fromkeys(term for term in terms if term))


def day_of(text: str) -> datetime.date | None:
    """The day of a time such as `2026-11-01T17:59:59Z`, None where it is none."""
    try:
        return datetime.date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def _text(parent: ElementTree.Element, tag: str) -> str:
    return parent.findtext(tag) or ""
