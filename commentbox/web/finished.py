"""A finished answer: its bytes in each coding, with the headers of each, made once."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import brotli  # type: ignore[import-untyped]

from commentbox.web.conditional import (
    CODINGS,
    IDENTITY,
    codings_by_wish,
    is_older,
    matching_tag,
    tag_of,
)

Headers = list[tuple[str, str]]
Environ = dict[str, Any]
StartResponse = Callable[..., Any]

#: Half of what the best would save, for a twentieth of its time: a thread of a thousand
#: comments is packed in milliseconds, and it is packed anew with each decision.
BROTLI_QUALITY = 5
GZIP_LEVEL = 6

#: What a 304 leaves out: it describes bytes that are not sent.
OF_THE_BYTES = {"content-type", "content-length", "content-encoding", "last-modified"}
#: Said anew with each answer, or by the server.
NOT_KEPT = {"content-length", "etag", "cache-status", "date", "x-request-id"}

HIT = "commentbox; hit"

OK = "200 OK"
NOT_MODIFIED = "304 Not Modified"


@dataclass(frozen=True, slots=True)
class Form:
    """An answer in one coding."""

    tag: str
    headers: Headers
    #: The same, saying that the answer was held: what nearly every request gets.
    hit: Headers
    #: Of a 304 to who knows this form, from what is held.
    unchanged: Headers
    body: list[bytes]


@dataclass(frozen=True, slots=True)
class Finished:
    digest: str
    changed_at: datetime | None
    #: Without those that differ by coding.
    headers: Headers
    forms: dict[str, Form]

    @property
    def size(self) -> int:
        """Return what it takes in memory, about: bytes, headers, objects."""
        return sum(len(f.body[0]) + 1_500 for f in self.forms.values())

    def form_for(self, accepted: str | None) -> Form:
        if accepted is None:
            return self.forms[IDENTITY]
        wished = codings_by_wish(accepted)
        return next(self.forms[c] for c in wished if c in self.forms)

    def coding_of(self, form: Form) -> str:
        return next(c for c, known in self.forms.items() if known is form)

    def not_modified(self, tag: str) -> Headers:
        return _of_304(self.headers, tag)


def finish(
    body: bytes, headers: Iterable[tuple[str, str]], digest: str, at: datetime | None
) -> Finished:
    """Make an answer ready: its twins are packed here, once."""
    return assemble({IDENTITY: body} | _twins(body), headers, digest, at)


def assemble(
    bodies: dict[str, bytes],
    headers: Iterable[tuple[str, str]],
    digest: str,
    changed_at: datetime | None,
) -> Finished:
    """Put an answer together of bytes that are there."""
    kept = [(n, v) for n, v in headers if n.lower() not in NOT_KEPT]
    forms = {c: _form(c, body, kept, digest) for c, body in bodies.items()}
    return Finished(digest, changed_at, kept, forms)


def _form(coding: str, body: bytes, kept: Headers, digest: str) -> Form:
    tag = tag_of(digest, coding)
    headers = [*kept, ("Content-Length", str(len(body))), ("ETag", tag)]
    if coding != IDENTITY:
        headers.append(("Content-Encoding", coding))
    status = ("Cache-Status", HIT)
    unchanged = [*_of_304(kept, tag), status]
    return Form(tag, headers, [*headers, status], unchanged, [body])


def _of_304(headers: Headers, tag: str) -> Headers:
    return [*(h for h in headers if h[0].lower() not in OF_THE_BYTES), ("ETag", tag)]


def _twins(body: bytes) -> dict[str, bytes]:
    """Return the packed forms that are shorter."""
    packed = {
        "br": brotli.compress(body, quality=BROTLI_QUALITY),
        # Without the time, so that the same bytes are packed into the same bytes.
        "gzip": gzip.compress(body, GZIP_LEVEL, mtime=0),
    }
    return {c: packed[c] for c in CODINGS if len(packed[c]) < len(body)}


def send(
    finished: Finished,
    environ: Environ,
    start_response: StartResponse,
    status: str = HIT,
) -> tuple[Iterable[bytes], bool]:
    """Answer with it, or by 304, and say which (True: 304).

    ``If-None-Match`` wins over ``If-Modified-Since`` (RFC 9110 13.2.2).
    """
    form = finished.form_for(environ.get("HTTP_ACCEPT_ENCODING"))
    known = environ.get("HTTP_IF_NONE_MATCH")
    tag: str | None = None
    if known is not None:
        if known == form.tag:
            tag = known
        else:
            coding = finished.coding_of(form)
            tag = matching_tag(known, finished.digest, coding)
    elif (since := environ.get("HTTP_IF_MODIFIED_SINCE")) is not None:
        tag = form.tag if is_older(finished.changed_at, since) else None
    if tag is not None:
        if status is HIT and tag == form.tag:
            start_response(NOT_MODIFIED, form.unchanged)
        else:
            headers = finished.not_modified(tag)
            start_response(NOT_MODIFIED, [*headers, ("Cache-Status", status)])
        return [], True
    if status is HIT:
        start_response(OK, form.hit)
    else:
        start_response(OK, [*form.headers, ("Cache-Status", status)])
    return form.body if environ["REQUEST_METHOD"] == "GET" else [], False
