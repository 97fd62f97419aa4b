"""Find the topics of a paper by the rules of a taxonomy, and say why."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

import msgspec
from msgspec import Struct

from paper_digest.codes import UNKNOWN_TOPIC
from paper_digest.diagnostics import Diagnostic
from paper_digest.model import LANGUAGES, Language, Paper
from paper_digest.topics.phrases import Hit, normalise
from paper_digest.topics.taxonomy import Settings, Taxonomy

_LEAD = 2
_MOST_REPEATS = 3
_MOST_EVIDENCE = 4


class Evidence(NamedTuple):
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


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(tuple[Evidence, ...])


class Reason(Struct, frozen=True, gc=False):
    """Why a paper has a topic: the editor set it, or phrases spoke for it, the strongest first.

    Attributes:
        by_editor: whether the editor set it.
        packed: what phrases spoke for it, encoded: few ever ask, and as objects they would fill more memory
            than the papers' titles.
    """

    by_editor: bool = False
    packed: bytes = b""

    @classmethod
    def of(cls, evidence: Sequence[Evidence]) -> Reason:
        """The reason that phrases give, the strongest first."""
        return cls(packed=_ENCODER.encode(evidence))

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The phrases that spoke for the topic, the strongest first."""
        return _DECODER.decode(self.packed) if self.packed else ()

    def __str__(self) -> str:
        """One line for editors, such as `“语音合成” in the title (zh), +8.0; …`."""
        if self.by_editor:
            return "set by the editor"
        return "; ".join(
            f"“{one.phrase}” in the {one.field} ({one.language}), {one.points:+.1f}" for one in self.evidence
        )


class Assignment(Struct, frozen=True, gc=False):
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
    readings = [_read(*texts, taxonomy) for texts in _texts(paper)]
    points = _points(readings, taxonomy)
    scores = [0.0] * len(taxonomy.topics)
    for number, found in points.items():
        scores[taxonomy.rules[number][0]] += found
    return tuple(
        Assignment(
            taxonomy.topics[topic].slug,
            round(scores[topic], 2),
            _reason(topic, points, readings, taxonomy),
        )
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
        Diagnostic(place.path, place.line, UNKNOWN_TOPIC, f"The topic “{name}” is not known.")
        for name in dict.fromkeys(paper.metadata.topics)
        if not taxonomy.find(name)
    )


class _Reading(NamedTuple):
    """What the texts of one language say.

    Attributes:
        language, title, abstract: the texts, normalised.
        named: for each rule found in the title, its first hit.
        told: for each rule found in the abstract, the hit in its best sentence.
        factors: for the same, that sentence's factor, raised by repetition.
    """

    language: Language
    title: str
    abstract: str
    named: dict[int, Hit]
    told: dict[int, Hit]
    factors: dict[int, float]


def _read(language: Language, title: str, abstract: str, taxonomy: Taxonomy) -> _Reading:
    named: dict[int, Hit] = {}
    for hit in taxonomy.scanner.scan(title)[0]:
        for number in hit[2]:
            named.setdefault(number, hit)
    hits, marks, ends = taxonomy.scanner.scan(abstract)
    sentences = _sentence_factors(marks, ends, taxonomy.settings)
    told: dict[int, Hit] = {}
    factors: dict[int, float] = {}
    repeats: dict[int, int] = {}
    for hit in hits:
        factor = sentences[bisect_right(ends, hit[0])]
        for number in hit[2]:
            if number in factors:
                repeats[number] = repeats.get(number, 0) + 1
                if factor <= factors[number]:
                    continue
            told[number], factors[number] = hit, factor
    for number, count in repeats.items():
        factors[number] += taxonomy.settings.repeat * min(count, _MOST_REPEATS)
    return _Reading(language, title, abstract, named, told, factors)


def _points(readings: Sequence[_Reading], taxonomy: Taxonomy) -> dict[int, float]:
    """What every rule that fires gives, by the rule's number: for its title, and for its best abstract."""
    rules, in_title = taxonomy.rules, taxonomy.settings.title
    points: dict[int, float] = {}
    factors: dict[int, float] = {}
    for reading in readings:
        for number in reading.named:
            points[number] = rules[number][1].weight * in_title
        for number, factor in reading.factors.items():
            factors[number] = max(factor, factors.get(number, factor))
    for number, factor in factors.items():
        rule = rules[number][1]
        if not rule.title_only:
            points[number] = points.get(number, 0.0) + rule.weight * factor
    return points


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


def _sentence_factors(marks: Iterable[Hit], ends: Sequence[int], settings: Settings) -> list[float]:
    """The factor of every sentence of a text, by what the sentence does; a proposal comes first."""
    factors = [settings.lead] * _LEAD + [settings.other] * len(ends)
    proposals: set[int] = set()
    for start, _, groups in marks:
        sentence = bisect_right(ends, start)
        if groups[0] == 0:
            proposals.add(sentence)
            factors[sentence] = settings.proposal
        elif sentence not in proposals:
            factors[sentence] = settings.evaluation
    return factors


def _best(scores: list[float], taxonomy: Taxonomy) -> list[int]:
    """The numbers of the topics that a paper gets, best first, earlier topics first among equals."""
    settings, least = taxonomy.settings, taxonomy.least
    most = max(scores)
    first = scores.index(most)
    if most <= 0 or most < settings.main * least[first]:
        return []
    others = [
        topic
        for topic, score in enumerate(scores)
        if score >= max(most * settings.share, least[topic]) and topic != first
    ]
    return [first, *sorted(others, key=lambda topic: -scores[topic])][: settings.most]


def _reason(topic: int, points: dict[int, float], readings: Sequence[_Reading], taxonomy: Taxonomy) -> Reason:
    """The strongest phrases that spoke for a topic."""
    spoke = [
        Evidence(*_place(number, readings), round(found, 2))
        for number, found in points.items()
        if taxonomy.rules[number][0] == topic and found > 0
    ]
    spoke.sort(key=lambda one: (-one.points, one.phrase))
    return Reason.of(spoke[:_MOST_EVIDENCE])


def _place(number: int, readings: Sequence[_Reading]) -> tuple[str, Literal["title", "abstract"], Language]:
    """Where a rule counts most: in the first title that holds it, else in the abstract that says it best."""
    best = None
    for reading in readings:
        if number in reading.named:
            start, end, _ = reading.named[number]
            return reading.title[start:end], "title", reading.language
        if number in reading.factors and (best is None or reading.factors[number] > best.factors[number]):
            best = reading
    assert best
    start, end, _ = best.told[number]
    return best.abstract[start:end], "abstract", best.language
