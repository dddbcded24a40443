"""Which held answer an address asks for, said in one way however it is written."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from commentbox.config import Config
from commentbox.web.finished import Environ
from commentbox.web.holding import (
    AWAY,
    NOTE,
    Held,
    Pairs,
    as_query,
    choosing,
    how_held,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    key: tuple[object, ...]
    path: str
    query: str
    held: Held
    cursor: str | None


class Addresses:
    """The addresses of an application whose answers may be held."""

    def __init__(self, app: Flask, config: Config) -> None:
        self._app = app
        base = urlsplit(config.base_url)
        self._scheme, self._host = base.scheme, base.netloc
        self._adapter: MapAdapter | None = None

    def read(self, path: str, query: str) -> Wanted | None:
        """Return what is asked for; None where the answer is not held."""
        if not path.isascii():
            return None
        # Made with the first request: until then there may be more routes.
        adapter = self._adapter or self._app.url_map.bind(self._host)
        self._adapter = adapter
        try:
            endpoint, given = adapter.match(path, method="GET")
        except (HTTPException, RequestRedirect):
            return None
        held = how_held(self._app.view_functions[endpoint])
        if held is None:
            return None
        named = {"article": given["key"]} if given.get("key") else {}
        pairs = choosing(held, query, named)
        if pairs is None:
            return None
        return self._wanted(endpoint, path, held, given, named, pairs)

    @staticmethod
    def _wanted(
        endpoint: str,
        path: str,
        held: Held,
        given: Any,
        named: dict[str, str],
        pairs: Pairs,
    ) -> Wanted:
        # The key of an article in the path or in the query: one page.
        rest = sorted((n, str(v)) for n, v in given.items() if n != "key")
        every = tuple(sorted((*named.items(), *pairs), key=lambda pair: pair[0]))
        cursor = next((value for name, value in pairs if name == "cursor"), None)
        return Wanted(
            (endpoint, tuple(rest), every), path, as_query(pairs), held, cursor
        )

    def plain_request(self, wanted: Wanted, environ: Environ) -> Environ:
        """Return the request that anybody might have sent.

        Nothing of the one who did goes into an answer for all: no header, no cookie, no
        address, no word of a query that chooses nothing.
        """
        return {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": wanted.path,
            "QUERY_STRING": wanted.query,
            "SERVER_NAME": self._host.partition(":")[0],
            "SERVER_PORT": "443" if self._scheme == "https" else "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": self._host,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": self._scheme,
            "wsgi.input": BytesIO(),
            "wsgi.errors": environ["wsgi.errors"],
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            NOTE: None,
        }

    def hopeless_request(self, wanted: Wanted, environ: Environ) -> Environ:
        """Return the same for a database that is away: the answer says so."""
        return self.plain_request(wanted, environ) | {AWAY: True}
