"""The Content-Security-Policy of every page: nothing runs that is not the site's own.

The policy stands in a `<meta>`, since static hosts such as GitHub Pages let nobody set headers. See
https://www.w3.org/TR/CSP3/ for the directives.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from mkdocs.config.defaults import MkDocsConfig

_OWN: Mapping[str, str] = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    # Material's stylesheet holds its icons.
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
_GOOGLE = "https://*.google-analytics.com https://*.analytics.google.com https://*.googletagmanager.com"
_APIS = {"github.com": "https://api.github.com", "gitlab.com": "https://gitlab.com"}
_FIRST = '<meta charset="utf-8">'


def head_of(config: MkDocsConfig, more: bool | Mapping[str, object]) -> str:
    """What the head of every page says of security.

    Args:
        config: MkDocs's configuration; hosts that it names by itself are allowed.
        more: what else is allowed, sources by directive; False for no policy.

    Returns:
        HTML, "" for no policy.
    """
    if more is False:
        return ""
    allowed = {name: [sources] for name, sources in _OWN.items()}
    for name, sources in [*_named_by(config), *_told(more)]:
        own = allowed.setdefault(name, [])
        # 'none' stands alone, and a directive that is new takes the place of `default-src`.
        own[:] = [one for one in own if one != "'none'"] or ["'self'"]
        own.append(sources)
    policy = "; ".join(
        f"{name} {' '.join(dict.fromkeys(' '.join(own).split()))}" for name, own in allowed.items()
    )
    return (
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy, quote=True)}">'
        '<meta name="referrer" content="same-origin">'
    ).replace("&#x27;", "'")


def with_policy(page: str, head: str) -> str:
    """A page whose head begins with the policy: it holds only for what comes behind it."""
    return page.replace(_FIRST, _FIRST + head, 1) if head else page


def _named_by(config: MkDocsConfig) -> Sequence[tuple[str, str]]:
    """What a configuration names of other hosts."""
    found = [("script-src", _origin(str(script))) for script in config.extra_javascript]
    found += [("style-src", _origin(str(style))) for style in config.extra_css]
    font = config.theme.get("font")
    if font:
        found += [("style-src", "https://fonts.googleapis.com"), ("font-src", "https://fonts.gstatic.com")]
    if (config.extra.get("analytics") or {}).get("provider") == "google":
        found += [
            ("script-src", "https://www.googletagmanager.com"),
            ("connect-src", _GOOGLE),
            ("img-src", _GOOGLE),
        ]
    api = _APIS.get(urlsplit(config.repo_url or "").netloc.removeprefix("www."))
    # How many stars the repository has.
    found += [("connect-src", api)] if api else []
    return [(name, source) for name, source in found if source]


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme or 'https'}://{parts.netloc}" if parts.netloc else ""


def _told(more: bool | Mapping[str, object]) -> Sequence[tuple[str, str]]:
    if isinstance(more, bool):
        return ()
    return [
        (str(name), " ".join(map(str, value)) if isinstance(value, list) else str(value))
        for name, value in more.items()
    ]
