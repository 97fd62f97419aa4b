"""Requests and rebuilds side by side: who asks during a build waits, and gets what the build brought."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from mkdocs.livereload import LiveReloadServer

from paper_digest.cachefile import CacheFile
from paper_digest.memo import Memo
from paper_digest.mkdocs_adapter.elsewhere import Elsewhere
from paper_digest.mkdocs_adapter.live import POLL_SECONDS, SETTLE_SECONDS, LiveSite
from paper_digest.mkdocs_adapter.search import index_of
from paper_digest.model import Bilingual
from paper_digest.outputs.search import SearchConfig, SearchDocument


class Written:
    """A site in memory of which some files are written when they are asked for."""

    def __init__(self, site: dict[str, str], files: dict[str, str]) -> None:
        self.site = site
        self.files = files
        self.closed = False

    def write(self, path: str) -> None:
        if path in self.files and not self.closed:
            self.site[path] = self.files[path]

    def close(self) -> None:
        self.closed = True


class Server:
    """The part of MkDocs's server that the plugin knows, over a site in memory."""

    mount_path = "/sub/"

    def __init__(self) -> None:
        self.site: dict[str, str] = {}
        self.asked: list[str] = []
        self.headers: dict[str, str] = {}
        self.before_answer: Any = None
        self.app: Any = self.answer
        self.observer = SimpleNamespace(emitters=())

    def get_app(self) -> Any:
        return self.app

    def set_app(self, app: Any) -> None:
        self.app = app

    def answer(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if self.before_answer:
            self.before_answer()
        path = environ["PATH_INFO"].removeprefix("/sub/")
        self.asked.append(path)
        found = self.site.get(path + ("index.html" if path.endswith("/") else ""))
        start_response("404 Not Found" if found is None else "200 OK", [])
        return [(found or "none").encode()]

    def ask(self, path: str) -> tuple[str, str]:
        """The status and the body for a path."""
        environ: dict[str, Any] = {"PATH_INFO": path}
        setup_testing_defaults(environ)
        statuses: list[str] = []

        def start(status: str, headers: list[tuple[str, str]]) -> None:
            statuses.append(status)
            self.headers = dict(headers)

        body = self.app(environ, start)
        return statuses[0], b"".join(body).decode()


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def live(server: Server) -> Iterator[LiveSite]:
    live = LiveSite()
    live.serve(server)  # type: ignore[arg-type]
    yield live
    live.end()


def test_what_is_asked_for_is_written_first(server: Server, live: LiveSite) -> None:
    live.open(Written(server.site, {"a/index.html": "A"}))
    assert server.ask("/sub/a/") == ("200 OK", "A")
    assert server.ask("/sub/b/") == ("404 Not Found", "none")
    assert server.ask("/elsewhere/")[0] == "404 Not Found"


def test_requests_wait_for_the_build_at_work(server: Server, live: LiveSite) -> None:
    live.open(Written(server.site, {"a/index.html": "old"}))
    live.close()
    answers: list[tuple[str, str]] = []
    asking = threading.Thread(target=lambda: answers.append(server.ask("/sub/a/")))
    asking.start()
    asking.join(0.2)
    assert not answers
    live.open(Written(server.site, {"a/index.html": "new"}))
    asking.join(30)
    assert answers == [("200 OK", "new")]


def test_a_build_between_writing_and_answering_does_not_lose_the_page(server: Server, live: LiveSite) -> None:
    live.open(Written(server.site, {"a/index.html": "old"}))

    def rebuild() -> None:
        server.before_answer = None
        live.close()
        server.site.clear()
        live.open(Written(server.site, {"a/index.html": "new"}))

    server.before_answer = rebuild
    assert server.ask("/sub/a/") == ("200 OK", "new")
    assert len(server.asked) == 2


def test_polling_for_the_next_build_does_not_wait_here(server: Server, live: LiveSite) -> None:
    assert server.ask("/livereload/1/1")[0] == "404 Not Found"


def test_browsers_keep_assets_that_are_named_by_their_content(server: Server, live: LiveSite) -> None:
    named = ("assets/paper-digest/head.fbb8a252.js", "assets/stylesheets/main.57a0d79d.min.css")
    others = ("assets/own.css", "assets/paper-digest/head.js", "a/index.html", "search/0123abcd.json")
    live.open(Written(server.site, dict.fromkeys((*named, *others), "x")))
    for path in (*named, *others):
        assert server.ask(f"/sub/{path}")[0] == "200 OK"
        assert ("Cache-Control" in server.headers) is (path in named)
    assert server.ask("/sub/assets/x.0123abcd.js")[0] == "404 Not Found"
    assert not server.headers


def test_sources_are_looked_at_often(tmp_path: Path) -> None:
    server = LiveReloadServer(lambda: None, "127.0.0.1", 0, str(tmp_path))
    server.watch(str(tmp_path))
    LiveSite().serve(server)
    server.watch(str(Path(__file__).parent))
    assert {emitter.timeout for emitter in server.observer.emitters} == {POLL_SECONDS}
    assert len(server.observer.emitters) == 2
    assert server.build_delay == SETTLE_SECONDS
    server.server_close()


def test_an_error_is_shown_and_logged(
    server: Server, live: LiveSite, caplog: pytest.LogCaptureFixture
) -> None:
    class Failing(Written):
        def write(self, path: str) -> None:
            raise ValueError("out of <ink>")

    live.open(Failing(server.site, {}))
    status, body = server.ask("/sub/a/")
    assert status == "500 Internal Server Error"
    assert body == f"{status}\n\nout of <ink>\n"
    assert "out of <ink>" in caplog.text


def test_an_index_from_another_process_is_the_same(tmp_path: Path) -> None:
    documents = [
        SearchDocument(
            id=str(number),
            url=f"papers/{number}/",
            title=Bilingual(en=f"Agents {number}", zh="智能体"),
            abstract=Bilingual(en="They plan.", zh="它们会规划。"),
            languages=("en", "zh"),
        )
        for number in range(40)
    ]
    config = SearchConfig(topics={})
    memo = Memo(CacheFile(tmp_path))
    expected = index_of(documents, config, Memo())
    assert Elsewhere(index_of, documents, config, memo).result() == expected
    assert Elsewhere(index_of, documents, config, memo).result() == expected
