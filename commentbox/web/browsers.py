"""Feeds that open in a browser instead of being downloaded or shown as source.

Chromium shows ``application/rss+xml`` as plain text and Firefox saves it to a file;
both show ``application/xml`` with its style sheet. The bytes are the same. This lies
in front of everything that keeps answers, so none is kept with the wrong name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FEED = re.compile(r"(?:/[^/]+)*/feed\.(?:rss|atom)")
ENDINGS = ("/feed.rss", "/feed.atom")
OF_FEEDS = re.compile(r"application/(?:rss|atom)\+xml(?=;|$)")


class OpensInBrowsers:
    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        # Nearly all others are told apart by how they end, in a fifth of the time.
        if not path.endswith(ENDINGS) or not FEED.fullmatch(path):
            return self.app(environ, start_response)
        # Only what shows pages to people asks for HTML; no reader of feeds does.
        browser = "text/html" in environ.get("HTTP_ACCEPT", "")

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start_response(status, _for(headers, browser=browser), *more)

        return self.app(environ, start)


def _for(headers: list[tuple[str, str]], *, browser: bool) -> list[tuple[str, str]]:
    kept, varies = [], []
    for name, value in headers:
        if name.lower() == "vary":
            varies.append(value)
        elif name.lower() == "content-type" and browser:
            kept.append((name, OF_FEEDS.sub("application/xml", value)))
        else:
            kept.append((name, value))
    return [*kept, ("Vary", ", ".join([*varies, "Accept"]))]
