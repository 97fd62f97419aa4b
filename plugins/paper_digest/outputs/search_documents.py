"""What of a site can be found: its papers from the plan, and its editors' own pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html.parser import HTMLParser

from msgspec import Struct

from paper_digest.glossary import Glossary
from paper_digest.model import LANGUAGES, Bilingual, Language, Paper
from paper_digest.outputs.search import Record, SearchConfig, SearchDocument
from paper_digest.plan import Plan, paper_uri
from paper_digest.render.text import plain_text
from paper_digest.render.views import plain_titles
from paper_digest.render.words import BETWEEN

_RARE = 4
_HAN = re.compile("[\u3400-\u9fff]")
_SILENT = frozenset({"script", "style", "template", "svg", "math", "title", "button"})
_VOID = frozenset(
    {"br", "hr", "img", "input", "wbr", "source", "col", "area", "embed", "track", "link", "meta"}
)
_INLINE = frozenset(
    {"a", "abbr", "b", "code", "dfn", "em", "i", "kbd", "mark", "small", "span", "strong", "sub", "sup"}
)


def search_config(plan: Plan) -> SearchConfig:
    """What the index knows beside its documents.

    Args:
        plan: the site.

    Returns:
        The names of the topics in the taxonomy's order, and the glossary's terms with their renderings.
    """
    topics = {slug: topic.name for slug, topic in plan.topic.items()}
    return SearchConfig(topics=topics, terms=tuple(_pairs(plan.glossary)))


def _pairs(glossary: Glossary) -> Iterator[Bilingual]:
    """Each term with the renderings that are in use; a rare one says too little of what a query means."""
    for term in glossary.terms:
        common = term.renderings[0].count if term.renderings else 0
        for rendering in term.renderings:
            if rendering.count * _RARE >= common:
                yield Bilingual(en=term.english, zh=rendering.chinese)


class SearchEntry(Struct, frozen=True):
    """What the search finds a paper by: a function of the paper alone."""

    title: Bilingual
    text: Bilingual
    record: Record


def paper_entries(papers: Sequence[Paper], _: None = None) -> tuple[SearchEntry, ...]:
    """What the search finds papers by."""
    # With numpy it takes 0.2 s to load and 20 MB.
    from paper_digest.outputs.search.records import records_of

    documents = [
        SearchDocument(paper.id, "", plain_titles(paper), searched_text(paper), arxiv_id=paper.arxiv_id)
        for paper in papers
    ]
    return tuple(
        SearchEntry(one.title, one.abstract, record)
        for one, record in zip(documents, records_of(documents), strict=True)
    )


def paper_documents(
    plan: Plan, url: Callable[[str], str], entries: Iterable[SearchEntry]
) -> Iterator[SearchDocument]:
    """The documents of all papers.

    Args:
        plan: the site.
        url: from a page's source path to its address relative to the site's root.
        entries: that of each paper of the corpus.

    Yields:
        A document for each paper, newest first.
    """
    for paper, entry in zip(plan.corpus.papers, entries, strict=True):
        yield SearchDocument(
            id=paper.id,
            url=url(paper_uri(paper.id)),
            title=entry.title,
            abstract=entry.text,
            date=paper.date.isoformat() if paper.date else "",
            topics=plan.topics_of(paper),
            digests=tuple(dict.fromkeys(appearance.digest_id for appearance in paper.appearances)),
            languages=(paper.abstract or paper.title).languages,
            has_code=bool(paper.links.code),
            arxiv_id=paper.arxiv_id,
            authors=paper.metadata.authors,
        )


def searched_text(paper: Paper) -> Bilingual:
    """What a paper's page says in each language, plain text; names go where there is an abstract already."""
    parts: dict[Language, list[str]] = {}
    for language in LANGUAGES:
        texts = [paper.abstract, paper.metadata.summary]
        texts += [text for variant in paper.variants for text in (variant.title, variant.text)]
        parts[language] = [plain_text(text.get(language)) for text in texts if text.get(language)]
    data = paper.metadata
    names = [", ".join(data.authors), data.venue, ", ".join(data.tags), ", ".join(paper.categories)]
    parts["en" if parts["en"] else "zh"] += [name for name in names if name] if any(parts.values()) else []
    return Bilingual(en="\n\n".join(parts["en"]), zh="\n\n".join(parts["zh"]))


def page_document(uri: str, url: str, title: str, content: str) -> SearchDocument:
    """The document of an editor's own page.

    Args:
        uri: its source path, which no other page has.
        url: its address relative to the site's root.
        title: plain text, in one language or in both with `BETWEEN` between them.
        content: the page's HTML.

    Returns:
        The document. Text in elements with `lang` goes to that language; other text is Chinese where
        it holds a Chinese character. The page's first heading is its title where it has one.
    """
    reader = _Reader()
    reader.feed(content)
    reader.close()
    named = Bilingual(**reader.heading()) or _halves(title)
    text = Bilingual(**reader.texts())
    return SearchDocument(
        id=f"page:{uri}",
        url=url or "./",
        title=named or Bilingual(en=uri),
        abstract=text,
        languages=(text or named).languages,
        kind="page",
    )


def _halves(title: str) -> Bilingual:
    en, between, zh = title.partition(BETWEEN)
    if between:
        return Bilingual(en=en.strip(), zh=zh.strip())
    return Bilingual(zh=title) if _HAN.search(title) else Bilingual(en=title)


class _Reader(HTMLParser):
    """Collects the text of a page by language, a paragraph for each block."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, str, bool]] = []
        self._paragraphs: list[tuple[str, str, bool]] = []
        self._seen_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self._break("br")
            return
        given = dict(attrs)
        _, lang, silent = self._open[-1] if self._open else ("", "", False)
        link = tag == "a" and "headerlink" in (given.get("class") or "").split()
        silent = silent or tag in _SILENT or link or "hidden" in given
        self._break(tag)
        self._open.append((tag, (given.get("lang") or lang)[:2].lower(), silent))

    def handle_endtag(self, tag: str) -> None:
        places = [at for at, (name, _, _) in enumerate(self._open) if name == tag]
        if places:
            del self._open[places[-1] :]
            self._break(tag)

    def handle_data(self, data: str) -> None:
        _, lang, silent = self._open[-1] if self._open else ("", "", False)
        if silent or not data:
            return
        heading = any(name == "h1" for name, _, _ in self._open)
        if self._paragraphs and self._paragraphs[-1][0] == lang and self._paragraphs[-1][2] == heading:
            _, before, _ = self._paragraphs[-1]
            self._paragraphs[-1] = (lang, before + data, heading)
        else:
            self._paragraphs.append((lang, data, heading))

    def _break(self, tag: str) -> None:
        if tag not in _INLINE and self._paragraphs and self._paragraphs[-1][1].strip():
            self._paragraphs.append(("", "", False))

    def heading(self) -> Mapping[str, str]:
        """The text of the first heading of level 1, by language."""
        return self._by_language(" ", heading=True)

    def texts(self) -> Mapping[str, str]:
        """All other text, by language."""
        return self._by_language("\n\n", heading=False)

    def _by_language(self, between: str, *, heading: bool) -> Mapping[str, str]:
        found: dict[str, list[str]] = {"en": [], "zh": []}
        for lang, text, is_heading in self._paragraphs:
            folded = " ".join(text.split())
            if folded and is_heading == heading:
                found[lang if lang in found else "zh" if _HAN.search(folded) else "en"].append(folded)
        return {language: between.join(texts) for language, texts in found.items()}
