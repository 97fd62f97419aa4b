"""Authors: who has a page, where it is, and what the editor says of names."""

from __future__ import annotations

from paper_digest.authors import find_authors, load_authors
from paper_digest.codes import BAD_AUTHORS
from paper_digest.corpus import merge
from paper_digest.model import Paper
from paper_digest.parse import parse_digest
from tests.support.sources import source_of


def papers(*authors: str) -> tuple[Paper, ...]:
    """One paper for each line of authors, a digest each, newest last."""
    texts = [
        f"## Paper {at}\n\nhttps://arxiv.org/abs/2501.{at:05}\n\n- Authors: {line}\n\nText {at}.\n"
        for at, line in enumerate(authors, start=1)
    ]
    digests = [
        parse_digest(source_of(text, f"2025/01{at:02}.md"))[0] for at, text in enumerate(texts, start=1)
    ]
    return merge(digests, ())[0].papers


def test_authors_of_two_papers_have_a_page_and_others_have_none() -> None:
    found = find_authors(papers("Ana One, Ben Two", "Ana One, Cai Three", "Ben Two, Ana One"))
    assert [(one.slug, [p.id for p in one.papers]) for one in found.authors] == [
        ("ana-one", ["2501.00003", "2501.00002", "2501.00001"]),
        ("ben-two", ["2501.00003", "2501.00001"]),
    ]
    assert found.slugs["2501.00002"] == ("ana-one", "")
    assert [(one.name, one.count) for one in found.authors[0].coauthors] == [("Ben Two", 2)]


def test_names_are_matched_letter_by_letter_and_addresses_go_to_the_first() -> None:
    before = ["Zoé One", "Zoé One", "Zoe One"]
    accents = find_authors(papers(*before, "Zoe One"))
    assert {one.name: one.slug for one in accents.authors} == {"Zoé One": "zoé-one", "Zoe One": "zoe-one"}
    case = find_authors(papers("Ana One", "Ana One", "ANA One", "ANA One"))
    assert {one.name: one.slug for one in case.authors} == {"Ana One": "ana-one", "ANA One": "ana-one-2"}


def test_an_editor_merges_names() -> None:
    own, found = load_authors("authors:\n  - name: Ana One\n    also: [A. One, 安娜]\n", "authors.yml")
    assert not found
    (ana,) = find_authors(papers("A. One", "安娜", "Ben Two"), own).authors
    assert (ana.name, ana.slug, len(ana.papers)) == ("Ana One", "ana-one", 2)


def test_an_editor_splits_a_name() -> None:
    own, found = load_authors(
        "authors:\n  - name: Ana One\n    slug: ana-one-of-there\n    papers: [2501.00003, 2501.00004]\n",
        "authors.yml",
    )
    assert not found
    authors = find_authors(papers(*["Ana One"] * 4), own).authors
    assert {one.slug: [p.id for p in one.papers] for one in authors} == {
        "ana-one": ["2501.00002", "2501.00001"],
        "ana-one-of-there": ["2501.00004", "2501.00003"],
    }


def test_what_cannot_be_used_is_told_with_its_line() -> None:
    text = (
        "authors:\n  - also: [x]\n  - name: A\n  - name: B\n    also: [A]\n  - name: C\n    slug: No Good\n"
    )
    own, found = load_authors(text, "authors.yml")
    assert [one.name for one in own] == ["A", "C"]
    assert [(one.line, one.code) for one in found] == [(2, BAD_AUTHORS), (4, BAD_AUTHORS), (7, BAD_AUTHORS)]


def test_letters_are_those_of_family_names_and_other_scripts_come_last() -> None:
    twice = "Ana Örtlich, 安娜, Ben Abe"
    assert [(one.name, one.letter) for one in find_authors(papers(twice, twice)).authors] == [
        ("Ben Abe", "A"),
        ("Ana Örtlich", "O"),
        ("安娜", "#"),
    ]


def test_large_teams_make_no_pairs() -> None:
    team = ", ".join(f"Ana N{at}" for at in range(100))
    assert all(not one.coauthors for one in find_authors(papers(team, team)).authors)
