"""What authors see while the database is away: what was received, or why it was not."""

from __future__ import annotations

from flask import render_template

from commentbox.models import Article
from commentbox.posting.spool.entry import Entry
from commentbox.posting.spool.own import RECEIVED
from commentbox.text.sanitise import render
from commentbox.web.form_state import FormState
from commentbox.web.i18n import gettext


def received(entry: Entry, article: Article, token: str) -> str:
    """Return the page of a comment that the database does not have yet."""
    return render_template(
        "posting/received.html",
        article=article,
        comment_id=entry.id,
        posted_at=entry.submission.posted_at,
        html=render(entry.submission.body, format="markdown"),
        token=token,
        said=gettext(RECEIVED),
    )


def not_received(article: Article, form: FormState) -> str:
    """Return what was typed and what is wrong with it.

    The discussion cannot be shown around it.
    """
    return render_template("posting/not_received.html", article=article, form=form)
