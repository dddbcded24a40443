"""An application whose store asks the database as in life, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask
from werkzeug.test import EnvironBuilder, TestResponse

from commentbox.publishing.front import Front
from commentbox.web.browsers import OpensInBrowsers
from commentbox.web.finished import Headers
from tests.page import PageClient

BASE_URL = "https://comments.example.org"

HIT = "commentbox; hit"
STORED = "commentbox; fwd=miss; stored"

Make = Callable[..., "Holding"]


@dataclass(frozen=True, slots=True)
class Holding:
    """An application, a browser, and a look at what is held."""

    app: Flask
    client: PageClient

    @property
    def front(self) -> Front:
        front: Front = self.app.extensions["commentbox.front"]
        return front

    def get(self, url: str, **headers: str) -> TestResponse:
        return self.client.get(
            url, headers={n.replace("_", "-"): v for n, v in headers.items()}
        )

    def said(self, url: str, **headers: str) -> str:
        """Return what the store says of an answer."""
        answer = self.get(url, **headers)
        assert answer.status_code == 200, answer.data
        return answer.headers["Cache-Status"]

    def figure(self, name: str, **labels: str) -> float:
        self.front.metrics.hand_on()
        return self.front.metrics.registry.get_sample_value(name, labels) or 0.0

    @property
    def renders(self) -> float:
        return self.figure("commentbox_page_render_seconds_count")

    def afresh(self, url: str) -> tuple[int, dict[str, str], bytes]:
        """Return what the application itself says now, past the store."""
        started: list[tuple[str, Headers]] = []
        path, _, query = url.partition("?")
        environ = EnvironBuilder(path, BASE_URL, query_string=query).get_environ()

        def start(
            status: str, headers: Headers, *_error: object
        ) -> Callable[..., None]:
            started.append((status, headers))
            return lambda *_: None

        body = b"".join(OpensInBrowsers(self.front.inner)(environ, start))
        status, headers = started[0]
        # The number of this one request is for nobody else.
        shared = {n: v for n, v in headers if n != "X-Request-ID"}
        return int(status[:3]), shared, body
