from __future__ import annotations

import datetime as dt
from random import Random
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_digest import codes
from paper_digest.corpus import Merger, merge
from paper_digest.model import LANGUAGES, Bilingual, Digest, Links, Metadata, Position, Provenance
from tests.support.papers import block, corpus, digest, overlay

ONE = "2501.00001"


def test_one_paper_in_several_digests_is_one_paper() -> None:
    late = digest("b", block("2501.00002", "Two", "二"), block(ONE, "One", "一", line=9), day="2025-01-13")
    early = digest("a", block(ONE, "One", "一"), day="2025-01-06")
    merged, found = merge([late, early], [])
    assert found == ()
    paper = merged.paper[ONE]
    assert [(a.digest_id, a.position, a.source) for a in paper.appearances] == [
        ("a", 1, Position("digests/a.md", 1)),
        ("b", 2, Position("digests/b.md", 9)),
    ]
    assert paper.date == dt.date(2025, 1, 6)
    assert paper.source == Position("digests/a.md", 1)
    assert [d.id for d in merged.digests] == ["b", "a"]
    assert [p.id for p in merged.papers] == ["2501.00002", ONE]
    assert {key: [p.id for p in papers] for key, papers in merged.papers_of.items()} == {
        "a": [ONE],
        "b": ["2501.00002", ONE],
    }


def test_the_oldest_text_stands_and_the_others_are_kept() -> None:
    texts = [
        ("a", "旧标题", "旧文。"),
        ("b", "旧标题", "新文。"),
        ("c", "新标题", "新文。"),
        ("d", "旧标题", "旧文。"),
    ]
    digests = [
        digest(name, block(ONE, "One", title, Bilingual(zh=text)), day=f"2025-01-0{number}")
        for number, (name, title, text) in enumerate(texts, start=1)
    ]
    paper = corpus(*reversed(digests)).papers[0]
    assert paper.title.zh == "旧标题"
    assert paper.abstract.zh == "旧文。"
    assert [(v.digest_id, v.title.zh, v.text.zh) for v in paper.variants] == [
        ("b", "", "新文。"),
        ("c", "新标题", ""),
    ]


def test_a_language_is_taken_from_whichever_digest_has_it() -> None:
    merged = corpus(
        digest("a", block(ONE, "One", "", Bilingual(zh="中文。")), day="2025-01-01"),
        digest("b", block(ONE, "One", "一", Bilingual(en="English.")), day="2025-01-02"),
    )
    paper = merged.papers[0]
    assert paper.title == Bilingual("One", "一")
    assert paper.abstract == Bilingual("English.", "中文。")
    assert paper.variants == ()
    assert paper.provenance["title.zh"].path == "digests/b.md"
    assert paper.provenance["abstract.zh"].path == "digests/a.md"


def test_overlays_override_field_by_field() -> None:
    said = Metadata(authors=("A. Author",), venue="NIPS", code=("https://github.com/a/b",))
    one = digest("a", block(ONE, "One", "一", Bilingual(zh="中文。"), metadata=said), day="2025-01-01")
    over = overlay(
        ONE,
        title=Bilingual(en="One, Corrected"),
        abstract=Bilingual(en="English."),
        metadata=Metadata(venue="NeurIPS", translated_from=MappingProxyType({"en": "zh"})),
        lines=MappingProxyType({"title.en": 2, "abstract.en": 5}),
    )
    paper = corpus(one, overlays=(over,)).papers[0]
    assert paper.title == Bilingual("One, Corrected", "一")
    assert paper.abstract == Bilingual("English.", "中文。")
    assert paper.metadata.authors == ("A. Author",)
    assert paper.metadata.venue == "NeurIPS"
    assert paper.metadata.translated_from == {"en": "zh"}
    assert paper.provenance["title.en"] == Position(over.path, 2)
    assert paper.provenance["abstract.en"] == Position(over.path, 5)
    assert paper.provenance["abstract.zh"].path == one.path
    assert paper.provenance["authors"].path == one.path
    assert paper.provenance["venue"].path == over.path
    assert [v.title.en for v in paper.variants] == ["One"]


def test_a_mark_of_translation_goes_with_its_text() -> None:
    mark = Metadata(translated_from=MappingProxyType({"en": "zh"}))
    first = overlay(ONE, abstract=Bilingual(en="The authors' own."))
    marked = digest(
        "a",
        block(ONE, "One", "一", Bilingual(en="Translated.", zh="中文。"), metadata=mark),
        day="2025-01-01",
    )
    assert corpus(marked).papers[0].metadata.translated_from == {"en": "zh"}
    assert corpus(marked, overlays=(first,)).papers[0].metadata.translated_from == {}


def test_an_overlay_of_no_paper_is_reported() -> None:
    merged, found = merge([], [overlay("2501.99999")])
    assert merged.papers == ()
    assert [(d.code, d.path) for d in found] == [(codes.OVERLAY_WITHOUT_PAPER, "papers/2501.99999.md")]


def test_two_titles_of_one_paper_are_reported() -> None:
    _, found = merge(
        [
            digest("a", block(ONE, "Agents That Plan", "一"), day="2025-01-01"),
            digest("b", block(ONE, "agents that plan!", "一", line=4), day="2025-01-02"),
            digest("c", block(ONE, "Seeing Speech", "一", line=7), day="2025-01-03"),
        ],
        [],
    )
    assert [(d.code, d.path, d.line) for d in found] == [(codes.TITLE_CONFLICT, "digests/c.md", 7)]
    assert "digests/a.md:1" in found[0].message


def test_papers_of_one_title_without_id_get_addresses_of_their_own() -> None:
    merged, found = merge(
        [
            digest(
                "a",
                block("", "Index", "", link="https://example.org/1"),
                block("", "A Title", "", link="https://example.org/2", line=5),
                block("", "A title!", "", link="https://example.org/3", line=9),
                block("", "A Title", "", link="https://example.org/2", line=13),
            )
        ],
        [],
    )
    assert list(merged.paper) == ["index-2", "a-title", "a-title-2"]
    assert [(d.code, d.line) for d in found] == [(codes.ID_COLLISION, 9)]
    assert "digests/a.md:5" in found[0].message
    assert len(merged.paper["a-title"].appearances) == 2


def test_an_address_once_published_stays() -> None:
    before = [digest("a", block("", "A Title", "", link="https://example.org/1"), day="2025-01-01")]
    after = [*before, digest("b", block("", "A Title", "", link="https://example.org/2"), day="2025-02-01")]
    assert corpus(*before).paper["a-title"].links == corpus(*reversed(after)).paper["a-title"].links


def test_links_are_gathered_once_each() -> None:
    text = Bilingual(
        en="Code: https://github.com/a/b. More at https://a.github.io/ and https://huggingface.co/a/model.",
        zh="代码见 http://github.com/a/b/。见 https://arxiv.org/abs/2502.00009。",
    )
    paper = corpus(digest("a", block(ONE, "One", "一", text))).papers[0]
    assert paper.links == Links(
        abstract=f"https://arxiv.org/abs/{ONE}",
        pdf=f"https://arxiv.org/pdf/{ONE}",
        html=f"https://arxiv.org/html/{ONE}",
        huggingface=f"https://huggingface.co/papers/{ONE}",
        code=("https://github.com/a/b",),
        project=("https://a.github.io/",),
        other=("https://huggingface.co/a/model",),
    )


def test_a_page_that_the_editor_calls_code_is_no_project_too() -> None:
    made = corpus(
        digest("a", block("2501.00001", body=Bilingual(zh="代码与模型详见 https://one.github.io/Two。"))),
        overlays=(overlay("2501.00001", metadata=Metadata(code=("https://one.github.io/Two",))),),
    )
    links = made.papers[0].links
    assert (links.code, links.project) == (("https://one.github.io/Two",), ())


def test_links_of_papers_that_are_not_on_arxiv() -> None:
    pdf = corpus(digest("a", block("", "One", "", link="https://example.org/one.PDF"))).papers[0].links
    assert pdf == Links(pdf="https://example.org/one.PDF")
    page = corpus(digest("a", block("", "One", "", link="https://openreview.net/forum?id=x"))).papers[0].links
    assert page == Links(abstract="https://openreview.net/forum?id=x")


def test_old_style_ids() -> None:
    paper = corpus(digest("a", block("cs/0112017", "One", "一"))).papers[0]
    assert paper.id == "cs-0112017"
    assert paper.links == Links(
        abstract="https://arxiv.org/abs/cs/0112017", pdf="https://arxiv.org/pdf/cs/0112017"
    )


BLOCKS = st.builds(
    block,
    arxiv_id=st.sampled_from(["", "2501.00001", "2501.00002", "cs/0112017"]),
    en=st.sampled_from(["", "A Title", "a-title", "Title 2", "index", "2501.00001", "…"]),
    zh=st.sampled_from(["", "标题"]),
    body=st.builds(Bilingual, en=st.sampled_from(["", "One."]), zh=st.sampled_from(["", "一。", "二。"])),
    link=st.sampled_from(["", "https://example.org/1", "https://example.org/2"]),
)
DIGESTS = st.lists(
    st.tuples(st.lists(BLOCKS, max_size=5), st.sampled_from([None, "2025-01-06", "2025-01-13"])), max_size=5
).map(lambda found: [digest(f"d{i}", *blocks, day=day) for i, (blocks, day) in enumerate(found)])


@given(DIGESTS, st.randoms(use_true_random=False))
def test_every_block_has_one_paper_in_any_order_of_input(digests: list[Digest], random: Random) -> None:
    merged, _ = merge(digests, [])
    shuffled = digests.copy()
    random.shuffle(shuffled)
    assert merge(shuffled, [])[0] == merged
    assert len({paper.id for paper in merged.papers}) == len(merged.papers) == len(merged.paper)
    assert not any(digest.blocks or digest.roles for digest in merged.digests)
    places = [(a.digest_id, a.position) for paper in merged.papers for a in paper.appearances]
    assert sorted(places) == sorted((d.id, n) for d in digests for n in range(1, len(d.blocks) + 1))
    for one in digests:
        for position, own in enumerate(one.blocks, start=1):
            paper = next(
                p
                for p in merged.papers
                for a in p.appearances
                if (a.digest_id, a.position) == (one.id, position)
            )
            assert paper in merged.papers_of[one.id]
            said = [paper.title, *(v.title for v in paper.variants)]
            texts = [paper.abstract, *(v.text for v in paper.variants)]
            for language in LANGUAGES:
                assert own.title.get(language) in {"", *(t.get(language) for t in said)}
                assert own.body.get(language) in {"", *(t.get(language) for t in texts)}


EDITS = st.lists(
    st.dictionaries(
        st.sampled_from("abcd"),
        st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["一", "二"])), max_size=4),
        max_size=4,
    ),
    min_size=1,
    max_size=4,
)


@given(EDITS, st.lists(st.booleans(), min_size=4, max_size=4))
def test_merging_again_gives_what_merging_anew_does(
    edits: list[dict[str, list[tuple[int, str]]]], overlaid: list[bool]
) -> None:
    merger = Merger()
    known: dict[str, Digest] = {}
    overlays = [overlay(f"2501.0000{number}", abstract=Bilingual(en="Told.")) for number in (1, 2)]
    for round_, blocks_of in enumerate(edits):
        # Digests that stay as they were are the same objects, as a memo gives them.
        made = {
            name: digest(
                name,
                *(
                    block(f"2501.0000{number}" if number < 4 else "", f"Title {number}", zh, line=at)
                    for at, (number, zh) in enumerate(blocks, start=1)
                ),
                day=f"2025-01-0{1 + ord(name) % 4}",
            )
            for name, blocks in blocks_of.items()
        }
        known = {name: known[name] if known.get(name) == one else one for name, one in made.items()}
        own = overlays if overlaid[round_] else overlays[:1]
        assert merger.merge(known.values(), own) == merge(known.values(), own)


def test_papers_of_digests_that_stay_are_the_same_objects() -> None:
    merger = Merger()
    one, other = digest("a", block(ONE, "One", "一")), digest("b", block("2501.00002", "Two", "二"))
    first, _ = merger.merge([one, other], [])
    edited = digest("b", block("2501.00002", "Two", "两"))
    second, _ = merger.merge([one, edited], [])
    assert second.paper[ONE] is first.paper[ONE]
    assert second.paper["2501.00002"].title.zh == "两"


def test_provenance_is_a_mapping_like_others() -> None:
    packed = Provenance("digests/a.md", ("title.en", "abstract.zh"), (3, 5))
    assert packed == {"title.en": Position("digests/a.md", 3), "abstract.zh": Position("digests/a.md", 5)}
    assert packed.get("venue") is None
    with pytest.raises(KeyError):
        packed["venue"]
