from __future__ import annotations

import datetime
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from paper_digest.facts.records import Machine, Origin, Record, WebLinks, is_edited, parse_all, parse_facts
from paper_digest.facts.write import facts_file, file_name, sealed
from paper_digest.sourcefile import SourceFile

DAY = datetime.date(2026, 11, 30)
FULL = sealed(
    Record(
        arxiv=Origin(version=2, fetched=DAY, via="arxiv"),
        title=r"Flow of $\pi_0$: 10\% Faster",
        authors=("Ana One", "Bo Two"),
        abstract="We show x < y.\n\nAnd more.",
        categories=("cs.RO", "cs.LG"),
        published=datetime.date(2026, 11, 1),
        comment="Accepted to ExConf 2026",
        venue="ExConf 2026",
        withdrawn=True,
        links=WebLinks(code=(("https://github.com/a/b", "huggingface"),), fetched=DAY),
        machine={"zh": Machine(title="题", abstract="文", model="m", date=DAY, findings=("names",))},
    )
)


def file(data: bytes, path: str = "facts/2611.json") -> SourceFile:
    return SourceFile(path, "2611", "/" + path, data, hashlib.sha256(data).hexdigest())


def read(data: bytes) -> tuple[dict[str, Record], list[tuple[int, str]]]:
    records, found = parse_facts(file(data))
    return records, [(one.line, one.code.name) for one in found]


def test_records_come_back_as_they_were_written() -> None:
    records = {"2611.00002": sealed(Record(title="B")), "2611.00001": FULL}
    data = facts_file(records)
    assert read(data) == (records, [])
    assert facts_file(dict(reversed(records.items()))) == data


def test_a_file_holds_one_field_a_line_and_no_defaults() -> None:
    record = sealed(Record(arxiv=Origin(1, DAY), title="A “b” π"))
    assert facts_file({"2611.00001": record}).decode().splitlines() == [
        '{"schema": 1, "papers": {',
        '  "2611.00001": {',
        '    "arxiv": {"version":1,"fetched":"2026-11-30"},',
        '    "title": "A “b” π",',
        f'    "hash": "{record.hash}"',
        "  }",
        "}}",
    ]


TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp"), exclude_characters="\ufeff"))


@given(TEXT, st.lists(TEXT), TEXT.map(lambda text: "\n\n" + text), st.booleans())
def test_any_text_comes_back(title: str, names: list[str], abstract: str, withdrawn: bool) -> None:
    record = sealed(Record(title=title, authors=tuple(names), abstract=abstract, withdrawn=withdrawn))
    assert read(facts_file({"cs/0112017": record})) == ({"cs/0112017": record}, [])


def test_a_record_changed_by_hand_is_used_and_reported_also_when_written_again() -> None:
    data = facts_file({"2611.00001": FULL, "2611.00002": sealed(Record(title="B"))})
    edited = data.replace(b"Ana One", b"Ana Three")
    records, found = read(edited)
    assert records["2611.00001"].authors == ("Ana Three", "Bo Two")
    assert found == [(2, "edited-facts")]
    assert facts_file(records) == edited


def test_any_change_is_seen() -> None:
    assert is_edited(replace(FULL, comment="x"))
    assert is_edited(replace(FULL, links=WebLinks()))
    assert not is_edited(FULL)


@pytest.mark.parametrize(
    ("record", "line"),
    [
        ('"2611.00001": {"title": 3}', 2),
        ('"2611.00001": {"titel": "A"}', 2),
        ('"2611.00001v2": {"title": "A"}', 2),
        ('"my paper": {"title": "A"}', 2),
        ('"2611.00001": {"published": "yesterday"}', 2),
        ('"2611.00001": {"arxiv": {"via": "elsewhere"}}', 2),
        ('"2611.00001": []', 2),
    ],
)
def test_a_bad_record_is_a_finding_and_the_rest_is_used(record: str, line: int) -> None:
    good = sealed(Record(title="Good"))
    rest = f'"2611.00009": {{"title": "Good", "hash": "{good.hash}"}}'
    data = f'{{"schema": 1, "papers": {{\n{record},\n{rest}}}}}'
    assert read(data.encode()) == ({"2611.00009": good}, [(line, "bad-facts")])


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b'{"papers": {}}', b'{"schema": 2, "papers": {}}', b"[" * 100_000]
)
def test_what_is_no_file_of_facts_is_a_finding(data: bytes) -> None:
    records, found = read(data)
    assert (records, "bad-facts" in [code for _, code in found]) == ({}, True)


def test_of_two_records_the_first_files_counts() -> None:
    one, two = sealed(Record(title="1")), sealed(Record(title="2"))
    sources = [file(facts_file({"2611.00001": r}), p) for r, p in ((one, "a.json"), (two, "b.json"))]
    records, found = parse_all(sources)
    assert records == {"2611.00001": one}
    assert [(d.path, d.line, d.code.name) for d in found] == [("b.json", 2, "bad-facts")]


@pytest.mark.parametrize(
    ("arxiv_id", "name"),
    [("2611.00001", "2611.json"), ("0704.0001", "0704.json"), ("math.GT/0309136", "other.json")],
)
def test_files_are_named_by_month(arxiv_id: str, name: str) -> None:
    assert file_name(arxiv_id) == name
