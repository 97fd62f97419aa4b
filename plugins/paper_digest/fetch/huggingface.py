"""Hugging Face's papers (https://huggingface.co/docs/hub/api): one paper, and the list of a week."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import msgspec
from msgspec import Struct, field

from paper_digest.facts.records import Origin, Record, WebLinks
from paper_digest.fetch.arxiv import day_of, id_to_ask
from paper_digest.fetch.text import one_line, paragraphs, web_address
from paper_digest.fetch.values import Question, Reply, Told, Unusable
from paper_digest.ids import bare_arxiv_id


class _Author(Struct):
    name: str | None = None


class HubPaper(Struct, rename="camel"):
    """A paper as Hugging Face tells it; what a model wrote of it (`ai_summary`) is not read."""

    id: str
    title: str | None = None
    summary: str | None = None
    authors: list[_Author] = field(default_factory=list)
    published_at: str | None = None
    submitted_on_daily_at: str | None = None
    github_repo: str | None = None
    project_page: str | None = None
    upvotes: int = 0


class _Listed(Struct):
    paper: HubPaper


class HuggingFace:
    """Hugging Face, one paper a question."""

    name = "huggingface"
    size = 1
    twice = False

    def question(self, ids: Sequence[str]) -> Question:
        """The request for one paper."""
        return Question(f"/api/papers/{id_to_ask(ids[0])}")

    def read(self, reply: Reply, ids: Sequence[str], day: datetime.date) -> Told:
        """Read one paper; most papers are not there (404), and have no links then. See `Source.read`."""
        if reply.status == 404:
            # A page that is not found is none of its answers.
            if not reply.body.lstrip().startswith(b"{"):
                raise Unusable("it answered 404 without saying what is missing")
            return Told({ids[0]: Record(arxiv=Origin(0, day, "huggingface"), links=WebLinks(fetched=day))})
        if reply.status != 200:
            raise Unusable(f"it answered {reply.status}")
        try:
            paper = msgspec.json.decode(reply.body, type=HubPaper)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise Unusable("its answer is no paper") from None
        if paper.id != id_to_ask(ids[0]):
            raise Unusable("it answered with another paper")
        return Told({ids[0]: record_of(paper, day)})


def record_of(paper: HubPaper, day: datetime.date) -> Record:
    """The record of a paper."""
    code, project = web_address(paper.github_repo or ""), web_address(paper.project_page or "")
    return Record(
        arxiv=Origin(0, day, "huggingface"),
        title=one_line(paper.title or ""),
        abstract=paragraphs(paper.summary or ""),
        authors=tuple(name for name in (one_line(one.name or "") for one in paper.authors) if name),
        published=day_of(paper.published_at or ""),
        links=WebLinks(
            ((code, "huggingface"),) if code else (), ((project, "huggingface"),) if project else (), day
        ),
    )


def read_list(reply: Reply) -> tuple[list[HubPaper], bool]:
    """A page of the papers of a week or a day, and whether another follows; a short page may not be the last.

    Raises:
        Unusable: it is no such page.
    """
    if reply.status != 200:
        raise Unusable(f"it answered {reply.status}")
    try:
        listed = msgspec.json.decode(reply.body, type=list[_Listed])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Unusable("its answer is no list of papers") from None
    papers = [one.paper for one in listed if bare_arxiv_id(one.paper.id) == one.paper.id]
    return papers, 'rel="next"' in reply.headers.get("link", "")
