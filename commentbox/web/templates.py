"""What every template may use: words, dates, addresses."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Flask, g
from markupsafe import Markup

from commentbox.web import i18n, urls


def register(app: Flask) -> None:
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.globals.update(
        _=_say,
        ngettext=_say_number,
        once=_once,
        speech=i18n.speech,
        number=i18n.number,
        static_url=urls.static_url,
        absolute=urls.absolute,
        article_path=urls.article_path,
        permalink=urls.permalink,
        site_name=urls.site_name,
    )
    env.filters.update(
        date_and_time=i18n.date_and_time,
        rfc3339=i18n.rfc3339,
    )


def _say(message: str, **values: object) -> Markup:
    """Return a text of ours in the current language; values are escaped into it."""
    text = _text(i18n.speech(), message)
    return text % values if "%" in text else text


def _say_number(one: str, many: str, n: int, /, **values: object) -> Markup:
    """Return the same in singular or plural; the text knows the number as ``num``."""
    text = Markup(i18n.speech().ngettext(one, many, n))  # noqa: S704
    return text % {"num": n, **values}


@cache
def _text(speech: i18n.Speech, message: str) -> Markup:
    return Markup(speech.gettext(message))  # noqa: S704


def _once(part: Callable[..., Markup], *given: Any) -> Markup:
    """Return what a macro makes of this, made once a page however often it is used.

    The macro may look at nothing else that differs within the page.
    """
    made: dict[Any, Markup] = g.setdefault("made_once", {})
    key = getattr(part, "name", ""), *given
    if key not in made:
        made[key] = part(*given)
    return made[key]
