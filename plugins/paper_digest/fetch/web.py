"""HTTP: one request at a time, of one host, with limits of size and time."""

from __future__ import annotations

import time
from urllib.parse import urljoin, urlsplit

import requests
from msgspec import Struct
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as TooLate

from paper_digest import __version__
from paper_digest.fetch.values import NotAnswered, Question, Reply

_REDIRECTS = (301, 302, 303, 307, 308)
_HOPS = 3
_CHUNK = 65536


class Limits(Struct, frozen=True):
    """How long one answer may take, in seconds, and how many bytes it may have."""

    connect: float = 10
    read: float = 60
    whole: float = 120
    size: int = 32 * 1024 * 1024


class Web:
    """Sends requests to one host."""

    def __init__(self, base: str, contact: str = "", limits: Limits = Limits()) -> None:  # noqa: B008
        """Begin with a host.

        Args:
            base: its address, without a slash at the end.
            contact: an e-mail address that the host is told, or "".
            limits: of one answer.
        """
        self._base = base
        self._limits = limits
        self._session = requests.Session()
        # A proxy of the environment is for other machines than this one.
        self._session.trust_env = urlsplit(base).scheme == "https"
        about = f" (mailto:{contact})" if contact else ""
        self._session.headers.update(
            {"User-Agent": f"mkdocs-paper-digest/{__version__}{about}", "Accept-Encoding": "identity"}
        )

    def send(self, question: Question) -> Reply:
        """Send one request, and follow redirects within the host.

        Raises:
            NotAnswered: no whole answer came within the limits.
        """
        until = time.monotonic() + self._limits.whole
        url = self._base + question.path
        try:
            for _ in range(_HOPS):
                with self._session.request(
                    "POST" if question.form else "GET",
                    url,
                    params=question.query if url == self._base + question.path else None,
                    data=question.form or None,
                    timeout=(self._limits.connect, self._limits.read),
                    allow_redirects=False,
                    stream=True,
                ) as response:
                    if response.status_code not in _REDIRECTS:
                        return self._whole(response, until)
                    url = self._redirected(response)
        except (requests.RequestException, HTTPError, OSError) as error:
            raise NotAnswered(_reason(error)) from None
        raise NotAnswered("it redirects again and again")

    def _redirected(self, response: requests.Response) -> str:
        url = urljoin(response.url, response.headers.get("Location", ""))
        before, after = urlsplit(response.url), urlsplit(url)
        if (before.scheme, before.netloc) != (after.scheme, after.netloc):
            raise NotAnswered("it redirects to another host")
        return url

    def _whole(self, response: requests.Response, until: float) -> Reply:
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise NotAnswered("its answer is compressed, which was not asked for")
        body = bytearray()
        # `read1` comes back with what is there, so that an answer that drips in is seen.
        while chunk := response.raw.read1(_CHUNK):
            body += chunk
            if len(body) > self._limits.size:
                raise NotAnswered("its answer is too large")
            if time.monotonic() > until:
                raise NotAnswered("its answer takes too long")
        expected = response.headers.get("Content-Length", "")
        if expected.isdigit() and len(body) != int(expected):
            raise NotAnswered("its answer was cut off")
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Reply(response.status_code, headers, bytes(body))


def _reason(error: Exception) -> str:
    """Why there is no answer, in words without addresses."""
    if isinstance(error, (requests.Timeout, TooLate)) or "timed out" in str(error):
        return "it did not answer in time"
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate is not trusted"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy does not let it through"
    return "the connection failed"
