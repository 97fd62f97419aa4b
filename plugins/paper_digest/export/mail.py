"""A mail: text and HTML, small enough that no mail program cuts it off."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP

import css_inline

from paper_digest.export.formulas import formula_html, unicode_of
from paper_digest.export.markup import Form, rewrite
from paper_digest.export.views import Views, fill, stylesheet
from paper_digest.export.volume import Choice, Part, Volume, in_choice
from paper_digest.render.text import strip_tags
from paper_digest.render.words import LANG

LARGEST_HTML = 95_000
"""Bytes. Gmail cuts off what is longer than 102 kB (https://support.google.com/mail, "message clipped")."""


def mail(volume: Volume, choice: Choice) -> bytes:
    """A mail that can be opened and sent on (`.eml`).

    Args:
        volume: what it holds.
        choice: of languages.

    Returns:
        The mail, without sender, recipient and date. Where whole abstracts would make it too long, it has
        their openings, then titles alone, then fewer papers, and says how many more there are.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = in_choice(volume.title, choice)
    message["Content-Language"] = "en, zh-CN" if choice == "both" else LANG[choice]
    # Mail programs then open it as a draft.
    message["X-Unsent"] = "1"
    message.set_content("\n".join(_text(volume, choice)), cte="base64")
    message.add_alternative(_html(volume, choice), subtype="html", cte="base64")
    message.set_boundary(f"=_{hashlib.sha256(volume.key.encode()).hexdigest()[:32]}")
    return message.as_bytes()


def _html(volume: Volume, choice: Choice) -> str:
    form = Form(attributes=("href", "start"))
    views = Views(volume, choice, formula_html, lambda markup: rewrite(markup, form))
    total = sum(len(part.papers) for part in volume.parts)
    made = ""
    for short, bare, most in _sizes(total):
        made = _filled(views, _first(volume.parts, most), total - most, short=short, bare=bare)
        if len(made.encode()) <= LARGEST_HTML:
            break
    return made


def _sizes(total: int) -> Iterator[tuple[bool, bool, int]]:
    """Ways to write it, longest first: openings alone, titles alone, and how many papers."""
    yield False, False, total
    yield True, False, total
    yield True, True, total
    most = total
    while most > 1:
        most = most * 3 // 4
        yield True, True, most


def _first(parts: tuple[Part, ...], most: int) -> list[Part]:
    """As many papers as there is room for, newest parts first of all."""
    kept: list[Part] = []
    for part in reversed(parts):
        papers = part.papers[: max(most, 0)]
        most -= len(papers)
        if papers or part.introduction:
            kept.insert(0, Part(part.title, part.introduction, papers, part.url))
    return kept


def _filled(views: Views, parts: list[Part], left: int, *, short: bool, bare: bool) -> str:
    shown, number = [], 1
    for part in parts:
        papers = views.papers(part, number, short=short, bare=bare)
        shown.append((part, () if bare else views.blocks(part.introduction), papers))
        number += len(papers)
    page = fill(
        "mail.html",
        lang=LANG["en" if views.choice == "en" else "zh"],
        css=stylesheet("mail.css"),
        title=in_choice(views.volume.title, views.choice),
        views=views,
        parts=shown,
        left=left,
        site=views.volume.site_url,
        read_on=short,
    )
    inliner = css_inline.CSSInliner(
        load_remote_stylesheets=False, keep_at_rules=True, remove_inlined_selectors=True
    )
    return inliner.inline(page)


def _text(volume: Volume, choice: Choice) -> Iterator[str]:
    """The mail for those who read no HTML."""
    views = Views(volume, choice, _formula_text, lambda markup: markup)
    yield in_choice(volume.title, choice)
    number = 1
    for part in volume.parts:
        if len(volume.parts) > 1:
            yield f"\n== {in_choice(part.title, choice)} =="
        yield from (f"\n{strip_tags(str(text.html))}" for text in views.blocks(part.introduction))
        for paper in views.papers(part, number):
            yield f"\n{paper.number}. {strip_tags(str(paper.titles[0].html)) if paper.titles else paper.url}"
            yield from (f"   {strip_tags(str(title.html))}" for title in paper.titles[1:])
            if paper.authors:
                yield f"   {paper.authors}"
            yield from (f"\n{strip_tags(str(text.html))}" for text in paper.texts)
            yield from (f"{label}: {url}" for label, url in paper.links)
            number += 1
    if volume.site_url:
        yield f"\n{volume.site_url}"


def _formula_text(latex: str, _display: bool) -> str:
    return (
        (unicode_of(latex) or latex.strip()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    )
