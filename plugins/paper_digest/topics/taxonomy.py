"""The taxonomy as values: topics, their rules, and how much a phrase counts where it stands."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct

from paper_digest.model import Bilingual
from paper_digest.topics.phrases import Scanner

# The last blank of Unicode is U+3000.
_BLANKS = filter(str.isspace, map(chr, range(0x3001)))
_SENTENCE_ENDS = (*"。！？!?；;", *("." + blank for blank in _BLANKS))


class Rule(Struct, frozen=True):
    """Phrases that say the same thing, in any language, and what they count for one topic.

    Attributes:
        phrases: the alternatives as the editor wrote them; a paper that holds several counts once.
        weight: points for the topic, negative where the phrase speaks against it.
        title_only: whether only titles are searched.
    """

    phrases: tuple[str, ...]
    weight: float
    title_only: bool = False


class Topic(Struct, frozen=True):
    """One topic of the taxonomy.

    Attributes:
        slug: its URL segment, of `a-z`, `0-9` and hyphens.
        name, description: what readers see.
        rules: the phrases that speak for or against it.
        least: the points that a paper needs; None where the taxonomy's own holds.
    """

    slug: str
    name: Bilingual
    description: Bilingual = Bilingual()
    rules: tuple[Rule, ...] = ()
    least: float | None = None


class Settings(Struct, frozen=True):
    """How much a phrase counts by its place, and how many points make a topic.

    Attributes:
        title: factor for a phrase in a title.
        proposal: factor in a sentence that says what the paper does.
        lead: factor in the first two sentences.
        other: factor anywhere else in the abstract.
        evaluation: factor in a sentence that reports results.
        repeat: added for each further mention in the same abstract, up to three.
        least: points that a topic needs.
        main: part of those points that is enough for the best topic, so that few papers have none.
        share: part of the main topic's points that a second or third topic needs.
        most: how many topics a paper gets at most.
        proposal_marks, evaluation_marks: phrases that tell those sentences.
    """

    title: float = 2.0
    proposal: float = 1.0
    lead: float = 1.0
    other: float = 0.7
    evaluation: float = 0.3
    repeat: float = 0.2
    least: float = 4.0
    main: float = 0.5
    share: float = 0.4
    most: int = 3
    proposal_marks: tuple[str, ...] = ()
    evaluation_marks: tuple[str, ...] = ()


class Taxonomy(Struct, frozen=True, dict=True):
    """All topics in the order in which they are shown, and the settings that they share.

    What texts are searched for is compiled when it is first asked for.
    """

    topics: tuple[Topic, ...] = ()
    settings: Settings = Settings()

    def with_topics(self, more: Taxonomy) -> Taxonomy:
        """These topics with further ones behind them; one with a slug of these takes its place."""
        if not more.topics:
            return self
        known = {topic.slug: topic for topic in (*self.topics, *more.topics)}
        return Taxonomy(tuple(known.values()), self.settings)

    @cached_property
    def scanner(self) -> Scanner:
        """All that texts are searched for.

        The numbers of the phrases' groups are those of `rules`; of the marks of sentences, group 0 tells
        a proposal and group 1 an evaluation; a sentence ends with a sign.
        """
        marks = (self.settings.proposal_marks, self.settings.evaluation_marks)
        return Scanner([rule.phrases for _, rule in self.rules], marks, _SENTENCE_ENDS)

    @cached_property
    def least(self) -> tuple[float, ...]:
        """The points that each topic needs, by its number."""
        return tuple(self.settings.least if one.least is None else one.least for one in self.topics)

    @cached_property
    def rules(self) -> tuple[tuple[int, Rule], ...]:
        """Every rule with the number of its topic, in order."""
        return tuple((number, rule) for number, topic in enumerate(self.topics) for rule in topic.rules)

    @cached_property
    def by_name(self) -> dict[str, str]:
        """Slugs by slug, English and Chinese name, all case-folded; the first topic wins."""
        found: dict[str, str] = {}
        for topic in self.topics:
            for name in (topic.slug, topic.name.en, topic.name.zh):
                if name:
                    found.setdefault(" ".join(name.casefold().split()), topic.slug)
        return found

    def find(self, name: str) -> str:
        """The slug of a topic given by slug or name in either language, any case; "" if there is none."""
        return self.by_name.get(" ".join(name.casefold().split()), "")
