from __future__ import annotations

import re

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from benchmarks.topics_quality import (
    LABELS,
    ROOT,
    SHARED,
    TOPICS,
    compare,
    measure,
    paper,
    read_labels,
    read_papers,
)
from paper_digest.codes import BAD_TOPICS, UNKNOWN_TOPIC
from paper_digest.model import Bilingual, Links, Metadata, Paper, Position, Variant
from paper_digest.topics import Assignment, Taxonomy, classify, load_topics, unknown_topics
from paper_digest.topics.phrases import Matcher, Scanner, normalise

TAXONOMY, FINDINGS = load_topics(TOPICS.read_text(encoding="utf-8"), "topics.yml")
SAMPLE = read_papers(ROOT / "site_src/digests")
SMALL = """\
settings: {title: 2, lead: 1, other: 0.5, evaluation: 0.1, repeat: 0, least: 4, main: 1, share: 0.5}
sentences:
  proposal: [we propose, 我们提出]
  evaluation: [outperforms, 优于]
topics:
  - slug: speech
    name: {en: Speech, zh: 语音}
    phrases:
      4: [speech recognition / 语音识别, text-to-speech]
  - slug: language
    name: {en: Language, zh: 语言}
    phrases:
      4: [language model / 语言模型]
      -4: [survey / 综述]
  - slug: vision
    name: {en: Vision, zh: 视觉}
    phrases:
      4: [vision-language model / 视觉语言模型]
    title:
      4: ["*bench / segment*"]
"""
TOY, _ = load_topics(SMALL, "topics.yml")


def topics_of(taxonomy: Taxonomy, title: str = "", abstract: str = "", zh: str = "") -> list[str]:
    one = paper("x", Bilingual(en=title), Bilingual(en=abstract, zh=zh))
    return [assignment.topic for assignment in classify(one, taxonomy)]


def test_the_sites_taxonomy_is_whole() -> None:
    assert FINDINGS == ()
    assert len(TAXONOMY.topics) == 18
    assert [topic.slug for topic in TAXONOMY.topics][:2] == ["language-models", "reasoning"]
    for topic in TAXONOMY.topics:
        assert topic.name.en
        assert topic.description.en
        assert re.search("[\u4e00-\u9fff]", topic.name.zh)
        assert re.search("[\u4e00-\u9fff]", topic.description.zh)


@pytest.mark.parametrize(
    ("paper_id", "expected"),
    [
        ("2503.19693", {"efficiency"}),
        ("2503.23307", {"video-generation"}),
        ("2503.23461", {"image-generation"}),
        ("2503.24235", {"reasoning"}),
        ("2503.24290", {"reasoning", "alignment-rl"}),
        ("2503.24379", {"video-generation"}),
        ("2504.00050", {"reasoning"}),
        ("2504.00883", {"multimodal", "reasoning", "alignment-rl"}),
        ("2504.00999", {"image-generation"}),
        ("2504.01014", {"world-models-games"}),
        ("2504.01724", {"video-generation"}),
        ("2504.01990", {"agents"}),
        ("2504.02507", {"language-models"}),
        ("2504.02826", {"data-evaluation", "image-generation"}),
    ],
)
def test_sample_papers(paper_id: str, expected: set[str]) -> None:
    assert expected <= {one.topic for one in classify(SAMPLE[paper_id], TAXONOMY)}


def test_an_english_abstract_alone_is_enough() -> None:
    found = topics_of(
        TAXONOMY,
        "A Benchmark for Robot Manipulation",
        "We introduce a benchmark for robotic manipulation with vision-language-action models.",
    )
    assert found[0] == "robotics"
    assert "data-evaluation" in found


def test_order_and_reason() -> None:
    one = paper(
        "x", Bilingual("Speech recognition", "语音识别"), Bilingual(zh="我们提出语音识别。它优于语言模型。")
    )
    (assignment,) = classify(one, TOY)
    assert (assignment.topic, assignment.score) == ("speech", 12.0)
    (evidence,) = assignment.reason.evidence
    assert (evidence.phrase, evidence.field, evidence.language) == ("speech recognition", "title", "en")
    assert str(assignment.reason) == "“speech recognition” in the title (en), +12.0"


def test_both_languages_count_once() -> None:
    body = Bilingual("We propose speech recognition.", "我们提出语音识别。")
    alone = classify(paper("x", Bilingual("A"), replace(body, en="")), TOY)
    both = classify(paper("x", Bilingual("A"), body), TOY)
    assert [one.score for one in both] == [one.score for one in alone] == [4.0]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Speech-Recognition", ["speech"]),
        ("texttospeech and text to speech", ["speech"]),
        ("two vision-language models", ["vision"]),
        ("large language models", ["language"]),
        ("language modelling", []),
        ("a slanguage model", []),
        ("MotionBench", ["vision"]),
        ("Segmenting", ["vision"]),
        ("a survey of language models", []),
        ("nothing", []),
        ("https://example.org/language/model", []),
    ],
)
def test_matching_in_titles(text: str, found: list[str]) -> None:
    assert topics_of(TOY, text) == found


def test_place_of_a_sentence_counts() -> None:
    lead = "第一句。第二句。"
    assert topics_of(TOY, zh="语言模型。") == ["language"]
    assert topics_of(TOY, zh=f"{lead}语言模型。") == []
    assert topics_of(TOY, zh=f"{lead}我们提出语言模型。") == ["language"]
    assert topics_of(TOY, zh="它优于语言模型。") == []


def test_a_wrapped_line_does_not_part_a_phrase() -> None:
    assert topics_of(TOY, abstract="We propose a language\nmodel.") == ["language"]
    assert topics_of(TOY, abstract="We propose a language\n\nmodel.") == []


def test_a_title_phrase_is_not_looked_for_in_abstracts() -> None:
    assert topics_of(TOY, abstract="We propose MotionBench.") == []


def test_the_longest_phrase_wins_whatever_its_topic() -> None:
    assert topics_of(TOY, zh="我们提出视觉语言模型。") == ["vision"]


def test_latin_and_chinese_may_touch() -> None:
    matcher = Matcher([["LLM 智能体"]])
    found = [len(matcher.hits(normalise(text))) for text in ("LLM智能体", "LLM 智能体", "LLMs 智能体")]
    assert found == [1, 1, 0]


SCANNED = [["agent", "智能体"], ["multi-agent", "多智能体"], ["*bench"]]
MARKS = [["我们提出", "we propose"], ["agents outperform"]]


@given(
    st.lists(
        st.sampled_from(
            [
                "multi-agent",
                "agents outperform",
                "智能体",
                "多",
                "我们提出",
                "motionbench",
                " ",
                "。",
                ". ",
                "s",
                "\n\n",
            ]
        ),
        max_size=12,
    ).map("".join)
)
def test_one_pass_finds_what_two_matchers_and_a_search_for_signs_do(text: str) -> None:
    normal = normalise(text)
    phrases, marks, ends = Scanner(SCANNED, MARKS, ("。", ". ")).scan(normal)
    assert phrases == Matcher(SCANNED).hits(normal)
    assert marks == Matcher(MARKS).hits(normal)
    assert ends == [found.end() for found in re.finditer(r"。|\. ", normal)]


def test_topics_depend_on_texts_and_the_editors_topics_alone() -> None:
    one = paper("x", Bilingual("Speech recognition"), Bilingual(zh="语音识别。"))
    more = replace(
        one,
        id="language-model",
        links=Links(project=("https://a.org/language model",)),
        metadata=Metadata(tags=("language model",), venue="视觉语言模型", authors=("Language Model",)),
        variants=(Variant("d", Bilingual("A language model"), Bilingual(zh="语言模型。"), one.source),),
    )
    assert classify(more, TOY) == classify(one, TOY)
    silent = paper("x", Bilingual("A"), Bilingual())
    summed = replace(silent, metadata=Metadata(summary=Bilingual("A language model")))
    assert classify(silent, TOY) == ()
    assert [found.topic for found in classify(summed, TOY)] == ["language"]


@pytest.mark.parametrize("blank", ["\t", "\u00a0", "\u2003", "\u3000", "\x1c"])
def test_any_blank_behind_a_full_stop_ends_a_sentence(blank: str) -> None:
    assert topics_of(TOY, abstract=f"A.{blank}B.{blank}language models") == []
    assert topics_of(TOY, abstract=f"A.{blank}B.x language models") == ["language"]


def edited(*topics: str) -> Paper:
    one = paper("x", Bilingual("Speech recognition"), Bilingual(), Metadata(topics=topics))
    return replace(one, provenance={"topics": Position("papers/x.md", 3)})


def test_the_editors_topics_win() -> None:
    found = classify(edited("LANGUAGE", " 视觉 ", "Vision", "nonsense"), TOY)
    assert [(one.topic, str(one.reason)) for one in found] == [
        ("language", "set by the editor"),
        ("vision", "set by the editor"),
    ]
    assert all(one.reason.by_editor for one in found)


def test_unknown_topics_are_reported_and_leave_the_rules_at_work() -> None:
    one = edited("nonsense")
    assert [found.topic for found in classify(one, TOY)] == ["speech"]
    (finding,) = unknown_topics(one, TOY)
    assert (finding.path, finding.line, finding.code) == ("papers/x.md", 3, UNKNOWN_TOPIC)
    assert "nonsense" in finding.message
    assert unknown_topics(edited("speech", "语音"), TOY) == ()


@pytest.mark.parametrize("text", ["", "# nothing\n", "topics: []\n", "topics:\n"])
def test_an_empty_taxonomy_classifies_nothing(text: str) -> None:
    taxonomy, _ = load_topics(text, "topics.yml")
    assert taxonomy.topics == ()
    assert classify(edited("speech"), taxonomy) == ()
    assert unknown_topics(edited("speech"), taxonomy) == ()


NAMED = "topics:\n  - slug: a\n    name: {en: A, zh: 甲}\n"


@pytest.mark.parametrize(
    ("text", "line", "part", "kept"),
    [
        ("topics: [\n", 2, "YAML", 0),
        ("topics:\n\t- slug: a\n", 2, "YAML", 0),
        ("\x00", 0, "YAML", 0),
        ("a: &b [*b]\n", 1, "“a”", 0),
        ("- a\n", 1, "mapping", 0),
        ("topic: []\n", 1, "“topic”", 0),
        ("topics: a\n", 1, "list", 0),
        ("topics: [a]\n", 1, "mapping", 0),
        ("topics:\n  - name: {en: A}\n", 2, "no slug", 0),
        ("topics:\n  - slug: Über Uns\n    name: {en: A}\n", 2, "a-z", 0),
        ("topics:\n  - slug: [a]\n    name: {en: A}\n", 2, "text", 0),
        ("topics:\n  - slug: a\n", 2, "no name", 1),
        (NAMED + "  - slug: a\n    name: {en: B}\n", 4, "twice", 1),
        (NAMED + "    colour: red\n", 4, "colour", 1),
        (NAMED + "    least: much\n", 4, "number", 1),
        (NAMED + "    phrases: [x]\n", 4, "weights", 1),
        (NAMED + "    phrases:\n      heavy: [x]\n", 5, "number", 1),
        (NAMED + "    phrases:\n      .inf: [x]\n", 5, "number", 1),
        (NAMED + "    phrases:\n      4: x\n", 5, "list", 1),
        (NAMED + "    phrases:\n      4:\n        - a / ...\n", 6, "“...”", 1),
        (NAMED + "    phrases:\n      4: ['a*b']\n", 5, "a*b", 1),
        ("settings: {title: -1}\n" + NAMED, 1, "negative", 1),
        ("settings: {most: many}\n" + NAMED, 1, "number", 1),
        ("sentences: {proposal: [{}]}\n" + NAMED, 1, "text", 1),
    ],
)
def test_malformed_files_are_reported_with_their_line(text: str, line: int, part: str, kept: int) -> None:
    taxonomy, findings = load_topics(text, "topics.yml")
    assert len(taxonomy.topics) == kept
    assert any(
        (one.path, one.line, one.code) == ("topics.yml", line, BAD_TOPICS) and part in one.message
        for one in findings
    ), [str(one) for one in findings]


def test_deep_nesting_is_reported() -> None:
    _, findings = load_topics("[" * 100_000, "topics.yml")
    assert [one.code for one in findings] == [BAD_TOPICS]


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_any_file_loads(text: str) -> None:
    taxonomy, _ = load_topics(text, "topics.yml")
    topics_of(taxonomy, text, text, text)


_WORDS = st.sampled_from([phrase for _, rule in TAXONOMY.rules for phrase in rule.phrases])
_TEXT = st.one_of(st.text(), st.lists(st.one_of(_WORDS, st.text(max_size=3)), max_size=40).map(" ".join))


@settings(max_examples=80, deadline=None)
@given(_TEXT, _TEXT, _TEXT, _TEXT)
def test_any_text_gets_at_most_three_distinct_topics(a: str, b: str, c: str, d: str) -> None:
    one = paper("x", Bilingual(a, b), Bilingual(c, d))
    found = classify(one, TAXONOMY)
    slugs = [assignment.topic for assignment in found]
    assert len(slugs) <= 3
    assert len(set(slugs)) == len(slugs)
    assert all(assignment.reason.evidence for assignment in found)


def test_two_readings_of_one_file_classify_alike() -> None:
    again, _ = load_topics(TOPICS.read_text(encoding="utf-8"), "topics.yml")
    assert again == TAXONOMY
    assert [classify(one, again) for one in SAMPLE.values()] == [
        classify(one, TAXONOMY) for one in SAMPLE.values()
    ]


def test_a_taxonomy_that_was_sent_classifies_alike() -> None:
    expected = [classify(one, TAXONOMY) for one in SAMPLE.values()]
    sent = msgspec.msgpack.decode(msgspec.msgpack.encode(TAXONOMY), type=Taxonomy)
    assert sent == TAXONOMY
    assert [classify(one, sent) for one in SAMPLE.values()] == expected
    kept = msgspec.msgpack.encode(expected)
    assert msgspec.msgpack.decode(kept, type=list[tuple[Assignment, ...]]) == expected


@pytest.mark.parametrize(("name", "floor"), [("dev", 0.86), ("tuning", 0.86), ("held out", 0.85)])
@pytest.mark.skipif(not (SHARED / "corpus").exists(), reason="the labelled papers' texts are not here")
def test_quality_does_not_fall(name: str, floor: float) -> None:
    papers = read_papers(SHARED / "corpus")
    pairs = compare(read_labels(LABELS[name]), papers, TAXONOMY)
    assert len(pairs) >= 100
    assert measure(pairs).f1 >= floor


@pytest.mark.skipif(not (SHARED / "corpus").exists(), reason="the papers' texts are not here")
def test_nearly_every_paper_has_a_topic() -> None:
    papers = read_papers(SHARED / "corpus")
    assert sum(not classify(one, TAXONOMY) for one in papers.values()) <= len(papers) // 50
