from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from math import log, sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from paper_digest.glossary import Glossary, Rendering, Term
from paper_digest.model import Bilingual, Paper
from paper_digest.related import COUNT
from paper_digest.related import nearest as module
from paper_digest.related.features import MOST_TIMES, TIMES_BITS, features_of
from paper_digest.related.nearest import WINDOW, nearest
from paper_digest.topics import Assignment, Reason
from tests.support.derived import related_papers
from tests.support.papers import block, corpus, digest

REWARD = Term(
    "reward-model", "reward model", "RM", (Rendering("奖励模型", 3),), ("reward models",), 3, None, ()
)


Text = tuple[str, str, str, str]
"""Titles and abstracts: English title, Chinese title, English abstract, Chinese abstract."""


def papers_of(texts: Sequence[Text]) -> tuple[Paper, ...]:
    """A paper of each text, the first one newest; ids count up from 2501.00000."""
    last = dt.date(2025, 1, 1) + dt.timedelta(len(texts))
    return corpus(
        *(
            digest(
                f"d{number:04}",
                block(f"2501.{number:05}", en, zh, Bilingual(*body)),
                day=last - dt.timedelta(number),
            )
            for number, (en, zh, *body) in enumerate(texts)
        )
    ).papers


def related_ids(papers: Sequence[Paper], topics: Sequence[str] = (), *terms: Term) -> list[list[int]]:
    """For each paper the numbers of those related to it."""
    assignments = {
        paper.id: (Assignment(topic, 1.0, Reason()),) for paper, topic in zip(papers, topics, strict=False)
    }
    found = related_papers(papers, assignments, Glossary(terms))
    return [[int(other.id[-5:]) for other in found[paper.id]] for paper in papers]


def filler(number: int) -> Text:
    """A text that shares no word with any other."""
    return (f"alpha{number} beta{number}", "", "", "")


def test_the_nearest_by_text_comes_first_in_each_language() -> None:
    texts = [
        ("Diffusion for video", "视频扩散", "Frames are denoised jointly.", ""),
        ("Agents that browse", "会浏览的智能体", "", "智能体在网页中导航。"),
        *map(filler, range(6)),
        ("Longer clips", "", "Video diffusion denoised frames.", ""),
        ("", "网页智能体评测", "", "评测智能体的网页导航能力。"),
    ]
    found = related_ids(papers_of(texts))
    assert found[0][0] == 8
    assert found[8][0] == 0
    assert found[1][0] == 9
    assert found[9][0] == 1


def test_a_term_of_the_glossary_joins_the_languages() -> None:
    texts = [
        ("Better reward models", "", "", ""),
        *map(filler, range(6)),
        ("", "奖励模型的泛化", "", ""),
    ]
    papers = papers_of(texts)
    assert related_ids(papers)[0][0] != 7
    assert related_ids(papers, (), REWARD)[0][0] == 7


def test_a_term_is_no_part_of_a_word() -> None:
    other = replace(REWARD, english="RL", variants=(), renderings=(Rendering("强化学习", 1),))
    texts = [("Curls and pearls", "", "", ""), *map(filler, range(6)), ("", "强化学习", "", "")]
    assert related_ids(papers_of(texts), (), other)[0][0] != 7


def test_where_texts_tell_nothing_neighbours_of_the_topic_come_first() -> None:
    papers = papers_of([filler(number) for number in range(9)])
    topics = ["a", "b", "b", "b", "a", "b", "b", "b", "a"]
    assert related_ids(papers, topics)[4] == [0, 8, 3, 5, 2]


@pytest.mark.parametrize(("total", "expected"), [(0, []), (1, [[]]), (2, [[1], [0]])])
def test_of_few_papers_all_others_are_named(total: int, expected: list[list[int]]) -> None:
    assert related_ids(papers_of([filler(number) for number in range(total)])) == expected


WORDS = st.lists(st.sampled_from(["agent", "video", "智能体", "视频生成", "x", ""]), max_size=4).map(" ".join)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS), min_size=1, max_size=14))
def test_each_paper_names_five_others_or_all(texts: list[Text]) -> None:
    papers = papers_of(texts)
    found = related_ids(papers)
    for number, others in enumerate(found):
        assert number not in others
        assert len(set(others)) == len(others) == min(COUNT, len(papers) - 1)
    assert found == related_ids(papers)


TITLES = st.lists(
    st.sampled_from(["Agents", "video-generation", "GRPO", "智能体", "视频生成", "the", "\ud800"]), max_size=3
).map(" ".join)
ABSTRACTS = st.lists(
    st.sampled_from(["agent", "强化学习", "https://a.b/agent", "x", "2025", "𠀀𠀁", "Café"]), max_size=4
).map("，".join)
PAIRS = st.lists(st.tuples(TITLES, ABSTRACTS), max_size=40)


def nearest_of(texts: Sequence[tuple[str, str]], number: int) -> list[tuple[int, ...]]:
    return nearest(features_of(texts), number)


@given(PAIRS, st.integers(1, 6))
def test_the_nearest_are_others_whatever_the_case(texts: list[tuple[str, str]], number: int) -> None:
    found = nearest_of(texts, number)
    assert len(found) == len(texts)
    for own, others in enumerate(found):
        assert own not in others
        assert len(set(others)) == len(others) <= number
    assert nearest_of([(title + " ", abstract.upper()) for title, abstract in texts], number) == found


@given(PAIRS)
def test_features_of_a_text_do_not_depend_on_others(texts: list[tuple[str, str]]) -> None:
    assert features_of(texts) == [one for text in texts for one in features_of([text])]


def test_features_count_words_of_titles_thrice_and_nothing_too_often() -> None:
    (found,) = features_of([("agents", "the agent; " + "video " * 50)])
    numbers = [int.from_bytes(found[at : at + 4], "little") for at in range(0, len(found), 4)]
    assert sorted(number & MOST_TIMES for number in numbers) == [3 + 1, MOST_TIMES]
    assert [number >> TIMES_BITS for number in numbers] == sorted(
        {number >> TIMES_BITS for number in numbers}
    )


def test_many_alike_texts_lead_to_those_nearby() -> None:
    found = nearest_of([("agents that plan", "")] * 700 + [("video", "")], 5)
    assert found[700] == ()
    assert all(abs(other - own) <= WINDOW for own, others in enumerate(found) for other in others)
    assert all(len(others) == 5 for others in found[:700])


def test_texts_that_share_a_place_of_the_table_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = Random(1)
    words = [f"w{number}x" for number in range(400)]
    texts = [("", " ".join(chosen.sample(words, 12))) for _ in range(1500)]
    apart = nearest_of(texts, 5)
    # Three texts share each place, and nearly all have something in common.
    monkeypatch.setattr(module, "_PLACE_BITS", 9)
    monkeypatch.setattr(module, "_PLACES", 512)
    assert nearest_of(texts, 5) == apart


def test_the_nearest_have_the_highest_products(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = Random(2)
    words = [f"w{number}x" for number in range(60)]
    held = [set(chosen.sample(words, 8)) for _ in range(120)]
    monkeypatch.setattr(module, "WINDOW", 200)
    found = nearest_of([("", " ".join(sorted(own))) for own in held], 5)
    frequency = Counter(word for own in held for word in own)
    weight = {word: 10 * round(40 * sqrt(log(len(held) / seen))) for word, seen in frequency.items()}
    length = [sqrt(sum(weight[word] ** 2 for word in own)) for own in held]
    value = [{word: round(255 * weight[word] / length[at]) for word in own} for at, own in enumerate(held)]

    def score(one: int, other: int) -> int:
        return sum(value[one][word] * value[other].get(word, 0) for word in value[one])

    for own, others in enumerate(found):
        ranked = sorted((-score(own, other), other) for other in range(len(held)) if other != own)
        assert list(others) == [other for points, other in ranked if points][:5]


def test_a_feature_of_all_texts_tells_nothing() -> None:
    assert nearest_of([("agents", ""), ("agents", ""), ("agents", "")], 5) == [(), (), ()]


def test_equally_near_texts_come_in_their_order() -> None:
    texts = [("video", ""), ("agents", ""), ("agents", ""), ("agents", ""), ("agents", "")]
    assert nearest_of(texts, 2) == [(), (2, 3), (1, 3), (1, 2), (1, 2)]
