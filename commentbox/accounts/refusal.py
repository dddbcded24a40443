"""A form that cannot be taken: shown again, with what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Response

from commentbox.domain.errors import InvalidFields, TooManyAttempts
from commentbox.extensions import db
from commentbox.web.errors import words_for
from commentbox.web.form_state import FormState

#: What the forms of this package may be answered with.
Refusals = (InvalidFields, TooManyAttempts)


def refuse(
    page: Callable[[FormState, int], Response],
    error: Exception,
    values: Mapping[str, str],
) -> Response:
    """Show the page again. ``values`` holds what need not be typed twice."""
    db.session.rollback()
    if isinstance(error, TooManyAttempts):
        return wait(lambda said: page(FormState(values, message=said), 429), error)
    errors = error.errors if isinstance(error, InvalidFields) else {}
    return page(FormState(values, errors), 422)


def wait(page: Callable[[str], Response], error: TooManyAttempts) -> Response:
    """Show the page with the words that say how long to wait."""
    response = page(words_for(error))
    response.headers["Retry-After"] = str(error.retry_after)
    return response
