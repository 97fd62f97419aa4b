"""What the templates of exports see of a volume."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import jinja2
from markupsafe import Markup
from msgspec import Struct

from paper_digest.export.volume import Choice, Part, Volume, in_choice, languages_of
from paper_digest.model import Bilingual, Language, Paper
from paper_digest.render.text import Formula, render_blocks, render_line
from paper_digest.render.views import OPENING, openings, safe_url
from paper_digest.render.words import LANG, opening, words

Rewrite = Callable[[str], str]
"""From sanitized HTML to what a target takes."""


class Text(Struct, frozen=True):
    """A text in one language: the value of `lang`, and its HTML."""

    lang: str
    html: Markup


class PaperView(Struct, frozen=True):
    """A paper, ready for a template.

    Attributes:
        number: counted through the volume, from 1.
        section: the heading that begins with it, "" for none.
        titles: the first is the main one.
        authors: plain text.
        url: where its titles lead.
        links: label and URL.
        texts: its summary and its abstract, by language.
    """

    number: int
    section: str
    titles: tuple[Text, ...]
    authors: str
    url: str
    links: tuple[tuple[str, str], ...]
    texts: tuple[Text, ...]


class Views:
    """Makes views in one choice of languages for one target."""

    def __init__(self, volume: Volume, choice: Choice, formula: Formula, rewrite: Rewrite) -> None:
        """Prepare.

        Args:
            volume: what is exported.
            choice: of languages.
            formula: renders formulas.
            rewrite: brings HTML into the target's form.
        """
        self.volume = volume
        self.choice = choice
        self.languages = languages_of(choice)
        self._formula = formula
        self._rewrite = rewrite

    def said(self, key: str, **values: object) -> str:
        """A string of the interface in the languages that were chosen."""
        return in_choice(words(key, **values), self.choice)

    def papers(self, part: Part, first: int, *, short: bool = False, bare: bool = False) -> list[PaperView]:
        """The papers of a part.

        Args:
            part: the part.
            first: the number of its first paper.
            short: whether abstracts are cut to their openings.
            bare: whether they are left out.
        """
        found, above = [], ""
        for number, (section, paper) in enumerate(part.papers, start=first):
            texts: tuple[Text, ...] = ()
            if not bare:
                texts = self._openings(paper) if short else (*self._texts(paper),)
            found.append(
                PaperView(
                    number=number,
                    section=section if section != above else "",
                    titles=self._titles(paper.title),
                    authors=_authors(paper, self),
                    url=self.volume.paper_url(paper),
                    links=tuple(self._links(paper)),
                    texts=texts,
                )
            )
            above = section
        return found

    def blocks(self, text: Bilingual) -> tuple[Text, ...]:
        """A Markdown text in the languages that were chosen, in the other where it is all there is."""
        there = [language for language in self.languages if text.get(language)] or text.languages
        return tuple(Text(LANG[language], self._html(text.get(language))) for language in there)

    def _html(self, text: str) -> Markup:
        return Markup(self._rewrite("".join(render_blocks(text, formula=self._formula))))

    def _titles(self, title: Bilingual) -> tuple[Text, ...]:
        """Both titles: the one in the reader's language first, the other since papers are cited by it."""
        order: tuple[Language, ...] = ("en", "zh") if self.choice == "en" else ("zh", "en")
        there = [language for language in order if title.get(language)]
        if self.choice == "en" and len(there) > 1:
            there = there[:1]
        line = [(language, render_line(title.get(language), self._formula)) for language in there]
        return tuple(Text(LANG[language], Markup(self._rewrite(html))) for language, html in line)

    def _texts(self, paper: Paper) -> Iterator[Text]:
        yield from self.blocks(paper.metadata.summary)
        yield from self.blocks(paper.abstract)

    def _openings(self, paper: Paper) -> tuple[Text, ...]:
        made = openings(paper)
        there = [language for language in self.languages if made.get(language)] or made.languages
        return tuple(
            Text(LANG[language], Markup("<p>{}</p>").format(opening(made.get(language), OPENING[language])))
            for language in there
        )

    def _links(self, paper: Paper) -> Iterator[tuple[str, str]]:
        links = paper.links
        arxiv = links.abstract.startswith("https://arxiv.org/")
        named = [("link_arxiv" if arxiv else "link_source", links.abstract), ("link_pdf", links.pdf)]
        named += [("link_code", url) for url in links.code]
        named += [("link_project", url) for url in links.project]
        return ((self.said(key), url) for key, url in named if safe_url(url))


def _authors(paper: Paper, views: Views) -> str:
    names = ", ".join(paper.metadata.authors)
    return f"{names} {views.said('and_others')}" if paper.metadata.more_authors else names


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("paper_digest", "theme/export"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


def fill(template: str, **values: Any) -> str:
    """Fill in a template of `theme/export`; what it is given is escaped."""
    return _environment().get_template(template).render(**values)


def stylesheet(name: str) -> str:
    """A stylesheet of `theme/export`."""
    loader = _environment().loader
    assert loader is not None
    return loader.get_source(_environment(), name)[0]
