"""An OpenAI-compatible endpoint: one POST to `/chat/completions`.

Where it is, its key and its model come from the environment alone, so that no file of a repository can send
the key elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec
import requests
from msgspec import Struct

from paper_digest.fetch.values import Clock

TRIES = 3
_PAUSE = 5.0
_LONGEST_REST = 600.0
_TIMEOUT = (10, 300)
_LARGEST = 4_000_000


class Unusable(Exception):
    """The endpoint cannot be used at all; the text says why."""


class Refused(Exception):
    """The endpoint gives no answer for one paper; the text says why."""


class Endpoint(Struct, frozen=True):
    """Where a model answers.

    Attributes:
        url: the base address, without a slash at its end.
        key: sent as a bearer; "" for none.
        model: its name.
        extra: what else the body holds, such as `{"thinking": {"type": "disabled"}}`.
    """

    url: str
    key: str
    model: str
    extra: Mapping[str, Any] = {}


class _Message(Struct):
    content: str | None = None


class _Choice(Struct):
    message: _Message
    finish_reason: str | None = None


class _Answer(Struct):
    choices: list[_Choice]


def endpoint_of(environment: Mapping[str, str]) -> Endpoint:
    """The endpoint that the environment names.

    Raises:
        Unusable: something is missing or cannot be used; no key is in the text.
    """
    url, model = (environment.get(f"PAPER_DIGEST_LLM_{name}", "").strip() for name in ("URL", "MODEL"))
    missing = [name for name, value in (("URL", url), ("MODEL", model)) if not value]
    if missing:
        named = " and ".join(f"PAPER_DIGEST_LLM_{name}" for name in missing)
        raise Unusable(f"Set {named} in the environment")
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise Unusable("PAPER_DIGEST_LLM_URL must begin with https://")
    try:
        extra = json.loads(environment.get("PAPER_DIGEST_LLM_EXTRA", "") or "{}")
    except ValueError:
        raise Unusable("PAPER_DIGEST_LLM_EXTRA is no JSON") from None
    if not isinstance(extra, dict):
        raise Unusable("PAPER_DIGEST_LLM_EXTRA is no JSON object")
    return Endpoint(url.rstrip("/"), environment.get("PAPER_DIGEST_LLM_KEY", "").strip(), model, extra)


def ask(endpoint: Endpoint, messages: Sequence[Mapping[str, str]], most_tokens: int, clock: Clock) -> str:
    """Ask a model.

    Args:
        endpoint: where.
        messages: the conversation.
        most_tokens: that the answer may have.
        clock: is waited by.

    Returns:
        The answer's text.

    Raises:
        Refused: it answers nothing whole for this paper.
        Unusable: it cannot be used at all: a wrong key, no money, a model that is gone, no connection.
    """
    body = {
        "model": endpoint.model,
        "messages": list(messages),
        "temperature": 0,
        "max_tokens": most_tokens,
        **endpoint.extra,
    }
    reason = ""
    for number in range(TRIES):
        if number:
            clock.sleep(_PAUSE * 2 ** (number - 1))
        try:
            status, headers, data = _post(endpoint, body)
        except (requests.RequestException, OSError) as error:
            reason = f"it cannot be reached ({type(error).__name__})"
            continue
        if status == 200:
            return _text_of(data)
        if status in (401, 402, 403, 404):
            raise Unusable(f"The endpoint answers {status}: {_said(data, endpoint)}")
        if status < 500 and status != 429:
            raise Refused(f"the endpoint answers {status}: {_said(data, endpoint)}")
        reason = f"it answers {status}"
        rest = headers.get("Retry-After", "")
        if rest.isdigit():
            if float(rest) > _LONGEST_REST:
                break
            clock.sleep(float(rest))
    raise Unusable(f"The endpoint gives no answer: {reason}")


def _post(endpoint: Endpoint, body: Mapping[str, Any]) -> tuple[int, Mapping[str, str], bytes]:
    with requests.Session() as session:
        session.trust_env = urlsplit(endpoint.url).scheme == "https"
        bearer = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
        # A redirect could take the key to another host.
        response = session.post(
            f"{endpoint.url}/chat/completions",
            json=body,
            headers=bearer,
            timeout=_TIMEOUT,
            allow_redirects=False,
            stream=True,
        )
        data = response.raw.read(_LARGEST, decode_content=True)
        return response.status_code, response.headers, data


def _text_of(data: bytes) -> str:
    try:
        choice = msgspec.json.decode(data, type=_Answer).choices[0]
    except (msgspec.DecodeError, IndexError):
        raise Refused("the answer is no completion") from None
    if choice.finish_reason not in (None, "stop"):
        raise Refused(f"the answer ends early ({choice.finish_reason[:40]})")
    if not choice.message.content:
        raise Refused("the answer is empty")
    return choice.message.content


def _said(data: bytes, endpoint: Endpoint) -> str:
    """What an endpoint says of an error, without the key."""
    text = " ".join(data[:400].decode("utf-8", "replace").split())
    return text.replace(endpoint.key, "…") if endpoint.key else text
