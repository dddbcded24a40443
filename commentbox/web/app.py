"""A Flask application with everything but its routes."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Flask, request
from flask_wtf import CSRFProtect

from commentbox.config import Config
from commentbox.extensions import db, engine_options, prepare_engine
from commentbox.web import (
    errors,
    headers,
    health,
    limits,
    metrics_page,
    requests,
    templates,
)
from commentbox.web.i18n import ENGLISH, set_speech
from commentbox.web.rules import LazyRule
from commentbox.web.settings import CONFIG_KEY

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = logging.getLogger(__name__)

#: Above this a request is refused before it is read.
MAX_REQUEST = 256 * 1024
MAX_FORM_PARTS = 50

csrf = CSRFProtect()


class Application(Flask):
    # Flask makes the route of static files while it makes itself.
    url_rule_class = LazyRule

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer, whatever happens: the server would print an error as it is."""
        try:
            return self.wsgi_app(environ, start_response)
        except Exception:
            log.exception("a request came to no answer")
            headers = [("Content-Length", "0"), ("Cache-Control", "no-store")]
            start_response("500 Internal Server Error", headers)
            return []

    def log_exception(self, exc_info: Any) -> None:
        """Say which route failed; Flask would name the path, which may be a token."""
        log.error(
            "a request failed", exc_info=exc_info, extra=requests.of_this_request()
        )


def bare_app(config: Config) -> Flask:
    """Return the application without its parts: database, headers, templates."""
    app = Application("commentbox")
    app.config.from_mapping(_flask_settings(config))
    # First, so that whatever follows has its number.
    requests.register(app)
    app.before_request(_make_query_readable)
    app.before_request(lambda: set_speech(ENGLISH))
    # A thread serves many requests: none inherits the language of the last.
    app.teardown_request(lambda _error: set_speech(ENGLISH))
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    csrf.init_app(app)
    for part in (errors, headers, health, metrics_page, limits, templates):
        part.register(app)
    return app


def _make_query_readable() -> None:
    # ``request.args`` would raise at each use, also where an error is answered.
    request.query_string = request.query_string.decode("utf-8", "replace").encode()


def _flask_settings(config: Config) -> dict[str, Any]:
    url = config.sqlalchemy_url
    return {
        CONFIG_KEY: config,
        "SECRET_KEY": config.secret_key,
        # Whatever FLASK_DEBUG says: a page that shows errors shows them to everybody.
        "DEBUG": False,
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(url),
        # Their addresses carry a mark of the content: what is new has a new address.
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),
        "MAX_CONTENT_LENGTH": MAX_REQUEST,
        "MAX_FORM_MEMORY_SIZE": MAX_REQUEST,
        "MAX_FORM_PARTS": MAX_FORM_PARTS,
        # The prefix makes browsers insist on https, on this host and on the root path.
        "SESSION_COOKIE_NAME": "__Host-commentbox" if config.secure else "commentbox",
        "SESSION_COOKIE_SECURE": config.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=14),
        # Guests have no session to forge; the desk asks for the token itself.
        "WTF_CSRF_CHECK_DEFAULT": False,
        "WTF_CSRF_TIME_LIMIT": None,
    }
