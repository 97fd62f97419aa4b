"""DataCite's REST API (https://support.datacite.org/docs/api): arXiv's metadata by DOI."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Sequence

import msgspec
from msgspec import Struct, field

from paper_digest.facts.records import Origin, Record
from paper_digest.fetch.arxiv import day_of, id_to_ask
from paper_digest.fetch.text import is_withdrawn, one_line, paragraphs, venue_of, web_address
from paper_digest.fetch.values import Question, Reply, Told, Unusable

_PREFIX = "10.48550/arxiv."
_CATEGORY = re.compile(r"\(([a-z-]+(?:\.[A-Za-z-]+)?)\)\s*$")
_VERSION = re.compile(r"v(\d+)")


class _Title(Struct):
    title: str | None = None


class _Creator(Struct, rename="camel"):
    name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    name_type: str | None = None


class _Description(Struct, rename="camel"):
    description: str | None = None
    description_type: str | None = None


class _Subject(Struct, rename="camel"):
    subject: str | None = None


class _Date(Struct, rename="camel"):
    date: str | None = None
    date_type: str | None = None
    date_information: str | None = None


class _Related(Struct, rename="camel"):
    relation_type: str | None = None
    related_identifier: str | None = None
    related_identifier_type: str | None = None


class _Rights(Struct, rename="camel"):
    rights_uri: str | None = None


class _Attributes(Struct, rename="camel"):
    titles: list[_Title] = field(default_factory=list)
    creators: list[_Creator] = field(default_factory=list)
    descriptions: list[_Description] = field(default_factory=list)
    subjects: list[_Subject] = field(default_factory=list)
    dates: list[_Date] = field(default_factory=list)
    related_identifiers: list[_Related] = field(default_factory=list)
    rights_list: list[_Rights] = field(default_factory=list)


class _Item(Struct):
    id: str
    attributes: _Attributes


class _List(Struct):
    data: list[msgspec.Raw]


class DataCite:
    """DataCite, 50 papers a question."""

    name = "datacite"
    size = 50
    twice = False

    def question(self, ids: Sequence[str]) -> Question:
        """The request for papers."""
        dois = " OR ".join(f'"{_PREFIX}{id_to_ask(one)}"' for one in ids)
        return Question("/dois", (("query", f"doi:({dois})"), ("page[size]", str(len(ids)))))

    def read(self, reply: Reply, ids: Sequence[str], day: datetime.date) -> Told:
        """Read a list; see `Source.read`."""
        if reply.status in (413, 414):
            return Told(too_long=True)
        if reply.status != 200:
            raise Unusable(f"it answered {reply.status}")
        by_id = {id_to_ask(one).lower(): one for one in ids}
        found = {}
        try:
            for raw in msgspec.json.decode(reply.body, type=_List).data:
                item = msgspec.json.decode(raw, type=_Item)
                asked = by_id.get(item.id.lower().removeprefix(_PREFIX))
                record = _record(item.attributes, day)
                if asked and record:
                    found[asked] = record
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise Unusable("its answer is no list of papers") from None
        return Told(found)


def _record(paper: _Attributes, day: datetime.date) -> Record | None:
    title = _plain(paper.titles[0].title) if paper.titles else ""
    texts = dict.fromkeys(("Abstract", "Other"), "")
    for one in reversed(paper.descriptions):
        texts[one.description_type or "Other"] = html.unescape(one.description or "")
    abstract = paragraphs(texts["Abstract"])
    if not title or not abstract:
        return None
    comment = one_line(texts["Other"])
    dates = {one.date_type: one for one in reversed(paper.dates)}
    versions = [_VERSION.match(one.date_information or "") for one in paper.dates]
    return Record(
        arxiv=Origin(max((int(found[1]) for found in versions if found), default=0), day, "datacite"),
        title=title,
        abstract=abstract,
        authors=tuple(name for name in map(_name, paper.creators) if name),
        categories=_categories(paper.subjects),
        published=day_of(dates["Submitted"].date or "") if "Submitted" in dates else None,
        comment=comment,
        doi=_published_as(paper.related_identifiers),
        venue=venue_of(comment),
        license=web_address((paper.rights_list[0].rights_uri or "") if paper.rights_list else ""),
        withdrawn="Withdrawn" in dates or is_withdrawn(comment),
    )


def _plain(text: str | None) -> str:
    """A text whose HTML entities DataCite left encoded, on one line."""
    return one_line(html.unescape(text or ""))


def _name(creator: _Creator) -> str:
    """A name, given name first. The kind of name is often told wrongly, so that only its parts count."""
    if creator.given_name and creator.family_name:
        return _plain(f"{creator.given_name} {creator.family_name}")
    family, comma, given = _plain(creator.name).partition(", ")
    return f"{given} {family}" if comma and creator.name_type != "Organizational" else family + comma + given


def _categories(subjects: Sequence[_Subject]) -> tuple[str, ...]:
    matches = (_CATEGORY.search(_plain(one.subject)) for one in subjects)
    return tuple(dict.fromkeys(match[1] for match in matches if match))


def _published_as(related: Sequence[_Related]) -> str:
    for one in related:
        if one.relation_type == "IsVersionOf" and one.related_identifier_type == "DOI":
            return one_line(one.related_identifier or "")
    return ""
