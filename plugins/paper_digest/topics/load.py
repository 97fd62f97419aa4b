"""Read `topics.yml`: YAML text in, the taxonomy and findings with their lines out."""

from __future__ import annotations

import math
import re

import yaml

from paper_digest.codes import BAD_TOPICS
from paper_digest.diagnostics import Diagnostic, in_order
from paper_digest.model import Bilingual
from paper_digest.topics.phrases import spellings
from paper_digest.topics.taxonomy import Rule, Settings, Taxonomy, Topic
from paper_digest.yamlfile import YamlReader

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ALTERNATIVES = re.compile(r"\s+/\s+")
_NUMBERS = tuple(name for name, kind in Settings.__annotations__.items() if kind == "float")
_LARGEST = 1000
_TOPIC_KEYS = ("slug", "name", "description", "least", "phrases", "title")


def load_topics(text: str, path: str) -> tuple[Taxonomy, tuple[Diagnostic, ...]]:
    """Read the taxonomy.

    What cannot be used is reported and left out; the rest stands.

    Args:
        text: the file's text.
        path: its path as the editor knows it, for the findings.

    Returns:
        The taxonomy, empty where the text holds none, and the findings in order.
    """
    reader = _Reader(path, BAD_TOPICS)
    taxonomy = reader.taxonomy(text)
    return taxonomy, in_order(reader.found)


class _Reader(YamlReader):
    """Reads topics, their rules and the settings."""

    def taxonomy(self, text: str) -> Taxonomy:
        root = self.root(text)
        if root is None:
            return Taxonomy()
        parts = self.mapping(root, "The file", ("settings", "sentences", "topics"))
        settings = self._settings(parts.get("settings"), parts.get("sentences"))
        return Taxonomy(self._topics(parts.get("topics")), settings)

    def _settings(self, numbers: yaml.Node | None, marks: yaml.Node | None) -> Settings:
        values: dict[str, float] = {}
        if numbers is not None:
            for key, node in self.mapping(numbers, "settings", (*_NUMBERS, "most")).items():
                value = self.number(node, f"settings.{key}")
                if value is not None and value < 0:
                    self.wrong(node, f"settings.{key} is {value:g}; it must not be negative.")
                elif value is not None:
                    values[key] = value
        most = int(values.pop("most", Settings().most))
        told = {} if marks is None else self.mapping(marks, "sentences", ("proposal", "evaluation"))
        return Settings(
            **values,
            most=min(3, max(1, most)),
            proposal_marks=self._phrases(told.get("proposal"), "sentences.proposal"),
            evaluation_marks=self._phrases(told.get("evaluation"), "sentences.evaluation"),
        )

    def _topics(self, node: yaml.Node | None) -> tuple[Topic, ...]:
        found: dict[str, Topic] = {}
        for item in [] if node is None else self.items(node, "topics"):
            topic = self._topic(item)
            if topic and topic.slug in found:
                self.wrong(item, f"The slug “{topic.slug}” is used twice.")
            elif topic:
                found[topic.slug] = topic
        return tuple(found.values())

    def _topic(self, node: yaml.Node) -> Topic | None:
        parts = self.mapping(node, "A topic", _TOPIC_KEYS)
        if "slug" not in parts:
            if isinstance(node, yaml.MappingNode):
                self.wrong(node, "A topic has no slug.")
            return None
        slug = self.text(parts["slug"], "slug")
        if not _SLUG.fullmatch(slug):
            self.wrong(parts["slug"], f"The slug “{slug}” must be made of a-z, 0-9 and single hyphens.")
            return None
        name = self.bilingual(parts.get("name"), f"{slug}: name")
        if not name:
            self.wrong(node, f"The topic “{slug}” has no name.")
            name = Bilingual(slug)
        rules = (
            *self._rules(parts.get("phrases"), f"{slug}: phrases", title_only=False),
            *self._rules(parts.get("title"), f"{slug}: title", title_only=True),
        )
        least = self.number(parts["least"], f"{slug}: least") if "least" in parts else None
        description = self.bilingual(parts.get("description"), f"{slug}: description")
        return Topic(slug, name, description, rules, least)

    def _rules(self, node: yaml.Node | None, what: str, *, title_only: bool) -> tuple[Rule, ...]:
        if node is None:
            return ()
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, f"{what} must map weights to lists of phrases.")
            return ()
        found: list[Rule] = []
        for key, value in node.value:
            weight = self.number(key, f"{what}, weight")
            if weight is None:
                continue
            for item in self.items(value, what):
                alternatives = _ALTERNATIVES.split(self.text(item, what))
                phrases = tuple(phrase for phrase in alternatives if self._usable(item, phrase))
                if phrases:
                    found.append(Rule(phrases, weight, title_only))
        return tuple(found)

    def _phrases(self, node: yaml.Node | None, what: str) -> tuple[str, ...]:
        items = [] if node is None else self.items(node, what)
        return tuple(text for item in items if self._usable(item, text := self.text(item, what)))

    def _usable(self, node: yaml.Node, phrase: str) -> bool:
        """Whether a phrase has letters to look for; a `*` may stand at its ends only."""
        bare = phrase.strip().strip("*")
        if "*" in bare or not any(letter.isalnum() for letter in bare) or not spellings(bare):
            self.wrong(node, f"The phrase “{phrase}” cannot be searched for.")
            return False
        return True

    def bilingual(self, node: yaml.Node | None, what: str) -> Bilingual:
        if node is None:
            return Bilingual()
        parts = self.mapping(node, what, ("en", "zh"))
        return Bilingual(**{key: self.text(value, what) for key, value in parts.items()})

    def number(self, node: yaml.Node, what: str) -> float | None:
        try:
            value = float(self.text(node, what))
        except ValueError:
            value = math.nan
        if abs(value) <= _LARGEST:
            return value
        self.wrong(node, f"{what} must be a number from -{_LARGEST} to {_LARGEST}.")
        return None
