"""What feeds say of a paper or a digest, in each of their languages, whatever the format."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest
from types import MappingProxyType

from msgspec import Struct

from paper_digest.feeds import VIEWS, View
from paper_digest.model import LANGUAGES, Bilingual, Date, Digest, Language, Paper
from paper_digest.plan import HOME_URI, DigestPage, Plan, digest_uri, paper_uri
from paper_digest.render.links import ROOT, resolver
from paper_digest.render.text import plain_title, render_blocks
from paper_digest.render.views import plain_titles, safe_url
from paper_digest.render.words import LANG, digest_name, plain_both, words


class Entry(Struct, frozen=True):
    """An entry of a feed, in one view.

    Attributes:
        url: its page, which is its id too: both outlive everything else about it.
        title: plain text.
        content: HTML.
        language: of the content, as in HTML; "" for both.
        published, updated: dates of the first and the last digest that tell of it; None where none says.
        authors: names.
        topics: slug and name of each.
        source: where the paper itself is; "" where that is unknown.
    """

    url: str
    title: str
    content: str
    language: str
    published: Date | None
    updated: Date | None
    authors: tuple[str, ...] = ()
    topics: tuple[tuple[str, str], ...] = ()
    source: str = ""


class Entries:
    """Makes the entries of a plan, each once however many feeds hold it."""

    def __init__(self, plan: Plan, absolute: Callable[[str], str]) -> None:
        """Begin.

        Args:
            plan: the site.
            absolute: from a page's source path to its full address.
        """
        self._plan = plan
        self._absolute = absolute
        self._root = absolute(HOME_URI).removesuffix("index.html")
        self._contents: dict[str, Mapping[View, str]] = {}

    def paper(self, paper: Paper, view: View) -> Entry:
        """The entry of a paper: its whole abstract, and its links."""
        return Entry(
            url=in_view(self._absolute(paper_uri(paper.id)), view),
            title=said(plain_titles(paper), view),
            content=self._content(paper)[view],
            language=_language(paper.abstract or paper.title, view),
            published=paper.date,
            updated=self.updated(paper),
            authors=paper.metadata.authors,
            topics=tuple(
                (slug, said(self._plan.topic[slug].name, view)) for slug in self._plan.topics_of(paper)
            ),
            source=next((u for u in (paper.links.abstract, paper.links.pdf) if safe_url(u)), ""),
        )

    def updated(self, paper: Paper) -> Date | None:
        """The date of the last digest that tells of a paper."""
        if len(paper.appearances) == 1:
            return paper.date
        days = (appearance.first_day for appearance in paper.appearances)
        return max((day for day in days if day), default=None)

    def digest(self, digest: Digest, view: View) -> Entry:
        """The entry of a digest: its introduction, and its papers with their abstracts."""
        own = Bilingual(en=plain_title(digest.title.en), zh=plain_title(digest.title.zh))
        page = self._plan.pages[digest_uri(digest.id)]
        assert isinstance(page, DigestPage)
        parts = [self._blocks(digest.introduction, page.targets)[view]]
        for paper in self._plan.corpus.papers_of[digest.id]:
            url = html.escape(in_view(self._absolute(paper_uri(paper.id)), view))
            title = html.escape(said(plain_titles(paper), view), quote=False)
            parts += [f'<h3><a href="{url}">{title}</a></h3>', self._content(paper)[view]]
        return Entry(
            url=in_view(self._absolute(digest_uri(digest.id)), view),
            title=said(own or words("digest_of", name=digest_name(digest)), view),
            content="".join(parts),
            language="" if view == "both" else LANG[view],
            published=digest.first_day,
            updated=digest.first_day,
        )

    def _content(self, paper: Paper) -> Mapping[View, str]:
        """The HTML that feeds say of a paper, by view."""
        if paper.id not in self._contents:
            targets = self._plan.page_of(paper).targets
            summary, abstract = (
                self._blocks(text, targets) for text in (paper.metadata.summary, paper.abstract)
            )
            made: dict[View, str] = {}
            for view in VIEWS:
                text = abstract[view] or f"<p>{html.escape(said(words('no_abstract'), view))}</p>"
                notes = "".join(f"<p><em>{html.escape(note)}</em></p>" for note in _notes(paper, view))
                made[view] = summary[view] + text + notes + _links(paper, view)
            self._contents[paper.id] = MappingProxyType(made)
        return self._contents[paper.id]

    def _blocks(self, text: Bilingual, targets: Sequence[tuple[str, str]]) -> Mapping[View, str]:
        """Markdown as HTML, by view; for both, paragraph by paragraph where that can be."""
        resolve = resolver(targets, lambda uri: self._absolute(uri).removeprefix(self._root))
        en, zh = (
            [block.replace(ROOT, self._root) for block in render_blocks(one, resolve)]
            for one in (text.en, text.zh)
        )
        if not (en and zh):
            return dict.fromkeys(VIEWS, "".join(en or zh))
        whole_en, whole_zh = "".join(en), "".join(zh)
        pairs = zip_longest(en, zh) if len(en) == len(zh) else [(whole_en, whole_zh)]
        both = "".join(f'<div lang="en">{a}</div><div lang="zh-CN">{b}</div>' for a, b in pairs)
        return {"en": whole_en, "zh": whole_zh, "both": both}


def said(text: Bilingual, view: View) -> str:
    """A plain text in one view; in the other language where its own is absent."""
    return plain_both(text) if view == "both" else text.any(view)


def in_view(address: str, view: View) -> str:
    """The address of a page that opens in a language; for both, as the reader likes it."""
    return address if view == "both" else f"{address}?lang={view}"


def _notes(paper: Paper, view: View) -> Iterator[str]:
    """That an abstract is in the other language, or a translation."""
    there = paper.abstract.languages
    if len(there) == 1 and view != there[0]:
        yield said(words(f"{there[0]}_only"), view)
    for language, original in sorted(paper.metadata.translated_from.items()):
        if language in there and original != language and view in (language, "both"):
            yield said(words(f"translated_from_{original}"), view)


def _links(paper: Paper, view: View) -> str:
    links = paper.links
    arxiv = links.abstract.startswith("https://arxiv.org/")
    named = [("link_arxiv" if arxiv else "link_source", links.abstract), ("link_pdf", links.pdf)]
    named += [("link_code", url) for url in links.code]
    named += [("link_project", url) for url in links.project]
    anchors = [
        f'<a href="{html.escape(url)}">{html.escape(said(words(key), view))}</a>'
        for key, url in named
        if safe_url(url)
    ]
    return f"<p>{' | '.join(anchors)}</p>" if anchors else ""


def _language(text: Bilingual, view: View) -> str:
    there: tuple[Language, ...] = text.languages
    if len(there) == 1:
        return LANG[there[0]]
    return "" if view == "both" or view not in LANGUAGES else LANG[view]
