"""An e-book: EPUB 3 (https://www.w3.org/TR/epub-33/) with a chapter for each part of a volume."""

from __future__ import annotations

import io
import textwrap
import uuid
import zipfile
from collections.abc import Iterator

from msgspec import Struct

from paper_digest.export.markup import Form, rewrite
from paper_digest.export.views import Views, fill, stylesheet
from paper_digest.export.volume import Choice, Volume, in_choice
from paper_digest.render.math import math_html
from paper_digest.render.words import LANG, plain_both

# Of MathML Core, what math-core writes: https://www.w3.org/TR/mathml-core/
_MATH = frozenset(
    {"accent", "columnalign", "depth", "display", "displaystyle", "encoding", "fence", "form", "height"}
    | {"largeop", "linethickness", "lspace", "mathvariant", "maxsize", "minsize", "movablelimits"}
    | {"rspace", "scriptlevel", "separator", "stretchy", "symmetric", "voffset", "width"}
)
_FORM = Form(attributes={"href", "start", *_MATH}, renamed={"details": "div", "summary": "p"})
# The first day that a zip file can tell: nothing in a book says when it was made.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


class Chapter(Struct, frozen=True):
    """A file of the book.

    Attributes:
        name: of the file.
        title: what the contents call it.
        lang: of the title.
        markup: XHTML.
        papers: fragment and title of each of its papers.
    """

    name: str
    title: str
    lang: str
    markup: str
    papers: tuple[tuple[str, str], ...] = ()


def epub(volume: Volume, choice: Choice) -> bytes:
    """An e-book.

    Args:
        volume: what it holds.
        choice: of languages.

    Returns:
        The book; of one volume always the same bytes.
    """
    lang = LANG["en" if choice == "en" else "zh"]
    title = in_choice(volume.title, choice)
    views = Views(volume, choice, _formula, lambda markup: rewrite(markup, _FORM))
    chapters = list(_chapters(views, lang))
    given = {
        "lang": lang,
        "title": title,
        "cover_lines": _cover_lines(volume, choice),
        "chapters": chapters,
        "views": views,
        "id": uuid.uuid5(uuid.NAMESPACE_URL, f"{volume.key}|{choice}").urn,
        "modified": f"{volume.day or '2000-01-01'}T00:00:00Z",
        "day": volume.day,
    }
    files = [
        ("META-INF/container.xml", fill("container.xml", **given)),
        ("book/package.opf", fill("package.opf", **given)),
        ("book/contents.xhtml", fill("contents.xhtml", **given)),
        ("book/cover.svg", fill("cover.svg", **given)),
        ("book/book.css", stylesheet("book.css")),
        *((f"book/{chapter.name}", chapter.markup) for chapter in chapters),
    ]
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as book:
        # Readers know a book by its first file, which must not be compressed.
        book.writestr(zipfile.ZipInfo("mimetype", _NO_TIME), "application/epub+zip")
        for name, text in files:
            book.writestr(zipfile.ZipInfo(name, _NO_TIME), text.encode(), zipfile.ZIP_DEFLATED, 9)
    return data.getvalue()


def _chapters(views: Views, lang: str) -> Iterator[Chapter]:
    number = 1
    for index, part in enumerate(views.volume.parts, start=1):
        papers = views.papers(part, number)
        title = part.title.any("en" if views.choice == "en" else "zh")
        markup = fill(
            "chapter.xhtml",
            lang=lang,
            title=title,
            whole=plain_both(part.title) if views.choice == "both" else title,
            introduction=views.blocks(part.introduction),
            papers=papers,
        )
        named = tuple((f"paper-{one.number}", one.titles[0].html.striptags()) for one in papers if one.titles)
        yield Chapter(f"part-{index}.xhtml", title, lang, markup, named)
        number += len(papers)


def _formula(latex: str, display: bool) -> str:
    """MathML without what surrounds it on pages, so that it can stand in any paragraph."""
    made = math_html(latex, display=display)
    start, end = made.find("<math"), made.rfind("</math>")
    return made[start : end + len("</math>")] if 0 <= start < end else made


def _cover_lines(volume: Volume, choice: Choice) -> list[tuple[str, int]]:
    """The lines of the cover and how far down each stands; SVG breaks no lines by itself."""
    languages = [volume.title.en, volume.title.zh] if choice == "both" else [volume.title.any(choice)]
    lines: list[tuple[str, int]] = []
    for text in dict.fromkeys(languages):
        wide = sum(ord(char) > 0x2E80 for char in text) * 2 > len(text)
        wrapped = textwrap.wrap(text, 12 if wide else 24) or [text]
        lines += [(line, 700 + 110 * (len(lines) + at)) for at, line in enumerate(wrapped[:5])]
    return lines
