"""A page whose article is pasted into WeChat's editor.

The editor keeps inline styles alone, drops ids, positions and scripts, and refuses links to other sites.
"""

from __future__ import annotations

import css_inline
from markupsafe import Markup

from paper_digest.export.formulas import formula_html
from paper_digest.export.markup import Form, Notes, rewrite
from paper_digest.export.views import Views, fill, stylesheet
from paper_digest.export.volume import Choice, Volume
from paper_digest.render.words import LANG, spans, words

_RENAMED = {"details": "section", "summary": "p", "div": "section", "dl": "section", "dt": "p", "dd": "p"}


def wechat(volume: Volume, choice: Choice) -> bytes:
    """A page with a button that copies its article.

    Args:
        volume: what it holds.
        choice: of languages.

    Returns:
        HTML in UTF-8. Of the article, every style stands in its elements; links are notes at its end.
    """
    notes = Notes()
    form = Form(attributes=("start",), renamed=_RENAMED, notes=notes)
    views = Views(volume, choice, formula_html, lambda markup: rewrite(markup, form))
    parts, number = [], 1
    for part in volume.parts:
        papers = views.papers(part, number)
        numbered = [(paper, [(label, notes.of(url)) for label, url in paper.links]) for paper in papers]
        parts.append((part, views.blocks(part.introduction), numbered))
        number += len(papers)
    article = fill(
        "wechat-article.html",
        volume=volume,
        views=views,
        parts=parts,
        notes=[(number, url) for url, number in notes.number.items()],
    )
    styled = css_inline.CSSInliner(load_remote_stylesheets=False).inline_fragment(
        article, stylesheet("wechat.css")
    )
    bare = rewrite(styled, Form(attributes=("style", "start")))
    page = fill(
        "wechat.html",
        lang=LANG["en" if choice == "en" else "zh"],
        title=views.said("export_of", name=volume.title),
        article=Markup(bare),
        copy=spans(words("export_copy_wechat")),
        copied=spans(words("cite_copied")),
        refused=spans(words("export_refused")),
    )
    return page.encode()
