"""A number for each request that is worked on, and a line for each that failed.

A finished page is given to many and has none. The path of a request may hold a token
and its query anything, so that a line names the route instead.
"""

from __future__ import annotations

import logging
import re
import secrets
from http import HTTPStatus
from time import monotonic
from typing import Any

from flask import Flask, Response, g, request
from structlog.contextvars import bind_contextvars, unbind_contextvars

from commentbox.web.client import is_from_own_proxy
from commentbox.web.settings import settings

log = logging.getLogger(__name__)

HEADER = "X-Request-ID"
#: As proxies make them: 32 digits or a UUID. No token of ours looks like that.
ID = re.compile(r"[0-9A-Fa-f]{32}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
#: Asked every few seconds, by programs that need no line for it.
BY_THE_CLOCK = frozenset({"health.alive", "health.ready", "metrics.show"})
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def register(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_finish)
    app.teardown_request(_end)


def of_this_request() -> dict[str, Any]:
    """Return what a line may say of the request that is worked on."""
    rule = request.url_rule
    return {
        "method": request.method if request.method in METHODS else "another",
        "route": rule.rule if rule is not None else "none",
    }


def _begin() -> None:
    g.began = monotonic()
    g.request_id = _given_id() or secrets.token_hex(16)
    bind_contextvars(request=g.request_id)


def go_on_as(number: str) -> None:
    """Let what this thread logs have the number of a request that it works for."""
    bind_contextvars(request=number)


def _given_id() -> str | None:
    """Return the number that our own proxy gave; a stranger's could be anybody's."""
    given = request.headers.get(HEADER, "")
    return given if ID.fullmatch(given) and is_from_own_proxy() else None


def _finish(response: Response) -> Response:
    response.headers[HEADER] = g.request_id
    failed = response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
    wished = settings().log_requests and request.endpoint not in BY_THE_CLOCK
    if failed or wished:
        ms = round((monotonic() - g.began) * 1000)
        told = {**of_this_request(), "status": response.status_code, "ms": ms}
        log.log(logging.WARNING if failed else logging.INFO, "answered", extra=told)
    return response


def _end(_error: BaseException | None) -> None:
    unbind_contextvars("request")
