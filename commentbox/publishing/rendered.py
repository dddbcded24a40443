"""What the application has made of a request: an answer for all, or for one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus

from commentbox.publishing.stored import Stored
from commentbox.web.finished import Environ, Headers, StartResponse, finish
from commentbox.web.holding import BUSY, NOTE, Note


@dataclass(frozen=True, slots=True)
class Rendered:
    status: str
    headers: Headers
    body: bytes
    note: Note | None
    #: Too many waited already: it says nothing of the database.
    is_busy: bool = False

    def __call__(
        self, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer with it as it is."""
        start_response(self.status, list(self.headers))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.body]

    @property
    def is_unavailable(self) -> bool:
        return self.status.startswith(str(HTTPStatus.SERVICE_UNAVAILABLE.value))

    def as_stored(self) -> Stored | None:
        """Return what may be held: what its view has marked, and nobody's own."""
        named = {name.lower(): value for name, value in self.headers}
        private = "set-cookie" in named or "no-store" in named.get("cache-control", "")
        if self.note is None or private or not self.status.startswith("200 "):
            return None
        digest = named["etag"].strip('"')
        return Stored(
            finish(self.body, self.headers, digest, self.note.changed_at),
            self.note.origin,
            self.note.until,
            self.note.leads,
        )


def render(
    app: Callable[[Environ, StartResponse], Iterable[bytes]], environ: Environ
) -> Rendered:
    """Let the application answer, and take the whole of it."""
    started: list[tuple[str, Headers]] = []

    def start_response(status: str, headers: Headers, *_error: object) -> None:
        started[:] = [(status, headers)]

    parts = app(environ, start_response)
    try:
        body = b"".join(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()
    status, headers = started[0]
    note, is_busy = environ.get(NOTE), BUSY in environ
    return Rendered(status, headers, body, note, is_busy)
