"""The index as files: bytes there and back, what is found, what stays the same."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from paper_digest.build.stages import decoder, encode
from paper_digest.model import Bilingual
from paper_digest.outputs.search import (
    IndexedSegment,
    Record,
    SearchConfig,
    SearchDocument,
    SearchIndex,
    Segment,
)
from paper_digest.outputs.search.build import MANIFEST, assemble, build_index, index_segment, runs_of
from paper_digest.outputs.search.fold import fold
from paper_digest.outputs.search.invert import Inverted, invert
from paper_digest.outputs.search.postings import decode, shards, varints
from paper_digest.outputs.search.records import records_of
from paper_digest.outputs.search.segments import in_order, segments, segments_of, title_runs

CONFIG = SearchConfig(
    topics={"agents": Bilingual("Agents", "智能体"), "3d": Bilingual("3D vision", "三维视觉")},
    terms=(Bilingual("world model", "世界模型"), Bilingual("Agents", "智能体")),
)

POSTINGS = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=24),
    st.dictionaries(st.integers(0, 40_000), st.integers(0, 3), min_size=1, max_size=30),
    min_size=1,
    max_size=30,
)


def document(
    number: int, *, zh: str = "", en: str = "", text: str = "", date: str = "2025-03-31"
) -> SearchDocument:
    name = f"2503.{number:05}"
    return SearchDocument(
        id=name,
        url=f"papers/{name}/",
        title=Bilingual(en, zh),
        abstract=Bilingual("", text),
        date=date,
        topics=("agents",),
        digests=("2025/0331-0404",),
        languages=("zh",) if text else (),
        arxiv_id=name,
    )


def unpacked(index: SearchIndex, path: str) -> bytes:
    return gzip.decompress(index.files[path])


def manifest_of(index: SearchIndex) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(unpacked(index, index.manifest))
    return found


def postings_of(index: SearchIndex) -> dict[str, set[int]]:
    """All postings of an index, read back from its files, by numbers of the whole site."""
    found: dict[str, set[int]] = {}
    for segment in manifest_of(index)["segments"]:
        names = segment["shards"]
        for at in range(0, len(names), 8):
            for term, entries in decode(unpacked(index, f"s/{names[at : at + 8]}.bin")).items():
                found.setdefault(term, set()).update(number + segment["start"] for number, _ in entries)
    return found


def find(postings: Mapping[str, set[int]], query: str) -> set[int]:
    """A small searcher for runs of Han characters: the AND of the pairs, or a range for one character."""
    folded = fold(query)
    if len(folded) == 1:
        return set().union(*(found for term, found in postings.items() if term.startswith(folded)))
    pairs = [folded[at : at + 2] for at in range(len(folded) - 1)]
    return set.intersection(*(postings.get(pair, set()) for pair in pairs))


def inverted(postings: Mapping[str, Mapping[int, int]]) -> Inverted:
    """Postings as they are before they are written."""
    terms = sorted(postings)
    entries = [number << 2 | weight for term in terms for number, weight in sorted(postings[term].items())]
    return Inverted(terms, np.array([len(postings[one]) for one in terms]), np.array(entries, np.uint32))


@given(st.lists(st.integers(0, 1 << 40), max_size=9))
def test_varints_have_seven_bits_a_byte(values: list[int]) -> None:
    data, starts = varints(np.array(values, np.int64))
    assert starts[-1] == len(data)
    for value, start, end in zip(values, starts[:-1], starts[1:], strict=True):
        own = data[start:end].tolist()
        assert sum((byte & 127) << 7 * at for at, byte in enumerate(own)) == value
        assert [byte > 127 for byte in own] == [True] * (len(own) - 1) + [False]


@given(POSTINGS, st.integers(1, 400))
def test_postings_come_back_as_they_were(postings: dict[str, dict[int, int]], size: int) -> None:
    found: dict[str, list[tuple[int, int]]] = {}
    for shard in shards(inverted(postings), size):
        found |= decode(shard.data)
    assert found == {term: sorted(entries.items()) for term, entries in postings.items()}


@given(
    st.lists(
        st.tuples(
            st.dictionaries(st.text("模型天A𠀀", min_size=2, max_size=2), st.integers(0, 3), max_size=5),
            st.dictionaries(st.sampled_from(["a", "ab", "~00", "=1", "zz"]), st.integers(0, 3), min_size=1),
        ),
        max_size=9,
    )
)
def test_inverting_finds_each_documents_terms(terms: list[tuple[dict[str, int], dict[str, int]]]) -> None:
    records = [
        Record("".join(pairs), bytes(pairs.values()), "\n".join(words), bytes(words.values()))
        for pairs, words in terms
    ]
    wanted: dict[str, list[tuple[int, int]]] = {}
    for number, (pairs, words) in enumerate(terms):
        for term, weight in (pairs | words).items():
            wanted.setdefault(term, []).append((number, weight))
    made = invert(records)
    assert made.terms == sorted(wanted)
    entries = iter([(entry >> 2, entry & 3) for entry in made.postings.tolist()])
    assert {
        term: [next(entries) for _ in range(count)]
        for term, count in zip(made.terms, made.counts.tolist(), strict=True)
    } == wanted


@given(POSTINGS, st.integers(8, 200))
def test_every_term_is_in_the_shard_that_its_name_leads_to(
    postings: dict[str, dict[int, int]], size: int
) -> None:
    written = list(shards(inverted(postings), size))
    firsts = [shard.first for shard in written]
    assert firsts == sorted(firsts)
    for term in postings:
        place = max((at for at, first in enumerate(firsts) if first <= term), default=-1)
        assert term in decode(written[place].data)


def test_written_forms_of_a_name_share_a_shard() -> None:
    postings = {term: {1: 0} for term in ("qwen25", "qwen25-4", "qwen25-6", "qwen26")}
    assert [sorted(decode(shard.data)) for shard in shards(inverted(postings), 1)] == [
        ["qwen25", "qwen25-4", "qwen25-6"],
        ["qwen26"],
    ]


def test_parts_that_other_processes_made_give_the_same_index() -> None:
    documents = [document(at, zh=f"第{at}个世界模型 GPT-4o", text="智能体。") for at in range(30)]
    ordered = in_order(documents)
    records = [decoder(Record).decode(encode(one)) for one in records_of(ordered)]
    cut = [decoder(Segment).decode(encode(one)) for one in segments_of(ordered, records, CONFIG)]
    indexed = [decoder(IndexedSegment).decode(encode(index_segment(one))) for one in cut]
    again = assemble(indexed, runs_of(title_runs(ordered, CONFIG)), CONFIG)
    assert again == build_index(documents, config=CONFIG)


@given(
    st.lists(st.text("大语言模型的強化學習视频生成A1 ，。", min_size=1, max_size=20), min_size=1, max_size=6),
    st.data(),
)
def test_every_part_of_a_chinese_title_is_found(titles: list[str], data: st.DataObject) -> None:
    index = build_index([document(at, zh=title) for at, title in enumerate(titles)], config=CONFIG)
    postings = postings_of(index)
    number = data.draw(st.integers(0, len(titles) - 1))
    runs = re.findall("[^A1 ，。]+", titles[number])
    for run in runs:
        start = data.draw(st.integers(0, len(run) - 1))
        end = data.draw(st.integers(start + 1, len(run)))
        assert number in find(postings, run[start:end])


@given(st.text(max_size=40), st.text(max_size=60))
def test_any_text_can_be_indexed(title: str, text: str) -> None:
    title, text = (one.encode("utf-8", "replace").decode() for one in (title, text))
    index = build_index([document(1, en=title, text=text)], config=CONFIG)
    assert "=2503.00001" in postings_of(index)


def test_equal_input_gives_equal_bytes_in_any_order() -> None:
    documents = [document(at, zh=f"第{at}个世界模型", text="智能体。" * at) for at in range(40)]
    assert build_index(documents, config=CONFIG) == build_index(documents[::-1], config=CONFIG)


def test_without_documents_there_is_an_empty_index() -> None:
    assert manifest_of(build_index([], config=CONFIG))["segments"] == []


def test_a_new_digest_leaves_old_shards_as_they_are() -> None:
    old = [
        document(at, zh=f"论文{at % 977}生成", text="扩散模型与强化学习", date=f"2024-{1 + at // 100:02}-01")
        for at in range(1100)
    ]
    new = [document(5000 + at, zh="世界模型", text="新的一周", date="2025-06-02") for at in range(40)]
    before, after = build_index(old, config=CONFIG), build_index(old + new, config=CONFIG)
    first = manifest_of(before)["segments"][0]
    assert first == manifest_of(after)["segments"][0]
    assert first["count"] == 1024
    kept = before.files.keys() & after.files.keys()
    assert all(before.files[path] == after.files[path] for path in kept - {MANIFEST})
    changed = sum(len(after.files[path]) for path in after.files.keys() - before.files.keys())
    assert changed < sum(map(len, after.files.values())) / 2


def test_segments_cover_all_and_are_few() -> None:
    for total in [*range(0, 3000, 7), 10_000, 49_999, 123_456]:
        bounds = segments(total)
        assert len(bounds) <= 2
        assert all(before[1] == after[0] for before, after in pairwise(bounds))
        assert (bounds[0][0] if bounds else 0) == 0
        assert (bounds[-1][1] if bounds else 0) == total


def test_the_manifest_says_what_the_worker_needs() -> None:
    pages = [SearchDocument(id="about", url="about/", title=Bilingual("About", "关于"), kind="page")]
    manifest = manifest_of(build_index([document(1, zh="強化学习"), *pages], config=CONFIG))
    assert manifest["documents"] == 2
    assert manifest["dated"] == 1
    assert manifest["lacking"] == {"en": 2, "zh": 2}
    assert manifest["terms"] == [["Agents", "智能体"], ["3D vision", "三维视觉"], ["world model", "世界模型"]]
    assert "強强" in manifest["simplified"]


def test_the_texts_of_a_document_are_where_its_number_leads() -> None:
    documents = [document(at, zh=f"标题{at}", text="正文" * (at % 50)) for at in range(300)]
    index = build_index(documents, config=CONFIG)
    manifest = manifest_of(index)
    assert len(manifest["segments"]) == 1
    for number in (0, 127, 128, 299):
        name, per_chunk = manifest["segments"][0]["texts"][number // manifest["group"]]
        chunk, place = divmod(number % manifest["group"], per_chunk)
        row = json.loads(unpacked(index, f"t/{name}/{chunk}.bin"))[place]
        assert row[:3] == [f"papers/2503.{number:05}/", "", f"标题{number}"]
