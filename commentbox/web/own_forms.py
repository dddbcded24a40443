"""Forms of signed-in pages: only our own pages may send them."""

from __future__ import annotations

from flask import Response, request
from flask_wtf.csrf import CSRFError, validate_csrf
from wtforms import ValidationError

from commentbox.domain.errors import NotAllowed
from commentbox.web.asked import origin_of
from commentbox.web.errors import error_page
from commentbox.web.i18n import gettext as _
from commentbox.web.settings import settings

READS = frozenset({"GET", "HEAD", "OPTIONS"})


def guard() -> None:
    """Refuse what a page of somewhere else sends, or one without our token.

    Raises ``NotAllowed`` or ``CSRFError`` (400). ``CSRFProtect.protect`` would ask for
    a ``Referer`` as well, which some people's browsers never send.
    """
    if request.method in READS:
        return
    origin = request.headers.get("Origin")
    if origin is not None and origin.lower() != origin_of(settings().base_url):
        raise NotAllowed("this origin may not write here")
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError as error:
        raise CSRFError(str(error)) from error


def on_csrf_error(error: CSRFError) -> Response:
    """Say what to do; most often the page is from before the last sign-in."""
    detail = _("This page is too old. Please go back, load it again and try once more.")
    return error_page(400, detail)
