"""What every template may use: words, dates, addresses."""

from __future__ import annotations

from flask import Flask

from commentbox.web import i18n, urls


def register(app: Flask) -> None:
    env = app.jinja_env
    env.add_extension("jinja2.ext.i18n")
    # In this style values are escaped into the text, whatever they contain.
    env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: i18n.speech().gettext(message),
        lambda one, many, n: i18n.speech().ngettext(one, many, n),
        newstyle=True,
    )
    env.trim_blocks = env.lstrip_blocks = True
    env.globals.update(
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
