"""What templates see: one function turns each value of the plan into ready pieces of HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote

from markupsafe import Markup, escape
from msgspec import Struct

from paper_digest.glossary import Mark, Term
from paper_digest.model import Bilingual, Digest, Language, Links, Paper, Position
from paper_digest.plan import paper_uri
from paper_digest.render.links import Resolve, nowhere
from paper_digest.render.marks import mark_terms
from paper_digest.render.text import opening_text, plain_title, render_blocks, render_inline
from paper_digest.render.words import (
    LANG,
    Interface,
    date_in_words,
    digest_name,
    localized,
    month_in_words,
    opening,
    period_in_words,
    spans,
    words,
)
from paper_digest.trends import month_of

TERM_PAPERS = 1
"""Papers that the glossary names for a term."""

_DOI = re.compile(r"10\.\d{4,9}/\S{1,200}")

OPENING: Mapping[Language, int] = {"en": 280, "zh": 130}
"""Most characters of an abstract's opening in lists."""

_NOTHING = Markup("")


def plain_titles(paper: Paper) -> Bilingual:
    """Both titles without markup, as they stand in `<title>`, feeds and data."""
    return Bilingual(en=plain_title(paper.title.en), zh=plain_title(paper.title.zh))


def title_html(title: Bilingual) -> Markup:
    """A title in both languages as elements."""
    return localized(render_inline(title.en), render_inline(title.zh))


def period(paper: Paper) -> Bilingual:
    """The days of the digest that brought a paper first, or of its section; a month where no day is known."""
    first = paper.appearances[0]
    return period_in_words(first.first_day, first.last_day) if first.first_day else Bilingual()


def authors(paper: Paper, urls: Sequence[str] = ()) -> Markup:
    """A paper's authors, and that there are others where its sources say so.

    Args:
        paper: the paper.
        urls: the address of each author's page, "" for one without; () where none has one.
    """
    written = paper.metadata.authors
    link = Markup('<a href="{}">{}</a>')
    pairs = zip(written, urls or [""] * len(written), strict=True)
    named = [link.format(url, name) if url else name for name, url in pairs]
    names = Markup(", ").join(named)
    return names + (Markup(" ") + spans(words("and_others")) if paper.metadata.more_authors else Markup(""))


def only_mark(text: Bilingual, ui: Interface) -> Markup:
    """The mark of a text that one language lacks; the stylesheet hides it from readers of the other."""
    if bool(text.en) == bool(text.zh):
        return _NOTHING
    language, label = ("en", ui.en_only) if text.en else ("zh", ui.zh_only)
    return Markup(f'<span class="pd-only" data-only="{language}">{label}</span>')


def openings(paper: Paper) -> Bilingual:
    """The openings of both abstracts, plain text."""
    return Bilingual(en=_opening(paper.abstract.en, "en"), zh=_opening(paper.abstract.zh, "zh"))


def description(paper: Paper, openings: Bilingual) -> str:
    """What search engines show of a paper: the opening of its abstract, English where there is one."""
    abstract = paper.abstract
    return opening(openings.en if abstract.en else openings.zh, 160) if abstract else ""


def _opening(text: str, language: Language) -> str:
    limit = OPENING[language]
    return opening(opening_text(_head_of(text, limit)), limit) if text else ""


def _head_of(text: str, limit: int) -> str:
    """As much of a Markdown text as its opening can need: whole paragraphs, but no more."""
    end = text.find("\n\n", limit * 2)
    return text if end < 0 else text[:end]


def aligned(text: Bilingual, marks: Sequence[Mark] = (), resolve: Resolve = nowhere) -> tuple[Markup, ...]:
    """Both languages of a text in rows for reading side by side.

    Args:
        text: Markdown.
        marks: terms to mark.
        resolve: finds what the text's relative links and pictures lead to.

    Returns:
        One row per paragraph where both have equally many, else one row of the whole; in a row an
        element per language.
    """
    if not text:
        return ()
    en, zh = (
        mark_terms(render_blocks(written, resolve), [mark for mark in marks if mark.language == language])
        for language, written in (("en", text.en), ("zh", text.zh))
    )
    if not (en and zh):
        return tuple([localized(block, "", "div") for block in en] or [localized("", b, "div") for b in zh])
    if len(en) != len(zh):
        en, zh = ("".join(en),), ("".join(zh),)
    return tuple([localized(a, b, "div") for a, b in zip(en, zh, strict=True)])


def buttons(links: Links, ui: Interface) -> Markup:
    """A paper's links as buttons, in the order in which readers want them."""
    arxiv = links.abstract.startswith("https://arxiv.org/")
    named: list[tuple[str, str]] = [(ui.link_arxiv if arxiv else ui.link_source, links.abstract)]
    named += [(ui.link_pdf, links.pdf), (ui.link_html, links.html)]
    named += [(ui.link_code, url) for url in links.code]
    named += [(ui.link_project, url) for url in links.project]
    named += [(ui.link_huggingface, links.huggingface)]
    named += [(html.escape(_host_of(url)), url) for url in links.other]
    return _anchors(named)


def short_buttons(links: Links, ui: Interface) -> Markup:
    """The links that a list has room for."""
    arxiv = links.abstract.startswith("https://arxiv.org/")
    named: list[tuple[str, str]] = [(ui.link_arxiv if arxiv else ui.link_source, links.abstract)]
    named += [(ui.link_pdf, links.pdf)]
    named += [(ui.link_code, url) for url in links.code[:1]]
    named += [(ui.link_project, url) for url in links.project[:1]]
    return _anchors(named)


def _anchors(named: Sequence[tuple[str, str]]) -> Markup:
    return Markup(
        "".join(f'<a href="{html.escape(url)}">{label}</a>' for label, url in named if safe_url(url))
    )


def safe_url(url: str) -> bool:
    """Whether a URL may become a link: `http` and `https` alone."""
    return url.lower().startswith(("https://", "http://"))


def _host_of(url: str) -> str:
    match = re.match(r"https?://(?:www\.)?([^/?#]+(?:/[^/?#]+){0,2})", url)
    return match[1] if match else url


def digest_title(digest: Digest) -> Markup:
    """A digest's heading: its own title where it has one, else its dates in words."""
    if digest.title:
        return localized(render_inline(digest.title.en), render_inline(digest.title.zh))
    return spans(digest_name(digest))


def start_of(digest: Digest) -> Position:
    """The first line of a digest's file."""
    return Position(digest.path, 1)


def translated_note(paper: Paper, ui: Interface) -> Markup:
    """The note that an abstract is a translation, in the languages that need it."""
    if not paper.metadata.translated_from:
        return _NOTHING
    notes = [
        Markup('<p class="pd-note" data-of="{}">{}</p>').format(
            LANG[language], getattr(ui, f"translated_from_{original}")
        )
        for language, original in sorted(paper.metadata.translated_from.items())
        if paper.abstract.get(language) and original != language
    ]
    return Markup("").join(notes)


def source_notes(paper: Paper) -> Markup:
    """Where abstracts are from that no digest gives, in the languages that need it."""
    told = paper.metadata
    notes = [(language, words("abstract_from", name=name)) for language, name in told.abstract_from.items()]
    for language, machine in told.machine.items():
        named = f"{machine.model}, {machine.date}" if machine.date else machine.model
        notes.append((language, words("machine_translated", name=named)))
    line = Markup('<p class="pd-note" data-of="{}">{}</p>')
    return Markup("").join(
        line.format(LANG[language], spans(note)) for language, note in sorted(notes, key=lambda pair: pair[0])
    )


def facts(paper: Paper, ui: Interface) -> list[tuple[Markup, Markup]]:
    """What else sources tell of a paper: label, "" for none, and value."""
    told = paper.metadata
    day = told.published
    found = [
        (ui.published, spans(date_in_words(day)) if day else ""),
        (ui.categories, escape(", ".join(told.categories))),
        (Markup("DOI"), _doi(told.doi)),
        (ui.comment, escape(told.comment)),
    ]
    return [(label, Markup(value)) for label, value in found if value]


def _doi(doi: str) -> Markup:
    if not _DOI.fullmatch(doi):
        return escape(doi)
    return Markup('<a href="https://doi.org/{}" rel="noopener">{}</a>').format(quote(doi, safe="/"), doi)


class TermView(Struct, frozen=True):
    """A term in the glossary.

    `papers` are the newest that gloss it, as address and title; `seldom` are renderings of one paper only.
    """

    id: str
    main: bool
    english: str
    abbreviation: str
    renderings: tuple[str, ...]
    seldom: tuple[str, ...]
    pinyin: str
    count: int
    first_seen: str
    since: Markup
    papers: tuple[tuple[str, Markup], ...]
    more: str


def term(
    term: Term,
    readings: Mapping[str, str],
    paper: Mapping[str, Paper],
    url: Callable[[str], str],
    search: str = "",
) -> TermView:
    """What the glossary shows of a term.

    Args:
        term: the term.
        readings: the pinyin of first renderings.
        paper: paper by id.
        url: from a page's source path to its address relative to the site's root.
        search: the address of the search's results page, "" where there is none.

    Returns:
        The term, ready for the template.
    """
    month = month_of(term.first_seen)
    newest = [paper[paper_id] for paper_id in term.paper_ids[:TERM_PAPERS] if paper_id in paper]
    return TermView(
        id=term.id,
        main=term.is_main,
        english=term.english,
        abbreviation=term.abbreviation if term.abbreviation != term.english else "",
        renderings=tuple(rendering.chinese for rendering in term.usual),
        seldom=tuple(rendering.chinese for rendering in term.renderings if rendering not in term.usual),
        pinyin=readings.get(term.renderings[0].chinese, "") if term.renderings else "",
        count=term.count,
        first_seen=month,
        since=spans(words("first_seen", date=month_in_words(month))) if month else Markup(""),
        papers=tuple((url(paper_uri(one.id)), title_html(one.title)) for one in newest),
        more=f"{search}?q={quote(term.english)}" if search and len(term.paper_ids) > TERM_PAPERS else "",
    )


def glossary(terms: Sequence[TermView]) -> dict[str, object]:
    """What the glossary's template shows: terms, those apart, and the letters that lead to first terms."""
    main = [one for one in terms if one.main]
    letters: dict[str, str] = {}
    for one in main:
        first = one.english[0].upper()
        letters.setdefault(first if first.isalpha() else "#", one.id)
    return {"terms": main, "seldom": [one for one in terms if not one.main], "letters": letters}
