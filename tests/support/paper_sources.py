"""A server that speaks as arXiv, DataCite and Hugging Face do, for papers that tests make, and fails as told.

Its answers follow the forms and habits of the hosts: arXiv answers in an order of its own, gives ten entries
unless told otherwise, leaves unknown ids out, refuses a batch for a malformed id and a GET that is too long;
Hugging Face answers 404 for most papers, and its lists end where no next page is named.
"""

from __future__ import annotations

import json
import re
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SO_LINGER, SOL_SOCKET
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

LONGEST_ADDRESS = 4096
_ID = re.compile(r"(\d{4}\.\d{4,5}|[a-z-]+/\d{7})(v\d+)?")
_FEED = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    '<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom"'
    ' xmlns="http://www.w3.org/2005/Atom"><id>https://arxiv.org/api/x</id><title>arXiv Query</title>'
    "<updated>2026-11-30T05:12:44Z</updated><opensearch:totalResults>{total}</opensearch:totalResults>"
    "{entries}</feed>\n"
)


@dataclass
class MadePaper:
    """A paper that the hosts know; texts as arXiv has them."""

    id: str
    title: str = "A Made Paper"
    abstract: str = "We make a paper. It is short."
    authors: tuple[str, ...] = ("Ana One", "Bo Two")
    categories: tuple[str, ...] = ("cs.RO", "cs.LG")
    published: str = "2026-11-01T17:59:59Z"
    version: int = 2
    comment: str = ""
    doi: str = ""
    journal_ref: str = ""
    code: str = ""
    project: str = ""
    upvotes: int = 0
    week: str = ""
    hosts: tuple[str, ...] = ("arxiv", "datacite", "huggingface")


@dataclass
class Failure:
    """One answer that is none: `status` with `headers` and `body`, or a `way` of failing.

    Ways: `reset` (the connection), `drip` (a byte now and then, without end), `half` (of the right answer,
    with the length of that half), `cut` (the same with the length of the whole), `redirect` (elsewhere),
    `hold` (no answer before `PaperSources.after` is done).
    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    way: str = ""


PLAIN_429 = Failure(429, {"Content-Type": "text/plain"}, b"Rate exceeded.")
HTML_200 = Failure(200, {"Content-Type": "text/html"}, b"<!DOCTYPE html><html><body>Busy.</body></html>")
EMPTY_503 = Failure(503, {"Retry-After": "0"})


class PaperSources:
    """The papers, what is to fail, and what was asked.

    Attributes:
        papers: by id.
        failures: by host, what the next requests get; None for a right answer. The last one stays where
            `forever` names the host.
        asked: every request: host, ids or query.
        base: the address.
        after: called after each request with its number, such as to end the process that asks.
    """

    def __init__(self, *papers: MadePaper) -> None:
        self.papers = {one.id: one for one in papers}
        self.failures: dict[str, list[Failure | None]] = {}
        self.forever: set[str] = set()
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.agents: set[str] = set()
        self.base = ""
        self.after: Any = lambda number: None

    def environment(self) -> dict[str, str]:
        """The variables that lead the command here."""
        return {f"PAPER_DIGEST_{name}": self.base for name in ("ARXIV", "DATACITE", "HUGGINGFACE")}

    def ids_asked(self, host: str) -> list[tuple[str, ...]]:
        """What each request to a host asked for."""
        return [what for name, what in self.asked if name == host]

    def failure(self, host: str) -> Failure | None:
        listed = self.failures.get(host, [])
        if not listed:
            return None
        return listed[0] if host in self.forever and len(listed) == 1 else listed.pop(0)

    def known(self, host: str, ids: Any) -> list[MadePaper]:
        return [self.papers[one] for one in ids if one in self.papers and host in self.papers[one].hosts]


def atom_entry(paper: MadePaper) -> str:
    more = "".join(
        f"<arxiv:{name}>{escape(value)}</arxiv:{name}>"
        for name, value in (
            ("comment", paper.comment),
            ("journal_ref", paper.journal_ref),
            ("doi", paper.doi),
        )
        if value
    )
    categories = "".join(f'<category term="{one}"/>' for one in sorted(paper.categories))
    authors = "".join(f"<author><name>{escape(one)}</name></author>" for one in paper.authors)
    return (
        f"<entry><id>http://arxiv.org/abs/{paper.id}v{paper.version}</id><title>{escape(paper.title)}</title>"
        f"<updated>2026-11-12T09:00:00Z</updated><summary>{escape(paper.abstract)}</summary>{categories}"
        f"<published>{paper.published}</published>{more}"
        f'<arxiv:primary_category term="{paper.categories[0]}"/>{authors}</entry>'
    )


def datacite_item(paper: MadePaper) -> dict[str, Any]:
    def creator(name: str) -> dict[str, str]:
        given, _, family = name.rpartition(" ")
        return {
            "name": f"{family}, {given}",
            "givenName": given,
            "familyName": family,
            "nameType": "Personal",
        }

    doi = f"10.48550/arxiv.{paper.id}"
    descriptions = [{"description": escape(paper.abstract), "descriptionType": "Abstract"}]
    if paper.comment:
        descriptions.append({"description": escape(paper.comment), "descriptionType": "Other"})
    return {
        "id": doi,
        "type": "dois",
        "attributes": {
            "doi": doi,
            "titles": [{"title": escape(paper.title)}],
            "creators": [creator(one) for one in paper.authors],
            "descriptions": descriptions,
            "subjects": [{"subject": f"Field ({one})", "subjectScheme": "arXiv"} for one in paper.categories],
            "dates": [
                {"date": paper.published, "dateType": "Submitted", "dateInformation": "v1"},
                {
                    "date": paper.published,
                    "dateType": "Updated",
                    "dateInformation": f"v{paper.version}",
                },
            ],
            "relatedIdentifiers": [],
            "rightsList": [{"rightsUri": "http://creativecommons.org/licenses/by/4.0/"}],
            "publicationYear": 2026,
        },
    }


def hub_paper(paper: MadePaper) -> dict[str, Any]:
    found = {
        "id": paper.id,
        "authors": [{"_id": "1", "name": one, "hidden": False} for one in paper.authors],
        "publishedAt": paper.published,
        "title": paper.title,
        "summary": paper.abstract,
        "upvotes": paper.upvotes,
        "ai_summary": "What a model says.",
    }
    if paper.code:
        found["githubRepo"] = paper.code
    if paper.project:
        found["projectPage"] = paper.project
    return found


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body leave at once; apart, each answer would wait for the other side's acknowledgement.
    wbufsize = -1
    sources: PaperSources

    def do_GET(self) -> None:
        self._answer(parse_qs(urlsplit(self.path).query))

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        self._answer(parse_qs(self.rfile.read(length).decode()))

    def _answer(self, query: dict[str, list[str]]) -> None:
        path = urlsplit(self.path).path
        self.sources.agents.add(self.headers.get("User-Agent", ""))
        host, asked, status, kind, body, headers = self._right(path, query)
        self.sources.asked.append((host, asked))
        failure = self.sources.failure(host)
        if failure is None:
            self._send(status, {"Content-Type": kind, **headers}, body)
        elif failure.way:
            getattr(self, f"_{failure.way}")(body)
        else:
            self._send(failure.status, failure.headers, failure.body)
        self.sources.after(len(self.sources.asked))

    def _right(
        self, path: str, query: dict[str, list[str]]
    ) -> tuple[str, tuple[str, ...], int, str, bytes, dict[str, str]]:
        if path == "/api/query":
            return self._arxiv(query)
        if path == "/dois":
            ids = tuple(re.findall(r'"10\.48550/arxiv\.([^"]+)"', query["query"][0]))
            found = self.sources.known("datacite", ids)[: int(query.get("page[size]", ["25"])[0])]
            body = json.dumps({"data": [datacite_item(one) for one in found], "meta": {"total": len(found)}})
            return "datacite", ids, 200, "application/json", body.encode(), {}
        if path == "/api/daily_papers":
            return self._daily(query)
        name = path.removeprefix("/api/papers/")
        known = self.sources.known("huggingface", [name])
        told = hub_paper(known[0]) if known else {"error": "Paper not found."}
        status, data = 200 if known else 404, json.dumps(told).encode()
        return "huggingface", (name,), status, "application/json", data, {}

    def _arxiv(
        self, query: dict[str, list[str]]
    ) -> tuple[str, tuple[str, ...], int, str, bytes, dict[str, str]]:
        ids = tuple(query["id_list"][0].split(",")) if "id_list" in query else ()
        if len(self.path) > LONGEST_ADDRESS:
            return "arxiv", ids, 414, "text/html", b"<html>too long</html>", {}
        kind = "application/atom+xml"
        if bad := [one for one in ids if not _ID.fullmatch(one)]:
            entry = (
                f"<entry><id>https://arxiv.org/api/errors#incorrect_id_format_for_{escape(bad[0])}</id>"
                f"<title>Error</title><summary>incorrect id format for {escape(bad[0])}</summary></entry>"
            )
            return "arxiv", ids, 400, kind, _FEED.format(total=1, entries=entry).encode(), {}
        if ids:
            known = self.sources.known("arxiv", ids)
        else:
            categories = set(re.findall(r"cat:([\w.-]+)", query["search_query"][0]))
            ids = tuple(query["search_query"])
            known = [
                one
                for one in self.sources.known("arxiv", self.sources.papers)
                if categories & set(one.categories)
            ]
        start, most = int(query.get("start", ["0"])[0]), int(query.get("max_results", ["10"])[0])
        # Another order than that of the question.
        known = sorted(known, key=lambda one: one.id[::-1])[start : start + most]
        entries = "".join(map(atom_entry, known))
        return "arxiv", ids, 200, kind, _FEED.format(total=len(known), entries=entries).encode(), {}

    def _daily(
        self, query: dict[str, list[str]]
    ) -> tuple[str, tuple[str, ...], int, str, bytes, dict[str, str]]:
        week, page = query["week"][0], int(query.get("p", ["0"])[0])
        papers = [one for one in self.sources.papers.values() if one.week == week]
        # Pages that are shorter than asked for are not the last ones.
        size = 3
        shown = papers[page * size : (page + 1) * size]
        more = {"Link": f'<{self.path}>; rel="next"'} if len(papers) > (page + 1) * size else {}
        listed = [{"paper": hub_paper(one), "publishedAt": "2026-11-27T20:00:00.000Z"} for one in shown]
        body = json.dumps(listed).encode()
        return "huggingface", (week, str(page)), 200, "application/json", body, more

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _reset(self, body: bytes) -> None:
        self.close_connection = True
        self.connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _half(self, body: bytes) -> None:
        self._send(200, {"Content-Type": "application/atom+xml"}, body[: len(body) // 2])

    def _cut(self, body: bytes) -> None:
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2])

    def _drip(self, body: bytes) -> None:
        self.close_connection = True
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.02)
        except OSError:
            pass

    def _hold(self, body: bytes) -> None:
        """Answer nothing; who asks is gone by then."""
        self.close_connection = True

    def _redirect(self, body: bytes) -> None:
        self._send(302, {"Location": "http://127.0.0.2:1/elsewhere"}, b"")

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serve_papers(sources: PaperSources) -> Iterator[PaperSources]:
    """Answer until the block ends."""
    handler = type("Handler", (_Handler,), {"sources": sources})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.handle_error = lambda request, client_address: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    sources.base = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield sources
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class MadeClock:
    """A clock that moves when somebody waits."""

    def __init__(self, now: float = 1796040000.0) -> None:
        """Begin at noon of 30 November 2026, UTC, unless told otherwise."""
        self.time = now
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.slept.append(seconds)
        self.time += seconds
