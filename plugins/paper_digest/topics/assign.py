"""Find the topics of a paper by the rules of a taxonomy, and say why."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from paper_digest.codes import UNKNOWN_TOPIC
from paper_digest.diagnostics import Diagnostic
from paper_digest.model import LANGUAGES, Language, Paper
from paper_digest.topics.phrases import normalise
from paper_digest.topics.taxonomy import Settings, Taxonomy

_SENTENCE_END = re.compile(r"[。！？!?；;]|\.\s")
_LEAD = 2
_MOST_REPEATS = 3
_MOST_EVIDENCE = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """One phrase that spoke for a topic.

    Attributes:
        phrase: the words as they were found, in lower case.
        field: `title` or `abstract`, where it counts most.
        language: the language of that field.
        points: what it added to the topic's score.
    """

    phrase: str
    field: Literal["title", "abstract"]
    language: Language
    points: float


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a paper has a topic: the editor set it, or phrases spoke for it, the strongest first."""

    by_editor: bool = False
    evidence: tuple[Evidence, ...] = ()

    def __str__(self) -> str:
        """One line for editors, such as `“语音合成” in the title (zh), +8.0; …`."""
        if self.by_editor:
            return "set by the editor"
        return "; ".join(
            f"“{one.phrase}” in the {one.field} ({one.language}), {one.points:+.1f}" for one in self.evidence
        )


@dataclass(frozen=True, slots=True)
class Assignment:
    """A topic of a paper.

    Attributes:
        topic: the topic's slug.
        score: its points; 0 where the editor set it.
        reason: why the paper has it.
    """

    topic: str
    score: float
    reason: Reason


def classify(paper: Paper, taxonomy: Taxonomy) -> tuple[Assignment, ...]:
    """Find the topics of a paper.

    Topics that the editor set and the taxonomy knows are taken as they are. Else every topic is
    scored by its rules; the best and those that come near it are taken.

    Args:
        paper: the merged paper.
        taxonomy: topics and rules.

    Returns:
        The topics, main one first: those of the editor, or one to three by rules, or none where no
        rule speaks for any.
    """
    chosen = dict.fromkeys(filter(None, map(taxonomy.find, paper.metadata.topics)))
    if chosen:
        return tuple(Assignment(slug, 0.0, Reason(by_editor=True)) for slug in chosen)
    if not taxonomy.rules:
        return ()
    points = _points(paper, taxonomy)
    scores = [0.0] * len(taxonomy.topics)
    for number, found in points.items():
        scores[taxonomy.rules[number][0]] += found.points
    return tuple(
        Assignment(taxonomy.topics[topic].slug, round(scores[topic], 2), _reason(topic, points, taxonomy))
        for topic in _best(scores, taxonomy)
    )


def unknown_topics(paper: Paper, taxonomy: Taxonomy) -> tuple[Diagnostic, ...]:
    """Report topics that the editor set on a paper and that the taxonomy does not have.

    Args:
        paper: the merged paper.
        taxonomy: topics and rules; an empty one knows no topic and reports none.

    Returns:
        One finding for each unknown topic, at the place where the topics were set.
    """
    if not taxonomy.topics:
        return ()
    place = paper.provenance.get("topics", paper.source)
    return tuple(
        Diagnostic(place.path, place.line, UNKNOWN_TOPIC, f"The topic “{name}” is not in topics.yml.")
        for name in dict.fromkeys(paper.metadata.topics)
        if not taxonomy.find(name)
    )


class _Found(NamedTuple):
    """Where a rule counts most, the words found there, and the points it gives in all."""

    field: Literal["title", "abstract"]
    language: Language
    words: str
    points: float


def _points(paper: Paper, taxonomy: Taxonomy) -> dict[int, _Found]:
    """What every rule that fires gives, by the rule's number."""
    found: dict[int, _Found] = {}
    bodies: dict[int, tuple[float, str, Language]] = {}
    rules = taxonomy.rules
    for language, title, abstract in _texts(paper):
        for start, end, groups in taxonomy.matcher.hits(title):
            for number in groups:
                points = rules[number][1].weight * taxonomy.settings.title
                found.setdefault(number, _Found("title", language, title[start:end], points))
        for number, (factor, words) in _factors(abstract, taxonomy).items():
            if number not in bodies or factor > bodies[number][0]:
                bodies[number] = (factor, words, language)
    for number, (factor, words, language) in bodies.items():
        rule = rules[number][1]
        if rule.title_only:
            continue
        points = rule.weight * factor
        if title_too := found.get(number):
            found[number] = title_too._replace(points=title_too.points + points)
        else:
            found[number] = _Found("abstract", language, words, points)
    return found


def _texts(paper: Paper) -> Iterator[tuple[Language, str, str]]:
    """Normalised title and abstract by language; a title that repeats the other language's is left out."""
    for language in LANGUAGES:
        title, abstract = paper.title.get(language), paper.abstract.get(language)
        if language == "zh" and title == paper.title.en:
            title = ""
        if summary := paper.metadata.summary.get(language):
            abstract = f"{summary}\n\n{abstract}"
        if title or abstract:
            yield language, normalise(title), normalise(abstract)


def _factors(text: str, taxonomy: Taxonomy) -> dict[int, tuple[float, str]]:
    """For each rule found in an abstract: its best sentence's factor, raised by repetition, and the words."""
    settings = taxonomy.settings
    if not text:
        return {}
    ends = [end.end() for end in _SENTENCE_END.finditer(text)]
    places = _places(text, ends, taxonomy)
    best: dict[int, tuple[float, int, int]] = {}
    repeats: dict[int, int] = {}
    for start, end, groups in taxonomy.matcher.hits(text):
        place = places[bisect_right(ends, start)]
        for number in groups:
            if number not in best:
                best[number] = (place, start, end)
                continue
            repeats[number] = repeats.get(number, 0) + 1
            if place > best[number][0]:
                best[number] = (place, start, end)
    return {
        number: (place + settings.repeat * min(repeats.get(number, 0), _MOST_REPEATS), text[start:end])
        for number, (place, start, end) in best.items()
    }


def _places(text: str, ends: list[int], taxonomy: Taxonomy) -> list[float]:
    """The factor of every sentence of a text, by what the sentence does."""
    settings: Settings = taxonomy.settings
    places = [settings.lead] * _LEAD + [settings.other] * len(ends)
    told: dict[int, int] = {}
    for start, _, groups in taxonomy.marks.hits(text):
        sentence = bisect_right(ends, start)
        told[sentence] = min(groups[0], told.get(sentence, 1))
    for sentence, kind in told.items():
        places[sentence] = settings.evaluation if kind else settings.proposal
    return places


def _best(scores: list[float], taxonomy: Taxonomy) -> list[int]:
    """The numbers of the topics that a paper gets, best first, earlier topics first among equals."""
    settings = taxonomy.settings
    order = sorted(range(len(scores)), key=lambda topic: (-scores[topic], topic))
    first, *others = order
    if scores[first] <= 0 or scores[first] < settings.main * _least(first, taxonomy):
        return []
    near = scores[first] * settings.share
    enough = [topic for topic in others if scores[topic] >= max(near, _least(topic, taxonomy))]
    return [first, *enough][: settings.most]


def _least(topic: int, taxonomy: Taxonomy) -> float:
    own = taxonomy.topics[topic].least
    return taxonomy.settings.least if own is None else own


def _reason(topic: int, points: dict[int, _Found], taxonomy: Taxonomy) -> Reason:
    """The strongest phrases that spoke for a topic."""
    evidence = [
        Evidence(one.words, one.field, one.language, round(one.points, 2))
        for number, one in points.items()
        if taxonomy.rules[number][0] == topic and one.points > 0
    ]
    evidence.sort(key=lambda one: (-one.points, one.phrase))
    return Reason(evidence=tuple(evidence[:_MOST_EVIDENCE]))
