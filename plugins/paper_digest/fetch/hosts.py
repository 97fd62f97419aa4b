"""The hosts: where they are, how often they may be asked, and which source is which."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from paper_digest.fetch.arxiv import Arxiv
from paper_digest.fetch.datacite import DataCite
from paper_digest.fetch.host import Host, Requests
from paper_digest.fetch.huggingface import HuggingFace
from paper_digest.fetch.state import State
from paper_digest.fetch.values import Clock, Source
from paper_digest.fetch.web import Web

SOURCES: Mapping[str, Source] = {one.name: one for one in (Arxiv(), DataCite(), HuggingFace())}
"""The sources by name, in the order in which they are asked."""

TITLES = {"arxiv": "arXiv", "datacite": "DataCite", "huggingface": "Hugging Face"}
"""The sources as people know them."""

PAUSES = {"arxiv": 3.0, "datacite": 0.7, "huggingface": 0.8}
"""Seconds between an answer and the next request: arXiv's terms want three, the others allow 500 in 300."""

_BASES = {
    "arxiv": "https://export.arxiv.org",
    "datacite": "https://api.datacite.org",
    "huggingface": "https://huggingface.co",
}
_LOOPBACK = re.compile(r"https?://(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?(?:/[\w./-]*)?")


class WrongBase(ValueError):
    """A base address that is not of this machine; the text says which."""


def base_of(source: str, environment: Mapping[str, str]) -> str:
    """The base address of a source.

    Args:
        source: its name.
        environment: may name another base, of this machine alone, for tests: `PAPER_DIGEST_ARXIV` and so on.

    Raises:
        WrongBase: it names one of another machine.
    """
    variable = f"PAPER_DIGEST_{source.upper()}"
    named = environment.get(variable, "").rstrip("/")
    if named and not _LOOPBACK.fullmatch(named):
        raise WrongBase(f"{variable} may name an address of this machine only, such as http://127.0.0.1:8080")
    return named or _BASES[source]


def open_host(
    source: str,
    environment: Mapping[str, str],
    contact: str,
    clock: Clock,
    state: State,
    requests: Requests,
    tell: Callable[[str], None],
) -> Host:
    """A host that can be asked; see `Host` for what it takes.

    Raises:
        WrongBase: see `base_of`.
    """
    web = Web(base_of(source, environment), contact)
    return Host(TITLES[source], PAUSES[source], web, clock, state, requests, tell)
