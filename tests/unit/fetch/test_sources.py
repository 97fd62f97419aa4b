"""How answers of the hosts are read: their traps, and what is no answer."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_digest.facts.records import Record
from paper_digest.fetch.arxiv import Arxiv
from paper_digest.fetch.datacite import DataCite
from paper_digest.fetch.huggingface import HuggingFace, read_list
from paper_digest.fetch.text import is_withdrawn, one_line, venue_of, web_address
from paper_digest.fetch.values import Reply, Unusable
from tests.support.paper_sources import MadePaper, atom_entry, datacite_item

DAY = datetime.date(2026, 11, 30)
ONE = "2611.00001"


def reply(body: bytes | str, status: int = 200) -> Reply:
    return Reply(status, {}, body.encode() if isinstance(body, str) else body)


def feed(*entries: str) -> Reply:
    return reply(
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">'
        + "".join(entries)
        + "</feed>"
    )


def of_datacite(paper: MadePaper, **changes: Any) -> Record:
    item = datacite_item(paper)
    item["attributes"].update(changes)
    return DataCite().read(reply(json.dumps({"data": [item]})), [paper.id], DAY).found[paper.id]


def test_of_two_versions_the_newer_counts() -> None:
    entries = [atom_entry(MadePaper(ONE, title=f"V{version}", version=version)) for version in (2, 3, 1)]
    found = Arxiv().read(feed(*entries), [ONE], DAY).found
    assert (found[ONE].title, found[ONE].arxiv.version) == ("V3", 3)


def test_papers_that_were_not_asked_for_are_left_out() -> None:
    entries = [atom_entry(MadePaper(name)) for name in (ONE, "2611.00002")]
    assert Arxiv().read(feed(*entries), [ONE], DAY).found.keys() == {ONE}


def test_the_primary_category_is_first() -> None:
    entry = atom_entry(MadePaper(ONE, categories=("stat.ML", "cs.AI", "cs.LG")))
    assert Arxiv().read(feed(entry), [ONE], DAY).found[ONE].categories == ("stat.ML", "cs.AI", "cs.LG")


def test_datacites_entities_are_decoded_once() -> None:
    record = of_datacite(MadePaper(ONE, title="R&D &lt; $\\pi$", abstract="x < y"))
    assert (record.title, record.abstract) == ("R&D &lt; $\\pi$", "x < y")
    assert record.license == "http://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    ("creator", "name"),
    [
        ({"name": "One, Ana", "nameType": "Personal"}, "Ana One"),
        (
            {"name": "One, Ana", "givenName": "Ana", "familyName": "One", "nameType": "Organizational"},
            "Ana One",
        ),
        ({"name": "Made Lab, The", "nameType": "Organizational"}, "Made Lab, The"),
        ({"name": "Mononym"}, "Mononym"),
        ({"name": "One, Ana", "givenName": None, "familyName": None}, "Ana One"),
    ],
)
def test_datacites_names_begin_with_the_given_one(creator: dict[str, Any], name: str) -> None:
    assert of_datacite(MadePaper(ONE), creators=[creator]).authors == (name,)


def test_datacite_knows_what_was_withdrawn_and_published() -> None:
    dates = [{"date": "2026-11-02", "dateType": "Withdrawn", "dateInformation": "v2; None"}]
    related = [{"relationType": "IsVersionOf", "relatedIdentifier": "10.1/2", "relatedIdentifierType": "DOI"}]
    record = of_datacite(MadePaper(ONE), dates=dates, relatedIdentifiers=related)
    assert (record.withdrawn, record.doi, record.arxiv.version) == (True, "10.1/2", 2)


def test_hugging_face_must_answer_with_the_paper_that_was_asked_for() -> None:
    with pytest.raises(Unusable):
        HuggingFace().read(reply('{"id": "2611.00002"}'), [ONE], DAY)
    with pytest.raises(Unusable):
        HuggingFace().read(reply("<html>Not found</html>", 404), [ONE], DAY)


@given(
    st.binary() | st.text().map(str.encode) | st.sampled_from([b"{}", b"[]", b'{"data": [1]}', b"[" * 9999])
)
def test_no_bytes_are_taken_for_an_answer_that_they_are_not(body: bytes) -> None:
    for source in (Arxiv(), DataCite(), HuggingFace()):
        with pytest.raises(Unusable):
            source.read(reply(body), [ONE], DAY)
    if body != b"[]":
        with pytest.raises(Unusable):
            read_list(reply(body))


@pytest.mark.parametrize(
    ("comment", "venue"),
    [
        ("Accepted to NeurIPS 2026. 12 pages", "NeurIPS 2026"),
        ("Accepted at the ICML 2025 (Spotlight)", "ICML 2025"),
        ("To appear in ACL 2026", "ACL 2026"),
        ("Published in Transactions on Made Things 2026", "Transactions on Made Things 2026"),
        ("CVPR 2026 camera ready", "CVPR 2026"),
        ("ICLR'26", "ICLR 2026"),
        ("12 pages (ECCV 2026)", "ECCV 2026"),
        ("12 pages, 3 figures", ""),
        ("Accepted for publication in JMLR 2026", "JMLR 2026"),
        ("Submitted to ICML 2026", ""),
        ("ICML 2026 submission", ""),
        ("Published in May 2026", ""),
        ("Accepted by a journal in 2026", ""),
        ("Code at https://github.com/a/b. May 2026", ""),
        ("", ""),
    ],
)
def test_venues_are_read_out_of_comments(comment: str, venue: str) -> None:
    assert venue_of(comment) == venue


@pytest.mark.parametrize(
    ("comment", "withdrawn"),
    [
        ("This paper has been withdrawn by Ana One", True),
        ("Withdrawn due to an error", True),
        ("This submission was withdrawn", True),
        ("We study consent that is withdrawn", False),
        ("", False),
    ],
)
def test_what_was_withdrawn_is_seen(comment: str, withdrawn: bool) -> None:
    assert is_withdrawn(comment) is withdrawn


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://github.com/a/b", True),
        (" http://a.example/x?y=1#z ", True),
        ("javascript:alert(1)", False),
        ("https://a.example/\"onclick='x'", False),
        ("//a.example", False),
        ("https://a.example/" + "x" * 600, False),
    ],
)
def test_addresses_have_a_usual_shape(address: str, kept: bool) -> None:
    assert web_address(address) == (address.strip() if kept else "")


@given(st.text())
def test_texts_hold_nothing_invisible_that_misleads(text: str) -> None:
    clean = one_line(text + "\u202e\x00\u2066\ufeff")
    assert clean == one_line(clean)
    assert not set(clean) & set("\x00\n\r\t\u202e\u2066\ufeff")
    clean.encode()
